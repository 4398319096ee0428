"""What follows after a decision: offers of a seat and the end of the training."""

import datetime as dt

from django.db import transaction

from cases import messages, services
from cases.enums import CaseState, Move
from cases.models import Case
from cases.workflow import base
from core.models import OfficeSettings


def _move(move: Move, case: Case, by, at: dt.datetime, *, message: str = "", already: CaseState, **facts) -> Case:
    """One move to the state of the table: lock, check, let the service act, write, record, tell."""
    case = base.lock(case)
    if case.state == already:
        return case
    base.require(move, case, by=by, at=at)
    state = base.after(move, case)
    services.get(case.service).outcome(move, case, by, at)
    base.write(case, **base.closing(state, at))
    base.record(move, case, by=by, at=at, **facts)
    if message:
        messages.tell(case, message, at=at, **facts)
    return case


@transaction.atomic
def offer(case: Case, *, message: str = "offer", by=None, at: dt.datetime | None = None) -> Case:
    """Offer a freed seat to a case on the reserve list; the service holds the seat and sets the deadline."""
    return _move(Move.OFFER, case, by, base.moment(at), message=message, already=CaseState.OFFERED)


@transaction.atomic
def take_offer(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """Take the offered seat; refused by the service when the deadline has passed."""
    return _move(Move.TAKE_OFFER, case, by, base.moment(at), message="accepted", already=CaseState.ACCEPTED)


@transaction.atomic
def decline(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """Give up the offered seat; it goes to the next in line."""
    return _move(Move.DECLINE, case, by, base.moment(at), message="withdrawn", already=CaseState.WITHDRAWN)


@transaction.atomic
def expire(case: Case, *, by=None, at: dt.datetime | None = None) -> Case:
    """End an offer whose deadline has passed; the seat goes to the next in line."""
    return _move(Move.EXPIRE, case, by, base.moment(at), message="expired", already=CaseState.EXPIRED)


@transaction.atomic
def complete(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """End a case with success: the training was passed (the service tells the person, with the calculation)."""
    return _move(Move.COMPLETE, case, by, base.moment(at), already=CaseState.COMPLETED)


@transaction.atomic
def fail(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """End a case whose training was not passed."""
    return _move(Move.FAIL, case, by, base.moment(at), already=CaseState.FAILED)


@transaction.atomic
def drop_out(case: Case, *, by, told: dict[str, str], at: dt.datetime | None = None) -> Case:
    """End the case of a person who does not go on; `told` is the reason in each language, and how to object is said.

    Only the app that owns the subject calls it, under its own permission. Told at once, like every outcome.
    """
    at = base.moment(at)
    case = base.lock(case)
    if case.state == CaseState.DROPPED:
        return case
    base.require(Move.DROP_OUT, case, by=by, at=at)
    services.get(case.service).outcome(Move.DROP_OUT, case, by, at)
    base.write(case, **base.closing(CaseState.DROPPED, at))
    reason = told[case.language] or told["id"]
    base.record(Move.DROP_OUT, case, by=by, at=at, told=reason)
    until, days = messages.objection_until(at), OfficeSettings.load().days_objection
    messages.tell(case, "dropped_out", at=at, reason=reason, date=until, days=days)
    return case


@transaction.atomic
def reword_subject(service: str, subject_id: int, label: str) -> int:
    """Keep the label the desk lists in step with a renamed subject."""
    return Case.objects.filter(service=service, subject_id=subject_id).update(subject_label=label[:160])
