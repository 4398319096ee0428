"""Everything that happened in the office, told in the order in which it happened.

A story writes its steps down with their times; `run` then plays all stories together, and between them does what the
worker would have done by itself: decisions released, corrections lapsed, offers expired, freed seats offered on.
"""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable

from django.utils import timezone

from cases import workflow as engine
from core import workdays
from core.models import OutboxMessage
from programs import workflow as training

Step = Callable[[dt.datetime], object]


class Agenda:
    def __init__(self, now: dt.datetime):
        self.now = now
        self.today = timezone.localdate(now)
        self._steps: list[tuple[dt.datetime, int, Step]] = []
        self._order = itertools.count()
        self._last_message = 0

    def day(self, days: int) -> dt.date:
        """A day counted from today; negative lies behind us."""
        return self.today + dt.timedelta(days=days)

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        return self.clock(self.day(days), hour, minute)

    def clock(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))

    def workday_before(self, day: dt.date) -> dt.date:
        """The day itself when the office is open, else the last day it was."""
        while not workdays.working_days_between(day - dt.timedelta(days=1), day):
            day -= dt.timedelta(days=1)
        return day

    def workday_after(self, day: dt.date) -> dt.date:
        while not workdays.working_days_between(day - dt.timedelta(days=1), day):
            day += dt.timedelta(days=1)
        return day

    def add(self, at: dt.datetime, step: Step) -> None:
        """Plan a step; one that would lie ahead of now is not played."""
        if at <= self.now:
            heapq.heappush(self._steps, (at, next(self._order), step))

    def soon(self, at: dt.datetime) -> None:
        """Let the worker come round after the time to undo a decision has passed."""
        self.add(at + dt.timedelta(minutes=2), self._by_itself)

    def run(self) -> None:
        self._add_nights()
        while self._steps:
            at, _order, step = heapq.heappop(self._steps)
            step(at)
            self._date_messages(at)

    def _add_nights(self) -> None:
        if not self._steps:
            return
        first = timezone.localdate(min(at for at, _order, _step in self._steps))
        for number in range((self.today - first).days + 1):
            self.add(self.clock(first + dt.timedelta(days=number), 0, 5), self._by_itself)
        self.add(self.now, self._by_itself)

    def _by_itself(self, at: dt.datetime) -> None:
        engine.release_due(at)
        engine.lapse_corrections(at)
        training.expire_offers(at)
        training.fill_all(at)

    def _date_messages(self, at: dt.datetime) -> None:
        """A message carries the time of the step that wrote it."""
        fresh = OutboxMessage.objects.filter(pk__gt=self._last_message)
        pks = list(fresh.values_list("pk", flat=True))
        if pks:
            OutboxMessage.objects.filter(pk__in=pks).update(queued_at=at, next_at=at)
            self._last_message = max(pks)
