"""What the stories of the wizard do with a page, as a person would: by the words on it."""

import re
from pathlib import Path

from playwright.sync_api import Page

from core.models import OutboxMessage
from tests.factories import forms as made
from tests.factories.files import jpeg

EMAIL = "rina@contoh.test"


def sent_code() -> str:
    return re.search(r"\d{6}", OutboxMessage.objects.latest("pk").content["text"])[0]


def sign_in(page: Page, email: str = EMAIL) -> None:
    """At the door: address, code, and back to where one came from."""
    page.get_by_label("Surel (email)").fill(email)
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode masuk").fill(sent_code())
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()


def open_step(page: Page, of, step: str, email: str = EMAIL) -> None:
    """Go to a step; sign in when asked."""
    page.goto(made.address(of, step))
    if "/masuk/" in page.url:
        sign_in(page, email)


def onward(page: Page, name: str = "Lanjut ke") -> None:
    page.locator(".ck-actions").get_by_role("button", name=re.compile(f"^{name}")).click()


def fill_identity(page: Page, **fields) -> dict:
    typed = made.identity(**fields)
    page.get_by_label("NIK", exact=True).fill(typed["nik"])
    page.get_by_label("Nama lengkap").fill(typed["full_name"])
    page.get_by_label("Tempat lahir").fill(typed["birth_place"])
    for part, label in (("day", "Tanggal"), ("month", "Bulan"), ("year", "Tahun")):
        page.get_by_label(label, exact=True).fill(typed[f"birth_date_{part}"])
    page.get_by_label("Perempuan").check()
    return typed


def fill_address(page: Page, *, local: bool = True) -> None:
    page.get_by_label("Alamat tempat tinggal").fill(made.ADDRESS["address"])
    page.get_by_label("Kelurahan").select_option(label="Sukarasa")
    page.get_by_label("Ya" if local else "Tidak", exact=True).check()
    page.get_by_label("Nomor ponsel").fill(made.ADDRESS["phone"])


def fill_education(page: Page) -> None:
    page.get_by_label("Pendidikan terakhir").select_option("sma")
    page.get_by_label("Nama sekolah").fill("SMA Contoh")
    page.get_by_label("Tahun lulus").fill("2017")
    page.get_by_label("Keadaan kerja").select_option("never_worked")


def photo(folder: Path, name: str = "ktp.jpg", content: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(content if content is not None else jpeg())
    return path


def fill_questions(page: Page) -> None:
    page.get_by_label("Mengapa Anda memilih kelas ini?").fill("Ingin membuka usaha jahit.")
    page.get_by_label("Tidak", exact=True).check()
    onward(page)
    page.get_by_label("Pagi").check()
    onward(page)


def fill_all(page: Page, folder: Path, **fields) -> None:
    """From "identitas" to the summary."""
    fill_identity(page, **fields)
    onward(page)
    fill_address(page)
    onward(page)
    fill_education(page)
    onward(page)
    page.get_by_label("Foto KTP").set_input_files(photo(folder))
    page.get_by_label("Ijazah terakhir").set_input_files(photo(folder, "ijazah.jpg"))
    onward(page)
    fill_questions(page)


def declare(page: Page) -> None:
    page.get_by_label("Saya menyatakan").check()
    page.get_by_label("Bila diterima").check()
