"""How far the scoring of some cases has come: who has scored how many of how many, stage by stage."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Max

from accounts.models import User
from cases.enums import LIVE_STATES
from cases.models import Case, Score, Stage


@dataclass(frozen=True)
class Scorer:
    """One officer at one stage; `last_at` is the newest score."""

    name: str
    done: int
    last_at: object = None


@dataclass(frozen=True)
class Progress:
    """One stage: cases that have reached it, those that have all the scores it asks for, and its officers."""

    stage: Stage
    total: int
    complete: int
    scorers: tuple[Scorer, ...]

    @property
    def missing(self) -> int:
        return self.total - self.complete


def of_cases(cases) -> list[Progress]:
    """Each stage with criteria on the road of these cases (a queryset); the number of statements does not grow.

    A case counts for a stage while it lives and once it has reached it. An officer has scored it with every criterion.
    """
    rows = list(cases.filter(state__in=LIVE_STATES).values_list("pk", "version", "stage__order"))
    stages = Stage.objects.filter(version__in={version for _pk, version, _order in rows}).select_related("group")
    return [_of_stage(stage, rows) for stage in stages.order_by("version", "order") if stage.scores]


def _of_stage(stage: Stage, rows: list[tuple]) -> Progress:
    reached = [pk for pk, version, order in rows if version == stage.version_id and order >= stage.order]
    given = _given(stage, reached)
    done = Counter(officer for (_case, officer), keys in given.items() if _is_whole(stage, keys))
    per_case = Counter(case for (case, _officer), keys in given.items() if _is_whole(stage, keys))
    complete = sum(per_case[pk] >= stage.scorers for pk in reached)
    return Progress(stage, len(reached), complete, _scorers(stage, reached, done))


def _given(stage: Stage, reached: list[int]) -> dict[tuple[int, int], set[str]]:
    """Criteria scored, by case and officer."""
    found = defaultdict(set)
    scores = Score.objects.filter(stage=stage, case__in=Case.objects.filter(pk__in=reached))
    for case, officer, key in scores.values_list("case", "by", "key"):
        found[case, officer].add(key)
    return found


def _is_whole(stage: Stage, keys: set[str]) -> bool:
    return all(criterion["key"] in keys for criterion in stage.scores)


def _scorers(stage: Stage, reached: list[int], done: Counter) -> tuple[Scorer, ...]:
    """Everybody of the stage's group, also who has not begun, and whoever scored; the busiest first."""
    members = set(User.objects.filter(groups=stage.group_id, is_active=True).values_list("pk", flat=True))
    newest = Score.objects.filter(stage=stage, case__in=reached).values_list("by").annotate(last=Max("at"))
    last = dict(newest.order_by())
    people = User.objects.in_bulk(members | set(done) | set(last))
    found = [Scorer(people[pk].label, done[pk], last.get(pk)) for pk in people]
    return tuple(sorted(found, key=lambda each: (-each.done, each.name)))
