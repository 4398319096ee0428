"""What /jadwal/ shows: a list by days, or a month as a table; both from the same entries."""

import calendar
import datetime as dt
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import workdays
from core.formats import clock, full_date, number, plain_date, time_of_day, time_range
from core.forms import Form
from core.generation import kept
from core.links import absolute, subscription
from programs import catalogue, timetable
from programs.calendar import short
from programs.timetable import CLOSES, OPENS, SESSION, Entry

SHOWN_IN_DAY = 3
MONTH_VIEW = "bulan"
MARKS = {
    SESSION: ("running", lambda: _("Session")),
    OPENS: ("open", lambda: _("Registration opens")),
    CLOSES: ("soon", lambda: _("Registration closes")),
}


class FilterForm(Form):
    """The filters of the schedule; every field has an entry that filters nothing."""

    use_required_attribute = False

    def __init__(self, values: dict, today: dt.date, **kwargs):
        super().__init__(initial=values, **kwargs)
        fields, programs, rooms = _choices()
        titles = [(code, (get_language() == "en" and english) or title) for code, title, english in programs]
        months = [(f"{month:%Y-%m}", catalogue.month_label(month)) for month in timetable.months(today)]
        self._choice("bidang", _("Field"), _("All fields"), [(field, field) for field in fields])
        self._choice("program", _("Programme"), _("Every programme"), titles)
        self._choice("tempat", _("Place"), _("Every place"), [(str(pk), name) for pk, name in rooms])
        self._choice("bulan", _("Month"), _("From today on"), months)

    def _choice(self, name: str, label: str, everything: str, choices: list) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", everything), *choices])


@kept
def _choices():
    return timetable.choices()


def heading(total: int) -> str:
    return ngettext("%(count)s entry", "%(count)s entries", total) % {"count": number(total)}


def context(request, values: dict, today: dt.date) -> dict:
    """The page: filters, the list or the month, and the ways to follow it in a calendar."""
    is_month = request.GET.get("tampilan") == MONTH_VIEW
    shown = _month(request, values, today) if is_month else _list(request, values, today)
    return shown | {
        "is_month": is_month,
        "filters": FilterForm(values | {"bulan": shown.get("chosen", values["bulan"])}, today),
        "action": reverse("schedule"),
        "kept": _hidden(values["jenis"], is_month),
        "kinds": _kinds(values, is_month),
        "views": _views(values, is_month),
        "follow": follow(values),
        "feed_url": address("schedule_feed", values, timetable.FILTERS),
        "is_filtered": any(values[name] for name in timetable.NAMES),
        "canonical": absolute(reverse("schedule")),
    }


def address(name: str, values: dict, names=timetable.NAMES, **more) -> str:
    """An address of the schedule with these filters."""
    query = urlencode({key: values[key] for key in names if values.get(key)} | more)
    return f"{reverse(name)}?{query}" if query else reverse(name)


def follow(values: dict) -> list[dict]:
    """The ways into a calendar program, for exactly what is filtered."""
    feed = address("schedule_feed", values, timetable.FILTERS)
    return [
        {"icon": "bell", "label": _("Follow in your calendar"), "url": subscription(feed)},
        {"icon": "download", "label": _("Download the calendar file"), "url": feed},
    ]


def _hidden(kind: str, is_month: bool) -> list[dict]:
    found = {"jenis": kind, "tampilan": MONTH_VIEW if is_month else ""}
    return [{"name": name, "value": value} for name, value in found.items() if value]


def _kinds(values: dict, is_month: bool) -> list[dict]:
    """Chips by kind; the other filters stay."""
    more = {"tampilan": MONTH_VIEW} if is_month else {}
    every = [("", _("All")), *[(kind.value, words()) for kind, words in catalogue.KIND_WORDS.items()]]
    return [
        _chip(label, address("schedule", values | {"jenis": kind}, **more), values["jenis"] == kind)
        for kind, label in every
    ]


def _views(values: dict, is_month: bool) -> list[dict]:
    """List or month; a chosen day belongs to the list alone."""
    month = address("schedule", values | {"hari": ""}, tampilan=MONTH_VIEW)
    return [
        _chip(_("As a list"), address("schedule", values), not is_month),
        _chip(_("As a month"), month, is_month),
    ]


def _chip(label: str, url: str, is_current: bool) -> dict:
    return {"label": label, "url": url, "is_current": is_current}


# The list


def _list(request, values: dict, today: dt.date) -> dict:
    found = timetable.page_of(values, request.GET.get("hal"), today)
    rows = [row(entry, urls) for urls in [_addresses(found, request)] for entry in found]
    days = [_day(day, list(group), today) for day, group in groupby(rows, key=lambda each: each["day"])]
    total = found.paginator.count
    return {
        "found": found,
        "days": days,
        "heading": heading(total),
        "note": _period(values),
        "suggestions": [] if total else suggestions(values, today),
    }


