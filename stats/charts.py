"""The geometry of drawings: from a table to coordinates. Templates only print them; nothing here knows of SVG text.

Lengths are units of a view 340 wide, which is a phone's width; wider screens enlarge it.
"""

import math
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formats import number
from core.generation import settled_kept
from core.models import District
from stats.enums import Chart
from stats.tables import Table, shown

WIDTH = 340
ROW, BAR, GAP = 62, 18, 1.5
LINE_HEIGHT, LINE_LEFT, LINE_RIGHT = 200, 48, 328
PYRAMID_ROW, PYRAMID_SIDE = 22, 140
TILE = 85
MOST_SERIES = 5
LETTER = 8  # about the width of a digit; where numbers would touch, every other one stands below its point
STEPS = (1, 2, 2.5, 5, 10)
TOLD = 6  # values named in the description; all of them stand in the table


@dataclass(frozen=True)
class Series:
    label: str
    values: list[Decimal | None]


@dataclass(frozen=True)
class Data:
    """What is drawn of a table: the labels of the rows and some columns of numbers."""

    labels: list[str]
    series: list[Series]

    @property
    def values(self) -> list[Decimal]:
        return [value for series in self.series for value in series.values if value is not None]

    @property
    def totals(self) -> list[Decimal]:
        return [sum(v or 0 for v in row) for row in zip(*(series.values for series in self.series), strict=True)]


@dataclass(frozen=True)
class Drawing:
    """One chart: its kind names the template; height, legend, words for who cannot see it, and the marks."""

    kind: str
    height: float
    legend: list[str]
    description: str
    marks: dict = field(default_factory=dict)


def data_of(table: Table, *, columns: int = 0, undrawn: int = 0) -> Data:
    """The rows and columns that an editor wants drawn."""
    places = table.numbers[: columns or None][:MOST_SERIES]
    rows = table.rows[: len(table.rows) - undrawn or None]
    series = [Series(str(table.columns[place].label), [row[place] for row in rows]) for place in places]
    return Data([str(row[0]) for row in rows], series)


def draw(chart: Chart, data: Data) -> Drawing | None:
    """The drawing of a table, or None where there is nothing to draw."""
    makers = {Chart.BAR: bars, Chart.STACKED: stacked, Chart.LINE: line, Chart.PYRAMID: pyramid, Chart.TILES: tiles}
    if chart not in makers or not data.values:
        return None
    return makers[chart](data)


def _drawing(kind: str, height: float, data: Data, marks: dict) -> Drawing:
    legend = [series.label for series in data.series] if len(data.series) > 1 else []
    return Drawing(kind, height, legend, describe(data), marks)


def describe(data: Data) -> str:
    """The first values in words, for people who do not see the drawing."""
    single = len(data.series) == 1
    parts = []
    for place, label in enumerate(data.labels[:TOLD]):
        values = [shown(s.values[place]) if single else f"{s.label} {shown(s.values[place])}" for s in data.series]
        parts.append(f"{label}: {', '.join(values)}")
    return f"{'; '.join(parts)}. {_('All figures stand in the table.')}"


def scale(highest: float, lines: int = 4) -> tuple[float, list[float]]:
    """The top of an axis that begins at nothing, and its round marks below the top."""
    step = _round_step(highest / lines) if highest > 0 else 1
    return max(highest, step), [step * n for n in range(int(highest / step + 1e-9) + 1)]


def _round_step(least: float) -> float:
    power = 10 ** math.floor(math.log10(least))
    return next(power * step for step in STEPS if power * step >= least * 0.999)


def short(value: float) -> str:
    """A mark of an axis: 250 rb, 1,5 jt."""
    for size, word in ((1_000_000, pgettext("axis", "m")), (1_000, pgettext("axis", "k"))):
        if abs(value) >= size:
            return f"{number(_plain(value / size))} {word}"
    return number(_plain(value))


def _plain(value: float) -> Decimal:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return Decimal(text)


