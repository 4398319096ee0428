"""An acceptance list in a real browser: the head changes one place, fixes and releases; the applicant reads why."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs.enums import Mode
from programs.models import Batch, Ranking
from tests.e2e import checks
from tests.factories import programs as make
from tests.factories import selection

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, user):
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    host = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": host}])


@pytest.fixture
def batch(live_server):
    """One seat, one place on the reserve list, three people; registration has closed."""
    now = timezone.now()
    page = make.batch_page(now=now, capacity=1, reserve_size=1, mode=Mode.SCORE)
    Batch.objects.filter(pk=page.batch.pk).update(seat_rules=selection.rules(residents_first=True))
    batch = page.batch
    batch.people = [selection.scored(batch, score, at=now) for score in (90, 80, 70)]
    Batch.objects.filter(pk=batch.pk).update(closes_at=now - make.DAY)
    return batch


def test_from_the_proposed_list_to_the_words_in_the_account(batch, desktop, phone):
    first, second, _third = batch.people
    sign_in(desktop, make.head())
    desktop.goto(reverse("selection:batch", args=[batch.pk]))
    assert checks.axe(desktop, within="#main") == []

    row = desktop.locator("tr", has_text=second.applicant.name)
    row.get_by_text("Ubah").click()
    row.get_by_label("Menjadi").select_option("accept")
    row.get_by_label("Alasan, dibaca pendaftar").fill("Sudah lulus seleksi sebelumnya")
    row.get_by_role("button", name="Simpan").click()
    assert "terima" in desktop.locator("tr", has_text=second.applicant.name).inner_text().casefold()
    desktop.get_by_role("button", name="Tetapkan daftar").click()
    assert Ranking.objects.count() == 3
    desktop.get_by_role("button", name="Rilis 3 keputusan").click()
    desktop.wait_for_url("**/massal/hasil/**")

    sign_in(phone, first.applicant.user)
    phone.goto(f"/akun/{selection.case_of(first).number}/")
    assert "Peringkat 1 dari 3: nilai 86." in phone.locator("main").inner_text()
    assert "Kepala dinas mengubah daftar untuk pendaftar lain" in phone.locator("main").inner_text()
    phone.goto(batch.page.url)
    assert selection.case_of(second).number in phone.get_by_role("table", name="Hasil seleksi").inner_text()
