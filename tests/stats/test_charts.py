"""From tables to coordinates."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.bootstrap import load_core
from stats import charts, tables
from stats.charts import Data, Series
from stats.enums import Chart

CSV = "Kegiatan,Laki-laki,Perempuan,Jumlah\nBekerja,600,300,900\nSekolah,60,40,100\nJumlah,660,340,1000\n"


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


def data(csv=CSV, **chosen):
    return charts.data_of(tables.parse(csv), **chosen)


def numbers(*values):
    return [None if value is None else Decimal(value) for value in values]


def test_only_the_chosen_columns_and_rows_are_drawn():
    chosen = data(columns=2, undrawn=1)

    assert chosen.labels == ["Bekerja", "Sekolah"]
    assert [series.label for series in chosen.series] == ["Laki-laki", "Perempuan"]
    assert chosen.totals == [900, 100]


def test_parts_of_a_stacked_bar_follow_each_other_and_fill_the_width():
    drawing = charts.draw(Chart.STACKED, data(columns=2, undrawn=1))
    first, second = drawing.marks["rows"][0]["bars"]

    assert drawing.legend == ["Laki-laki", "Perempuan"]
    assert first["x"] == 0
    assert second["x"] == pytest.approx(first["width"] + charts.GAP, abs=0.1)
    assert second["x"] + second["width"] + charts.GAP == pytest.approx(charts.WIDTH, abs=0.1)
    assert drawing.marks["rows"][0]["total"] == "900"


def test_bars_are_as_long_as_their_numbers():
    drawing = charts.draw(Chart.BAR, data(columns=1, undrawn=1))
    widths = [row["bars"][0]["width"] for row in drawing.marks["rows"]]

    assert widths == [charts.WIDTH, 34]
    assert drawing.legend == []


def test_a_line_breaks_where_the_source_has_nothing():
    series = Series("x", numbers(10, None, 30, 20))
    line = charts.draw(Chart.LINE, Data(["a", "b", "c", "d"], [series])).marks["lines"][0]

    assert line["path"].count("M") == 2
    assert line["path"].count("L") == 1
    assert len(line["points"]) == 3


def test_long_numbers_beside_each_other_stand_above_and_below_their_points():
    def sides(*values):
        drawing = charts.draw(Chart.LINE, Data(["a", "b", "c", "d", "e"], [Series("x", numbers(*values))]))
        return [point["above"] > point["y"] for point in drawing.marks["lines"][0]["points"]]

    assert sides(1_912_679, 1_930_556, 1_911_914, 1_895_486, 2_229_901) == [False, True, False, True, False]
    assert sides(1, 2, 3, 4, 5) == [False] * 5


@pytest.mark.parametrize("values", [(5,), (5, 5), (0, 0), (-3, 4), (1_912_679, 2_229_901)])
def test_a_line_stays_inside_its_frame(values):
    drawing = charts.draw(Chart.LINE, Data([str(n) for n in range(len(values))], [Series("x", numbers(*values))]))

    assert all(24 <= point["y"] <= 24 + charts.LINE_HEIGHT for point in drawing.marks["lines"][0]["points"])
    assert all(24 <= mark["y"] <= 24.1 + charts.LINE_HEIGHT for mark in drawing.marks["axis"])


def test_a_pyramid_has_the_oldest_on_top_and_both_sides_to_scale():
    rows = charts.draw(Chart.PYRAMID, data("Umur,L,P\n0–4,50,100\n70+,20,25\n")).marks["rows"]

    assert [row["label"] for row in rows] == ["70+", "0–4"]
    assert rows[1]["sizes"] == [charts.PYRAMID_SIDE / 2, charts.PYRAMID_SIDE]
    assert rows[1]["left"] == charts.PYRAMID_SIDE / 2


@pytest.fixture
def city(db):
    load_core()


def test_the_map_has_a_place_for_each_kecamatan_and_none_twice(city):
    places = charts.places_of_tiles()

    assert len(places) == len(set(places.values())) == 13


def test_tiles_are_darker_for_more_and_leave_out_what_is_no_kecamatan(city):
    drawing = charts.draw(Chart.TILES, data("Kecamatan,Penduduk\nBenda,10\nKarang Tengah,55\nPinang,100\nKota,165\n"))
    tiles = drawing.marks["tiles"]

    assert [tile["shade"] for tile in tiles] == [1, 3, 5]
    assert [word["text"] for word in tiles[1]["words"]] == ["Karang", "Tengah"]
    assert (drawing.marks["low"], drawing.marks["high"]) == ("10", "100")


def test_a_tile_without_a_number_has_no_shade(city):
    drawing = charts.draw(Chart.TILES, Data(["Benda", "Pinang"], [Series("x", numbers(None, 3))]))

    assert [tile["shade"] for tile in drawing.marks["tiles"]] == [0, 3]


@pytest.mark.parametrize("chart", [Chart.NONE, Chart.FIGURES])
def test_some_tables_are_not_drawn(chart):
    assert charts.draw(chart, data()) is None


def test_a_table_without_numbers_is_not_drawn():
    assert charts.draw(Chart.BAR, data("A,B\nx,y\n")) is None


def test_the_description_says_the_first_numbers_in_words():
    words = charts.draw(Chart.STACKED, data(columns=2, undrawn=1)).description

    assert (
        words
        == "Bekerja: Laki-laki 600, Perempuan 300; Sekolah: Laki-laki 60, Perempuan 40. Angka lengkap ada di tabel."
    )


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (25, "25"), (250_000, "250 rb"), (1_500_000, "1,5 jt")])
def test_marks_are_short(value, words):
    assert charts.short(value) == words


@pytest.mark.parametrize("highest", [1, 3, 7, 12, 99, 1_003_904, 0.4])
def test_an_axis_has_a_few_round_marks_up_to_the_highest(highest):
    top, ticks = charts.scale(highest)

    assert top == highest or highest < 1
    assert 2 <= len(ticks) <= 6
    assert ticks[-1] <= top * 1.0001
