"""Did this help? Counted without a person, and only so often."""

import pytest
from django.urls import reverse

from core.models import Throttle
from helpdesk.models import Question, Score
from tests.factories.helpdesk import QuestionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return QuestionFactory()


def vote(client, question, answer="ya", **headers):
    return client.post(reverse("helpdesk:vote", args=[question.key]), {"jawaban": answer}, headers=headers)


def score(question):
    found = Question.objects.with_score().get(pk=question.pk)
    return found.helped, found.missed


def test_a_yes_and_a_no_are_counted(client, question):
    vote(client, question, "ya", **{"X-Forwarded-For": "203.0.113.5"})
    Throttle.objects.all().delete()
    vote(client, question, "tidak")

    assert score(question) == (1, 1)


def test_the_same_visitor_counts_once_an_hour(client, question):
    for _time in range(3):
        vote(client, question)

    assert score(question) == (1, 0)


def test_nobody_votes_through_every_question(client, question):
    others = QuestionFactory.create_batch(22)

    for each in others:
        vote(client, each)

    assert sum(Score.objects.values_list("helped", flat=True)) == 20


def test_nothing_about_the_person_is_kept(client, question):
    vote(client, question)

    assert {field.name for field in Score._meta.get_fields()} == {"id", "question", "month", "helped", "missed"}
    assert "127.0.0.1" not in "".join(Throttle.objects.values_list("key", flat=True))


def test_another_site_cannot_vote(client, question):
    assert vote(client, question, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert score(question) == (0, 0)


@pytest.mark.parametrize("answer", ["", "mungkin"])
def test_an_answer_that_was_not_offered_is_no_answer(client, question, answer):
    assert vote(client, question, answer).status_code == 404


def test_a_hidden_question_cannot_be_voted_on(client):
    assert vote(client, QuestionFactory(is_shown=False)).status_code == 404


def test_looking_counts_nothing(client, question):
    assert client.get(reverse("helpdesk:vote", args=[question.key])).status_code == 405


def test_after_a_no_stands_whom_to_ask(client, question):
    response = client.post(reverse("helpdesk:vote", args=[question.key]), {"jawaban": "tidak"}, follow=True)

    assert "Tanya petugas bila Anda perlu tahu sekarang." in response.content.decode()


def test_editors_see_the_score(admin_client, question):
    Question.objects.exclude(pk=question.pk).delete()
    Score.count(question, has_helped=True)

    html = admin_client.get(reverse("wagtailsnippets_helpdesk_question:list")).content.decode()

    assert "Tidak membantu" in html
    assert question.question_id in html
