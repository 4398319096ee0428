"""Questions that found nothing, so that editors learn which words people use. Never who asked; never a number."""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from core.models import Throttle
from search import text
from search.models import FailedQuery

MOST_AN_HOUR = 20  # of one visitor: nobody fills the list alone
AN_HOUR = 3600
KEPT = dt.timedelta(days=180)
SHORTEST = 2


def note(asked: str, language: str, *, by: str) -> bool:
    """Count a question; False when nothing of it may be kept or the visitor has asked too often."""
    words = text.without_personal(asked)
    if len(words) < SHORTEST or not Throttle.hit("cari-kosong", by, limit=MOST_AN_HOUR, seconds=AN_HOUR):
        return False
    FailedQuery.objects.bulk_create([FailedQuery(query=words, language=language)], ignore_conflicts=True)
    found = FailedQuery.objects.filter(query=words, language=language)
    return bool(found.update(count=F("count") + 1, last_at=timezone.now()))


def forget_old(at: dt.datetime) -> None:
    """The tick: what nobody asked for half a year."""
    FailedQuery.objects.filter(last_at__lt=at - KEPT).delete()
