"""The ranking against a second, plain telling of the same rules that shares nothing with it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs import ranking
from programs.enums import Tie, Verdict
from programs.ranking import Candidate, Pool, Rules, Share, TieRule

START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
TALK = TieRule(Tie.CRITERION, "talk", "Wawancara", "Interview")
RESIDENT, EARLIER = TieRule(Tie.RESIDENT), TieRule(Tie.EARLIER)
DISABLED = Share("disabled", 10, label_id="Penyandang disabilitas", label_en="People with disabilities")
LISTED = Share("listed", 25, label_id="Terdaftar di DTSEN", label_en="On the social-aid list")


def one(pk, total=80, talk=50, hour=0, **fields):
    at = START + dt.timedelta(hours=hour)
    return Candidate(pk, at, Decimal(total), {"talk": Decimal(talk)}, **fields)


people = st.lists(
    st.builds(
        lambda total, talk, hour, resident, groups: (total, talk, hour, resident, groups),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(0, 3),
        st.booleans(),
        st.frozensets(st.sampled_from(["disabled", "listed"])),
    ),
    max_size=14,
).map(
    lambda rows: [
        one(pk, total * 20, talk * 50, hour, is_resident=resident, groups=groups)
        for pk, (total, talk, hour, resident, groups) in enumerate(rows, 1)
    ]
)
rules_ = st.builds(
    Rules,
    residents_first=st.booleans(),
    ties=st.lists(st.sampled_from([TALK, RESIDENT, EARLIER]), max_size=3, unique=True).map(tuple),
    shares=st.lists(st.sampled_from([DISABLED, LISTED]), max_size=2, unique=True).map(tuple),
)


# The reference: who is better than whom, pair by pair; then seat by seat. Of programs.ranking it uses only the data.


def better(a, b, rules):
    if rules.residents_first and a.is_resident != b.is_resident:
        return a.is_resident
    if a.total != b.total:
        return a.total > b.total
    for tie in rules.ties:
        if tie.kind == "criterion" and a.criteria["talk"] != b.criteria["talk"]:
            return a.criteria["talk"] > b.criteria["talk"]
        if tie.kind == "resident" and a.is_resident != b.is_resident:
            return a.is_resident
        if tie.kind == "earlier" and a.queued_at != b.queued_at:
            return a.queued_at < b.queued_at
    return (a.queued_at, a.pk) < (b.queued_at, b.pk)


def reference(people, rules, capacity, reserve):
    def best(of):
        return next(a for a in of if all(a is b or better(a, b, rules) for b in of))

    got, out = {}, {}
    for share in rules.shares:
        for _seat in range(
            min(
                -(-capacity * share.percent // 100),
                capacity
                - sum(
                    min(-(-capacity * s.percent // 100), capacity) for s in rules.shares[: rules.shares.index(share)]
                ),
            )
        ):
            members = [p for p in people if share.key in p.groups and p.pk not in got]
            if members and len(got) < capacity:
                got[best(members).pk] = share.key
    rest = [p for p in people if p.pk not in got]
    while rest:
        chosen = best(rest)
        rest.remove(chosen)
        if len(got) < capacity:
            got[chosen.pk] = ""
        else:
            out[chosen.pk] = "reserve" if len(out) < reserve else "out"
    return {p.pk: ("accept", got[p.pk]) if p.pk in got else (out[p.pk], "") for p in people}


def allocated(people, rules, capacity, reserve, **fields):
    seats = ranking.pool(capacity, capacity, rules, [], **fields)
    return ranking.allocate(people, rules, seats, reserve=reserve)


@settings(max_examples=300, deadline=None)
@given(people, rules_, st.integers(0, 10), st.integers(0, 4))
def test_the_list_is_the_one_of_the_reference(people, rules, capacity, reserve):
    placed = allocated(people, rules, capacity, reserve)

    assert {each.candidate.pk: (each.verdict.value, each.share) for each in placed} == reference(
        people, rules, capacity, reserve
    )


@settings(max_examples=200, deadline=None)
@given(people, rules_)
def test_the_order_is_the_one_of_the_reference(people, rules):
    order = ranking.in_order(people, rules)

    assert all(better(a, b, rules) for number, a in enumerate(order) for b in order[number + 1 :])
    assert [each.place for each in allocated(people, rules, 3, 2)] == list(range(1, len(people) + 1))


@settings(max_examples=200, deadline=None)
@given(people, rules_, st.integers(0, 10), st.randoms())
def test_the_order_in_which_people_are_read_changes_nothing(people, rules, capacity, dice):
    mixed = list(people)
    dice.shuffle(mixed)

    assert allocated(mixed, rules, capacity, 2) == allocated(people, rules, capacity, 2)


@settings(max_examples=200, deadline=None)
@given(people, rules_, st.integers(0, 10))
def test_a_share_gets_its_seats_or_everybody_of_the_group_has_one(people, rules, capacity):
    seated = {each.candidate.pk for each in allocated(people, rules, capacity, 0) if each.verdict == Verdict.ACCEPT}

    for share in rules.shares[:1]:  # the first share owes nothing to another
        members = [p for p in people if share.key in p.groups]
        got = sum(p.pk in seated for p in members)
        assert got >= min(rules.sizes(capacity)[share.key], len(members))


@settings(max_examples=300, deadline=None)
@given(people, rules_, st.integers(0, 8), st.lists(st.integers(0, 13), max_size=30), st.booleans())
def test_seats_taken_one_by_one_never_break_a_share(people, rules, capacity, asks, falls_back):
    """Whoever asks in whatever order: what a group may still claim is always free for it."""
    rules = Rules(shares=rules.shares[:1])
    seats, waiting = ranking.pool(capacity, capacity, rules, [], falls_back=falls_back), dict(enumerate(people))
    for ask in asks:
        asking = waiting.get(ask)
        others = [p.groups for key, p in waiting.items() if key != ask]
        if asking and seats.has_seat(asking.groups, others):
            seats.take(asking.groups)
            del waiting[ask]
    members = [p for p in waiting.values() if any(share.key in p.groups for share in rules.shares)]
    assert seats.free >= min(sum(seats.left.values()), len(members))
    assert seats.free >= 0


@settings(max_examples=100, deadline=None)
@given(people, rules_, st.integers(0, 8))
def test_what_is_told_is_true(people, rules, capacity):
    """The seat of a share is told to who would have none without it, and to nobody else."""
    placed = allocated(people, rules, capacity, 2)
    told = ranking.effects(placed, rules, ranking.pool(capacity, capacity, rules, []), reserve=2)
    without = {p.pk for p in ranking.in_order(people, rules)[:capacity]}

    for each in placed:
        keys = [effect["key"] for effect in told[each.candidate.pk]]
        assert ("share" in keys) == (each.verdict == Verdict.ACCEPT and each.candidate.pk not in without)
        assert ("kept" in keys) == (each.verdict != Verdict.ACCEPT and each.candidate.pk in without)


# By hand


def pks(placed, verdict):
    return [each.candidate.pk for each in placed if each.verdict == verdict]


def test_sizes_of_shares_are_rounded_up_and_never_more_than_the_seats():
    assert Rules(shares=(DISABLED, LISTED)).sizes(16) == {"disabled": 2, "listed": 4}
    assert Rules(shares=(DISABLED, LISTED)).sizes(1) == {"disabled": 1, "listed": 0}


def test_residents_come_before_a_higher_score():
    found = allocated([one(1, 90, is_resident=False), one(2, 60)], Rules(residents_first=True), 1, 1)

    assert (pks(found, Verdict.ACCEPT), pks(found, Verdict.RESERVE)) == ([2], [1])


def test_seats_of_a_group_that_is_too_small_fall_back_once_registration_has_closed():
    rules = Rules(shares=(LISTED,))
    crowd = [one(pk, 90 - pk) for pk in range(1, 9)]

    assert len(pks(allocated(crowd, rules, 8, 0), Verdict.ACCEPT)) == 8
    assert len(pks(allocated(crowd, rules, 8, 0, falls_back=False), Verdict.ACCEPT)) == 6


def test_who_has_a_seat_already_counts_for_the_share():
    seats = ranking.pool(8, 6, Rules(shares=(LISTED,)), [frozenset({"listed"}), frozenset()])

    assert seats.left == {"listed": 1}


def test_a_change_of_the_head_goes_before_the_ranking_and_never_beyond_the_seats():
    crowd = [one(1, 90), one(2, 80), one(3, 70, wish=Verdict.ACCEPT), one(4, 60, wish=Verdict.OUT)]
    found = allocated(crowd, Rules(), 2, 1)

    assert (pks(found, Verdict.ACCEPT), pks(found, Verdict.RESERVE), pks(found, Verdict.OUT)) == ([1, 3], [2], [4])


def effects_of(crowd, rules, capacity, reserve=2):
    seats = ranking.pool(capacity, capacity, rules, [])
    return ranking.effects(ranking.allocate(crowd, rules, seats, reserve=reserve), rules, seats, reserve=reserve)


def test_each_effect_is_named_once():
    rules = Rules(residents_first=True, ties=(TALK, RESIDENT), shares=(LISTED,))
    crowd = [
        one(1, 90, is_resident=False),
        one(2, 80, talk=70),
        one(3, 80, talk=60),
        one(4, 70, groups=frozenset({"listed"})),
    ]

    told = effects_of(crowd, rules, 2)

    interview = [{"kind": "criterion", "label_id": "Wawancara", "label_en": "Interview"}]
    assert told[1] == [{"key": "residents", "otherwise": 1}]
    assert told[2] == [{"key": "residents", "otherwise": 2}, {"key": "tie", "equals": 1, "by": interview}]
    assert told[3][-1] == {"key": "kept", "seats": 1}
    assert told[4][-1] == {"key": "share", "label_id": LISTED.label_id, "label_en": LISTED.label_en}


def test_equals_without_a_tie_are_told_the_time():
    told = effects_of([one(1, hour=2), one(2, hour=1)], Rules(), 1)

    assert [tie["kind"] for tie in told[1][0]["by"]] == ["earlier"]


def test_a_change_is_told_to_who_was_changed_and_to_who_lost_by_it():
    told = effects_of([one(1, 90), one(2, 80, wish=Verdict.ACCEPT)], Rules(), 1)

    assert told == {1: [{"key": "others_changed"}], 2: [{"key": "changed", "before": "reserve"}]}


@pytest.mark.parametrize(
    ("mine", "others", "free"),
    [(frozenset(), [], True), (frozenset(), [{"listed"}], False), (frozenset({"listed"}), [{"listed"}], True)],
    ids=["nobody of the group waits", "somebody does", "a member"],
)
def test_the_last_seat_is_kept_for_the_group_that_waits(mine, others, free):
    seats = Pool(1, {"listed": 1})

    assert seats.has_seat(mine, [frozenset(each) for each in others]) == free
