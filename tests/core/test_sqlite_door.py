"""The door in front of a SQLite file: one writer at a time over threads and processes, freed whatever happens."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError, ProgrammingError

from core.models import Throttle
from core.sqlite3 import door
from tests.races import faults, together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite"),
]

HOLDER = """
import sys, time
sys.path[:0] = ["."]
from core.sqlite3.door import Door
door = Door(sys.argv[1])
assert door.enter(5)
print("in", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def mine():
    return door.of(str(connection.settings_dict["NAME"]))


@pytest.fixture
def holder(mine):
    """Another process that stands in the door until its input ends."""
    command = [sys.executable, "-c", HOLDER, mine.path]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in\n"
    yield process
    process.kill()
    process.communicate()


def is_free(mine) -> bool:
    if not mine.enter(0):
        return False
    mine.leave()
    return True


def test_a_transaction_holds_the_door_from_its_begin_to_its_end(mine):
    with transaction.atomic():
        assert not is_free(mine)
        with transaction.atomic():
            pass
        assert not is_free(mine)

    assert is_free(mine)


def test_the_hooks_after_a_commit_find_the_door_free(mine):
    seen = []

    with transaction.atomic():
        transaction.on_commit(lambda: seen.append(is_free(mine)))

    assert seen == [True]


def test_a_rollback_frees_the_door(mine):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError

    assert is_free(mine)


def test_a_connection_closed_in_a_transaction_frees_the_door(mine):
    def lose():
        with transaction.atomic():
            connection.close()
            Throttle.objects.exists()

    with pytest.raises(ProgrammingError):
        lose()

    assert is_free(mine)


def test_a_single_write_passes_the_door_and_a_read_does_not_wait(mine, holder, monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)

    assert Throttle.objects.count() == 0
    with pytest.raises(OperationalError, match="database is locked"):
        Throttle.objects.filter(key="a").update(count=1)


def test_a_transaction_gives_up_when_its_time_is_over(mine, holder, monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)

    with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
        pass

    holder.communicate("")
    with transaction.atomic():
        Throttle.objects.create(key="a", expires_at="2026-01-01T00:00Z")
    assert is_free(mine)


def test_a_process_that_is_killed_leaves_the_door_open(mine, holder):
    assert not is_free(mine)

    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    assert is_free(mine)


def test_a_database_locked_by_a_stranger_frees_the_door_again(mine, monkeypatch):
    """Who does not know the door (a backup tool, the shell of SQLite) is met by SQLite's own wait behind it."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    stranger = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")

    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass

    assert is_free(mine)
    stranger.close()
    connection.close()


def test_a_folder_that_cannot_be_written_leaves_the_wait_to_sqlite(tmp_path):
    nowhere = door.Door(str(tmp_path / "missing" / "db-door"))

    assert is_free(nowhere)


def test_a_forked_process_has_a_door_of_its_own(mine):
    assert mine.enter(1)
    child = os.fork()
    if child == 0:
        os._exit(door.of(str(connection.settings_dict["NAME"])).enter(0))
    entered = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    mine.leave()

    assert entered == 0


def test_many_threads_count_together_and_none_is_turned_away(mine):
    Throttle.objects.create(key="a", expires_at="2026-01-01T00:00Z")
    inside, seen = threading.Lock(), []

    def count():
        for _ in range(5):
            with transaction.atomic():
                seen.append(inside.acquire(blocking=False))
                row = Throttle.objects.get(key="a")
                Throttle.objects.filter(pk=row.pk).update(count=row.count + 1)
                inside.release()

    results = together([count] * 12)

    assert faults(results) == []
    assert all(seen)
    assert Throttle.objects.get(key="a").count == 60
