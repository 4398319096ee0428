"""The reserve list moves: each better place is told once, a held seat at once, and secrets stay secrets."""

import pytest

from cases import workflow as engine
from cases.enums import CaseState, Move
from core.models import OutboxMessage
from programs import queries, workflow
from programs.enums import EnrolmentState
from programs.models import Batch, Enrolment
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def told(kind="moved_up"):
    return OutboxMessage.objects.filter(kind=kind)


def leave(case):
    return engine.withdraw(case, by=case.applicant.user, at=NOW)


@pytest.fixture
def line():
    """One seat that is taken, and four in line, told their number."""
    batch = make.by_score(capacity=1, reserve_size=8)
    make.seated(batch)
    return batch, [make.released(make.register(batch), Move.RESERVE) for _ in range(4)]


def test_everybody_behind_is_told_the_better_place(line):
    _batch, cases = line
    leave(cases[1])

    assert workflow.tell_lines(NOW) == 1

    texts = {message.about: message.content["subject"] for message in told()}
    assert texts == {
        cases[2].number: "Urutan Anda naik menjadi nomor 2",
        cases[3].number: "Urutan Anda naik menjadi nomor 3",
    }


def test_each_place_is_told_once(line):
    _batch, cases = line
    leave(cases[1])
    workflow.tell_lines(NOW)

    assert [workflow.tell_lines(NOW) for _ in range(2)] == [0, 0]

    assert told().count() == 2


def test_several_who_left_at_once_make_one_message(line):
    _batch, cases = line
    for case in cases[:3]:
        leave(case)

    workflow.tell_lines(NOW)

    assert [message.content["subject"] for message in told()] == ["Urutan Anda naik menjadi nomor 1"]


def test_who_moves_from_the_line_to_an_offer_gets_the_offer(line, django_capture_on_commit_callbacks):
    batch, cases = line
    with django_capture_on_commit_callbacks(execute=True):
        leave(Enrolment.objects.get(batch=batch, state=EnrolmentState.SEATED).registration)
    workflow.tell_lines(NOW)

    assert told("offer").get().about == cases[0].number
    assert {message.about for message in told()} == {case.number for case in cases[1:]}


def test_nobody_is_told_once_the_training_has_begun_or_is_cancelled(line):
    batch, cases = line
    leave(cases[0])

    assert workflow.tell_line(batch, at=NOW + 40 * DAY) == 0
    Batch.objects.filter(pk=batch.pk).update(state="cancelled")
    assert workflow.tell_line(batch, at=NOW) == 0
    assert queries.lines_that_moved(NOW) == []


def test_a_place_that_became_worse_is_not_told():
    """A decision holds a seat for the first in line and is undone: the second was number two all the time."""
    batch = make.batch(capacity=1)
    make.register(batch)
    _first, second = make.register(batch), make.register(batch)
    Enrolment.objects.filter(registration_id=second.pk).update(told_rank=1)

    assert workflow.tell_line(batch, at=NOW) == 0


def test_the_place_at_the_registration_is_remembered():
    batch = make.batch(capacity=1)
    cases = [make.register(batch) for _ in range(3)]

    assert [make.enrolment(case).told_rank for case in cases] == [None, 1, 2]


def test_who_is_still_being_checked_is_told_of_the_held_seat(django_capture_on_commit_callbacks):
    batch = make.batch(capacity=1)
    first, second = make.register(batch), make.register(batch)

    with django_capture_on_commit_callbacks(execute=True):
        leave(first)
    workflow.fill_all(NOW)

    assert make.enrolment(second).state == EnrolmentState.HELD
    assert told("seat_held").get().about == second.number
    assert not told().exists()


def test_a_decision_that_is_not_told_shows_nothing(django_capture_on_commit_callbacks):
    batch = make.batch(capacity=1, reserve_size=3)
    first, second = make.register(batch), make.register(batch)
    make.decided(second, Move.RESERVE)

    with django_capture_on_commit_callbacks(execute=True):
        leave(first)

    assert not told("seat_held").exists()
    assert make.enrolment(second).state == EnrolmentState.HELD


@pytest.mark.parametrize("batches", [1, 5])
def test_the_tick_asks_once_for_all_batches(django_assert_num_queries, batches):
    for _ in range(batches):
        batch = make.batch(capacity=1)
        for _person in range(3):
            make.register(batch)

    with django_assert_num_queries(1):
        assert workflow.tell_lines(NOW) == 0


def test_released_cases_stay_where_they_are(line):
    _batch, cases = line
    leave(cases[0])
    workflow.tell_lines(NOW)

    assert {type(case).objects.get(pk=case.pk).state for case in cases[1:]} == {CaseState.RESERVE}
