"""Who gets the places of a batch when many are decided at once: the best score first, else the first in line."""

from decimal import Decimal

from django.utils.translation import gettext as _

from cases import scoring
from cases.enums import Move
from cases.services import Place, Seating
from core.formats import number, plain_date
from programs import queries, rules
from programs.enums import EnrolmentState, Mode
from programs.models import Batch, Enrolment


def seating(move: Move, batch_id: int, case_ids: list[int]) -> Seating:
    """The cases in the order in which places are given, each with whether there is one; who holds a seat keeps it."""
    batch = Batch.objects.get(pk=batch_id)
    enrolments = list(batch.enrolments.filter(registration__in=case_ids))
    scores = scoring.totals(case_ids) if batch.mode == Mode.SCORE else {}
    free = _places(move, batch)
    left, line = free, []
    for enrolment in _in_order(enrolments, scores):
        holds = move == Move.ACCEPT and enrolment.state == EnrolmentState.HELD
        has_place = holds or left is None or left > 0
        left = left if holds or left is None else left - 1
        line.append(Place(enrolment.registration_id, has_place, _note(enrolment, batch, scores)))
    return Seating(free, line)


def _places(move: Move, batch: Batch) -> int | None:
    if move == Move.ACCEPT:
        return batch.free
    if move == Move.RESERVE:
        return rules.reserve_places(batch, queries.waiting_in_line(batch).count())
    return None


def _in_order(enrolments: list[Enrolment], scores: dict[int, Decimal]) -> list[Enrolment]:
    """By score where the batch is given by score, else by the time of the first complete registration."""
    return sorted(enrolments, key=lambda each: (-scores.get(each.registration_id, 0), each.queued_at, each.pk))


def _note(enrolment: Enrolment, batch: Batch, scores: dict[int, Decimal]) -> str:
    """Why somebody stands at this place: the total score, or the seat held since registering, or the day."""
    if batch.mode == Mode.SCORE:
        return _("score %(score)s") % {"score": number(scores.get(enrolment.registration_id, Decimal(0)))}
    if enrolment.state == EnrolmentState.HELD:
        return _("holds a seat")
    return _("registered %(day)s") % {"day": plain_date(enrolment.queued_at)}
