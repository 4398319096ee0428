"""The place of a person in a batch: given at submit or by a decision, and given back when the person leaves.

Everything here runs inside a move of the case engine, which has locked the batch.
"""

import datetime as dt
from functools import partial

from django.db import IntegrityError, transaction

from cases.rules import Refused
from programs import replacing, rules
from programs.enums import EnrolmentState, Mode, OfferAnswer
from programs.models import Batch, Enrolment, Offer, Registration
from programs.queries import position, waiting_in_line
from programs.workflow import seats, shares


def enrol(registration: Registration, batch: Batch, *, at: dt.datetime) -> Enrolment:
    """Give a new registration its place: a seat or a rank in order mode, a wait for the result in score mode.

    One batch of a kind a year and one live registration a batch are unique rows, so two browsers cannot get two
    places; the second one is refused in the words of the rule.
    """
    state, rank, turn = _place(registration, batch, at)
    enrolment = Enrolment(
        batch=batch,
        applicant_id=registration.applicant_id,
        registration=registration,
        state=state,
        turn=turn,
        rank=rank,
        told_rank=waiting_in_line(batch).filter(turn__lte=turn).count() + 1 if rank else None,
        queued_at=at,
        changed_at=at,
        yearly_key=yearly_key(batch, registration.applicant_id),
    )
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError:
        raise Refused([rules.ALREADY_REGISTERED])
    seats.count_applicant(batch, 1)
    return enrolment


def _place(registration: Registration, batch: Batch, at: dt.datetime) -> tuple[str, int | None, int]:
    """A free seat, unless somebody waits for it or the rules keep it; then the next rank; then nothing."""
    if batch.mode == Mode.SCORE:
        return EnrolmentState.WAITING, None, 0
    turn, waiting = shares.turn_of(batch, registration.applicant), waiting_in_line(batch).count()
    if shares.newcomer_has_seat(batch, registration, turn, waiting, at=at) and seats.hold(batch):
        return EnrolmentState.HELD, None, turn
    if waiting < batch.reserve_size:
        return EnrolmentState.RESERVE, seats.next_rank(batch), turn
    raise Refused([rules.KEPT_AND_FULL if batch.free > 0 else rules.FULL])


def yearly_key(batch: Batch, applicant_id: int) -> str | None:
    """The unique word of "one batch of a kind a year for each person"; none where the programme does not ask for it."""
    if not batch.program_page.one_a_year:
        return None
    return f"{batch.kind}:{batch.starts_on.year}:{applicant_id}"


