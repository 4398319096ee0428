"""Small numbers stay hidden, whatever a reader who knows the total and this very rule works out."""

import itertools
from collections import defaultdict

import pytest

from stats.rules import LEAST, protect, publishable


def test_large_numbers_and_nothing_are_published():
    assert protect([12, 0, 5, 900]) == [12, 0, 5, 900]


def test_a_small_number_takes_another_with_it():
    assert protect([30, 3, 12, 40]) == [30, None, None, 40]


def test_three_small_numbers_hide_each_other():
    assert protect([1, 2, 30, 4]) == [None, None, 30, None]


@pytest.mark.parametrize("values", [[3], [2, 2], [1, 1, 1, 1], [0, 4], [1, 5], [1, 1, 1, 30], [4, 4, 4, 30]])
def test_what_cannot_be_hidden_is_not_published_at_all(values):
    assert protect(values) is None


@pytest.mark.parametrize(("size", "most"), [(2, 40), (3, 24), (4, 14)])
def test_nobody_can_work_out_a_hidden_number(size, most):
    """Every column of a small size: each hidden number has several values that would be published just so."""
    same = defaultdict(list)
    for values in itertools.product(range(most), repeat=size):
        shown = protect(list(values))
        if shown is not None:
            same[tuple(shown), sum(values)].append(values)
    for (shown, total), columns in same.items():
        hidden = total - sum(value or 0 for value in shown)
        if hidden < most:  # beyond it, the list of columns is not complete
            for place in [place for place, value in enumerate(shown) if value is None]:
                assert len({column[place] for column in columns}) > 1, (shown, total, columns)


def test_no_small_number_is_ever_published():
    for values in itertools.product(range(9), repeat=4):
        shown = protect(list(values))
        assert shown is None or not any(value and value < LEAST for value in shown)


def test_a_total_hidden_in_one_breakdown_is_hidden_in_all():
    found = publishable({"registered": [[9, 9], [18]], "certified": [[1, 5], [6]]})

    assert found == {"registered": [[9, 9], [18]], "certified": None}
