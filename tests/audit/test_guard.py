"""What the database itself does for the log, whatever happens to its tables."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from audit import guard, log
from audit.models import Event, Unsealed
from core.models import Holiday

pytestmark = pytest.mark.django_db


def an_event() -> Event:
    thing = Holiday.objects.create(date="2030-01-01", name="Tahun baru")
    return log.record("core.holiday.added", thing, by=None)


def drop(name: str) -> None:
    table = "audit_link" if name.startswith("audit_link") else "audit_event"
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")


def names() -> list[str]:
    return list(guard.SQLITE if connection.vendor == "sqlite" else guard.POSTGRES)


@pytest.mark.postgres
def test_nothing_is_missing_after_migrate():
    assert guard.missing(connection) == []


@pytest.mark.postgres
def test_a_dropped_trigger_is_named_and_put_back():
    for name in names():
        drop(name)
        assert guard.missing(connection) == [name]
        with pytest.raises(CommandError):
            call_command("audit_verify")
        guard.install(connection)
        assert guard.missing(connection) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite: PostgreSQL changes a table in place")
@pytest.mark.django_db(transaction=True)
def test_the_guard_survives_a_table_that_is_built_anew():
    """SQLite builds a table anew when a column changes, and forgets its triggers."""
    wider = models.CharField(max_length=70)
    wider.set_attributes_from_name("verb")
    with connection.schema_editor() as editor:
        editor._remake_table(Event, alter_fields=[(Event._meta.get_field("verb"), wider)])
    assert set(guard.missing(connection)) == {"audit_event_no_update", "audit_event_no_delete", "audit_event_waits"}

    guard.install_after_migrate(using="default")

    assert guard.missing(connection) == []


@pytest.mark.postgres
def test_a_new_event_waits_for_its_link_and_then_no_more():
    log.seal_due()
    event = an_event()
    assert [row.event_id for row in Unsealed.objects.all()] == [event.pk]
    assert log.seal_due() == 1
    assert not Unsealed.objects.exists()


@pytest.mark.postgres
def test_an_idle_round_asks_one_question(django_assert_num_queries):
    log.seal_due()
    with django_assert_num_queries(1):
        assert log.seal_due() == 0
