"""Lesson hours and the threshold: pure arithmetic, also at its edges."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.completion import Result
from programs.enums import AttendanceStatus
from programs.hours import Mark, attended, standing

MARKS = st.builds(
    Mark,
    jp=st.integers(1, 12),
    status=st.sampled_from(AttendanceStatus.values),
    minutes_late=st.integers(0, 600),
)


def test_late_minutes_are_a_fraction_of_a_lesson_hour():
    assert attended(Mark(8, "present", 15), 45) == Decimal("7.67")


def test_only_presence_counts():
    assert [attended(Mark(8, status), 45) for status in ("permitted", "sick", "absent")] == [0, 0, 0]


def test_exactly_the_threshold_passes_and_a_minute_less_does_not():
    full = [Mark(8, "present")] * 8 + [Mark(8, "absent")] * 2
    late = [Mark(8, "present", 1), *full[1:]]

    at_the_edge = standing(full, planned=[8] * 10, threshold=80, jp_minutes=45)
    below = standing(late, planned=[8] * 10, threshold=80, jp_minutes=45)

    assert (Result(at_the_edge, None, 0).passed, Result(below, None, 0).passed) == (True, False)
    assert (at_the_edge.is_below, below.is_below) == (False, True)


def test_two_sessions_or_less_to_miss_is_a_warning():
    marks = [Mark(8, "absent")] + [Mark(8, "present")] * 3

    close = standing(marks, planned=[8] * 10, threshold=80, jp_minutes=45)

    assert (close.is_close, close.sessions_missable, close.still_missable) == (True, 1, 8)


def test_nothing_held_is_no_failure():
    empty = standing([], planned=[8] * 30, threshold=80, jp_minutes=45)

    assert (empty.percent, empty.is_below, empty.is_close) == (100, False, False)


@given(st.lists(MARKS, max_size=40), st.integers(30, 60))
def test_nobody_attends_less_than_nothing_or_more_than_was_held(marks, jp_minutes):
    found = standing(marks, planned=[mark.jp for mark in marks], threshold=80, jp_minutes=jp_minutes)

    assert 0 <= found.attended <= found.held
    assert 0 <= found.percent <= 100


@given(st.lists(MARKS, min_size=1, max_size=40), st.integers(0, 100))
def test_who_can_no_longer_reach_the_threshold_does_not_pass(marks, threshold):
    found = standing(marks, planned=[mark.jp for mark in marks], threshold=threshold, jp_minutes=45)

    assert Result(found, None, 0).passed is (found.held > 0 and not found.is_below)
