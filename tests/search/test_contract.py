"""What every adapter keeps: words, filters, facets, highlights, suggestions, spelling."""

import pytest

from home.models import HomePage, NewsIndexPage
from search.results import CLOSE_MARK, OPEN_MARK, Query
from tests.factories import programs as made
from tests.factories.home import InfoPageFactory, NewsPageFactory, translated
from tests.search import corpus

HOSTILE = ['"', "'", "* OR 1", "NEAR(a b)", "{title} : x", "a:b & !c | (", "\\", "-menjahit", "ﷺ", "jahit\ue000", "%_"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(adapter, up_to_date):
    """One programme in both languages with a batch, an information page, a piece of news."""
    summary = "Membuat pola, memotong, dan menjahit pakaian."
    sewing = made.page_in_site(title="Menjahit", slug="menjahit", summary=summary)
    sewing.save_revision().publish()
    translated(sewing, "Sewing")
    corpus.published_batch(sewing, number=1)
    home = HomePage.objects.get(locale__language_code="id")
    page = InfoPageFactory(parent=home, title="Kartu <b>AK-1</b> & syarat", slug="syarat-ak", summary="Bawa KTP.")
    page.save_revision().publish()
    news = NewsIndexPage.objects.get(locale__language_code="id")
    NewsPageFactory(parent=news, title="Kelas menjahit malam", summary="Mulai Maret.").save_revision().publish()
    up_to_date()
    return adapter


def urls(adapter, words, language="id", **filters):
    return [hit.url for hit in adapter.search(Query(words, language, filters)).hits]


@pytest.mark.parametrize("words", ["menjahit", "MENJAHIT", "jahitan", "penjahit", "menjahid", "jahit"])
def test_other_forms_and_typing_errors_find_the_same(office, words):
    assert urls(office, words)[0] == "/pelatihan/menjahit/"


def test_two_letters_are_enough(office):
    assert "/syarat-ak/" in urls(office, "AK")


def test_a_synonym_finds_what_it_means(office):
    assert "/pelatihan/menjahit/" in urls(office, "tukang jahit")


def test_a_filter_narrows_and_facets_count_what_the_other_filters_leave(office):
    everything = office.search(Query("menjahit"))
    narrowed = office.search(Query("menjahit", filters={"kind": "news"}))

    kinds = {facet.value: facet.count for facet in everything.facets["kind"]}
    assert kinds["news"] == 1
    assert kinds["batch"] == 1
    assert everything.total == sum(kinds.values())
    assert narrowed.total == len(narrowed.hits) == 1
    assert {facet.value: facet.count for facet in narrowed.facets["kind"]} == kinds
    assert narrowed.facets["status"] == []


def test_facets_say_place_status_and_month(office):
    found = office.search(Query("menjahit", filters={"kind": "batch"}))

    assert [facet.value for facet in found.facets["district"]] == ["Ciledug"]
    assert [facet.value for facet in found.facets["status"]] == ["open"]
    assert [facet.value for facet in found.facets["month"]] == [f"{found.hits[0].on:%Y-%m}"]


def test_filters_alone_list_everything_of_a_kind(office):
    found = office.search(Query("", filters={"kind": "batch"}))

    assert [hit.kind for hit in found.hits] == ["batch"]


def test_what_was_found_is_marked(office):
    hit = office.search(Query("menjahit", filters={"kind": "program"})).hits[0]

    assert hit.title == f"{OPEN_MARK}Menjahit{CLOSE_MARK}"
    assert f"{OPEN_MARK}menjahit{CLOSE_MARK}" in hit.excerpt


def test_a_typing_error_is_asked_about_and_a_right_word_is_not(office):
    assert office.search(Query("menjahid")).did_you_mean == "menjahit"
    assert office.search(Query("menjahit")).did_you_mean == ""


def test_three_letters_are_not_taken_for_the_beginning_of_any_word(office):
    assert "/pelatihan/menjahit/" not in urls(office, "mem")


def test_suggestions_forgive_an_error(office):
    assert "Menjahit" in [each.title for each in office.suggest("menjahid", "id", 6)]


def test_titles_are_suggested_by_their_beginning(office):
    assert "Menjahit" in [each.title for each in office.suggest("menj", "id", 6)]
    assert "Kelas menjahit malam" in [each.title for each in office.suggest("kelas menj", "id", 6)]
    assert office.suggest("zzzz", "id", 6) == []


def test_each_language_has_its_own_results(office):
    assert urls(office, "sewing", "en")[0] == "/en/pelatihan/menjahit/"
    assert not [url for url in urls(office, "menjahit") if url.startswith("/en/")]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_the_search(office, words):
    assert office.search(Query(words)).total >= 0
    assert len(office.suggest(words, "id", 6)) <= 6


def test_pages_follow_one_another_without_repeating(office, up_to_date):
    home = HomePage.objects.get(locale__language_code="id")
    for number in range(13):
        InfoPageFactory(parent=home, title=f"Kabar gembira {number}").save_revision().publish()
    up_to_date()

    first, second = (office.search(Query("kabar gembira", page=page)) for page in (1, 2))

    assert first.total == second.total == 13
    assert len({hit.url for hit in [*first.hits, *second.hits]}) == 13
    assert office.search(Query("kabar gembira", page=10_000)).hits == []


def test_nothing_is_found_for_words_that_stand_nowhere(office):
    found = office.search(Query("qqqq xzxzxz"))

    assert (found.total, found.hits, found.did_you_mean) == (0, [], "")
