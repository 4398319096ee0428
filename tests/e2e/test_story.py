"""The main job of an office from end to end, through its real pages only: a batch, a registration, a certificate.

The clock of the server is moved between the acts, so that a batch opens, is held and ends within one test.
"""

import re

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from cases.models import Case
from programs.enums import BatchStatus, Mode, ProgramKind
from programs.models import Batch
from programs.rules import status
from tests.e2e import story
from tests.e2e.story import DESKTOP, wib
from tests.factories import credentials as papers
from tests.factories import files
from tests.factories import forms as made
from tests.factories import programs as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

OPENS = wib(2026, 4, 6, 9)  # a Monday without holidays in the weeks after it
FIRST_DAY = wib(2026, 5, 4, 9)
LAST_DAY = wib(2026, 5, 6, 15)
RINA = "rina.rahmawati@contoh.test"
NAME = "Rina Contoh Rahmawati"
SARI, DEWI = "sari.lestari@contoh.test", "dewi.anggraini@contoh.test"
HAPPENED = [
    "Pendaftaran dikirim",
    "Perbaikan diminta",
    "Perbaikan dikirim",
    "Selesai: Pemeriksaan berkas",
    "Selesai: Tes dan wawancara",
    "Anda diterima",
    "Anda lulus pelatihan",
    "Sertifikat terbit",
]
TAKEN = [
    "Pendaftaran dikirim",
    "Selesai: Pemeriksaan berkas",
    "Anda masuk daftar cadangan",
    "Kursi ditawarkan",
    "Daftar ulang selesai",
]


@pytest.fixture
def clock():
    """The time of day of the whole process, the live server included; it goes on by itself."""
    with time_machine.travel(OPENS, tick=True) as traveller:
        yield traveller


@pytest.fixture
def stage(clock, live_server, settings, new_page, sound, picture, mail_server, tick):
    settings.BASE_URL = live_server.url  # links in mails and QR codes lead to this server
    papers.office()
    return story.Stage(new_page, sound, picture, story.Mailbox(mail_server, tick), clock)


@pytest.fixture
def staff():
    names = ("Erna", "Vina", "Seto", "Tini", "Hasan")
    return {role: story.employee(role, name) for role, name in zip(Role, names, strict=True)}


@pytest.fixture
def program(clock):
    """A BLK programme that asks for two documents and two steps of its own."""
    rules = [("age_min", 18), ("domicile", None)]
    return make.page_in_site(
        documents=made.DOCUMENTS,
        questions=made.QUESTIONS,
        rules=[{"type": name, "value": value} for name, value in rules],
        units=papers.UNITS,
        total_jp=24,
    )


def test_from_a_batch_to_a_verified_certificate(stage, staff, program):
    trainer = make.trainer(user=staff[Role.TRAINER])
    an_editor_writes_a_batch(stage, staff[Role.EDITOR], program, trainer)
    batch = the_head_publishes_it(stage, staff[Role.HEAD])
    phone = stage.new_page(javascript=False)
    a_citizen_begins_on_a_phone(stage, phone)
    case = and_sends_it_from_another_device(stage, batch)
    the_checker_asks_for_a_better_ktp(stage, staff[Role.CHECKER])
    the_citizen_answers_on_the_phone(stage, phone)
    the_checker_passes_the_file(stage, staff[Role.CHECKER])
    the_selector_scores_and_passes(stage, staff[Role.SELECTOR])
    the_head_accepts_and_releases(stage, staff[Role.HEAD])
    the_citizen_reads_the_answer(stage, phone, case)
    the_trainer_keeps_attendance_and_marks(stage, staff[Role.TRAINER], batch)
    head = the_head_confirms_and_issues(stage, staff[Role.HEAD])
    pdf = the_citizen_downloads_the_certificate(stage, case)
    anybody = the_qr_opens_the_verification(stage, pdf)
    the_head_revokes_it(stage, head, anybody)
    story.the_log_is_whole(stage)


def an_editor_writes_a_batch(stage, editor, program, trainer):
    """A new batch page below the programme; its sessions come from a pattern; then off to page moderation."""
    page = stage.desk_of(editor, reverse("wagtailadmin_explore", args=[program.pk]))
    page.get_by_role("link", name=re.compile("Tambah")).first.click()
    page.locator("[name=title]").fill("Menjahit, Angkatan 1 Tahun 2026")
    story.type_dates(page)
    page.locator("[name=trainer]").select_option(str(trainer.pk))
    page.locator("[name=mode]").select_option(Mode.SCORE)
    page.locator("[name=pass_mark]").fill("70")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_role("link", name="Buat pertemuan dari pola").click()
    page.get_by_label("Jumlah pertemuan").fill("3")
    page.get_by_role("button", name="Buat pertemuan").click()
    expect(page.locator(".messages")).to_contain_text("3 pertemuan")
    stage.picture(page, "story-editor")
    story.more_actions(page)
    page.get_by_role("button", name="Kirim untuk Persetujuan kepala dinas").click()
    page.wait_for_load_state()
    assert not Batch.objects.exists()


