"""By which date each stage of a case is done: the one calculation behind receipt, account and status."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from cases import services
from cases.models import Case, Stage
from core import workdays


def promised(case: Case) -> list[tuple[Stage, dt.date]]:
    """Each stage of the case's own procedure with its last day, counted from the day it was sent.

    Where others may still register, stages after the first wait for the close: everybody is tested and decided
    together, so no date comes before the one the announcement gives.
    """
    sent = timezone.localtime(case.submitted_at).date()
    closes = services.get(case.service).closes_on(case)
    return days_of(case.version.stages.all(), sent, closes)


def days_of(stages: Iterable[Stage], sent: dt.date, closes: dt.date | None = None) -> list[tuple[Stage, dt.date]]:
    """The same for any road: the first stage counts from `sent`, the later ones from the close when that is later."""
    own, common, found = sent, max(closes or sent, sent), []
    for number, stage in enumerate(stages):
        own = workdays.add_working_days(own, stage.limit_days)
        common = workdays.add_working_days(common, stage.limit_days)
        found.append((stage, common if number else own))
    return found
