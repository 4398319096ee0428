"""Pages of the site as a visitor gets them."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from core.blocks import BodyStreamBlock
from core.models import CustomDocument, CustomImage, OfficeSettings
from home.blocks import FrontStreamBlock, PageStreamBlock
from home.models import InfoPage, NewsCategory
from tests.factories.helpdesk import QuestionFactory
from tests.factories.home import InfoPageFactory, NewsIndexPageFactory, NewsPageFactory, make_home

pytestmark = pytest.mark.django_db

TABLE = {
    "columns": [{"type": "text", "heading": "Hari"}, {"type": "number", "heading": "Jam"}],
    "rows": [{"values": ["Senin", "08.00"]}],
    "caption": "",
}
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
    ("accordion", {"parts": [{"title": "Hilang?", "text": "<p>Bawa surat.</p>"}]}, "<summary>Hilang?</summary>"),
    ("cards", {"cards": [{"title": "BLK", "address": "/z/"}, {"title": "Usaha", "address": "/w/"}]}, 'href="/w/"'),
    ("table", {"caption": "Jam", "table": TABLE}, '<td class="ck-num">08.00</td>'),
    (
        "video",
        {"title": "Cara", "url": "https://video.contoh.id/x", "text": "Isi."},
        'href="https://video.contoh.id/x"',
    ),
    ("map", {"name": "Balai", "address": "Jl. X", "latitude": "-6.178306", "longitude": "106.6"}, "mlat=-6.178306"),
    ("call_to_action", {"title": "Siap?", "text": "Ayo.", "label": "Daftar", "address": "/v/"}, "ck-button--start"),
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


def test_every_block_has_a_case_here():
    with_rows_of_their_own = {"picture", "file", "gallery", "documents", "faq"}

    assert set(PageStreamBlock().child_blocks) - with_rows_of_their_own == {kind for kind, _value, _expected in SHOWN}


def test_files_and_pictures_are_shown_with_their_facts(client, home):
    image = CustomImage.objects.create(title="Kelas", file=get_test_image_file())
    document = CustomDocument.objects.create(title="Formulir", file=ContentFile(b"%PDF-1.4", name="formulir.pdf"))
    picture = {"image": {"image": image.pk, "decorative": False, "alt_text": "Mesin jahit"}, "caption": "Di balai"}
    files = {"title": "Unduhan", "files": [{"document": document.pk, "label": "Formulir"}] * 2}
    blocks = body(("gallery", {"title": "Galeri", "pictures": [picture, picture]}), ("documents", files))
    InfoPageFactory(parent=home, slug="isi", locale=home.locale, body=blocks)

    html = client.get("/isi/").content.decode()

    assert html.count('alt="Mesin jahit"') == 2
    assert re.search(r"<small>PDF, 8[^<]+, \d+ \w+ \d{4}</small>", html)


def test_questions_of_a_topic_come_from_the_shared_list(client, home):
    question = QuestionFactory(question_id="Ada biaya?")
    InfoPageFactory(parent=home, slug="isi", locale=home.locale, body=body(("faq", {"topic": question.topic_id})))

    assert "<summary>Ada biaya?</summary>" in client.get("/isi/").content.decode()


def every_block(block, path=""):
    """The blocks that an editor may choose in a stream, and those inside them that are streams, too."""
    for name, child in block.child_blocks.items():
        yield f"{path}{name}", child


@pytest.mark.parametrize(
    "block", [BodyStreamBlock(), PageStreamBlock(), FrontStreamBlock()], ids=["body", "page", "home"]
)
def test_every_block_can_be_previewed_and_says_what_it_is_for(block):
    found = list(every_block(block))

    assert [name for name, child in found if not child.is_previewable] == []
    assert [name for name, child in found if not child.get_description()] == []


@pytest.mark.parametrize("name", list(PageStreamBlock().child_blocks))
def test_the_preview_of_a_block_is_drawn(admin_client, home, name):
    stream = InfoPage.body.field.stream_block
    block = stream.child_blocks[name]

    html = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).content.decode()

    assert '<main class="ck-container ck-page">' in html
    assert re.sub(r"<[^>]+>|\s", "", html.partition("<main")[2])


def test_the_home_page_has_search_and_tasks_on_top(client, home):
    tasks = [{"title": "Cari pelatihan", "icon": "training", "address": "/pelatihan/"}]
    home.body = body(("tasks", {"tasks": tasks}), ("steps", {"title": "Alur", "steps": [{"title": "Daftar"}]}))
    home.save()

    html = client.get("/").content.decode()

    assert html.index('action="/cari/"') < html.index("Cari pelatihan") < html.index("ck-tumpal") < html.index("Alur")
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

    with django_assert_num_queries(6):
        client.get("/pengumuman/")


def test_an_unknown_address_offers_a_search(client, home):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert 'action="/cari/"' in response.content.decode()


def test_the_page_tree_starts_at_the_home_page(home):
    assert Page.objects.get(pk=home.pk).url == "/"


def test_news_can_be_narrowed_to_a_category(client, home):
    index = NewsIndexPageFactory(parent=home, locale=home.locale)
    NewsCategory.objects.all().delete()
    result = NewsCategory.objects.create(name_id="Hasil", slug="hasil", sort_order=1)
    NewsPageFactory(parent=index, title="Hasil seleksi", category=result, locale=home.locale)
    NewsPageFactory(parent=index, title="Kantor tutup", locale=home.locale)

    html = client.get("/pengumuman/?kategori=hasil").content.decode()

    assert "Hasil seleksi" in html
    assert "Kantor tutup" not in html
    assert '<a href="/pengumuman/?kategori=hasil" aria-current="true">Hasil</a>' in html
