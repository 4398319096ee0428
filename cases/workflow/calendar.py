"""A holiday that is entered or taken away while clocks run: every open deadline behind it moves by one working day.

What an applicant was given to answer by only ever gets longer.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case, CorrectionRequest, Objection
from cases.workflow import base
from core import workdays
from core.models import HolidayChange


def recount_due(at: dt.datetime | None = None) -> int:
    """The worker's round: what was changed in the calendar, in its order, each once."""
    changes = HolidayChange.objects.filter(counted_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_recount(pk, base.moment(at)) for pk in changes)


@transaction.atomic
def _recount(pk: int, at: dt.datetime) -> bool:
    change = HolidayChange.objects.select_for_update().filter(pk=pk, counted_at=None).first()
    if change is None:
        return False
    is_ahead = change.date >= timezone.localdate(at) and change.date.weekday() < 5
    for rows in _running(change, at) if is_ahead else ():
        _move(rows, change)
    HolidayChange.objects.filter(pk=pk).update(counted_at=at)
    return True


def _running(change: HolidayChange, at: dt.datetime) -> list[QuerySet]:
    """Open deadlines that may lie behind the day; who came on the day itself does not count it."""
    came_before = workdays.end_of(change.date - dt.timedelta(days=1))
    found = [Case.objects.filter(submitted_at__lte=came_before), Objection.objects.open()]
    if change.is_closed:
        found.append(CorrectionRequest.objects.filter(answered_at=None, lapsed_at=None))
    return found


def _move(rows: QuerySet, change: HolidayChange) -> None:
    """One statement for each day on which something is due; the farthest first when days are put in, else last."""
    first = change.date - dt.timedelta(days=1) if change.is_closed else change.date
    behind = rows.filter(due_at__gt=workdays.end_of(first))
    order = "-due_at" if change.is_closed else "due_at"
    for due_at in list(behind.order_by(order).values_list("due_at", flat=True).distinct()):
        day = timezone.localtime(due_at).date()
        moved = workdays.add_working_days(day, 1) if change.is_closed else _working_day_before(day)
        rows.filter(due_at=due_at).update(due_at=workdays.end_of(moved))


def _working_day_before(day: dt.date) -> dt.date:
    closed = workdays.holidays_between(day - dt.timedelta(days=45), day)
    day -= dt.timedelta(days=1)
    while not workdays.is_open(day, closed):
        day -= dt.timedelta(days=1)
    return day
