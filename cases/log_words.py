"""The acts on cases, procedures and jobs, as the register of events names them."""

from django.utils.translation import gettext_lazy as _

from audit import words
from cases import timeline
from cases.enums import Move

CASE = {
    Move.PASS_STAGE: _("Stage passed"),
    "decided": _("Decided, not told yet"),
    "verdict": _("Verdict on a document"),
    "check": _("Check ticked or taken back"),
}
OTHERS = {
    "cases.messagetext.change": _("Words of a message changed"),
    "cases.messagetext.standard": _("Words of a message set back"),
    "cases.charge.set": _("Officer in charge of a programme set"),
    "cases.procedure.publish": _("Procedure published"),
    "cases.bulkjob.start": _("Work on many cases begun"),
    "cases.bulkjob.pause": _("Work on many cases paused"),
    "cases.bulkjob.resume": _("Work on many cases resumed"),
    "cases.bulkjob.undo": _("Work on many cases undone"),
}


def register() -> None:
    """Called when every app has named its own events of a case (timeline.register_words)."""
    words.register_acts({f"{timeline.PREFIX}{_plain(verb)}": label for verb, label in (timeline.WORDS | CASE).items()})
    words.register_acts(OTHERS)
    words.register_kind("cases.case", words.Kind(_("Case"), "number", "cases:edit"))
    words.register_kind("cases.procedure", words.Kind(_("Procedure"), "name", "procedures:edit"))
    words.register_kind("cases.messagetext", words.Kind(_("Message"), "kind"))
    words.register_kind("auth.group", words.Kind(_("Role"), "name"))
    words.register_kind("cases.bulkjob", words.Kind(_("Work on many cases"), "pk", "cases:bulk_job"))


def _plain(verb) -> str:
    return verb.value if isinstance(verb, Move) else verb
