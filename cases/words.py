"""The office's own words of messages: read where a message is worded, checked when saved, tried with a case."""

from string import Formatter

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases import messages, services
from cases.models import Case, MessageText
from core import outbox, texts
from core.generation import settled_kept

PARTS = ("subject", "text")
UNKNOWN = "⟨{}⟩"  # what a preview shows for a fact the case does not have now


def own(kind: str) -> dict[str, dict[str, str]] | None:
    """The words the office has written in place of the product's; None where it keeps those."""
    return _written(kind) or None


@settled_kept
def _written(kind: str) -> dict:
    row = MessageText.objects.filter(kind=kind).first()
    return in_parts(row) if row else {}


def in_parts(row: MessageText) -> dict[str, dict[str, str]]:
    return {part: {name: getattr(row, f"{part}_{name}") for name in texts.LANGUAGES} for part in PARTS}


def named(text: str) -> list[str]:
    """The variables of a text; ValueError where braces do not fit together."""
    return [name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None]


def faults(kind: str, text: str) -> list[str]:
    """Why these words cannot be sent: braces that do not close, or a variable this message does not have."""
    known = texts.variables(kind)
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return [_("A brace is open or closed once too often. A variable looks like this: {case_number}.")]
    names = [name for _text, name, _spec, _conversion in parsed if name is not None]
    odd = [name for _text, name, spec, conversion in parsed if name is not None and (spec or conversion)]
    unknown = [name for name in [*names, *odd] if name not in known or name in odd]
    listed = ", ".join(f"{{{name}}}" for name in known)
    words = _("“{%(name)s}” is no variable of this message. It has: %(names)s.")
    return [words % {"name": name, "names": listed} for name in dict.fromkeys(unknown)]


def missing(kind: str, subject: str, text: str) -> list[str]:
    """The variables of the product's words that the new ones leave out; said, not refused."""
    used = {*named(subject), *named(text)}
    return [name for name in texts.variables(kind) if name not in used]


class _Shown(dict):
    def __missing__(self, name):
        return UNKNOWN.format(name)


def preview(words: dict[str, dict[str, str]], case: Case | None, language: str) -> tuple[str, str]:
    """Subject and text as this case's applicant would read them now; a fact it does not have is named in brackets."""
    with translation.override(language):
        facts = _Shown(outbox.office_facts(language) | (_facts(case) if case else {}))
        return words["subject"][language].format_map(facts), words["text"][language].format_map(facts)


def _facts(case: Case) -> dict:
    at = timezone.now()
    dates = {"date": case.due_at} if case.due_at else {}
    return messages.base_facts(case) | messages.worded(dates) | services.get(case.service).message_facts(case, at)
