"""Any story of a batch, told to the product and to a reference that imports nothing of it: the same places."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from cases import workflow as engine
from cases.enums import Move
from cases.models import Case
from cases.rules import Refused
from programs import workflow
from programs.enums import EnrolmentState, Mode, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from programs.queries import position
from programs.workflow import enrolment, seats
from programs.workflow.moving import standing
from tests.factories import programs as make
from tests.programs.reference import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Ruang lebih kecil.", "en": "A smaller room."}


class Story(RuleBasedStateMachine):
    """Each rule asks both sides whether it may happen; after each the freed seats are given, as after every commit."""

    people = Bundle("people")

    @initialize(by_score=st.booleans(), confirms=st.booleans(), capacity=st.integers(1, 3), reserve=st.integers(0, 3))
    def begin(self, by_score, confirms, capacity, reserve):
        words = {"mode": Mode.SCORE if by_score else Mode.ORDER, "confirm_by": NOW + 9 * DAY if confirms else None}
        page = make.batch_page(capacity=capacity, reserve_size=reserve, **words)
        self.batch = Batch.objects.get(page=page)
        self.head = make.head()
        self.expected = Reference(capacity, reserve, by_score=by_score, confirms=confirms)

    def both(self, allowed: bool, act) -> bool:
        """Do it in the product; it must be refused exactly when the reference refuses it."""
        try:
            act()
        except Refused:
            assert not allowed, "the product refuses what may happen"
            return False
        assert allowed, "the product does what may not happen"
        workflow.fill_freed_seats(self.batch.pk, at=NOW)
        self.expected.fill()
        return True

    @rule(target=people)
    def register(self):
        made = []
        who = len(self.expected.place)
        if self.both(self.expected.register(who), lambda: made.append(make.register(self.batch))):
            self.pks = {**getattr(self, "pks", {}), who: made[0].pk}
            return who
        return multiple()

    def case(self, who) -> Case:
        return Case.objects.select_related("applicant__user", "version").get(pk=self.pks[who])

    @rule(who=people)
    def accept(self, who):
        self.both(self.expected.accept(who), lambda: make.released(self.case(who), Move.ACCEPT, by=self.head))

    @rule(who=people)
    def put_on_reserve(self, who):
        self.both(self.expected.put_on_reserve(who), lambda: make.released(self.case(who), Move.RESERVE, by=self.head))

    @rule(who=people)
    def reject(self, who):
        self.both(self.expected.reject(who), lambda: make.released(self.case(who), Move.REJECT, by=self.head))

    @rule(who=people)
    def withdraw(self, who):
        again = self.expected.case[who] == "withdrawn"  # asked twice changes nothing and is no refusal
        self.both(self.expected.withdraw(who) or again, self.move(engine.withdraw, who))

    @rule(who=people)
    def take(self, who):
        again = self.expected.case[who] == "accepted"
        self.both(self.expected.take(who) or again, self.move(engine.take_offer, who))

    @rule(who=people)
    def decline(self, who):
        again = self.expected.case[who] == "withdrawn"
        self.both(self.expected.decline(who) or again, self.move(engine.decline, who))

    def move(self, act, who):
        return lambda: act(self.case(who), by=self.user(who), at=NOW)

    def user(self, who):
        return self.case(who).applicant.user

    @rule()
    def expire(self):
        self.expected.expire()
        self.both(True, lambda: workflow.expire_offers(NOW + 20 * DAY))

    @rule(capacity=st.integers(1, 4))
    def resize(self, capacity):
        batch = Batch.objects.get(pk=self.batch.pk)
        change = replace(standing(batch, NOW), capacity=capacity)
        self.both(
            self.expected.resize(capacity),
            lambda: workflow.move_batch(batch, by=self.head, told=TOLD, change=change, at=NOW),
        )

    @invariant()
    def the_same_places(self):
        batch = Batch.objects.get(pk=self.batch.pk)
        places = {place.registration_id: place for place in Enrolment.objects.filter(batch=batch)}
        pks = getattr(self, "pks", {})
        seen = {who: places[pk].state for who, pk in pks.items()}
        assert seen == self.expected.place
        assert {who: Case.objects.get(pk=pk).state for who, pk in pks.items()} == self.expected.case
        assert (batch.capacity, batch.held + batch.seated) == (self.expected.capacity, self.expected.used)
        assert batch.held + batch.seated <= batch.capacity
        ranks = {who: places[pk].rank for who, pk in pks.items() if places[pk].rank}
        assert (ranks, batch.last_rank) == (self.expected.rank, self.expected.last)
        assert {position(places[pks[who]]) for who in self.expected.line} == set(range(1, len(self.expected.line) + 1))
        asked = Offer.objects.filter(enrolment__batch=batch, answer=OfferAnswer.OPEN)
        offered = {pks[who] for who, state in self.expected.case.items() if state == "offered"}
        assert set(asked.values_list("enrolment__registration", flat=True)) == offered


def test_the_product_and_the_reference_tell_the_same_story():
    how = settings(max_examples=20, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Story, settings=how)


def test_the_reference_notices_a_product_that_lets_newcomers_overtake(monkeypatch):
    """The control: a free seat goes to whoever comes, although somebody waits for one."""
    monkeypatch.setattr(enrolment, "_place", overtaking)
    story = Story()
    story.begin(by_score=False, confirms=False, capacity=1, reserve=2)
    first = story.register()
    story.register()
    story.the_same_places()
    engine.withdraw(story.case(first), by=story.user(first), at=NOW)  # nobody fills the seat yet
    story.expected.withdraw(first)

    story.register()
    with pytest.raises(AssertionError):
        story.the_same_places()


def overtaking(registration, batch, at):
    if seats.hold(batch):
        return EnrolmentState.HELD, None, 0
    return EnrolmentState.RESERVE, seats.next_rank(batch), 0
