"""The page of questions, in both languages and without a script."""

import json
import re

import pytest
from django.utils import translation
from wagtail.models import Locale

from helpdesk.models import FaqIndexPage, Question
from helpdesk.setup import load_helpdesk
from tests.factories.helpdesk import QuestionFactory, TopicFactory
from tests.factories.home import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    home = make_home()
    page = FaqIndexPage(title="Bantuan", slug="tanya", summary="Jawaban.", locale=home.locale)
    home.add_child(instance=page)
    english = page.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0], copy_parents=True)
    english.save_revision().publish()
    return page


@pytest.fixture(autouse=True)
def _empty():
    Question.objects.all().delete()


def test_questions_stand_under_their_topic(client, index):
    QuestionFactory(question_id="Ada biaya?", topic=TopicFactory(name_id="Uang"))

    html = client.get("/tanya/").content.decode()

    assert html.index("Uang</h2>") < html.index("<summary>Ada biaya?</summary>")
    assert "Apakah ini membantu?" in html


@pytest.mark.parametrize("words", ["gratis", "BIAYA", "ongkos", "biaya gratis"])
def test_the_search_needs_no_script(client, index, words):
    QuestionFactory(question_id="Ada biaya?", answer_id="<p>Semua gratis.</p>", search_words="ongkos")
    QuestionFactory(question_id="Kapan buka?")

    html = client.get("/tanya/", {"q": words}).content.decode()

    assert "Ada biaya?" in html
    assert "Kapan buka?" not in html
    assert f"1 pertanyaan tentang “{words}”" in html


def test_nothing_found_says_what_to_do(client, index):
    assert "Tidak ada pertanyaan yang cocok" in client.get("/tanya/", {"q": "zzz"}).content.decode()


def test_machines_read_questions_and_answers(client, index):
    QuestionFactory(question_id="Ada biaya?", answer_id="<p>Semua <b>gratis</b>.</p>")

    html = client.get("/tanya/").content.decode()
    data = json.loads(re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", html, re.S)[1])
    things = data.get("@graph", data) if isinstance(data, dict) else data
    (faq,) = [each for each in things if each["@type"] == "FAQPage"]

    assert faq["mainEntity"][0]["name"] == "Ada biaya?"
    assert faq["mainEntity"][0]["acceptedAnswer"]["text"] == "Semua gratis."


def test_hidden_questions_are_not_shown(client, index):
    QuestionFactory(question_id="Rahasia?", is_shown=False)

    assert "Rahasia?" not in client.get("/tanya/").content.decode()


def test_english_readers_get_english_or_else_indonesian():
    question = QuestionFactory(question_id="Ada biaya?", question_en="Is there a fee?", answer_en="")

    with translation.override("en"):
        assert (question.question, question.answer) == ("Is there a fee?", question.answer_id)


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_any_number(client, index, number, django_assert_max_num_queries):
    topic = TopicFactory()
    QuestionFactory.create_batch(number, topic=topic)
    client.get("/tanya/?q=x")

    with django_assert_max_num_queries(12):
        client.get("/tanya/")


def test_every_office_starts_with_answers_that_hold():
    """What speaks of services that cannot be asked for on the site waits unseen."""
    from helpdesk.models import Topic

    Topic.objects.all().delete()
    load_helpdesk()
    load_helpdesk()

    assert Question.objects.count() == 46
    shown = Question.objects.shown()
    assert not [each.key for each in shown if "Tas Loker" in each.answer_id or "Kabari" in each.answer_id]
    assert not shown.filter(question_en="").exists()
