"""A batch by score is decided as its list says; who is to be decided otherwise is changed there, with a reason."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cases.enums import Move
from programs.enums import Mode, Verdict
from programs.models import Batch, Enrolment, Ranking

NO_LIST = _("This batch has seat rules: its list is made under “Selection”.")
OTHERWISE = _("The acceptance list says otherwise. Change the list under “Selection”, with a reason.")
SAYS = {Move.ACCEPT: Verdict.ACCEPT, Move.RESERVE: Verdict.RESERVE}


def verdicts(batch: Batch, people: Iterable[Enrolment]) -> dict[int, str]:
    """What the fixed list says, by enrolment; one statement, none where seats are given in order."""
    if batch.mode != Mode.SCORE:
        return {}
    rows = Ranking.objects.filter(enrolment__in=[each.pk for each in people])
    return dict(rows.values_list("enrolment", "verdict"))


def refusals(move: Move, enrolment: Enrolment, batch: Batch) -> list:
    """Why a verdict does not fit the list; a batch without seat rules may be decided without one."""
    if batch.mode != Mode.SCORE:
        return []
    known = batch.listed if hasattr(batch, "listed") else verdicts(batch, [enrolment])
    verdict = known.get(enrolment.pk)
    if verdict is None:
        return [NO_LIST] if batch.seat_rules_id else []
    return [] if verdict == SAYS[move] else [OTHERWISE]
