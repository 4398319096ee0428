"""What the index and a data page show, and the key figures other pages may borrow."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.formats import number, plain_date
from core.generation import kept, settled_kept
from core.key_figures import KeyFigure
from stats import charts, downloads, live, queries, structured, tables
from stats.enums import Chart, Measure, Topic
from stats.models import DataIndexPage, DataPage, LivePage, StatsSettings

UNREAD_IN_LISTS = ("table", "body")  # what makes a page large


@dataclass(frozen=True)
class Entry:
    """A data page in a list: its first key figure, and what that one counts, tell what to expect."""

    title: str
    url: str
    period: str
    source: str
    figure: str
    counts: str


# The index.


def index(page: DataIndexPage, request) -> dict:
    found = listed(page)
    shelves = [(topic.label, [_entry(each, request) for each in found if each.topic == topic]) for topic in Topic]
    return {
        "figures": key_figures(request, 4),
        "shelves": [{"id": f"rak-{n}", "title": label, "entries": entries}
                    for n, (label, entries) in enumerate(shelves, 1) if entries],
        "live": _live_page(get_language()),
        "data_url": reverse("stats:index"),
        "settings": StatsSettings.load(),
    }  # fmt: skip


def listed(page: DataIndexPage):
    """The live data pages of a list without their tables, in the order of the CMS."""
    return DataPage.objects.child_of(page).live().defer(*UNREAD_IN_LISTS).select_related("locale").order_by("path")


def _entry(page: DataPage, request) -> Entry:
    first = next(iter(page.highlights), None)
    figure = first.value if first else {"value": "", "label": ""}
    return Entry(page.title, page.get_url(request), page.period, page.source_name, figure["value"], figure["label"])


# One page.


def detail(page: DataPage, request) -> dict:
    table, source = page.grid, page.source
    data = charts.data_of(table, columns=source.drawn_columns, undrawn=source.undrawn_rows)
    is_figures = source.chart == Chart.FIGURES and len(table.columns) == 7
    chosen = StatsSettings.load()
    return {
        "figures": [block.value for block in page.highlights],
        "drawing": charts.draw(Chart(source.chart), data),
        "groups": figure_groups(table) if is_figures else [],
        "columns": [{"label": str(c.label), "is_number": c.is_number} for c in table.columns],
        "rows": table_rows(table),
        "caption": f"{page.title} {page.period}" if page.period else page.title,
        "source_words": source_words(page),
        "files": downloads.files(page),
        "settings": chosen,
        "dataset": structured.dataset(page, table, chosen, request) if table.rows else "",
    }


def source_words(page: DataPage) -> str:
    """Unit, source, its date, and since when the page shows it: what must stand under every figure."""
    source = ", ".join(part for part in (page.source_name, page.source_date) if part)
    shown_on = plain_date(page.last_published_at) if page.last_published_at else ""
    labelled = [
        (pgettext("figures", "Unit"), page.unit),
        (_("Source"), source),
        (_("Period"), page.period),
        (_("Published on"), shown_on),
    ]
    return " ".join(f"{label}: {words}." for label, words in labelled if words)


def table_rows(table: tables.Table) -> list[list[dict]]:
    return [
        [
            {"text": tables.shown(cell), "is_number": column.is_number}
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]


def figure_groups(table: tables.Table) -> list[dict]:
    """Rows of figures, those of one indicator side by side: two sources that differ are both shown, never averaged."""
    groups: dict[str, list] = {}
    for row in table.rows:
        groups.setdefault(str(row[0]), []).append(_figure(row))
    return [
        {"title": title, "id": f"angka-{place}", "figures": figures, "is_several": _is_several(figures)}
        for place, (title, figures) in enumerate(groups.items(), 1)
    ]


def _figure(row: list) -> dict:
    _name, value, unit, period, source, source_date, note = row
    words = {"unit": unit, "period": period, "source": source, "source_date": source_date, "note": note}
    return {"value": tables.shown(value)} | {name: str(text) if text else "" for name, text in words.items()}


def _is_several(figures: list[dict]) -> bool:
    """Several sources speak of it: their numbers are neither added nor averaged."""
    return len({figure["source"] for figure in figures}) > 1


# Key figures.


def key_figures(request, wanted: int) -> list[KeyFigure]:
    """Live counts of this year and how the promise was kept, then the first figures of the data pages."""
    figures = [*_live_figures(get_language(), timezone.localdate()), *_page_figures(get_language())]
    return figures[: max(wanted, 0)]


@settled_kept
def _live_page(language: str) -> LivePage | None:
    return LivePage.objects.live().filter(locale__language_code=language).first()


@kept
def _live_figures(language: str, today: date) -> list[KeyFigure]:
    page = _live_page(language)
    if page is None:
        return []
    totals = live.year_of(today.year).totals
    source = _("1 January–%(day)s. Counted from our services") % {"day": plain_date(today)}
    labels = {Measure.REGISTERED: _("registrations received"), Measure.CERTIFIED: _("certificates issued")}
    figures = [(number(totals[measure]), label, source) for measure, label in labels.items() if totals[measure]]
    keep = keep_words()
    figures += [(keep["value"], keep["label"], keep["source"])] if keep else []
    return [KeyFigure(*words, page.url or "") for words in figures]


@settled_kept
def _page_figures(language: str) -> list[KeyFigure]:
    pages = DataPage.objects.live().filter(locale__language_code=language)
    found = []
    for page in pages.defer(*UNREAD_IN_LISTS).order_by("path")[:8]:
        for block in page.highlights[:1]:
            found.append(KeyFigure(block.value["value"], block.value["label"], block.value["source"], page.url or ""))
    return found


def keep_words() -> dict | None:
    """How the promise was kept, in words; None while fewer than ten requests were due."""
    rate = queries.keep_rate()
    if rate is None or rate.total < 10:
        return None
    facts = {"days": rate.limit_days, "window": rate.window_days, "total": number(rate.total)}
    until = plain_date(timezone.localtime(rate.counted_at))
    return {
        "value": f"{rate.percent}%",
        "label": _("of requests answered within %(days)s working days") % facts,
        "source": _("%(total)s requests, %(window)s days to %(day)s. From the event log") % (facts | {"day": until}),
    }
