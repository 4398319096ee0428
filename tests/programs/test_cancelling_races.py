"""Cancelling under pressure: real threads against registrations and answers, beside a control without the lock."""

import threading
from functools import partial

import pytest
from django.db import connection

from cases import workflow as engine
from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from core.models import OutboxMessage
from programs import workflow
from programs.enums import BatchState, EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory
from tests.races import faults, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


def cancelling(batch, **fields):
    return partial(workflow.cancel_batch, batch, **{"by": make.head(), "told": TOLD, "at": NOW} | fields)


def told():
    return OutboxMessage.objects.filter(kind="batch_cancelled").count()


def nobody_is_left(batch):
    batch.refresh_from_db()
    live = Enrolment.objects.live().filter(batch=batch).count()
    return (batch.state, batch.held, batch.seated, live) == (BatchState.CANCELLED, 0, 0, 0)


@pytest.mark.parametrize("_round", range(3))
def test_cancel_against_submit(_round):
    """Who came in before is told; who came after is refused with the reason. Nobody is left between."""
    batch = make.batch(capacity=4, reserve_size=4)
    people = ApplicantFactory.create_batch(8)

    results = together([cancelling(batch), *[partial(make.register, batch, person) for person in people]])

    refused = faults(results)
    assert {type(fault) for fault in refused} <= {Refused}
    assert all("Pelatih sakit" in str(fault) or "trainer is ill" in str(fault) for fault in refused)
    assert nobody_is_left(batch)
    assert Case.objects.filter(state=CaseState.CANCELLED).count() == Case.objects.count() == told() == 8 - len(refused)


def test_without_the_lock_a_registration_is_left_behind():
    """The control: the people are read, a registration comes in, then the batch is called off. Nobody ends its case."""
    batch = make.batch()
    read, registered = threading.Event(), threading.Event()

    def cancel_without_lock():
        people = list(Enrolment.objects.live().filter(batch=batch))
        connection.close()
        read.set()
        registered.wait()
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.CANCELLED)
        return people

    def register():
        read.wait()
        case = make.register(batch)
        registered.set()
        return case

    people, case = together([cancel_without_lock, register])

    assert people == []
    assert Case.objects.get(pk=case.pk).state == CaseState.IN_REVIEW


@pytest.mark.parametrize("_round", range(3))
def test_cancel_against_taking_an_offer(_round):
    """Taken first or not: the case ends as cancelled, the offer has one answer, and the person hears of it once."""
    batch = make.batch(confirm_by=NOW + DAY)
    case = make.released(make.register(batch))
    assert case.state == CaseState.OFFERED

    results = together([cancelling(batch), partial(engine.take_offer, case, by=case.applicant.user, at=NOW)])

    assert {type(fault) for fault in faults(results)} <= {Refused}
    assert nobody_is_left(batch)
    assert Case.objects.get(pk=case.pk).state == CaseState.CANCELLED
    was_taken = not faults(results)
    assert Offer.objects.get().answer == (OfferAnswer.TAKEN if was_taken else OfferAnswer.CANCELLED)
    assert told() == 1


def test_eight_officers_cancel_at_once():
    batch = make.batch()
    make.register(batch)

    results = together([cancelling(batch) for _ in range(8)])

    assert faults(results) == []
    assert sorted(outcome.cancelled for outcome in results) == [0] * 7 + [1]
    assert told() == 1


def test_two_batches_are_moved_into_each_other_at_once():
    """Both locks are taken by ascending id, so the two do not wait in a ring; the second finds its target cancelled."""
    program = make.program_page()
    first, second = (make.batch(program=program) for _ in range(2))
    for batch in (first, second):
        make.register(batch)

    results = together([cancelling(first, carry_to=second), cancelling(second, carry_to=first)])

    assert [type(fault) for fault in faults(results)] == [Refused]
    states = sorted(Batch.objects.values_list("state", flat=True))
    assert states == [BatchState.CANCELLED, BatchState.RUNNING]
    assert Enrolment.objects.filter(batch__state=BatchState.RUNNING, state=EnrolmentState.HELD).count() == 2


def test_a_submit_against_fewer_seats():
    """Never fewer seats than are taken, whoever comes first."""
    page = make.batch_page(capacity=2, reserve_size=2)
    batch = page.batch
    change = workflow.Change(batch.starts_on, batch.closes_at, batch.confirm_by, batch.room, 1)
    make.register(batch)

    move = partial(workflow.move_batch, batch, by=make.head(), told=TOLD, change=change, at=NOW)
    results = together([move, partial(make.register, batch)])

    batch.refresh_from_db()
    assert {type(fault) for fault in faults(results)} <= {Refused}
    assert batch.held <= batch.capacity
    assert (batch.held, batch.capacity) in [(1, 1), (2, 2)]
    assert Case.objects.filter(state=CaseState.IN_REVIEW).count() == 2
