"""The editor of a data page takes a CSV as text or as a file, and says in Indonesian what is wrong with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from wagtail.test.utils.form_data import nested_form_data, streamfield

from stats import tables
from stats.enums import Chart
from stats.forms import TableField, drawing_faults
from stats.models import DataPage
from tests.factories import stats as made
from tests.factories.accounts import UserFactory

GOOD = "Kecamatan,Penduduk\nBenda,85769\n"
BAD = "Kecamatan,Penduduk\nBenda,85x\nPinang,3\n"


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


def clean(text="", content=None):
    """What the field makes of a sent form."""
    field = TableField(required=False)
    files = {"table-file": [SimpleUploadedFile("a.csv", content)]} if content is not None else {}
    return field.clean(field.widget.value_from_datadict({"table": text}, MultiValueDict(files), "table"))


def test_text_becomes_a_table_and_comes_back_as_text():
    kept = clean(GOOD)

    assert kept == tables.parse(GOOD).to_json()
    assert TableField().prepare_value(kept) == GOOD


def test_a_file_wins_over_the_text_beside_it():
    assert clean("", GOOD.encode("utf-8-sig")) == clean(GOOD) == clean(BAD, GOOD.encode())


def test_nothing_is_an_empty_table():
    assert clean(" \n") == tables.empty()


@pytest.mark.parametrize(
    ("chart", "csv", "fits"),
    [
        (Chart.BAR, GOOD, True),
        (Chart.BAR, "A,B\nx,y\n", False),
        (Chart.NONE, "A,B\nx,y\n", True),
        (Chart.PYRAMID, GOOD, False),
        (Chart.PYRAMID, "A,B,C\nx,1,2\n", True),
        (Chart.FIGURES, GOOD, False),
        (Chart.FIGURES, "A,Nilai,Satuan,Periode,Sumber,Tanggal,Catatan\nx,1,a,2023,c,d,e\n", True),
    ],
)
def test_a_drawing_must_fit_the_table(chart, csv, fits):
    assert (drawing_faults(chart, tables.parse(csv)) == []) is fits


# In the editor.


@pytest.fixture
def editor(client, db):
    client.force_login(UserFactory(is_superuser=True, is_staff=True, language="id"))
    return client


def fields(**changes):
    """A data page as the editor's browser sends it."""
    names = {"title": "Penduduk", "slug": "penduduk", "summary": "Menurut kecamatan.", "topic": "people"}
    numbers = {"drawn_columns": 0, "undrawn_rows": 0, "chart": "bar", "table": GOOD}
    empty = dict.fromkeys(["unit", "period", "source_name", "source_date", "source_url", "note"], "")
    streams = {"highlights": streamfield([]), "body": streamfield([])}
    comments = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}}
    comments = {f"comments-{name}": value for name, value in comments["comments"].items()}
    return nested_form_data(names | numbers | empty | streams | changes) | comments


def add_url():
    return reverse("wagtailadmin_pages:add", args=["stats", "datapage", made.index().pk])


def test_an_editor_makes_a_data_page_from_a_file(editor):
    upload = SimpleUploadedFile("penduduk.csv", GOOD.encode("utf-8-sig"), content_type="text/csv")

    answer = editor.post(add_url(), fields(table="") | {"table-file": upload, "action-publish": "1"})

    assert answer.status_code == 302, answer.context["form"].errors
    page = DataPage.objects.get(slug="penduduk", locale__language_code="id")
    assert page.live
    assert page.grid == tables.parse(GOOD)


def test_a_bad_file_is_named_by_row_and_column_and_stays_to_be_mended(editor):
    upload = SimpleUploadedFile("penduduk.csv", BAD.encode(), content_type="text/csv")

    html = editor.post(add_url(), fields(table="") | {"table-file": upload}).content.decode()

    assert "Baris 2, kolom “Penduduk”: “85x” bukan angka." in html
    assert "Pinang,3" in html
    assert not DataPage.objects.filter(slug="penduduk").exists()


def test_the_form_can_carry_files_and_offers_templates(editor):
    html = editor.get(add_url()).content.decode()

    assert 'enctype="multipart/form-data"' in html
    assert 'data-table-for="id_table"' in html
    assert "stats/table" in html
    for kind in ("tabel", "angka"):
        url = reverse("stats:template", args=[kind])
        assert url in html
        assert tables.parse(tables.decode(editor.get(url).content)).numbers


def test_the_preview_shows_the_table_before_it_is_saved(editor):
    page = made.data_page()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    sent = editor.post(url, fields(slug=page.slug, table="Kecamatan,Penduduk\nBenda,4711\n"))

    assert sent.json()["is_valid"]
    assert "4.711" in editor.get(url).content.decode()
    assert "4.711" not in editor.get(page.url).content.decode()


def test_a_draft_does_not_change_what_is_published(editor):
    page = made.data_page()

    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields(slug=page.slug, table=GOOD))

    page = DataPage.objects.get(pk=page.pk)
    assert page.grid == tables.parse(made.CSV)
    assert page.get_latest_revision_as_object().grid == tables.parse(GOOD)
