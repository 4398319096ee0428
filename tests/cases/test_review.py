"""Lease, verdicts, checks, scores and passing a stage."""

import datetime as dt
import threading
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from cases import rules
from cases.enums import Bucket, CaseState
from cases.models import Case
from cases.workflow import claim, let_go, pass_stage, set_check, set_score, set_verdict
from core import workdays
from tests.factories.accounts import UserFactory
from tests.factories.cases import good_documents, open_case
from tests.races import faults, together

pytestmark = pytest.mark.django_db


def ready(case, checker):
    good_documents(case)
    set_check(case, "photo", done=True, by=checker)
    return case


def test_a_case_is_held_by_one_officer_until_time_passes(road, checker):
    case, other, now = open_case(), UserFactory(role="checker"), timezone.now()
    assert claim(case, by=checker, at=now)
    assert claim(case, by=checker, at=now)
    assert not claim(case, by=other, at=now)
    assert claim(case, by=other, at=now + dt.timedelta(minutes=11))


def test_a_late_goodbye_does_not_end_a_newer_lease(road, checker):
    case, now = open_case(), timezone.now()
    claim(case, by=checker, at=now)
    let_go(case, by=checker, since=now - dt.timedelta(minutes=3))
    assert Case.objects.get().lease_by == checker
    let_go(case, by=checker, since=now)
    assert Case.objects.get().lease_by is None


def test_a_foreign_lease_blocks_work(road, checker):
    case, other = open_case(documents=["ktp"]), UserFactory(role="checker", first_name="Dewi")
    claim(case, by=other)
    with pytest.raises(rules.Refused, match="Dewi"):
        set_verdict(case.documents.get(), verdict="accepted", by=checker)


def test_verdicts_are_saved_at_once_and_changeable(road, checker):
    document = open_case(documents=["ktp"]).documents.get()
    set_verdict(document, verdict="unreadable", by=checker)
    assert set_verdict(document, verdict="accepted", by=checker).verdict == "accepted"


def test_a_stage_is_passed_when_everything_is_done(road, checker):
    case, at = open_case(documents=["ktp"]), timezone.now()
    with pytest.raises(rules.Refused) as refusal:
        pass_stage(case, by=checker)
    assert len(refusal.value.reasons) == 2  # a document without verdict, a check not ticked
    passed = pass_stage(ready(case, checker), by=checker, at=at)
    assert passed.stage.name_id == "Tes"
    assert passed.due_at == workdays.deadline(at, 5)
    assert passed.lease_by is None


def test_the_next_stage_belongs_to_another_role(road, checker, selector):
    case = pass_stage(ready(open_case(), checker), by=checker)
    with pytest.raises(rules.Refused, match="another role"):
        set_score(case, "test", value=80, by=checker)
    set_score(case, "test", value="80,5", by=selector)
    assert case.scores.get().value == Decimal("80.5")


@pytest.mark.parametrize("value", ["-1", "101", "abc", "", "NaN", "Infinity", "1e9"])
def test_a_score_is_a_number_within_its_limits(road, checker, selector, value):
    case = pass_stage(ready(open_case(), checker), by=checker)
    with pytest.raises(rules.Refused, match="from 0 to 100"):
        set_score(case, "test", value=value, by=selector)


def test_a_form_that_saw_an_older_case_is_refused_with_who_and_when(road, checker):
    case = ready(open_case(), checker)
    seen = case.revision
    pass_stage(case, by=checker)
    with pytest.raises(rules.Stale, match="Rina"):
        pass_stage(case, by=checker, revision=seen)


def test_an_unticked_check_counts_again(road, checker):
    case = ready(open_case(), checker)
    set_check(case, "photo", done=False, by=checker)
    with pytest.raises(rules.Refused):
        pass_stage(case, by=checker)


def claim_without_guard(case, *, by):
    """The control: read, then write, with time between both."""
    found = Case.objects.get(pk=case.pk)
    if found.lease_by_id:
        return False
    connection.close()
    case.everybody_has_read.wait()
    Case.objects.filter(pk=case.pk).update(lease_by=by, lease_until=timezone.now() + dt.timedelta(minutes=10))
    return True


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("take", "winners"), [(claim, 1), (claim_without_guard, 8)])
def test_two_officers_never_hold_one_case(road, take, winners):
    case = open_case()
    case.everybody_has_read = threading.Barrier(8)
    officers = [UserFactory(role="checker") for _ in range(8)]
    results = together([partial(take, case, by=officer) for officer in officers])
    assert faults(results) == []
    assert results.count(True) == winners


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [True, False], ids=["with the revision", "without it"])
def test_two_officers_pass_a_stage_once(road, checker, seen):
    """One passes, the other is told; without the revision only the role of the next stage would stop the second."""
    case = ready(open_case(), checker)
    officers = [checker, UserFactory(role="checker")]
    revision = Case.objects.get(pk=case.pk).revision if seen else None
    results = together([partial(pass_stage, case, by=officer, revision=revision) for officer in officers])
    assert [type(fault) for fault in faults(results)] == [rules.Stale if seen else rules.Refused]
    case.refresh_from_db()
    assert (case.state, case.bucket, case.stage.name_id) == (CaseState.IN_REVIEW, Bucket.OFFICE, "Tes")
