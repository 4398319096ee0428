"""What happens by itself goes on when one thing fails."""

import datetime as dt

import pytest

from core import ticks

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def test_an_item_that_fails_does_not_keep_the_others_waiting():
    done = []

    def act(number: int) -> bool:
        if number == 2:
            raise ValueError("two")
        done.append(number)
        return number != 3

    with pytest.raises(ExceptionGroup, match="1 of numbers failed") as caught:
        ticks.each("numbers", [1, 2, 3, 4], act)

    assert done == [1, 3, 4]
    assert caught.value.exceptions[0].__notes__ == ["numbers: 2"]
    assert ticks.each("numbers", [1, 3, 4], act) == 2


def test_a_tick_that_fails_is_logged_and_the_next_one_runs(monkeypatch, caplog):
    ran = []

    def fail(at):
        raise ValueError("no")

    monkeypatch.setattr(ticks, "_ticks", {"first": fail, "second": ran.append})
    ticks.tick_safely(NOW)

    assert ran == [NOW]
    assert "tick first failed" in caplog.text
    with pytest.raises(ValueError, match="no"):
        ticks.tick(NOW)
