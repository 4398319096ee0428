"""The background process, as the system starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django_tasks import task
from django_tasks.base import TaskResultStatus

from core.models import MessageState, OutboxMessage
from core.outbox import queue_mail

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@task(backend="background")
def add(one: int, other: int) -> int:
    return one + other


def start(*arguments):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "worker", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def message():
    return queue_mail("test", key="one", to="warga@contoh.id", language="id", subject="Judul", text="Isi")


def test_a_round_delivers_what_is_due(message):
    process = start("--rounds", "1")
    process.communicate(timeout=60)

    assert (OutboxMessage.objects.get().state, process.returncode) == (MessageState.SENT, 0)


def test_a_round_runs_queued_tasks():
    result = add.enqueue(2, 3)

    call_command("worker", rounds=1)

    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, 5)


def test_a_failing_part_stops_no_other(message, monkeypatch, caplog):
    monkeypatch.setattr("core.management.commands.worker.SLOW", (("no_such_command",),))

    call_command("worker", rounds=1)

    assert OutboxMessage.objects.get().state == MessageState.SENT
    assert "no_such_command failed" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told(number):
    process = start("--interval", "600")
    assert any("worker runs" in line for line in process.stderr)

    process.send_signal(number)

    assert process.wait(timeout=60) == 0
    process.stderr.close()
