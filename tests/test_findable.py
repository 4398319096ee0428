"""Every kind of public page as search engines and chats read it, in both languages: one table over tests.page_kinds."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Locale, Site

from programs.workflow.drafts import follow_in_every_language
from tests import page_kinds
from tests.factories import programs as make
from tests.factories import stats as make_stats
from tests.factories.home import NewsIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db
OWN = "http://127.0.0.1:8000"
FRAME = {"GovernmentOffice", "BreadcrumbList"}
# What a kind tells beside the office and the way to it.
TOLD = {
    "home": set(),
    "programmes": set(),
    "programme": {"Course"},
    "batch": {"Course"},
    "service": set(),
    "information": set(),
    "questions": {"FAQPage"},
    "news-list": set(),
    "news": {"NewsArticle"},
    "statistics": set(),
    "data-page": {"Dataset"},
    "live-figures": set(),
    "schedule": {"EducationEvent"},
    "schedule-month": set(),
}
# What schema.org and search engines ask of a thing at least.
ASKED = {
    "GovernmentOffice": {"@id", "name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Course": {"name", "description", "provider", "url", "hasCourseInstance"},
    "CourseInstance": {"name", "courseMode", "startDate", "endDate", "offers", "url"},
    "Offer": {"price", "priceCurrency", "availability"},
    "EducationEvent": {"name", "startDate", "endDate", "location", "eventStatus", "organizer", "url"},
    "Place": {"name"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "NewsArticle": {"headline", "datePublished", "publisher", "url"},
    "Dataset": {"name", "description", "url", "license", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
}
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.fixture
def office():
    """An office with one page of every kind, each in both languages."""
    english = Locale.objects.get(language_code="en")
    home = Site.objects.get(is_default_site=True).root_page
    program = make.page_in_site(title="Menjahit", summary="Membuat pola.")
    program.save_revision().publish()
    _translate(program, english, title="Sewing", summary="Make patterns.")
    batch = make.batch_page(program, now=timezone.now(), sessions=3, room=make.room(address="Jl. Contoh 1"))
    follow_in_every_language(batch)
    index = NewsIndexPageFactory(parent=home, locale=home.locale, slug="kabar-uji", summary="Kabar.")
    _translate(index, english, summary="News.")
    _translate(NewsPageFactory(parent=index, locale=home.locale, summary="Kuota."), english, summary="Quota.")
    _translate(make_stats.data_page(), english, title="Main activities", summary="By sex.")


def _translate(page, locale, **words):
    other = page.copy_for_translation(locale)
    for name, value in words.items():
        setattr(other, name, value)
    other.save_revision(clean=False).publish()


def read(client, path) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def meta(page, name) -> str:
    found = page.select_one(f'meta[property="{name}"], meta[name="{name}"]')
    return found["content"] if found else ""


def things(page) -> list[dict]:
    blocks = [json.loads(block) for block in BLOCK.findall(str(page))]
    return [thing for block in blocks for thing in block.get("@graph", [block])]


def inside(value):
    """Every thing within things, whatever holds it."""
    if isinstance(value, dict):
        yield from [value] if "@type" in value else []
        for each in value.values():
            yield from inside(each)
    if isinstance(value, list):
        for each in value:
            yield from inside(each)


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_every_listed_kind_says_in_its_head(client, office, language):
    cache.clear()
    kinds = {kind: path for kind, path in page_kinds.addresses(language).items() if page_kinds.is_listed(kind)}
    assert TOLD.keys() - kinds.keys() == set(), "a kind is missing"

    faults = []
    for kind, path in kinds.items():
        page, bare = read(client, path), path.partition("?")[0]
        own = OWN + bare
        other = OWN + (bare.removeprefix("/en") if language == "en" else f"/en{bare}")
        pair = {"id": own, "en": other} if language == "id" else {"id": other, "en": own}
        languages = {link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"][hreflang]')}
        checks = {
            "canonical": [link["href"] for link in page.select('link[rel="canonical"]')] == [own],
            "hreflang": languages == pair | {"x-default": pair["id"]},
            "lang": page.html["lang"] == language,
            "title": bool(page.title.get_text(strip=True)),
            "description": len(meta(page, "description")) > 4,
            "og:title": bool(meta(page, "og:title")),
            "og:description": bool(meta(page, "og:description")),
            "og:type": meta(page, "og:type") in ("website", "article"),
            "og:url": meta(page, "og:url") == own,
            "og:locale": meta(page, "og:locale") == {"id": "id_ID", "en": "en_GB"}[language],
            "og:site_name": bool(meta(page, "og:site_name")),
            "manifest": bool(page.select_one('link[rel="manifest"]')),
            "robots": "noindex" not in meta(page, "robots"),
        }
        faults += [(kind, name) for name, is_right in checks.items() if not is_right]
    assert faults == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_every_kind_tells_machines(client, office, language):
    faults, seen = [], set()
    for kind, path in page_kinds.addresses(language).items():
        if not page_kinds.is_listed(kind):
            continue
        told = things(read(client, path))
        wanted = (FRAME if kind != "home" else {"GovernmentOffice"}) | TOLD[kind]
        if (found := {thing["@type"] for thing in told}) != wanted:
            faults.append((kind, sorted(found ^ wanted)))
        for thing in inside(told):
            seen.add(thing["@type"])
            faults += [(kind, thing["@type"], name) for name in ASKED.get(thing["@type"], set()) - thing.keys()]
            faults += [(kind, name) for name, value in thing.items() if value in ("", None, [], {})]

    assert faults == []
    assert ASKED.keys() - seen == set(), "nothing shows it"


def test_addresses_in_data_are_whole_and_our_own(client, office):
    for path in page_kinds.addresses().values():
        for thing in inside(things(read(client, path))):
            for name in ("url", "item", "contentUrl"):
                assert str(thing.get(name, OWN)).startswith(OWN), (path, name, thing.get(name))


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_about_a_person_is_for_nobodys_index(client, office, language):
    every = page_kinds.addresses(language)
    unlisted = {kind: path for kind, path in every.items() if not page_kinds.is_listed(kind)}
    closed = re.findall(r"Disallow: (\S+)", client.get("/robots.txt").content.decode())
    assert "sign-in" in unlisted

    left = {kind: path for kind, path in unlisted.items() if not path.startswith(tuple(closed))}
    assert [kind for kind, path in left.items() if "noindex" not in meta(read(client, path), "robots")] == []


def test_the_map_holds_every_page_of_the_cms_in_both_languages(client, office):
    text = client.get("/sitemap.xml").content.decode()
    views = {"schedule", "schedule-month", "batch"} | page_kinds.UNLISTED

    for language in ("id", "en"):
        paths = page_kinds.addresses(language)
        missing = [kind for kind, path in paths.items() if kind not in views and f"<loc>{OWN}{path}</loc>" not in text]
        assert missing == []
    assert f'hreflang="en" href="{OWN}/en/pelatihan/"' in text


def test_feeds_and_manifest_are_named_and_there(client, office):
    named = {}
    for path in page_kinds.addresses().values():
        for link in read(client, path).select('link[rel="alternate"][type], link[rel="manifest"]'):
            named[link["href"]] = link.get("type", "application/manifest+json")

    assert {"application/atom+xml", "application/rss+xml", "text/calendar"} <= set(named.values())
    for href, kind in named.items():
        answer = client.get(href.removeprefix(OWN))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind), href


def test_both_languages_are_in_the_table():
    assert [code for code, _name in settings.LANGUAGES] == ["id", "en"]
