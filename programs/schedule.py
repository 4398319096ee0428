"""What /jadwal/ shows: a list by weeks or of one day, or a month as a table; all from the same entries."""

import datetime as dt
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.formats import date_range, full_date, number, short_date
from core.forms import Form
from core.generation import kept
from core.links import absolute, subscription
from programs import agenda, catalogue, month, structured, timetable
from programs.timetable import EVENTS

MONTH_VIEW = "bulan"
START = "dari"  # the day at which a page of the list begins


class FilterForm(Form):
    """The filters of the schedule; every field has an entry that filters nothing."""

    use_required_attribute = False

    def __init__(self, values: dict, today: dt.date, **kwargs):
        super().__init__(initial=values, **kwargs)
        programs, rooms = _choices(values["jenis"], values["bidang"])
        titles = [(code, (get_language() == "en" and english) or title) for code, title, english in programs]
        months = [(f"{month:%Y-%m}", catalogue.month_label(month)) for month in timetable.months(today)]
        self._choice("bidang", _("Field"), _("All fields"), catalogue.field_choices())
        if titles:
            self._choice("program", _("Programme"), _("Every programme"), titles)
        self._choice("acara", _("Kind of date"), _("All dates"), [(word, _event(it)) for word, it in EVENTS.items()])
        self._choice("tempat", _("Place"), _("Every place"), [(str(pk), name) for pk, name in rooms])
        self._choice("bulan", _("Month"), _("From today on"), months)

    def _choice(self, name: str, label: str, everything: str, choices: list) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", everything), *choices])


def _event(what: str) -> str:
    return agenda.MARKS[what][1]()


@kept
def _choices(kind: str, field: str):
    return timetable.choices(kind, field)


def heading(total: int) -> str:
    return ngettext("%(count)s entry", "%(count)s entries", total) % {"count": number(total)}


def context(request, values: dict, today: dt.date) -> dict:
    """The page: filters, the list or the month, and the ways to follow it in a calendar."""
    is_month = request.GET.get("tampilan") == MONTH_VIEW
    shown = _month(request, values, today) if is_month else _list(request, values, today)
    return shown | {
        "is_month": is_month,
        "structured": _events(shown.get("parts", [])),
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


def _events(parts: list[dict]) -> list[dict]:
    """The first sessions of a list for search engines; of a class that meets daily the first of the week."""
    rows = [row for part in parts for row in part["rows"] if row["entry"]]
    found = [structured.event(row["entry"], row["url"]) for row in rows]
    return [each for each in found if each][: structured.MOST_EVENTS]


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
    return (_day if values["hari"] else _weeks)(request, values, today)


def _day(request, values: dict, today: dt.date) -> dict:
    """One day, entry by entry, in pages."""
    day = timetable.day_of(values["hari"])
    found = timetable.page_of(values, request.GET.get("hal"), day)
    return {
        "found": found,
        "parts": agenda.by_day(found, today, request),
        "heading": heading(found.paginator.count),
        "note": full_date(day),
        "suggestions": [] if found.paginator.count else suggestions(values, today),
    }


def _weeks(request, values: dict, today: dt.date) -> dict:
    """The chosen month, or everything from today on, a few weeks at a time."""
    first, last = timetable.span(values, today)
    start = timetable.day_of(request.GET.get(START, ""))
    start = start if start and first < start <= last else first
    found, following = agenda.weeks(values, start, last)
    if not found and following:
        found, following = agenda.weeks(values, following, last)
    return {
        "parts": agenda.by_week(found, today, request, _day_url(values)),
        "heading": date_range(found[0].first, found[-1].last) if found else heading(0),
        "note": _period(values),
        "previous": _beginning(values) if start > first else None,
        "next": _further(values, following),
        "suggestions": [] if found else suggestions(values, today),
    }


def _beginning(values: dict) -> dict:
    return {"label": _("Back to the beginning"), "url": address("schedule", values)}


def _further(values: dict, day: dt.date | None) -> dict | None:
    if day is None:
        return None
    url = address("schedule", values, **{START: f"{day:%Y-%m-%d}"})
    return {"label": _("From %(day)s on") % {"day": short_date(day)}, "url": url}


def _day_url(values: dict):
    """The address of the list of a day, of all that happens or of one kind."""
    words = {what: word for word, what in EVENTS.items()}

    def url(day: dt.date, what: str) -> str:
        chosen = {"bulan": "", "hari": f"{day:%Y-%m-%d}", "acara": words.get(what, values["acara"])}
        return address("schedule", values | chosen)

    return url


def _period(values: dict) -> str:
    if values["bulan"]:
        return catalogue.month_label(timetable.month_of(values["bulan"]))
    return _("From today on")


def suggestions(values: dict, today: dt.date) -> list[dict]:
    """What else to look at when nothing is found: the next month that has something, or everything."""
    day = timetable.next_day(values, today, timetable.bounds(today)[1])
    every = {"label": _("The whole schedule"), "url": reverse("schedule")}
    if day is None:
        return [every]
    chosen = values | {"hari": "", "bulan": f"{day:%Y-%m}"}
    label = _("Look at %(month)s") % {"month": catalogue.month_label(day)}
    return [{"label": label, "url": address("schedule", chosen)}, every]


# The month


def _month(request, values: dict, today: dt.date) -> dict:
    held = timetable.months(today)
    chosen = timetable.month_of(values["bulan"]) if values["bulan"] else today.replace(day=1)
    chosen = min(max(chosen, held[0]), held[-1])
    found = month.table(values, chosen, today, request, _day_url(values))
    return {
        "chosen": f"{chosen:%Y-%m}",
        "heading": catalogue.month_label(chosen),
        "note": "" if found["is_cut"] else heading(found["total"]),
        "is_cut": found["is_cut"],
        "columns": month.columns(),
        "weeks": found["weeks"],
        "previous": _step(timetable.later(chosen, -1), held, values),
        "next": _step(timetable.later(chosen, 1), held, values),
        "suggestions": [] if found["total"] else suggestions(values | {"bulan": ""}, today),
    }


def _step(first: dt.date, held: list[dt.date], values: dict) -> dict | None:
    """The way to another month, as far as the schedule reaches."""
    if first not in held:
        return None
    chosen = values | {"bulan": f"{first:%Y-%m}", "hari": ""}
    return {"label": catalogue.month_label(first), "url": address("schedule", chosen, tampilan=MONTH_VIEW)}
