"""A month of /jadwal/ as a table: three lines in each day, the others on its own list."""

import calendar
import datetime as dt

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import workdays
from core.formats import number, plain_date
from programs import agenda, timetable

SHOWN_IN_DAY = 3


def columns() -> list[dict]:
    return [{"label": str(WEEKDAYS[day]), "short": str(WEEKDAYS_ABBR[day])} for day in range(7)]


def table(values: dict, month: dt.date, today: dt.date, request, day_url) -> dict:
    """Weeks of cells, how many entries there are, and whether some days only lead to their list."""
    last = timetable.last_day(month)
    meetings, is_cut = timetable.meetings(values, month, last)
    named, counted = timetable.windows(values, month, last)
    until = meetings[-1].day if is_cut else last + agenda.DAY  # from this day on not everything is read
    rows = [agenda.row(entry) for entry in sorted([*meetings, *named], key=lambda each: each.at)]
    rows += [agenda.many(day, what, count) for (day, what), count in counted.items()]
    days: dict[dt.date, list[dict]] = {}
    for each in agenda.linked(rows, request, day_url):
        days.setdefault(each["day"], []).append(each)
    cells = Cells(month, today, until, day_url)
    return {"weeks": cells.weeks(days), "total": sum(each["count"] for each in rows), "is_cut": is_cut}


class Cells:
    """The cells of one month."""

    def __init__(self, month: dt.date, today: dt.date, until: dt.date, day_url) -> None:
        self.month, self.today, self.until, self.day_url = month, today, until, day_url

    def weeks(self, days: dict[dt.date, list[dict]]) -> list[list[dict]]:
        """Weeks from Monday on, as tables of this country print them."""
        weeks = calendar.Calendar().monthdatescalendar(self.month.year, self.month.month)
        closed = workdays.holidays_between(weeks[0][0], weeks[-1][-1])
        return [[self._cell(day, days.get(day, []), day in closed) for day in week] for week in weeks]

    def _cell(self, day: dt.date, rows: list[dict], is_holiday: bool) -> dict:
        rows = sorted(rows, key=lambda each: each["is_cancelled"])  # what takes place is shown first
        count = sum(each["count"] for each in rows)
        is_open = self.until <= day and day.month == self.month.month
        return {
            "day": day,
            "css": " ".join(self._classes(day, is_holiday)),
            "is_today": day == self.today,
            "is_holiday": is_holiday,
            "rows": rows[:SHOWN_IN_DAY],
            "rest": rows[SHOWN_IN_DAY:],
            "count": "…" if is_open else number(count),
            "more": _("See the day") if is_open else _more(rows),
            "words": plain_date(day) if is_open else _words(day, count),
            "url": self.day_url(day, "") if rows or is_open else "",
        }

    def _classes(self, day: dt.date, is_holiday: bool):
        is_true = {"outside": day.month != self.month.month, "holiday": is_holiday, "today": day == self.today}
        return [f"ck-month__{name}" for name, value in is_true.items() if value]


def _more(rows: list[dict]) -> str:
    more = sum(each["count"] for each in rows[SHOWN_IN_DAY:])
    return _("%(count)s more") % {"count": number(more)} if more else ""


def _words(day: dt.date, count: int) -> str:
    words = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": number(count)}
    return f"{plain_date(day)}: {words}" if count else ""
