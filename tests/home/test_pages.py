"""Pages of the site as a visitor gets them."""

import json

import pytest
from wagtail.models import Page

from core.blocks import BodyStreamBlock, HomeStreamBlock
from core.models import OfficeSettings
from tests.factories.home import InfoPageFactory, NewsIndexPageFactory, NewsPageFactory, make_home

pytestmark = pytest.mark.django_db

SHOWN = [
    ("heading", "Yang perlu disiapkan", "<h2>Yang perlu disiapkan</h2>"),
    ("paragraph", "<p>Teks <b>tebal</b></p>", "<b>tebal</b>"),
    ("facts", {"title": "Ringkas", "facts": [{"label": "Biaya", "value": "Gratis"}]}, '<th scope="row">Biaya</th>'),
    ("check_list", {"points": ["KTP"]}, "<span>KTP</span>"),
    ("steps", {"steps": [{"title": "Daftar", "text": "Isi."}]}, "<h3>Daftar</h3><p>Isi.</p>"),
    ("note", {"tone": "ask", "title": "Unggah", "text": "Foto."}, "ck-note--ask"),
    ("button", {"label": "Daftar", "address": "/jadwal/", "is_main": True}, "ck-button--start"),
    ("tasks", {"tasks": [{"title": "Cari", "icon": "job", "address": "/x/"}]}, 'href="/x/"'),
    ("questions", {"questions": [{"question": "Biaya?", "answer": "<p>Tidak.</p>"}]}, "<h3>Biaya?</h3>"),
    ("figures", {"figures": [{"value": "3.085", "label": "orang", "source": "2024"}]}, "<dd>3.085</dd>"),
    ("quote", {"text": "Berguna.", "name": "Rina", "about": "Peserta"}, "Rina, Peserta"),
    ("feature", {"title": "Si Praja", "text": "Van", "label": "Undang", "address": "/y/"}, 'href="/y/"'),
    ("contact", None, "0812-0000-0000"),
]


@pytest.fixture
def home():
    return make_home()


def body(*blocks):
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


@pytest.mark.parametrize(("kind", "value", "expected"), SHOWN, ids=[kind for kind, _value, _expected in SHOWN])
def test_a_block_is_shown_with_its_words(client, home, kind, value, expected):
    office = OfficeSettings.load()
    office.whatsapp = "+6281200000000"
    office.save()
    InfoPageFactory(parent=home, slug="isi", locale=home.locale, body=body((kind, value)))

    assert expected in client.get("/isi/").content.decode()


def test_every_block_of_text_has_a_case_above():
    needs_files = {"picture", "file"}

    assert set(BodyStreamBlock().child_blocks) - needs_files == {kind for kind, _value, _expected in SHOWN}


@pytest.mark.parametrize("block", [BodyStreamBlock(), HomeStreamBlock()], ids=["body", "home"])
def test_every_block_can_be_previewed_and_says_what_it_is_for(block):
    unseen = [
        name for name, child in block.child_blocks.items() if not child.is_previewable and name not in NEEDS_FILES
    ]

    assert unseen == []
    assert [name for name, child in block.child_blocks.items() if not child.get_description()] == []


NEEDS_FILES = {"picture", "file"}


def test_the_home_page_has_search_and_tasks_on_top(client, home):
    tasks = [{"title": "Cari pelatihan", "icon": "training", "address": "/pelatihan/"}]
    home.body = body(("tasks", {"tasks": tasks}), ("steps", {"title": "Alur", "steps": [{"title": "Daftar"}]}))
    home.save()

    html = client.get("/").content.decode()

    assert (
        html.index('action="/pelatihan/"') < html.index("Cari pelatihan") < html.index("ck-tumpal") < html.index("Alur")
    )
    assert html.count("<h1>") == 1


def test_a_page_tells_what_it_is_about(client, home):
    InfoPageFactory(parent=home, slug="isi", title="Kartu kuning", summary="Tanda pencari kerja.", locale=home.locale)

    html = client.get("/isi/").content.decode()

    assert "<title>Kartu kuning - " in html
    assert '<meta name="description" content="Tanda pencari kerja.">' in html
    assert '<meta property="og:title" content="Kartu kuning">' in html
    assert 'rel="canonical"' in html


def test_news_are_listed_in_pages_of_twelve(client, home):
    index = NewsIndexPageFactory(parent=home, locale=home.locale)
    for _number in range(13):
        NewsPageFactory(parent=index, locale=home.locale)

    first, second = client.get("/pengumuman/"), client.get("/pengumuman/?hal=2")

    assert first.content.count(b"<time ") == 12
    assert second.content.count(b"<time ") == 1


def test_no_news_is_said_in_words(client, home):
    NewsIndexPageFactory(parent=home, locale=home.locale)

    assert "Belum ada kabar." in client.get("/pengumuman/").content.decode()


def test_news_have_their_date_in_full(client, home):
    index = NewsIndexPageFactory(parent=home, locale=home.locale)
    NewsPageFactory(parent=index, slug="kabar", locale=home.locale)

    assert "Jumat, 20 November 2026" in client.get("/pengumuman/kabar/").content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_a_list_of_news_costs_the_same_for_any_number(client, home, number, django_assert_num_queries):
    index = NewsIndexPageFactory(parent=home, locale=home.locale)
    for _number in range(number):
        NewsPageFactory(parent=index, locale=home.locale)
    client.get("/pengumuman/")

    with django_assert_num_queries(18):
        client.get("/pengumuman/")


def test_an_unknown_address_offers_a_search(client, home):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert 'action="/pelatihan/"' in response.content.decode()


def test_the_page_tree_starts_at_the_home_page(home):
    assert Page.objects.get(pk=home.pk).url == "/"
