"""Addresses of the table, filled with the objects of the office, and what comes back."""

from tests.badday import depth
from tests.badday.test_access import filled, is_ours, rows


def addresses(objects: dict, method: str) -> list[str]:
    return list(dict.fromkeys(filled(row["address"], objects) for row in rows() if row["method"] == method))


def desk_and_site(objects: dict) -> list[str]:
    """Of Wagtail's own screens only in the long variant: they leave by the same middleware."""
    return [path for path in addresses(objects, "GET") if depth.LONG or not path.startswith("/cms/") or is_ours(path)]


def content_of(answer) -> bytes:
    """Read to its end: the file behind it is closed then."""
    return answer.getvalue() if answer.streaming else answer.content
