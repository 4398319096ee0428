"""What an English reader meets of programmes and batches: the words that editors gave, no half page of Indonesian."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation
from wagtail.models import Locale

from core import searchable
from programs import catalogue
from programs.models import Batch
from programs.workflow.drafts import follow_in_every_language
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
UNITS = [
    {"type": "unit", "value": {"code": "", "title": "Memotong bahan", "title_en": "Cut fabric", "jp": 40}},
    {"type": "unit", "value": {"code": "X.1", "title": "Melakukan pengepresan", "title_en": "", "jp": 40}},
]


@pytest.fixture
def program():
    """A programme with its English page, translated by hand."""
    page = make.page_in_site(title="Menjahit", field="Garmen", units=UNITS, summary="Membuat pola.")
    page.save_revision().publish()
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title, english.field, english.summary = "Sewing", "Garments", "Make patterns."
    english.save_revision().publish()
    return page


@pytest.fixture
def batch(program):
    """A batch whose English page follows the Indonesian one, as the editor makes it."""
    page = make.batch_page(program, now=timezone.now(), number=3)
    page.page_sessions.add(make.page_session(page.starts_on, topic="Memotong bahan"))
    page.page_sessions.add(make.page_session(page.starts_on + make.DAY, topic="Kunjungan"))
    page.save_revision().publish()
    follow_in_every_language(page)
    return page


def soup(client, address) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def english_address(page) -> str:
    return page.get_translation(Locale.objects.get(language_code="en")).url


def test_the_batch_page_leads_to_its_english_one_and_back(client, batch):
    assert soup(client, batch.url).select_one(".ck-lang a")["href"] == english_address(batch)
    assert soup(client, english_address(batch)).select_one(".ck-lang a")["href"] == batch.url


def test_an_english_batch_calls_itself_english_everywhere(client, batch):
    page = soup(client, english_address(batch))
    label = f"Sewing, Batch 3 of {batch.starts_on.year}"

    assert page.title.get_text().startswith(label)
    assert page.select_one("h1").get_text(strip=True) == "Sewing"
    assert page.select_one('meta[property="og:title"]')["content"] == label
    assert page.select_one('meta[name="description"]')["content"] == "Make patterns."
    assert f'"name":"{label}"' in page.select_one('script[type="application/ld+json"]').get_text()
    assert [word for word in ("Angkatan", "Membuat pola") if word in page.get_text()] == []


def test_the_indonesian_batch_keeps_its_own_title(client, batch):
    page = soup(client, batch.url)

    assert page.select_one('meta[property="og:title"]')["content"] == batch.title


def test_units_are_named_in_english_where_the_editor_did(client, program, batch):
    texts = [soup(client, english_address(page)).get_text() for page in (program, batch)]

    assert all("Cut fabric" in text and "Melakukan pengepresan" in text for text in texts)
    assert all("Memotong bahan" not in text for text in texts)
    assert "Memotong bahan" in soup(client, program.url).get_text()
    assert "Cut fabric" not in soup(client, program.url).get_text()


def test_topics_that_are_units_are_named_like_them(client, batch):
    topics = [each.get_text() for each in soup(client, english_address(batch)).select(".ck-sessions__topic")]

    assert topics == ["Cut fabric", "Kunjungan"]


def test_the_filter_of_fields_speaks_english_and_keeps_the_address(client, batch):
    for address in ("/en/pelatihan/", "/en/jadwal/"):
        options = {each["value"]: each.get_text() for each in soup(client, address).select("#id_bidang option")}
        assert options["Garmen"] == "Garments", address
    assert "Sewing" in soup(client, "/en/pelatihan/?bidang=Garmen").select_one(".ck-card").get_text()
    options = {each["value"]: each.get_text() for each in soup(client, "/pelatihan/").select("#id_bidang option")}
    assert options["Garmen"] == "Garmen"


def test_another_english_word_of_the_field_arrives_when_it_is_published(program, batch):
    english = program.get_translation(Locale.objects.get(language_code="en"))
    english.field = "Clothes"
    english.save_revision().publish()

    assert Batch.objects.get(key=batch.translation_key).field_en == "Clothes"
    with translation.override("en"):
        assert catalogue.field_name("Garmen") == searchable.field_name("Garmen") == "Clothes"


def test_a_field_nobody_translated_keeps_its_word(client):
    make.batch_page(make.page_in_site(field="Las"), now=timezone.now())

    with translation.override("en"):
        assert catalogue.field_choices() == [("Las", "Las")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opens_at": -20, "closes_at": -3}, "Ditutup"),
        ({"opens_at": -40, "closes_at": -20, "starts_on": -2}, None),
        ({"opens_at": -90, "closes_at": -80, "starts_on": -60, "ends_on": -30}, None),
    ],
)
def test_a_closed_batch_says_when_it_closed_and_nothing_twice(fields, said):
    now = timezone.now()
    moments = {name: now + days * make.DAY for name, days in fields.items()}
    dates = {name: timezone.localdate(at) for name, at in moments.items() if name.endswith("_on")}
    with translation.override("id"):
        card = catalogue.card(make.batch(now=now, **moments | dates), now)

    assert card.get("closes_label") == said
    assert ("closes" in card) is bool(said)