def reserve_for_decision(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Hold the seat an acceptance needs, before anybody is told; refused when every seat is promised, taken or kept."""
    if enrolment.state == EnrolmentState.HELD:
        return
    shares.require(enrolment, batch, at=at)
    if not seats.hold(batch):
        raise Refused([rules.NO_SEAT_LEFT])
    _write(enrolment, at, state=EnrolmentState.HELD, before_decision=enrolment.state)


def undo_decision(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Give back the seat that a decision held; a seat held since submit stays."""
    if not enrolment.before_decision:
        return
    seats.give_back_held(batch)
    _write(enrolment, at, state=enrolment.before_decision, before_decision="")
    fill_after_commit(batch, at)


def take_seat(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Make the promised seat the person's own; in a training that has begun, hours count from now on."""
    seats.seat(batch)
    joined_at = at if replacing.has_begun(batch, at) else None
    _write(enrolment, at, state=EnrolmentState.SEATED, before_decision="", joined_at=joined_at)


def keep_for_confirmation(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """The held seat is told now; nothing undoes it but the person's answer or the deadline."""
    _write(enrolment, at, before_decision="")


def put_on_reserve(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Give a rank; who has one keeps it, who held a seat gives it back."""
    if enrolment.state == EnrolmentState.RESERVE:
        return
    if enrolment.state == EnrolmentState.HELD:
        seats.give_back_held(batch)
    _queue(enrolment, at, rank=seats.next_rank(batch))
    fill_after_commit(batch, at)


def _queue(enrolment: Enrolment, at: dt.datetime, **fields) -> None:
    """At the end of the line; the place is remembered, so that a better one can be told."""
    _write(enrolment, at, state=EnrolmentState.RESERVE, before_decision="", **fields)
    _write(enrolment, at, told_rank=position(enrolment))


def leave(
    enrolment: Enrolment, batch: Batch, *, answer: OfferAnswer, at: dt.datetime, is_withdrawn: bool = False
) -> None:
    """End a place: seat and rank are free at once, an open offer is closed with `answer`, the year counts no more."""
    give_back(enrolment, batch, answer=answer, at=at)
    if is_withdrawn:
        seats.count_applicant(batch, -1)
    _leave(enrolment, batch, answer.value, at)


DROPPED = "dropped"


def drop(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """A participant does not go on: the seat is free at once, attendance stays, the year counts no more."""
    seats.give_back_seated(batch)
    _leave(enrolment, batch, DROPPED, at)


def _leave(enrolment: Enrolment, batch: Batch, why: str, at: dt.datetime) -> None:
    was_there = enrolment.state == EnrolmentState.SEATED and replacing.has_begun(batch, at)
    fields = {"state": EnrolmentState.LEFT, "before_decision": "", "yearly_key": None, "left_reason": why}
    _write(enrolment, at, seat_left_at=at if was_there else None, **fields)
    fill_after_commit(batch, at)


def seat_again(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Give a participant who was taken off wrongly a seat again; refused when every seat is promised or taken."""
    if not (seats.hold(batch) and seats.seat(batch)):
        raise Refused([rules.NO_SEAT_LEFT])
    key = yearly_key(batch, enrolment.applicant_id)
    fields = {"yearly_key": key, "left_reason": "", "seat_left_at": None, "drop_reason": None}
    _write(enrolment, at, state=EnrolmentState.SEATED, **fields)


def give_back(enrolment: Enrolment, batch: Batch, *, answer: OfferAnswer, at: dt.datetime) -> None:
    """Free the seat of a place and close its open offer; the place itself is written by the caller."""
    _close_offer(enrolment, answer, at)
    if enrolment.state == EnrolmentState.HELD:
        seats.give_back_held(batch)
    elif enrolment.state == EnrolmentState.SEATED:
        seats.give_back_seated(batch)


def finish(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """The training is over for this person; the seat stays taken."""
    _write(enrolment, at, state=EnrolmentState.FINISHED)


def queue_again(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """A correction that came too late counts from its own time: behind everybody who waits by then.

    Nobody waiting: nothing changes. In score mode the order of arrival decides nothing.
    """
    if batch.mode == Mode.SCORE:
        return
    others = waiting_in_line(batch).exclude(pk=enrolment.pk)
    if enrolment.state not in (EnrolmentState.HELD, EnrolmentState.RESERVE) or not others.exists():
        _write(enrolment, at, queued_at=at)
        return
    if enrolment.state == EnrolmentState.HELD:
        seats.give_back_held(batch)
    _queue(enrolment, at, rank=seats.next_rank(batch), queued_at=at)
    fill_after_commit(batch, at)


def open_offer(enrolment: Enrolment, *, expires_at: dt.datetime, at: dt.datetime) -> Offer:
    return Offer.objects.create(enrolment=enrolment, offered_at=at, expires_at=expires_at)


def answer_offer(enrolment: Enrolment, answer: OfferAnswer, at: dt.datetime) -> bool:
    """Answer the open offer once; False when it was answered before."""
    return bool(_close_offer(enrolment, answer, at))


def _close_offer(enrolment: Enrolment, answer: OfferAnswer, at: dt.datetime) -> int:
    return enrolment.offers.filter(answer=OfferAnswer.OPEN).update(answer=answer, answered_at=at)


def fill_after_commit(batch: Batch, at: dt.datetime) -> None:
    """A freed seat goes to the next in line as soon as this transaction stands; the tick is the safety net."""
    from programs.workflow.offers import fill_freed_seats

    transaction.on_commit(partial(fill_freed_seats, batch.pk, at=at), robust=True)


def _write(enrolment: Enrolment, at: dt.datetime, **fields) -> None:
    fields["changed_at"] = at
    Enrolment.objects.filter(pk=enrolment.pk).update(**fields)
    for name, value in fields.items():
        setattr(enrolment, name, value)
