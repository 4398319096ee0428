"""The list of programmes and batches: filters, chips by kind, count, cards."""

import re
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import number
from core.forms import Form
from programs import catalogue
from programs.enums import BatchStatus, ProgramKind


class FilterForm(Form):
    """The filters of the list; every field has an entry that filters nothing."""

    use_required_attribute = False

    def __init__(self, values: dict, **kwargs):
        super().__init__(initial=values, **kwargs)
        _fields, months = catalogue.fields_and_months()
        self.fields["q"] = forms.CharField(label=_("Word"), max_length=60)
        self._choice("bidang", _("Field"), _("All fields"), catalogue.field_choices())
        self._choice("status", _("Status"), _("Every status"), _statuses())
        labels = [(f"{month:%Y-%m}", catalogue.month_label(month)) for month in months]
        self._choice("bulan", _("Training starts"), _("Every month"), labels)

    def _choice(self, name: str, label: str, everything: str, choices: list) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", everything), *choices])


def _statuses() -> list[tuple[str, str]]:
    return [(status.value, status.label) for status in catalogue.ORDER if status != BatchStatus.CANCELLED]


def clean_filters(query) -> dict[str, str]:
    """The filters of an address; what is not a known value filters nothing, and never breaks the page."""
    names = ("q", "jenis", "bidang", "status", "bulan")
    values = {name: query.get(name, "").replace("\0", "").strip()[:60] for name in names}
    values["jenis"] = values["jenis"] if values["jenis"] in ProgramKind.values else ""
    values["status"] = values["status"] if values["status"] in BatchStatus.values else ""
    values["bulan"] = values["bulan"] if re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", values["bulan"]) else ""
    return values


def index_context(page, request) -> dict:
    """The list: chips by kind, filters, count, cards."""
    now, values = timezone.now(), clean_filters(request.GET)
    found = catalogue.page_of(values, request.GET.get("hal"), now)
    return {
        "filters": FilterForm(values),
        "feeds": _feeds(values),
        "kept": [{"name": "jenis", "value": values["jenis"]}] if values["jenis"] else [],
        "chips": _chips(page.get_url(request), values),
        "found": found,
        "batches": catalogue.cards(found, request, now),
        "heading": _heading(found.paginator.count, catalogue.count_open(values, now)),
        "is_filtered": any(values.values()),
        "actions": [{"label": _("Every batch"), "url": page.get_url(request)}],
    }


def _feeds(values: dict) -> list[dict]:
    """The feeds of the list as it is filtered, for the head of the page and for whoever wants to be told."""
    from programs import feeds

    names = {"batches_atom": "application/atom+xml", "batches_rss": "application/rss+xml"}
    return [{"type": kind, "url": feeds.address(name, values)} for name, kind in names.items()]


def _heading(total: int, is_open: int) -> str:
    batches = ngettext("%(count)s batch", "%(count)s batches", total) % {"count": number(total)}
    return f"{batches}, {_('%(count)s open now') % {'count': number(is_open)}}"


def _chips(url: str, values: dict) -> list[dict]:
    others = {name: value for name, value in values.items() if value and name != "jenis"}
    kinds = [("", _("All")), *[(kind.value, words()) for kind, words in catalogue.KIND_WORDS.items()]]
    return [_chip(url, others, kind, label, values["jenis"] == kind) for kind, label in kinds]


def _chip(url: str, others: dict, kind: str, label: str, is_current: bool) -> dict:
    query = urlencode(others | ({"jenis": kind} if kind else {}))
    return {"label": label, "url": f"{url}?{query}" if query else url, "is_current": is_current}
