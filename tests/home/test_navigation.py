"""Ways through the site: languages, crumbs, news."""

import datetime as dt

import pytest
from django.template import Context
from django.utils import translation

from home.models import InfoPage
from home.templatetags.navigation import (
    alternate_links,
    breadcrumbs,
    child_pages,
    language_links,
    news,
    unlinked_children,
)
from tests.factories.home import InfoPageFactory, NewsIndexPageFactory, NewsPageFactory, make_home, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


def context(rf, path, **values):
    return Context({"request": rf.get(path), **values})


def addresses(found):
    return {link["code"]: link["url"] for link in found}


def test_a_page_links_to_its_translation(rf, home):
    page = InfoPageFactory(parent=home, slug="layanan", locale=home.locale)
    translated(page, "Services")

    found = language_links(context(rf, "/layanan/", page=page))

    assert addresses(found) == {"id": "/layanan/", "en": "/en/layanan/"}
    assert [link["is_current"] for link in found] == [True, False]


def test_a_page_in_one_language_has_no_switch(rf, home):
    page = InfoPageFactory(parent=home, slug="layanan", locale=home.locale)

    assert language_links(context(rf, "/layanan/", page=page)) == []


def test_the_chosen_filters_stay_and_nothing_else(rf, home):
    page = InfoPageFactory(parent=home, slug="layanan", locale=home.locale)
    translated(page, "Services")

    found = language_links(context(rf, "/layanan/?status=open&utm_source=x", page=page))

    assert addresses(found)["en"] == "/en/layanan/?status=open"


def test_a_view_links_to_the_same_address(rf):
    found = language_links(context(rf, "/verifikasi/?kode=1"))

    assert addresses(found) == {"id": "/verifikasi/?kode=1", "en": "/en/verifikasi/?kode=1"}


def test_a_page_of_a_list_is_no_page_of_the_site(rf):
    """Lists call their paginated page `page`, too."""
    assert addresses(language_links(context(rf, "/verifikasi/", page=[1, 2])))["en"] == "/en/verifikasi/"


def test_without_a_request_there_are_no_links():
    assert language_links({}) == []


def test_search_engines_learn_of_translations_only_when_there_are_some(rf, home):
    page = InfoPageFactory(parent=home, slug="layanan", locale=home.locale)
    assert alternate_links(context(rf, "/layanan/", page=page)) == []

    translated(page, "Services")
    again = InfoPage.objects.get(pk=page.pk)

    codes = [link["code"] for link in alternate_links(context(rf, "/layanan/", page=again))]
    assert sorted(codes) == ["en", "id", "x-default"]


def test_crumbs_name_the_pages_between_home_and_here(home):
    services = InfoPageFactory(parent=home, title="Layanan", slug="layanan", locale=home.locale)
    card = InfoPageFactory(parent=services, title="Kartu kuning", slug="kartu-kuning", locale=home.locale)

    assert breadcrumbs(card) == [{"title": "Layanan", "url": "/layanan/"}]
    assert breadcrumbs(services) == []


def test_children_are_live_pages(rf, home):
    InfoPageFactory(parent=home, title="Privasi", slug="privasi", locale=home.locale)
    InfoPageFactory(parent=home, title="Konsep", slug="konsep", locale=home.locale, live=False)

    assert child_pages(context(rf, "/"), home) == [{"label": "Privasi", "url": "/privasi/"}]


def test_what_a_card_leads_to_does_not_stand_beside_it_again(rf, home):
    services = InfoPageFactory(parent=home, title="Layanan", slug="layanan", locale=home.locale)
    card = InfoPageFactory(parent=services, title="Kartu kuning", slug="kartu-kuning", locale=home.locale)
    InfoPageFactory(parent=services, title="Unduhan", slug="unduhan", locale=home.locale)
    leading = [{"title": "Kartu kuning", "page": card.pk}, {"title": "Status", "address": "/status/"}]
    services.body = [{"type": "cards", "value": {"title": "", "cards": leading}}]
    services.save()

    again = InfoPage.objects.get(pk=services.pk)

    assert unlinked_children(context(rf, "/layanan/"), again) == [{"label": "Unduhan", "url": "/layanan/unduhan/"}]


def test_news_come_newest_first_and_in_one_language(rf, home):
    index = NewsIndexPageFactory(parent=home, locale=home.locale)
    for day, title in ((1, "Lama"), (3, "Baru"), (2, "Tengah")):
        NewsPageFactory(parent=index, title=title, published_on=dt.date(2026, 11, day), locale=home.locale)
    NewsPageFactory(parent=index, title="Konsep", live=False, locale=home.locale)

    with translation.override("id"):
        assert [item["title"] for item in news(context(rf, "/"), home, 2)] == ["Baru", "Tengah"]