def _axis(highest: float, length: float, start: float = 0) -> tuple[float, list[dict]]:
    top, ticks = scale(highest)
    marks = []
    for tick in ticks:
        x = start + tick / top * length
        if x < start + length - 20:
            marks.append({"x": round(x, 1), "label": short(tick), "anchor": "start" if tick == 0 else "middle"})
    return top, marks


def bars(data: Data) -> Drawing:
    """A bar for each value; series of one row stand under each other."""
    top, axis = _axis(float(max(data.values)), WIDTH)
    rows, y = [], 0
    for place, label in enumerate(data.labels):
        values = [(number + 1, series.values[place]) for number, series in enumerate(data.series)]
        drawn = [_bar(tone, value, top, y + 24 + n * (BAR + 4)) for n, (tone, value) in enumerate(values)]
        single = len(drawn) == 1
        rows.append({"label": label, "y": y + 16, "bars": drawn, "total": drawn[0]["text"] if single else ""})
        y += ROW - 22 + len(drawn) * (BAR + 4)
    return _drawing("bar", y + 26, data, {"rows": rows, "axis": axis, "bottom": y, "bar": BAR, "end": y + 20})


def _bar(tone: int, value: Decimal | None, top: float, y: float) -> dict:
    """A bar with its number behind it, or inside where there is no room behind."""
    width = _length(value, top)
    is_inside = width > WIDTH - 70
    text = {"text_x": width + (-6 if is_inside else 6), "text_y": y + BAR - 4, "side": "end" if is_inside else "start"}
    return {"tone": tone, "y": y, "width": width, "text": shown(value)} | text


def _length(value: Decimal | None, top: float) -> float:
    return round(max(float(value or 0), 0) / top * WIDTH, 1)


def stacked(data: Data) -> Drawing:
    """One bar a row, its parts behind each other; the whole is written at the end."""
    top, axis = _axis(float(max(data.totals)), WIDTH)
    rows = []
    for place, label in enumerate(data.labels):
        x, parts, y = 0.0, [], place * ROW
        for tone, series in enumerate(data.series, 1):
            width = _length(series.values[place], top)
            if width:
                parts.append({"tone": tone, "x": round(x, 1), "y": y + 24, "width": max(width - GAP, 0.5)})
            x += width
        rows.append({"label": label, "y": y + 16, "bars": parts, "total": number(data.totals[place])})
    bottom = len(rows) * ROW
    return _drawing(
        "bar", bottom + 26, data, {"rows": rows, "axis": axis, "bottom": bottom, "bar": BAR, "end": bottom + 20}
    )


def line(data: Data) -> Drawing:
    """A line a series over the rows; the axis begins near the lowest value and says so at its marks."""
    low, high = float(min(data.values)), float(max(data.values))
    step = _round_step((high - low) / 4) if high > low else max(abs(high), 1)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    top = top if top > bottom else bottom + step
    places = _places(len(data.labels))

    def y(value: float) -> float:
        return round(24 + (top - value) / (top - bottom) * LINE_HEIGHT, 1)

    ticks = [bottom + step * n for n in range(round((top - bottom) / step) + 1)]
    marks = {
        "lines": [_line(tone, series, places, y, len(data.series) == 1) for tone, series in enumerate(data.series, 1)],
        "axis": [{"y": y(tick), "above": y(tick) - 4, "label": short(tick)} for tick in ticks],
        "labels": [{"x": x, "text": label, "anchor": _anchor(x)} for x, label in _some_labels(places, data.labels)],
        "end": LINE_HEIGHT + 56,
    }
    return _drawing("line", LINE_HEIGHT + 62, data, marks)


def _places(count: int) -> list[float]:
    if count == 1:
        return [WIDTH / 2]
    return [round(LINE_LEFT + (LINE_RIGHT - LINE_LEFT) * n / (count - 1), 1) for n in range(count)]


def _some_labels(places: list[float], labels: list[str]) -> list[tuple[float, str]]:
    """At most six labels fit under a line."""
    step = math.ceil(len(labels) / 6)
    return [(x, label) for n, (x, label) in enumerate(zip(places, labels, strict=True)) if n % step == 0]


def _anchor(x: float) -> str:
    return "start" if x < 60 else "end" if x > WIDTH - 30 else "middle"


