"""Dates, money and numbers as the style guide writes them, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from core import formats

DAY = dt.date(2026, 12, 9)
MOMENT = dt.datetime(2026, 12, 9, 1, 0, tzinfo=dt.UTC)  # 08.00 in Tangerang


def both(function, *args, **kwargs):
    with translation.override("id"):
        indonesian = function(*args, **kwargs)
    with translation.override("en"):
        return indonesian, function(*args, **kwargs)


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (formats.full_date, DAY, ("Rabu, 9 Desember 2026", "Wednesday 9 December 2026")),
        (formats.plain_date, DAY, ("9 Desember 2026", "9 December 2026")),
        (formats.short_date, DAY, ("9 Des 2026", "9 Dec 2026")),
        (formats.card_date, DAY, ("Rabu, 9 Des 2026", "Wednesday 9 Dec 2026")),
        (formats.clock, MOMENT, ("08.00 WIB", "08:00 WIB")),
        (formats.moment, MOMENT, ("Rabu, 9 Desember 2026, 08.00 WIB", "Wednesday 9 December 2026, 08:00 WIB")),
        (formats.number, 1912679, ("1.912.679", "1,912,679")),
        (formats.rupiah, Decimal("5100000.00"), ("Rp5.100.000", "Rp5,100,000")),
    ],
)
def test_written_form(function, value, expected):
    assert both(function, value) == expected


def test_a_moment_belongs_to_the_day_at_the_office():
    late = dt.datetime(2026, 12, 8, 18, 0, tzinfo=dt.UTC)  # 01.00 of the next day in Tangerang

    with translation.override("id"):
        assert formats.full_date(late) == "Rabu, 9 Desember 2026"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (dt.date(2026, 12, 8), dt.date(2026, 12, 10), ("8–10 Desember 2026", "8–10 Des 2026")),
        (dt.date(2027, 1, 11), dt.date(2027, 2, 22), ("11 Januari–22 Februari 2027", "11 Jan–22 Feb 2027")),
        (dt.date(2026, 11, 30), dt.date(2027, 1, 14), ("30 November 2026–14 Januari 2027", "30 Nov 2026–14 Jan 2027")),
        (dt.date(2026, 12, 8), dt.date(2026, 12, 8), ("8 Desember 2026", "8 Des 2026")),
        (dt.date(2026, 12, 8), None, ("8 Desember 2026", "8 Des 2026")),
    ],
)
def test_a_period_says_nothing_twice(start, end, expected):
    with translation.override("id"):
        assert (formats.date_range(start, end), formats.date_range(start, end, short=True)) == expected


def test_times_of_one_day():
    with translation.override("id"):
        assert formats.time_range(dt.time(8, 0), dt.time(14, 30)) == "08.00–14.30 WIB"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (5_100_000, 5_600_000, ("Rp5,1–5,6 juta", "Rp5.1–5.6 million")),
        (5_100_000, None, ("Rp5,1 juta", "Rp5.1 million")),
        (5_000_000, 5_000_000, ("Rp5,0 juta", "Rp5.0 million")),
        (150_000, 200_000, ("Rp150.000–Rp200.000", "Rp150,000–Rp200,000")),
        (None, None, ("", "")),
    ],
)
def test_a_span_of_pay(low, high, expected):
    assert both(formats.rupiah_range, low, high) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+6281200000000", "0812-0000-0000"),
        ("+628120000000", "0812-0000-000"),
        ("+622155500100", "(021) 5550-0100"),
        ("+6591234567", "+6591234567"),
    ],
)
def test_phone_as_people_read_it(value, expected):
    assert formats.phone(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("3671010101990001", "3671••••••••0001"), ("1234", "1234")])
def test_masked_number(value, expected):
    assert formats.masked(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("rina@contoh.id", "r•••@contoh.id"), ("bukan surel", "•••")])
def test_masked_address(value, expected):
    assert formats.masked_email(value) == expected
