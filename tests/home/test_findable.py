"""Every page under its own address, with its languages, its data and its picture."""

import re

import pytest
from django.utils import timezone
from wagtail.models import Site

from tests.core.test_jsonld import graph
from tests.factories import programs as make
from tests.factories.home import InfoPageFactory, NewsIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db
OWN = "http://127.0.0.1:8000"


@pytest.fixture
def home():
    return Site.objects.get(is_default_site=True).root_page


def kinds(client, address):
    return {thing["@type"]: thing for thing in graph(client.get(address).content.decode())}


def test_office_and_way_stand_on_every_page(client, home):
    InfoPageFactory(parent=home, locale=home.locale, slug="info-uji", title="Kartu kuning")

    found = kinds(client, "/info-uji/")

    assert set(found) == {"GovernmentOffice", "BreadcrumbList"}
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == [home.title, "Kartu kuning"]
    assert set(kinds(client, "/")) == {"GovernmentOffice"}


def test_programme_and_batch_are_courses(client):
    program = make.page_in_site(title="Menjahit")
    batch = make.batch_page(program, now=timezone.now(), capacity=16)

    of_program, of_batch = kinds(client, program.url)["Course"], kinds(client, batch.url)["Course"]

    assert of_program["name"] == of_batch["name"] == "Menjahit"
    assert [each["url"] for each in of_program["hasCourseInstance"]] == [OWN + batch.url]
    assert of_batch["hasCourseInstance"][0]["remainingAttendeeCapacity"] == 16
    assert of_batch["provider"] == {"@id": f"{OWN}/#kantor"}


def test_news_are_articles(client, home):
    index = NewsIndexPageFactory(parent=home, locale=home.locale, slug="kabar-uji")
    news = NewsPageFactory(parent=index, locale=home.locale, title="Kuota ditambah")

    found = kinds(client, news.url)["NewsArticle"]

    assert (found["headline"], found["datePublished"]) == ("Kuota ditambah", "2026-11-20")


@pytest.mark.parametrize("host", ["localhost", "lain.example"])
def test_the_address_is_the_sites_own_whatever_the_visitor_called_it(client, host):
    program = make.page_in_site()

    html = client.get(program.url, HTTP_HOST=host).content.decode()

    assert f'<link rel="canonical" href="{OWN}{program.url}">' in html
    assert "lain.example" not in html


def test_languages_name_each_other_and_a_default(client):
    found = re.findall(
        r'hreflang="([\w-]+)" href="([^"]+)"', client.get("/en/").content.decode().partition("</head>")[0]
    )

    assert found == [("id", f"{OWN}/"), ("en", f"{OWN}/en/"), ("x-default", f"{OWN}/")]


def test_filters_are_the_same_page_to_search_engines(client):
    assert f'rel="canonical" href="{OWN}/pelatihan/"' in client.get("/pelatihan/?status=open&hal=2").content.decode()


def test_a_page_can_be_sent_by_whatsapp(client, home):
    program = make.page_in_site(title="Menjahit & Bordir")
    batch = make.batch_page(program, now=timezone.now())
    index = NewsIndexPageFactory(parent=home, locale=home.locale, slug="kabar-uji")
    news = NewsPageFactory(parent=index, locale=home.locale)

    pages = [client.get(page.url).content.decode() for page in (program, batch, news)]

    assert all("https://wa.me/?text=" in html for html in pages)
    assert "https://wa.me/?text=Menjahit%20%26%20Bordir%20http%3A//127.0.0.1" in pages[0]
