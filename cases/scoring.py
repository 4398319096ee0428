"""Scores as one figure: for each criterion the mean of its scorers as a share of the highest, weighted, in percent."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean

from django.utils.translation import get_language

from cases.models import Score, Stage

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Result:
    """One criterion of a stage: the mean of its scorers."""

    label: str
    value: Decimal
    maximum: int
    weight: int

    @property
    def share(self) -> Decimal:
        return self.value / self.maximum


def results(scores: list[Score], stages: list[Stage]) -> list[Result]:
    """What was scored at any of these stages of one case, in the order of the stages."""
    found = defaultdict(list)
    for score in scores:
        found[score.stage_id, score.key].append(score.value)
    return [
        Result(
            _label(criterion),
            _rounded(mean(found[stage.pk, criterion["key"]])),
            criterion["maximum"],
            criterion["weight"],
        )
        for stage in stages
        for criterion in stage.scores
        if (stage.pk, criterion["key"]) in found
    ]


def totals(case_ids: list[int]) -> dict[int, Decimal]:
    """The weighted total of each case in percent; a criterion not scored counts nothing. Two queries for any number."""
    values = _values(case_ids)
    stages = Stage.objects.in_bulk({stage for found in values.values() for stage, _key in found})
    return {pk: _total(found, stages) for pk, found in values.items()}


def total(found: list[Result]) -> Decimal:
    weights = sum(result.weight for result in found)
    return _rounded(100 * sum(result.share * result.weight for result in found) / weights) if weights else Decimal(0)


def _total(found: dict, stages: dict[int, Stage]) -> Decimal:
    criteria = {(stage.pk, each["key"]): each for stage in stages.values() for each in stage.scores}
    return total(
        [
            Result("", Decimal(mean(values)), criteria[key]["maximum"], criteria[key]["weight"])
            for key, values in found.items()
            if key in criteria
        ]
    )


def _values(case_ids: list[int]) -> dict[int, dict[tuple[int, str], list[Decimal]]]:
    found = defaultdict(lambda: defaultdict(list))
    for case, stage, key, value in Score.objects.filter(case__in=case_ids).values_list("case", "stage", "key", "value"):
        found[case][stage, key].append(value)
    return found


def _rounded(value) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def _label(criterion: dict) -> str:
    return criterion["label_en"] if get_language() == "en" else criterion["label_id"]
