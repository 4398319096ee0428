"""The place of a person whose objection was upheld: given back as far as the batch still has one.

Runs inside a move of the case engine, which has locked the batch.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from programs import rules
from programs.enums import BatchState, EnrolmentState, Mode
from programs.models import Batch, Completion, Enrolment
from programs.workflow import enrolment as places
from programs.workflow import seats
from programs.workflow.enrolment import yearly_key

ELSEWHERE = _("The applicant has registered again meanwhile, for this class or one of the same kind this year.")
HAS_CREDENTIAL = _("A certificate stands on this result. Revoke it first.")


def refusals(case: Case, batch: Batch, at: dt.datetime) -> list:
    """Why a case of this batch cannot be opened again: there is nothing to go back to, or the seat has a new owner."""
    if batch.state == BatchState.CANCELLED:
        return [_("This batch does not take place any more.")]
    return [rules.NO_SEAT_LEFT] if case.state == CaseState.DROPPED and batch.free <= 0 else []


def reopen(case: Case, batch: Batch, at: dt.datetime) -> None:
    """A rejected person gets a place as on the first day; a result that was confirmed is confirmed anew."""
    enrolment = Enrolment.objects.filter(registration_id=case.pk).first()
    if enrolment is None:
        return
    if case.state == CaseState.FAILED:
        _take_back_result(enrolment, batch, at)
    elif case.state == CaseState.DROPPED:
        _seat_again(enrolment, batch, at)
    else:
        _place_again(enrolment, batch, at)


def _place_again(enrolment: Enrolment, batch: Batch, at: dt.datetime) -> None:
    """A seat if one is free, else the rank the person had, else the next one, also beyond the list's size.

    Whoever was turned away wrongly does not lose by the list having filled up meanwhile.
    """
    key = yearly_key(batch, enrolment.applicant_id)
    try:
        with transaction.atomic():
            _write(enrolment, at, yearly_key=key, left_reason="", **_place(enrolment, batch))
    except IntegrityError:
        raise Refused([ELSEWHERE])


def _seat_again(enrolment: Enrolment, batch: Batch, at: dt.datetime) -> None:
    """Who was taken off wrongly goes on; where the others have their results, this one is confirmed apart."""
    try:
        with transaction.atomic():
            places.seat_again(enrolment, batch, at=at)
    except IntegrityError:
        raise Refused([ELSEWHERE])
    Batch.objects.filter(pk=batch.pk, state=BatchState.CLOSED).update(state=BatchState.RUNNING)


def _place(enrolment: Enrolment, batch: Batch) -> dict:
    if batch.mode == Mode.SCORE:
        return {"state": EnrolmentState.WAITING}
    if seats.hold(batch):
        return {"state": EnrolmentState.HELD}
    return {"state": EnrolmentState.RESERVE, "rank": enrolment.rank or seats.next_rank(batch)}


def _take_back_result(enrolment: Enrolment, batch: Batch, at: dt.datetime) -> None:
    """Attendance and marks can be corrected again; the head confirms the result of this person once more."""
    try:
        with transaction.atomic():
            Completion.objects.filter(enrolment=enrolment).delete()
    except ProtectedError:
        raise Refused([HAS_CREDENTIAL])
    _write(enrolment, at, state=EnrolmentState.SEATED)
    Batch.objects.filter(pk=batch.pk, state=BatchState.CLOSED).update(state=BatchState.RUNNING)


def _write(enrolment: Enrolment, at: dt.datetime, **fields) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(changed_at=at, **fields)