def the_head_publishes_it(stage, head):
    """The head finds it among the pages that wait, approves, and the batch stands in the list."""
    page = stage.desk_of(head)
    page.get_by_role("link", name="Menjahit, Angkatan 1 Tahun 2026").first.click()
    story.more_actions(page)
    page.get_by_role("button", name="Setujui dan terbitkan").click()
    page.wait_for_load_state()
    batch = Batch.objects.get()
    assert batch.page.live
    assert status(batch, OPENS) == BatchStatus.OPEN
    assert batch.sessions.count() == 3
    return batch


def a_citizen_begins_on_a_phone(stage, phone):
    """From the list through the check of the conditions and the code to the documents; one is missing."""
    phone.goto("/pelatihan/")
    phone.get_by_role("link", name=re.compile("Menjahit")).first.click()
    stage.show(phone, "batch")
    phone.get_by_role("link", name="Daftar kelas ini").click()
    story.fill(phone, {"birth_date_day": "5", "birth_date_month": "5", "birth_date_year": "1999"})
    story.fill(phone, {"lives_here": made.ADDRESS["village"]})
    phone.get_by_role("button", name="Periksa syarat saya").click()
    stage.show(phone, "conditions")
    phone.get_by_role("link", name=re.compile("^Lanjut")).click()
    story.answer_door(phone, RINA, stage.mailbox)
    for values in (made.identity(full_name=NAME), made.ADDRESS, made.EDUCATION):
        story.fill(phone, values)
        story.go_on(phone)
    story.upload(phone, "ktp", "IMG_2041.jpg", files.jpeg(1600, 1200))
    stage.show(phone, "documents")
    phone.get_by_role("button", name="Simpan, lanjutkan nanti").click()
    stage.show(phone, "resume")


def and_sends_it_from_another_device(stage, batch):
    """The same account at a desk: everything typed is there; the rest is filled in and sent."""
    page = stage.new_page(**DESKTOP)
    page.goto("/akun/")
    story.answer_door(page, RINA, stage.mailbox)
    stage.show(page, "account-draft")
    page.get_by_role("link", name=batch.label).click()
    page.get_by_role("link", name=re.compile("^Lanjut")).click()
    expect(page.get_by_role("link", name=re.compile("IMG_2041.jpg"))).to_be_visible()
    story.upload(page, "diploma", "ijazah.png", files.png())
    story.go_on(page)
    for values in made.ANSWERS.values():
        story.fill(page, values)
        story.go_on(page)
    stage.show(page, "check")
    story.send(page)
    case = Case.objects.get()
    expect(page.get_by_role("main")).to_contain_text(case.number)
    expect(page.get_by_role("main")).to_contain_text("6 April 2026")
    stage.show(page, "receipt")
    assert case.number in stage.mailbox.read(RINA)[1]
    return case


def the_checker_asks_for_a_better_ktp(stage, checker):
    page = story.open_next(stage, checker)
    story.judge(page, "Foto KTP", "Tidak terbaca")
    story.judge(page, "Ijazah terakhir", "Diterima")
    stage.picture(page, "story-case")
    page.get_by_role("link", name=re.compile("perbaikan", re.I)).first.click()
    page.locator("#desk-correct").get_by_role("button", name="Kirim permintaan").click()
    page.wait_for_url(re.compile(r"/cms/berkas/(?!\d+/)"))


def the_citizen_answers_on_the_phone(stage, phone):
    """The mail says what is wrong and leads there; one new picture, nothing else is asked again."""
    phone.goto(story.path_of(stage.mailbox.link(RINA)))
    stage.show(phone, "correction-asked")
    phone.get_by_role("link", name="Perbaiki sekarang").click()
    phone.get_by_role("link", name="Mulai perbaikan").click()
    story.upload(phone, "ktp", "ktp-baru.jpg", files.jpeg(1200, 900))
    story.go_on(phone)
    phone.get_by_role("button", name="Kirim perbaikan").click()
    expect(phone.get_by_role("heading", name="Perbaikan Anda sudah terkirim")).to_be_visible()


