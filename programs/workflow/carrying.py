"""People of a batch that does not take place go on in another one of the same programme, in the order they had."""

import datetime as dt

from django.db import IntegrityError, transaction

from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from programs import queries, rules
from programs.enums import EnrolmentState, Mode, OfferAnswer
from programs.models import Batch, Enrolment, Registration
from programs.workflow import enrolment as places
from programs.workflow import offers, seats, shares

# Who is placed first: a seat, an offered seat, a seat held meanwhile, then the line, then who waits for the result.
TURN = [EnrolmentState.SEATED, EnrolmentState.HELD, EnrolmentState.RESERVE, EnrolmentState.WAITING]


def in_turn(people: list[Enrolment]) -> list[Enrolment]:
    """The order in which places of the other batch are given; ranks among themselves stay as they were."""
    return sorted(people, key=_turn)


def _turn(person: Enrolment) -> tuple:
    is_promised = bool(person.registration_id) and person.registration.state == CaseState.OFFERED
    told = person.told_state
    return TURN.index(told), not is_promised, person.turn, person.rank or 0, person.queued_at, person.pk


def carry(case: Case, enrolment: Enrolment, batch: Batch, target: Batch, *, at: dt.datetime) -> CaseState | None:
    """Give a place in `target`: the same where there is room, else a rank; returns the state that follows.

    Refused for who is in that batch already, has another of its kind that year, or finds its reserve list full.
    """
    if target.enrolments.live().filter(applicant_id=enrolment.applicant_id).exists():
        raise Refused([rules.ALREADY_REGISTERED])
    places.give_back(enrolment, batch, answer=OfferAnswer.CANCELLED, at=at)
    state, rank, following = _place(case, target)
    _write(enrolment, target, state, rank, at)
    Registration.objects.filter(pk=case.pk).update(batch=target)
    seats.count_applicant(batch, -1)
    seats.count_applicant(target, 1)
    if following == CaseState.OFFERED:
        places.open_offer(enrolment, expires_at=offers.confirm_deadline(target, at), at=at)
    places.fill_after_commit(target, at)
    return following


def _place(case: Case, target: Batch) -> tuple[EnrolmentState, int | None, CaseState]:
    state = CaseState(case.state)
    if state == CaseState.IN_REVIEW:
        return *_undecided(target), state
    if state != CaseState.RESERVE and seats.hold(target):
        if state == CaseState.OFFERED:
            return EnrolmentState.HELD, None, state
        seats.seat(target)
        return EnrolmentState.SEATED, None, state
    return EnrolmentState.RESERVE, _rank(target), CaseState.RESERVE


def _undecided(target: Batch) -> tuple[EnrolmentState, int | None]:
    if target.mode == Mode.SCORE:
        return EnrolmentState.WAITING, None
    if not queries.waiting_in_line(target).exists() and seats.hold(target):
        return EnrolmentState.HELD, None
    return EnrolmentState.RESERVE, _rank(target)


def _rank(target: Batch) -> int:
    if not rules.reserve_places(target, queries.waiting_in_line(target).count()):
        raise Refused([rules.FULL])
    return seats.next_rank(target)


def _write(enrolment: Enrolment, target: Batch, state: EnrolmentState, rank: int | None, at: dt.datetime) -> None:
    fields = {"batch": target, "state": state, "rank": rank, "told_rank": None, "before_decision": "", "changed_at": at}
    fields["turn"] = shares.turn_of(target, enrolment.applicant)
    fields["yearly_key"] = places.yearly_key(target, enrolment.applicant_id)
    try:
        with transaction.atomic():
            Enrolment.objects.filter(pk=enrolment.pk).update(**fields)
    except IntegrityError:
        raise Refused([rules.ONE_A_YEAR])
    for name, value in fields.items():
        setattr(enrolment, name, value)
    if rank:
        Enrolment.objects.filter(pk=enrolment.pk).update(told_rank=queries.position(enrolment))
