"""Seats that the rules of a batch keep: for members of a group, and before registration closes for residents.

Everything here runs under the lock of the batch. A batch without rules costs nothing.
"""

import datetime as dt

from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from programs import candidates, queries, ranking, rules
from programs.enums import Mode, Verdict
from programs.models import Adjustment, Batch, Enrolment
from programs.ranking import Candidate, Pool

BEHIND_RESIDENTS = 1


def turn_of(batch: Batch, applicant) -> int:
    """Before the rank in every line: who is not a resident stands behind all who are, where the rules say so."""
    if not batch.seat_rules_id or applicant.ktp_is_local:
        return 0
    return BEHIND_RESIDENTS if candidates.rules_of(batch).residents_first else 0


def pool(batch: Batch, at: dt.datetime, people: list[Enrolment] | None = None) -> Pool:
    """The free seats of a batch as its rules keep them at this moment."""
    own = candidates.rules_of(batch)
    people = people if people is not None else _people(batch, own)
    seated = [candidates.groups(each, own) for each in people if each.state in candidates.TAKEN]
    return ranking.pool(batch.capacity, batch.free, own, seated, falls_back=at >= batch.closes_at)


def _people(batch: Batch, own: ranking.Rules) -> list[Enrolment]:
    """Everybody with a seat or waiting for one; only where a share asks who they are."""
    if not own.shares:
        return []
    states = (*candidates.TAKEN, *candidates.WITHOUT_SEAT)
    found = Enrolment.objects.filter(batch=batch, state__in=states).order_by("pk")
    return list(candidates.with_answers(found, own))


def require(enrolment: Enrolment, batch: Batch, *, at: dt.datetime) -> None:
    """Refuse a seat that is kept for others; the head's change of the list may take it, with its reason."""
    if batch.free <= 0:
        raise Refused([rules.NO_SEAT_LEFT])
    if fitting(batch, [enrolment], at=at) != [enrolment]:
        raise Refused([rules.KEPT_FOR_OTHERS])


def fitting(batch: Batch, enrolments: list[Enrolment], *, at: dt.datetime) -> list[Enrolment]:
    """Who of these, one after the other, gets a free seat that is not kept for somebody else."""
    own = candidates.rules_of(batch)
    enrolments = [each for each in enrolments if not _waits_for_residents(each.turn, batch, at)]
    if not own.shares:
        return enrolments[: max(batch.free, 0)]
    people = _people(batch, own)
    seats, asking = pool(batch, at, people), {each.pk for each in enrolments}
    known = {each.pk: candidates.groups(each, own) for each in people}
    beside = [known[each.pk] for each in people if each.state in candidates.WITHOUT_SEAT and each.pk not in asking]
    wished = _wished(enrolments)
    chosen = []
    for number, each in enumerate(enrolments):
        mine = known.get(each.pk, frozenset())
        others = [*beside, *(known.get(other.pk, frozenset()) for other in enrolments[number + 1 :])]
        if seats.has_seat(mine, others) or (each.pk in wished and seats.free > 0):
            seats.take(mine)
            chosen.append(each)
    return chosen


def _wished(enrolments: list[Enrolment]) -> set[int]:
    own = Adjustment.objects.filter(enrolment__in=[each.pk for each in enrolments], verdict=Verdict.ACCEPT)
    return set(own.values_list("enrolment", flat=True))


# The line


def first_in_line(batch: Batch, *, at: dt.datetime, is_running: bool = False) -> list[Enrolment]:
    """Who gets the free seats now, in the order of the line; once it runs, nobody who is still being checked."""
    free, line = max(batch.free, 0), queries.next_in_line(batch)
    if is_running:
        line = line.filter(registration__state=CaseState.RESERVE)
    if not batch.seat_rules_id:
        return list(line[:free])
    return fitting(batch, list(line.select_related("registration")), at=at)


def newcomer_has_seat(batch: Batch, case: Case, turn: int, waiting: int, *, at: dt.datetime) -> bool:
    """Whether somebody who registers now gets a seat at once: nobody waits for it, and it is kept for nobody else."""
    own = candidates.rules_of(batch)
    if own == ranking.PLAIN:
        return not waiting
    if _waits_for_residents(turn, batch, at):
        return False
    line = candidates.with_answers(queries.next_in_line(batch), own)
    ahead = [each for each in line if not _waits_for_residents(each.turn, batch, at) and each.turn <= turn]
    me = Candidate(0, at, groups=candidates.groups_of(case.answers or {}, own))
    in_line = [Candidate(each.pk, each.queued_at, groups=candidates.groups(each, own)) for each in ahead]
    return me in ranking.takers([*in_line, me], pool(batch, at))


def _waits_for_residents(turn: int, batch: Batch, at: dt.datetime) -> bool:
    """First come, first served with residents first: others get what is left when registration has closed."""
    return batch.mode == Mode.ORDER and turn >= BEHIND_RESIDENTS and at < batch.closes_at
