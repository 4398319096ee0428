"""Lesson hours: what a person has attended, what can still be missed, and who falls under the threshold. Pure.

One JP is a number of minutes (a setting, 45). Late minutes are lost as a fraction of a JP; permitted and sick hours are
shown apart and count as absent (the office's rule; the threshold of a batch is a setting). A cancelled session counts
for nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from programs.enums import AttendanceStatus

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Mark:
    """One person at one session that took place; `make_ups` are the same hours given once more."""

    jp: int
    status: str
    minutes_late: int = 0
    make_ups: tuple["Mark", ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a person stands: JP attended, JP held so far, JP of the whole training."""

    attended: Decimal
    held: Decimal
    total: Decimal
    threshold: int
    session_jp: Decimal = Decimal(0)  # of a usual session

    @property
    def percent(self) -> Decimal:
        """Attendance so far, rounded down: 79,99 percent is not 80."""
        return (self.attended * 100 / self.held).quantize(CENT, ROUND_DOWN) if self.held else Decimal(100)

    @property
    def still_missable(self) -> Decimal:
        """JP that can still be missed without falling under the threshold; negative: it cannot be reached any more."""
        return self.total * (100 - self.threshold) / 100 - (self.held - self.attended)

    @property
    def is_below(self) -> bool:
        return self.still_missable < 0

    @property
    def is_close(self) -> bool:
        """Something was missed already, and less than two sessions can still be missed."""
        if self.is_below or self.attended == self.held:
            return False
        return self.held < self.total and self.still_missable < self.session_jp * 2

    @property
    def sessions_missable(self) -> int:
        return max(int(self.still_missable // self.session_jp), 0) if self.session_jp else 0


def attended(mark: Mark, jp_minutes: int) -> Decimal:
    """JP of one session that count: what was attended, and what was regained; never more than the whole session."""
    regained = sum((_there(each, jp_minutes) for each in mark.make_ups), Decimal(0))
    return min(_there(mark, jp_minutes) + regained, Decimal(mark.jp))


def _there(mark: Mark, jp_minutes: int) -> Decimal:
    """The whole, less late minutes; never below nothing."""
    if mark.status != AttendanceStatus.PRESENT:
        return Decimal(0)
    lost = Decimal(mark.minutes_late) / jp_minutes
    return max(Decimal(mark.jp) - lost, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def standing(marks: Iterable[Mark], *, planned: Iterable[int], threshold: int, jp_minutes: int) -> Standing:
    """Add up a person's marks; `planned` are the JP of every session that is not cancelled, held or to come."""
    marks, planned = list(marks), list(planned)
    usual = Decimal(sum(planned)) / len(planned) if planned else Decimal(0)
    return Standing(
        attended=sum((attended(mark, jp_minutes) for mark in marks), Decimal(0)),
        held=Decimal(sum(mark.jp for mark in marks)),
        total=Decimal(sum(planned)),
        threshold=threshold,
        session_jp=usual.quantize(CENT),
    )
