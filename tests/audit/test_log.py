"""The log: nothing can be changed unseen, and erasing personal text keeps the chain."""

import datetime as dt
import io
import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import log
from audit.models import Event, EventBody, Link
from core.models import Holiday

MOMENT = dt.datetime(2026, 11, 24, 8, 30, 0, 123456, tzinfo=dt.UTC)


@pytest.fixture
def thing(db):
    log.seal_due()  # what the office was set up with
    return Holiday.objects.create(date=dt.date(2030, 1, 1), name="Tahun baru")


def test_the_digest_is_fixed_for_ever():
    """A vector: changing the spelling of what is hashed would break every chain in the field."""
    body = {"b": [1, "é"], "a": MOMENT}
    assert log.canonical(body) == '{"a":"2026-11-24T08:30:00.123456+00:00","b":[1,"é"]}'
    assert log.body_digest("salt", {"x": 1}) == "d1e882915484b1bc5d202b7b06771d90ce7ecacee6c24ace7679249e30ff1d1c"
    event = Event(
        id="00000000-0000-4000-8000-000000000000",
        at=MOMENT,
        verb="a.b.c",
        object_type="core.holiday",
        object_ref="1",
        actor_ref="system",
        body_digest="0" * 64,
        salt="1" * 32,
    )
    assert log.event_digest(event) == VECTOR


VECTOR = "c526ef5ea60ba32130f8fd0905ad0e536d6f726946644e182d31717e86fc4fc3"


def test_recorded_sealed_and_found_right(thing):
    log.record("core.holiday.added", thing, by=None, body={"name": "Tahun baru"})
    assert log.seal_due() == 1
    assert list(log.verify()) == []
    call_command("audit_verify")


@pytest.mark.parametrize("column", ["verb", "actor_ref", "object_ref", "body_digest", "at"])
def test_an_altered_event_is_named(thing, column):
    event = log.record("core.holiday.added", thing, by=None)
    log.record("core.holiday.moved", thing, by=None)
    log.seal_due()
    value = MOMENT if column == "at" else "x"
    force("UPDATE audit_event SET {} = %s WHERE id = %s", column, value, event.pk)
    assert any(str(event.pk) in fault and "altered" in fault for fault in log.verify())
    with pytest.raises(CommandError):
        call_command("audit_verify", stderr=io.StringIO())


def test_a_missing_link_is_named(thing):
    for _ in range(3):
        log.record("core.holiday.added", thing, by=None)
    log.seal_due()
    force("DELETE FROM audit_link WHERE position = %s {}", "", 2)
    assert "link 2 missing" in list(log.verify())


def test_an_unsealed_event_is_named_after_five_minutes(thing):
    log.record("core.holiday.added", thing, by=None)
    assert list(log.verify()) == []
    assert "unsealed" in next(iter(log.verify(timezone.now() + dt.timedelta(minutes=6))))


def test_a_changed_body_is_named_and_an_erased_one_is_not(thing):
    event = log.record("core.holiday.added", thing, by=None, body={"name": "Tahun baru"})
    log.seal_due()
    EventBody.objects.filter(event=event).update(data={"name": "lain"})
    assert list(log.verify()) == [f"body of event {event.pk} does not fit"]
    log.erase_body(event, by=None)
    log.seal_due()
    assert list(log.verify()) == []


@pytest.mark.postgres
@pytest.mark.parametrize("model", [Event, Link])
def test_the_database_itself_refuses_changes(thing, model):
    log.record("core.holiday.added", thing, by=None)
    log.seal_due()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**({"verb": "x"} if model is Event else {"hash": "x"}))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sealing_from_many_threads_makes_one_chain():
    log.seal_due()
    before = Link.objects.count()
    thing = Holiday.objects.create(date=dt.date(2030, 1, 1), name="x")
    for _ in range(40):
        log.record("core.holiday.added", thing, by=None)
    start = threading.Barrier(6)

    def work():
        start.wait()
        log.seal_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    log.seal_due()
    assert Link.objects.count() == before + 40
    assert list(log.verify()) == []


def force(sql: str, column: str, *values) -> None:
    """Change the log as an intruder with the database password would: without its triggers."""
    with connection.cursor() as cursor:
        for name in _triggers(cursor):
            cursor.execute(name)
        cursor.execute(sql.format(column), [_spelled(value) for value in values])


def _spelled(value):
    """A UUID as this database stores it."""
    return value.hex if isinstance(value, uuid.UUID) and connection.vendor == "sqlite" else value


def _triggers(cursor) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"DROP TRIGGER {table}_insert_only ON {table}" for table in ("audit_event", "audit_link")]
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
