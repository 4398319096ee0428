"""Messages to people in both languages: the words live in data/messages.json, the facts come from the caller."""

import itertools
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from string import Formatter

from django.utils.translation import gettext_lazy as _

LANGUAGES = ("id", "en")
OFFICE = ("office", "city", "whatsapp", "hours")  # facts of every message
_own: list[Callable[[str], dict | None]] = []
LABELS = {
    "received": _("Registration received"),
    "correction_asked": _("Correction asked"),
    "accepted": _("Accepted"),
    "reserve": _("On the reserve list"),
    "offer": _("Seat offered"),
    "offer_running": _("Seat of a running training offered"),
    "expired": _("Offer expired"),
    "rejected": _("Not accepted"),
    "withdrawn": _("Withdrawn"),
    "objection_received": _("Objection received"),
    "objection_upheld": _("Objection upheld"),
    "objection_dismissed": _("First decision stands"),
    "batch_cancelled": _("Batch cancelled"),
    "batch_carried": _("Moved to another batch"),
    "draft_batch_cancelled": _("Batch cancelled, registration not sent"),
    "batch_moved": _("New dates of a batch"),
    "draft_batch_moved": _("New dates of a batch, registration not sent"),
    "moved_up": _("Moved up on the reserve list"),
    "seat_held": _("Seat held meanwhile"),
    "offer_expiring": _("Offer ends tomorrow"),
    "absence_warning": _("Attendance at risk"),
    "session_reminder": _("Reminder of a session"),
    "sessions_cancelled": _("Session cancelled"),
    "session_moved": _("New time or place of a session"),
    "session_made_up": _("Make-up session"),
    "trainer_changed": _("Another trainer"),
    "stands_in": _("Trainer stands in"),
    "dropped_out": _("Participant dropped out"),
    "completed": _("Training passed"),
    "not_completed": _("Training not passed"),
    "certificate_ready": _("Certificate issued"),
    "certificate_revoked": _("Certificate revoked"),
    "sign_in_code": _("Sign-in code"),
    "address_code": _("Code for a new e-mail address"),
    "address_changed": _("E-mail address changed"),
    "mentioned": _("Called by a note"),
    "escalated": _("Late cases before the head"),
}
FAULTS = {
    "SMTPRecipientsRefused": _("the address was refused"),
    "ConnectionRefusedError": _("the mail server does not answer"),
    "TimeoutError": _("the mail server does not answer"),
    "SMTPServerDisconnected": _("the mail server hung up"),
}


def label(kind: str) -> str:
    """What a message is about, for the office."""
    return str(LABELS.get(kind, kind.replace("_", " ").capitalize()))


def fault(name: str) -> str:
    """Why a message did not arrive, for the office; an unknown fault keeps its technical name."""
    return str(FAULTS.get(name, name))


@lru_cache
def _messages() -> dict[str, dict]:
    path = Path(__file__).parent / "data" / "messages.json"
    return {item["key"]: item for item in json.loads(path.read_text(encoding="utf-8"))["items"]}


def register_words(function: Callable[[str], dict | None]) -> None:
    """An app in which the office keeps words of its own gives them by kind, in the form of `standard`."""
    _own.append(function)


def standard(kind: str) -> dict[str, dict[str, str]]:
    """The words the product brings: subject and text by language."""
    return {part: _messages()[kind][part] for part in ("subject", "text")}


def words(kind: str) -> dict[str, dict[str, str]]:
    """The words in force."""
    return next(filter(None, (own(kind) for own in _own)), None) or standard(kind)


def variables(kind: str) -> list[str]:
    """What the words of a message may name: what those of the product name, and the office itself."""
    parts = itertools.product(("subject", "text"), LANGUAGES)
    return sorted({*OFFICE, *(name for part, language in parts for name in _named(kind, part, language))})


def _named(kind: str, part: str, language: str) -> list[str]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(standard(kind)[part][language]) if name]


def message(kind: str, language: str, facts: dict[str, object]) -> tuple[str, str]:
    """Subject and text of a message; a missing fact raises KeyError, so that no `{date}` ever reaches a person."""
    item = words(kind)
    language = language if language in LANGUAGES else "id"
    return item["subject"][language].format_map(facts), item["text"][language].format_map(facts)


def kinds() -> list[str]:
    return list(_messages())
