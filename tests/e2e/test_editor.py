"""What an editor does on an ordinary day, in the real CMS: notices, menus, news, answers, pages in two languages."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.images.tests.utils import get_test_image_file

from accounts.enums import Role
from core import bootstrap
from core.models import CustomDocument, CustomImage, OfficeSettings
from helpdesk.models import Question
from home.blocks import PageStreamBlock
from home.models import HomePage, InfoPage, NewsPage
from home.settings import BannerSettings, NavigationSettings
from programs.models import Batch
from tests.e2e import blocks
from tests.e2e.story import employee, enter_cms, more_actions, type_date
from tests.factories import programs as make

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


def publish(page: Page) -> None:
    """From the menu beside "save draft"."""
    more_actions(page)
    page.get_by_role("button", name=re.compile("^Terbitkan")).click()


def give_csv(page: Page, text: str) -> None:
    page.locator("textarea[name=table]").fill(text)


def test_an_incident_is_announced_and_goes_by_itself(desktop, phone, editor):
    settings = BannerSettings.load()
    page = enter_cms(desktop, editor, f"/cms/settings/home/bannersettings/{settings.pk}/")
    page.get_by_role("button", name=re.compile("Tambah pemberitahuan", re.I)).click()
    page.locator("[name=notices-0-level]").select_option("urgent")
    page.locator("[name=notices-0-text_id]").fill("Situs dirawat malam ini.")
    page.locator("[name=notices-0-text_en]").fill("We work on the site tonight.")
    page.locator("[data-side-panel-toggle=preview]").click()
    shown = page.frame_locator("#w-preview-iframe").get_by_role("region", name="Peringatan")
    expect(shown).to_contain_text("Situs dirawat malam ini.")
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


def test_the_first_screen_leads_to_the_work(desktop, editor):
    page = enter_cms(desktop, editor)
    page.get_by_role("link", name="Pasang pemberitahuan", exact=True).click()
    expect(page.get_by_role("heading", name="Pemberitahuan", exact=True).first).to_be_visible()
    page.goto("/cms/")
    page.get_by_role("link", name=re.compile("^Caranya.*CSV")).click()
    expect(page.get_by_role("heading", name="Menerbitkan angka dari CSV")).to_be_in_viewport()


def test_a_word_is_added_to_the_search(desktop, phone, editor):
    page = enter_cms(desktop, editor)
    page.get_by_role("link", name="Tambah kata pencarian", exact=True).click()
    page.locator("[name=term]").fill("mbengkel")
    page.locator("[name=means]").fill("pengaduan")
    page.get_by_role("button", name="Simpan").click()
    saved(page)
    call_command("search_rebuild", verbosity=0)

    phone.goto("/cari/?q=mbengkel")
    expect(phone.get_by_role("main")).to_contain_text("Pengaduan dan keberatan")


def test_figures_are_published_from_a_csv_and_a_bad_one_is_explained(desktop, phone, head):
    page = enter_cms(desktop, head)
    page.get_by_role("link", name="Terbitkan angka dari CSV", exact=True).click()
    page.locator("[name=title]").fill("Peserta tiap kecamatan")
    page.locator("[name=summary]").fill("Berapa peserta dari tiap kecamatan pada 2026.")
    give_csv(page, "Kecamatan,Peserta\nBenda,12\nPinang,dua belas\n")
    publish(page)
    expect(page.locator("main")).to_contain_text("Baris 3, kolom “Peserta”: “dua belas” bukan angka.")
    give_csv(page, "Kecamatan,Peserta\nBenda,12\nPinang,14\n")
    publish(page)
    saved(page)

    phone.goto("/statistik/peserta-tiap-kecamatan/")
    expect(phone.get_by_role("row", name="Pinang 14")).to_be_visible()


def test_the_next_batch_is_opened_and_a_session_moved(desktop, phone, head):
    now = timezone.now()
    batch = make.batch_page(make.page_in_site(title="Menjahit"), now=now, sessions=2)
    page = enter_cms(desktop, head, f"/cms/pages/{batch.pk}/edit/")
    page.get_by_role("link", name="Buka angkatan berikutnya").click()
    page.locator("main").get_by_role("button", name="Buka angkatan berikutnya").click()
    saved(page)
    first = page.locator("[name=page_sessions-0-starts_at]")
    moved = dt.datetime.fromisoformat(first.input_value()).replace(hour=9, minute=15)
    type_date(page, "page_sessions-0-starts_at", f"{moved:%Y-%m-%d %H:%M}")
    publish(page)
    saved(page)

    following = Batch.objects.exclude(pk=batch.batch.pk).get()
    assert timezone.localtime(following.sessions.order_by("starts_at").first().starts_at).strftime("%H.%M") == "09.15"
    phone.goto(following.page.url)
    expect(phone.get_by_role("main")).to_contain_text("09.15")


def test_a_page_of_every_block_is_written_submitted_and_approved(desktop, phone, new_page, editor, head, watch):
    """From nothing: each block is found in the chooser and filled in; the head approves; then it is unpublished."""
    watch.allow("axe.run results")  # Wagtail's own line about what its list shows
    CustomImage.objects.create(title="Kelas", file=get_test_image_file(size=(900, 600)))
    CustomDocument.objects.create(title="Formulir", file=ContentFile(b"%PDF-1.4 isi", "formulir.pdf"))
    home = HomePage.objects.get(locale__language_code="id")
    page = enter_cms(desktop, editor, f"/cms/pages/add/home/infopage/{home.pk}/")
    page.locator("[name=title]").fill("Semua blok")
    page.locator("[name=summary]").fill("Contoh setiap blok.")
    names = blocks.names(page)
    assert len(names) == len(PageStreamBlock().child_blocks)
    for name in names:
        blocks.add(page, name)
    page.locator("[data-side-panel-toggle=preview]").click()
    expect(page.frame_locator("#w-preview-iframe").get_by_role("heading", name="Semua blok")).to_be_visible(
        timeout=20_000
    )
    more_actions(page)
    page.get_by_role("button", name="Kirim untuk Persetujuan kepala dinas").click()
    saved(page)

    info = InfoPage.objects.get(title="Semua blok", locale__language_code="id")
    assert {block.block_type for block in info.get_latest_revision_as_object().body} == {
        *PageStreamBlock().child_blocks
    }
    chief = enter_cms(new_page(viewport={"width": 1280, "height": 900}), head)
    chief.get_by_role("link", name="Semua blok").first.click()
    more_actions(chief)
    chief.get_by_role("button", name="Setujui dan terbitkan").first.click()
    saved(chief)
    phone.goto("/semua-blok/")
    expect(phone.get_by_role("heading", level=1, name="Semua blok")).to_be_visible()

    chief.goto(f"/cms/pages/{info.pk}/unpublish/")
    chief.get_by_role("button", name=re.compile("^Ya")).click()
    saved(chief)
    assert phone.goto("/semua-blok/").status == 410


def test_a_page_appears_and_goes_at_the_times_of_its_schedule(desktop, phone, head):
    home = HomePage.objects.get(locale__language_code="id")
    info = home.add_child(instance=InfoPage(title="Libur", slug="libur", summary="Kantor tutup.", live=False))
    page = enter_cms(desktop, head, f"/cms/pages/{info.pk}/edit/")
    page.locator("[data-side-panel-toggle=status]").click()
    page.get_by_role("button", name="Atur jadwal").click()
    dialog = page.locator("[role=dialog]:visible")
    days = [timezone.localtime() + dt.timedelta(days=number) for number in (1, 2)]
    for name, day in zip(("go_live_at", "expire_at"), days, strict=True):
        type_date(page, name, f"{day:%Y-%m-%d %H:%M}")
    dialog.get_by_role("button", name="Simpan jadwal").click()
    expect(dialog).to_be_hidden()
    more_actions(page)
    page.get_by_role("button", name=re.compile("Jadwalkan")).click()
    saved(page)

    assert phone.goto("/libur/").status == 404
    revision = InfoPage.objects.get(pk=info.pk).scheduled_revision
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert phone.goto("/libur/").status == 200
    InfoPage.objects.filter(pk=info.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    assert phone.goto("/libur/").status == 410


def test_a_page_is_translated_and_the_switch_appears(desktop, phone, head):
    home = HomePage.objects.get(locale__language_code="id")
    info = InfoPage(title="Cara datang", slug="cara-datang", summary="Naik angkot sampai kantor.")
    home.add_child(instance=info)
    phone.goto("/cara-datang/")
    expect(phone.get_by_role("link", name="English")).to_have_count(0)

    page = enter_cms(desktop, head, f"/cms/translation/submit/page/{info.pk}/")
    page.get_by_label(re.compile("Inggris|English")).check()
    page.locator("main").get_by_role("button", name=re.compile("Kirim|Terjemahkan")).click()
    saved(page)
    page.locator("[name=title]").fill("How to get here")
    page.locator("[name=summary]").fill("By angkot to the office.")
    publish(page)
    saved(page)

    phone.goto("/cara-datang/")
    phone.get_by_role("link", name="English").click()
    expect(phone.get_by_role("heading", level=1, name="How to get here")).to_be_visible()


def test_the_home_page_gets_another_task(desktop, phone, head):
    page = enter_cms(desktop, head)
    page.get_by_role("link", name="Ubah tugas utama di beranda", exact=True).click()
    page.locator("[name=body-0-value-tasks-0-value-title]").fill("Cari kursus")
    publish(page)
    saved(page)

    phone.goto("/")
    expect(phone.get_by_role("main").get_by_role("link", name="Cari kursus")).to_be_visible()


def test_the_office_gets_another_name_and_colour(desktop, phone, head):
    page = enter_cms(desktop, head, f"/cms/settings/core/officesettings/{OfficeSettings.load().pk}/")
    page.get_by_role("tab", name="Tampilan").click()
    page.locator("[name=short_name]").fill("Contoh Bekerja")
    page.locator("[name=colour_primary]").fill("#f5d76e")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"kontrasnya \d"))
    page.get_by_role("tab", name="Tampilan").click()
    page.locator("[name=colour_primary]").fill("#5b2a86")
    page.get_by_role("button", name="Simpan").click()
    saved(page)

    phone.goto("/")
    expect(phone).to_have_title(re.compile("Contoh Bekerja"))
    ground = phone.locator(".ck-footer").evaluate("footer => getComputedStyle(footer).backgroundColor")
    assert ground != "rgb(9, 74, 80)"
