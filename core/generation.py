"""Marks that change whenever something a visitor can see has changed, in whichever process it happened.

Every write to the database passes `_watch`; when its transaction commits, a mark changes: the time of one file in
DATA_DIR, or, where several machines share a cache server (CACHE_URL), a value there. Tables of settings.UNSEEN_TABLES
are about people and machinery; what is written there changes no public page.

There are two: `pages` changes with everything, `settled` not with tables of settings.DAILY_TABLES, which registrations
and decisions write all day. `kept` and `settled_kept` remember results under them. Inside a transaction that has
written, they are remembered for that transaction alone, so that nobody else sees what may still be rolled back.
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
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created

log = logging.getLogger(__name__)
WRITE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM|TRUNCATE)\s+[\"`]?(\w+)", re.I)
SHARED_FOR = 1.0  # seconds for which a process trusts what the cache server said
MOST = 50_000  # results kept in one process


class Mark:
    """One mark, as all processes see it, and what this process keeps under it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = f"cakap-{name}"
        self.heard: tuple[float, str] = (0.0, "")
        self.owes_change = False  # a change that could not be told while the cache server was away
        self._kept: tuple[str, dict] = ("", {})

    def current(self) -> str:
        """Empty when it cannot be read, and then nothing may be kept."""
        return self._of_cache() if settings.GENERATION_IN_CACHE else self._of_file()

    def bump(self) -> None:
        """Change it. What has committed is never undone by a mark that cannot be written."""
        try:
            self._bump_cache() if settings.GENERATION_IN_CACHE else self._bump_file()
        except Exception as problem:
            self.owes_change = True
            log.warning(
                "pages may be stale for %s seconds: their mark cannot be changed (%s)",
                settings.PAGE_CACHE_SECONDS,
                type(problem).__name__,
            )

    def store(self) -> dict:
        """Where results are kept now: with the transaction that has written, else with the mark."""
        change = _change_of(connection, self) if connection.in_atomic_block else None
        if change is not None:
            return change.kept
        mark = self.current()
        if not mark:
            return {}
        if self._kept[0] != mark or len(self._kept[1]) > MOST:
            self._kept = (mark, {})
        return self._kept[1]

    def _of_file(self) -> str:
        """Asked in every request: one look at the file, nothing else."""
        try:
            return self._time_of_file()
        except FileNotFoundError:
            self.bump()
        except OSError:
            return ""
        try:
            return self._time_of_file()
        except OSError:
            return ""

    def _time_of_file(self) -> str:
        return str(os.stat(f"{settings.DATA_DIR}/{self.name}").st_mtime_ns)

    def _bump_file(self) -> None:
        """The time is set by name: the clock of a file system has steps, and two writes could share one."""
        path, now = Path(settings.DATA_DIR, self.name), time.time_ns()
        path.touch(exist_ok=True)
        os.utime(path, ns=(now, now))

    def _of_cache(self) -> str:
        at, mark = self.heard
        if mark and time.monotonic() - at < SHARED_FOR:
            return mark
        try:
            mark = caches["marks"].get(self.key) or ""
            if not mark or self.owes_change:
                return self._bump_cache()
        except Exception:  # core.caches has said so once; pages are made anew each time
            mark = ""
        self.heard = (time.monotonic(), mark)
        return mark

    def _bump_cache(self) -> str:
        mark = uuid.uuid4().hex
        caches["marks"].set(self.key, mark, None)
        self.owes_change = False
        self.heard = (time.monotonic(), mark)
        return mark


pages = Mark("generation")
settled = Mark("settled")


def current() -> str:
    """The mark of the pages."""
    return pages.current()


def bump() -> None:
    """Change the mark of the pages: the clock has changed something that no write shows."""
    pages.bump()


# Writes.


class _Change:
    """Waits for the commit of a transaction that has written; Django forgets it when the part it is in rolls back."""

    def __init__(self, mark: Mark, savepoints: set) -> None:
        self.mark = mark
        self.savepoints = savepoints
        self.kept: dict = {}

    def __call__(self) -> None:
        self.mark.bump()


def _watch(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    found = WRITE.match(sql) if isinstance(sql, str) else None
    if found and not found[1].startswith(settings.UNSEEN_TABLES):
        _written(context["connection"], pages)
        if found[1] not in settings.DAILY_TABLES:
            _written(context["connection"], settled)
    return result


def _written(db, mark: Mark) -> None:
    if not db.in_atomic_block:
        return mark.bump()
    change, savepoints = _change_of(db, mark), set(db.savepoint_ids)
    if change is None or change.kept or change.savepoints != savepoints:
        transaction.on_commit(_Change(mark, savepoints), using=db.alias, robust=True)
    return None


def _change_of(db, mark: Mark) -> _Change | None:
    """The last change of the transaction that is still to be committed."""
    waiting = (function for _ids, function, _robust in reversed(db.run_on_commit) if isinstance(function, _Change))
    return next((change for change in waiting if change.mark is mark), None)


def _attach(connection, **kwargs) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def connect() -> None:
    """Watch every connection of this process, also those that are open already."""
    connection_created.connect(_attach, dispatch_uid="core.generation")
    for db in connections.all(initialized_only=True):
        _attach(db)


# What is kept.


def kept(build: Callable) -> Callable:
    """Keep what `build` returns for these hashable arguments until anything visible changes; None is not kept."""
    return _kept_under(pages, build)


def settled_kept(build: Callable) -> Callable:
    """The same for what reads no table of settings.DAILY_TABLES: a registration does not make it forgotten."""
    return _kept_under(settled, build)


def _kept_under(mark: Mark, build: Callable) -> Callable:
    @functools.wraps(build)
    def wrapper(*args):
        store, key = mark.store(), (build, args)
        found = store.get(key)
        if found is None:
            found = build(*args)
            if found is not None:
                store[key] = found
        return found

    return wrapper
