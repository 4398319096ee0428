"""Submitting and withdrawing."""

import threading
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from audit.log import about
from cases import rules, services
from cases.enums import Bucket, CaseState
from cases.models import Case
from cases.workflow import submit, withdraw
from core import numbers, workdays
from core.models import OutboxMessage
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import SLUG, day, open_case
from tests.races import faults, together

pytestmark = pytest.mark.django_db


def test_a_case_begins_at_the_first_stage_with_its_limit(road):
    case = open_case(documents=["ktp"])
    assert (case.state, case.bucket, case.stage.name_id) == (CaseState.IN_REVIEW, Bucket.OFFICE, "Periksa")
    assert case.due_at == workdays.deadline(case.submitted_at, 3)
    assert case.documents.get().kind == "ktp"
    assert case.number.startswith("SRT-")


def test_the_applicant_is_told_number_and_date(road):
    case = open_case()
    message = OutboxMessage.objects.get()
    assert case.number in message.content["subject"]
    assert message.to == case.applicant.email
    assert "paling lambat" in message.content["text"]


def test_the_message_speaks_the_language_of_the_case(road):
    case = open_case(language="en")
    assert OutboxMessage.objects.get().content["subject"] == f"We have your registration {case.number}"


def test_the_same_token_is_the_same_case(road):
    first = open_case(token="one")
    again = open_case(token="one", applicant=first.applicant)
    assert again.pk == first.pk
    assert Case.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_a_refusing_service_writes_nothing(road, letters):
    refusing = services.get(SLUG)
    object.__setattr__(refusing, "guard", lambda move, case, subject, at: ["closed"])
    with pytest.raises(rules.Refused) as refusal:
        open_case()
    assert refusal.value.reasons == ["closed"]
    assert not Case.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_answers_are_not_readable_in_the_database(road):
    open_case(answers={"address": "Jalan Kenanga 7"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM cases_case")
        assert "Kenanga" not in str(cursor.fetchall())


def test_a_case_filed_at_the_counter_names_who_filed_it(road, checker):
    applicant = ApplicantFactory(user=None)
    case = submit(SLUG, day().pk, applicant=applicant, answers={}, token="t", by=checker)
    assert case.filed_by == checker
    assert not OutboxMessage.objects.exists()  # no address, nothing to send


def test_the_applicant_withdraws_once(road):
    case = open_case()
    withdraw(case, by=case.applicant.user)
    again = withdraw(case, by=case.applicant.user)
    assert (again.state, again.bucket) == (CaseState.WITHDRAWN, Bucket.CLOSED)
    assert [event.verb for event in about(case)] == ["cases.case.submit", "cases.case.withdraw"]


def test_a_stranger_withdraws_nothing(road, checker):
    case = open_case()
    for person in (UserFactory(), checker):
        with pytest.raises(rules.Refused):
            withdraw(case, by=person)
    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW


def test_queries_of_a_submit_do_not_grow(road, django_assert_max_num_queries):
    applicant, subject = ApplicantFactory(), day()
    with django_assert_max_num_queries(30):
        submit(SLUG, subject.pk, applicant=applicant, answers={}, token="t", by=applicant.user, at=timezone.now())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_token_sent_eight_times_at_once_is_one_case(road):
    applicant, subject = ApplicantFactory(), day()
    send = partial(submit, SLUG, subject.pk, applicant=applicant, answers={}, token="same", by=applicant.user)
    results = together([send] * 8)
    assert faults(results) == []
    assert len({case.number for case in results}) == 1
    assert Case.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_race_is_noticed_without_the_second_look_under_the_lock(road):
    """The control: looking for the token once, before the lock, answers seven of eight with an error."""
    applicant, subject = ApplicantFactory(), day()
    looked = threading.Barrier(8)
    template = open_case(applicant=applicant, subject=subject)

    def send_without_guard():
        assert not Case.objects.filter(token="same").exists()
        connection.close()
        looked.wait()
        copy = Case.objects.get(pk=template.pk)
        copy.pk, copy.number, copy.token = None, numbers.case_number("SRT"), "same"
        copy.save(force_insert=True)

    assert len(faults(together([send_without_guard] * 8))) == 7
