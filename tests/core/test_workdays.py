"""Working days of the office: the table of the domain, and laws that hold for any day."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core import bootstrap, workdays
from core.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.fixture
def holidays(db):
    bootstrap.load_core()


@pytest.mark.parametrize(
    ("start", "three", "seven"),
    [
        ("2026-11-20", "2026-11-25", "2026-12-01"),
        ("2026-12-22", "2026-12-29", "2027-01-06"),
        ("2027-03-05", "2027-03-18", "2027-03-24"),
    ],
)
def test_limits_over_holidays_and_collective_leave(holidays, start, three, seven):
    day = dt.date.fromisoformat(start)
    assert workdays.add_working_days(day, 3) == dt.date.fromisoformat(three)
    assert workdays.add_working_days(day, 7) == dt.date.fromisoformat(seven)


def test_a_deadline_is_the_end_of_a_day_in_the_office(holidays):
    late_evening_utc = dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)  # Tuesday 06.00 in Tangerang
    due = workdays.deadline(late_evening_utc, 1)
    assert due.isoformat() == "2026-11-25T23:59:59+07:00"


def test_a_year_without_holidays_is_told(holidays):
    assert workdays.years_without_holidays(dt.date(2026, 6, 1)) == []
    assert workdays.years_without_holidays(dt.date(2027, 10, 1)) == [2028]


class Laws(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 1)),
        st.integers(0, 40),
        st.sets(st.dates(dt.date(2026, 1, 1), dt.date(2028, 3, 1)), max_size=12),
    )
    def test_counting_forth_and_back_agree(self, start, days, closed):
        Holiday.objects.all().delete()
        Holiday.objects.bulk_create(Holiday(date=day, name="x") for day in closed)
        end = workdays.add_working_days(start, days)
        assert workdays.working_days_between(start, end) == days
        assert days == 0 or (end.weekday() < 5 and end not in closed)
