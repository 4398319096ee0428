"""The end of the chain, published once a day: outsiders who keep these lines can hold the office to its log.

A head says nothing about anybody: a day, a position and a hash. `docs/verify_log.py` checks an extract against them
with nothing but Python.
"""

import datetime as dt
import json
from collections.abc import Iterator

from django.utils import timezone

from audit import log
from audit.models import Head, Link

SHOWN = 400  # days


def publish_due(at: dt.datetime) -> bool:
    """The tick: the head of today, once, by whichever worker comes first; nothing before the first event."""
    today = timezone.localdate(at)
    last = Link.objects.order_by("-position").values_list("position", "hash").first()
    if last is None or Head.objects.filter(day=today).exists():
        return False
    position, found = last
    Head.objects.bulk_create([Head(day=today, position=position, hash=found, published_at=at)], ignore_conflicts=True)
    return True


def published() -> list[dict]:
    """The latest heads, newest first, as the public file spells them."""
    rows = Head.objects.values_list("day", "position", "hash")[:SHOWN]
    return [{"day": day.isoformat(), "position": position, "hash": found} for day, position, found in rows]


def extract(first: int, last: int | None) -> Iterator[str]:
    """Lines of JSON, one for each link: what its hash is made of, without the text of the event."""
    for position, found, pk, at, *said in log.chain(first, last):
        event = {"id": str(pk), "at": at} | dict(zip(log.SAID, said, strict=True))
        yield log.canonical({"position": position, "hash": found, "event": json.loads(log.canonical(event))})
