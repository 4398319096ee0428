"""A day that does not go as planned, in real browsers: a trainer is ill, a substitute keeps the list, one drops out."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.enums import CaseState, Move
from cases.models import Case
from core.models import OutboxMessage
from programs import workflow
from programs.enums import OfferAnswer
from programs.models import Attendance, Batch, Offer, Session
from tests.e2e import checks
from tests.e2e.test_selection import sign_in
from tests.factories import programs as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch(live_server):
    """The first day of a full class with one person in line; today's trainer is ill, another one is free."""
    now = timezone.now()
    page = make.batch_page(now=now, capacity=2, reserve_size=2)
    batch = page.batch
    batch.people = [make.seated(batch, at=now) for _ in range(2)]
    batch.next = make.enrolment(make.released(make.register(batch, at=now), Move.RESERVE, at=now))
    batch.ill, batch.other = make.trainer(), make.trainer()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(5):
        make.session(batch, starts_at=midnight + dt.timedelta(days=day, hours=8), trainer=batch.ill)
    today = midnight.date()
    Batch.objects.filter(pk=batch.pk).update(starts_on=today, ends_on=today + dt.timedelta(days=4))
    return batch


def test_from_an_ill_trainer_to_a_list_that_somebody_else_keeps(batch, desktop, phone):
    today = timezone.localdate()
    sign_in(desktop, make.head())
    url = f"{reverse('batches:absence')}?trainer={batch.ill.pk}&first={today}&last={today + dt.timedelta(days=4)}"
    desktop.goto(url)
    assert checks.axe(desktop, within="#main") == []

    boxes = desktop.locator(".bat-ticks input")
    assert boxes.count() == 5
    for number in range(1, 5):
        boxes.nth(number).uncheck()
    desktop.get_by_role("radio", name=batch.other.name).check()
    desktop.get_by_role("button", name="Pakai pelatih ini").click()
    desktop.get_by_text(f"{batch.other.name} memegang 1 pertemuan.").wait_for()
    assert not OutboxMessage.objects.filter(kind="trainer_changed").exists()

    boxes = desktop.locator(".bat-ticks input")
    for number in range(1, 4):
        boxes.nth(number).uncheck()
    desktop.get_by_role("radio", name="Pelatih sakit").check()
    desktop.get_by_role("button", name="Tiadakan dan kabari peserta").click()
    desktop.get_by_text("1 pertemuan ditiadakan. 2 orang dikabari.").wait_for()

    sign_in(phone, batch.other.user)
    phone.goto("/cms/layanan/kehadiran/")
    first = Session.objects.get(trainer=batch.other)
    phone.goto(f"/cms/layanan/kehadiran/{first.pk}/")
    phone.get_by_role("button", name="Sisanya hadir").click()
    phone.get_by_role("button", name="Simpan absensi").click()
    phone.get_by_text("Absensi tersimpan pukul").wait_for()
    assert Attendance.objects.filter(session=first, status="present").count() == 2


def test_one_drops_out_and_the_next_in_line_takes_the_seat(batch, desktop, phone):
    gone = batch.people[0]
    sign_in(desktop, make.head())
    desktop.goto(reverse("batches:people", args=[batch.pk]))
    assert checks.axe(desktop, within="#main") == []
    desktop.locator("tr", has_text=gone.applicant.name).get_by_role("link", name="Hentikan").click()
    desktop.get_by_role("radio", name="Anda memberi tahu kami bahwa Anda sudah bekerja.").check()
    desktop.get_by_role("button", name="Hentikan dan kabari").click()
    desktop.get_by_text(f"{gone.applicant.name} dihentikan dan sudah dikabari.").wait_for()
    assert "1 Sudah bekerja" in " ".join(desktop.locator("main").inner_text().split())
    assert Case.objects.get(pk=gone.registration_id).state == CaseState.DROPPED

    workflow.fill_all(timezone.now())
    sign_in(phone, batch.next.applicant.user)
    phone.goto(f"/akun/{batch.next.registration.number}/")
    phone.get_by_role("link", name="Ambil kursi ini").first.click()
    phone.get_by_role("button", name="Ambil kursi ini").click()
    phone.wait_for_url(f"**/{batch.next.registration.number}/")

    assert Offer.objects.get(enrolment=batch.next).answer == OfferAnswer.TAKEN
    assert Case.objects.get(pk=batch.next.registration_id).state == CaseState.ACCEPTED
    sign_in(phone, gone.applicant.user)
    phone.goto(f"/akun/{gone.registration.number}/")
    assert "sudah bekerja" in phone.locator("main").inner_text()
