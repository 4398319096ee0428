"""Two languages of one site: the switch leads to the same screen, and figures are written as its readers write them."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format

from core import formats
from tests import screens
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
# Attributes of drawings that hold one number; with a comma a browser does not read it.
NUMBERS = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height")
PLAIN = re.compile(r"-?\d+(\.\d+)?(%|em|rem|px)?")


@pytest.fixture
def pages():
    """Every public screen of a site with a batch, as a visitor finds it: (path, page)."""
    make.batch_page(make.page_in_site(title="Menjahit"), now=timezone.now(), sessions=2)
    return list(screens.walk(Client(), ["/"], set()))


def test_the_switch_leads_to_the_same_screen_where_it_is_translated(client, pages):
    wrong = {}
    for path, page in pages:
        link = page.select_one('.ck-lang a[hreflang="en"]')
        if link is None:
            continue
        there = link["href"]
        is_same = there.partition("?")[0] == f"/en{path.partition('?')[0]}"
        if client.get(there).status_code not in (200, 302) or not is_same:
            wrong[path] = there

    assert len(pages) > 25
    assert wrong == {}


def test_coordinates_of_drawings_are_never_localised(pages):
    found, count = {}, 0
    for path, page in pages:
        for part in page.select("svg *"):
            values = [(name, part[name]) for name in NUMBERS if part.has_attr(name)]
            count += len(values)
            wrong = [f"{name}={text}" for name, text in values if not PLAIN.fullmatch(text)]
            found |= {path: wrong} if wrong else {}

    assert count > 50
    assert found == {}


@pytest.mark.parametrize(
    ("language", "day", "figure", "clock"),
    [
        ("id", "Rabu, 9 Desember 2026", "1.912.679", "08.00 WIB"),
        ("en", "Wednesday 9 December 2026", "1,912,679", "08:00 WIB"),
    ],
)
def test_days_numbers_and_hours_follow_the_language(language, day, figure, clock):
    at = dt.datetime(2026, 12, 9, 1, tzinfo=dt.UTC)
    with translation.override(language):
        assert (formats.full_date(at), formats.number(1912679), formats.clock(at)) == (day, figure, clock)
        assert date_format(at, "F Y") == ("Desember 2026" if language == "id" else "December 2026")


@pytest.mark.parametrize(("language", "weekday"), [("id", "Senin"), ("en", "Monday")])
def test_the_schedule_names_days_in_the_language_of_its_address(client, language, weekday):
    prefix = "" if language == "id" else "/en"

    assert f'title="{weekday}"' in client.get(f"{prefix}/jadwal/?tampilan=bulan").content.decode()
