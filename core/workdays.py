"""Working days of the office: Monday to Friday without the holidays kept in the CMS (national and collective leave)."""

import datetime as dt

from django.utils import timezone

from core.generation import settled_kept

END_OF_DAY = dt.time(23, 59, 59)


def holidays_between(first: dt.date, last: dt.date) -> set[dt.date]:
    years = range(first.year, last.year + 1)
    return {day for year in years for day in _holidays_of(year) if first <= day <= last}


@settled_kept
def _holidays_of(year: int) -> frozenset[dt.date]:
    """A year's holidays, asked for once: a page with three dates would ask six times."""
    from core.models import Holiday

    return frozenset(Holiday.objects.filter(date__year=year).values_list("date", flat=True))


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The day `days` working days after `start`; the day of arrival does not count. 0 gives `start` itself."""
    closed = holidays_between(start, start + dt.timedelta(days=days * 2 + 45))
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_open(day, closed)
    return day


def working_days_between(start: dt.date, end: dt.date, closed: set[dt.date] | None = None) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`.

    `closed` are the holidays of the period, for callers that ask about many days.
    """
    if end < start:
        return -working_days_between(end, start, closed)
    closed = holidays_between(start, end) if closed is None else closed
    return sum(is_open(start + dt.timedelta(days=n), closed) for n in range(1, (end - start).days + 1))


def is_open(day: dt.date, closed: set[dt.date]) -> bool:
    return day.weekday() < 5 and day not in closed


def deadline(at: dt.datetime, days: int) -> dt.datetime:
    """The end of the last working day of a limit that starts at `at`, in the office's time zone."""
    return end_of(add_working_days(timezone.localtime(at).date(), days))


def end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, END_OF_DAY))


def years_without_holidays(today: dt.date) -> list[int]:
    """This year and, from October, the next, if no holiday is kept for them: deadlines there would be wrong."""
    from core.models import Holiday

    years = [today.year] + ([today.year + 1] if today.month >= 10 else [])
    return [year for year in years if not Holiday.objects.filter(date__year=year).exists()]
