"""NIK: the vectors of the domain, one spelling, a keyed look-up."""

import contextlib
import csv
import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import nik

VECTORS = list(csv.DictReader((Path(__file__).parents[1] / "data" / "nik_test_vectors.csv").read_text().splitlines()))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["why"][:40])
def test_vectors(row):
    if row["valid"] == "false":
        with pytest.raises(ValidationError):
            nik.parse(row["nik"])
    else:
        assert nik.parse(row["nik"]).value == row["nik"]


def test_women_add_forty_to_the_day():
    parsed = nik.parse("3671014505999001")
    assert (parsed.day, parsed.month, parsed.year, parsed.sex) == (5, 5, 99, "female")
    assert parsed.fits(dt.date(1999, 5, 5))
    assert not parsed.fits(dt.date(1999, 5, 6))


@pytest.mark.parametrize(
    "text", ["3671 0145 0599 9001", "3671-0145-0599-9001", "３６７１０１４５０５９９９００１", " 3671014505999001\n"]
)
def test_one_person_in_any_spelling(text):
    assert nik.parse(text).value == "3671014505999001"
    assert nik.keyed_hash(text) == nik.keyed_hash("3671014505999001")


@pytest.mark.parametrize("text", ["٣٦٧١٠١٤٥٠٥٩٩٩٠٠١x", "3671014505999001\x00", "", "36710145059990011"])
def test_other_scripts_and_lengths_are_refused(text):
    with pytest.raises(ValidationError):
        nik.parse(text)


@given(st.text(max_size=40))
def test_any_text_is_a_nik_or_a_clear_refusal(text):
    with contextlib.suppress(ValidationError):
        assert nik.FORM.match(nik.parse(text).value)


def test_a_stranger_learns_little_from_the_mask():
    assert nik.mask("3671014505999001") == "3671••••••••••01"


def test_the_hash_needs_the_key(settings):
    before = nik.keyed_hash("3671014505999001")
    settings.HASH_KEY = "another"
    assert nik.keyed_hash("3671014505999001") != before
