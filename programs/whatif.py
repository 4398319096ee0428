"""What changed rules would have done to the last batches: computed twice, stored nowhere.

Both times for the same people: everybody with scores, or everybody who stayed in line. Never more than BATCHES batches
of at most PEOPLE people each.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from cases import scoring
from cases.enums import CaseState
from programs import candidates, ranking
from programs.enums import Mode, Verdict
from programs.models import Batch, Enrolment
from programs.ranking import Rules

BATCHES = 10
PEOPLE = 500
GONE = (CaseState.WITHDRAWN, CaseState.CANCELLED)
GONE_IN_ORDER = (*GONE, CaseState.REJECTED, CaseState.EXPIRED)


@dataclass(frozen=True)
class Outcome:
    """One batch under two sets of rules; people are named by the numbers of their cases."""

    batch: Batch
    people: int
    seats: int = 0  # given under the changed rules
    into: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    groups: tuple[tuple[str, int, int], ...] = ()  # share, its members, seats they get under the changed rules
    moved: int = 0  # whose place is another one
    is_too_large: bool = False


def last_batches(at: dt.datetime, *, program: int | None = None) -> list[Batch]:
    """The batches whose registration closed last and that somebody registered for."""
    counted = Q(enrolments__registration__isnull=False) & ~Q(enrolments__registration__state__in=GONE)
    found = Batch.objects.filter(closes_at__lte=at).select_related("seat_rules")
    if program:
        found = found.filter(program_page=program)
    found = found.annotate(people=Count("enrolments", filter=counted)).filter(people__gt=0)
    return list(found.order_by("-closes_at", "-pk")[:BATCHES])


def compare(changed: Rules, batches: list[Batch]) -> list[Outcome]:
    """The batches with the rules they had and with the changed ones."""
    small = [batch for batch in batches if batch.people <= PEOPLE]
    people = _people(small, [changed, *(candidates.rules_of(batch) for batch in small)])
    scored = scoring.of_cases([each.registration_id for each in people])
    by_batch = defaultdict(list)
    for each in people:
        by_batch[each.batch_id].append(each)
    return [
        _outcome(batch, by_batch[batch.pk], changed, scored) if batch in small else _too_large(batch)
        for batch in batches
    ]


def _too_large(batch: Batch) -> Outcome:
    return Outcome(batch, batch.people, is_too_large=True)


def _people(batches: list[Batch], rules: list[Rules]) -> list[Enrolment]:
    """Everybody of these batches in one statement; their answers only where a share asks for them."""
    asking = next((each for each in rules if each.shares), ranking.PLAIN)
    found = Enrolment.objects.filter(batch__in=batches, registration__isnull=False).order_by("pk")
    return list(candidates.with_answers(found.exclude(registration__state__in=GONE), asking))


def _outcome(batch: Batch, people: list[Enrolment], changed: Rules, scored: dict) -> Outcome:
    taking_part = [each for each in people if _takes_part(each, batch, scored)]
    numbers = {each.pk: each.registration.number for each in taking_part}
    before, after = (_list(batch, taking_part, rules, scored) for rules in (candidates.rules_of(batch), changed))
    old, new = (_accepted(each) for each in (before, after))
    places = {each.candidate.pk: each.place for each in before}
    return Outcome(
        batch,
        people=len(taking_part),
        seats=len(new),
        into=tuple(numbers[each.candidate.pk] for each in after if each.candidate.pk in new - old),
        out_of=tuple(numbers[each.candidate.pk] for each in before if each.candidate.pk in old - new),
        groups=tuple(_groups(after, changed)),
        moved=sum(places[each.candidate.pk] != each.place for each in after),
    )


def _takes_part(enrolment: Enrolment, batch: Batch, scored: dict) -> bool:
    if batch.mode == Mode.SCORE:
        return enrolment.registration_id in scored
    return enrolment.registration.state not in GONE_IN_ORDER


def _list(batch: Batch, people: list[Enrolment], rules: Rules, scored: dict) -> list[ranking.Placed]:
    """As the list would stand after registration has closed; where the order counts, scores and ties do not."""
    if batch.mode == Mode.ORDER:
        rules, scored = replace(rules, ties=()), {}
    line = candidates.candidates(people, rules, scored)
    seats = ranking.pool(batch.capacity, batch.capacity, rules, [])
    return ranking.allocate(line, rules, seats, reserve=batch.reserve_size)


def _accepted(placed: list[ranking.Placed]) -> set[int]:
    return {each.candidate.pk for each in placed if each.verdict == Verdict.ACCEPT}


def _groups(placed: list[ranking.Placed], rules: Rules):
    for share in rules.shares:
        members = [each for each in placed if share.key in each.candidate.groups]
        if members:
            yield share.label_id, len(members), len(_accepted(members))
