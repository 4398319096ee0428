"""Once a day the worker throws away what nobody needs: ended sessions, old counters, files without an owner."""

import contextlib
import datetime as dt
import itertools
import logging
import os
import uuid
from collections.abc import Iterator

from django.core.management import call_command

from core import cards, files, quarantine
from core.models import SEALED, PrivateFile, Quarantined, Throttle

log = logging.getLogger(__name__)
A_DAY = dt.timedelta(days=1)
BATCH = 500
OWNERS = (PrivateFile, Quarantined)  # rows with a file that is named by their key


def once_a_day(at: dt.datetime) -> bool:
    """The tick: whichever worker comes first does the upkeep of the day."""
    if not Throttle.hit("upkeep", "worker", limit=1, seconds=int(A_DAY.total_seconds())):
        return False
    Throttle.objects.filter(expires_at__lt=at).delete()
    call_command("clearsessions")
    call_command("prune_db_task_results", "--backend=background", "--queue-name=*", verbosity=0)
    cards.make_missing()
    quarantine.purge(at)
    removed = sweep_rows(at), sweep_files(at)
    if any(removed):
        log.warning("removed %s files that nothing refers to and %s left on the disk", *removed)
    return True


def sweep_rows(at: dt.datetime) -> int:
    """Remove files that nothing refers to since a day: their form was given up between two steps."""
    unused = PrivateFile.objects.filter(created_at__lt=at - A_DAY)
    for relation in PrivateFile._meta.related_objects:
        unused = unused.filter(**{f"{relation.name}__isnull": True})
    rows = list(unused[:BATCH])
    for row in rows:
        files.delete(row)
    return len(rows)


def sweep_files(at: dt.datetime) -> int:
    """Remove files on the disk without a row: the process was killed between writing a file and the commit."""
    storage, removed = PrivateFile._meta.get_field("file").storage, 0
    for found in _batches(_old_files(storage, at - A_DAY)):
        known = {key for model in OWNERS for key in model.objects.filter(key__in=found).values_list("key", flat=True)}
        for key in found.keys() - known:
            storage.delete(found[key])
            removed += 1
    return removed


def _old_files(storage, before: dt.datetime, folder: str = "") -> Iterator[tuple[uuid.UUID, str]]:
    """Key and path of every file older than `before`, folder by folder; what is not named by a key is not ours."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was uploaded yet
        return
    for name in names:
        path = os.path.join(folder, name)
        with contextlib.suppress(ValueError, FileNotFoundError):
            key = uuid.UUID(name.removesuffix(SEALED))
            if storage.get_modified_time(path) < before:
                yield key, path
    for name in folders:
        yield from _old_files(storage, before, os.path.join(folder, name))


def _batches(files: Iterator[tuple[uuid.UUID, str]]) -> Iterator[dict[uuid.UUID, str]]:
    while batch := dict(itertools.islice(files, BATCH)):
        yield batch
