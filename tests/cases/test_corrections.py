"""Asking for a correction, answering it, letting it lapse."""

import datetime as dt

import pytest

from audit.log import about
from cases import rules
from cases.enums import Bucket
from cases.models import Reason
from cases.workflow import answer_correction, ask_correction, lapse_corrections, set_verdict, withdraw
from core import workdays
from core.models import OutboxMessage
from tests.factories.cases import open_case, private_file

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


@pytest.fixture
def blurred(road, checker):
    """A case whose KTP cannot be read."""
    case = open_case(documents=["ktp", "photo"], at=MONDAY)
    set_verdict(case.documents.get(kind="ktp"), verdict="unreadable", by=checker, at=MONDAY)
    return case


def ask(case, checker, at=MONDAY, **fields):
    fields = {"documents": ["ktp"], "reasons": ["correct-ktp-cannot-be-read"]} | fields
    return ask_correction(case, by=checker, at=at, **fields)


def test_the_applicant_reads_why_and_by_when(blurred, checker):
    request = ask(blurred, checker)
    assert request.due_at == workdays.deadline(MONDAY, 5)
    assert "belum terbaca" in request.text
    assert "Senin, 30 November 2026" in request.text
    message = OutboxMessage.objects.get(kind="correction_asked")
    assert request.text in message.content["text"]


def test_every_reason_of_the_library_is_worded_without_a_gap(blurred):
    """A reason whose facts the service cannot fill shows an ellipsis to nobody."""
    for reason in Reason.objects.filter(move="correct", document__in=["ktp", "diploma", "photo"]):
        assert "…" not in reason.text("id", {"date": "Senin, 30 November 2026"})


def test_the_clock_of_the_office_stands_and_goes_on(blurred, checker):
    """Due in three working days; asked on the first, so two are left when the answer comes a week later."""
    ask(blurred, checker, at=MONDAY + dt.timedelta(days=1))
    blurred.refresh_from_db()
    assert (blurred.bucket, blurred.due_at, blurred.paused_days) == (Bucket.APPLICANT, None, 2)
    answered = MONDAY + dt.timedelta(days=7)
    case = answer_correction(blurred, by=blurred.applicant.user, at=answered)
    assert case.due_at == workdays.deadline(answered, 2)
    assert (case.bucket, case.is_corrected) == (Bucket.OFFICE, True)


def test_an_answer_makes_a_new_version_and_keeps_the_old_verdict(blurred, checker):
    ask(blurred, checker)
    answer_correction(blurred, by=blurred.applicant.user, documents=[("ktp", "KTP", private_file())], at=MONDAY)
    old, new = blurred.documents.filter(kind="ktp").order_by("number")
    assert (old.number, old.replaced, old.verdict) == (1, True, "unreadable")
    assert (new.number, new.replaced, new.verdict) == (2, False, "pending")


def test_only_what_was_asked_for_changes(blurred, checker):
    ask(blurred, checker, fields=["address"])
    case = answer_correction(
        blurred,
        by=blurred.applicant.user,
        answers={"address": "Jalan Mawar 2", "nik": "3671014505999001"},
        documents=[("photo", "Foto", private_file())],
        at=MONDAY,
    )
    assert case.answers == {"address": "Jalan Mawar 2"}
    assert blurred.documents.filter(kind="photo").count() == 1


def test_an_answer_sent_twice_counts_once(blurred, checker):
    ask(blurred, checker)
    for _ in range(2):
        answer_correction(blurred, by=blurred.applicant.user, at=MONDAY)
    assert [event.verb for event in about(blurred)].count("cases.case.resubmit") == 1


def test_a_second_request_needs_the_first_answered(blurred, checker):
    ask(blurred, checker)
    with pytest.raises(rules.Refused, match="correcting"):
        ask(blurred, checker)


@pytest.mark.parametrize("fields", [{"documents": []}, {"reasons": []}])
def test_nothing_to_correct_or_no_reason_is_refused(blurred, checker, fields):
    with pytest.raises(rules.Refused, match="what to correct"):
        ask(blurred, checker, **fields)


def test_an_unanswered_request_gives_the_case_back_to_the_office(blurred, checker):
    request = ask(blurred, checker)
    assert lapse_corrections(request.due_at) == 0
    late = request.due_at + dt.timedelta(seconds=1)
    assert lapse_corrections(late) == 1
    assert lapse_corrections(late) == 0
    blurred.refresh_from_db()
    assert blurred.bucket == Bucket.OFFICE
    with pytest.raises(rules.Refused):
        answer_correction(blurred, by=blurred.applicant.user, at=late)


def test_a_withdrawn_case_asks_for_nothing_more(blurred, checker):
    ask(blurred, checker)
    withdraw(blurred, by=blurred.applicant.user, at=MONDAY)
    assert lapse_corrections(MONDAY + dt.timedelta(days=60)) == 0


def test_a_reason_with_a_gap_is_never_sent(blurred, checker):
    """“Your age is outside of the limits”: without limits nobody could read it."""
    with pytest.raises(rules.Refused, match="gap"):
        ask(blurred, checker, documents=[], fields=["custom"], reasons=["correct-answer-needs-explaining"])
    assert not blurred.corrections.exists()
