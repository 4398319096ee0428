"""Nobody handles their own request, under whatever account it was sent."""

import pytest
from django.urls import reverse

from cases import bulk, conflicts, queries, rules, workflow
from cases.enums import BulkAction, Move
from cases.models import Case, OfficerIdentity
from core import nik
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import good_documents, one_stage, open_case

pytestmark = pytest.mark.django_db
PHONE = "+6281200009001"


def entered(user, **fields):
    OfficerIdentity.objects.create(user=user, **fields)
    return type(user).objects.get(pk=user.pk)


def by_nik(head, case):
    return entered(head, nik_hash=case.applicant.nik_hash)


def by_phone(head, case):
    type(case.applicant).objects.filter(pk=case.applicant.pk).update(phone=PHONE)
    return entered(head, phone=PHONE)


def by_own_registration(head, case):
    type(case.applicant).objects.filter(pk=case.applicant.pk).update(phone=PHONE)
    ApplicantFactory(user=head, phone=PHONE)
    return type(head).objects.get(pk=head.pk)


def by_account(head, case):
    type(case.applicant).objects.filter(pk=case.applicant.pk).update(user=head)
    return type(head).objects.get(pk=head.pk)


@pytest.fixture
def case(office):
    one_stage(release="together")
    return open_case()


@pytest.mark.parametrize("alike", [by_nik, by_phone, by_own_registration, by_account])
def test_an_officer_does_not_decide_on_themselves(case, head, alike, client):
    head = alike(head, case)
    with pytest.raises(rules.Refused):
        workflow.decide(case, verdict=Move.ACCEPT, by=head)
    found = Case.objects.filter(pk=case.pk)
    assert bulk.plan(BulkAction.ACCEPT, found, by=head, at=case.submitted_at).ready == []
    assert queries.next_candidates(Case.objects.all(), head) == []
    client.force_login(head)
    html = client.get(reverse("cases:edit", args=[case.pk])).content.decode()
    assert "desk-bar" not in html
    assert head.label in html


@pytest.mark.parametrize("alike", [by_nik, by_phone])
def test_colleagues_see_the_flag_and_may_decide(case, head, alike, client):
    alike(head, case)
    other = UserFactory(role="head", first_name="Tono")
    client.force_login(other)
    html = client.get(reverse("cases:edit", args=[case.pk])).content.decode()
    assert "sama dengan milik rekan: Budi" in html
    workflow.decide(case, verdict=Move.ACCEPT, by=other)


def test_nor_agrees_as_the_second_person(office, head):
    one_stage(second_person=True)
    case = open_case()
    decision = workflow.decide(case, verdict=Move.ACCEPT, by=UserFactory(role="head"))
    with pytest.raises(rules.Refused):
        workflow.second(decision, by=by_nik(head, case))
    workflow.second(decision, by=UserFactory(role="head"))


def test_a_stranger_is_not_flagged(case, head):
    entered(head, nik_hash=nik.keyed_hash("3671010101909999"), phone=PHONE)
    assert conflicts.officers_like(Case.objects.get(pk=case.pk).applicant) == []
    workflow.decide(case, verdict=Move.ACCEPT, by=head)


def test_the_officer_enters_nik_and_phone_and_neither_is_shown_again(office, checker, client):
    client.force_login(checker)
    page = reverse("wagtailadmin_account")
    assert 'name="identity-nik"' in client.get(page).content.decode()
    form = _account_form(client, page) | {"name_email-last_name": "Contoh"}
    client.post(page, form | {"identity-nik": "3671 0101 0190 9001", "identity-phone": "081200009001"})
    row = OfficerIdentity.objects.get(user=checker)
    assert row.nik_hash == nik.keyed_hash("3671010101909001")
    assert "3671010101909001" not in client.get(page).content.decode()
    client.post(page, form | {"identity-nik": "", "identity-phone": ""})
    assert OfficerIdentity.objects.get(user=checker).nik_hash == row.nik_hash


def _account_form(client, page) -> dict:
    """Every value of the page's own forms, as a browser would send them back."""
    context, found = client.get(page).context, {}
    for panels in context["panels_by_tab"].values():
        for panel in panels:
            form = panel.get_form()
            for name in form.fields:
                value = form[name].value()
                if value not in (None, False) and name != "avatar":
                    found[form.add_prefix(name)] = value
    return found


def test_the_page_costs_as_many_statements_as_before(road, checker, client, django_assert_max_num_queries):
    """15: eight are the CMS's own."""
    case = open_case(documents=["ktp"])
    good_documents(case)
    client.force_login(checker)
    url = reverse("cases:edit", args=[case.pk])
    client.get(url)
    with django_assert_max_num_queries(17):
        client.get(url)
