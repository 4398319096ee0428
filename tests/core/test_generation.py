"""The mark that says that something visible has changed, and what is kept under it."""

import threading

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone

from core import generation
from core.models import Holiday, OfficeSettings, Throttle
from programs.models import Batch
from tests.factories import programs as make


@pytest.fixture
def mark():
    """Whether the mark has changed since the last time it was asked."""
    seen = [generation.current()]

    def has_changed():
        before, seen[0] = seen[0], generation.current()
        return seen[0] != before

    return has_changed


def rename(name):
    OfficeSettings.objects.update(office=name)


@generation.kept
def office_name():
    return OfficeSettings.objects.get().office


@pytest.mark.django_db(transaction=True)
def test_every_way_to_write_changes_the_mark(mark):
    day = timezone.localdate()
    writes = [
        lambda: Holiday.objects.bulk_create([Holiday(date=day, name="Libur")]),
        lambda: Holiday.objects.filter(date=day).update(name="Cuti"),
        lambda: Holiday.objects.bulk_create([Holiday(date=day, name="x")], ignore_conflicts=True),
        lambda: Holiday.objects.filter(date=day).delete(),
        lambda: connection.cursor().execute("UPDATE core_officesettings SET office = 'Dinas'"),
    ]

    for write in writes:
        write()
        assert mark()


@pytest.mark.django_db(transaction=True)
def test_reading_and_what_nobody_sees_leave_it(mark):
    list(Holiday.objects.all())
    Throttle.hit("pintu", "seseorang", limit=3, seconds=60)

    assert not mark()


@pytest.mark.django_db(transaction=True)
def test_it_changes_when_the_transaction_commits_not_before(mark):
    with transaction.atomic():
        rename("Dinas Baru")
        assert not mark()

    assert mark()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_changes_nothing(mark):
    with transaction.atomic():
        rename("Dinas Baru")
        transaction.set_rollback(True)

    assert not mark()


@pytest.mark.django_db
def test_a_result_is_kept(django_assert_num_queries):
    office_name()

    with django_assert_num_queries(0):
        office_name()


@pytest.mark.django_db
def test_a_transaction_reads_what_it_has_written():
    before = office_name()
    rename("Dinas Baru")

    assert (before, office_name()) != ("Dinas Baru", before)
    assert office_name() == "Dinas Baru"


@pytest.mark.django_db
def test_a_savepoint_that_rolls_back_takes_what_was_kept_with_it():
    rename("Dinas Satu")
    assert office_name() == "Dinas Satu"

    with transaction.atomic():
        rename("Dinas Dua")
        assert office_name() == "Dinas Dua"
        transaction.set_rollback(True)

    assert office_name() == "Dinas Satu"


@pytest.mark.django_db(transaction=True)
def test_nobody_else_sees_what_is_not_committed():
    rename("Dinas Lama")
    office_name()
    others = []

    def read():
        others.append(office_name())
        connection.close()

    with transaction.atomic():
        rename("Dinas Baru")
        assert office_name() == "Dinas Baru"
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()

    assert (others, office_name()) == (["Dinas Lama"], "Dinas Baru")


@pytest.mark.django_db
def test_a_setting_that_is_changed_but_not_saved_changes_for_nobody():
    OfficeSettings.load().office = "Hanya di sini"

    assert OfficeSettings.load().office != "Hanya di sini"


@pytest.mark.django_db
def test_without_a_mark_nothing_is_kept(settings, tmp_path, django_assert_num_queries, caplog):
    settings.DATA_DIR = tmp_path / "gone"
    with django_assert_num_queries(2):
        office_name()
        office_name()

    assert "stale" in caplog.text


@pytest.mark.django_db
def test_several_machines_share_the_mark_by_the_cache_server(settings):
    settings.GENERATION_IN_CACHE = True
    generation.bump()
    first = generation.current()
    caches["marks"].set(generation.pages.key, "changed by another machine", None)
    generation.pages.heard = (0.0, "")

    assert first not in ("", generation.current())
    assert generation.current() == "changed by another machine"


@generation.settled_kept
def days_off():
    return Holiday.objects.count() + 1


@pytest.mark.django_db(transaction=True)
def test_a_registration_leaves_what_editors_wrote(mark, django_assert_num_queries):
    batch = make.batch()
    days_off()
    mark()
    before = generation.settled.current()

    Batch.objects.filter(pk=batch.pk).update(held=1)

    assert mark()
    assert generation.settled.current() == before
    with django_assert_num_queries(0):
        days_off()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_of_a_registration_reads_what_is_settled_from_memory(django_assert_num_queries):
    batch = make.batch()
    days_off()

    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(held=1)
        with django_assert_num_queries(0):
            days_off()


@pytest.mark.django_db(transaction=True)
def test_what_editors_write_changes_both():
    days_off()
    before = generation.settled.current()

    Holiday.objects.create(date=timezone.localdate(), name="Libur")

    assert generation.settled.current() != before
    assert days_off() == Holiday.objects.count() + 1


@pytest.mark.parametrize("name", sorted(django_settings.DAILY_TABLES))
def test_every_daily_table_is_a_visible_one_of_ours(name):
    """A name that is misspelt would silently cost speed; one of an invisible table would mean nothing."""
    assert name in {model._meta.db_table for model in apps.get_models()}
    assert not name.startswith(django_settings.UNSEEN_TABLES)
