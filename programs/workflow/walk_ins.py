"""A participant the office takes in without a registration: from its own list, or in place of somebody who left."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Applicant
from audit import log
from cases.rules import Refused
from programs import queries, replacing, rules
from programs.enums import BatchState, EnrolmentState
from programs.models import Batch, Enrolment
from programs.workflow import seats
from programs.workflow.enrolment import yearly_key


@transaction.atomic
def take_in(batch: Batch, applicant: Applicant, *, by, at: dt.datetime | None = None) -> Enrolment:
    """Give a free seat to somebody who never sent a registration; who has a place already keeps it.

    Refused for a batch that is over or cancelled, while somebody waits for the seat, when none is free, and for who has
    another batch of the kind that year.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    known = batch.enrolments.live().filter(applicant=applicant).first()
    if known:
        return known
    if reasons := refusals(batch, at):
        raise Refused(reasons)
    if not (seats.hold(batch) and seats.seat(batch)):
        raise Refused([rules.NO_SEAT_LEFT])
    enrolment = _seated(batch, applicant, at)
    log.record("programs.enrolment.take_in", enrolment, by=by, at=at, body={"batch": batch.code})
    return enrolment


def refusals(batch: Batch, at: dt.datetime) -> list[str]:
    """Why nobody can be taken in, in words: results are confirmed, it is cancelled, or others come first."""
    if batch.state in (BatchState.CANCELLED, BatchState.CLOSED) or timezone.localdate(at) > batch.ends_on:
        return [_("This batch is over or cancelled.")]
    if replacing.may_offer(batch, at) and queries.waiting_in_line(batch).exists():
        return [_("People on the reserve list come first.")]
    return []


def _seated(batch: Batch, applicant: Applicant, at: dt.datetime) -> Enrolment:
    enrolment = Enrolment(batch=batch, applicant=applicant, state=EnrolmentState.SEATED, queued_at=at, changed_at=at)
    enrolment.yearly_key = yearly_key(batch, applicant.pk)
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError:
        raise Refused([rules.ONE_A_YEAR])
    return enrolment
