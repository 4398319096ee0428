"""Services: what a citizen can ask for. Each owning app declares its own in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from cases.enums import Move


@dataclass(frozen=True)
class Fact:
    """One line on the case page: a label, a value, and the kind of document it is compared with."""

    label: str
    value: str
    document: str = ""
    is_secret: bool = False  # shown masked; revealing is logged


@dataclass(frozen=True)
class Section:
    """A further part of a case (attendance, certificate): for the desk, the status page and the account."""

    title: str
    template: str
    context: dict[str, Any]
    audience: str = "all"  # "all", "owner" or "staff"


@dataclass(frozen=True)
class Requirement:
    """One rule of the service about this applicant, as the desk shows it: the sentence, whether it is met, a note."""

    text: str
    is_met: bool
    note: str = ""


def _nothing(*args, **kwargs):
    return None


def _no_reasons(*args, **kwargs):
    return []


@dataclass(frozen=True)
class Place:
    """A case in the order in which places are given; `note` says why it stands there (its score, its time)."""

    case_id: int
    has_place: bool
    note: str = ""


@dataclass(frozen=True)
class Seating:
    """The places of one subject and who gets them, best first; `free` is None where places are not limited."""

    free: int | None
    line: list[Place]


def _room_for_all(move: Move, subject_id: int, case_ids: list[int]) -> Seating:
    """A service without places: first come, first served, and there is room for everybody."""
    return Seating(None, [Place(pk, True) for pk in sorted(case_ids)])


@dataclass(frozen=True)
class Many:
    """What a service does for many cases of one subject with a number of statements that does not grow with them.

    recall(subject, cases) reads once what guard and message_facts will ask, and remembers it on the locked cases.
    decide(move, subject, cases, at) reserves for each, first come first served, what a verdict needs; gives the reasons
    for those who get nothing, by case. undo(move, subject, cases, at) gives it back.
    outcome(move, subject, cases, at) makes the move real and gives the states that follow, where they differ from the
    table, by case.
    """

    recall: Callable[..., None]
    decide: Callable[..., dict]
    undo: Callable[..., None]
    outcome: Callable[..., dict]


@dataclass(frozen=True)
class Service:
    """A service and the few functions by which the engine asks its owner.

    lock_subject(subject_id) locks the subject row (always before cases) and returns it.
    prefix_of(subject) gives the letters a case number begins with.
    guard(move, case, subject, at) gives the reasons why the move may not happen, in the applicant's words; empty means
    yes. For SUBMIT the case is not saved yet.
    create(subject, fields) makes the child row of Case inside the submit transaction.
    procedure(subject) gives the Procedure a new case follows.
    decide(decision, case, at) reserves what a verdict will need (a seat); undo(decision, case) gives it back.
    outcome(move, case, by, at) makes a move real and may return the state that follows. The subject is locked.
    facts(case) and sections(case) are what pages show; next_step(case, at) says what happens next and by when;
    answer_by(case, at) is the moment until which the person must answer something, if there is one.
    closes_on(case) is the last day on which others may still ask for the same, if there is one.
    message_facts(case, at) fills the placeholders of messages (already worded in the active language).
    requirements(case) gives the rules of the service as Requirement rows for the desk.
    seating(move, subject_id, case_ids) puts cases in the order in which places are given, best first, each with whether
    there is one for it and how many are free: a bulk decision follows it and names who stays.
    many answers the same questions for many cases of one subject at once (cases.workflow.many); a service without it
    is asked case by case.
    """

    slug: str
    label: Any
    prefix_of: Callable[[Any], str]
    model: type[models.Model]
    lock_subject: Callable[[int], Any]
    create: Callable[..., Any]
    procedure: Callable[[Any], Any]
    guard: Callable[..., list] = _no_reasons
    outcome: Callable[..., Any] = _nothing
    decide: Callable[..., Any] = _nothing
    undo: Callable[..., Any] = _nothing
    facts: Callable[..., list] = _no_reasons
    sections: Callable[..., list] = _no_reasons
    closes_on: Callable[..., Any] = _nothing
    answer_by: Callable[..., Any] = _nothing
    next_step: Callable[..., str] = lambda case, at: ""
    message_facts: Callable[..., dict] = field(default=lambda case, at: {})
    requirements: Callable[..., list] = _no_reasons
    seating: Callable[..., Seating] = _room_for_all
    many: Many | None = None
    moves: tuple[Move, ...] = tuple(Move)


def holds_nothing(service: Service) -> bool:
    """Whether a verdict needs nothing of this service: then it is not asked for each case."""
    return service.decide is _nothing


def only_read(case):
    """Mark a case that a page only shows: its service may then look a thing up once and remember it on the case."""
    case.is_only_read = True
    return case


_services: dict[str, Service] = {}
_sections: list[Callable[[Any], list[Section]]] = []


def register(service: Service) -> None:
    _services[service.slug] = service


def register_sections(function: Callable[[Any], list[Section]]) -> None:
    """A higher app adds parts to the pages of every case (credentials adds the certificate)."""
    _sections.append(function)


def get(slug: str) -> Service:
    return _services[slug]


def every() -> list[Service]:
    return list(_services.values())


def sections(case, audience: str) -> list[Section]:
    """The parts of a case that `audience` (owner or staff) may see, the service's own first."""
    found = list(get(case.service).sections(case))
    for function in _sections:
        found += function(case)
    return [section for section in found if section.audience in ("all", audience)]
