"""A rebuild writes beside what answers and takes over in one step: nobody meets a gap, no edit is lost."""

import contextlib
import dataclasses
import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from core import searchable
from home.models import HomePage, InfoPage
from search import editions, index, port
from search.models import IndexState, SearchDocument
from search.results import Query
from tests.factories.home import InfoPageFactory

pytestmark = pytest.mark.postgres
PAGES = 12
WORDS = Query("gembira")


def published(number: int) -> InfoPage:
    home = HomePage.objects.get(locale__language_code="id")
    page = InfoPageFactory(parent=home, title=f"Kabar gembira {number}", slug=f"kabar-{number}")
    page.save_revision().publish()
    return page


def rename(page: InfoPage, title: str) -> None:
    page = InfoPage.objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()
    index.work(timezone.now())


def titles() -> dict[int, str]:
    rows = SearchDocument.objects.served().filter(kind="info", is_gone=False)
    return dict(rows.values_list("object_id", "title"))


@pytest.fixture
def pages(db):
    made = [published(number) for number in range(PAGES)]
    index.work(timezone.now())
    return made


class Busy(threading.Thread):
    """Does one thing again and again until it is told to stop; what goes wrong is kept."""

    def __init__(self, act) -> None:
        super().__init__()
        self.act, self.stop, self.times, self.failures = act, threading.Event(), 0, []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.act(self.times)
                self.times += 1
            except Exception as failure:
                self.failures.append(failure)
                break
        connection.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *args) -> None:
        self.stop.set()
        self.join()


@pytest.mark.django_db(transaction=True)
def test_nobody_meets_a_gap_and_no_edit_is_lost():
    """Visitors ask, an editor publishes and the worker indexes, all the time, while everything is built anew."""
    made = [published(number) for number in range(PAGES)]
    index.work(timezone.now())
    seen, latest = set(), {}

    def ask(_number):
        found = port.search(WORDS)
        seen.add((found.total, len(found.hits), sum(facet.count for facet in found.facets["kind"])))

    def edit(number):
        page = made[number % PAGES]
        rename(page, f"Kabar gembira, kali {number}")
        latest[page.pk] = f"Kabar gembira, kali {number}"

    with Busy(ask) as visitor, Busy(edit) as editor:
        while IndexState.objects.get().serving < 4 or min(visitor.times, editor.times) < PAGES:
            index.rebuild()
            if visitor.failures or editor.failures:
                break

    assert (visitor.failures, editor.failures) == ([], [])
    assert seen == {(PAGES, 10, PAGES)}
    assert {pk: title for pk, title in titles().items() if pk in latest} == latest
    assert index.drift(repair=False).written == []
    assert set(SearchDocument.objects.values_list("edition", flat=True)) == {IndexState.objects.get().serving}


def test_what_changes_while_it_is_built_is_in_both(pages):
    kind, edition = searchable.kinds()["info"], editions.begin()
    index._fill(kind, [page.pk for page in pages], edition)

    rename(pages[0], "Kabar lain")
    pages[1].unpublish()
    index.work(timezone.now())
    added = published(99)
    index.work(timezone.now())
    assert titles()[pages[0].pk] == "Kabar lain"

    for other in searchable.kinds().values():
        for ids in index._chunks(other.rows().exclude(pk__in=[page.pk for page in pages]).order_by("pk")):
            index._fill(other, ids, edition)
    before = titles()
    index._take_over(edition)

    assert titles() == before
    assert pages[1].pk not in titles()
    assert titles()[added.pk] == "Kabar gembira 99"


@pytest.mark.parametrize("is_rebuild", [False, True])
def test_who_read_an_older_row_does_not_overwrite_what_was_written_since(pages, is_rebuild):
    """While one looks at the page, an editor changes it and the worker is quicker."""
    kind, page, todo = searchable.kinds()["info"], pages[0], ["Kabar lain"]

    def entries(row):
        said = list(kind.entries(row))
        if todo:
            rename(page, todo.pop())
        return said

    slow, edition = dataclasses.replace(kind, entries=entries), editions.begin()
    index._fill(slow, [page.pk], edition) if is_rebuild else index.refresh(slow, [page.pk])

    said = SearchDocument.objects.filter(kind="info", object_id=page.pk).values_list("title", flat=True)
    assert set(said) == {"Kabar lain"}
    assert len(said) == 2


def test_what_is_the_same_keeps_its_version_and_is_not_copied_again(pages):
    SearchDocument.objects.update(is_copied=True)
    InfoPage.objects.filter(pk=pages[0].pk).update(title="Diam-diam")
    before = {each.key: each.version for each in SearchDocument.objects.served()}

    index.rebuild()

    after = {each.key: each for each in SearchDocument.objects.served()}
    changed = f"info-{pages[0].pk}-id"
    assert after[changed].version > before[changed]
    assert [key for key, each in after.items() if not each.is_copied] == [changed]
    assert {key for key, each in after.items() if each.version != before[key]} == {changed}


def test_what_vanished_unnoticed_comes_along_as_gone(pages, settings):
    ghost = {"object_id": 999_999, "language": "id", "title": "Gembira hantu", "url": "/hantu/", "version": 1}
    edition = IndexState.objects.get().serving
    for kind in ("info", "nobody"):  # of a page that is not there, and of an app that is not installed any more
        SearchDocument.objects.create(kind=kind, edition=edition, **ghost)

    tally = index.rebuild()

    assert set(tally.gone) == {"info-999999-id", "nobody-999999-id"}
    left = SearchDocument.objects.served().filter(object_id=999_999)
    assert [(each.is_gone, each.title, each.is_copied, each.version > 1) for each in left] == [
        (True, "", False, True),
        (True, "", False, True),
    ]


def test_a_rebuild_that_died_is_given_up_and_its_rows_go(pages):
    edition = editions.begin()
    index._fill(searchable.kinds()["info"], [page.pk for page in pages], edition)
    now = timezone.now()

    index.work(now + dt.timedelta(minutes=1))
    assert SearchDocument.objects.filter(edition=edition).count() == PAGES

    index.work(now + editions.ABANDONED + dt.timedelta(minutes=1))
    assert not SearchDocument.objects.filter(edition=edition).exists()
    assert IndexState.objects.get().building is None
    with pytest.raises(editions.Superseded):
        index._take_over(edition)
    assert port.search(WORDS).total == PAGES


def test_of_two_rebuilds_the_later_one_wins(pages):
    first, second = editions.begin(), editions.begin()

    with pytest.raises(editions.Superseded):
        index._fill(searchable.kinds()["info"], [pages[0].pk], first)
    assert second > first
    with contextlib.suppress(editions.Superseded):
        index._take_over(first)
    assert port.search(WORDS).total == PAGES
