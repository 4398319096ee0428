"""The desk in a real browser: on a phone, without scripts, by keyboard, and by two officers at once."""

import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from audit.models import Event
from cases import bulk, services, workflow
from cases.enums import Bucket, BulkAction, Move
from cases.models import Case, Decision, Document
from cases.workflow import jobs
from core.models import PrivateFile
from tests.e2e import checks
from tests.factories import files
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import SLUG, open_case, register_letters, three_stages

pytestmark = pytest.mark.django_db(transaction=True)
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def road(live_server):
    register_letters()
    yield three_stages()
    services._services.pop(SLUG)


@pytest.fixture
def cases():
    """Three cases with pictures, the oldest first."""
    names = ("Siti Nurhaliza Rahmawati", "Ayu Nugroho Permatasari", "Fajar Permata Lubis")
    return [with_pictures(open_case(documents=["ktp", "photo"], applicant=ApplicantFactory(name=n))) for n in names]


def with_pictures(case):
    for document in Document.objects.filter(case=case):
        file = PrivateFile(name="ktp.jpg", content_type="image/jpeg", size=1, sha256="0" * 64)
        file.file.save("x", ContentFile(files.jpeg()))
        Document.objects.filter(pk=document.pk).update(file=file)
    return case


def officer(page, role=Role.CHECKER, **fields):
    """Somebody of the staff, signed in on this device."""
    user, client = UserFactory(role=role, **fields), Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    host = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": host}])
    return user


def queue(page):
    page.goto(reverse("cases:index"))


def our_findings(page):
    """axe within our own part of the page."""
    return checks.axe(page, within="#main")


def test_a_phone_decides_a_file_in_six_taps(phone, cases, picture):
    """Claim, open the KTP, tick, reject with a reason; the next one opens by itself."""
    officer(phone)
    queue(phone)
    assert checks.beyond_the_edge(phone) == []
    picture(phone, "desk-queue")
    taps = 0

    def tap(target):
        nonlocal taps
        target.tap()
        taps += 1

    tap(phone.get_by_role("button", name="Mulai memeriksa"))
    phone.wait_for_url(re.compile(rf"/cms/berkas/{cases[0].pk}/"))
    picture(phone, "desk-case")
    assert checks.beyond_the_edge(phone) == []
    tap(phone.get_by_role("link", name=re.compile("KTP")).first)
    tap(phone.get_by_role("button", name="Keliru").first)
    tap(phone.get_by_role("link", name="Tolak"))
    dialog = phone.locator("#desk-reject")
    assert checks.beyond_the_edge(phone) == []
    tap(dialog.get_by_role("checkbox").first)
    picture(phone, "desk-reject")
    tap(dialog.get_by_role("button", name="Tolak berkas ini"))
    phone.wait_for_url(re.compile(rf"/cms/berkas/{cases[1].pk}/"))

    assert taps == 6
    assert Case.objects.get(pk=cases[0].pk).bucket == Bucket.HELD
    assert Event.objects.filter(verb="cases.case.document_opened", object_ref=str(cases[0].pk)).exists()


def test_everything_works_without_scripts(plain_phone, cases):
    officer(plain_phone)
    queue(plain_phone)
    plain_phone.get_by_role("button", name="Mulai memeriksa").click()
    plain_phone.get_by_role("button", name="Tidak terbaca").first.click()
    plain_phone.get_by_role("button", name="Diterima").last.click()
    plain_phone.get_by_role("checkbox", name="Foto").check()
    plain_phone.get_by_role("button", name="Simpan", exact=True).click()
    plain_phone.get_by_role("link", name=re.compile("perbaikan", re.I)).first.click()
    plain_phone.get_by_role("button", name="Kirim permintaan").click()
    plain_phone.wait_for_url(re.compile(rf"/cms/berkas/{cases[1].pk}/"))
    case = Case.objects.get(pk=cases[0].pk)
    assert case.bucket == Bucket.APPLICANT
    assert case.open_correction.documents == ["ktp"]
    assert case.checks.count() == 1


