"""The answer to a number and a birth date: the stage and a date, nothing that says who or how well."""

import datetime as dt

from django.utils import timezone

from accounts import limits
from cases import objections
from cases.enums import CaseState
from cases.models import Case
from core.formats import full_date
from core.models import Throttle
from core.nik import keyed_hash
from portal import words
from programs import explaining

DOOR, WINDOW = "status", 60 * 60
TRIES_FOR_A_NUMBER, TRIES_FROM_ONE_PLACE = 10, 60


def closed_until(number: str, place: str) -> dt.datetime | None:
    """Count a try for this number and from this place; when it was one too many, the time of the next."""
    allowed = [
        Throttle.hit(DOOR, keyed_hash(number), limit=TRIES_FOR_A_NUMBER, seconds=WINDOW),
        Throttle.hit(f"{DOOR}-from", keyed_hash(place), limit=TRIES_FROM_ONE_PLACE, seconds=WINDOW),
    ]
    return None if all(allowed) else limits.window_end(WINDOW)


def answer(case: Case) -> dict:
    """Stage, date and next step in words, for anybody who knows number and birth date."""
    state, objection = CaseState(case.state), objections.current(case)
    stage = case.stage.name if state == CaseState.IN_REVIEW else ""
    return {
        "number": case.number,
        "tag": words.tag(case, is_asked=case.is_asked),
        "stage": str(words.OBJECTION_TITLES[objection.answer]) if objection else stage,
        "received": full_date(timezone.localtime(case.submitted_at)),
        "why": explaining.status_lines(case),
        "text": words.objection_state(objection, timezone.now()) if objection else _next(case, state),
    }


def _next(case: Case, state: CaseState) -> str:
    if case.is_asked:
        return str(words.ASKED)
    if state == CaseState.IN_REVIEW:
        return words.answer_by(case, timezone.now())
    is_over = objections.is_over(case, timezone.now())
    return str(words.STATUS_OVER if is_over else words.STATUS_NEXT[state])
