"""What happens by itself: functions called by the worker again and again, each given the time."""

import datetime as dt
import logging
from collections.abc import Callable

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
