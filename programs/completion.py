"""Who passes: attendance against the threshold and the mark against the lowest passing mark. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import number
from programs.hours import Standing


@dataclass(frozen=True)
class Result:
    """The calculation for one person, as the head sees it before confirming and as it is frozen afterwards."""

    standing: Standing
    mark: Decimal | None
    pass_mark: int

    @property
    def attends_enough(self) -> bool:
        """JP attended against the threshold of JP held: the product is compared, so no rounding decides."""
        return self.standing.attended * 100 >= self.standing.held * self.standing.threshold

    @property
    def marks_enough(self) -> bool:
        return not self.pass_mark or (self.mark is not None and self.mark >= self.pass_mark)

    @property
    def is_known(self) -> bool:
        """Nothing is known before the first list: nobody passes by 0 of 0 hours."""
        return self.standing.held > 0

    @property
    def passed(self) -> bool:
        return self.is_known and self.attends_enough and self.marks_enough

    @property
    def reasons(self) -> list[str]:
        """Why not, in words for the person; empty for who passed."""
        if not self.is_known:
            return [_("No session has been held yet.")]
        found = []
        if not self.attends_enough:
            facts = {"percent": plain(self.standing.percent), "threshold": self.standing.threshold}
            found.append(_("Attendance is %(percent)s percent; %(threshold)s percent are needed.") % facts)
        if not self.marks_enough:
            facts = {"mark": plain(self.mark or Decimal(0)), "lowest": self.pass_mark}
            found.append(_("The mark is %(mark)s; %(lowest)s is needed.") % facts)
        return found

    def frozen(self) -> dict:
        """The calculation as plain data, kept with the result for ever."""
        return {
            "threshold": self.standing.threshold,
            "attended": str(self.standing.attended),
            "held": str(self.standing.held),
            "percent": str(self.standing.percent),
            "mark": None if self.mark is None else str(self.mark),
            "pass_mark": self.pass_mark,
            "passed": self.passed,
        }


def plain(value: Decimal) -> str:
    """A number without trailing zeros, as people write it."""
    return number(Decimal(f"{value.normalize():f}"))
