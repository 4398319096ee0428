"""Objections at the desk: who sees them, what the page shows, and the answer."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from audit.models import Event
from cases.enums import CaseState
from cases.models import Case, Objection
from tests.cases.test_objections import WORDS, objected
from tests.factories.accounts import UserFactory
from tests.factories.cases import private_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(office):
    return UserFactory(role=Role.HEAD, first_name="Dewi")


@pytest.fixture
def objection(short_road, head):
    return objected(head)


def page(objection):
    return reverse("cases:objection", args=[objection.case_id])


def answer(client, objection, **fields):
    return client.post(page(objection), fields)


def test_the_panel_and_the_list_show_it_to_who_may_answer(client, objection, other):
    client.force_login(other)
    home = client.get("/cms/")
    assert "objections" in [panel.name for panel in home.context["panels"]]
    body = client.get(reverse("cases:objections")).content.decode()
    assert objection.case.number in body
    assert page(objection) in body


def test_without_one_there_is_no_panel(client, short_road, other):
    client.force_login(other)
    assert "objections" not in [panel.name for panel in client.get("/cms/").context["panels"]]
    assert "Tidak ada keberatan" in client.get(reverse("cases:objections")).content.decode()


def test_checkers_find_no_list(client, objection, checker):
    client.force_login(checker)
    assert client.get(reverse("cases:objections")).status_code == 404


def test_the_page_shows_words_proof_and_the_first_decision(client, short_road, head, other):
    objection = objected(head, documents=[private_file("surat.jpg")])
    client.force_login(other)
    body = client.get(page(objection)).content.decode()
    assert WORDS in body
    assert "surat.jpg" in body
    assert "Jadwal Anda bertabrakan." in body
    assert 'name="answer"' in body


def test_the_page_of_the_case_leads_to_it(client, objection, other):
    client.force_login(other)
    assert page(objection) in client.get(reverse("cases:edit", args=[objection.case_id])).content.decode()


def test_who_decided_first_reads_why_not(client, objection, head):
    client.force_login(head)
    body = client.get(page(objection)).content.decode()
    assert "Anda ikut dalam keputusan pertama" in body
    assert 'name="answer"' not in body
    answer(client, objection, answer="dismissed", told="Tetap.")
    assert Objection.objects.get().is_open


def test_upheld_by_the_form(client, objection, other):
    client.force_login(other)
    sent = answer(client, objection, answer="upheld", stage=objection.case.stage_id, told="Surat Anda sah.")
    assert sent.url == reverse("cases:objections")
    assert Case.objects.get(pk=objection.case_id).state == CaseState.IN_REVIEW
    assert Objection.objects.get().by == other


def test_dismissed_needs_words(client, objection, other):
    client.force_login(other)
    assert answer(client, objection, answer="dismissed", told=" ").status_code == 422
    assert Objection.objects.get().is_open
    answer(client, objection, answer="dismissed", told="Surat sudah lama.")
    assert Objection.objects.get().told == "Surat sudah lama."
    assert Event.objects.filter(verb="cases.case.dismiss").count() == 1


@pytest.mark.parametrize("wrong", [{}, {"answer": "maybe"}, {"answer": "upheld", "stage": "999999"}])
def test_a_form_that_is_not_ours_changes_nothing(client, objection, other, wrong):
    client.force_login(other)
    assert answer(client, objection, **wrong).status_code == 422
    assert Objection.objects.get().is_open


def test_an_answered_one_is_only_read(client, objection, other):
    client.force_login(other)
    answer(client, objection, answer="dismissed", told="Tetap.")
    body = client.get(page(objection)).content.decode()
    assert "Tetap." in body
    assert 'name="answer"' not in body


def test_a_case_without_one_has_no_such_page(client, objection, other):
    Objection.objects.all().delete()
    client.force_login(other)
    assert client.get(page(objection)).status_code == 404


def test_late_ones_say_so(client, objection, other):
    Objection.objects.update(due_at=timezone.now() - dt.timedelta(days=1))
    client.force_login(other)
    assert "terlambat" in client.get(reverse("cases:objections")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, short_road, head, other, django_assert_max_num_queries, count):
    for _n in range(count):
        objected(head)
    client.force_login(other)
    client.get(reverse("cases:objections"))
    with django_assert_max_num_queries(60):
        client.get(reverse("cases:objections"))
