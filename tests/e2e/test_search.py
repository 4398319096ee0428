"""A visitor searches: by form alone, and with titles while typing; by finger, by keyboard, in both languages."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from home.models import HomePage
from search import index
from tests.factories import programs as made
from tests.factories.home import InfoPageFactory, translated
from tests.search import corpus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db):
    """A programme in both languages, an open batch, two pages."""
    program = made.page_in_site(title="Menjahit", slug="menjahit", summary="Membuat pola dan menjahit pakaian.")
    program.save_revision().publish()
    translated(program, "Sewing")
    corpus.published_batch(program)
    home = HomePage.objects.get(locale__language_code="id")
    for title in ("Bengkel jahit warga", "Kisah penjahit muda"):
        InfoPageFactory(parent=home, title=title).save_revision().publish()
    index.work(timezone.now())


def test_a_form_alone_finds_narrows_and_asks_back(plain_phone, sound, office):
    page = plain_phone
    page.goto("/")
    page.get_by_role("main").get_by_role("searchbox").fill("menjahid")
    page.get_by_role("main").get_by_role("button", name="Cari").click()
    expect(page).to_have_url(re.compile(r"/cari/\?q=menjahid"))
    sound(page)
    page.get_by_role("link", name="menjahit", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Dibuka").first).to_contain_text("Ciledug")
    page.get_by_role("link", name=re.compile("^Program pelatihan")).click()
    expect(page.get_by_role("heading", name="1 hasil")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Menjahit", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Menjahit")).to_be_visible()


def test_nothing_found_leads_on(phone, sound, office):
    page = phone
    page.goto("/cari/?q=qqqqzz")
    expect(page.get_by_role("heading", name="Tidak ada yang ditemukan")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Cari pelatihan"))).to_be_visible()
    sound(page)


def test_titles_while_typing_by_keyboard(desktop, sound, office):
    page = desktop
    page.goto("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("menj")
    expect(page.get_by_role("option").first).to_contain_text("Menjahit")
    sound(page)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially("a")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/pelatihan/menjahit/"))


def test_english_from_the_header(desktop, sound, office):
    page = desktop
    page.goto("/en/")
    box = page.get_by_role("banner").get_by_role("combobox")
    box.fill("sewing")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/cari/\?q=sewing"))
    expect(page.get_by_role("link", name="Sewing", exact=True)).to_be_visible()
    sound(page)
