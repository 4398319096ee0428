"""What is out of order is said in words, to a monitor and to the two people who run the machine."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from core import health, outbox
from core.models import Holiday, OfficeSettings, OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _worker_lives():
    health.worker_was_here(timezone.now())
    yield
    cache.delete(health.WORKER_SEEN)


def fact(name: str, at=None) -> health.Fact:
    with translation.override("en"):
        return next(each for each in health.facts(at) if each.name == name)


def test_all_is_well():
    assert [each.problem for each in health.facts() if each.problem] == []


def test_a_worker_that_stands_still():
    assert "stands still" in fact("worker_silent_seconds", timezone.now() + HOUR).problem
    cache.delete(health.WORKER_SEEN)
    assert "never ran" in fact("worker_silent_seconds").problem


def test_messages_that_wait_and_that_failed():
    outbox.queue_mail("test", key="k", to="a@contoh.test", language="id", subject="S", text="T")
    assert fact("outbox_oldest_seconds").problem == ""
    OutboxMessage.objects.filter(key="k").update(queued_at=NOW - 2 * HOUR)
    assert "more than an hour" in fact("outbox_oldest_seconds").problem
    OutboxMessage.objects.filter(key="k").update(state="failed")
    assert fact("outbox_oldest_seconds").problem == ""
    assert fact("outbox_failed").problem.startswith("1 messages")


def test_an_event_that_waits_for_its_seal():
    from audit import log

    log.seal_due()
    log.record("core.holiday.added", Holiday.objects.first(), by=None, at=NOW - HOUR)
    assert "Events wait" in fact("unsealed_oldest_seconds").problem
    log.seal_due()
    assert fact("unsealed_oldest_seconds").value == 0


def test_a_year_without_holidays():
    Holiday.objects.all().delete()
    assert str(timezone.localdate().year) in fact("years_without_holidays").problem


def test_a_disk_that_is_nearly_full(monkeypatch):
    monkeypatch.setattr(health, "LEAST_DISK_MB", 10**9)
    assert "MB are free" in fact("disk_free_mb").problem


def test_a_migration_that_was_not_run_refuses_readiness(client):
    health._migrated.clear()
    MigrationRecorder(connection).migration_qs.filter(app="core").order_by("-id")[:1].get().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert "migrations_missing" in answer.json()["problems"]


def test_a_check_that_fails_is_a_problem_not_an_error(client, monkeypatch):
    def fails(at):
        raise RuntimeError("no")

    monkeypatch.setitem(health._checks, "test", fails)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "test" in answer.json()["problems"]


def test_the_watcher_asks_few_statements(client, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(14):
        assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_the_doctor_says_what_an_installation_for_the_public_lacks(settings, capsys):
    settings.DEMO, settings.BASE_URL = True, "http://127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with translation.override("en"), pytest.raises(CommandError, match="things need attention"):
        call_command("doctor")
    said = capsys.readouterr().err
    assert "DEMO is on" in said
    assert "BASE_URL is not https" in said
    assert "No mail leaves this machine (console)" in said
    assert "e-mail of the office are missing" in said


def test_the_doctor_is_content(settings, capsys, mail_server):
    settings.DEBUG, settings.DEMO, settings.BASE_URL = False, False, "https://cakapkerja.example"
    settings.ALLOWED_HOSTS = ["cakapkerja.example"]
    office = OfficeSettings.load()
    office.email, office.phone, office.address = "a@contoh.test", "021", "Jalan Contoh 1"
    office.save()
    with translation.override("en"):
        call_command("doctor")
        assert "All is well." in capsys.readouterr().out
        mail_server.stop()
        with pytest.raises(CommandError):
            call_command("doctor")
    assert "mail server does not answer" in capsys.readouterr().err
