"""What changes is indexed by the worker, whatever it was that changed; and what nobody told of is found as drift."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import HomePage, InfoPage
from programs.models import Batch
from programs.workflow import seats
from search import fulltext, index, port
from search.models import Change, SearchDocument, Term
from search.results import Query
from tests.factories import programs as made
from tests.factories.home import InfoPageFactory, translated
from tests.search import corpus

pytestmark = pytest.mark.postgres


def titles(words, language="id", **filters):
    found = port.search(Query(words, language, filters)).hits
    return [hit.title.replace("\ue000", "").replace("\ue001", "") for hit in found]


@pytest.fixture
def work(db):
    def work(at=None):
        return index.work(at or timezone.now())

    work()
    return work


@pytest.fixture
def page(work):
    page = InfoPageFactory(parent=HomePage.objects.get(locale__language_code="id"), title="Kabar gembira", slug="kabar")
    page.save_revision().publish()
    work()
    return InfoPage.objects.get(pk=page.pk)


def test_a_published_page_is_found_and_an_unpublished_one_is_not(page, work):
    assert titles("gembira") == ["Kabar gembira"]

    page.unpublish()
    work()

    assert titles("gembira") == []


def test_a_draft_changes_nothing(page, work):
    page.title = "Kabar sedih"
    page.save_revision()
    work()

    assert titles("gembira") == ["Kabar gembira"]
    assert titles("sedih") == []


def test_a_deleted_page_is_gone(page, work):
    page.delete()
    work()

    assert titles("gembira") == []


def test_an_expired_page_is_gone(page, work):
    page.expire_at = timezone.now() - dt.timedelta(minutes=1)
    page.save_revision().publish()
    call_command("publish_scheduled", verbosity=0)
    work()

    assert titles("gembira") == []


def test_a_moved_page_takes_its_children_along(page, work):
    child = InfoPageFactory(parent=page, title="Anak gembira", slug="anak")
    child.save_revision().publish()
    target = InfoPageFactory(parent=HomePage.objects.get(locale__language_code="id"), title="Tempat", slug="tempat")
    work()

    InfoPage.objects.get(pk=page.pk).move(target, pos="last-child")
    work()
    work()

    urls = {hit.url for hit in port.search(Query("gembira")).hits}
    assert urls == {"/tempat/kabar/", "/tempat/kabar/anak/"}


def test_a_new_address_takes_the_children_along(page, work):
    InfoPageFactory(parent=page, title="Anak gembira", slug="anak").save_revision().publish()
    page.slug = "warta"
    page.save_revision().publish()
    work()
    work()

    assert {hit.url for hit in port.search(Query("gembira")).hits} == {"/warta/", "/warta/anak/"}


def test_a_page_behind_a_password_is_not_found(page, work):
    lock = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    work()
    work()
    assert titles("gembira") == []

    lock.delete()
    work()
    work()
    assert titles("gembira") == ["Kabar gembira"]


def test_a_translation_is_found_in_its_language(page, work):
    translated(page, "Good tidings")
    work()

    assert titles("tidings", "en") == ["Good tidings"]
    assert titles("tidings") == []


def test_nothing_is_indexed_before_the_commit_and_nothing_twice(page, work):
    for _ in range(3):
        page.save_revision().publish()

    assert Change.objects.filter(kind="info", object_id=page.pk).count() == 1
    version = SearchDocument.objects.get(object_id=page.pk, kind="info").version
    work()
    assert SearchDocument.objects.get(object_id=page.pk, kind="info").version == version


def test_what_changes_again_while_it_is_indexed_is_looked_at_again(page, work):
    page.save_revision().publish()
    changes = list(Change.objects.all())
    page.title = "Kabar lain"
    page.save_revision().publish()

    index._work_off(changes)
    assert Change.objects.filter(kind="info").exists()


# Batches.


@pytest.fixture
def batch(work):
    program = made.page_in_site(title="Menganyam", slug="menganyam")
    batch = corpus.published_batch(program, capacity=2)
    work()
    return batch


def status_of(batch):
    return SearchDocument.objects.get(kind="batch", object_id=batch.pk, language="id").status


def test_a_batch_that_fills_up_is_shown_as_full(batch, work):
    assert status_of(batch) == "open"
    for _ in range(2):
        seats.hold(Batch.objects.get(pk=batch.pk))
    work()
    assert status_of(batch) == "full"

    seats.give_back_held(Batch.objects.get(pk=batch.pk))
    work()
    assert status_of(batch) == "open"


def test_a_seat_that_changes_no_status_costs_no_work(batch):
    seats.hold(Batch.objects.get(pk=batch.pk))

    assert not Change.objects.exists()


def test_the_clock_changes_a_status_by_itself(batch, work):
    after = batch.closes_at + dt.timedelta(minutes=1)
    with time_machine.travel(after):
        work(after)
        work(after)
        assert status_of(batch) == "selection"


def test_an_act_of_the_office_is_heard(batch):
    from audit import log

    log.record("programs.batch.cancel", batch, by=None)

    assert Change.objects.filter(kind="batch", object_id=batch.pk).exists()


def test_a_renamed_programme_renames_its_batches(batch, work):
    program = batch.program_page
    program.title = "Merajut"
    program.save_revision().publish()
    work()

    assert any(title.startswith("Merajut") for title in titles("merajut", kind="batch"))


# Rebuild, drift.


def test_a_rebuild_finds_what_nobody_told_of_and_forgets_words(page):
    InfoPage.objects.filter(pk=page.pk).update(title="Nama lain")
    Term.objects.create(word="lamasekali", language="id", seen_at=timezone.now() - dt.timedelta(days=1))

    index.rebuild()

    assert titles("nama lain")[0] == "Nama lain"
    assert not Term.objects.filter(word="lamasekali").exists()
    assert Term.objects.filter(word="nama").exists()


def test_drift_is_named_and_repaired(page, capsys):
    InfoPage.objects.filter(pk=page.pk).update(title="Nama lain")
    like = SearchDocument.objects.get(kind="info", object_id=page.pk)
    like.pk, like.object_id, like.title, like.url, like.version = None, 999_999, "Wxyzq", "/hantu/", 1
    like.save(force_insert=True)

    with pytest.raises(CommandError):
        call_command("search_check", "--dry-run")
    said = capsys.readouterr().out
    assert f"info-{page.pk}-id" in said
    assert "info-999999-id" in said

    call_command("search_check")
    assert titles("wxyzq") == []
    call_command("search_check", "--dry-run")


def test_gone_rows_are_forgotten_after_a_day(page, work):
    page.unpublish()
    work()
    assert SearchDocument.objects.filter(is_gone=True).count() == 1

    work(timezone.now() + dt.timedelta(days=2))
    assert not SearchDocument.objects.filter(is_gone=True).exists()


def test_the_triggers_come_back_after_a_migration(page):
    from django.db import connection

    fulltext.remove(connection)
    fulltext.install_after_migrate("default") if connection.vendor == "sqlite" else fulltext.install(connection)

    assert titles("gembira") == ["Kabar gembira"]
