"""What happens by itself: functions called by the worker again and again, each given the time."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import close_old_connections
from django.utils import timezone

log = logging.getLogger(__name__)
Tick = Callable[[dt.datetime], object]
_ticks: dict[str, Tick] = {}


def register(name: str, function: Tick) -> None:
    """Called from AppConfig.ready(). A tick must be safe to repeat and to run on two machines at once."""
    _ticks[name] = function


def tick(at: dt.datetime | None = None) -> None:
    """Run every registered tick; tests call it with `at`, and there a failure is raised."""
    at = at or timezone.now()
    for function in _ticks.values():
        function(at)


def tick_safely(at: dt.datetime | None = None) -> None:
    """The worker's round: one failing tick is logged and does not stop the others."""
    at = at or timezone.now()
    for name, function in _ticks.items():
        try:
            function(at)
        except Exception:
            log.exception("tick %s failed", name)
            close_old_connections()


def each(what: str, items: Iterable, act: Callable[[object], object]) -> int:
    """Do `act` for every item and return how many it did something for.

    One that fails does not keep the others waiting; the failures are raised together after the last item.
    """
    done, failures = 0, []
    for item in items:
        try:
            done += bool(act(item))
        except Exception as failure:
            failure.add_note(f"{what}: {item}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {what} failed", failures)
    return done
