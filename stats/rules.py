"""Which small numbers stay hidden so that no single person can be found: pure functions.

A number from 1 to 4 is not published. A total beside it would reveal it, so a second number hides with it; which one
depends on its place, not on its size, and where the hidden numbers could still be worked out, more are hidden or the
whole column is. Nothing (0) is published: it is about nobody.
"""

LEAST = 5
ENOUGH = 3  # small numbers that hide one another, when they are neither all 1 nor all 4
Shown = list[int | None]


def protect(values: list[int]) -> Shown | None:
    """The column as it may be published beside its total; None when not even its total may.

    What is hidden beside small numbers depends on how many there are and on places, hardly on sizes: a rule that looks
    at sizes tells them to whoever knows the rule (the tests work out every case of small columns).
    """
    hidden = {place for place, value in enumerate(values) if 0 < value < LEAST}
    if not hidden:
        return list(values)
    if sum(values) < LEAST:
        return None
    if len(hidden) >= ENOUGH:
        is_open = len(hidden) < sum(values[place] for place in hidden) < len(hidden) * (LEAST - 1)
        return _without(values, hidden) if is_open else None
    for place in _large_after(min(hidden), values):
        hidden.add(place)
        if sum(values[each] for each in hidden) > sum(_lowest(values[each]) for each in hidden):
            return _without(values, hidden)
    return None


def _lowest(value: int) -> int:
    """The least that a number of its kind can be, small or large."""
    return 1 if value < LEAST else LEAST


def _large_after(start: int, values: list[int]) -> list[int]:
    """The places of publishable numbers, from the first hidden one on and round."""
    order = [*range(start, len(values)), *range(start)]
    return [place for place in order if values[place] >= LEAST]


def _without(values: list[int], hidden: set[int]) -> Shown:
    return [None if place in hidden else value for place, value in enumerate(values)]


def publishable(columns: dict[str, list[list[int]]]) -> dict[str, list[Shown] | None]:
    """Protect each measure over all its breakdowns, which share one total; a total hidden in one is hidden in all."""
    found = {name: [protect(values) for values in lists] for name, lists in columns.items()}
    return {name: None if any(each is None for each in lists) else lists for name, lists in found.items()}
