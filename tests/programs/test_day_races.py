"""What the office does on the day, by real threads at one moment; each race beside what happens without its guard."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import connection

from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case
from cases.rules import Refused
from core.models import OutboxMessage
from programs import availability, workflow
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer, Session
from tests.factories import programs as make
from tests.races import faults, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW, DAY = make.NOW, make.DAY
HOUR = dt.timedelta(hours=1)
TOLD = {"id": "Tanpa kabar.", "en": "Without notice."}


def running(*, people=2, waiting=3):
    """A full batch on its first day, with a released reserve list."""
    batch = make.batch(capacity=people, reserve_size=8)
    seated = [make.seated(batch) for _ in range(people)]
    line = [make.enrolment(make.released(make.register(batch), Move.RESERVE)) for _ in range(waiting)]
    for number in range(5):
        make.session(batch, starts_at=NOW + number * DAY)
    Batch.objects.filter(pk=batch.pk).update(starts_on=NOW.date(), ends_on=(NOW + 4 * DAY).date())
    batch.refresh_from_db()
    return batch, seated, line


def drop(person, by, at=NOW):
    return workflow.drop_out(person, by=by, told=TOLD, at=at)


def open_ranks():
    return sorted(Offer.objects.filter(answer=OfferAnswer.OPEN).values_list("enrolment__rank", flat=True))


def counters(batch):
    batch.refresh_from_db()
    return batch.held, batch.seated


def test_two_drop_outs_at_once_give_two_seats_to_the_first_two():
    batch, seated, _line = running()
    heads = [make.head(), make.head()]

    results = together([partial(drop, person, head) for person, head in zip(seated, heads, strict=True)])
    workflow.fill_all(NOW)

    assert faults(results) == []
    assert (open_ranks(), counters(batch)) == ([1, 2], (2, 0))
    assert OutboxMessage.objects.filter(kind="offer_running").count() == 2


def test_one_person_taken_off_by_two_heads_frees_one_seat():
    batch, seated, _line = running()
    heads = [make.head(), make.head()]

    results = together([partial(drop, seated[0], head) for head in heads])
    workflow.fill_all(NOW)

    assert faults(results) == []
    assert (open_ranks(), counters(batch)) == ([1], (1, 1))
    assert OutboxMessage.objects.filter(kind="dropped_out").count() == 1


def test_a_drop_out_meets_the_persons_own_withdrawal():
    batch, seated, _line = running()
    person, head = seated[0], make.head()
    withdraw = partial(engine.withdraw, person.registration, by=person.applicant.user, at=NOW)

    results = together([partial(drop, person, head), withdraw])

    case = Case.objects.get(pk=person.registration_id)
    assert case.state in (CaseState.DROPPED, CaseState.WITHDRAWN)
    assert {type(fault) for fault in faults(results)} <= {Refused}
    assert counters(batch)[1] == 1


@pytest.mark.parametrize("turn", range(3))
def test_an_offer_in_a_running_training_is_taken_or_expires_never_both(turn):
    batch, seated, (first, *_others) = running()
    drop(seated[0], make.head())
    workflow.fill_all(NOW)
    case = Case.objects.get(pk=first.registration_id)
    before, after = NOW + 24 * HOUR, NOW + 24 * HOUR + dt.timedelta(seconds=1)

    results = together(
        [
            partial(engine.take_offer, case, by=first.applicant.user, at=before),
            partial(workflow.expire_offers, after),
        ]
    )

    first.refresh_from_db()
    is_taken = first.state == EnrolmentState.SEATED
    offer = Offer.objects.get(enrolment=first)
    assert {type(fault) for fault in faults(results)} <= {Refused}
    assert offer.answer == (OfferAnswer.TAKEN if is_taken else OfferAnswer.EXPIRED)
    assert (first.joined_at == before) is is_taken
    assert batch.capacity >= sum(counters(batch))


def two_sessions():
    """Two batches in two rooms at one time, each with a trainer who is ill."""
    return [make.session(make.batch(), starts_at=NOW + DAY, trainer=make.trainer()) for _ in range(2)]


def test_one_substitute_for_two_sessions_at_one_time():
    sessions, other = two_sessions(), make.trainer()
    heads = [make.head(), make.head()]

    results = together(
        [
            partial(workflow.name_substitute, [session], other, by=head, at=NOW)
            for session, head in zip(sessions, heads, strict=True)
        ]
    )

    assert [type(fault) for fault in faults(results)] == [Refused]
    assert Session.objects.filter(trainer=other).count() == 1


def test_without_the_lock_of_the_trainer_both_would_find_them_free():
    """The control: look who is free, then write."""
    sessions, other = two_sessions(), make.trainer()
    looked = threading.Barrier(2)

    def without_guard(session):
        free, _taken = availability.trainers_for([session])
        assert other in free
        connection.close()
        looked.wait()
        return Session.objects.filter(pk=session.pk).update(trainer=other)

    assert together([partial(without_guard, session) for session in sessions]) == [1, 1]


def test_a_list_is_saved_while_the_session_is_cancelled():
    """Either it took place or it did not: a cancelled session never has a list."""
    batch = make.batch()
    person, session, head = make.seated(batch), make.session(batch, starts_at=NOW - HOUR), make.head()
    marks = {person.pk: workflow.Mark("present")}

    together(
        [
            partial(workflow.record_attendance, session, by=head, marks=marks, revision=0, at=NOW),
            partial(workflow.cancel_sessions, [session], by=head, told=TOLD, at=NOW),
        ]
    )

    session = Session.objects.get(pk=session.pk)
    assert bool(session.cancelled_at) is not hasattr(session, "sheet")


def test_nobody_is_left_with_a_seat_that_was_counted_away():
    batch, seated, _line = running(people=3, waiting=2)
    head = make.head()

    together([partial(drop, person, head) for person in seated])
    workflow.fill_all(NOW)

    live = Enrolment.objects.filter(batch=batch)
    held, taken = (live.filter(state=state).count() for state in (EnrolmentState.HELD, EnrolmentState.SEATED))
    assert counters(batch) == (held, taken) == (2, 0)
