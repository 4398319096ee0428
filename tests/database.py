"""The database of a test run.

Wagtail's migrations take over a minute, so they are run once into a template, whose name carries a digest of every
migration; each run copies it and adds what every office starts with. A test that commits gets the whole database
made anew from that state afterwards, instead of Django's flush: rows made by migrations stay, and tables that refuse
DELETE (the log of events) need no exception.
"""

import contextlib
import fcntl
import hashlib
import io
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections

# Given by the test settings: the folder that all workers of a run share.
ROOT = Path(os.environ["TEST_ROOT"])


def prepare(*, anew: bool) -> None:
    """Bring the database of this worker to the state each test begins with, and remember that state."""
    store = _store()
    with _only_one_worker():
        if anew or not store.exists(store.template):
            store.forget_templates()
            unfinished = store.create_unfinished()
            with _connected_to(unfinished):
                call_command("migrate", verbosity=0)
                call_command("createcachetable", verbosity=0)
            store.rename(unfinished, store.template)
    store.copy(store.template, store.name)
    emit_post_migrate_signal(0, interactive=False, db="default")
    call_command("setup_office", verbosity=0, stdout=io.StringIO())
    connections.close_all()
    store.copy(store.name, store.start)


def restore() -> None:
    """Put back the state each test begins with, whatever was committed since, by whomever."""
    store = _store()
    store.copy(store.start, store.name)


def _digest() -> str:
    """Return one hash over the migrations of all apps: another set needs another template."""
    total = hashlib.sha256(django.__version__.encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            total.update(config.label.encode() + path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


@contextlib.contextmanager
def _only_one_worker() -> Iterator[None]:
    ROOT.mkdir(parents=True, exist_ok=True)
    with (ROOT / f"{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _connected_to(name: str) -> Iterator[None]:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    connection.settings_dict["NAME"] = own


class SQLiteStore:
    """Databases are files; copying goes through SQLite itself, so that open connections see a normal change."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.start = f"{self.name}.start"
        self.template = str(ROOT / f"template-{_digest()}.sqlite3")

    def exists(self, name: str) -> bool:
        return Path(name).exists()

    def create_unfinished(self) -> str:
        return f"{self.template}.unfinished"

    def rename(self, old: str, new: str) -> None:
        Path(old).rename(new)

    def forget_templates(self) -> None:
        for path in ROOT.glob("template-*.sqlite3*"):
            path.unlink()

    def copy(self, source: str, target: str) -> None:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.closing(sqlite3.connect(source)) as reader,
            contextlib.closing(sqlite3.connect(target, timeout=20)) as writer,
        ):
            writer.execute("PRAGMA synchronous=OFF")
            reader.backup(writer)


class PostgresStore:
    """Databases are databases; a copy is made from a template, and whoever is still connected is sent away."""

    def __init__(self) -> None:
        self.name = connection.settings_dict["NAME"]
        self.start = f"{self.name}_start"
        self.prefix = f"template_{connection.settings_dict['TEST']['PREFIX']}_"
        self.template = self.prefix + _digest()

    def exists(self, name: str) -> bool:
        return bool(self._run("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def create_unfinished(self) -> str:
        name = f"{self.template}_unfinished"
        self._run(f'CREATE DATABASE "{name}"')
        return name

    def rename(self, old: str, new: str) -> None:
        self._run(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def forget_templates(self) -> None:
        for (name,) in self._run("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", self.prefix):
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def copy(self, source: str, target: str) -> None:
        connections.close_all()
        self._run(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        with _only_one_worker():  # a template must have no other user while it is copied
            self._run(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    def _run(self, statement: str, *values: str) -> list[tuple]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def _store() -> SQLiteStore | PostgresStore:
    return PostgresStore() if connection.vendor == "postgresql" else SQLiteStore()