def test_five_keys_decide_a_good_file(desktop, cases, picture):
    officer(desktop)
    queue(desktop)
    desktop.keyboard.press("m")
    desktop.wait_for_url(re.compile(rf"/cms/berkas/{cases[0].pk}/"))
    picture(desktop, "desk-case")
    for _document in range(2):
        with desktop.expect_response(re.compile("/nilai/")):
            desktop.keyboard.press("1")
    with desktop.expect_response(re.compile("/kerja/")):
        desktop.get_by_role("checkbox", name="Foto").check()
    desktop.keyboard.press("l")  # the focus rests on the check box
    desktop.wait_for_url(re.compile(rf"/cms/berkas/{cases[1].pk}/"))
    assert Case.objects.get(pk=cases[0].pk).stage.name_id == "Tes"


def test_verdicts_choose_the_reasons_and_the_text_is_shown(desktop, cases, picture):
    officer(desktop)
    desktop.goto(reverse("cases:edit", args=[cases[0].pk]))
    with desktop.expect_response(re.compile("/nilai/")):
        desktop.keyboard.press("2")
    with desktop.expect_response(re.compile("/nilai/")):
        desktop.keyboard.press("1")
    desktop.keyboard.press("p")
    dialog = desktop.locator("#desk-correct")
    assert "Tulisan di foto KTP Anda belum terbaca." in dialog.locator(".desk-preview__text").inner_text()
    picture(desktop, "desk-correct")
    dialog.get_by_role("button", name="Kirim permintaan").click()
    desktop.wait_for_url(re.compile(rf"/cms/berkas/{cases[1].pk}/"))
    assert Case.objects.get(pk=cases[0].pk).open_correction.documents == ["ktp"]


def test_a_second_officer_sees_who_holds_the_case(desktop, new_page, cases):
    officer(desktop, first_name="Rina")
    address = reverse("cases:edit", args=[cases[0].pk])
    desktop.goto(address)
    other = new_page(**DESKTOP)
    officer(other, first_name="Hendra")
    other.goto(address)
    assert other.get_by_text("Rina memegang berkas ini").is_visible()
    assert other.get_by_role("button", name="Luluskan").count() == 0
    other.keyboard.press("n")
    other.wait_for_url(re.compile(rf"/cms/berkas/{cases[1].pk}/"))


def test_leaving_the_page_gives_the_case_back(desktop, cases):
    officer(desktop)
    desktop.goto(reverse("cases:edit", args=[cases[0].pk]))
    assert is_held(cases[0])
    desktop.goto(reverse("cases:index"))
    for _look in range(10):  # the goodbye is sent while the page goes and may arrive after the next one
        if not is_held(cases[0]):
            break
        desktop.reload()
    assert not is_held(cases[0])


def is_held(case):
    return Case.objects.get(pk=case.pk).lease_by is not None


def test_the_nik_is_shown_after_a_reason(desktop, cases):
    officer(desktop)
    desktop.goto(reverse("cases:edit", args=[cases[0].pk]))
    nik = cases[0].applicant.nik
    desktop.get_by_text("Tampilkan NIK lengkap").click()
    desktop.get_by_role("button", name="Tampilkan", exact=True).click()
    desktop.locator(".desk-nik", has_text=f"{nik[:6]} {nik[6:12]} {nik[12:]}").wait_for()
    assert Event.objects.filter(verb="cases.case.nik_revealed").count() == 1


