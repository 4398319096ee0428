"""/akun/sambungkan/: what a person sees who was registered at the counter."""

import pytest
from django.test import Client

from accounts.claiming import issue_code
from core.models import Throttle
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/akun/sambungkan/"
BIRTH = {"birth_date_day": "5", "birth_date_month": "5", "birth_date_year": "1999"}


@pytest.fixture
def officer():
    return UserFactory(role="checker")


@pytest.fixture
def case(officer):
    draft = made.at_counter(made.batch(), officer)
    return made.workflow.submit(draft, draft.token, by=officer, declared=made.declared())


def signed_in(user=None) -> Client:
    client = Client()
    client.force_login(user or UserFactory())
    return client


def test_every_registration_of_the_record_appears(case, officer):
    client = signed_in()
    assert case.number not in client.get("/akun/").content.decode()

    answer = client.post(URL, {"code": issue_code(case.applicant, by=officer)} | BIRTH, follow=True)

    assert answer.redirect_chain == [("/akun/", 302)]
    assert case.number in answer.content.decode()
    assert client.get(f"/akun/{case.number}/").status_code == 200


def test_the_story_says_that_the_counter_filed_it(case, officer):
    client = signed_in()
    client.post(URL, {"code": issue_code(case.applicant, by=officer)} | BIRTH)

    assert "Didaftarkan di loket" in client.get(f"/akun/{case.number}/").content.decode()


def test_the_home_page_leads_here_only_without_a_record(case):
    assert URL in signed_in().get("/akun/").content.decode()
    assert URL not in signed_in(ApplicantFactory().user).get("/akun/").content.decode()


def test_whatever_is_wrong_gets_the_same_answer(case, officer):
    """A code that never was, another birth date, a record of another account, an account with a record."""
    code = issue_code(case.applicant, by=officer)
    tried = [
        (UserFactory(), {"code": "7K3M-9QX2-D"} | BIRTH),
        (UserFactory(), {"code": code} | BIRTH | {"birth_date_day": "6"}),
        (ApplicantFactory().user, {"code": code} | BIRTH),
    ]
    answers = [signed_in(user).post(URL, values) for user, values in tried]
    case.applicant.user = UserFactory()
    case.applicant.save()
    answers.append(signed_in().post(URL, {"code": code} | BIRTH))

    assert {answer.status_code for answer in answers} == {200}
    said = {answer.context["form"].errors["__all__"][0] for answer in answers}
    assert len(said) == 1
    assert "Tidak ada yang dapat kami sambungkan" in said.pop()


def test_what_was_typed_stays_in_the_form(case):
    page = signed_in().post(URL, {"code": "7K3M 9QX2 D"} | BIRTH).content.decode()

    assert 'value="7K3M 9QX2 D"' in page
    assert 'value="1999"' in page


def test_the_code_cannot_be_guessed(case):
    client = signed_in()
    answers = [client.post(URL, {"code": "7K3M-9QX2-D"} | BIRTH).status_code for _try in range(11)]

    assert answers == [200] * 10 + [429]
    assert Throttle.objects.filter(key__startswith="claim").count() == 2


def test_signing_in_comes_first():
    assert Client().get(URL)["Location"].startswith("/masuk/")
