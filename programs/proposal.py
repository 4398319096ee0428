"""The proposed acceptance list of a batch by score: everybody at the deciding stage, ranked, with who gets a seat."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property

from cases import scoring
from programs import candidates, queries, ranking, rules
from programs.enums import Verdict
from programs.models import Batch, Enrolment
from programs.ranking import Placed, Pool, Rules


@dataclass
class Proposal:
    """A list that nobody has fixed yet; `people` and `results` belong to the candidates of `placed`."""

    batch: Batch
    rules: Rules
    seats: Pool
    reserve: int  # places on the reserve list
    placed: list[Placed]
    people: dict[int, Enrolment]
    results: dict[int, list[scoring.Result]]  # by case

    @cached_property
    def effects(self) -> dict[int, list[dict]]:
        """What the rules did to each place, by enrolment."""
        return ranking.effects(self.placed, self.rules, self.seats, reserve=self.reserve)

    @property
    def digest(self) -> str:
        """Stands for exactly this list: who, in which order, with what."""
        text = ",".join(f"{each.candidate.pk}:{each.candidate.total}:{each.verdict}" for each in self.placed)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def with_verdict(self, verdict: Verdict) -> list[Placed]:
        return [each for each in self.placed if each.verdict == verdict]


def propose(batch: Batch, *, at: dt.datetime) -> Proposal:
    """Rank everybody who waits for the decision; reads only, in a number of statements that does not grow."""
    from programs.workflow import shares

    own = candidates.rules_of(batch)
    found = candidates.with_answers(candidates.undecided(batch), own).select_related("adjustment")
    people = {each.pk: each for each in found}
    results = scoring.of_cases([each.registration_id for each in people.values()])
    wishes = {pk: each.adjustment.verdict for pk, each in people.items() if hasattr(each, "adjustment")}
    seats = shares.pool(batch, at)
    reserve = rules.reserve_places(batch, queries.promised_in_line(batch).count())
    line = candidates.candidates(people.values(), own, results, wishes)
    placed = ranking.allocate(line, own, seats, reserve=reserve)
    return Proposal(batch, own, seats, reserve, placed, people, results)
