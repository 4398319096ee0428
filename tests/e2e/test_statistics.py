"""A visitor reads figures on a phone without JavaScript; an editor makes such a page from a file with a fault in it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from tests.e2e.story import employee, enter_cms
from tests.factories import stats as made

pytestmark = pytest.mark.django_db(transaction=True)
BAD = "Kecamatan;Penduduk\nBenda;85x\nPinang;186671\n"


def test_a_visitor_reads_a_figure_and_takes_the_table_home(plain_phone, sound, picture):
    page = made.data_page(title="Apa kegiatan utama warga?")
    plain_phone.goto("/statistik/")
    sound(plain_phone)

    plain_phone.get_by_role("link", name=page.title).click()

    expect(plain_phone.get_by_role("img", name=page.title)).to_be_visible()
    expect(plain_phone.get_by_role("cell", name="595.664")).to_be_visible()
    sound(plain_phone)
    picture(plain_phone, "statistik-data")
    with plain_phone.expect_download() as download:
        plain_phone.get_by_role("link", name="Unduh CSV").click()
    assert download.value.suggested_filename == f"{page.slug}.csv"


def test_an_editor_mends_a_table_where_the_page_says(desktop):
    url = reverse("wagtailadmin_pages:add", args=["stats", "datapage", made.index().pk])
    page = enter_cms(desktop, employee(Role.EDITOR, "Ratna"), url)
    page.get_by_role("textbox", name="Judul").first.press_sequentially("Penduduk")
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value("penduduk")

    page.locator("#id_table-file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": BAD.encode()})

    table = page.locator("#id_table")
    expect(table).to_have_value(BAD)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Baris 2, kolom “Penduduk”: “85x” bukan angka.").first).to_be_visible()
    table.fill(BAD.replace("85x", "85769"))
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/")
    expect(table).to_have_value("Kecamatan,Penduduk\nBenda,85769\nPinang,186671\n")
