"""What happened to a case, in words for colleagues: one sentence for each event of the log."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.models import Event
from cases.enums import DocumentVerdict, Move
from cases.forms import RevealReason
from cases.models import Case

PREFIX = "cases.case."
WORDS = {
    Move.SUBMIT: gettext_lazy("Registration received"),
    Move.ASK_CORRECTION: gettext_lazy("Correction asked"),
    Move.RESUBMIT: gettext_lazy("Correction received"),
    Move.ACCEPT: gettext_lazy("Accepted, applicant told"),
    Move.RESERVE: gettext_lazy("On the reserve list, applicant told"),
    Move.REJECT: gettext_lazy("Rejected, applicant told"),
    Move.WITHDRAW: gettext_lazy("Withdrawn by the applicant"),
    Move.OFFER: gettext_lazy("Seat offered"),
    Move.TAKE_OFFER: gettext_lazy("Seat taken"),
    Move.DECLINE: gettext_lazy("Seat given up"),
    Move.EXPIRE: gettext_lazy("Offer expired"),
    Move.COMPLETE: gettext_lazy("Passed the training"),
    Move.FAIL: gettext_lazy("Did not pass"),
    Move.DROP_OUT: gettext_lazy("Dropped out, applicant told"),
    Move.OBJECT: gettext_lazy("Objection received"),
    Move.UPHOLD: gettext_lazy("Objection upheld, case open again, applicant told"),
    Move.DISMISS: gettext_lazy("Objection answered: the first decision stands, applicant told"),
    Move.TRANSFER: gettext_lazy("Moved to another batch, applicant told"),
    Move.CANCEL: gettext_lazy("Ended: it does not take place, applicant told"),
    "correction_lapsed": gettext_lazy("The time to correct has passed"),
    "seconded": gettext_lazy("A second officer agreed"),
    "undone": gettext_lazy("Decision undone"),
    "score": gettext_lazy("Score written"),
    "assigned": gettext_lazy("Assigned"),
    "noted": gettext_lazy("Note for colleagues"),
    "escalated": gettext_lazy("Brought before the head"),
    "nik_revealed": gettext_lazy("Whole NIK shown"),
    "document_opened": gettext_lazy("Document opened"),
    "told_by_phone": gettext_lazy("Told by phone"),
    "phone_unanswered": gettext_lazy("Called, nobody answered"),
    "looked_up": gettext_lazy("Looked up at the counter"),
}
DECIDED = {
    Move.ACCEPT: gettext_lazy("Decided: accept"),
    Move.RESERVE: gettext_lazy("Decided: reserve list"),
    Move.REJECT: gettext_lazy("Decided: reject"),
}


def register_words(words: dict) -> None:
    """A higher app names its own events of a case; called from AppConfig.ready()."""
    WORDS.update(words)


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    who: str
    text: str
    detail: str = ""


def entries(case: Case, documents=None, events: list[Event] | None = None) -> list[Entry]:
    """Newest first. Looks at the same document by the same person on one day stand there once."""
    events = list(log.about(Case(pk=case.pk)) if events is None else events)[::-1]
    names = _names(events, case)
    rows = case.documents.all() if documents is None else documents
    labels = {document.kind: document.label for document in rows}
    seen, found = set(), []
    for event in events:
        entry = _entry(event, names, labels)
        key = (entry.who, entry.text, entry.detail, event.at.date())
        if event.verb != f"{PREFIX}document_opened" or key not in seen:
            found.append(entry)
        seen.add(key)
    return found


def _names(events: list[Event], case: Case) -> dict[str, str]:
    """Actor references -> names; the applicant is called by the role, not by the account."""
    ids = {event.actor_ref.partition(":")[2] for event in events if event.actor_ref.startswith("user:")}
    names = {f"user:{user.pk}": user.label for user in User.objects.filter(pk__in=ids)}
    return names | {log.SYSTEM: _("The system"), f"user:{case.applicant.user_id}": _("The applicant")}


def _entry(event: Event, names: dict[str, str], labels: dict[str, str]) -> Entry:
    verb, body = event.verb.removeprefix(PREFIX), event.body.data or {}
    text, detail = _sentence(verb, body, labels)
    return Entry(event.at, names.get(event.actor_ref, ""), text, detail)


def _sentence(verb: str, body: dict, labels: dict[str, str]) -> tuple[str, str]:
    special = SPECIAL.get(verb)
    if special:
        return special(body, labels)
    return str(WORDS.get(verb, verb)), str(body.get("told") or body.get("text") or "")


def _submitted(body: dict, labels: dict) -> tuple[str, str]:
    return (_("Filed at the counter") if body.get("counter") else str(WORDS[Move.SUBMIT])), ""


def _passed(body: dict, labels: dict) -> tuple[str, str]:
    stage = body.get("passed_en") if get_language() == "en" else body.get("passed")
    return _("Passed: %(stage)s") % {"stage": stage}, body.get("note", "")


def _decided(body: dict, labels: dict) -> tuple[str, str]:
    return str(DECIDED[Move(body["verdict"])]), body.get("note", "")


def _verdict(body: dict, labels: dict) -> tuple[str, str]:
    kind, verdict = body["document"], DocumentVerdict(body["after"]).label
    return f"{labels.get(kind, kind)}: {verdict}", ""


def _check(body: dict, labels: dict) -> tuple[str, str]:
    return (_("Check ticked") if body["done"] else _("Check taken back")), ""


def _opened(body: dict, labels: dict) -> tuple[str, str]:
    kind = body.get("document", "")
    return _("Opened: %(document)s") % {"document": labels.get(kind, kind)}, ""


def _revealed(body: dict, labels: dict) -> tuple[str, str]:
    reason = body.get("reason", "")
    return str(WORDS["nik_revealed"]), str(RevealReason(reason).label) if reason in RevealReason.values else ""


SPECIAL = {
    Move.SUBMIT: _submitted,
    Move.PASS_STAGE: _passed,
    "decided": _decided,
    "verdict": _verdict,
    "check": _check,
    "document_opened": _opened,
    "nik_revealed": _revealed,
}
