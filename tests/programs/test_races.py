"""Seats under pressure: real threads, each race beside a control that shows what happens without its guard."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection

from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case
from cases.rules import Refused
from programs import workflow
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory
from tests.races import faults, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW, DAY = make.NOW, make.DAY


def counters(batch):
    batch.refresh_from_db()
    return batch.held, batch.seated


def test_fifty_people_for_one_seat():
    batch = make.batch(capacity=1, reserve_size=9)
    people = ApplicantFactory.create_batch(50)

    results = together([partial(make.register, batch, person) for person in people])

    states = [state for (state,) in Enrolment.objects.values_list("state")]
    assert (states.count("held"), states.count("reserve"), len(states)) == (1, 9, 10)
    ranks = Enrolment.objects.exclude(rank=None).order_by("rank").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, 10))
    assert {type(fault) for fault in faults(results)} == {Refused}
    assert counters(batch) == (1, 0)


def test_the_race_for_a_seat_is_noticed_without_the_condition():
    """The control: look first, then count up. All eight see the seat; only the table's own constraint stops seven."""
    batch = make.batch(capacity=1)
    looked = threading.Barrier(8)

    def hold_without_guard():
        seen = Batch.objects.get(pk=batch.pk)
        assert seen.free > 0
        connection.close()
        looked.wait()
        from django.db.models import F

        Batch.objects.filter(pk=batch.pk).update(held=F("held") + 1)

    results = together([hold_without_guard] * 8)

    assert [type(fault) for fault in faults(results)] == [IntegrityError] * 7


def test_the_same_person_twenty_times():
    batch, person = make.batch(), ApplicantFactory()

    results = together([partial(make.register, batch, person) for _ in range(20)])

    assert len(faults(results)) == 19
    assert {type(fault) for fault in faults(results)} == {Refused}
    assert (Case.objects.count(), Enrolment.objects.count(), counters(batch)) == (1, 1, (1, 0))


def test_the_same_person_in_two_batches_of_one_kind():
    """Two batches are two locks: the unique row of the year decides."""
    program = make.program_page(one_a_year=True)
    batches = [make.batch(program=program) for _ in range(4)]
    person = ApplicantFactory()

    results = together([partial(make.register, batch, person) for batch in batches])

    assert (len(faults(results)), Enrolment.objects.count(), Case.objects.count()) == (3, 1, 1)
    assert {type(fault) for fault in faults(results)} == {Refused}
    assert sum(sum(counters(batch)) for batch in batches) == 1


def test_the_same_person_is_noticed_without_the_look_under_the_lock():
    """The control: looking before the lock lets all eight through, to an error of the database."""
    batch, person = make.batch(), ApplicantFactory()
    looked = threading.Barrier(8)

    def enrol_without_guard():
        assert not batch.enrolments.live().filter(applicant=person).exists()
        connection.close()
        looked.wait()
        Enrolment.objects.create(batch=batch, applicant=person, state=EnrolmentState.HELD)

    assert [type(fault) for fault in faults(together([enrol_without_guard] * 8))] == [IntegrityError] * 7


def offered(batch):
    case = make.released(make.register(batch))
    assert case.state == CaseState.OFFERED
    return case


@pytest.mark.parametrize("_round", range(5))
def test_expiry_against_acceptance(_round):
    """At the last second one of them wins, and seats agree with it."""
    batch = make.batch(confirm_by=NOW + DAY)
    case = offered(batch)
    user, end = case.applicant.user, NOW + DAY
    tick = partial(workflow.expire_offers, end + dt.timedelta(seconds=1))

    together([partial(engine.take_offer, case, by=user, at=end), tick])

    case = Case.objects.get(pk=case.pk)
    answer = Offer.objects.get().answer
    outcomes = {
        CaseState.ACCEPTED: (OfferAnswer.TAKEN, (0, 1)),
        CaseState.EXPIRED: (OfferAnswer.EXPIRED, (0, 0)),
    }
    assert (answer, counters(batch)) == outcomes[CaseState(case.state)]


def test_expiry_and_acceptance_would_both_win_without_the_condition():
    """The control: read the open offer, then write the answer. Both believe they answered it."""
    batch = make.batch(confirm_by=NOW + DAY)
    offered(batch)
    looked, offer = threading.Barrier(2), Offer.objects.get()

    def answer_without_guard(answer):
        assert Offer.objects.get(pk=offer.pk).answer == OfferAnswer.OPEN
        connection.close()
        looked.wait()
        return Offer.objects.filter(pk=offer.pk).update(answer=answer)

    works = [partial(answer_without_guard, answer) for answer in (OfferAnswer.TAKEN, OfferAnswer.EXPIRED)]
    assert together(works) == [1, 1]


def full_batch(waiting):
    """Three participants, and a released reserve list."""
    batch = make.by_score(capacity=3, reserve_size=8)
    seated = [make.released(make.register(batch)) for _ in range(3)]
    line = [make.released(make.register(batch), Move.RESERVE) for _ in range(waiting)]
    return batch, seated, line


def has_offer():
    offers = Offer.objects.filter(answer=OfferAnswer.OPEN)
    return sorted(offers.values_list("enrolment__rank", flat=True))


def test_three_seats_are_freed_at_once_and_the_first_in_line_has_withdrawn():
    batch, seated, line = full_batch(5)
    leaving = [*seated, line[0]]

    results = together([partial(engine.withdraw, case, by=case.applicant.user, at=NOW) for case in leaving])
    workflow.fill_all(NOW)

    assert faults(results) == []
    assert has_offer() == [2, 3, 4]
    assert counters(batch) == (3, 0)
    assert Offer.objects.filter(enrolment__rank__in=(2, 3, 4)).count() == 3


def test_many_workers_offer_each_freed_seat_once():
    batch, seated, _line = full_batch(4)
    Batch.objects.filter(pk=batch.pk).update(seated=1)
    Enrolment.objects.filter(registration__in=[case.pk for case in seated[:2]]).update(state=EnrolmentState.LEFT)

    results = together([partial(workflow.fill_freed_seats, batch.pk, at=NOW) for _ in range(6)])

    assert sorted(results) == [0, 0, 0, 0, 0, 2]
    assert (has_offer(), counters(batch)) == ([1, 2], (2, 1))


def test_a_freed_seat_is_offered_twice_without_the_lock():
    """The control: two workers read the same first in line, and one is stopped by the constraint on open offers."""
    batch, _seated, _line = full_batch(2)
    looked = threading.Barrier(2)

    def offer_without_guard():
        first = Enrolment.objects.filter(batch=batch, state=EnrolmentState.RESERVE).order_by("rank").first()
        connection.close()
        looked.wait()
        Offer.objects.create(enrolment=first, expires_at=NOW + DAY)

    assert [type(fault) for fault in faults(together([offer_without_guard] * 2))] == [IntegrityError]


def test_two_trainers_save_the_same_list():
    batch = make.batch()
    person = make.seated(batch)
    session = make.session(batch, starts_at=NOW - DAY)
    heads = [make.head(), make.head()]
    marks = [{person.pk: workflow.Mark(status)} for status in ("present", "absent")]

    results = together(
        [
            partial(workflow.record_attendance, session, by=head, marks=mark, revision=0, at=NOW)
            for head, mark in zip(heads, marks, strict=True)
        ]
    )

    assert len(faults(results)) == 1
    assert session.attendance.count() == 1
