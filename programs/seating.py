"""Who gets the places of a batch when many are decided at once: the order of its rules, else the first in line."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import scoring
from cases.enums import Move
from cases.services import Place, Seating
from core.formats import number, plain_date
from programs import candidates, queries, ranking, rules
from programs.enums import EnrolmentState, Mode
from programs.models import Batch, Enrolment


def seating(move: Move, batch_id: int, case_ids: list[int]) -> Seating:
    """The cases in the order in which places are given, each with whether there is one; who holds a seat keeps it."""
    batch = Batch.objects.select_related("seat_rules").get(pk=batch_id)
    own = candidates.rules_of(batch)
    people = list(candidates.with_answers(batch.enrolments.filter(registration__in=case_ids), own))
    scored = scoring.of_cases(case_ids) if batch.mode == Mode.SCORE else {}
    order = _in_order(batch, people, own, scored)
    placed = _with_place(move, batch, order)
    totals = {pk: scoring.total(found) for pk, found in scored.items()}
    line = [Place(each.registration_id, each.pk in placed, _note(each, batch, totals)) for each in order]
    return Seating(_places(move, batch), line)


def _places(move: Move, batch: Batch) -> int | None:
    if move == Move.ACCEPT:
        return batch.free
    if move == Move.RESERVE:
        return rules.reserve_places(batch, queries.waiting_in_line(batch).count())
    return None


def _with_place(move: Move, batch: Batch, order: list[Enrolment]) -> set[int]:
    """Who finds a place: a seat that is not kept for others, or one on the reserve list."""
    from programs.workflow import shares

    if move == Move.ACCEPT:
        holding = {each.pk for each in order if each.state == EnrolmentState.HELD}
        asking = [each for each in order if each.pk not in holding]
        return holding | {each.pk for each in shares.fitting(batch, asking, at=timezone.now())}
    places = _places(move, batch)
    return {each.pk for each in (order if places is None else order[: max(places, 0)])}


def _in_order(batch: Batch, people: list[Enrolment], own: ranking.Rules, scored: dict) -> list[Enrolment]:
    """By the ranking where the batch is given by score, else by the line of the first complete registrations."""
    if batch.mode != Mode.SCORE:
        return sorted(people, key=lambda each: (each.turn, each.queued_at, each.pk))
    by_pk = {each.pk: each for each in people}
    return [by_pk[one.pk] for one in ranking.in_order(candidates.candidates(people, own, scored), own)]


def _note(enrolment: Enrolment, batch: Batch, scores: dict[int, Decimal]) -> str:
    """Why somebody stands at this place: the total score, or the seat held since registering, or the day."""
    if batch.mode == Mode.SCORE:
        return _("score %(score)s") % {"score": number(scores.get(enrolment.registration_id, Decimal(0)))}
    if enrolment.state == EnrolmentState.HELD:
        return _("holds a seat")
    return _("registered %(day)s") % {"day": plain_date(enrolment.queued_at)}
