"""What an editor does on an ordinary day, in the real CMS: notices, menus, news, answers, pages in two languages."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.images.tests.utils import get_test_image_file

from accounts.enums import Role
from core import bootstrap
from core.models import CustomImage
from helpdesk.models import Question
from home.models import HomePage, InfoPage, NewsPage
from home.settings import BannerSettings, NavigationSettings
from tests.e2e.story import employee, enter_cms

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    bootstrap.run()


@pytest.fixture
def head(office):
    return employee(Role.HEAD, "Siti")


@pytest.fixture
def editor(office):
    return employee(Role.EDITOR, "Ratih")


def saved(page: Page) -> None:
    expect(page.locator(".messages .success")).to_be_visible()


def test_an_incident_is_announced_and_goes_by_itself(desktop, phone, editor):
    settings = BannerSettings.load()
    page = enter_cms(desktop, editor, f"/cms/settings/home/bannersettings/{settings.pk}/")
    page.get_by_role("button", name=re.compile("Tambah pemberitahuan", re.I)).click()
    page.locator("[name=notices-0-level]").select_option("urgent")
    page.locator("[name=notices-0-text_id]").fill("Situs dirawat malam ini.")
    page.locator("[name=notices-0-text_en]").fill("We work on the site tonight.")
    until = timezone.localtime() + dt.timedelta(days=1)
    page.locator("[name=notices-0-ends_at]").fill(f"{until:%Y-%m-%d %H:%M}")
    page.get_by_role("button", name="Simpan").click()
    saved(page)

    phone.goto("/")
    expect(phone.get_by_role("region", name="Peringatan")).to_contain_text("Situs dirawat malam ini.")
    phone.goto("/en/")
    expect(phone.get_by_role("region", name="Warning")).to_contain_text("We work on the site tonight.")


def test_the_menu_is_changed(desktop, phone, editor):
    navigation = NavigationSettings.load()
    page = enter_cms(desktop, editor, f"/cms/settings/home/navigationsettings/{navigation.pk}/")
    page.locator("[name=menu_items-0-label_id]").fill("Kursus gratis")
    page.get_by_role("button", name="Simpan").click()
    saved(page)

    phone.goto("/")
    phone.get_by_text("Menu", exact=True).click()
    expect(phone.get_by_role("link", name="Kursus gratis")).to_be_visible()


def test_a_question_is_answered_better(desktop, phone, editor, sound):
    question = Question.objects.shown().in_order().first()
    page = enter_cms(desktop, editor, f"/cms/snippets/helpdesk/question/edit/{question.pk}/")
    page.locator("[name=question_id]").fill("Kursusnya bayar tidak?")
    page.get_by_role("button", name="Simpan").click()
    saved(page)

    phone.goto("/bantuan/?q=bayar+tidak")
    phone.locator("summary", has_text="Kursusnya bayar tidak?").click()
    sound(phone)
    phone.get_by_role("button", name=re.compile("^Ya")).first.click()
    expect(phone.get_by_role("heading", level=1, name="Terima kasih")).to_be_visible()
    assert Question.objects.with_score().get(pk=question.pk).helped == 1


def test_the_same_answers_without_javascript(plain_phone, office):
    plain_phone.goto("/bantuan/")
    plain_phone.get_by_role("searchbox", name="Cari pertanyaan").fill("KTP")
    plain_phone.get_by_role("main").get_by_role("button", name="Cari").click()
    expect(plain_phone.get_by_role("status")).to_contain_text("pertanyaan tentang “KTP”")


def test_what_is_wrong_with_a_page_stands_beside_it(desktop, head, watch):
    """A poster without words, a date without a year, capitals only: on Wagtail's list, in Indonesian."""
    watch.allow("axe.run results")  # Wagtail's own line about what its list shows
    image = CustomImage.objects.create(title="Poster kelas", file=get_test_image_file(size=(300, 400)))
    home = HomePage.objects.get(locale__language_code="id")
    picture = {"image": image.pk, "decorative": False, "alt_text": "Poster"}
    info = InfoPage(
        title="PENDAFTARAN DIBUKA",
        slug="poster",
        summary="Tutup 9 Desember.",
        body=[{"type": "picture", "value": {"image": {**picture}, "caption": ""}}],
    )
    home.add_child(instance=info)
    page = enter_cms(desktop, head, f"/cms/pages/{info.pk}/edit/")
    page.get_by_role("button", name="Pratinjau", exact=True).or_(
        page.get_by_label(re.compile("pratinjau", re.I))
    ).first.click()
    frame = page.frame_locator("#w-preview-iframe")

    expect(frame.get_by_text("Judul memakai huruf besar semua. Tulis seperti kalimat biasa.")).to_be_visible()
    expect(frame.get_by_text("Tanggal “9 Desember” tanpa tahun. Tambahkan tahunnya.")).to_be_visible()
    expect(frame.get_by_text("Gambar ini tampaknya poster berisi tulisan.")).to_be_visible()
    page.locator("[data-side-panel-toggle=checks]").click()
    listed = page.locator("[data-checks-panel]")
    for name in ("Huruf besar semua", "Tanggal tanpa tahun", "Poster tanpa teks"):
        expect(listed).to_contain_text(name)


def test_the_guide_is_read_inside_the_cms(desktop, editor):
    page = enter_cms(desktop, editor, "/cms/")
    page.get_by_role("link", name="Panduan").click()

    expect(page.get_by_role("heading", name="Memasang pengumuman darurat")).to_be_visible()


def test_news_with_a_picture_is_published_scheduled_and_withdrawn(desktop, phone, head):
    image = CustomImage.objects.create(title="Kelas", file=get_test_image_file(size=(900, 600)))
    index = HomePage.objects.get(locale__language_code="id").get_children().get(slug="berita")
    news = NewsPage(title="Kelas dibuka", slug="kelas", summary="Mulai Januari 2027.", picture=image, live=False)
    index.add_child(instance=news)
    page = enter_cms(desktop, head, f"/cms/pages/{news.pk}/edit/")
    page.locator("[name=picture_alt]").fill("Mesin jahit di kelas")
    page.get_by_role("button", name=re.compile("Tindakan|actions", re.I)).last.click()
    page.get_by_role("button", name=re.compile("^Terbitkan")).click()
    saved(page)

    phone.goto("/berita/kelas/")
    expect(phone.get_by_alt_text("Mesin jahit di kelas")).to_be_visible()
    NewsPage.objects.filter(pk=news.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    assert phone.goto("/berita/kelas/").status == 410
