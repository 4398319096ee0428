"""Why the office changes a batch, cancels a session or takes somebody off: a library reason and a free line.

Both are given in both languages.
"""

from django.utils.translation import gettext as _

from cases.enums import ReasonMove
from cases.models import Reason
from cases.rules import Refused

MINIMUM = "{min}"


def library(used_for: ReasonMove = ReasonMove.CANCEL_BATCH):
    """The reasons for one use, for a whole batch by default, in the office's order."""
    return Reason.objects.in_use().filter(move=used_for)


def asks_minimum(reason: Reason) -> bool:
    """Whether the sentence names the smallest number of participants."""
    return MINIMUM in reason.why_id


def words(reason: Reason, *, note: str = "", minimum: int | None = None) -> dict[str, str]:
    """What everybody reads, by language: why, then the office's own line. Refused while a fact is missing."""
    facts = {"min": minimum} if minimum else {}
    try:
        sentences = {"id": reason.why_id.format(**facts), "en": reason.why_en.format(**facts)}
    except KeyError:
        raise Refused([_("This reason needs the smallest number of participants.")])
    return {language: f"{sentence} {note}".strip() for language, sentence in sentences.items()}