def _line(tone: int, series: Series, places: list[float], y, with_values: bool) -> dict:
    """Points where there is a value; the line is broken where there is none."""
    path, points, is_open = "", [], False
    for x, value in zip(places, series.values, strict=True):
        if value is None:
            is_open = False
            continue
        height = y(float(value))
        path += f"{'L' if is_open else 'M'}{x:g} {height:g}"
        is_open = True
        points.append({"x": x, "y": height})
        if with_values and len(places) <= 8:
            below = len(points) % 2 == 0 and LETTER * len(shown(value)) > places[1] - places[0]
            points[-1] |= {"text": shown(value), "above": height + (20 if below else -10), "anchor": _anchor(x)}
    return {"tone": tone, "path": path, "points": points}


def pyramid(data: Data) -> Drawing:
    """Two series back to back, the first to the left, the last row (the oldest) on top."""
    left, right = data.series[:2]
    top, ticks = scale(float(max(v for s in (left, right) for v in s.values if v is not None)), 2)
    rows = []
    for place, label in enumerate(reversed(data.labels)):
        values = [series.values[len(data.labels) - 1 - place] for series in (left, right)]
        sizes = [round(float(value or 0) / top * PYRAMID_SIDE, 1) for value in values]
        y = place * PYRAMID_ROW
        rows.append({"label": label, "y": y, "text": y + 14, "left": PYRAMID_SIDE - sizes[0], "sizes": sizes})
    bottom = len(rows) * PYRAMID_ROW
    axis = [_pyramid_mark(tick, top) for tick in ticks if tick / top < 0.95]
    marks = {"rows": rows, "axis": axis, "bottom": bottom, "end": bottom + 20, "start": WIDTH - PYRAMID_SIDE}
    return _drawing("pyramid", bottom + 26, Data(data.labels, [left, right]), marks)


def _pyramid_mark(tick: float, top: float) -> dict:
    length = tick / top * PYRAMID_SIDE
    return {
        "left": round(PYRAMID_SIDE - length, 1),
        "right": round(WIDTH - PYRAMID_SIDE + length, 1),
        "label": short(tick),
    }


@settled_kept
def places_of_tiles() -> dict[str, tuple[int, int]]:
    """Where each kecamatan stands in the map of tiles, as the office keeps it."""
    placed = District.objects.exclude(tile_column=None).exclude(tile_row=None)
    return {name.lower(): (x, y) for name, x, y in placed.values_list("name", "tile_column", "tile_row")}


def tiles(data: Data) -> Drawing:
    """A square for each kecamatan where it lies in the city, darker for a higher value; others stay in the table."""
    series, found = data.series[0], places_of_tiles()
    known = [(found[label.lower()], label, value) for label, value in zip(data.labels, series.values, strict=True)
             if label.lower() in found]  # fmt: skip
    values = [value for _place, _label, value in known if value is not None]
    low, high = (float(min(values)), float(max(values))) if values else (0.0, 0.0)
    marks = [_tile(place, label, value, low, high) for place, label, value in known]
    height = max((mark["y"] for mark in marks), default=0) + TILE
    ends = {"low": shown(min(values)), "high": shown(max(values))} if values else {}
    return Drawing("tiles", height, [], describe(data), {"tiles": marks, "size": TILE - 4} | ends)


def _tile(place: tuple[int, int], label: str, value: Decimal | None, low: float, high: float) -> dict:
    x, y = place[0] * TILE, place[1] * TILE
    return {
        "x": x,
        "y": y,
        "shade": _shade(value, low, high),
        "words": [{"text": word, "y": y + 26 + 16 * n} for n, word in enumerate(label.split(" ", 1))],
        "value": shown(value),
        "value_y": y + 68,
        "middle": x + (TILE - 4) / 2,
    }


def _shade(value: Decimal | None, low: float, high: float) -> int:
    """One of five shades; 0 where the source has no number."""
    if value is None:
        return 0
    return min(int((float(value) - low) / (high - low) * 5), 4) + 1 if high > low else 3
