"""A participant who does not go on: taken off with a reason, told, and counted; attendance is never deleted."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases import workflow as engine
from cases.models import Reason
from cases.rules import Refused
from core.formats import full_date
from programs.enums import BatchState, EnrolmentState
from programs.models import Batch, Enrolment
from programs.workflow import enrolment as places
from programs.workflow import seats


@transaction.atomic
def drop_out(
    enrolment: Enrolment, *, by, told: dict[str, str], reason: Reason | None = None, at: dt.datetime | None = None
) -> Enrolment:
    """End the training of one participant; `told` is what the person reads in each language, `reason` what is counted.

    The seat is free at once: before the day the office has set it goes to the reserve list, afterwards to nobody
    (programs.rules.replaced_until). Marks of attendance stay, and no certificate follows. It is told at once, like
    every outcome of a training; the way back is an objection, answered by somebody else. Taken off twice, nothing
    changes.
    """
    at = at or timezone.now()
    batch = seats.lock(enrolment.batch_id)
    enrolment = Enrolment.objects.select_related("registration", "applicant__user").get(pk=enrolment.pk)
    if enrolment.state == EnrolmentState.LEFT:
        return enrolment
    if reasons := refusals(enrolment, batch, at):
        raise Refused(reasons)
    if not told.get("id", "").strip():
        raise Refused([_("Choose a reason or write one. The participant reads it.")])
    if enrolment.registration_id:
        engine.drop_out(enrolment.registration, by=by, told=told, at=at)
    else:
        places.drop(enrolment, batch, at=at)
    Enrolment.objects.filter(pk=enrolment.pk).update(drop_reason=reason)
    body = {"batch": batch.code, "reason": told, "key": reason.key if reason else ""}
    log.record("programs.enrolment.drop_out", enrolment, by=by, at=at, body=body)
    return Enrolment.objects.get(pk=enrolment.pk)


def refusals(enrolment: Enrolment, batch: Batch, at: dt.datetime) -> list[str]:
    """Why this person cannot be taken off, in words."""
    if enrolment.state == EnrolmentState.FINISHED:
        return [_("The result of this person is confirmed.")]
    if enrolment.state != EnrolmentState.SEATED:
        return [_("This person has no seat in the batch.")]
    return batch_refusals(batch, at)


def batch_refusals(batch: Batch, at: dt.datetime) -> list[str]:
    """Nobody drops out of a training that has not begun, or that is over: the result decides then."""
    today = timezone.localdate(at)
    if batch.state in (BatchState.CANCELLED, BatchState.CLOSED):
        return [_("This batch is over or cancelled.")]
    if today < batch.starts_on:
        return [_("The training begins on %(date)s; until then a registration is withdrawn.") % _day(batch.starts_on)]
    if today > batch.ends_on:
        return [_("The training ended on %(date)s.") % _day(batch.ends_on)]
    return []


def _day(day: dt.date) -> dict:
    return {"date": full_date(day)}
