"""Look first, take over afterwards: a trial run that writes nothing of the register, then the worker in parts.

The checked rows wait, encrypted, in parts of two hundred; a part and what became of it are one transaction, so an
import survives the end of its worker. A row that was taken over before is left as it is: a file may be sent again.
"""

import datetime as dt
import itertools
import time

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from core import ticks
from credentials.enums import ImportState
from credentials.imports import columns, table
from credentials.imports.importers import IMPORTERS, PARTICIPANTS, Importer, Taken
from credentials.models import ImportPart, ImportRun
from programs import workflow as training
from programs.models import Batch

PART = 200
MAX_FAULTS = 2_000  # faults that are kept; their count goes on
LEASE = dt.timedelta(seconds=60)
ROUND_SECONDS = 4.0
DAYS_UNCONFIRMED = 1


@transaction.atomic
def look(importer: Importer, upload, *, name: str, by, batch: Batch | None = None, at: dt.datetime | None = None):
    """The trial run: every row read and checked, nothing taken over. Raises table.NoTable when there is no table."""
    at = at or timezone.now()
    if importer.kind == PARTICIPANTS.kind:
        require_batch(batch, at)
    language = (translation.get_language() or "id")[:5]
    run = ImportRun.objects.create(
        kind=importer.kind, batch=batch, by=by, at=at, file_name=name[:120], language=language
    )
    faults, seen = [], set()
    rows = table.rows(upload, [column.name for column in importer.columns if column.required])
    while chunk := list(itertools.islice(rows, PART)):
        _check(run, importer, chunk, seen, faults)
    run.faults, run.faulty = faults[:MAX_FAULTS], len({fault[0] for fault in faults})
    run.save(update_fields=["faults", "faulty", "total", "ready", "known"])
    return run


def _check(run: ImportRun, importer: Importer, chunk: list, seen: set, faults: list) -> None:
    good = [(row.number, values) for row, values in _sound(importer, chunk, seen, faults)]
    known = importer.known(run, [importer.key(values) for _number, values in good])
    ready = [(number, values) for number, values in good if importer.key(values) not in known]
    run.total, run.known, run.ready = run.total + len(chunk), run.known + len(known), run.ready + len(ready)
    if ready:
        ImportPart.objects.create(run=run, position=ready[0][0], rows=ready)


def _sound(importer: Importer, chunk: list, seen: set, faults: list):
    """The rows without a fault; one that stands in the file twice is a fault of the second."""
    for row in chunk:
        values, wrong = columns.read(row, importer.columns)
        if not wrong and importer.key(values) in seen:
            wrong = [(importer.columns[0].name, _("This stands in the file twice."))]
        if wrong:
            faults.extend([row.number, column, reason] for column, reason in wrong)
            continue
        seen.add(importer.key(values))
        yield row, values


@transaction.atomic
def start(run: ImportRun, *, by, at: dt.datetime | None = None) -> ImportRun:
    """Take over the rows without a fault; pressed twice, it is begun once."""
    mine = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED)
    if mine.update(state=ImportState.RUNNING):
        log.record("credentials.importrun.start", run, by=by, at=at, body={"kind": run.kind, "rows": run.ready})
    run.refresh_from_db()
    return run


@transaction.atomic
def drop(run: ImportRun, *, by, at: dt.datetime | None = None) -> None:
    """Forget a trial run and its rows; nothing was taken over."""
    if ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED).update(state=ImportState.DROPPED):
        run.parts.all().delete()
        log.record("credentials.importrun.drop", run, by=by, at=at, body={"kind": run.kind})


def work_due(at: dt.datetime) -> int:
    """The worker's round: some seconds for imports that wait; trial runs nobody confirmed are forgotten."""
    end, done = time.monotonic() + ROUND_SECONDS, 0
    for run in ImportRun.objects.filter(state=ImportState.RUNNING).order_by("at"):
        while time.monotonic() < end and (part := work(run, at=at)):
            done += part
    old = ImportRun.objects.filter(state=ImportState.CHECKED, at__lt=at - dt.timedelta(days=DAYS_UNCONFIRMED))
    ticks.each("imports to forget", old, lambda run: drop(run, by=None, at=at) or True)
    return done


def work(run: ImportRun, *, at: dt.datetime | None = None) -> int:
    """Take over the next part; returns its rows, 0 when there is none or another worker has it in hand."""
    now = timezone.now()
    mine = ImportRun.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), pk=run.pk, state=ImportState.RUNNING)
    if not mine.update(lease_until=now + LEASE):
        return 0
    try:
        with translation.override(run.language):
            return _part(run.pk, at or now)
    finally:
        ImportRun.objects.filter(pk=run.pk).update(lease_until=None)


@transaction.atomic
def _part(pk: int, at: dt.datetime) -> int:
    run = ImportRun.objects.select_related("by", "batch__program_page").get(pk=pk)
    part = run.parts.select_for_update(of=("self",)).order_by("position").first()
    if part is None:
        ImportRun.objects.filter(pk=pk).update(state=ImportState.DONE, ended_at=at)
        log.record("credentials.importrun.end", run, by=run.by, at=at, body={"kind": run.kind, "rows": run.done})
        return 0
    rows = [(number, values) for number, values in part.rows]
    taken = IMPORTERS[run.kind].take(run, rows, by=run.by, at=at)
    part.delete()
    _count(run, taken)
    return len(rows)


def _count(run: ImportRun, taken: Taken) -> None:
    faults = [*run.faults, *([*fault] for fault in taken.left)][:MAX_FAULTS]
    ImportRun.objects.filter(pk=run.pk).update(
        done=F("done") + taken.done, known=F("known") + taken.known, left=F("left") + len(taken.left), faults=faults
    )


def require_batch(batch: Batch | None, at: dt.datetime) -> None:
    """A list of participants needs a batch that can take somebody in."""
    if batch is None:
        raise Refused([_("Choose a batch.")])
    if reasons := training.take_in_refusals(batch, at):
        raise Refused(reasons)
