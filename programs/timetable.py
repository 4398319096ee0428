"""What stands in the schedule: sessions, and the days on which registration opens and closes, of listed batches.

Filters are plain words of an address; what is not known filters nothing. The schedule reaches from the month before
this one to twelve months ahead, and every read costs the same number of statements for any number of batches.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from programs.enums import BatchState, ProgramKind
from programs.models import Batch, Room, Session

PER_PAGE = 40
MONTHS_AHEAD = 12
MOST_IN_MONTH = 900  # entries that one month draws; who sees fewer is told so
FILTERS = ("jenis", "bidang", "program", "tempat")
NAMES = (*FILTERS, "bulan", "hari")
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
SESSION, OPENS, CLOSES = "session", "opens", "closes"


@dataclass(frozen=True)
class Entry:
    """One line of the schedule: a session, or the moment at which registration for a batch opens or closes."""

    at: dt.datetime
    what: str
    batch: Batch
    session: Session | None = None

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.at)

    @property
    def room(self) -> Room | None:
        return (self.session and self.session.room) or self.batch.room

    @property
    def is_cancelled(self) -> bool:
        return bool(self.session and self.session.cancelled_at)


def clean(query) -> dict[str, str]:
    """The filters of an address, each empty or of a form that can exist."""
    values = {name: query.get(name, "").replace("\0", "").strip()[:60] for name in NAMES}
    values["jenis"] = values["jenis"] if values["jenis"] in ProgramKind.values else ""
    values["tempat"] = values["tempat"] if values["tempat"].isascii() and values["tempat"].isdigit() else ""
    values["tempat"] = values["tempat"][:9]
    values["bulan"] = values["bulan"] if MONTH.fullmatch(values["bulan"]) else ""
    values["hari"] = values["hari"] if _day(values["hari"]) else ""
    return values


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2026-12-31") else None
    except ValueError:
        return None


def month_of(text: str) -> dt.date:
    """The first day of a month written as 2026-12."""
    return dt.date.fromisoformat(f"{text}-01")


def later(month: dt.date, months: int) -> dt.date:
    """The first day of the month that lies so many months after this one."""
    count = month.year * 12 + month.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def months(today: dt.date) -> list[dt.date]:
    """The months that the schedule holds, by their first days."""
    return [later(today, number) for number in range(-1, MONTHS_AHEAD + 1)]


def bounds(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the schedule."""
    held = months(today)
    return held[0], last_day(held[-1])


def last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def span(values: dict, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days that a list shows: the chosen day or month, else everything from today on."""
    if values.get("hari"):
        return (dt.date.fromisoformat(values["hari"]),) * 2
    if values.get("bulan"):
        month = month_of(values["bulan"])
        return month, last_day(month)
    return today, bounds(today)[1]


def limits(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments from which and before which these days last, in the office's time zone."""
    midnight = partial(dt.datetime.combine, time=dt.time())
    return timezone.make_aware(midnight(first)), timezone.make_aware(midnight(last + dt.timedelta(days=1)))


# Rows


def batches(values: dict) -> QuerySet:
    """Listed batches that fit the filters; the place is theirs."""
    return Batch.objects.filter(_fits(values)).filter(_in_room(values))


def sessions(values: dict) -> QuerySet:
    """Sessions of listed batches that fit the filters, cancelled ones among them; the place is the session's."""
    return Session.objects.filter(_fits(values, "batch__")).filter(_in_room(values))


def _fits(values: dict, prefix: str = "") -> Q:
    columns = {"jenis": "kind", "bidang": "field", "program": "program_page__code"}
    wanted = {f"{prefix}{column}": values[name] for name, column in columns.items() if values.get(name)}
    return Q(**wanted, **{f"{prefix}is_listed": True})


def _in_room(values: dict) -> Q:
    return Q(room=int(values["tempat"])) if values.get("tempat") else Q()


def marks(values: dict, first: dt.date, last: dt.date) -> QuerySet:
    """(moment, what, primary key) of every entry of these days in the order of time: one statement."""
    start, end = limits(first, last)
    windows = batches(values).exclude(state=BatchState.CANCELLED)
    parts = [
        _marks(sessions(values), "starts_at", SESSION, start, end),
        _marks(windows, "opens_at", OPENS, start, end),
        _marks(windows, "closes_at", CLOSES, start, end),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("at", "what", "row")


def _marks(rows: QuerySet, column: str, what: str, start: dt.datetime, end: dt.datetime) -> QuerySet:
    rows = rows.order_by().filter(**{f"{column}__gte": start, f"{column}__lt": end})
    return rows.annotate(at=F(column), what=Value(what), row=F("pk")).values_list("at", "what", "row")


def entries(found) -> list[Entry]:
    """The rows behind marks, in two statements."""
    found = list(found)
    meetings = Session.objects.select_related("room", "batch__room").in_bulk(_keys(found, (SESSION,)))
    rows = Batch.objects.select_related("room").in_bulk(_keys(found, (OPENS, CLOSES)))
    return [_entry(at, what, meetings.get(key) if what == SESSION else rows.get(key)) for at, what, key in found]


def _keys(found, kinds: tuple[str, ...]) -> list[int]:
    return [key for _at, what, key in found if what in kinds]


def _entry(at: dt.datetime, what: str, row) -> Entry:
    return Entry(at, what, row.batch, row) if what == SESSION else Entry(at, what, row)


def page_of(values: dict, number, today: dt.date) -> Page:
    """One page of the list; its rows are entries."""
    page = Paginator(marks(values, *span(values, today)), PER_PAGE).get_page(number)
    page.object_list = entries(page.object_list)
    return page


def month(values: dict, first: dt.date) -> tuple[list[Entry], bool]:
    """The entries of a month, and whether there are more than one page can draw."""
    found = list(marks(values, first, last_day(first))[: MOST_IN_MONTH + 1])
    return entries(found[:MOST_IN_MONTH]), len(found) > MOST_IN_MONTH


def next_month(values: dict, today: dt.date) -> dt.date | None:
    """The next month in which something fits the filters: what an empty page suggests."""
    coming = marks(values, today, bounds(today)[1]).first()
    return timezone.localdate(coming[0]).replace(day=1) if coming else None


def choices() -> tuple[list[str], list[tuple[str, str, str]], list[tuple[int, str]]]:
    """What the filters offer: fields; code and both titles of programmes; rooms. Only what is listed."""
    listed = Batch.objects.listed()
    rows = set(listed.order_by().values_list("field", "program_page__code", "title", "title_en").distinct())
    used = Q(batches__is_listed=True) | Q(sessions__batch__is_listed=True)
    rooms = Room.objects.filter(used).order_by("name").values_list("pk", "name").distinct()
    return sorted({row[0] for row in rows}), sorted((row[1:] for row in rows), key=lambda row: row[1]), list(rooms)
