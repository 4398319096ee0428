"""Feeds of open batches as a feed reader reads them: Atom and RSS, for each filter."""

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.utils import timezone

from tests.factories import programs as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
ATOM, RSS = "/pelatihan/atom.xml", "/pelatihan/rss.xml"
NAMES = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def now():
    return timezone.now()


def entries(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findall("a:entry", NAMES)


def titles(client, address) -> list[str]:
    return [entry.findtext("a:title", namespaces=NAMES) for entry in entries(client, address)]


def test_only_open_batches_and_the_newest_first(client, now):
    program = make.page_in_site(title="Menjahit")
    make.batch_page(program, now=now, number=1, opens_at=now - 3 * DAY)
    make.batch_page(program, now=now, number=2, opens_at=now - DAY)
    make.batch_page(program, now=now, number=3, opens_at=now + DAY)
    make.batch_page(program, now=now, number=4, closes_at=now - DAY)

    year = (timezone.localdate(now) + 30 * DAY).year
    assert titles(client, ATOM) == [f"Menjahit, Angkatan {number} Tahun {year}" for number in (2, 1)]


def test_each_filter_has_its_feed(client, now):
    make.batch_page(make.page_in_site(title="Menjahit", field="Garmen"), now=now)
    make.batch_page(make.page_in_site(title="Barista", field="Minuman", kind="entrepreneurship"), now=now)

    counts = [len(entries(client, ATOM + query)) for query in ("", "?jenis=blk", "?bidang=Minuman", "?q=jahit", "?q=x")]

    assert counts == [2, 1, 1, 1, 0]


def test_an_entry_leads_to_its_batch_and_stays_itself(client, now, settings):
    page = make.batch_page(now=now, room=make.room(name="Aula"))

    (entry,) = entries(client, ATOM)

    assert entry.find("a:link", NAMES).get("href") == settings.BASE_URL + page.url
    assert entry.findtext("a:id", namespaces=NAMES) == f"urn:uuid:{page.batch.key}"
    assert "Aula" in entry.findtext("a:summary", namespaces=NAMES)


def test_a_change_shows_as_an_update(client, now):
    page = make.batch_page(now=now)
    before = entries(client, ATOM)[0].findtext("a:updated", namespaces=NAMES)
    page.closes_at += DAY
    page.save_revision().publish()

    assert entries(client, ATOM)[0].findtext("a:updated", namespaces=NAMES) > before


def test_the_same_as_rss(client, now, settings):
    page = make.batch_page(now=now)

    channel = ElementTree.fromstring(client.get(f"{RSS}?jenis=blk").content).find("channel")

    (item,) = channel.findall("item")
    assert item.findtext("link") == settings.BASE_URL + page.url
    assert item.find("guid").get("isPermaLink") == "false"
    assert channel.findtext("language") == "id"
    assert channel.find("a:link", NAMES).get("href") == f"{settings.BASE_URL}{RSS}?jenis=blk"


def test_english(client, now):
    make.batch_page(make.page_in_site(title="Menjahit"), now=now, number=7)

    (title,) = titles(client, "/en/pelatihan/atom.xml")

    assert "Batch 7" in title


def test_the_list_names_the_feeds_of_its_filter(client, now):
    page = BeautifulSoup(client.get("/pelatihan/?jenis=blk").content, "html.parser")

    named = {link["type"]: link["href"] for link in page.select('link[rel="alternate"][type]')}

    assert named["application/atom+xml"] == f"{ATOM}?jenis=blk"
    assert named["application/rss+xml"] == f"{RSS}?jenis=blk"
    assert page.select_one(f'main a[href="{ATOM}?jenis=blk"]')


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_the_number_of_queries_does_not_grow(client, now, django_assert_max_num_queries, address):
    program = make.page_in_site()
    make.batch_page(program, now=now)
    client.get(address)
    with django_assert_max_num_queries(8) as captured:
        client.get(address)
    one = len(captured)
    for _count in range(29):
        make.batch(program=program, now=now)
    client.get(address)

    with django_assert_max_num_queries(one):
        assert client.get(address).content.count(b"urn:uuid:") == 30


def test_an_unchanged_feed_is_not_sent_again(client, now):
    make.batch_page(now=now)
    answer = client.get(ATOM)

    assert client.get(ATOM, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
