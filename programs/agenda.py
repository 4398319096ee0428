"""The list of /jadwal/: weeks in which a class that meets at the same hours is one row, or one day entry by entry.

A page ends after so many rows, but never within a week; what follows has a link. A week with more than a page can
show leads to its days.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.formats import clock, date_range, full_date, number, time_of_day, time_range
from programs import catalogue, timetable
from programs.calendar import short
from programs.timetable import CLOSES, OPENS, SESSION, Entry

WEEKS = 6  # that one page reads
PER_PAGE = 30  # rows after which no further week begins
MOST_IN_WEEK = 60  # rows of one week
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
MARKS = {
    SESSION: ("running", lambda: _("Session")),
    OPENS: ("open", lambda: _("Registration opens")),
    CLOSES: ("soon", lambda: _("Registration closes")),
}
MANY = {
    OPENS: lambda count: ngettext("%(count)s class opens registration", "%(count)s classes open registration", count),
    CLOSES: lambda count: ngettext(
        "%(count)s class closes registration", "%(count)s classes close registration", count
    ),
}


@dataclass
class Week:
    """What a week shows: rows, and its days when there are more rows than are drawn."""

    first: dt.date
    last: dt.date
    rows: list[dict] = field(default_factory=list)
    is_cut: bool = False


def weeks(values: dict, first: dt.date, last: dt.date) -> tuple[list[Week], dt.date | None]:
    """The weeks of one page from this day on, and the day at which the next page begins."""
    end = min(timetable.monday(first) + WEEKS * WEEK - DAY, last)
    meetings, is_cut = timetable.meetings(values, first, end)
    if is_cut:
        end = max(timetable.monday(meetings[-1].day) - DAY, min(timetable.monday(first) + WEEK - DAY, end))
    named, counted = timetable.windows(values, first, end)
    found = _drawn([entry for entry in [*meetings, *named] if entry.day <= end], counted, first, end)
    if is_cut and meetings[-1].day <= end:
        found[0].is_cut = True
    after = found[-1].last + DAY if found else end + DAY
    return found, timetable.next_day(values, after, last) if after <= last else None


def _drawn(entries: list[Entry], counted: dict, first: dt.date, last: dt.date) -> list[Week]:
    """Weeks that hold something, until the page is full."""
    found: list[Week] = []
    by_week = _by_week(entries, counted)
    for start in sorted(by_week):
        rows = _rows(*by_week[start])
        week = Week(max(start, first), min(start + WEEK - DAY, last), rows[:MOST_IN_WEEK], len(rows) > MOST_IN_WEEK)
        if found and sum(len(each.rows) for each in [*found, week]) > PER_PAGE:
            break
        found.append(week)
    return found


def _by_week(entries: list[Entry], counted: dict) -> dict[dt.date, tuple[list[Entry], list]]:
    found: dict[dt.date, tuple[list[Entry], list]] = {}
    for entry in entries:
        found.setdefault(timetable.monday(entry.day), ([], []))[0].append(entry)
    for key, count in counted.items():
        found.setdefault(timetable.monday(key[0]), ([], []))[1].append((*key, count))
    return found


def _rows(entries: list[Entry], counted: list) -> list[dict]:
    """The rows of one week in the order of time; what is counted stands at the end of its day."""
    ordered = sorted(entries, key=_same)
    rows = [_together(list(group)) for _key, group in groupby(ordered, key=_same)]
    rows += [many(*each) for each in counted]
    return sorted(rows, key=lambda each: (each["day"], each["starts"] or "~", each["title"]))


def _same(entry: Entry) -> tuple:
    """What two entries of a week share when they are one row."""
    hours = (time_of_day(entry.at), time_of_day(entry.session.ends_at)) if entry.session else (time_of_day(entry.at),)
    day = "" if entry.session else f"{entry.day}"
    return entry.batch.pk, entry.what, day, hours, entry.room.pk if entry.room else 0, entry.is_cancelled


def _together(entries: list[Entry]) -> dict:
    """One row for entries that differ in nothing but their day."""
    shown, days = row(entries[0]), sorted({entry.day for entry in entries})
    topics = {_topic(entry.session) for entry in entries}
    if len(entries) > 1:
        count = ngettext("%(count)s session", "%(count)s sessions", len(entries)) % {"count": len(entries)}
        shown["what"] = topics.pop() if len(topics) == 1 and "" not in topics else catalogue.kind(entries[0].batch)
        shown["what"] = f"{shown['what']}, {count}"
    return shown | {"days": days_label(days)}


def days_label(days: list[dt.date]) -> str:
    """Days of one week, as short as they can be said: Sen, 30 Nov; Sen–Jum; Sen, Rab."""
    names = [str(WEEKDAYS_ABBR[day.weekday()]) for day in days]
    if len(days) == 1:
        return f"{names[0]}, {date_format(days[0], 'j M')}"
    if len(days) > 2 and (days[-1] - days[0]).days == len(days) - 1:
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


def row(entry: Entry) -> dict:
    """One entry as a list and a month write it; the address of its batch comes later."""
    tone, words = MARKS[entry.what]
    batch, session = entry.batch, entry.session
    return {
        "entry": entry,
        "batch": batch,
        "day": entry.day,
        "time": time_range(entry.at, session.ends_at) if session else clock(entry.at),
        "starts": time_of_day(entry.at),
        "title": short(batch),
        "what": _topic(session) or catalogue.kind(batch),
        "place": entry.room.name if session and entry.room else "",
        "tone": "full" if entry.is_cancelled else tone,
        "tag": _("Cancelled") if entry.is_cancelled else words(),
        "is_cancelled": entry.is_cancelled,
        "count": 1,
    }


def _topic(session) -> str:
    """Topics are written in the language of the office."""
    return session.topic if session and get_language() == settings.LANGUAGE_CODE else ""


def many(day: dt.date, what: str, count: int) -> dict:
    """One line for all windows that open, or close, on a day."""
    tone, words = MARKS[what]
    return {
        "entry": None,
        "batch": None,
        "event": what,
        "day": day,
        "days": days_label([day]),
        "starts": "",
        "title": MANY[what](count) % {"count": number(count)},
        "tone": tone,
        "tag": words(),
        "is_cancelled": False,
        "count": count,
    }


def linked(rows: list[dict], request, day_url) -> list[dict]:
    """The rows with their addresses: a batch its page, a number the list of its day."""
    batches = {each["batch"].pk: each["batch"] for each in rows if each["batch"]}
    urls = catalogue.addresses(batches.values(), request)
    for each in rows:
        batch = each.pop("batch")
        each["url"] = urls.get(batch.key, "") if batch else day_url(each["day"], each["event"])
    return rows


def by_day(found, today: dt.date, request) -> list[dict]:
    """A page of entries under the names of their days."""
    rows = linked([row(entry) for entry in found], request, None)
    days = groupby(rows, key=lambda each: each["day"])
    return [_part(day, full_date(day), day == today and _("Today"), list(group)) for day, group in days]


def by_week(found: list[Week], today: dt.date, request, day_url) -> list[dict]:
    """The weeks of a page under their dates."""
    linked([each for week in found for each in week.rows], request, day_url)
    return [_week(week, today) | {"days": _days(week, day_url) if week.is_cut else []} for week in found]


def _week(week: Week, today: dt.date) -> dict:
    note = week.first <= today <= week.last and _("This week")
    return _part(week.first, date_range(week.first, week.last), note, week.rows)


def _part(day: dt.date, label: str, note: str, rows: list[dict]) -> dict:
    return {"id": f"h{day:%Y%m%d}", "label": label, "note": note or "", "rows": rows}


def _days(week: Week, day_url) -> list[dict]:
    """Where the rest of a full week is: its days."""
    days = [week.first + number * DAY for number in range((week.last - week.first).days + 1)]
    return [{"label": days_label([day]), "url": day_url(day, ""), "is_current": False} for day in days]
