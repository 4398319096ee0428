"""Scores as one figure: for each criterion the mean of its scorers as a share of the highest, weighted, in percent.

Scorers work apart: what the others gave is shown to one of them only after their own scores are saved.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from cases.models import Score, Stage

CENT = Decimal("0.01")
CHUNK = 500  # cases in one statement


@dataclass(frozen=True)
class Result:
    """One criterion of a stage: the mean of its scorers, and how far they are apart."""

    label: str
    value: Decimal
    maximum: int
    weight: int
    key: str = ""
    spread: int = 0  # in percent of the maximum; 0: never too far
    values: tuple[Decimal, ...] = ()
    scorers: tuple[str, ...] = ()

    @property
    def share(self) -> Decimal:
        return self.value / self.maximum

    @property
    def distance(self) -> Decimal:
        """Between the highest and the lowest scorer."""
        return max(self.values) - min(self.values) if self.values else Decimal(0)

    @property
    def is_wide(self) -> bool:
        """Whether the scorers differ by more than the stage accepts: they are told, nothing is refused."""
        return bool(self.spread) and self.distance * 100 > self.spread * self.maximum

    @property
    def by(self) -> list[tuple[str, Decimal]]:
        return list(zip(self.scorers, self.values, strict=False))


def results(scores: list[Score], stages: list[Stage]) -> list[Result]:
    """What was scored at any of these stages of one case, in the order of the stages; scores bring their `by`."""
    found = defaultdict(list)
    for score in sorted(scores, key=lambda each: each.pk):
        found[score.stage_id, score.key].append((score.value, score.by.label))
    return [
        _result(stage, criterion, *zip(*found[stage.pk, criterion["key"]], strict=True))
        for stage in stages
        for criterion in stage.scores
        if (stage.pk, criterion["key"]) in found
    ]


def _result(stage: Stage, criterion: dict, values: tuple[Decimal, ...], scorers: tuple[str, ...] = ()) -> Result:
    return Result(
        label(criterion),
        _rounded(mean(values)),
        criterion["maximum"],
        criterion["weight"],
        key=criterion["key"],
        spread=stage.spread,
        values=tuple(values),
        scorers=scorers,
    )


def shown_to(user, stages: list[Stage], here: Stage, scores: list[Score], *, is_scorer: bool) -> list[Stage]:
    """The stages whose scores this person may see: not the one they still have to score."""
    mine = {score.key for score in scores if score.stage_id == here.pk and score.by_id == user.pk}
    is_open = not is_scorer or all(criterion["key"] in mine for criterion in here.scores)
    return [stage for stage in stages if is_open or stage.pk != here.pk]


def scorers_missing(stage: Stage, keys: Iterable[str]) -> int:
    """How many officers have still to score at this stage; `keys` names the criterion of each score given there."""
    given = Counter(keys)
    return max((max(stage.scorers - given[criterion["key"]], 0) for criterion in stage.scores), default=0)


def without_mine(cases, user):
    """Leave out the cases that wait for another scorer than `user`, who has scored there already."""
    here = Score.objects.filter(case=OuterRef("pk"), stage=OuterRef("stage")).order_by().values("case")
    counted = Coalesce(Subquery(here.annotate(n=Count("by", distinct=True)).values("n")), 0)
    mine = Coalesce(Subquery(here.filter(by=user).annotate(n=Count("pk")).values("n")), 0)
    several = cases.annotate(scored_by=counted, scored_by_me=mine)
    return several.exclude(Q(scored_by_me__gt=0) & Q(stage__scorers__gt=F("scored_by")))


def of_cases(case_ids: list[int]) -> dict[int, list[Result]]:
    """The results of each case; a case without scores is not in it. Two statements for each 500 cases."""
    values = _values(case_ids)
    stages = Stage.objects.in_bulk({stage for found in values.values() for stage, _key in found})
    criteria = {(stage.pk, each["key"]): (stage, each) for stage in stages.values() for each in stage.scores}
    return {
        pk: [_result(*criteria[key], tuple(given)) for key, given in sorted(found.items()) if key in criteria]
        for pk, found in values.items()
    }


def totals(case_ids: list[int]) -> dict[int, Decimal]:
    """The weighted total of each case in percent; a criterion not scored counts nothing."""
    return {pk: total(found) for pk, found in of_cases(case_ids).items()}


def total(found: list[Result]) -> Decimal:
    weights = sum(result.weight for result in found)
    return _rounded(100 * sum(result.share * result.weight for result in found) / weights) if weights else Decimal(0)


def percent(result: Result) -> Decimal:
    """One criterion in percent of its highest score, in hundredths."""
    return _rounded(100 * result.share)


def _values(case_ids: list[int]) -> dict[int, dict[tuple[int, str], list[Decimal]]]:
    found = defaultdict(lambda: defaultdict(list))
    for start in range(0, len(case_ids), CHUNK):
        rows = Score.objects.filter(case__in=case_ids[start : start + CHUNK]).order_by("pk")
        for case, stage, key, value in rows.values_list("case", "stage", "key", "value"):
            found[case][stage, key].append(value)
    return found


def _rounded(value) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def label(criterion: dict) -> str:
    return criterion["label_en"] if get_language() == "en" else criterion["label_id"]
