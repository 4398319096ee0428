"""The places of many cases of one batch at once, for decisions on a whole selection; the batch is locked.

Each function does what programs.workflow.enrolment does for one, with a number of statements that does not grow.
"""

import datetime as dt

from django.db.models import F

from cases.enums import CaseState, Move
from cases.models import Case
from programs import facts, queries, rules
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from programs.workflow import enrolment as places
from programs.workflow import listed, offers, seats, shares

GONE = (EnrolmentState.LEFT, EnrolmentState.FINISHED)


def recall(batch: Batch, cases: list[Case]) -> None:
    """Read the places of these cases and the length of the line once, for guards and messages."""
    found = Enrolment.objects.select_related("applicant__village__district").filter(registration__in=cases)
    by_case = {enrolment.registration_id: enrolment for enrolment in found}
    batch.in_line = queries.waiting_in_line(batch).count()
    batch.first_session = facts.first_session(batch)
    batch.listed = listed.verdicts(batch, by_case.values())
    for case in cases:
        case.is_only_read, case.seen_enrolment = True, by_case.get(case.pk)
        if case.seen_enrolment:
            case.seen_enrolment.batch = batch


def _places(cases: list[Case]) -> list[Enrolment]:
    return [case.seen_enrolment for case in cases if case.seen_enrolment]


def decide(move: Move, batch: Batch, cases: list[Case], at: dt.datetime) -> dict[int, list]:
    """Hold the seats that acceptances need, in the order given; who finds none, or only kept ones, is named."""
    if move != Move.ACCEPT:
        return {}
    without = [each for each in _places(cases) if each.state != EnrolmentState.HELD]
    was_free = batch.free
    fitting = shares.fitting(batch, without, at=at)
    if fitting and not seats.hold_many(batch, len(fitting)):
        fitting = []
    for enrolment in fitting:
        enrolment.before_decision, enrolment.state = enrolment.state, EnrolmentState.HELD
    _rows(fitting).update(before_decision=F("state"), state=EnrolmentState.HELD, changed_at=at)
    why = rules.NO_SEAT_LEFT if len(fitting) >= was_free else rules.KEPT_FOR_OTHERS
    seated = {each.pk for each in fitting}
    return {each.registration_id: [why] for each in without if each.pk not in seated}


def undo(move: Move, batch: Batch, cases: list[Case], at: dt.datetime) -> None:
    """Give back the seats that decisions held; a seat held since submit stays."""
    given = [each for each in _places(cases) if each.before_decision] if move == Move.ACCEPT else []
    if not given:
        return
    seats.give_back_many(batch, held=len(given))
    _rows(given).update(state=F("before_decision"), before_decision="", changed_at=at)
    places.fill_after_commit(batch, at)


def outcome(move: Move, batch: Batch, cases: list[Case], at: dt.datetime) -> dict[int, CaseState]:
    return {Move.ACCEPT: _accepted, Move.RESERVE: _reserved, Move.REJECT: _rejected}[move](batch, cases, at) or {}


def _accepted(batch: Batch, cases: list[Case], at: dt.datetime) -> dict[int, CaseState] | None:
    """A seat; where the batch asks for re-registration, an offer of the held seat until that day."""
    own = _places(cases)
    for enrolment in own:
        places.reserve_for_decision(enrolment, batch, at=at)  # held since the decision; else it is refused here
    if batch.confirm_by:
        return _offered(batch, own, at)
    seats.seat_many(batch, len(own))
    _rows(own).update(state=EnrolmentState.SEATED, before_decision="", changed_at=at)
    return None


def _offered(batch: Batch, own: list[Enrolment], at: dt.datetime) -> dict[int, CaseState]:
    _rows(own).update(before_decision="", changed_at=at)
    until = offers.confirm_deadline(batch, at)
    made = Offer.objects.bulk_create(Offer(enrolment=each, offered_at=at, expires_at=until) for each in own)
    for enrolment, offer in zip(own, made, strict=True):
        enrolment.seen_offer = offer
    return {each.registration_id: CaseState.OFFERED for each in own}


def _reserved(batch: Batch, cases: list[Case], at: dt.datetime) -> None:
    """A rank for each, in order; who has one keeps it, who held a seat gives it back."""
    new = [each for each in _places(cases) if each.state != EnrolmentState.RESERVE]
    held = sum(each.state == EnrolmentState.HELD for each in new)
    if held:
        seats.give_back_many(batch, held=held)
    first = seats.next_ranks(batch, len(new)) if new else 0
    for rank, enrolment in enumerate(new, first):
        enrolment.state, enrolment.before_decision, enrolment.rank = EnrolmentState.RESERVE, "", rank
        enrolment.changed_at = at
    Enrolment.objects.bulk_update(new, ["state", "before_decision", "rank", "changed_at"])
    _note_places(batch, _places(cases), new)
    if new:
        places.fill_after_commit(batch, at)


def _note_places(batch: Batch, everybody: list[Enrolment], new: list[Enrolment]) -> None:
    """The place in line, as each person reads it."""
    line = queries.waiting_in_line(batch).order_by("turn", "rank").values_list("pk", flat=True)
    place = {pk: number for number, pk in enumerate(line, 1)}
    for enrolment in everybody:
        enrolment.seen_position = place.get(enrolment.pk, 0)
    for enrolment in new:
        enrolment.told_rank = enrolment.seen_position
    Enrolment.objects.bulk_update(new, ["told_rank"])


def _rejected(batch: Batch, cases: list[Case], at: dt.datetime) -> None:
    """Every place ends: seats and ranks are free at once, open offers are closed, the year counts no more."""
    leaving = [each for each in _places(cases) if each.state not in GONE]
    if not leaving:
        return
    opened = Offer.objects.filter(enrolment__in=leaving, answer=OfferAnswer.OPEN)
    opened.update(answer=OfferAnswer.CANCELLED, answered_at=at)
    held, seated = (sum(each.state == state for each in leaving) for state in (EnrolmentState.HELD, "seated"))
    if held or seated:
        seats.give_back_many(batch, held=held, seated=seated)
    ended = {"state": EnrolmentState.LEFT, "before_decision": "", "left_reason": OfferAnswer.CANCELLED.value}
    _rows(leaving).update(yearly_key=None, changed_at=at, **ended)
    places.fill_after_commit(batch, at)


def _rows(enrolments: list[Enrolment]):
    return Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])
