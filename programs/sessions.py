"""Sessions before they take place: generated from a pattern, moved by days, compared for clashes. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

LONGEST = 366  # days looked ahead when a pattern fits no day
MOST = 120


@dataclass(frozen=True)
class Pattern:
    """Such as "Monday to Friday 08.00-14.30, 30 days, skip holidays"."""

    first_on: dt.date
    weekdays: frozenset[int]  # Monday is 0
    starts: dt.time
    ends: dt.time  # not after `starts`: the next day
    count: int

    def days(self, closed: Collection[dt.date]) -> Iterator[dt.date]:
        """The days of the sessions; none on a closed day."""
        left, day = min(self.count, MOST), self.first_on
        for _step in range(LONGEST):
            if not left:
                return
            if day.weekday() in self.weekdays and day not in closed:
                left -= 1
                yield day
            day += dt.timedelta(days=1)

    def times(self, closed: Collection[dt.date] = ()) -> list[tuple[dt.datetime, dt.datetime]]:
        """Begin and end of every session, in the office's time zone; one that passes midnight ends the next day."""
        over = dt.timedelta(days=self.ends <= self.starts)
        return [(_at(day, self.starts), _at(day + over, self.ends)) for day in self.days(closed)]


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))


def usual_jp(starts: dt.time, ends: dt.time, jp_minutes: int) -> int:
    """Whole lesson hours between two times of day, at least one."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return max(minutes % (24 * 60) // jp_minutes, 1)


@dataclass(frozen=True)
class Slot:
    """A session as the comparison sees it: when, where, with whom, of which batch."""

    batch: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room_id: int | None = None
    trainer_id: int | None = None
    is_draft: bool = False


@dataclass(frozen=True)
class Clash:
    """Two sessions at one time in one room or with one trainer."""

    mine: Slot
    other: Slot
    by_room: bool
    by_trainer: bool


def clashes(mine: Iterable[Slot], others: Iterable[Slot]) -> list[Clash]:
    """Every overlap of one of `mine` with one of `others`; sessions that only touch do not clash."""
    others = sorted(others, key=lambda slot: slot.starts_at)
    found = (_clash(slot, other) for slot in mine for other in others)
    return [clash for clash in found if clash]


def _clash(mine: Slot, other: Slot) -> Clash | None:
    if mine.starts_at >= other.ends_at or other.starts_at >= mine.ends_at:
        return None
    by_room = mine.room_id is not None and mine.room_id == other.room_id
    by_trainer = mine.trainer_id is not None and mine.trainer_id == other.trainer_id
    return Clash(mine, other, by_room, by_trainer) if by_room or by_trainer else None


def span_of(starts_on: dt.date, ends_on: dt.date) -> dt.timedelta:
    """How far the next batch lies ahead: whole weeks, so that Mondays stay Mondays, after the last day."""
    weeks = (ends_on - starts_on).days // 7 + 1
    return dt.timedelta(weeks=weeks)
