"""Single sessions that do not take place: called off with one reason, and everybody who would come is told once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from programs.models import Session
from programs.workflow import meetings

KIND = "sessions_cancelled"


@transaction.atomic
def cancel_sessions(
    sessions: list[Session], *, by, told: dict[str, str], at: dt.datetime | None = None
) -> tuple[int, int]:
    """Call sessions off; returns how many, and how many people were told. `told` is the reason in each language.

    A session whose list is kept took place and stays. Nobody's hours fall: a cancelled session counts for nobody, and
    a make-up session can give the hours back. Publishing the page never revives it. What is called off after its hour
    is told to nobody. Cancelled twice, nothing changes.
    """
    at = at or timezone.now()
    locked = [session for session in meetings.lock(sessions) if not session.cancelled_at]
    if reasons := refusals(locked, told):
        raise Refused(reasons)
    for session in locked:
        _call_off(session, told, by, at)
    people = meetings.tell_batches(locked, KIND, _words(told), at=at)
    return len(locked), people


def refusals(sessions: list[Session], told: dict[str, str]) -> list[str]:
    if not told.get("id", "").strip():
        return [_("Choose a reason or write one. Everybody reads it.")]
    return meetings.over_refusals(sessions)


def _call_off(session: Session, told: dict[str, str], by, at: dt.datetime) -> None:
    session.cancelled_at, session.changed_at = at, at
    session.cancelled_reason, session.cancelled_reason_en = told["id"][:600], told["en"][:600]
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "changed_at", "cancelled_reason", "cancelled_reason_en", "sequence"])
    body = {"batch": session.batch.code, "reason": told}
    log.record("programs.session.cancel", session, by=by, at=at, body=body)


def _words(told: dict[str, str]):
    def words(language: str, sessions: list[Session]) -> dict:
        return {"sessions": meetings.lines(sessions), "reason": told[language] or told["id"]}

    return words