def the_checker_passes_the_file(stage, checker):
    page = story.open_next(stage, checker)
    story.judge(page, "Foto KTP", "Diterima")
    story.tick_the_checks(page)
    story.decide(page, "Luluskan")


def the_selector_scores_and_passes(stage, selector):
    page = story.open_next(stage, selector)
    for label, points in (("Tes tertulis", "80"), ("Wawancara", "90")):
        with page.expect_response(re.compile("/kerja/")):
            page.get_by_label(re.compile(label)).fill(points)
            page.keyboard.press("Tab")
    story.decide(page, "Luluskan")


def the_head_accepts_and_releases(stage, head):
    """A decision is shown to nobody until all of the batch are told together."""
    page = story.open_next(stage, head)
    expect(page.get_by_role("main")).to_contain_text("84")
    story.decide(page, "Terima")
    page.goto(reverse("cases:queue", args=["rilis"]))
    page.get_by_role("checkbox", name="Pilih semua di halaman ini").check()
    page.locator("#desk-bulk").get_by_role("button", name=re.compile("^Rilis")).click()
    page.get_by_role("button", name="Rilis 1 keputusan").click()
    page.wait_for_url(re.compile("/massal/hasil/"))


def the_citizen_reads_the_answer(stage, phone, case):
    subject, _text = stage.mailbox.read(RINA)
    assert "diterima" in subject.lower()
    phone.goto(f"/akun/{case.number}/")
    expect(phone.get_by_role("main")).to_contain_text("Anda diterima")
    stage.show(phone, "accepted")


