"""What an uncached public page asks of the database: at most twelve statements, the same for one row and for many."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from core.models import Holiday
from programs import catalogue
from programs.models import Batch
from tests import page_kinds
from tests.factories import programs as make
from tests.factories.home import InfoPageFactory, NewsIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db
MOST, MOST_AFTER_A_CHANGE = 12, 28
MANY = 10_000


@pytest.fixture
def site():
    """Addresses of every kind of page, with one batch and one piece of news."""
    home = Site.objects.get(is_default_site=True).root_page
    program = make.page_in_site(title="Menjahit")
    batch = make.batch_page(program, now=timezone.now(), sessions=3)
    index = NewsIndexPageFactory(parent=home, locale=home.locale, slug="kabar-uji")
    news = NewsPageFactory(parent=index, locale=home.locale)
    info = InfoPageFactory(parent=home, locale=home.locale, slug="info-uji")
    pages = {"program": program, "batch": batch, "news": news, "news index": index, "info": info}
    return {"home": "/", "list": "/pelatihan/", "filtered": "/pelatihan/?status=open&hal=2"} | {
        name: page.url for name, page in pages.items()
    }


def statements(client, address):
    """What the second visitor costs; the first one finds the way."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked]


def more_rows(number):
    """Batches with sessions and reserve lists, and news, beside those of the site."""
    program = make.page_in_site(title="Barista")
    index = Site.objects.get(is_default_site=True).root_page.get_children().get(slug="kabar-uji").specific
    for count in range(number):
        make.batch_page(program if count % 2 else None, now=timezone.now(), sessions=2)
        NewsPageFactory(parent=index, locale=index.locale)


def test_every_page_asks_at_most_twelve_times(client, site):
    asked = {name: len(statements(client, address)) for name, address in site.items()}

    assert {name: count for name, count in asked.items() if count > MOST} == {}


@pytest.mark.parametrize("language", ["id", "en"])
def test_so_does_every_kind_of_page_in_both_languages(client, site, language):
    asked = {kind: len(statements(client, path)) for kind, path in page_kinds.addresses(language).items()}

    assert {"home", "programmes", "service", "questions", "statistics", "schedule", "search-empty"} <= asked.keys()
    assert {kind: count for kind, count in asked.items() if count > MOST} == {}


def test_after_a_change_the_frame_of_a_page_is_found_in_few_statements(client, site):
    """Whoever comes first after something was published: menus, settings and addresses are asked for again."""
    asked, day = {}, timezone.localdate()
    for kind, path in page_kinds.addresses().items():
        client.get(path)
        day += dt.timedelta(days=1)
        Holiday.objects.create(date=day, name="Libur")
        with CaptureQueriesContext(connection) as first:
            client.get(path)
        asked[kind] = len(first)

    assert {kind: count for kind, count in asked.items() if count > MOST_AFTER_A_CHANGE} == {}


def test_thirty_rows_cost_as_much_as_one(client, site):
    one = {name: len(statements(client, address)) for name, address in site.items()}
    more_rows(29)

    many = {name: len(statements(client, address)) for name, address in site.items()}

    assert {name: count for name, count in many.items() if count > MOST} == {}
    assert [name for name in site if many[name] > max(one[name], MOST)] == []


@pytest.fixture
def thousands(site):
    """Ten thousand programmes, each with a batch, made as rows: pages of the CMS would take minutes."""
    now, day = timezone.now(), timezone.localdate()
    program = make.page_in_site(title="Las")
    Batch.objects.bulk_create(
        Batch(
            key=uuid.uuid4(),
            code=f"las-{number}",
            program_page=program,
            is_listed=True,
            kind="blk",
            field=f"Bidang {number % 9}",
            title=f"Las {number}",
            number=number,
            state="running",
            capacity=16,
            opens_at=now - dt.timedelta(days=1),
            closes_at=now + dt.timedelta(days=1 + number % 300),
            starts_on=day + dt.timedelta(days=301 + number % 60),
            ends_on=day + dt.timedelta(days=400),
        )
        for number in range(MANY)
    )
    return site


def test_ten_thousand_cost_as_much_as_one_and_are_not_loaded(client, thousands):
    asked = {name: statements(client, address) for name, address in thousands.items()}

    assert {name: len(found) for name, found in asked.items() if len(found) > MOST} == {}
    assert len(client.get("/pelatihan/").context["batches"]) == 12


def made_by(client, address) -> tuple[int, int]:
    """How many batches are made of rows for a page, and the page's length in bytes."""
    made = []

    def count(instance, **kwargs):
        made.append(instance)

    post_init.connect(count, sender=Batch)
    answer = client.get(address)
    post_init.disconnect(count, sender=Batch)
    return len(made), len(answer.content)


def test_the_list_makes_a_page_of_rows_not_thousands(client, thousands):
    made, _length = made_by(client, "/pelatihan/")
    fields, months = catalogue.fields_and_months()

    assert 12 <= made < 40
    assert (len(fields) < 20, len(months) < 30) == (True, True)


@pytest.mark.parametrize(
    ("address", "most", "bytes_"),
    [
        ("/jadwal/", 20, 60_000),
        ("/jadwal/?tampilan=bulan", 20, 80_000),
        ("/jadwal/?hari={tomorrow}", 120, 80_000),
        ("/jadwal.ics", 260, 200_000),
    ],
)
def test_the_schedule_of_ten_thousand_is_counted_not_read(client, thousands, address, most, bytes_):
    tomorrow = timezone.localdate() + dt.timedelta(days=3)

    made, length = made_by(client, address.format(tomorrow=tomorrow))

    assert (made <= most, length <= bytes_) == (True, True), (made, length)
