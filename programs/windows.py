"""Moments at which a public page changes by itself: a registration opens or closes. Pages in memory learn of it."""

import datetime as dt

from django.db.models import Q

from core import generation
from programs.enums import BatchState
from programs.models import Batch, BatchPage

_looked_at: dt.datetime | None = None


def tell(at: dt.datetime) -> bool:
    """The tick: a window that opened or closed since the last round makes all pages stale."""
    global _looked_at
    since, _looked_at = _looked_at or at - dt.timedelta(minutes=1), at
    passed = Q(opens_at__gt=since, opens_at__lte=at) | Q(closes_at__gt=since, closes_at__lte=at)
    if not Batch.objects.listed().filter(passed).exists():
        return False
    generation.bump()
    return True


def ended_pages(at: dt.datetime) -> list[int]:
    """Pages of batches that are over or will not take place, in every language: no search result leads there."""
    over = Q(ends_on__lt=at.date()) | Q(state__in=(BatchState.CANCELLED, BatchState.CLOSED))
    keys = Batch.objects.filter(over).values("key")
    return list(BatchPage.objects.live().filter(translation_key__in=keys).values_list("pk", flat=True))
