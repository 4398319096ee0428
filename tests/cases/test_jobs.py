"""A job over many cases: in parts, paused, killed and resumed, undone while untold, with its results as a file."""

import csv
import io
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases import bulk, rules, workflow
from cases.enums import Bucket, BulkAction, ItemState, JobState, Move
from cases.models import BulkItem, BulkJob, Case, Decision
from cases.workflow import jobs
from tests.factories.accounts import UserFactory
from tests.factories.cases import one_stage, open_case

pytestmark = pytest.mark.django_db


def job_for(action, cases, by, **words):
    found = Case.objects.filter(pk__in=[case.pk for case in cases])
    return jobs.start(bulk.plan(action, found, by=by, at=timezone.now()), by=by, **words)


@pytest.fixture
def letters_to_decide(office):
    one_stage(release="together")
    return [open_case() for _number in range(5)]


def states(job):
    return [item.state for item in job.items.all()]


def fresh(job):
    return BulkJob.objects.get(pk=job.pk)


def test_starting_changes_no_case(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    assert states(job) == [ItemState.WAITING] * 5
    assert not Decision.objects.exists()
    assert Event.objects.get(verb="cases.bulkjob.start").actor_ref == f"user:{head.pk}"


def test_it_is_done_in_parts(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    assert jobs.work(job, limit=2) == 2
    assert states(job) == [ItemState.DONE] * 2 + [ItemState.WAITING] * 3
    assert fresh(job).state == JobState.RUNNING
    assert jobs.work(job, limit=9) == 3
    assert fresh(job).state == JobState.DONE
    assert jobs.work(job) == 0
    assert Decision.objects.count() == 5


def test_the_worker_does_what_is_left(letters_to_decide, head):
    job = job_for(BulkAction.REJECT, letters_to_decide, head, note="Angkatan dibatalkan.")
    assert jobs.work_due() == 5
    assert fresh(job).state == JobState.DONE
    assert {decision.told for decision in Decision.objects.all()} == {"Angkatan dibatalkan."}


def test_a_paused_job_rests_until_it_is_resumed(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job, limit=1)
    jobs.pause(job, by=head)
    assert jobs.work_due() == 0
    jobs.resume(job, by=head)
    jobs.resume(job, by=head)
    assert jobs.work_due() == 4
    assert Event.objects.filter(verb="cases.bulkjob.resume").count() == 1


def test_after_a_kill_the_rest_is_done_and_nothing_twice(letters_to_decide, head):
    """A worker that was killed leaves its lease behind; when it ends another goes on with what still waits."""
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job, limit=2)
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() + jobs.LEASE)
    assert jobs.work(job) == 0
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    assert jobs.work(job) == 3
    assert Decision.objects.count() == 5


def test_results_and_changes_are_one_transaction(letters_to_decide, head, monkeypatch):
    """Ended between the decisions and their results: neither is there."""
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)

    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_write_left", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.work(job)
    assert not Decision.objects.exists()
    assert jobs.work(job) == 5
    assert Decision.objects.count() == 5


def test_a_case_that_changed_meanwhile_is_left_with_who_and_when(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    workflow.decide(letters_to_decide[0], verdict=Move.REJECT, by=head, told="Contoh")
    jobs.work(job)
    first = job.items.first()
    assert first.state == ItemState.LEFT
    assert "Budi" in first.reasons[0]


def test_a_fault_in_one_case_does_not_stop_the_others(letters_to_decide, head, caplog):
    job = job_for(BulkAction.REJECT, letters_to_decide, head, reasons=["reject-dates-clash"])
    BulkItem.objects.filter(position=1).update(case=open_case(), revision=1)
    Case.objects.filter(pk=job.items.get(position=1).case_id).update(service="hilang")
    jobs.work(job)
    assert states(job) == [ItemState.DONE, ItemState.LEFT, *[ItemState.DONE] * 3]
    assert "bulk item" in caplog.text


def test_the_batch_is_undone_while_untold(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job)
    workflow.release(letters_to_decide[0], by=head)
    workflow.undo(letters_to_decide[1], by=head)
    workflow.decide(letters_to_decide[1], verdict=Move.REJECT, by=head, told="Lain")
    jobs.undo(job, by=head)
    jobs.work_due()
    assert states(job) == [ItemState.TOLD, ItemState.TOLD, *[ItemState.UNDONE] * 3]
    assert fresh(job).state == JobState.UNDONE
    assert Decision.objects.filter(released_at=None).get().verdict == Move.REJECT
    assert Case.objects.filter(bucket=Bucket.OFFICE).count() == 3


def test_undoing_stops_what_had_not_begun(letters_to_decide, head):
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job, limit=2)
    jobs.undo(job, by=head)
    jobs.work_due()
    assert states(job) == [ItemState.UNDONE] * 2 + [ItemState.LEFT] * 3
    assert not Decision.objects.exists()


