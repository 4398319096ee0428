"""kill -9 while the office works: certificates of a batch, decisions on their release, a job over many cases."""

import os
import signal
import threading
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from audit import log
from audit.models import Event
from cases import bulk
from cases.enums import BulkAction, ItemState, JobState, Move
from cases.models import BulkJob, Case, Decision
from cases.workflow import jobs, many
from core.models import OutboxMessage
from credentials.models import Credential, NumberSequence
from programs.models import Batch
from tests import processes
from tests.badday.visitors import Visitor, hidden
from tests.factories import credentials as certificates
from tests.factories import programs as make

pytestmark = [pytest.mark.endurance, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 60


def ended_batch() -> Batch:
    """Everybody passed, nobody has a certificate yet."""
    certificates.office()
    batch = certificates.BatchFactory()
    for number in range(PEOPLE):
        holder = certificates.ApplicantFactory(name=f"Orang {number:02d}")
        certificates.CompletionFactory(enrolment__batch=batch, enrolment__applicant=holder)
    return batch


def kill_worker_when(is_so) -> None:
    """Start the background process and end it with kill -9 as soon as it is so far."""
    with processes.worker() as pid:
        processes.until(is_so, processes.PATIENCE)
        os.kill(pid, signal.SIGKILL)


def test_certificates_of_a_batch_are_issued_to_the_end_although_the_server_is_killed_twice():
    batch, head = ended_batch(), certificates.staff(Role.HEAD)
    path = reverse("certificates:issue_batch", args=[batch.pk])
    with processes.Server(WEB_WORKERS="1") as server:
        for so_many, kill in ((15, server.kill_worker), (35, server.kill)):
            officer = Visitor(server.port, head)
            values = hidden(officer.get(path))
            broken = InBackground(lambda officer=officer, values=values: officer.post(path, values))
            processes.until(lambda so_many=so_many: Credential.objects.count() >= so_many, processes.PATIENCE)
            kill()
            assert broken.failed(), "it was through before the kill"
            if kill == server.kill:
                server.start()
        assert Credential.objects.count() < PEOPLE
        officer = Visitor(server.port, head)
        values = hidden(officer.get(path))
        assert [officer.post(path, values).status_code for _twice in range(2)] == [302, 302]
        every_number_once(batch)
        every_certificate_opens(officer)


class InBackground:
    """A request that is under way while something happens to the server."""

    def __init__(self, ask):
        self.problem = None
        self.thread = threading.Thread(target=self._run, args=[ask])
        self.thread.start()

    def _run(self, ask) -> None:
        try:
            ask()
        except Exception as problem:
            self.problem = problem

    def failed(self) -> bool:
        self.thread.join(processes.PATIENCE)
        return self.problem is not None


def every_number_once(batch: Batch) -> None:
    """Numbers 1 to the last without a gap; one certificate, one event and one message for each person."""
    found = Credential.objects.filter(completion__enrolment__batch=batch).order_by("sequence")
    assert list(found.values_list("sequence", flat=True)) == list(range(1, PEOPLE + 1))
    assert NumberSequence.objects.get().last == PEOPLE
    assert found.values("applicant").distinct().count() == PEOPLE
    issued = Event.objects.filter(object_type="credentials.credential", verb__contains="issue")
    assert Counter(issued.values_list("object_ref", flat=True)) == dict.fromkeys(
        (str(pk) for pk in found.values_list("pk", flat=True)), 1
    )
    told = OutboxMessage.objects.filter(kind__contains="certificate").values_list("to", flat=True)
    assert sorted(told) == sorted(found.values_list("applicant__user__email", flat=True))
    log.seal_due()
    assert list(log.verify()) == []


def every_certificate_opens(officer: Visitor) -> None:
    """No number without its paper; the paper is drawn from the row, so there is none without a row."""
    for credential in Credential.objects.order_by("sequence")[:: PEOPLE // 6]:
        paper = officer.get(reverse("certificates:pdf", args=[credential.pk]))
        assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
        page = officer.get(f"/verifikasi/{credential.code}/")
        assert credential.number in page.text


def held_decisions(count: int) -> Batch:
    """A batch by score; the first fifth is accepted, the others are refused; nobody is told."""
    batch, head = make.by_score(now=timezone.now(), capacity=count), make.head()
    cases = make.many_at_decision(batch, count)
    accepted, refused = cases[: count // 5], cases[count // 5 :]
    many.decide({case.pk: case.revision for case in accepted}, verdict=Move.ACCEPT, by=head)
    many.decide({case.pk: case.revision for case in refused}, verdict=Move.REJECT, by=head, told="Kuota penuh.")
    return batch


def test_each_held_decision_is_told_once_although_the_worker_is_killed_twice():
    count = 100
    batch = held_decisions(count)
    assert Decision.objects.update(release_at=timezone.now()) == count
    told = Decision.objects.exclude(released_at=None)
    for so_many in (count // 4, count // 2):
        kill_worker_when(lambda so_many=so_many: told.count() >= so_many)
        assert told.count() < count, "it was through before the kill"
    with processes.worker():
        processes.until(lambda: told.count() == count, processes.PATIENCE)

    each_told_once(batch, count)


def each_told_once(batch: Batch, count: int) -> None:
    decided = Decision.objects.filter(case__subject_id=batch.pk)
    verdicts = dict(decided.values_list("case__number", "verdict"))
    messages = OutboxMessage.objects.filter(about__in=verdicts, kind__in=("accepted", "offer", "rejected"))
    assert Counter(messages.values_list("about", flat=True)) == dict.fromkeys(verdicts, 1)
    assert messages.filter(kind="rejected").count() == count - count // 5
    events = Event.objects.filter(verb__regex=r"\.(accept|reject)$")
    refs = Counter(events.values_list("object_ref", flat=True))
    assert refs == dict.fromkeys((str(pk) for pk in decided.values_list("case_id", flat=True)), 1)
    batch.refresh_from_db()
    places = batch.enrolments.values_list("state", flat=True)
    assert (batch.held, batch.seated) == (list(places).count("held"), list(places).count("seated"))
    assert batch.held + batch.seated == count // 5


def test_a_job_over_many_cases_ends_although_its_worker_is_killed():
    count, head = 450, make.head()
    batch = make.by_score(now=timezone.now(), capacity=count)
    cases = [case.pk for case in make.many_at_decision(batch, count)]
    plan = bulk.plan(BulkAction.ACCEPT, Case.objects.filter(pk__in=cases), by=head, at=timezone.now())
    job = jobs.start(plan, by=head)
    done = job.items.filter(state=ItemState.DONE)

    kill_worker_when(lambda: done.exists())
    after_kill = done.count()
    assert after_kill == Decision.objects.count(), "a decision without its result, or a result without its decision"
    assert after_kill < count, "it was through before the kill"
    BulkJob.objects.update(lease_until=timezone.now())  # half a minute passes
    with processes.worker():
        processes.until(lambda: BulkJob.objects.get().state == JobState.DONE, processes.PATIENCE)

    assert done.count() == Decision.objects.count() == count
    assert Decision.objects.values("case").distinct().count() == count
    batch.refresh_from_db()
    assert batch.held == count
