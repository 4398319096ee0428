"""A person without e-mail comes to the counter; months later the same person has a phone of their own."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from accounts.enums import Role
from accounts.models import Applicant, ClaimCode
from cases.enums import CaseState
from cases.models import Call, Case
from core.models import OutboxMessage
from tests.cases.test_calls import offered
from tests.e2e import wizard
from tests.e2e.story import employee, enter_cms, read_qr
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, next_nik

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/cms/loket/"
CODE = re.compile(r"(?<!-)\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")


@pytest.fixture
def batch():
    return made.batch()


@pytest.fixture
def officer():
    return employee(Role.CHECKER, "Ratna")


def look_up(page, batch, number: str) -> None:
    page.goto(HOME)
    page.get_by_role("link", name=f"Pilih {batch.label}").click()
    page.get_by_label("NIK").fill(number)
    page.get_by_role("button", name="Cari dan lanjutkan").click()


def sign_on_paper(page) -> None:
    wizard.declare(page)
    page.get_by_label("Orang ini sudah membaca").check()
    page.get_by_role("button", name="Kirim pendaftaran").click()


def printed(page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name="Cetak tanda terima").click()
    return download.value.path().read_bytes()


def words_of(pdf: bytes) -> str:
    return " ".join(PdfDocument(pdf)[0].get_textpage().get_text_bounded().split())


def type_birth_date(page) -> None:
    for label, value in (("Tanggal", "5"), ("Bulan", "5"), ("Tahun", "1999")):
        page.get_by_label(label, exact=True).fill(value)


def test_from_the_counter_to_the_own_account(new_page, desktop, batch, officer, tmp_path, sound, picture):
    page = enter_cms(desktop, officer, HOME)
    picture(page, "counter")
    look_up(page, batch, number := next_nik())
    page.get_by_role("link", name="Isi formulir").click()
    sound(page)
    wizard.fill_all(page, tmp_path, nik=number)
    expect(page.get_by_role("main")).to_contain_text("Rina Contoh")
    wizard.onward(page)
    sound(page)
    sign_on_paper(page)

    case = Case.objects.get()
    expect(page.get_by_role("main")).to_contain_text(case.number)
    expect(page.get_by_role("main")).to_contain_text("oleh Ratna")
    picture(page, "counter-receipt")
    paper = printed(page)
    assert case.number in words_of(paper)
    assert f"/status/?nomor={case.number}" in read_qr(paper)
    code = CODE.search(words_of(paper).replace(case.number, ""))[0]
    assert ClaimCode.objects.get().code_hash not in code
    assert (mail.outbox, OutboxMessage.objects.count()) == ([], 0)

    phone = new_page(javascript=False)
    phone.goto("/akun/sambungkan/")
    wizard.sign_in(phone, "rina.baru@contoh.test")
    sound(phone)
    phone.get_by_label("Kode pada tanda terima").fill("7K3M-9QX2-D")
    type_birth_date(phone)
    phone.get_by_role("button", name="Sambungkan").click()
    expect(phone.get_by_role("alert")).to_contain_text("Tidak ada yang dapat kami sambungkan")
    sound(phone)
    phone.get_by_label("Kode pada tanda terima").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="Sambungkan").click()

    expect(phone).to_have_url(re.compile("/akun/$"))
    expect(phone.get_by_role("main")).to_contain_text(case.number)
    phone.goto(f"/akun/{case.number}/")
    expect(phone.get_by_role("main")).to_contain_text("Didaftarkan di loket")
    assert Applicant.objects.get().user.email == "rina.baru@contoh.test"


def test_a_wrong_step_loses_nothing_at_the_counter_on_a_phone(phone, batch, officer, tmp_path, sound):
    page = enter_cms(phone, officer, HOME)
    look_up(page, batch, number := next_nik())
    page.get_by_role("link", name="Isi formulir").click()
    wizard.fill_identity(page, nik=number, full_name="Rina 7")
    wizard.onward(page)
    expect(page.get_by_role("alert")).to_contain_text("Nama")
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina 7")
    expect(page.get_by_label("Tempat lahir")).to_have_value("Tangerang")
    sound(page)
    page.get_by_label("Nama lengkap").fill("Rina Contoh")
    wizard.onward(page)
    wizard.fill_address(page)
    page.get_by_role("button", name="Simpan, lanjutkan nanti").click()
    page.goto(HOME)
    expect(page.get_by_role("main")).to_contain_text("Rin• Con•••")
    page.get_by_role("link", name=re.compile("^Lanjutkan")).click()
    page.get_by_role("link", name="Lanjutkan formulir").click()
    expect(page.get_by_label("Pendidikan terakhir")).to_be_visible()


def test_a_person_without_mail_takes_the_seat_on_the_phone(desktop, officer, sound, picture):
    case = offered(ApplicantFactory(user=None, name="Siti Tanpa Surel", phone="+6281234567890"))
    page = enter_cms(desktop, officer, reverse("cases:calls"))
    expect(page.get_by_role("main")).to_contain_text("0812-3456-7890")
    picture(page, "calls")
    page.get_by_role("button", name="Tidak diangkat").click()
    expect(page.get_by_role("main")).to_contain_text("Dicoba 1 kali")
    page.get_by_role("button", name="Orangnya mengambil kursi").click()
    expect(page.get_by_role("main")).to_contain_text("Tidak ada yang perlu ditelepon.")
    case.refresh_from_db()
    assert (case.state, Call.objects.filter(told_at=None).count()) == (CaseState.ACCEPTED, 0)
