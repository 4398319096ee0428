"""The office calls off what was asked for, or lets its cases go on elsewhere: every state ends honestly, once."""

import datetime as dt

import pytest

from audit.models import Event
from cases import workflow
from cases.enums import Bucket, CaseState, Move
from cases.models import Case
from cases.rules import Refused
from core.models import Holiday, OutboxMessage
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def cancelled_batch(short_road):
    def cancel(case, **fields):
        return workflow.cancel(case, **{"by": None, "told": TOLD, "message": "batch_cancelled", "at": NOW} | fields)

    return cancel


@pytest.fixture
def days(db):
    return [Holiday.objects.create(date=dt.date(2026, 12, day), name=f"Hari {day}") for day in (1, 2)]


def reread(case):
    return Case.objects.get(pk=case.pk)


def told():
    return OutboxMessage.objects.filter(kind="batch_cancelled")


@pytest.mark.parametrize(
    "state", [CaseState.IN_REVIEW, CaseState.RESERVE, CaseState.OFFERED, CaseState.ACCEPTED], ids=str
)
def test_every_live_case_ends_as_cancelled_by_the_office(cancelled_batch, state):
    case = make.open_case(at=NOW)
    Case.objects.filter(pk=case.pk).update(state=state)

    cancelled_batch(case)

    case = reread(case)
    assert (case.state, case.bucket, case.closed_at, case.due_at) == (CaseState.CANCELLED, Bucket.CLOSED, NOW, None)
    assert told().get().content["text"].count(TOLD[case.language]) == 1


def test_cancelled_twice_changes_nothing(cancelled_batch):
    case = make.open_case(at=NOW)
    first = cancelled_batch(case)

    again = cancelled_batch(case)

    assert again.revision == first.revision
    assert (told().count(), Event.objects.filter(verb="cases.case.cancel").count()) == (1, 1)


def test_a_closed_case_is_not_cancelled(cancelled_batch):
    case = make.open_case(at=NOW)
    workflow.withdraw(case, by=case.applicant.user, at=NOW)

    with pytest.raises(Refused):
        cancelled_batch(case)

    assert reread(case).state == CaseState.WITHDRAWN
    assert not told().exists()


def test_a_decision_that_was_not_told_is_dropped(cancelled_batch, head):
    case = make.open_case(at=NOW)
    workflow.decide(case, verdict=Move.ACCEPT, by=head, at=NOW)

    cancelled_batch(case)

    assert not case.decisions.exists()
    assert workflow.release(case, at=NOW).state == CaseState.CANCELLED


def test_the_officer_who_applied_as_well_ends_with_everybody(cancelled_batch, head):
    case = make.open_case(at=NOW)
    case.applicant.user = head
    case.applicant.save()

    assert cancelled_batch(case, by=head).state == CaseState.CANCELLED


def test_a_case_goes_on_at_another_subject(short_road, days, head):
    case = make.open_case(subject=days[0], at=NOW)
    number = case.number

    moved = workflow.transfer(case, to=days[1].pk, by=head, told=TOLD, at=NOW)

    assert (moved.subject_id, moved.subject_label, moved.number) == (days[1].pk, str(days[1]), number)
    assert (moved.state, moved.bucket, moved.due_at) == (CaseState.IN_REVIEW, Bucket.OFFICE, case.due_at)
    again = workflow.transfer(case, to=days[1].pk, by=head, told=TOLD, at=NOW)
    assert again.revision == moved.revision


def test_a_transfer_drops_the_decision_and_the_office_decides_anew(short_road, days, head):
    case = make.open_case(subject=days[0], at=NOW)
    workflow.decide(case, verdict=Move.ACCEPT, by=head, at=NOW)

    moved = workflow.transfer(case, to=days[1].pk, by=head, told=TOLD, at=NOW)

    assert not case.decisions.exists()
    assert (moved.state, moved.bucket, moved.decided_at) == (CaseState.IN_REVIEW, Bucket.OFFICE, None)
    assert moved.due_at


def test_a_closed_case_is_not_transferred(short_road, days, head):
    case = make.open_case(subject=days[0], at=NOW)
    workflow.withdraw(case, by=case.applicant.user, at=NOW)

    with pytest.raises(Refused):
        workflow.transfer(case, to=days[1].pk, by=head, told=TOLD, at=NOW)
