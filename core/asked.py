"""What an address or a hidden field says, read without trust: anybody can write anything there."""

import datetime as dt

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

LONGEST_WHOLE = 15  # digits; more fits into no column


def whole(text: str | None) -> int | None:
    """A whole number of ASCII digits, as large as a database can take; else None."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_WHOLE else None


def moment(text: str | None) -> dt.datetime | None:
    """A moment with its zone, as a page of ours has written it down; else None."""
    try:
        found = parse_datetime(text or "")
    except ValueError:
        return None
    return None if found is None or is_naive(found) else found
