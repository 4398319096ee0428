"""The page of live figures: one year, chosen in the address."""

from decimal import Decimal

from django.utils import timezone

from core.asked import whole
from stats import catalogue, charts, live, queries
from stats.charts import Data, Series
from stats.downloads import TYPES, address
from stats.enums import Chart, Measure
from stats.models import StatsSettings


def chosen_year(value: str | None, known: list[int]) -> int:
    """The year asked for, if there are figures of it; else the newest."""
    year = whole(value)
    return year if year in known else known[0]


def context(request) -> dict:
    known = queries.years()
    facts = {"keep": catalogue.keep_words(), "settings": StatsSettings.load(), "today": timezone.localdate()}
    if not known:
        return facts | {"year": None}
    year = live.year_of(chosen_year(request.GET.get("tahun"), known))
    return facts | {
        "year": year,
        "years": [{"label": str(n), "url": f"?tahun={n}", "is_current": n == year.year} for n in known],
        "figures": [_figure(measure, year) for measure in Measure],
        "parts": [_part(breakdown, year.year) for breakdown in year.breakdowns],
    }


def _figure(measure: Measure, year: live.Year) -> dict:
    return {"value": live.written(year.totals[measure]), "label": measure.label, "source": str(year.year)}


def _part(breakdown: live.Breakdown, year: int) -> dict:
    table = breakdown.table()
    return {
        "key": breakdown.key,
        "title": breakdown.title,
        "id": f"g-{breakdown.key}",
        "table_id": f"t-{breakdown.key}",
        "drawing": _drawing(breakdown),
        "drawn_caption": f"{Measure.REGISTERED.label}, {breakdown.title}, {year}",
        "columns": [{"label": str(c.label), "is_number": c.is_number} for c in table.columns],
        "rows": catalogue.table_rows(table),
        "caption": f"{breakdown.title}, {year}",
        "files": [{"icon": "download", "label": kind.upper(), "url": _file(breakdown, kind, year)} for kind in TYPES],
    }


def _file(breakdown: live.Breakdown, kind: str, year: int) -> str:
    return f"{address(f'layanan-{breakdown.key}', kind)}?tahun={year}"


def _drawing(breakdown: live.Breakdown):
    """Registrations drawn; what is hidden has no mark."""
    rows = [(label, values[0]) for label, values in breakdown.rows()]
    values = [None if value is None else Decimal(value) for _label, value in rows]
    chart = {"bulan": Chart.LINE, "kecamatan": Chart.TILES}.get(breakdown.key, Chart.BAR)
    chart = Chart.BAR if chart == Chart.LINE and len(rows) < 3 else chart
    return charts.draw(chart, Data([label for label, _value in rows], [Series(str(Measure.REGISTERED.label), values)]))
