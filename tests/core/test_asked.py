"""What an address says, read without trust."""

import pytest

from core.asked import moment, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("7", 7), ("007", 7), ("999999999999999", 999999999999999)),
        *(
            (text, None)
            for text in ("", None, "-1", "+1", "1.0", "1e3", " 1", "\u00b2", "\u0663", "x", "1" * 16, "9" * 9999)
        ),
    ],
)
def test_a_whole_number_is_ascii_and_fits_a_column(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text",
    ["", None, "x", "2026-13-01", "9999-12-31T23:59:59+99:99", "2026-01-01T10:00", "\u00b2"],
)
def test_what_is_no_moment_is_none(text):
    assert moment(text) is None


def test_a_moment_keeps_its_zone():
    assert moment("2026-01-01T10:00:00+07:00").isoformat() == "2026-01-01T10:00:00+07:00"
