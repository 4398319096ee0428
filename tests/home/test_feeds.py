"""Feeds of news as a feed reader reads them, in both languages and by category."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.utils import timezone

from home.models import NewsCategory, NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db
ATOM, RSS = "/berita/atom.xml", "/berita/rss.xml"
NAMES = {"a": "http://www.w3.org/2005/Atom"}
TODAY = timezone.localdate()


def news(title: str, days: int = 0, language: str = "id", **fields) -> NewsPage:
    index = NewsIndexPage.objects.get(locale__language_code=language)
    slug = title.lower().replace(" ", "-")
    page = NewsPage(
        title=title, slug=slug, locale=index.locale, published_on=TODAY - dt.timedelta(days=days), summary="Ringkas."
    )
    for name, value in fields.items():
        setattr(page, name, value)
    return index.add_child(instance=page)


def titles(client, address) -> list[str]:
    root = ElementTree.fromstring(client.get(address).content)
    return [entry.findtext("a:title", namespaces=NAMES) for entry in root.findall("a:entry", NAMES)]


def test_the_newest_first_in_the_language_of_the_address(client):
    news("Kemarin", 1)
    news("Hari ini")
    news("Draf", live=False)
    news("Today", language="en")

    assert (titles(client, ATOM), titles(client, f"/en{ATOM}")) == (["Hari ini", "Kemarin"], ["Today"])


def test_a_category_has_its_feed(client):
    category = NewsCategory.objects.create(name_id="Hasil", slug="hasil-uji")
    news("Hasil tes", category=category)
    news("Lain")

    assert titles(client, f"{ATOM}?kategori=hasil-uji") == ["Hasil tes"]
    assert len(titles(client, f"{ATOM}?kategori=tidak-ada")) == 2


def test_an_entry_leads_to_its_page(client, settings):
    page = news("Gelombang dibuka")

    entry = ElementTree.fromstring(client.get(ATOM).content).find("a:entry", NAMES)
    item = ElementTree.fromstring(client.get(RSS).content).find("channel/item")

    assert entry.find("a:link", NAMES).get("href") == item.findtext("link") == settings.BASE_URL + page.url
    assert entry.findtext("a:summary", namespaces=NAMES) == "Ringkas."
    assert str(page.translation_key) in entry.findtext("a:id", namespaces=NAMES)


def test_the_list_names_its_feeds(client):
    news("Satu")
    page = BeautifulSoup(client.get("/berita/").content, "html.parser")

    named = {link["type"]: link["href"] for link in page.select('link[rel="alternate"][type]')}

    assert (named["application/atom+xml"], named["application/rss+xml"]) == (ATOM, RSS)
    assert page.select_one(f'main a[href="{ATOM}"]')


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    news("Satu")
    client.get(ATOM)
    with django_assert_max_num_queries(8) as captured:
        client.get(ATOM)
    one = len(captured)
    for number in range(29):
        news(f"Kabar {number}")
    client.get(ATOM)

    with django_assert_max_num_queries(one):
        assert len(titles(client, ATOM)) == 30


def test_an_unchanged_feed_is_not_sent_again(client):
    news("Satu")
    answer = client.get(RSS)

    assert client.get(RSS, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
