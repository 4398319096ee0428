"""Clocks that stand: open requests for a correction, with the reasons the applicant was given."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cases import permissions
from cases.models import CorrectionRequest, Reason
from core import workdays


@dataclass(frozen=True)
class Pause:
    """One clock that stands."""

    request: CorrectionRequest
    reasons: list[str]
    days: int  # working days it has stood


def standing(user):
    """The pauses of all cases this person may see, the one that ends first stands first."""
    found = CorrectionRequest.objects.filter(answered_at=None, lapsed_at=None)
    found = found.filter(case__in=permissions.visible_cases(user)).select_related("case__stage", "by")
    return found.defer("case__answers", "case__definition").order_by("due_at", "id")


def rows(requests: list[CorrectionRequest], now: dt.datetime) -> list[Pause]:
    """The lines of a page; reasons of the library by their names, else the words that were written."""
    keys = {key for request in requests for key in request.reasons}
    names = {reason.key: str(reason) for reason in Reason.objects.filter(key__in=keys)} if keys else {}
    return [Pause(request, _why(request, names), _stood(request, now)) for request in requests]


def _why(request: CorrectionRequest, names: dict[str, str]) -> list[str]:
    return [names[key] for key in request.reasons if key in names] or [request.text]


def _stood(request: CorrectionRequest, now: dt.datetime) -> int:
    return workdays.working_days_between(timezone.localdate(request.at), timezone.localdate(now))
