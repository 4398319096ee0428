"""Who gets the places of a batch when many are decided at once: the best score first, else the first in line."""

from cases import scoring
from cases.enums import Move
from programs import queries, rules
from programs.enums import EnrolmentState, Mode
from programs.models import Batch, Enrolment


def seating(move: Move, batch_id: int, case_ids: list[int]) -> list[tuple[int, bool]]:
    """The cases in the order in which places are given, each with whether there is one; who holds a seat keeps it."""
    batch = Batch.objects.get(pk=batch_id)
    enrolments = list(batch.enrolments.filter(registration__in=case_ids))
    places, given = _places(move, batch), []
    for enrolment in _in_order(batch, enrolments):
        holds = move == Move.ACCEPT and enrolment.state == EnrolmentState.HELD
        has_place = holds or places is None or places > 0
        places = places if holds or places is None else places - 1
        given.append((enrolment.registration_id, has_place))
    return given


def _places(move: Move, batch: Batch) -> int | None:
    if move == Move.ACCEPT:
        return batch.free
    if move == Move.RESERVE:
        return rules.reserve_places(batch, queries.waiting_in_line(batch).count())
    return None


def _in_order(batch: Batch, enrolments: list[Enrolment]) -> list[Enrolment]:
    if batch.mode == Mode.ORDER:
        return sorted(enrolments, key=lambda each: (each.queued_at, each.pk))
    scores = scoring.totals([each.registration_id for each in enrolments])
    return sorted(enrolments, key=lambda each: (-scores.get(each.registration_id, 0), each.queued_at, each.pk))
