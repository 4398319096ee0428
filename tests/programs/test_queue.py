"""The queue under any order of events: counters agree with places, ranks have no gap, nobody overtakes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case
from cases.rules import Refused
from programs import workflow
from programs.enums import EnrolmentState, Mode
from programs.models import Enrolment
from programs.queries import position
from tests.factories import programs as make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW, DAY = make.NOW, make.DAY

VERBS = ["register", "withdraw", "accept", "reserve", "reject", "release", "undo", "take", "decline", "expire", "fill"]
EVENTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5)), min_size=1, max_size=18)


class Office:
    """A batch and the people around it; every verb may be refused, none may leave the numbers wrong."""

    def __init__(self, mode, confirms):
        self.batch = make.batch(mode=mode, capacity=2, reserve_size=2, confirm_by=NOW + 9 * DAY if confirms else None)
        self.head, self.cases = make.head(), []

    def do(self, verb, number):
        try:
            self._do(verb, number)
        except Refused:
            return

    def _do(self, verb, number):
        if verb == "register":
            self.cases.append(make.register(self.batch))
        elif verb == "fill":
            workflow.fill_all(NOW)
        elif verb == "expire":
            workflow.expire_offers(NOW + 20 * DAY)
        elif self.cases:
            self._move(verb, Case.objects.get(pk=self.cases[number % len(self.cases)].pk))

    def _move(self, verb, case):
        user = case.applicant.user
        moves = {
            "withdraw": lambda: engine.withdraw(case, by=user, at=NOW),
            "accept": lambda: make.decided(case, Move.ACCEPT, by=self.head),
            "reserve": lambda: make.decided(case, Move.RESERVE, by=self.head),
            "reject": lambda: make.decided(case, Move.REJECT, by=self.head),
            "release": lambda: engine.release(case, at=NOW),
            "undo": lambda: engine.undo(case, by=self.head, at=NOW),
            "take": lambda: engine.take_offer(case, by=user, at=NOW),
            "decline": lambda: engine.decline(case, by=user, at=NOW),
        }
        moves[verb]()

    def check(self):
        self.batch.refresh_from_db()
        places = list(Enrolment.objects.filter(batch=self.batch))
        states = [place.state for place in places]
        assert self.batch.held == states.count(EnrolmentState.HELD)
        assert self.batch.seated == states.count(EnrolmentState.SEATED)
        assert self.batch.held + self.batch.seated <= self.batch.capacity
        ranks = sorted(place.rank for place in places if place.rank)
        assert len(set(ranks)) == len(ranks)
        assert max(ranks, default=0) <= self.batch.last_rank
        waiting = sorted((place for place in places if place.told_state == "reserve"), key=lambda place: place.rank)
        assert [position(place) for place in waiting] == list(range(1, len(waiting) + 1))


@pytest.mark.parametrize("confirms", [False, True])
@pytest.mark.parametrize("mode", list(Mode))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS)
def test_counters_and_ranks_are_right_after_any_story(mode, confirms, events):
    office = Office(mode, confirms)

    for verb, number in events:
        office.do(verb, number)
        office.check()


def test_who_is_offered_a_seat_was_first_in_line():
    office = Office(Mode.SCORE, confirms=False)
    seated = [make.released(make.register(office.batch), by=office.head) for _ in range(2)]
    line = [make.released(make.register(office.batch), Move.RESERVE, by=office.head) for _ in range(2)]

    for leaving, expected in zip(seated, line, strict=True):
        engine.withdraw(leaving, by=leaving.applicant.user, at=NOW)
        workflow.fill_all(NOW)
        assert Case.objects.get(pk=expected.pk).state == CaseState.OFFERED


def test_a_declined_offer_goes_on_to_the_next():
    office = Office(Mode.SCORE, confirms=False)
    seated = [make.released(make.register(office.batch), by=office.head) for _ in range(2)]
    first, second = [make.released(make.register(office.batch), Move.RESERVE, by=office.head) for _ in range(2)]
    engine.withdraw(seated[0], by=seated[0].applicant.user, at=NOW)
    workflow.fill_all(NOW)

    engine.decline(Case.objects.get(pk=first.pk), by=first.applicant.user, at=NOW)
    workflow.fill_all(NOW)

    assert Case.objects.get(pk=second.pk).state == CaseState.OFFERED


def test_an_expired_offer_goes_on_in_one_tick(tick):
    office = Office(Mode.SCORE, confirms=False)
    seated = [make.released(make.register(office.batch), by=office.head) for _ in range(2)]
    first, second = [make.released(make.register(office.batch), Move.RESERVE, by=office.head) for _ in range(2)]
    engine.withdraw(seated[0], by=seated[0].applicant.user, at=NOW)
    tick(at=NOW)

    tick(at=NOW + 7 * DAY)

    states = [Case.objects.get(pk=case.pk).state for case in (first, second)]
    assert states == [CaseState.EXPIRED, CaseState.OFFERED]


def test_a_case_still_in_review_gets_the_seat_held_without_an_offer():
    batch = make.batch(capacity=1, reserve_size=1)
    first, second = make.register(batch), make.register(batch)
    engine.withdraw(first, by=first.applicant.user, at=NOW)

    workflow.fill_all(NOW)

    place = make.enrolment(second)
    assert (place.state, place.offers.count(), Case.objects.get(pk=second.pk).state) == ("held", 0, "in_review")


def test_nothing_is_offered_from_the_first_day_on():
    office = Office(Mode.SCORE, confirms=False)
    seated = [make.released(make.register(office.batch), by=office.head) for _ in range(2)]
    waiting = make.released(make.register(office.batch), Move.RESERVE, by=office.head)
    engine.withdraw(seated[0], by=seated[0].applicant.user, at=NOW)

    workflow.fill_all(NOW + 30 * DAY)

    assert Case.objects.get(pk=waiting.pk).state == CaseState.RESERVE


def test_a_seat_passes_over_whose_rejection_waits_for_its_release():
    office = Office(Mode.SCORE, confirms=False)
    seated = [make.released(make.register(office.batch), by=office.head) for _ in range(2)]
    first, second = [make.released(make.register(office.batch), Move.RESERVE, by=office.head) for _ in range(2)]
    engine.decide(Case.objects.get(pk=first.pk), verdict=Move.REJECT, by=office.head, told="Contoh", at=NOW)
    engine.withdraw(seated[0], by=seated[0].applicant.user, at=NOW)

    workflow.fill_all(NOW)

    assert Case.objects.get(pk=second.pk).state == CaseState.OFFERED
