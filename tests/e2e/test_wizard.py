"""A citizen registers: on a phone of 320 px without JavaScript, by keyboard alone, on two devices, with mistakes."""

import re

import pytest
from playwright.sync_api import expect

from cases.models import Case
from core.models import OutboxMessage
from forms.models import Draft
from tests.e2e import wizard
from tests.factories import forms as made
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RULES = [("age_min", 18), ("domicile", None), ("education_min", "sma")]


@pytest.fixture
def batch():
    return made.batch(program_fields={"rules": RULES, "illustration": "blk-sewing"})


def test_the_whole_story_without_javascript_at_320_px(new_page, sound, picture, batch, tmp_path):
    page = new_page(javascript=False, viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    page.goto(made.address(batch))
    page.get_by_label("Tanggal", exact=True).fill("5")
    page.get_by_label("Bulan", exact=True).fill("Mei")
    page.get_by_label("Tahun", exact=True).fill("1999")
    page.get_by_label("Kelurahan tempat tinggal").select_option(label="Sukarasa")
    page.get_by_role("button", name="Periksa syarat saya").click()
    expect(page.get_by_text("Usia Anda memenuhi syarat.")).to_be_visible()
    sound(page)
    picture(page, "wizard-syarat")
    page.get_by_role("link", name="Lanjut ke masuk").click()
    wizard.sign_in(page)

    expect(page.get_by_role("heading", name="Identitas Anda")).to_be_visible()
    wizard.onward(page)
    expect(page).to_have_title(re.compile("^Galat: Identitas Anda"))
    page.get_by_role("alert").get_by_role("link", name="Isi NIK Anda.").click()
    expect(page.get_by_label("NIK", exact=True)).to_be_in_viewport()
    sound(page)
    picture(page, "wizard-identitas")
    wizard.fill_identity(page)
    wizard.onward(page)

    wizard.fill_address(page, local=False)
    sound(page)
    wizard.onward(page)
    wizard.fill_education(page)
    sound(page)
    wizard.onward(page)

    page.get_by_label("Foto KTP").set_input_files(wizard.photo(tmp_path))
    page.get_by_label("Ijazah terakhir").set_input_files(wizard.photo(tmp_path, "ijazah.jpg", b"bukan gambar"))
    wizard.onward(page)
    expect(page.get_by_role("alert")).to_contain_text("Berkas ijazah.jpg bukan JPG, PNG, HEIC, PDF.")
    expect(page.get_by_role("alert")).to_contain_text("Unggah Surat domisili.")
    expect(page.get_by_role("link", name="ktp.jpg")).to_be_visible()
    sound(page)
    picture(page, "wizard-dokumen")
    page.get_by_label("Ijazah terakhir").set_input_files(wizard.photo(tmp_path, "ijazah.jpg"))
    page.get_by_label("Surat domisili").set_input_files(wizard.photo(tmp_path, "surat.jpg"))
    wizard.onward(page)

    wizard.fill_questions(page)
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    sound(page)
    picture(page, "wizard-periksa")
    page.get_by_role("link", name="Ubah nomor ponsel").click()
    page.get_by_label("Nomor ponsel").fill("0812 0000 0009")
    wizard.onward(page, "Simpan, kembali ke ringkasan")
    expect(page.get_by_text("0812-0000-0009")).to_be_visible()
    wizard.onward(page)

    sound(page)
    picture(page, "wizard-pernyataan")
    wizard.declare(page)
    wizard.onward(page, "Kirim pendaftaran")
    number = Case.objects.get().number
    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_role("heading", name="Yang terjadi berikutnya")).to_be_visible()
    sound(page)
    picture(page, "wizard-tanda-terima")
    with page.expect_download() as download:
        page.get_by_role("link", name="Cetak atau simpan PDF").click()
    assert download.value.suggested_filename == f"{number}.pdf"
    assert OutboxMessage.objects.filter(kind="received", about=number).exists()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_by_tab_and_enter_alone(desktop, sound, picture):
    """No mouse: focus moves by Tab, words are typed, choices made by arrows and space, Enter goes on."""
    batch = made.batch(program_fields={"questions": [], "documents": [], "illustration": "blk-sewing"})
    page = desktop
    wizard.open_step(page, batch, "identitas")
    typed = made.identity()
    to_control(page, "id_nik")
    page.keyboard.type(typed["nik"])
    press(page, "Tab")
    page.keyboard.type(typed["full_name"])
    press(page, "Tab")
    page.keyboard.type(typed["birth_place"])
    for part in ("day", "month", "year"):
        press(page, "Tab")
        page.keyboard.type(typed[f"birth_date_{part}"])
    press(page, "Tab", "ArrowDown", "ArrowUp", "ArrowDown")
    press(page, "Enter")

    to_control(page, "id_address")
    page.keyboard.type(made.ADDRESS["address"])
    press(page, "Tab")
    page.keyboard.type("Sukarasa")
    press(page, "Tab", "Space", "Tab")
    page.keyboard.type("081200000001")
    press(page, "Enter")

    to_control(page, "id_education")
    page.keyboard.type("SMA")
    press(page, "Tab")
    page.keyboard.type("SMA Contoh")
    press(page, "Tab", "Tab")
    page.keyboard.type("2017")
    press(page, "Tab", "ArrowDown", "Tab", "Enter")

    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    sound(page)
    picture(page, "wizard-periksa")
    to_text(page, "Lanjut ke pernyataan")
    press(page, "Enter")
    to_control(page, "id_declaration")
    press(page, "Space", "Tab", "Space", "Enter")

    expect(page.get_by_role("heading", name="Pendaftaran Anda sudah kami terima")).to_be_visible()
    sound(page)
    picture(page, "wizard-tanda-terima")