def the_trainer_keeps_attendance_and_marks(stage, trainer, batch):
    """Two full days and one with 15 minutes missed; a final mark at the end."""
    stage.clock.move_to(FIRST_DAY)
    page = stage.desk_of(trainer, reverse("attendance:index"), viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("link", name=re.compile("Menjahit")).first.click()
    page.get_by_role("radio", name="Hadir").check(force=True)
    page.get_by_label(re.compile("Menit terlambat")).fill("15")
    page.get_by_role("button", name="Simpan absensi").click()
    expect(page.locator(".messages")).to_contain_text("Absensi tersimpan")
    stage.picture(page, "story-attendance")
    stage.clock.move_to(LAST_DAY)
    page = stage.desk_of(trainer, reverse("attendance:index"))
    for session in batch.sessions.order_by("starts_at")[1:]:
        page.goto(reverse("attendance:sheet", args=[session.pk]))
        page.get_by_role("button", name="Sisanya hadir").click()
        page.get_by_role("button", name="Simpan absensi").click()
        expect(page.locator(".messages")).to_contain_text("Absensi tersimpan")
    page.get_by_role("link", name="Nilai").first.click()
    page.get_by_label(re.compile("Nilai akhir")).fill("87,5")
    page.get_by_role("button", name="Simpan nilai").click()
    expect(page.locator(".messages")).to_contain_text("Nilai")


def the_head_confirms_and_issues(stage, head):
    page = stage.desk_of(head, reverse("results:index"))
    page.get_by_role("link", name=re.compile("Menjahit")).click()
    stage.picture(page, "story-result")
    page.get_by_role("button", name="Tetapkan kelulusan").click()
    expect(page.get_by_role("heading", name="Ditetapkan")).to_be_visible()
    page.goto(reverse("certificates:index"))
    page.get_by_role("link", name=re.compile("Menjahit")).click()
    page.get_by_role("link", name="Terbitkan 1 sertifikat").click()
    page.get_by_role("button", name="Terbitkan sertifikat").click()
    expect(page.locator(".messages")).to_contain_text("1 sertifikat")
    stage.picture(page, "story-issued")
    return page


def the_citizen_downloads_the_certificate(stage, case):
    """The mail leads to the account; days have passed, so the door asks for a code again."""
    page = stage.new_page(javascript=False)
    page.goto(f"/akun/{case.number}/")
    story.answer_door(page, RINA, stage.mailbox)
    story.expect_story(page, *HAPPENED)
    stage.show(page, "completed")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Unduh PDF")).click()
    return download.value.path().read_bytes()


def the_qr_opens_the_verification(stage, pdf):
    """Without signing in, on a phone of somebody who holds the paper."""
    page = stage.new_page()
    page.goto(story.read_qr(pdf))
    expect(page.get_by_role("heading", name="Sertifikat ini asli dan masih berlaku")).to_be_visible()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Rin")
    expect(main).not_to_contain_text(NAME)
    stage.show(page, "valid")
    return page


def the_head_revokes_it(stage, page, anybody):
    page.get_by_role("link", name=re.compile("^Cabut")).click()
    page.get_by_label("Alasan").fill("Dokumen pendaftaran ternyata milik orang lain.")
    page.get_by_role("button", name="Cabut sertifikat").click()
    expect(page.locator(".messages")).to_be_visible()
    anybody.reload()
    expect(anybody.get_by_role("heading", name="Sertifikat ini sudah dicabut")).to_be_visible()
    expect(anybody.get_by_role("main")).not_to_contain_text("milik orang lain")
    stage.show(anybody, "revoked")


def test_a_freed_seat_goes_to_the_first_reserve(stage, staff):
    """One seat, two people, in the order in which they registered."""
    batch = a_class_with_one_seat_is_open()
    first, second = (stage.new_page(javascript=False) for _person in range(2))
    sari = somebody_registers(stage, first, batch, SARI, "Sari Contoh Lestari")
    stage.show(first, "seat-receipt")
    dewi = somebody_registers(stage, second, batch, DEWI, "Dewi Contoh Anggraini")
    expect(second.get_by_role("main")).to_contain_text("cadangan nomor 1")
    stage.show(second, "reserve-receipt")
    the_checker_passes_both(stage, staff[Role.CHECKER])
    the_head_decides(stage, staff[Role.HEAD])
    both_are_told(stage, second, dewi)
    the_first_withdraws(first, sari)
    the_second_takes_the_seat(stage, second)
    batch.refresh_from_db()
    assert (batch.held, batch.seated, batch.free) == (0, 1, 0)
    story.the_log_is_whole(stage)


def a_class_with_one_seat_is_open():
    program = make.page_in_site(
        title="Barista", kind=ProgramKind.SI_PRAJA, field="Kuliner", documents=made.DOCUMENTS[:1]
    )
    return make.batch_page(program, now=OPENS, sessions=3, capacity=1, mode=Mode.ORDER).batch


def somebody_registers(stage, page, batch, address, name):
    """The whole form of a short class on a phone."""
    page.goto(batch.page.url)
    page.get_by_role("link", name=re.compile("Daftar kelas ini|Masuk daftar cadangan")).first.click()
    page.get_by_role("link", name=re.compile("^(Lanjut|Masuk daftar cadangan)")).click()
    story.answer_door(page, address, stage.mailbox)
    for values in (made.identity(full_name=name), made.ADDRESS, made.EDUCATION):
        story.fill(page, values)
        story.go_on(page)
    story.upload(page, "ktp", "ktp.jpg", files.jpeg(1200, 900))
    story.go_on(page)
    story.send(page)
    return Case.objects.latest("pk")


def the_checker_passes_both(stage, checker):
    page = story.open_next(stage, checker)
    for _case in range(2):
        story.judge(page, "Foto KTP", "Diterima")
        story.tick_the_checks(page)
        story.decide(page, "Luluskan")


def the_head_decides(stage, head):
    """The one with the seat first: the desk goes on to the next case by itself."""
    page = story.open_next(stage, head)
    story.decide(page, "Terima")
    story.decide(page, "Cadangan")


def both_are_told(stage, second, dewi):
    """A decision of this procedure is told by itself once it can no longer be undone."""
    stage.clock.shift(120)
    assert "diterima" in stage.mailbox.read(SARI)[0].lower()
    assert "cadangan" in stage.mailbox.read(DEWI)[0].lower()
    second.goto(f"/akun/{dewi.number}/")
    expect(second.get_by_role("main")).to_contain_text("Anda di urutan 1")
    stage.show(second, "reserve")


def the_first_withdraws(page, sari):
    page.goto(f"/akun/{sari.number}/")
    page.get_by_role("link", name="Batalkan pendaftaran").click()
    page.get_by_role("button", name="Batalkan pendaftaran").click()
    expect(page.get_by_role("status")).to_contain_text("sudah dibatalkan")


def the_second_takes_the_seat(stage, page):
    """The mail with the offer leads to the account; taken in time, the seat is hers."""
    page.goto(story.path_of(stage.mailbox.link(DEWI)))
    stage.show(page, "offer")
    page.get_by_role("link", name="Ambil kursi ini").first.click()
    page.get_by_role("button", name="Ambil kursi ini").click()
    expect(page.get_by_role("status")).to_contain_text("Kursi Anda pasti")
    story.expect_story(page, *TAKEN)
