"""The search page: plain, escaped, counted, in both languages; suggestions; what was not found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import Throttle
from home.models import HomePage
from search import failures, index, text
from search.models import FailedQuery, Promoted, SearchDocument
from search.views import MOST_A_MINUTE
from tests.factories.accounts import UserFactory
from tests.factories.home import InfoPageFactory


@pytest.fixture
def pages(db):
    """Publish pages of these titles and index them."""

    def publish(*titles, **fields):
        home = HomePage.objects.get(locale__language_code="id")
        for title in titles:
            InfoPageFactory(parent=home, title=title, **fields).save_revision().publish()
        index.work(timezone.now())

    return publish


def html(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_works_without_a_question(client, db):
    said = html(client, "/cari/")

    assert 'action="/cari/"' in said
    assert 'class="ck-tasks' in said


def test_results_are_marked_and_escaped(client, pages):
    pages("Kabar <script>alert(1)</script> gembira", summary="Ringkas <b>gembira</b> & singkat")

    said = html(client, "/cari/?q=gembira")

    assert "<script>alert(1)" not in said
    assert "Kabar &lt;script&gt;alert(1)&lt;/script&gt; <mark>gembira</mark>" in said
    assert "Ringkas &lt;b&gt;<mark>gembira</mark>&lt;/b&gt; &amp; singkat" in said


HOSTILE = ['"><svg onload=alert(1)>', "<mark>", "' OR 1=1 --", "\0", "a" * 5000, "{{ 7|add:7 }}"]
UNKNOWN = ["hal=-1", "hal=x", "hal=99999999", "jenis=x", "status=x", "bulan=2026-13", "bidang=%00"]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_question_is_only_words(client, pages, words):
    pages("Kabar gembira")

    said = client.get("/cari/", {"q": words})

    assert said.status_code == 200
    assert b"<svg onload" not in said.content


@pytest.mark.parametrize("query", UNKNOWN)
def test_unknown_values_filter_nothing(client, pages, query):
    pages("Kabar gembira")

    assert "gembira" in html(client, f"/cari/?q=gembira&{query}")


def test_a_filter_stays_when_the_page_is_turned(client, pages):
    pages(*[f"Kabar gembira {number}" for number in range(12)])

    said = html(client, "/cari/?q=gembira&jenis=info")

    assert "q=gembira&amp;jenis=info&amp;hal=2" in said


def test_another_spelling_is_offered(client, pages):
    pages("Kabar gembira")

    assert '<a href="/cari/?q=gembira"><strong>gembira</strong></a>' in html(client, "/cari/?q=gembirra")


def test_english_stands_under_its_own_address(client, db):
    said = html(client, "/en/cari/?q=zzzz")

    assert "Nothing was found" in said
    assert 'action="/en/cari/"' in said


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/cari/", "/tidak-ada/", "/en/"])
def test_every_page_has_a_box_that_leads_here(client, address):
    english = "/en" if address.startswith("/en/") else ""

    assert f'action="{english}/cari/"' in client.get(address).content.decode()


def test_a_page_costs_the_same_for_one_and_thirty_results(client, pages):
    pages("Kabar gembira 0")
    client.get("/cari/?q=gembira")
    with CaptureQueriesContext(connection) as few:
        client.get("/cari/?q=gembira")
    pages(*[f"Kabar gembira {number}" for number in range(1, 31)])
    client.get("/cari/?q=gembira")
    with CaptureQueriesContext(connection) as many:
        client.get("/cari/?q=gembira")

    assert len(few) == len(many) <= 12


# Promoted.


def test_a_promoted_result_stands_first_where_it_leads_somewhere(client, pages):
    pages("Kabar gembira")
    Promoted.objects.create(query="kabar", title_id="Cek status", title_en="Check your status", address="/status/")
    Promoted.objects.create(query="kabar", title_id="Tidak ada", title_en="Not there", address="/tidak-ada/")

    said, english = html(client, "/cari/?q=Kabar"), html(client, "/en/cari/?q=kabar")

    assert 'href="/status/"' in said
    assert "Tidak ada</a>" not in said
    assert 'href="/en/status/"' in english


# While typing.


def test_titles_are_suggested_as_json(client, pages):
    pages("Kabar gembira")

    items = client.get("/cari/saran/?q=kabar+gem").json()["items"]

    url = SearchDocument.objects.get(title="Kabar gembira").url
    assert items == [{"title": "Kabar gembira", "url": url, "kind": "Informasi"}]
    assert client.get("/cari/saran/?q=k").json() == {"items": []}


def test_who_asks_too_often_gets_no_more_suggestions(client, pages):
    pages("Kabar gembira")
    assert client.get("/cari/saran/?q=kabar+gem").json()["items"]
    Throttle.objects.filter(key__startswith="saran").update(count=MOST_A_MINUTE)

    assert client.get("/cari/saran/?q=kaba").json()["items"] == []


# Not found.


def test_what_was_not_found_is_counted_without_anything_personal(client, db):
    for _ in range(2):
        client.get("/cari/", {"q": "Xyzzy 3671010101010001 qwxz@xqwz.zzq 0812-3456-7890"})

    row = FailedQuery.objects.get()
    assert (row.query, row.count) == ("xyzzy", 2)


def test_one_visitor_does_not_fill_the_list(client, db):
    for number in range(failures.MOST_AN_HOUR + 5):
        client.get("/cari/", {"q": f"zzq{'abcdefghijklmnopqrstuvwxyz'[number]}q"})

    assert FailedQuery.objects.count() == failures.MOST_AN_HOUR


def test_filters_and_found_words_are_not_counted(client, pages):
    pages("Kabar gembira")
    client.get("/cari/?q=gembira")
    client.get("/cari/?q=zzzz&jenis=news")

    assert not FailedQuery.objects.exists()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("3671 0101 0101 0001", ""), ("budi@contoh.id", ""), ("AK1 2026", "ak1 2026"), ("nik 3671010101010001", "nik")],
)
def test_what_may_be_kept(asked, kept):
    assert text.without_personal(asked) == kept


# The CMS.


def test_editors_keep_the_words_and_only_look_at_what_was_not_found(client, db):
    FailedQuery.objects.create(query="xyzzy", language="id", count=3)
    client.force_login(UserFactory(role=Role.EDITOR))

    listed = client.get(reverse("wagtailsnippets_search_failedquery:list"))
    added = client.post(
        reverse("wagtailsnippets_search_synonym:add"), {"term": "warta", "means": "kabar gembira", "is_mutual": "on"}
    )

    assert b"xyzzy" in listed.content
    assert added.status_code == 302
    assert client.get(reverse("wagtailsnippets_search_failedquery:add")).status_code == 302
    assert client.get(reverse("wagtailsnippets_search_promoted:list")).status_code == 200


def test_trainers_do_not_see_them(client, db):
    client.force_login(UserFactory(role=Role.TRAINER))

    assert client.get(reverse("wagtailsnippets_search_synonym:list")).status_code == 302