def to_control(page, wanted: str) -> None:
    """Wait for the page that has it; then press Tab until the control with this id has the focus."""
    expect(page.locator(f"#{wanted}")).to_be_attached()
    for _time in range(40):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def to_text(page, wanted: str) -> None:
    for _time in range(60):
        if page.evaluate("document.activeElement.textContent").strip() == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_another_device_shows_all_text_and_the_good_file(plain_phone, new_page, batch, tmp_path):
    page = plain_phone
    wizard.open_step(page, batch, "identitas")
    typed = wizard.fill_identity(page)
    wizard.onward(page)
    wizard.fill_address(page)
    wizard.onward(page)
    wizard.fill_education(page)
    wizard.onward(page)
    page.get_by_label("Foto KTP").set_input_files(wizard.photo(tmp_path))
    page.get_by_label("Ijazah terakhir").set_input_files(wizard.photo(tmp_path, "ijazah.pdf", b"%PDF-rusak"))
    wizard.onward(page)
    expect(page.get_by_role("alert")).to_contain_text("ijazah.pdf rusak")

    other = new_page(viewport={"width": 1280, "height": 900})
    other.goto(made.address(batch))
    wizard.open_step(other, batch, "")
    wizard.open_step(other, batch, "identitas")
    expect(other.get_by_label("NIK", exact=True)).to_have_value(typed["nik"])
    wizard.open_step(other, batch, "dokumen")
    expect(other.get_by_role("link", name="ktp.jpg")).to_be_visible()


def test_saving_for_later_says_until_when_and_where_to_go_on(plain_phone, sound, picture, batch):
    page = plain_phone
    wizard.open_step(page, batch, "identitas")
    page.get_by_label("Nama lengkap").fill("Rina Contoh")
    page.get_by_role("button", name="Simpan, lanjutkan nanti").click()

    expect(page.get_by_role("heading", name="Lanjutkan pendaftaran Anda")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Jawaban Anda tersimpan sampai")
    sound(page)
    picture(page, "wizard-lanjutkan")
    page.get_by_role("link", name="Lanjutkan", exact=True).click()
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina Contoh")
    page.goto("/akun/")
    expect(page.get_by_role("main")).to_contain_text("Menjahit, Angkatan")


def test_a_correction_is_answered_without_javascript(plain_phone, sound, picture, tmp_path):
    from cases import workflow as engine

    user = UserFactory(email=wizard.EMAIL)
    case = Case.objects.get(pk=made.sent(made.batch(), user).pk)
    engine.ask_correction(
        case, by=UserFactory(role="checker"), documents=["ktp"], fields=["full_name"], note="KTP terpotong."
    )
    page = plain_phone
    page.goto(f"/daftar/perbaikan/{case.number}/")
    wizard.sign_in(page)

    expect(page.get_by_role("main")).to_contain_text("KTP terpotong.")
    sound(page)
    picture(page, "wizard-perbaikan")
    page.get_by_role("link", name="Mulai perbaikan").click()
    page.get_by_label("Nama lengkap").fill("Rina Contoh Lestari")
    wizard.onward(page)
    page.get_by_label("Foto KTP").set_input_files(wizard.photo(tmp_path, "ktp-baru.jpg"))
    wizard.onward(page)
    sound(page)
    wizard.onward(page, "Kirim perbaikan")

    expect(page.get_by_role("heading", name="Perbaikan Anda sudah terkirim")).to_be_visible()
    assert Draft.objects.get(correction__isnull=False).finished_at