def test_many_are_rejected_after_a_dry_run(desktop, cases, picture):
    officer(desktop)
    queue(desktop)
    desktop.get_by_role("checkbox", name="Pilih semua di halaman ini").check()
    picture(desktop, "desk-queue-chosen")
    desktop.get_by_role("button", name="Tolak").click()
    desktop.get_by_text("Uji coba: belum ada yang berubah").wait_for()
    assert not Decision.objects.exists()
    picture(desktop, "desk-dry-run")
    assert our_findings(desktop) == []
    desktop.get_by_role("checkbox").first.check()
    desktop.get_by_role("button", name="Tolak 3 berkas").click()
    desktop.wait_for_url(re.compile("/massal/hasil/"))
    picture(desktop, "desk-result")
    assert our_findings(desktop) == []
    assert Decision.objects.count() == 3


def test_keys_are_listed_and_walk_the_queue(desktop, cases, picture):
    """“?” shows the keys; J and X choose a row, Enter opens it, A assigns it."""
    user = officer(desktop, first_name="Rina")
    queue(desktop)
    desktop.keyboard.press("?")
    desktop.locator("#desk-keys").wait_for(state="visible")
    assert our_findings(desktop) == []
    picture(desktop, "desk-keys")
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("j")
    desktop.keyboard.press("x")
    assert desktop.get_by_text("1 dipilih").is_visible()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(re.compile(rf"/cms/berkas/{cases[0].pk}/"))
    desktop.keyboard.press("a")
    desktop.get_by_label("Petugas").select_option(label="Rina")
    picture(desktop, "desk-assign")
    desktop.get_by_role("button", name="Tugaskan").click()
    desktop.get_by_text("1 berkas ditugaskan: Rina").wait_for()
    assert Case.objects.get(pk=cases[0].pk).assigned_to == user


def test_a_job_is_followed_paused_and_undone_without_scripts(plain_phone, cases, picture):
    """The page comes again by itself until the worker has done what the answer did not."""
    user = officer(plain_phone, first_name="Rina")
    found = Case.objects.filter(pk__in=[case.pk for case in cases])
    plan = bulk.plan(BulkAction.REJECT, found, by=user, at=timezone.now())
    job = jobs.start(plan, by=user, note="Angkatan ini dibatalkan.")
    jobs.work(job, limit=1)
    plain_phone.goto(reverse("cases:bulk_job", args=[job.pk]))
    assert plain_phone.get_by_text("Berjalan: 1 dari 3 berkas").is_visible()
    picture(plain_phone, "desk-job")
    jobs.work(job)
    plain_phone.get_by_text("Selesai: 3 dari 3 berkas").wait_for()
    assert checks.beyond_the_edge(plain_phone) == []
    plain_phone.get_by_role("button", name="Urungkan yang belum diberitahukan").click()
    plain_phone.get_by_text("Diurungkan: 3 dari 3 berkas").wait_for()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("size", [DESKTOP, {}])
def test_the_screens_are_sound(new_page, cases, size, picture):
    page = new_page(**size)
    head = officer(page, Role.HEAD, first_name="Budi")
    decided = Case.objects.get(pk=cases[2].pk)
    Case.objects.filter(pk=decided.pk).update(stage=decided.version.stages.get(is_decision=True))
    workflow.decide(decided, verdict=Move.REJECT, by=head, told="Contoh alasan")
    screens = [
        ("desk-home", "/cms/"),
        ("desk-tab-all", reverse("cases:queue", args=["semua"])),
        ("desk-case-read", reverse("cases:edit", args=[cases[1].pk])),
        ("desk-case-decided", reverse("cases:edit", args=[decided.pk])),
        ("desk-procedures", reverse("procedures:index")),
        ("desk-load", reverse("cases:workload")),
        ("desk-log", "/cms/catatan/"),
    ]
    for name, address in screens:
        page.goto(address)
        picture(page, name)
        assert our_findings(page) == [], name
        assert checks.beyond_the_edge(page) == [], name


def test_axe_is_awake(desktop, cases):
    """The negative control: a button without a name is found in our part of the page."""
    officer(desktop)
    queue(desktop)
    desktop.evaluate("document.querySelector('#main').append(document.createElement('button'))")
    assert any("button-name" in finding for finding in our_findings(desktop))
