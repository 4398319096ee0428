"""One mark that changes whenever something a visitor can see has changed, in whichever process it happened.

Every write to the database passes `_watch`; when its transaction commits, the mark changes: the time of one file in
DATA_DIR, or, where several machines share a cache server (CACHE_URL), a value there. Tables of settings.UNSEEN_TABLES
are about people and machinery; what is written there changes no public page.

`kept` remembers results under the mark. Inside a transaction that has written, they are remembered for that
transaction alone, so that nobody else sees what may still be rolled back.
"""

import functools
import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created

log = logging.getLogger(__name__)
WRITE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM|TRUNCATE)\s+[\"`]?(\w+)", re.I)
KEY = "cakap-generation"
SHARED_FOR = 1.0  # seconds for which a process trusts what the cache server said
MOST = 50_000  # results kept in one process


def current() -> str:
    """The mark as all processes see it; empty when it cannot be read, and then nothing may be kept."""
    return _of_cache() if settings.GENERATION_IN_CACHE else _of_file()


def bump() -> None:
    """Change the mark. What has committed is never undone by a mark that cannot be written."""
    try:
        _bump_cache() if settings.GENERATION_IN_CACHE else _bump_file()
    except Exception:
        log.exception("pages may be stale for %s seconds: their mark cannot be changed", settings.PAGE_CACHE_SECONDS)


def _path() -> Path:
    return Path(settings.DATA_DIR, "generation")


def _of_file() -> str:
    """Asked in every request: one look at the file, nothing else."""
    try:
        return _time_of_file()
    except FileNotFoundError:
        bump()
    except OSError:
        return ""
    try:
        return _time_of_file()
    except OSError:
        return ""


def _time_of_file() -> str:
    return str(os.stat(f"{settings.DATA_DIR}/generation").st_mtime_ns)


def _bump_file() -> None:
    """The time is set by name: the file system's own clock has steps of milliseconds: two writes could share one."""
    path, now = _path(), time.time_ns()
    path.touch(exist_ok=True)
    os.utime(path, ns=(now, now))


_heard: tuple[float, str] = (0.0, "")


def _of_cache() -> str:
    global _heard
    at, mark = _heard
    if mark and time.monotonic() - at < SHARED_FOR:
        return mark
    try:
        mark = cache.get(KEY) or ""
        if not mark:
            _bump_cache()
    except Exception:
        log.warning("the cache server does not answer: pages are made anew each time")
        mark = ""
    _heard = (time.monotonic(), mark)
    return mark


def _bump_cache() -> None:
    global _heard
    mark = uuid.uuid4().hex
    cache.set(KEY, mark, None)
    _heard = (time.monotonic(), mark)


# Writes.


class _Change:
    """Waits for the commit of a transaction that has written; Django forgets it when the part it is in rolls back."""

    def __init__(self, savepoints: set) -> None:
        self.savepoints = savepoints
        self.kept: dict = {}

    def __call__(self) -> None:
        bump()


def _watch(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    found = WRITE.match(sql) if isinstance(sql, str) else None
    if found and not found[1].startswith(settings.UNSEEN_TABLES):
        _written(context["connection"])
    return result


def _written(db) -> None:
    if not db.in_atomic_block:
        return bump()
    change, savepoints = _change_of(db), set(db.savepoint_ids)
    if change is None or change.kept or change.savepoints != savepoints:
        transaction.on_commit(_Change(savepoints), using=db.alias, robust=True)
    return None


def _change_of(db) -> _Change | None:
    """The last change of the transaction that is still to be committed."""
    waiting = (function for _ids, function, _robust in reversed(db.run_on_commit) if isinstance(function, _Change))
    return next(waiting, None)


def _attach(connection, **kwargs) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def connect() -> None:
    """Watch every connection of this process, also those that are open already."""
    connection_created.connect(_attach, dispatch_uid="core.generation")
    for db in connections.all(initialized_only=True):
        _attach(db)


# What is kept.

_kept: tuple[str, dict] = ("", {})


def _store() -> dict:
    """Where results are kept now: with the transaction that has written, else with the mark."""
    global _kept
    change = _change_of(connection) if connection.in_atomic_block else None
    if change is not None:
        return change.kept
    mark = current()
    if not mark:
        return {}
    if _kept[0] != mark or len(_kept[1]) > MOST:
        _kept = (mark, {})
    return _kept[1]


def kept(build: Callable) -> Callable:
    """Keep what `build` returns for these hashable arguments until anything visible changes; None is not kept."""

    @functools.wraps(build)
    def wrapper(*args):
        store, key = _store(), (build, args)
        found = store.get(key)
        if found is None:
            found = build(*args)
            if found is not None:
                store[key] = found
        return found

    return wrapper
