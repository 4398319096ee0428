"""Wizards by service. A service is asked for at /daftar/<slug>/<code>/; what differs between services stands here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Situation:
    """Why a registration cannot go on right now: what happened, what is kept, where to go. Words of one page."""

    key: str
    title: str
    text: str
    action: str = ""
    url: str = ""
    status: int = 409


@dataclass(frozen=True)
class Card:
    """What a person registers for, as the pages of a wizard show it beside the form."""

    title: str
    illustration: str = ""
    picture_url: str = ""
    facts: list[dict] = field(default_factory=list)  # icon, text, strong
    url: str = ""


@dataclass(frozen=True)
class Intake:
    """The wizard of one service.

    find(code) and get(subject_id) give the subject or None; is_public(subject) whether strangers may know of it.
    definition(subject) freezes documents, questions and rules into a draft.
    situation(subject, at) says why nobody can register now; seat_note(subject, at) what is left (a rank instead of a
    seat), which a person must have read before sending.
    open(text, at) gives the rows one can register for at this moment, found by words, as the counter lists them.
    asked(subject) names what the eligibility step asks; check(subject, facts) answers every rule in words.
    """

    service: str
    title: Any
    find: Callable[[str], Any]
    get: Callable[[int], Any]
    is_public: Callable[[Any], bool]
    definition: Callable[[Any], dict]
    card: Callable[[Any], Card]
    situation: Callable[[Any, dt.datetime], Situation | None]
    seat_note: Callable[[Any, dt.datetime], str]
    asked: Callable[[Any], list[str]]
    check: Callable[..., Any]
    open: Callable[[str, dt.datetime], Any]


_intakes: dict[str, Intake] = {}


def register(intake: Intake) -> None:
    """Called from AppConfig.ready()."""
    _intakes[intake.service] = intake


def get(service: str) -> Intake | None:
    return _intakes.get(service)


def every() -> list[Intake]:
    return list(_intakes.values())
