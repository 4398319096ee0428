"""What the engine and the pages ask about objections: until when, by whom, and which ones wait."""

import datetime as dt

from django.utils import timezone

from audit.models import Event
from cases import permissions
from cases.enums import OPENED_AGAIN, Move
from cases.messages import objection_until
from cases.models import Case, Objection
from core.formats import full_date

OBJECTIONABLE = tuple(OPENED_AGAIN)
FIRST_DECISIONS = tuple(f"cases.case.{move.value}" for move in (Move.REJECT, Move.FAIL, Move.DROP_OUT, Move.DISMISS))


def last_day(case: Case) -> dt.date | None:
    """The last day to object to the decision that closed this case; the whole of that day counts."""
    if case.state not in OBJECTIONABLE or case.closed_at is None:
        return None
    return timezone.localdate(objection_until(case.closed_at))


def is_over(case: Case, at: dt.datetime) -> bool:
    until = last_day(case)
    return until is not None and timezone.localdate(at) > until


def current(case: Case) -> Objection | None:
    """The objection to the decision that stands now."""
    if case.closed_at is None:
        return None
    return case.objections.filter(against_at=case.closed_at).first()


def deciders(case: Case) -> set[int]:
    """Everybody who had a part in what closed the case: who decided, who agreed, who confirmed the result."""
    told = case.decisions.exclude(released_at=None).values_list("by", "second_by")
    acted = Event.objects.filter(object_type="cases.case", object_ref=str(case.pk), verb__in=FIRST_DECISIONS)
    users = {ref.removeprefix("user:") for ref in acted.values_list("actor_ref", flat=True) if ref.startswith("user:")}
    return {pk for pair in told for pk in pair if pk} | {int(pk) for pk in users}


def situation(case: Case, by, at: dt.datetime) -> dict:
    """What the rules must know; nothing is asked while no objection is possible."""
    if case.state not in OBJECTIONABLE:
        return {}
    made = current(case)
    return {
        "objection_open": bool(made and made.is_open),
        "objection_made": bool(made),
        "objection_until": full_date(last_day(case)) if is_over(case, at) else "",
        "decided_first": by is not None and by.pk in deciders(case),
    }


def waiting_for(user):
    """The open objections this person may answer, the oldest deadline first; their own decisions stay with others."""
    if not permissions.may_answer_objections(user):
        return Objection.objects.none()
    seen = permissions.visible_cases(user).exclude(applicant__user=user)
    return Objection.objects.open().filter(case__in=seen).select_related("case__stage")
