"""What stands in the schedule: sessions, and the days on which registration opens and closes, of listed batches.

Filters are plain words of an address; what is not known filters nothing. The schedule reaches from the month before
this one to twelve months ahead. Every read costs the same number of statements for any number of batches, and brings
no more rows than a page can show: on a day on which many windows open or close they are counted, not read.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from programs.enums import BatchState, ProgramKind
from programs.models import Batch, Room, Session

PER_PAGE = 40
MONTHS_AHEAD = 12
MOST_SESSIONS = 600  # read for one month, or for the weeks of one page
MOST_PROGRAMS = 80  # that a filter offers; more of them are narrowed down by field first
NAMED_IN_DAY = 3  # windows that open, or that close, on one day; more are one line with their number
FILTERS = ("jenis", "bidang", "program", "tempat", "acara")
NAMES = (*FILTERS, "bulan", "hari")
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
SESSION, OPENS, CLOSES = "session", "opens", "closes"
EVENTS = {"pertemuan": SESSION, "buka": OPENS, "tutup": CLOSES}  # the words of addresses
COLUMNS = {OPENS: "opens_at", CLOSES: "closes_at"}


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
    values["acara"] = values["acara"] if values["acara"] in EVENTS else ""
    values["bulan"] = values["bulan"] if MONTH.fullmatch(values["bulan"]) else ""
    values["hari"] = values["hari"] if day_of(values["hari"]) else ""
    return values


def day_of(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2026-12-31") else None
    except ValueError:
        return None


def month_of(text: str) -> dt.date:
    """The first day of a month written as 2026-12."""
    return dt.date.fromisoformat(f"{text}-01")


def monday(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


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


def shows(values: dict, what: str) -> bool:
    """Whether the filter of events leaves this kind."""
    return not values.get("acara") or EVENTS[values["acara"]] == what


def _windows(values: dict, what: str) -> QuerySet:
    """Windows that take place, of a kind that the filter leaves."""
    return (batches(values) if shows(values, what) else Batch.objects.none()).exclude(state=BatchState.CANCELLED)


def windows_of(values: dict) -> QuerySet:
    """Batches whose windows the filter of events leaves, called off ones among them: calendars take them out again."""
    return batches(values) if shows(values, OPENS) or shows(values, CLOSES) else Batch.objects.none()


def meetings_of(values: dict) -> QuerySet:
    """Sessions, if the filter of events leaves them."""
    return sessions(values) if shows(values, SESSION) else Session.objects.none()


def marks(values: dict, first: dt.date, last: dt.date) -> QuerySet:
    """(moment, what, primary key) of every entry of these days in the order of time: one statement."""
    start, end = limits(first, last)
    parts = [_marks(meetings_of(values), "starts_at", SESSION, start, end)]
    parts += [_marks(_windows(values, what), column, what, start, end) for what, column in COLUMNS.items()]
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


def page_of(values: dict, number, day: dt.date) -> Page:
    """One page of the list of a day; its rows are entries."""
    page = Paginator(marks(values, day, day), PER_PAGE).get_page(number)
    page.object_list = entries(page.object_list)
    return page


def meetings(values: dict, first: dt.date, last: dt.date) -> tuple[list[Entry], bool]:
    """The first sessions of these days, and whether there are more than one page reads: two statements."""
    start, end = limits(first, last)
    found = meetings_of(values).filter(starts_at__gte=start, starts_at__lt=end).select_related("room")
    rows = list(found.order_by("starts_at", "pk")[: MOST_SESSIONS + 1])
    read, is_cut = rows[:MOST_SESSIONS], len(rows) > MOST_SESSIONS
    owners = Batch.objects.select_related("room").in_bulk({row.batch_id for row in read})
    return [Entry(row.starts_at, SESSION, owners[row.batch_id], row) for row in read], is_cut


def windows(values: dict, first: dt.date, last: dt.date) -> tuple[list[Entry], dict[tuple[dt.date, str], int]]:
    """What opens and closes on these days: entries where they are few, else their number by day and kind."""
    counts = {(day, what): count for day, what, count in _counted(values, *limits(first, last))}
    named = [key for key, count in counts.items() if count <= NAMED_IN_DAY]
    return _named(values, named), {key: count for key, count in counts.items() if count > NAMED_IN_DAY}


def _counted(values: dict, start: dt.datetime, end: dt.datetime) -> QuerySet:
    parts = [_windows(values, what).order_by().filter(_between(what, start, end)) for what in COLUMNS]
    counted = [
        rows.annotate(day=TruncDate(column), what=Value(what)).values("day", "what").annotate(count=Count("pk"))
        for rows, (what, column) in zip(parts, COLUMNS.items(), strict=True)
    ]
    rows = [each.values_list("day", "what", "count") for each in counted]
    return rows[0].union(rows[1], all=True)


def _between(what: str, start: dt.datetime, end: dt.datetime) -> Q:
    return Q(**{f"{COLUMNS[what]}__gte": start, f"{COLUMNS[what]}__lt": end})


def _named(values: dict, keys: list[tuple[dt.date, str]]) -> list[Entry]:
    """The windows of these days and kinds."""
    if not keys:
        return []
    wanted = reduce(or_, [_between(what, *limits(day, day)) for day, what in keys])
    rows = batches(values).exclude(state=BatchState.CANCELLED).filter(wanted).select_related("room")
    found = [Entry(getattr(row, column), what, row) for row in rows for what, column in COLUMNS.items()]
    return [entry for entry in found if (entry.day, entry.what) in set(keys)]


def next_day(values: dict, first: dt.date, last: dt.date) -> dt.date | None:
    """The next day on which something fits the filters."""
    start, end = limits(first, last)
    meeting = meetings_of(values).filter(starts_at__gte=start, starts_at__lt=end).aggregate(Min("starts_at"))
    shown = {what: column for what, column in COLUMNS.items() if shows(values, what)}
    first_of = {what: Min(column, filter=_between(what, start, end)) for what, column in shown.items()}
    alive = batches(values).exclude(state=BatchState.CANCELLED)
    found = [*meeting.values(), *(alive.aggregate(**first_of) if first_of else {}).values()]
    return min((timezone.localdate(at) for at in found if at), default=None)


def choices(kind: str, field: str) -> tuple[list[tuple[str, str, str]], list[tuple[int, str]]]:
    """What the filters offer: code and both titles of programmes; rooms. Only what is listed.

    Programmes are offered where they are few enough to choose from; kind and field narrow them down.
    """
    listed = Batch.objects.listed().order_by()
    fitting = listed.filter(_fits({"jenis": kind, "bidang": field}))
    programs = fitting.values_list("program_page__code", "title", "title_en").distinct()[: MOST_PROGRAMS + 1]
    used = Q(batches__is_listed=True) | Q(sessions__batch__is_listed=True)
    rooms = Room.objects.filter(used).order_by("name").values_list("pk", "name").distinct()
    offered = sorted(programs, key=lambda row: row[1]) if len(programs) <= MOST_PROGRAMS else []
    return offered, list(rooms)
