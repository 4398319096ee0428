"""Deciding and telling are two things."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from audit.log import about
from cases import permissions, rules
from cases.enums import Bucket, CaseState, Move, Release
from cases.models import Case, Decision
from cases.workflow import decide, release, release_due, second, undo, withdraw
from core.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import one_stage, open_case
from tests.races import faults, together

pytestmark = pytest.mark.django_db
VERDICT_STATES = {Move.ACCEPT: CaseState.ACCEPTED, Move.RESERVE: CaseState.RESERVE, Move.REJECT: CaseState.REJECTED}


def reject(case, by, **fields):
    return decide(case, verdict=Move.REJECT, by=by, reasons=["reject-dates-clash"], **fields)


def messages(kind):
    return OutboxMessage.objects.filter(kind=kind)


def test_nothing_is_told_before_release(short_road, head):
    case = open_case()
    decide(case, verdict=Move.ACCEPT, by=head)
    case.refresh_from_db()
    assert (case.state, case.bucket) == (CaseState.IN_REVIEW, Bucket.HELD)
    assert [event.verb for event in about(case, public_only=True)] == ["cases.case.submit"]
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {"received"}


@pytest.mark.parametrize("verdict", list(VERDICT_STATES))
def test_a_released_verdict_is_state_event_and_message(short_road, head, verdict):
    case = open_case()
    decide(case, verdict=verdict, by=head, told="Jadwal Anda bertabrakan." if verdict == Move.REJECT else "")
    release(case)
    case.refresh_from_db()
    assert case.state == VERDICT_STATES[verdict]
    assert about(case, public_only=True).last().verb == f"cases.case.{verdict.value}"
    kind = {Move.ACCEPT: "accepted", Move.RESERVE: "reserve", Move.REJECT: "rejected"}[verdict]
    assert messages(kind).count() == 1


def test_released_twice_is_told_once(short_road, head):
    case = open_case()
    reject(case, head)
    release(case)
    release(case)
    assert messages("rejected").count() == 1


def test_the_worker_releases_after_the_time_to_undo(short_road, head):
    case, now = open_case(), timezone.now()
    reject(case, head, at=now)
    assert release_due(now + dt.timedelta(seconds=59)) == 0
    assert release_due(now + dt.timedelta(seconds=61)) == 1
    assert release_due(now + dt.timedelta(seconds=61)) == 0


def test_decisions_released_together_wait_for_a_hand(office, head):
    one_stage(release=Release.TOGETHER)
    case, now = open_case(), timezone.now()
    decide(case, verdict=Move.ACCEPT, by=head, at=now)
    assert release_due(now + dt.timedelta(days=30)) == 0
    assert release(case, by=head).state == CaseState.ACCEPTED


def test_an_undone_decision_leaves_the_case_in_the_queue(short_road, head):
    case = open_case()
    reject(case, head)
    case = undo(case, by=head)
    assert (case.state, case.bucket) == (CaseState.IN_REVIEW, Bucket.OFFICE)
    assert not Decision.objects.exists()
    assert case.due_at


def test_what_has_been_told_cannot_be_undone(short_road, head):
    case = open_case()
    reject(case, head)
    release(case)
    with pytest.raises(rules.Refused, match="told"):
        undo(case, by=head)


def test_a_rejection_needs_a_reason_the_applicant_reads(short_road, head):
    case = open_case()
    with pytest.raises(rules.Refused, match="reason"):
        decide(case, verdict=Move.REJECT, by=head)
    assert reject(case, head).told


def test_the_rejection_says_how_to_object_and_until_when(short_road, head):
    case, now = open_case(), dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
    reject(case, head, at=now)
    release(case, at=now)
    assert "14 Desember 2026" in messages("rejected").get().content["text"]


def test_a_decided_case_is_not_decided_again(short_road, head):
    case = open_case()
    reject(case, head)
    with pytest.raises(rules.Refused, match="already decided"):
        decide(case, verdict=Move.ACCEPT, by=head)


def test_a_second_person_must_agree_where_the_stage_says_so(office, head):
    one_stage(second_person=True)
    case, now = open_case(), timezone.now()
    decision = decide(case, verdict=Move.ACCEPT, by=head, at=now)
    with pytest.raises(rules.Refused, match="second officer"):
        release(case, by=head)
    assert release_due(now + dt.timedelta(hours=1)) == 0
    with pytest.raises(rules.Refused, match="Another officer"):
        second(decision, by=head)
    second(decision, by=UserFactory(role="head"))
    assert release_due(now + dt.timedelta(hours=1)) == 1


def test_a_withdrawal_before_release_ends_the_decision_untold(short_road, head):
    case = open_case()
    decide(case, verdict=Move.ACCEPT, by=head)
    withdraw(case, by=case.applicant.user)
    assert not Decision.objects.exists()
    assert release_due(timezone.now() + dt.timedelta(hours=1)) == 0
    assert not messages("accepted").exists()


def test_a_checker_may_reject_but_not_accept(office, checker):
    one_stage(role="checker")
    case = open_case()
    with pytest.raises(rules.Refused, match="may not decide"):
        decide(case, verdict=Move.ACCEPT, by=checker)
    reject(case, checker)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_heads_decide_a_case_once(short_road, head):
    case = open_case()
    verdicts = [(head, Move.ACCEPT), (UserFactory(role="head"), Move.REJECT)]
    results = together(
        [partial(decide, case, verdict=verdict, by=by, told="x", revision=case.revision) for by, verdict in verdicts]
    )
    assert [type(fault) for fault in faults(results)] == [rules.Stale]
    assert Decision.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_release_once(short_road, head):
    now = timezone.now()
    for _ in range(3):
        reject(open_case(), head, at=now)
    assert faults(together([partial(release_due, now + dt.timedelta(hours=1))] * 4)) == []
    assert messages("rejected").count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_undo_against_release_ends_in_one_of_both(short_road, head):
    for _ in range(4):
        case = open_case()
        reject(case, head)
        undone, _released = together([partial(undo, case, by=head), partial(release, case)])
        case.refresh_from_db()
        told = messages("rejected").filter(about=case.number).exists()
        assert isinstance(undone, rules.Refused) == told
        assert (case.state == CaseState.REJECTED) == told


def test_who_filed_at_the_counter_neither_decides_nor_seconds(office, head):
    one_stage(second_person=True)
    filer = UserFactory(role="head")
    case = open_case()
    Case.objects.filter(pk=case.pk).update(filed_by=filer)
    case.refresh_from_db()
    with pytest.raises(rules.Refused, match="registered this person at the counter"):
        decide(case, verdict=Move.ACCEPT, by=filer)
    decision = decide(case, verdict=Move.ACCEPT, by=head)
    assert not permissions.may_second(filer, decision)
    with pytest.raises(rules.Refused, match="Another officer"):
        second(decision, by=filer)
