"""A record of the counter becomes the record of an account: once, and for exactly one."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.claiming import ClaimRefused, claim, issue_code
from accounts.models import Applicant, ClaimCode
from audit.log import about
from core.models import OfficeSettings
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.races import faults, together

BORN = dt.date(1999, 5, 5)


@pytest.fixture
def officer(db):
    return UserFactory(role="checker")


@pytest.fixture
def person(db):
    return ApplicantFactory(user=None)


def test_the_code_and_the_birth_date_connect_the_record(person, officer):
    user = UserFactory()
    claim(issue_code(person, by=officer), BORN, by=user)

    person.refresh_from_db()
    assert person.user == user
    verbs = [event.verb for event in about(person)]
    assert verbs == ["accounts.applicant.claim_code_printed", "accounts.applicant.claimed"]
    assert [event.actor_ref for event in about(person)] == [f"user:{officer.pk}", f"user:{user.pk}"]


def test_only_the_hash_of_a_code_is_kept(person, officer):
    code = issue_code(person, by=officer)

    row = ClaimCode.objects.values().get()
    assert code not in str(row)
    assert code.replace("-", "") not in str(row)


def test_a_code_is_read_as_people_type_it(person, officer):
    typed = issue_code(person, by=officer).replace("-", " ").lower().replace("0", "o").replace("1", "l")

    assert claim(typed, BORN, by=UserFactory()) == person


def test_a_code_works_once(person, officer):
    code, user = issue_code(person, by=officer), UserFactory()
    claim(code, BORN, by=user)

    assert claim(code, BORN, by=user) == person  # pressed twice: the same answer
    with pytest.raises(ClaimRefused):
        claim(code, BORN, by=UserFactory())


@pytest.mark.parametrize("code", ["", "7K3M-9QX2-D", "tidak ada", "\x00", "9" * 5000])
def test_a_code_that_was_never_printed_connects_nothing(person, officer, code):
    issue_code(person, by=officer)

    with pytest.raises(ClaimRefused):
        claim(code, BORN, by=UserFactory())


def test_another_birth_date_connects_nothing(person, officer):
    with pytest.raises(ClaimRefused):
        claim(issue_code(person, by=officer), BORN + dt.timedelta(days=1), by=UserFactory())


def test_a_code_ends_after_the_days_of_the_setting(person, officer):
    now, days = timezone.now(), OfficeSettings.load().days_claim
    code, user = issue_code(person, by=officer, at=now), UserFactory()

    with pytest.raises(ClaimRefused):
        claim(code, BORN, by=user, at=now + dt.timedelta(days=days))
    assert claim(code, BORN, by=user, at=now + dt.timedelta(days=days, seconds=-1)) == person


def test_a_new_receipt_ends_the_code_of_the_old_one(person, officer):
    old, new = issue_code(person, by=officer), issue_code(person, by=officer)

    with pytest.raises(ClaimRefused):
        claim(old, BORN, by=UserFactory())
    assert claim(new, BORN, by=UserFactory()) == person


def test_an_account_with_a_record_gets_no_other(person, officer):
    other = ApplicantFactory()

    with pytest.raises(ClaimRefused):
        claim(issue_code(person, by=officer), BORN, by=other.user)
    person.refresh_from_db()
    assert person.user is None


def test_a_record_of_an_account_gets_no_code(officer):
    assert issue_code(ApplicantFactory(), by=officer) == ""
    assert not ClaimCode.objects.exists()


def test_the_officer_who_printed_the_code_does_not_use_it(person, officer):
    with pytest.raises(ClaimRefused):
        claim(issue_code(person, by=officer), BORN, by=officer)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_accounts_at_once_exactly_one_wins():
    person = ApplicantFactory(user=None)
    code = issue_code(person, by=UserFactory(role="checker"))
    users = [UserFactory() for _each in range(8)]

    results = together([lambda user=user: claim(code, BORN, by=user) for user in users])

    assert [type(fault) for fault in faults(results)] == [ClaimRefused] * 7
    winner = next(user for user, result in zip(users, results, strict=True) if not isinstance(result, Exception))
    assert Applicant.objects.get().user == winner
    assert [event.actor_ref for event in about(person) if event.verb.endswith("claimed")] == [f"user:{winner.pk}"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_account_with_two_codes_at_once_gets_one_record():
    officer, user = UserFactory(role="checker"), UserFactory()
    codes = [issue_code(ApplicantFactory(user=None), by=officer) for _each in range(4)]

    results = together([lambda code=code: claim(code, BORN, by=user) for code in codes])

    assert [type(fault) for fault in faults(results)] == [ClaimRefused] * 3
    assert Applicant.objects.filter(user=user).count() == 1
