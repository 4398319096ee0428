"""Questions that found nothing, so that editors learn which words people use. Never who asked; never a number."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from core.models import Throttle
from search import text
from search.models import FailedQuery

MOST_AN_HOUR = 20  # of one visitor: nobody fills the list alone
AN_HOUR = 3600
KEPT = dt.timedelta(days=180)
SHORTEST = 2
# One statement, whether the words are new or not: a search that found nothing already asks for much.
COUNT = """
INSERT INTO search_failedquery (query, language, count, last_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (query, language) DO UPDATE SET count = search_failedquery.count + 1, last_at = excluded.last_at
"""


def note(asked: str, language: str, *, by: str) -> bool:
    """Count a question; False when nothing of it may be kept or the visitor has asked too often."""
    words = text.without_personal(asked)
    if len(words) < SHORTEST or not Throttle.hit("cari-kosong", by, limit=MOST_AN_HOUR, seconds=AN_HOUR):
        return False
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [words, language, connection.ops.adapt_datetimefield_value(timezone.now())])
    return True


def forget_old(at: dt.datetime) -> None:
    """The tick: what nobody asked for half a year."""
    FailedQuery.objects.filter(last_at__lt=at - KEPT).delete()
