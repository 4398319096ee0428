"""The filters of the search page: what an address may say, and the lists a visitor chooses from."""

import datetime as dt
import re

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import searchable
from core.formats import number
from core.forms import Form
from search import text
from search.results import FACETS, LAST_PAGE, Facet

NAMES = {"kind": "jenis", "field": "bidang", "district": "kecamatan", "status": "status", "month": "bulan"}
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
LONGEST = 60


def clean(values) -> tuple[str, dict[str, str], int]:
    """Words, filters and page of an address; what is not a known value filters nothing, and never breaks the page."""
    words = values.get("q", "").replace("\0", "").strip()[: text.MOST_LETTERS]
    found = {name: values.get(NAMES[name], "").replace("\0", "").strip()[:LONGEST] for name in FACETS}
    known = {"kind": set(searchable.kinds()), "status": set(statuses())}
    filters = {name: value for name, value in found.items() if value and value in known.get(name, {value})}
    if not MONTH.fullmatch(filters.get("month", "")):
        filters.pop("month", None)
    return words, filters, _page(values.get("hal", ""))


def _page(value: str) -> int:
    return min(max(int(value), 1), LAST_PAGE) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def statuses() -> dict[str, searchable.Status]:
    """Every status a result may have, by its value."""
    return {value: status for kind in searchable.kinds().values() for value, status in kind.statuses.items()}


class RefineForm(Form):
    """One list for each facet that has something to choose; every entry says how many results it leaves."""

    use_required_attribute = False

    def __init__(self, facets: dict[str, list[Facet]], chosen: dict[str, str]):
        super().__init__(initial={NAMES[name]: value for name, value in chosen.items()})
        labels = {"field": _("Field"), "district": _("Kecamatan"), "status": _("Status"), "month": _("Month")}
        all_of = {"field": _("All fields"), "district": _("All kecamatan")}
        all_of |= {"status": _("Every status"), "month": _("Every month")}
        for name, label in labels.items():
            choices = [(facet.value, f"{say(name, facet.value)} ({number(facet.count)})") for facet in facets[name]]
            if name in chosen and chosen[name] not in dict(choices):
                choices.append((chosen[name], f"{say(name, chosen[name])} (0)"))
            if choices:
                self.fields[NAMES[name]] = forms.ChoiceField(label=label, choices=[("", all_of[name]), *choices])


def say(name: str, value: str) -> str:
    """A value of a facet in the reader's words."""
    if name == "status" and value in statuses():
        return str(statuses()[value].label)
    if name == "field":
        return searchable.field_name(value)
    return date_format(dt.date.fromisoformat(f"{value}-01"), "F Y") if name == "month" else value