def _addresses(entries, request) -> dict:
    return catalogue.addresses({entry.batch.pk: entry.batch for entry in entries}.values(), request)


def _day(day: dt.date, rows: list[dict], today: dt.date) -> dict:
    return {"id": f"h{day:%Y%m%d}", "label": full_date(day), "is_today": day == today, "rows": rows}


def _period(values: dict) -> str:
    if values["hari"]:
        return full_date(dt.date.fromisoformat(values["hari"]))
    if values["bulan"]:
        return catalogue.month_label(timetable.month_of(values["bulan"]))
    return _("From today on")


def row(entry: Entry, urls: dict) -> dict:
    """One entry as a list and a month write it."""
    tone, words = MARKS[entry.what]
    batch, session = entry.batch, entry.session
    return {
        "day": entry.day,
        "time": time_range(entry.at, session.ends_at) if session else clock(entry.at),
        "starts": time_of_day(entry.at),
        "title": short(batch),
        "what": (session and session.topic) or catalogue.kind(batch),
        "place": entry.room.name if session and entry.room else "",
        "url": urls.get(batch.key, ""),
        "tone": "full" if entry.is_cancelled else tone,
        "tag": _("Cancelled") if entry.is_cancelled else words(),
        "is_cancelled": entry.is_cancelled,
    }


def suggestions(values: dict, today: dt.date) -> list[dict]:
    """What else to look at when nothing is found: the next month that has something, or everything."""
    coming = timetable.next_month(values, today)
    every = {"label": _("The whole schedule"), "url": reverse("schedule")}
    if coming is None:
        return [every]
    chosen = values | {"hari": "", "bulan": f"{coming:%Y-%m}"}
    label = _("Look at %(month)s") % {"month": catalogue.month_label(coming)}
    return [{"label": label, "url": address("schedule", chosen)}, every]


# The month


def _month(request, values: dict, today: dt.date) -> dict:
    held = timetable.months(today)
    chosen = timetable.month_of(values["bulan"]) if values["bulan"] else today.replace(day=1)
    chosen = min(max(chosen, held[0]), held[-1])
    found, is_cut = timetable.month(values, chosen)
    urls = _addresses(found, request)
    days: dict[dt.date, list[dict]] = {}
    for entry in found:
        days.setdefault(entry.day, []).append(row(entry, urls))
    return {
        "chosen": f"{chosen:%Y-%m}",
        "heading": catalogue.month_label(chosen),
        "note": heading(len(found)),
        "is_cut": is_cut,
        "columns": [{"label": str(WEEKDAYS[day]), "short": str(WEEKDAYS_ABBR[day])} for day in range(7)],
        "weeks": _weeks(chosen, days, values, today),
        "previous": _step(timetable.later(chosen, -1), held, values),
        "next": _step(timetable.later(chosen, 1), held, values),
        "suggestions": [] if found else suggestions(values | {"bulan": ""}, today),
    }


def _weeks(month: dt.date, days: dict, values: dict, today: dt.date) -> list[list[dict]]:
    """Weeks from Monday on, as tables of this country print them."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    closed = workdays.holidays_between(weeks[0][0], weeks[-1][-1])
    return [[_cell(day, month, days.get(day, []), values, today, day in closed) for day in week] for week in weeks]


def _cell(day: dt.date, month: dt.date, rows: list[dict], values: dict, today: dt.date, is_holiday: bool) -> dict:
    rows = sorted(rows, key=lambda each: each["is_cancelled"])  # what takes place is shown first
    shown, count = rows[:SHOWN_IN_DAY], len(rows)
    more = count - len(shown)
    words = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": count}
    return {
        "day": day,
        "css": " ".join(_classes(day, month, today, is_holiday)),
        "is_today": day == today,
        "is_holiday": is_holiday,
        "rows": shown,
        "rest": rows[SHOWN_IN_DAY:],
        "count": count,
        "more": _("%(count)s more") % {"count": more} if more > 0 else "",
        "words": f"{plain_date(day)}: {words}" if rows else "",
        "url": address("schedule", values | {"bulan": "", "hari": f"{day:%Y-%m-%d}"}) if rows else "",
    }


def _classes(day: dt.date, month: dt.date, today: dt.date, is_holiday: bool):
    is_true = {"outside": day.month != month.month, "holiday": is_holiday, "today": day == today}
    return [f"ck-month__{name}" for name, value in is_true.items() if value]


def _step(month: dt.date, held: list[dt.date], values: dict) -> dict | None:
    """The way to another month, as far as the schedule reaches."""
    if month not in held:
        return None
    chosen = values | {"bulan": f"{month:%Y-%m}", "hari": ""}
    return {"label": catalogue.month_label(month), "url": address("schedule", chosen, tampilan=MONTH_VIEW)}
