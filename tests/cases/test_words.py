"""The office writes its own words of messages: variables are checked, a real case shows them, the way back is open."""

import pytest
from django.urls import reverse

from audit.models import Event
from cases import words
from cases.models import MessageText
from cases.workflow import words as workflow
from core import texts
from core.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import open_case

pytestmark = pytest.mark.django_db
OWN = {
    "subject_id": "Nomor {case_number}",
    "text_id": "Salam {first_name}, kami terima.",
    "subject_en": "Number {case_number}",
    "text_en": "Dear {first_name}, received.",
}


def page(kind="received"):
    return reverse("cases:words_of", args=[kind])


def test_messages_use_the_own_words_until_they_are_set_back(short_road, head):
    workflow.change("received", OWN, by=head)
    case = open_case()
    message = OutboxMessage.objects.get(about=case.number, kind="received")
    assert message.content["subject"] == f"Nomor {case.number}"
    assert message.content["text"].startswith(f"Salam {case.applicant.first_name}")
    workflow.standard("received", by=head)
    assert texts.words("received") == texts.standard("received")
    verbs = Event.objects.filter(object_type="cases.messagetext").values_list("verb", flat=True)
    assert set(verbs) == {"cases.messagetext.change", "cases.messagetext.standard"}


@pytest.mark.parametrize(
    "text",
    ["{nomor}", "{case_number", "case_number}", "{case_number.__class__}", "{0}", "{}", "{case_number!r}", "{date:%Y}"],
)
def test_what_would_fail_when_it_is_sent_is_refused(office, head, client, text):
    client.force_login(head)
    answer = client.post(page(), OWN | {"text_id": text})
    assert answer.status_code == 422
    assert not MessageText.objects.exists()
    assert "text_id" in answer.context["form"].errors


@pytest.mark.parametrize("kind", texts.kinds())
def test_the_words_of_the_product_pass_their_own_check(kind):
    assert texts.variables(kind)
    for part in words.PARTS:
        for language in texts.LANGUAGES:
            assert words.faults(kind, texts.standard(kind)[part][language]) == []


def test_the_preview_shows_a_real_case_and_saves_nothing(short_road, head, client):
    case = open_case()
    client.force_login(head)
    html = client.post(page(), OWN | {"number": case.number, "preview": "1"}).content.decode()
    assert f"Nomor {case.number}" in html
    assert f"Dear {case.applicant.first_name}, received." in html
    assert not MessageText.objects.exists()


def test_a_fact_the_case_does_not_have_is_named_in_the_preview(short_road, head, client):
    case = open_case()
    client.force_login(head)
    form = dict.fromkeys(OWN, "{start_date} {office}") | {"number": case.number, "preview": "1"}
    html = client.post(page("batch_moved"), form | {"text_en": "{kept}"}).content.decode()
    shown = html.split('class="desk-shown"')[1].split("<form")[0]
    assert "⟨kept⟩" in shown
    assert "{kept}" not in shown


def test_saving_says_which_variables_are_gone(office, head, client):
    client.force_login(head)
    html = client.post(page(), OWN, follow=True).content.decode()
    assert "Isian ini tidak dipakai lagi" in html
    assert "sendiri, sejak" in html
    client.post(reverse("cases:words_standard", args=["received"]))
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("head", 200), ("editor", 200), ("checker", 404), ("trainer", 404)])
def test_who_may_change_words(office, client, role, status):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("cases:words")).status_code == status
    assert client.get(page()).status_code == status
    if role != "trainer":
        assert client.get(page("no_such")).status_code == 404
