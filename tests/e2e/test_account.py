"""At the door and in the account: by hand on a phone without JavaScript, by keyboard, on a wide screen."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import workflow as accounts
from accounts.enums import Role
from audit import log
from cases import workflow
from cases.enums import Move
from cases.models import Case, Objection
from core.models import OutboxMessage
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import private_file

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "rina@contoh.test"


def sent_code() -> str:
    return re.search(r"\d{6}", OutboxMessage.objects.latest("pk").content["text"])[0]


def sign_in(page, back="/akun/"):
    page.goto(back)
    page.get_by_label("Surel (email)").fill(EMAIL)
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode masuk").fill(sent_code())
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()


@pytest.fixture
def rina():
    return ApplicantFactory(user=accounts.open_account(EMAIL), name="Rina Contoh")


@pytest.fixture
def offered(rina):
    now = timezone.now()
    batch = make.batch(now=now, confirm_by=now + dt.timedelta(days=5))
    kinds = [("ktp", "KTP", private_file()), ("photo", "Pas foto", private_file())]
    return make.released(make.register(batch, rina, at=now, documents=kinds), at=now)


def test_a_new_person_signs_up_without_javascript(plain_phone, sound):
    page = plain_phone
    page.goto("/akun/")
    sound(page)
    page.get_by_label("Surel (email)").fill("bukan surel")
    page.get_by_role("button", name="Kirim kode").click()
    expect(page.get_by_role("alert")).to_contain_text("perlu tanda @")
    sound(page)
    page.get_by_label("Surel (email)").fill(EMAIL)
    page.get_by_role("button", name="Kirim kode").click()
    sound(page)
    page.get_by_label("Kode masuk").fill("12")
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Anda mengisi 2")
    sound(page)
    page.get_by_label("Kode masuk").fill(sent_code())
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", name="Akun saya")).to_be_visible()
    sound(page)


def test_the_seat_is_taken_without_javascript(plain_phone, sound, offered):
    page = plain_phone
    sign_in(page, f"/akun/{offered.number}/")
    expect(page.get_by_role("heading", name=re.compile(offered.number))).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Ambil kursi ini").click()
    sound(page)
    page.get_by_role("button", name="Ambil kursi ini").click()
    expect(page.get_by_role("status")).to_contain_text("Kursi Anda pasti")
    sound(page)
    page.get_by_role("link", name="Batalkan pendaftaran").click()
    page.get_by_role("button", name="Batalkan pendaftaran").click()
    expect(page.get_by_role("status")).to_contain_text("sudah dibatalkan")
    sound(page)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_every_page_of_the_account(request, device, sound, offered):
    """Accessible and within the window on both; with a correction, a look and a second registration."""
    page, officer = request.getfixturevalue(device), UserFactory(role=Role.CHECKER)
    other = make.register(
        make.batch(now=timezone.now()), offered.applicant, at=timezone.now(), documents=[("ktp", "KTP", private_file())]
    )
    workflow.claim(other, by=officer)
    workflow.ask_correction(other, documents=["ktp"], note="Foto KTP buram.", by=officer)
    log.record(
        "cases.case.document_opened",
        Case(pk=other.pk),
        by=officer,
        body={"document": "ktp", "reason": "check"},
        public=True,
    )
    sign_in(page)
    sound(page)
    paths = [
        "profil/",
        "profil/kontak/",
        "dokumen/",
        "dilihat/",
        "kata-sandi/",
        "dua-langkah/",
        f"{other.number}/",
        f"{other.number}/ambil/",
    ]
    for path in paths:
        page.goto(f"/akun/{path}")
        sound(page)
    page.goto(f"/en/akun/{other.number}/")
    sound(page)
    page.goto("/masuk/keluar/")
    sound(page)


def test_the_status_by_keyboard_alone(phone, sound, offered):
    page = phone
    page.goto("/status/")
    sound(page)
    page.get_by_label("Nomor pendaftaran").focus()
    for word in (offered.number.lower(), "6", "5", "1999"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok dengan pendaftaran mana pun")
    sound(page)
    page.get_by_label("Tanggal", exact=True).fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(offered.number))).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Rina")
    sound(page)


def test_objecting_without_javascript_and_the_answer(plain_phone, sound, rina):
    """Rejected, objected on a phone, dismissed by another officer: the person reads why."""
    now = timezone.now()
    case = make.released(make.register(make.batch(now=now), rina, at=now), Move.REJECT, at=now)
    page = plain_phone
    sign_in(page, f"/akun/{case.number}/")
    page.get_by_role("link", name="Ajukan keberatan atas keputusan ini").click()
    sound(page)
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis alasan keberatan Anda.")
    page.get_by_label("Mengapa keputusan ini perlu diubah?").fill("Surat domisili saya masih berlaku.")
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_role("heading", name="Keberatan Anda sedang diperiksa")).to_be_visible()
    sound(page)
    workflow.dismiss(Objection.objects.get(), by=UserFactory(role=Role.HEAD), told="Surat itu habis bulan lalu.")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Surat itu habis bulan lalu.")
    expect(page.get_by_role("link", name="Ajukan keberatan atas keputusan ini")).to_have_count(0)
    sound(page)
