"""A visitor looks for a class in the schedule on a phone, and takes it into a calendar; a participant likewise."""

import re

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from tests.factories import programs as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page_of_batch():
    now = timezone.now()
    program = make.page_in_site(title="Menjahit", field="Garmen")
    page = make.batch_page(program, now=now, number=3, sessions=2, room=make.room(name="Bengkel Jahit"))
    make.batch_page(make.page_in_site(title="Barista", kind="entrepreneurship"), now=now, number=1)
    return page


def test_a_visitor_finds_a_day_and_takes_it_along(plain_phone, sound, picture, page_of_batch):
    phone = plain_phone
    phone.goto("/jadwal/")
    expect(phone.get_by_role("heading", name="Jadwal pelatihan")).to_be_visible()
    sound(phone)
    picture(phone, "schedule-list")

    phone.get_by_role("main").get_by_role("link", name="Pelatihan BLK").click()
    expect(phone.get_by_role("link", name="Barista, angkatan 1")).to_have_count(0)
    phone.get_by_role("link", name="Kalender bulanan").click()
    phone.get_by_text("Saring hasil").click()
    phone.locator("#id_bulan").select_option(f"{page_of_batch.starts_on:%Y-%m}")
    phone.get_by_role("button", name="Terapkan").click()
    sound(phone)
    picture(phone, "schedule-month")

    phone.locator(f'td:has(time[datetime="{page_of_batch.starts_on}"]) a').first.click()
    expect(phone.get_by_text("Pelatihan BLK, Bengkel Jahit")).to_be_visible()
    phone.get_by_role("link", name="Menjahit, angkatan 3").click()
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Tambahkan ke kalender").click()

    events = Calendar.from_ical(waiting.value.path().read_bytes()).walk("VEVENT")
    assert len(events) == 3
    assert re.search(r"Menjahit, angkatan 3", str(events[-1]["summary"]))


def test_the_month_on_a_wide_screen_in_both_languages(desktop, sound, picture, page_of_batch):
    address = f"/jadwal/?tampilan=bulan&bulan={page_of_batch.starts_on:%Y-%m}"
    desktop.goto(address)
    expect(desktop.get_by_role("link", name="Menjahit, angkatan 3").first).to_be_visible()
    sound(desktop)
    picture(desktop, "schedule-month")

    desktop.get_by_role("link", name="EN, English").click()

    expect(desktop).to_have_url(re.compile(r"/en/jadwal/\?tampilan=bulan"))
    expect(desktop.get_by_role("link", name="Menjahit, batch 3").first).to_be_visible()
    sound(desktop)
