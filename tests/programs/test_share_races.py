"""Shares under pressure: real threads accept at once; beside it the control that shows the race without the lock."""

import threading
from functools import partial

import pytest
from django.db import connection

from cases import workflow as engine
from cases.enums import Move
from cases.models import Case
from cases.rules import Refused
from programs import candidates, ranking
from programs.enums import Mode
from programs.models import Adjustment, Batch, Enrolment, Ranking
from programs.workflow import seats, shares
from tests.factories import programs as make
from tests.factories import selection
from tests.factories.accounts import ApplicantFactory
from tests.races import faults, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = make.NOW


def listed(batch, *people):
    """Everybody stands on the list as accepted, so that only the seats decide."""
    Ranking.objects.bulk_create(
        Ranking(batch=batch, enrolment=each, place=place, of=len(people), total=0, verdict="accept")
        for place, each in enumerate(people, 1)
    )


def crowd(members, others):
    """Four seats, one of them for the group; registration has closed."""
    batch = selection.batch(capacity=4, version=selection.rules(shares=[selection.DISABLED]))
    people = [selection.scored(batch, disabled=number < members) for number in range(members + others)]
    listed(batch, *people)
    return selection.close(batch), people


def accept(enrolment, head):
    return engine.decide(Case(pk=enrolment.registration_id), verdict=Move.ACCEPT, by=head, at=NOW)


def seated(*people):
    return sum(Enrolment.objects.get(pk=each.pk).state == "held" for each in people)


def test_ten_others_at_once_leave_the_seat_of_the_group():
    batch, people = crowd(1, 10)
    head = make.head()

    results = together([partial(accept, each, head) for each in people[1:]])

    assert {type(fault) for fault in faults(results)} == {Refused}
    assert seated(*people[1:]) == 3
    accept(people[0], head)
    batch.refresh_from_db()
    assert (batch.held, seated(people[0])) == (4, 1)


def test_members_and_others_at_once_fill_every_seat_and_keep_the_share():
    batch, people = crowd(3, 6)
    head = make.head()

    together([partial(accept, each, head) for each in reversed(people)])

    batch.refresh_from_db()
    assert batch.held == seated(*people) == 4
    assert seated(*people[:3]) >= 1


def test_without_the_lock_the_seat_of_the_group_is_given_away():
    """The control: all four look before anybody takes a seat, and each sees one that is kept for nobody."""
    batch, people = crowd(1, 4)
    looked = threading.Barrier(4)

    def hold_without_lock(enrolment):
        own = Batch.objects.select_related("seat_rules").get(pk=batch.pk)
        fits = shares.fitting(own, [enrolment], at=NOW) == [enrolment]
        connection.close()
        looked.wait()
        return fits and seats.hold(own)

    assert together([partial(hold_without_lock, each) for each in people[1:]]) == [True] * 4
    batch.refresh_from_db()
    assert batch.free == 0, "nothing is left for the member"


def test_registrations_at_once_keep_the_seats_of_the_group_and_number_the_line_without_gaps():
    version = selection.rules(shares=[selection.DISABLED], residents_first=True)
    batch = selection.batch(mode=Mode.ORDER, capacity=8, reserve_size=30, version=version)
    people = [(number % 5 == 0, number % 3 != 0) for number in range(20)]

    def register(disabled, resident):
        person = ApplicantFactory(ktp_is_local=resident)
        return make.register(batch, person, answers={"disability": "yes" if disabled else "no"})

    results = together([partial(register, *each) for each in people])

    assert faults(results) == []
    batch.refresh_from_db()
    own = candidates.rules_of(batch)
    found = list(candidates.with_answers(Enrolment.objects.filter(batch=batch), own))
    held = [each for each in found if each.state == "held"]
    assert batch.held == len(held)
    assert all(each.applicant.ktp_is_local for each in held)
    outsiders = sum(not candidates.groups(each, own) for each in held)
    assert outsiders <= 8 - own.sizes(8)["disabled"]
    ranks = sorted(each.rank for each in found if each.rank)
    assert ranks == list(range(1, len(ranks) + 1))


def test_two_heads_fix_one_list_once():
    from programs import proposal, workflow

    batch = selection.batch(capacity=2, reserve_size=1)
    for score in (90, 80, 70):
        selection.scored(batch, score)
    batch = selection.close(batch)
    seen = proposal.propose(batch, at=NOW).digest
    heads = [make.head(), make.head()]

    results = together([partial(workflow.fix_list, batch, by=head, seen=seen, at=NOW) for head in heads])
    # Fixed twice before a job has decided anything, the list is the same one; the jobs decide each case once.
    assert Ranking.objects.count() == 3
    assert sorted(Ranking.objects.values_list("place", flat=True)) == [1, 2, 3]
    assert faults(results) == []


def test_the_head_may_take_a_kept_seat_with_a_reason():
    _batch, people = crowd(1, 4)
    head = make.head()
    for each in people[1:4]:
        accept(each, head)
    with pytest.raises(Refused, match="kept for others"):
        accept(people[4], head)

    Adjustment.objects.create(enrolment=people[4], verdict="accept", reason="Contoh", by=head)
    assert accept(people[4], head)


def test_the_reference_of_the_pool_is_what_the_rows_say():
    batch, people = crowd(2, 3)
    accept(people[0], make.head())
    batch.refresh_from_db()

    assert shares.pool(batch, NOW) == ranking.Pool(3, {"disabled": 0})
