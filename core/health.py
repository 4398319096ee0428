"""Is everything well? Facts with limits, each with a sentence for the people who run the machine.

`/readyz` gives the facts to a monitor, `manage.py doctor` says in words what is wrong. An app adds its own by
`register` in AppConfig.ready().
"""

import datetime as dt
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import MessageState, OutboxMessage
from core.workdays import years_without_holidays

log = logging.getLogger(__name__)
WORKER_SEEN = "worker-seen"
MEGABYTE = 1024 * 1024
LEAST_DISK_MB = 500
WORKER_SILENT = 60
OUTBOX_LATE = 60 * 60


@dataclass(frozen=True)
class Fact:
    """One figure; `problem` says in words what is wrong with it, and is empty when it is well."""

    name: str
    value: object
    problem: str = ""
    is_essential: bool = False  # without it the site cannot answer: readiness is refused


Check = Callable[[dt.datetime], Fact]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Called from AppConfig.ready(). A check reads a few indexed rows at most: a monitor asks every few seconds."""
    _checks[name] = check


def facts(at: dt.datetime | None = None) -> list[Fact]:
    """Every check, essential ones first; one that fails is a problem itself."""
    return list(_facts(at or timezone.now()))


def _facts(at: dt.datetime) -> Iterator[Fact]:
    for name, check in (CORE | _checks).items():
        try:
            yield check(at)
        except Exception as failure:
            log.warning("check %s failed: %s", name, type(failure).__name__)
            problem = _("%(name)s could not be checked: %(kind)s.") % {"name": name, "kind": type(failure).__name__}
            yield Fact(name, None, problem, is_essential=name in ESSENTIAL)


def late(name: str, since: dt.datetime | None, limit: int, problem: str, at: dt.datetime) -> Fact:
    """The age in seconds of the oldest thing that waits; a problem when it is older than `limit`."""
    age = int((at - since).total_seconds()) if since else 0
    return Fact(name, max(age, 0), problem if age > limit else "")


def worker_was_here(at: dt.datetime) -> None:
    """The tick: the worker tells that it lives."""
    cache.set(WORKER_SEEN, at, timeout=None)


def _database(at: dt.datetime) -> Fact:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Fact("database", True, is_essential=True)


_migrated: set[str] = set()


def _migrations(at: dt.datetime) -> Fact:
    """Migrations that were not run; once there are none, none can appear while this process lives."""
    if connection.alias in _migrated:
        return Fact("migrations_missing", 0, is_essential=True)
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _migrated.add(connection.alias)
    problem = _("%(count)s migrations were not run: scripts/deploy runs them.") % {"count": missing} if missing else ""
    return Fact("migrations_missing", missing, problem, is_essential=True)


def _cache(at: dt.datetime) -> Fact:
    asked = caches["marks"]  # not what stands in while the server is away
    asked.set("doctor", secrets.token_hex(8), timeout=60)
    works = asked.get("doctor") is not None
    return Fact("cache", works, "" if works else _("The cache forgets what it is given: look at CACHE_URL."))


def _worker(at: dt.datetime) -> Fact:
    seen = cache.get(WORKER_SEEN)
    if seen is None:
        return Fact("worker_silent_seconds", None, _("The worker never ran: start cakap-worker."))
    problem = _("The worker stands still: nothing is sent, released or offered. Start cakap-worker.")
    return late("worker_silent_seconds", seen, WORKER_SILENT, problem, at)


def _outbox(at: dt.datetime) -> Fact:
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING).order_by("queued_at")
    problem = _("Messages wait for more than an hour: look at EMAIL_URL and at the register of messages.")
    return late("outbox_oldest_seconds", waiting.values_list("queued_at", flat=True).first(), OUTBOX_LATE, problem, at)


def _failed(at: dt.datetime) -> Fact:
    count = OutboxMessage.objects.filter(state=MessageState.FAILED).count()
    problem = _("%(count)s messages could not be delivered: the register of messages has “try again”.")
    return Fact("outbox_failed", count, problem % {"count": count} if count else "")


def _holidays(at: dt.datetime) -> Fact:
    years = years_without_holidays(timezone.localdate(at))
    problem = _("No holiday is kept for %(years)s: dates that are promised may be wrong.")
    return Fact(
        "years_without_holidays", years, problem % {"years": ", ".join(str(year) for year in years)} if years else ""
    )


def _disk(at: dt.datetime) -> Fact:
    free = shutil.disk_usage(settings.DATA_DIR).free // MEGABYTE
    problem = _("Only %(free)s MB are free on the disk of %(folder)s.") % {"free": free, "folder": settings.DATA_DIR}
    return Fact("disk_free_mb", free, problem if free < LEAST_DISK_MB else "")


def _uploads(at: dt.datetime) -> Fact:
    folder = settings.PRIVATE_ROOT if settings.PRIVATE_ROOT.exists() else settings.DATA_DIR
    works = os.access(folder, os.W_OK | os.X_OK)
    problem = "" if works else _("Nothing can be uploaded: %(folder)s is not writable.") % {"folder": folder}
    return Fact("uploads_writable", works, problem)


ESSENTIAL = ("database", "migrations")
CORE: dict[str, Check] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "worker": _worker,
    "outbox": _outbox,
    "failed messages": _failed,
    "holidays": _holidays,
    "disk": _disk,
    "uploads": _uploads,
}
