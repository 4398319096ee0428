"""How a training went: who started, who left and why, who joined late, who completed."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from programs.enums import EnrolmentState
from programs.models import Batch


@dataclass(frozen=True)
class Figures:
    """People of one batch; who left before the first day never started."""

    here: int = 0
    completed: int = 0
    failed: int = 0
    joined: int = 0  # of all who started: took over a seat after the first day
    left: list[tuple[str, int]] = field(default_factory=list)  # reason in words, people

    @property
    def dropped(self) -> int:
        return sum(count for _label, count in self.left)

    @property
    def started(self) -> int:
        return self.here + self.completed + self.failed + self.dropped


def of_batch(batch: Batch) -> Figures:
    """Counted from the places themselves, so that nothing can disagree with the lists."""
    people = list(batch.enrolments.select_related("drop_reason", "completion").order_by("pk"))
    gone = [person for person in people if person.state == EnrolmentState.LEFT and person.seat_left_at]
    ended = [person for person in people if person.state == EnrolmentState.FINISHED]
    passed = sum(hasattr(person, "completion") and person.completion.passed for person in ended)
    here = [person for person in people if person.state == EnrolmentState.SEATED]
    return Figures(
        here=len(here),
        completed=passed,
        failed=len(ended) - passed,
        joined=sum(person.joined_at is not None for person in [*here, *ended, *gone]),
        left=_reasons(gone),
    )


def who_left(batch: Batch):
    """Participants who left the running training, the last first."""
    gone = batch.enrolments.filter(state=EnrolmentState.LEFT, seat_left_at__isnull=False)
    return gone.select_related("applicant", "drop_reason").order_by("-seat_left_at", "-pk")


def _reasons(gone: list) -> list[tuple[str, int]]:
    """The most frequent first; who withdrew, and words of the office alone, have no reason of the library."""
    counted = Counter(_label(person) for person in gone)
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _label(person) -> str:
    if person.drop_reason:
        return str(person.drop_reason)
    is_dropped = person.left_reason == "dropped"
    return _("Other reason") if is_dropped else _("At own wish, without a reason given")
