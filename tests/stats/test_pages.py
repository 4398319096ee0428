"""The index, data pages and their files as a visitor gets them."""

import csv
import io
import json
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.key_figures import some
from stats.enums import Chart, Topic
from stats.models import StatsSettings
from tests.factories import stats as made
from tests.factories.home import translated

pytestmark = pytest.mark.django_db
FIGURES = """Indikator,Nilai,Satuan,Periode,Sumber,Tanggal sumber,Catatan
Peserta,2775,orang,2017,Skripsi,2024,
Peserta,2755,orang,2017,Berita,2023,9 bidang
"""


def html_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def english(page, **words):
    """The live translation of a page, with its own words and without a table of its own."""
    other = translated(page, words.pop("title", "What people do"))
    for name, value in words.items():
        setattr(other, name, value)
    other.table = {}
    other.save_revision(clean=False).publish()
    return other


def test_a_page_shows_number_unit_period_source_and_note(client):
    page = made.data_page(note="Tidak cocok.")

    html = html_of(client, page.url)

    for words in ("6,33%", "595.664", "Satuan: orang.", "Sumber: BPS, 2024.", "Periode: 2023.", "Tidak cocok."):
        assert words in html, words


def test_coordinates_are_never_written_with_separators(client):
    rows = "\n".join(f"baris {n},{1000 + n}" for n in range(40))
    for chart in (Chart.BAR, Chart.STACKED, Chart.LINE):
        html = html_of(client, made.data_page(f"Nama,Jumlah\n{rows}\n", chart=chart).url)
        svg = re.search(r"<svg viewBox=\"0 0 340.*?</svg>", html, re.S)[0]
        numbers = re.findall(r'(?:viewBox|x|y|cx|cy|width|height|d)="([^"]+)"', svg)

        assert len(numbers) > 40
        assert [each for each in numbers if "," in each] == []


def test_every_drawing_has_a_name_and_a_description_of_its_own(client):
    html = html_of(client, made.data_page().url)

    assert 'role="img" aria-labelledby="g-judul g-isi"' in html
    assert '<title id="g-judul">' in html
    assert "Bekerja: Laki-laki 595.664, Perempuan 344.710" in html


def test_sources_that_differ_stand_side_by_side(client):
    html = html_of(client, made.data_page(FIGURES, chart=Chart.FIGURES).url)

    assert html.index("2.775") < html.index("2.755")
    assert "Beberapa sumber" in html
    assert "2.765" not in html  # no average


def test_a_translation_reads_the_table_of_its_source_in_its_language(client):
    page = english(made.data_page(), unit="people")

    html = html_of(client, page.url)

    assert page.url.startswith("/en/")
    assert "595,664" in html
    assert "Employed" in html
    assert "Unit: people." in html


def test_structured_data_describes_the_dataset(client):
    page = made.data_page(title="Kerja </script>")

    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html_of(client, page.url))
    things = [thing for each in scripts for thing in json.loads(each)["@graph"]]
    data = next(thing for thing in things if thing["@type"] == "Dataset")

    assert data["@type"] == "Dataset"
    assert data["name"] == "Kerja </script>"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    first = data["distribution"][0]
    assert first["encodingFormat"] == "text/csv"
    assert first["contentUrl"].endswith(f"/statistik/{page.slug}.csv")
    assert data["variableMeasured"] == ["Laki-laki", "Perempuan"]


# Files.


def test_a_csv_is_the_table_in_the_language_of_its_address(client):
    page = made.data_page()
    english(page)

    for prefix, head in (("", ["Kegiatan", "Laki-laki", "Perempuan"]), ("/en", ["Activity", "Men", "Women"])):
        answer = client.get(f"{prefix}/statistik/{page.slug}.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

        assert rows[0] == head
        assert rows[1][1:] == ["595664", "344710"]
        assert answer["Content-Disposition"] == f'attachment; filename="{page.slug}.csv"'


def test_a_workbook_holds_numbers_and_says_where_they_come_from(client):
    page = made.data_page()

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/statistik/{page.slug}.xlsx").content))

    assert [cell.value for cell in book.worksheets[0][2]] == ["Bekerja", 595664, 344710]
    about = {row[0].value: row[1].value for row in book.worksheets[1].rows}
    assert (about["Satuan"], about["Sumber"], about["Periode"]) == ("orang", "BPS", "2023")
    assert about["Lisensi"].startswith("CC BY 4.0")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_taken_for_a_formula(client, kind):
    page = made.data_page("Nama,Jumlah\n=HYPERLINK(1),5\n@x,6\n")

    content = client.get(f"/statistik/{page.slug}.{kind}").content

    if kind == "csv":
        names = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]
    else:
        names = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].rows][1:]
    assert names == ["'=HYPERLINK(1)", "'@x"]


@pytest.mark.parametrize("address", ["tidak-ada.csv", "layanan-warna.csv", "template-warna.csv"])
def test_an_unknown_file_is_not_found(client, address):
    assert client.get(f"/statistik/{address}").status_code == 404


def test_a_withdrawn_page_takes_its_files_with_it(client):
    page = made.data_page()
    page.unpublish()

    assert client.get(f"/statistik/{page.slug}.csv").status_code == 404
    assert client.get("/statistik/data.json").json()["dataset"] == []


def test_machines_find_every_table_in_one_list(client):
    page = made.data_page()

    catalogue = client.get("/statistik/data.json").json()

    assert catalogue["@type"] == "DataCatalog"
    assert [each["name"] for each in catalogue["dataset"]] == [page.title]
    address = catalogue["dataset"][0]["distribution"][1]["contentUrl"]
    assert client.get(address.replace("http://127.0.0.1:8000", "")).status_code == 200


def test_the_office_chooses_the_licence(client):
    chosen = StatsSettings.load()
    chosen.licence = "Domain publik"
    chosen.save()

    assert "Lisensi Domain publik" in html_of(client, made.data_page().url)


# The index.


def test_the_index_has_a_shelf_for_each_topic_that_has_pages(client):
    page = made.data_page(topic=Topic.LIVING)

    html = html_of(client, "/statistik/")

    assert "Kesehatan, pendidikan, dan kesejahteraan" in html
    assert "Kerja dan ekonomi" not in html
    assert page.title in html


def statements(client, address):
    with CaptureQueriesContext(connection) as found:
        html_of(client, address)
    return [query["sql"] for query in found]


def test_the_index_costs_the_same_with_thirty_pages_and_reads_no_table(client):
    made.data_page()
    statements(client, "/statistik/?x=0")  # keeps what changes with a save only
    one = statements(client, "/statistik/?x=1")
    for _number in range(29):
        made.data_page()
    statements(client, "/statistik/?x=2")
    thirty = statements(client, "/statistik/?x=3")

    assert len(thirty) <= len(one), thirty
    assert len(one) <= 15, one
    assert [sql for sql in thirty if '"stats_datapage"."table"' in sql] == []


def test_a_data_page_costs_the_same_with_thirty_neighbours(client):
    page = made.data_page()
    statements(client, page.url)
    one = len(statements(client, f"{page.url}?x=1"))
    for _number in range(29):
        made.data_page()
    statements(client, f"{page.url}?x=2")

    assert len(statements(client, f"{page.url}?x=3")) <= one <= 12


def test_the_home_page_may_borrow_the_key_figures(client, rf):
    page = made.data_page()

    figures = some(rf.get("/"), 4)

    assert [(each.value, each.label, each.url) for each in figures] == [("6,33%", "mencari kerja", page.url)]
