"""Many cases at once are the same as one after the other: rows, seats, ranks, events, messages; in few statements."""

import os
import signal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from cases import workflow
from cases.enums import Bucket, BulkAction, CaseState, ItemState, JobState, Move
from cases.models import Case, Decision
from cases.workflow import jobs, many
from core.models import OutboxMessage
from programs.models import Batch, Enrolment
from tests import processes
from tests.cases.test_bulk import waiting
from tests.cases.test_jobs import fresh, job_for
from tests.factories import programs
from tests.factories.accounts import UserFactory
from tests.factories.cases import many_cases, one_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_by_one(monkeypatch):
    """What takes a part as a whole fails, so that the job goes case by case."""

    def fail(*args, **kwargs):
        raise RuntimeError

    for verb in ("decide", "release", "undo", "pass_stage"):
        monkeypatch.setattr(many, verb, fail)


def picture(batch) -> dict:
    """Everything a decision leaves behind for the cases of a batch, in their order, without ids and secrets."""
    cases = list(Case.objects.filter(subject_id=batch.pk, service="pelatihan").order_by("pk"))
    place = {case.pk: number for number, case in enumerate(cases)}
    counters = Batch.objects.values_list("held", "seated", "last_rank", "applicants").get(pk=batch.pk)
    columns = ("state", "before_decision", "rank", "told_rank", "left_reason")
    return {
        "batch": counters,
        "cases": [(case.state, case.bucket, case.revision, bool(case.due_at)) for case in cases],
        "places": list(Enrolment.objects.filter(batch=batch).order_by("registration").values_list(*columns)),
        "decisions": [
            (place[each.case_id], each.verdict, each.told, bool(each.released_at), bool(each.release_at))
            for each in Decision.objects.filter(case__in=cases).order_by("case")
        ],
        "events": sorted(
            (place[int(event.object_ref)], event.verb, event.is_public, sorted(event.body.data))
            for event in Event.objects.filter(object_type="cases.case", object_ref__in=map(str, place))
        ),
        "messages": sorted(
            (message.kind, message.about, message.content["subject"], message.content["text"])
            for message in OutboxMessage.objects.filter(about__in=[case.number for case in cases])
        ),
    }


def story(head, action: BulkAction, **fields) -> list[dict]:
    """A selection decided, undone, decided again and released; a picture after each of them."""
    batch, cases = waiting(6, capacity=4)
    Batch.objects.filter(pk=batch.pk).update(**fields)
    pictures = []
    for number in range(2):
        job = job_for(action, cases, head, note="Kuota penuh." if action == BulkAction.REJECT else "")
        jobs.work(job)
        pictures.append(picture(batch))
        if not number:
            jobs.undo(job, by=head)
            jobs.work(job)
            assert fresh(job).state == JobState.UNDONE
            pictures.append(picture(batch))
            cases = list(Case.objects.filter(pk__in=[case.pk for case in cases]))
    jobs.work(job_for(BulkAction.RELEASE, cases, head))
    return [*pictures, picture(batch)]


def unnumbered(pictures: list[dict]) -> list[dict]:
    """Two stories have other numbers in their messages."""
    for each in pictures:
        each["messages"] = len(each["messages"])
    return pictures


@pytest.mark.parametrize("action", [BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.REJECT])
def test_together_is_one_by_one(head, action, request):
    together = story(head, action)
    request.getfixturevalue("one_by_one")
    assert unnumbered(story(head, action)) == unnumbered(together)


def test_together_with_confirmation_is_one_by_one(head, request):
    until = timezone.now() + timezone.timedelta(days=3)
    together = story(head, BulkAction.ACCEPT, confirm_by=until)
    assert [case[0] for case in together[-1]["cases"]].count(CaseState.OFFERED) == 4
    request.getfixturevalue("one_by_one")
    assert unnumbered(story(head, BulkAction.ACCEPT, confirm_by=until)) == unnumbered(together)


def test_seats_go_in_the_order_of_the_plan(head):
    """Whoever holds none when the seats are gone stays, named with the reason."""
    batch, cases = waiting(4, capacity=2)
    result = many.decide({case.pk: case.revision for case in reversed(cases)}, verdict=Move.ACCEPT, by=head)
    assert result.done == [cases[3].pk, cases[2].pk]
    assert set(result.left) == {cases[0].pk, cases[1].pk}
    assert Batch.objects.get(pk=batch.pk).held == 2


def test_a_rejection_without_a_word_stays(office, head):
    one_stage()
    cases = many_cases(2)
    result = many.decide({case.pk: case.revision for case in cases}, verdict=Move.REJECT, by=head)
    assert not result.done
    assert len(result.left) == 2


def test_a_second_person_is_asked_for(office, head):
    one_stage(second_person=True)
    cases = many_cases(3)
    many.decide({case.pk: case.revision for case in cases}, verdict=Move.ACCEPT, by=head)
    workflow.second(cases[0].decisions.get(), by=UserFactory(role="head"))
    result = many.release([case.pk for case in cases], by=head)
    assert result.done == [cases[0].pk]
    assert Case.objects.filter(bucket=Bucket.HELD).count() == 2


def statements_of(act) -> int:
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


@pytest.mark.parametrize("action", [BulkAction.ACCEPT, BulkAction.REJECT, BulkAction.RESERVE])
def test_statements_do_not_grow_with_the_cases(head, action):
    """A job decides, releases and undoes 3 cases and 30 with the same number of statements."""
    counts = []
    for number in (3, 30):
        batch, cases = waiting(number, capacity=40)
        Batch.objects.filter(pk=batch.pk).update(reserve_size=40)
        decided = job_for(action, cases, head, note="Kuota penuh." if action == BulkAction.REJECT else "")
        first = statements_of(lambda job=decided: jobs.work(job))
        jobs.undo(decided, by=head)
        second = statements_of(lambda job=decided: jobs.work(job))
        cases = list(Case.objects.filter(pk__in=[case.pk for case in cases]))
        jobs.work(job_for(action, cases, head, note="Kuota penuh." if action == BulkAction.REJECT else ""))
        told = job_for(BulkAction.RELEASE, cases, head)
        counts.append((first, second, statements_of(lambda job=told: jobs.work(job))))
    assert counts[0] == counts[1]
    assert max(counts[0]) < 50


@pytest.mark.endurance
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_followed_by_another_and_nothing_is_done_twice(head):
    """kill -9 in the middle of a job: decisions, seats and results agree, and another worker does what is left."""
    batch = programs.by_score(capacity=1000, now=timezone.now())
    cases = programs.many_at_decision(batch, 1000)
    job = job_for(BulkAction.ACCEPT, cases, head)
    done = job.items.filter(state=ItemState.DONE)
    with processes.worker() as pid:
        processes.until(done.exists, 120)
        os.kill(pid, signal.SIGKILL)
    at_the_kill = done.count()
    assert 0 < at_the_kill == Decision.objects.count() == Batch.objects.get(pk=batch.pk).held < 1000
    with processes.worker():
        processes.until(lambda: fresh(job).state == JobState.DONE, 240)
    assert done.count() == Decision.objects.count() == Batch.objects.get(pk=batch.pk).held == 1000
    assert Event.objects.filter(verb="cases.case.decided").count() == 1000