def test_releasing_is_not_undone_for_all(letters_to_decide, head):
    job = job_for(BulkAction.RELEASE, letters_to_decide, head)
    with pytest.raises(rules.Refused):
        jobs.undo(job, by=head)


# The page


def page_of(job, name="bulk_job"):
    return reverse(f"cases:{name}", args=[job.pk])


def test_the_page_of_a_running_job_comes_again_by_itself(letters_to_decide, head, client):
    client.force_login(head)
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job, limit=2)
    response = client.get(page_of(job))
    assert response.headers["Refresh"] == "3"
    assert "2 dari 5 berkas" in response.content.decode()
    client.post(page_of(job, "bulk_pause"))
    response = client.get(page_of(job))
    assert "Refresh" not in response.headers
    assert "Lanjutkan" in response.content.decode()
    client.post(page_of(job, "bulk_resume"))
    jobs.work_due()
    response = client.post(page_of(job, "bulk_undo"), follow=True)
    assert fresh(job).state == JobState.UNDONE
    assert "Refresh" not in response.headers


def test_the_file_holds_numbers_but_no_name_and_no_formula(letters_to_decide, head, client):
    client.force_login(head)
    Case.objects.filter(pk=letters_to_decide[0].pk).update(subject_label="=HYPERLINK(1)")
    job = job_for(BulkAction.ACCEPT, letters_to_decide, head)
    jobs.work(job)
    text = client.get(page_of(job, "bulk_file")).getvalue().decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 6
    assert rows[1][:2] == [letters_to_decide[0].number, "'=HYPERLINK(1)"]
    assert letters_to_decide[0].applicant_name not in text


def test_a_job_is_seen_by_its_officer_and_the_head(road, client, checker):
    job = BulkJob.objects.create(action=BulkAction.PASS.value, by=checker)
    for role, status in [("checker", 404), ("head", 200)]:
        client.force_login(UserFactory(role=role))
        assert client.get(page_of(job)).status_code == status
        assert client.get(page_of(job, "bulk_file")).status_code == status
    client.force_login(UserFactory(role="checker"))
    assert client.post(page_of(job, "bulk_pause")).status_code == 404


def test_the_page_costs_the_same_for_one_and_thirty_cases(office, head, client, django_assert_max_num_queries):
    one_stage(release="together")
    client.force_login(head)
    few = job_for(BulkAction.ACCEPT, [open_case()], head)
    many = job_for(BulkAction.ACCEPT, [open_case() for _number in range(30)], head)
    jobs.work_due()
    client.get(page_of(few))
    with django_assert_max_num_queries(20) as one:
        client.get(page_of(few))
    with django_assert_max_num_queries(20) as thirty:
        client.get(page_of(many))
    assert len(one) == len(thirty)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_case_once(office, head):
    one_stage(release="together")
    cases = [open_case() for _number in range(12)]
    job = job_for(BulkAction.ACCEPT, cases, head)
    failures = []

    def worker():
        try:
            for _round in range(20):
                jobs.work(job, limit=2)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert states(job) == [ItemState.DONE] * 12
    assert Event.objects.filter(verb="cases.case.decided").count() == 12
