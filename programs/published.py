"""The ranking that everybody may read on the page of a batch: by case number, once its decisions are released."""

from django.utils.translation import gettext as _

from cases.enums import Bucket, Move
from cases.models import Decision
from core.formats import full_date
from programs.enums import Mode
from programs.models import Batch, Ranking

WORDS = {
    Move.ACCEPT: lambda: _("Accepted"),
    Move.RESERVE: lambda: _("Reserve"),
    Move.REJECT: lambda: _("Not accepted yet"),
}


def ranking_of(batch: Batch) -> dict:
    """The table of places and results with its date; nothing while a single decision of the list is not told."""
    if not batch.pk or batch.mode != Mode.SCORE:
        return {}
    rows = list(Ranking.objects.filter(batch=batch).select_related("enrolment__registration").only(*SHOWN))
    if not rows or any(row.enrolment.registration.bucket == Bucket.HELD for row in rows):
        return {}
    told = _told([row.enrolment.registration_id for row in rows])
    found = [(row, told[row.enrolment.registration_id]) for row in rows if row.enrolment.registration_id in told]
    if not found:
        return {}
    return {
        "columns": [
            {"label": _("Rank"), "is_number": True},
            {"label": _("Registration number")},
            {"label": _("Result")},
        ],
        "rows": [_row(row, decision) for row, decision in found],
        "date": full_date(max(decision.released_at for _row, decision in found)),
    }


SHOWN = ("round", "place", "batch_id", "enrolment__registration__number", "enrolment__registration__bucket")


def _told(cases: list[int]) -> dict[int, Decision]:
    """The last decision of each case that was released."""
    found = Decision.objects.filter(case__in=cases).exclude(released_at=None).order_by("released_at")
    return {decision.case_id: decision for decision in found.only("case_id", "verdict", "released_at")}


def _row(row: Ranking, decision: Decision) -> list[dict]:
    number = row.enrolment.registration.number
    return [{"text": row.place, "is_number": True}, {"text": number}, {"text": WORDS[decision.move]()}]
