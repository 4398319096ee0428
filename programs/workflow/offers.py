"""Freed seats: each is offered once, to the first who waits; an offer that is not taken in time goes on."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cases import workflow as engine
from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from core import workdays
from core.models import OfficeSettings
from programs import queries, replacing
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from programs.workflow import line, seats, shares


@transaction.atomic
def fill_freed_seats(batch: Batch | int, *, at: dt.datetime | None = None) -> int:
    """Give every free seat to the first in line; returns how many were given.

    A person whose case is still being checked gets the seat held; one on the released reserve list gets an offer with
    a deadline. Seats that the rules keep stay free meanwhile (programs.workflow.shares). Once the training has begun,
    a seat is offered until the training day of the settings begins, and only to who was released on the reserve list;
    afterwards, and for a batch that does not take place, nothing is offered.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    if not replacing.may_offer(batch, at):
        return 0
    first = shares.first_in_line(batch, at=at, is_running=replacing.has_begun(batch, at))
    cases = _lock_cases(first)
    return sum(_move_up(enrolment, cases.get(enrolment.registration_id), batch, at) for enrolment in first)


def _lock_cases(people: list[Enrolment]) -> dict[int, Case]:
    """The cases of the line, locked in ascending order before any of them changes."""
    wanted = Case.objects.filter(pk__in=[enrolment.registration_id for enrolment in people])
    return {case.pk: case for case in wanted.select_for_update(of=("self",)).order_by("pk")}


def _move_up(enrolment: Enrolment, case: Case | None, batch: Batch, at: dt.datetime) -> bool:
    if case is not None and case.state == CaseState.RESERVE:
        engine.offer(case, message="offer_running" if replacing.has_begun(batch, at) else "offer", at=at)
        return True
    if not seats.hold(batch):
        return False
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.HELD, changed_at=at)
    if case is not None:
        line.tell_seat_held(enrolment, case, at=at)
    return True


def offer_deadline(batch: Batch, at: dt.datetime) -> dt.datetime:
    """Until when an offered seat can be taken: the setting in working days, at the latest before the first day.

    In a training that has begun it is a matter of hours (programs.replacing).
    """
    if replacing.has_begun(batch, at):
        return replacing.deadline(batch, at)
    limit = workdays.deadline(at, OfficeSettings.load().days_confirm)
    return min(limit, workdays.end_of(batch.starts_on - dt.timedelta(days=1)))


def confirm_deadline(batch: Batch, at: dt.datetime) -> dt.datetime:
    """Until when an accepted person confirms: the date of the batch, or a fresh limit when that has passed."""
    return batch.confirm_by if batch.confirm_by and at < batch.confirm_by else offer_deadline(batch, at)


def fill_all(at: dt.datetime) -> int:
    """The tick: batches with a free seat and somebody in line."""
    return sum(fill_freed_seats(pk, at=at) for pk in queries.batches_to_fill(at))


def expire_offers(at: dt.datetime) -> int:
    """The tick: end offers whose time has passed; one that is taken at the same moment stays taken."""
    late = Offer.objects.filter(answer=OfferAnswer.OPEN, expires_at__lt=at, enrolment__registration__isnull=False)
    return sum(_expire(pk, at) for pk in late.order_by("expires_at").values_list("enrolment__registration", flat=True))


def _expire(case_pk: int, at: dt.datetime) -> bool:
    try:
        engine.expire(Case(pk=case_pk), at=at)
    except Refused:  # answered while we waited for the lock
        return False
    return True
