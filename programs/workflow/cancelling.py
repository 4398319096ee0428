"""The office cancels a batch: offers stop, every case ends or goes on elsewhere, and everybody is told once."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases import workflow as engine
from cases.models import Case
from cases.rules import Refused
from core.formats import full_date
from programs import facts, queries, signals
from programs.enums import BatchState, EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment
from programs.workflow import carrying, seats, telling
from programs.workflow import enrolment as places
from programs.workflow.schedule import count_up


@dataclass
class Outcome:
    """What became of the people of a batch; `unwritten` have no e-mail address and must be called."""

    cancelled: int = 0
    carried: int = 0
    unwritten: list[Enrolment] = field(default_factory=list)


@transaction.atomic
def cancel_batch(
    batch: Batch, *, by, told: dict[str, str], carry_to: Batch | None = None, at: dt.datetime | None = None
) -> Outcome:
    """Call a batch off in one transaction, under its lock; `told` is the reason in each language, read by everybody.

    Nobody is rejected: each live case ends as cancelled by the office, or goes on in `carry_to` with its documents and
    its turn. Who does not fit there ends like the others. Cancelled twice, nothing changes and nobody is told again.
    """
    at = at or timezone.now()
    batch, target = _lock(batch, carry_to)
    if batch.state == BatchState.CANCELLED:
        return Outcome()
    if reasons := refusals(batch, target, at):
        raise Refused(reasons)
    _call_off(batch, told, at)
    people = _lock_people(batch)
    outcome = Outcome(unwritten=[person for person in people if not person.applicant.email])
    for person in carrying.in_turn(people):
        _end(person, batch, target, by, told, at, outcome)
    counts = {"cancelled": outcome.cancelled, "carried": outcome.carried, "to": target.pk if target else None}
    log.record("programs.batch.cancel", batch, by=by, at=at, body={"reason": told, **counts})
    users = {person.applicant.user_id for person in people}
    signals.batch_cancelled.send(Batch, batch=batch, told=told, users=users, at=at)
    return outcome


def refusals(batch: Batch, target: Batch | None, at: dt.datetime) -> list[str]:
    """Why a batch cannot be called off, or its people cannot go on in `target`, in words."""
    reasons = []
    if batch.state == BatchState.CLOSED or batch.enrolments.filter(state=EnrolmentState.FINISHED).exists():
        reasons.append(_("The results of this batch are confirmed."))
    elif timezone.localdate(at) > batch.ends_on:
        reasons.append(_("The training ended on %(date)s.") % {"date": full_date(batch.ends_on)})
    if target and target not in queries.carry_targets(batch, at):
        reasons.append(_("Nobody can be moved to that batch."))
    return reasons


def _lock(batch: Batch, target: Batch | None) -> tuple[Batch, Batch | None]:
    """Both batches by ascending id."""
    wanted = sorted({batch.pk, *([target.pk] if target else [])})
    locked = {pk: seats.lock(pk) for pk in wanted}
    return locked[batch.pk], locked[target.pk] if target else None


def _call_off(batch: Batch, told: dict[str, str], at: dt.datetime) -> None:
    """The row first: from here on no offer is made and no registration comes in."""
    columns = {"state": BatchState.CANCELLED, "cancelled_at": at}
    columns |= {"cancelled_reason": told["id"][:600], "cancelled_reason_en": told["en"][:600]}
    count_up(Batch.objects.filter(pk=batch.pk), at)
    Batch.objects.filter(pk=batch.pk).update(sequence=F("sequence") + 1, **columns)  # calendars learn of it
    for name, value in columns.items():
        setattr(batch, name, value)
    ahead = batch.sessions.taking_place().filter(sheet=None)
    ahead.update(cancelled_at=at, changed_at=at, sequence=F("sequence") + 1)


def _lock_people(batch: Batch) -> list[Enrolment]:
    """Everybody with a live place; their cases are locked by ascending id before any of them changes."""
    found = batch.enrolments.live().select_related("registration__stage", "applicant__user", "batch")
    people = list(found.order_by("registration_id", "pk"))
    ids = [person.registration_id for person in people if person.registration_id]
    list(Case.objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return people


def _end(person: Enrolment, batch: Batch, target: Batch | None, by, told, at: dt.datetime, outcome: Outcome) -> None:
    if target and person.registration_id and _carried(person, batch, target, by, told, at):
        outcome.carried += 1
        return
    outcome.cancelled += 1
    if person.registration_id:
        engine.cancel(person.registration, by=by, told=told, message="batch_cancelled", at=at)
        return
    places.leave(person, batch, answer=OfferAnswer.CANCELLED, at=at)
    reason = told[telling.language_of(person)]
    telling.tell(person, "batch_cancelled", once=str(batch.pk), at=at, reason=reason)


def _carried(person: Enrolment, batch: Batch, target: Batch, by, told, at: dt.datetime) -> bool:
    """Whether the other batch took this person; who does not fit there is told of the end like the others."""
    try:
        case = engine.transfer(person.registration, to=target.pk, by=by, told=told, at=at)
    except Refused:
        return False
    moved = Enrolment.objects.select_related("registration__applicant__user", "batch").get(pk=person.pk)
    with translation.override(case.language):
        words = {"old_batch": batch.label, "reason": told[case.language]} | facts.after_a_move(moved, at)
        telling.tell(moved, "batch_carried", once=str(batch.pk), at=at, **words)
    return True
