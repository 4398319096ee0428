"""From the log to counts: the one place that says which act of the log is which measure, and of what cell.

Used by the receiver for the event just written, and by the recount for all of them, so that both say the same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from accounts.models import Applicant
from audit.models import Event
from cases.enums import Move
from cases.models import Case
from core.generation import settled_kept
from core.models import Village
from credentials.enums import CredentialMove
from credentials.models import Credential
from programs.models import Batch, Completion
from programs.service import SLUG as TRAINING
from stats.enums import Measure

CASE, COMPLETION, CREDENTIAL = "cases.case", "programs.completion", "credentials.credential"
SUBMIT = f"{CASE}.{Move.SUBMIT}"
# The first of these is the end of the first check: the papers were good.
PASSED = tuple(f"{CASE}.{move}" for move in (Move.PASS_STAGE, Move.ACCEPT, Move.RESERVE))
CONFIRM = "programs.completion.confirm"
ISSUE = CredentialMove.ISSUE.value
# Which acts are counted, by the kind of object they are about: a certificate is also told to the case it came from.
COUNTED = {(CASE, verb) for verb in (SUBMIT, *PASSED)} | {(COMPLETION, CONFIRM), (CREDENTIAL, ISSUE)}
VERBS = tuple(verb for _kind, verb in COUNTED)


class Cell(NamedTuple):
    """What a count is of. Everything but the month may be unknown (None or empty)."""

    month: dt.date
    measure: str
    service: str
    program: int | None
    district: int | None
    sex: str


def is_counted(event: Event) -> bool:
    return (event.object_type, event.verb) in COUNTED


def cells(pairs: Iterable[tuple[Event, dict | None]]) -> Iterator[tuple[Event, Cell]]:
    """The cell of each event (with its body) that counts, in the order given."""
    pairs = [(event, body or {}) for event, body in pairs if is_counted(event)]
    if not pairs:
        return
    look = _Look(pairs)
    for event, body in pairs:
        cell = look.cell(event, body)
        if cell:
            yield event, cell


class _Look:
    """What the events are about, read with a few queries for all of them together."""

    def __init__(self, pairs: list[tuple[Event, dict]]):
        ids = {kind: {event.object_ref for event, _b in pairs if event.object_type == kind}
               for kind in (CASE, COMPLETION, CREDENTIAL)}  # fmt: skip
        # Reference -> service, subject or programme, applicant.
        self.about = {(CASE, str(pk)): row for pk, *row in _cases(ids[CASE])}
        self.about |= {(COMPLETION, str(pk)): row for pk, *row in _completions(ids[COMPLETION])}
        self.about |= {(CREDENTIAL, str(pk)): row for pk, *row in _credentials(ids[CREDENTIAL])}
        self.first = _first_passed({event.object_ref for event, _body in pairs if event.verb in PASSED})
        self.people = _people([self.about.get((e.object_type, e.object_ref)) for e, b in pairs if "counted" not in b])
        villages = {body["counted"]["village"] for _event, body in pairs if "counted" in body}
        villages |= {village for _sex, village in self.people.values()}
        self.districts = _districts() if villages - {None} else {}

    def cell(self, event: Event, body: dict) -> Cell | None:
        about = self.about.get((event.object_type, event.object_ref))
        measure = about and self._measure(event, about)
        if not measure:
            return None
        service, program, applicant, _passed = about
        sex, village = self._person(body, applicant)
        month = timezone.localtime(event.at).date().replace(day=1)
        return Cell(month, measure, service, program, self.districts.get(village), sex or "")

    def _measure(self, event: Event, about: list) -> Measure | None:
        if event.verb == SUBMIT:
            return Measure.REGISTERED
        if event.verb in PASSED:
            return Measure.VERIFIED if self.first.get(event.object_ref) == event.pk else None
        if event.verb == CONFIRM:
            return Measure.TRAINED if about[3] else None
        return Measure.CERTIFIED

    def _person(self, body: dict, applicant: int | None) -> tuple[str, int | None]:
        """As the log wrote it with the act; an older event leaves the person's record; an erased body, nothing."""
        if "counted" in body:
            return body["counted"]["sex"], body["counted"]["village"]
        return self.people.get(applicant, ("", None)) if body else ("", None)


@settled_kept
def _districts() -> dict[int, int]:
    """The kecamatan of every kelurahan."""
    return dict(Village.objects.values_list("pk", "district_id"))


def _cases(ids: set[str]) -> Iterator[tuple]:
    if not ids:
        return
    rows = list(Case.objects.filter(pk__in=ids).values_list("pk", "service", "subject_id", "applicant_id"))
    batches = {subject for _pk, service, subject, _applicant in rows if service == TRAINING}
    programs = dict(Batch.objects.filter(pk__in=batches).values_list("pk", "program_page_id")) if batches else {}
    for pk, service, subject, applicant in rows:
        yield pk, service, programs.get(subject) if service == TRAINING else None, applicant, False


def _completions(ids: set[str]) -> Iterator[tuple]:
    names = ("pk", "enrolment__batch__program_page_id", "enrolment__applicant_id", "passed")
    for pk, program, applicant, passed in Completion.objects.filter(pk__in=ids).values_list(*names) if ids else ():
        yield pk, TRAINING, program, applicant, passed


def _credentials(ids: set[str]) -> Iterator[tuple]:
    names = ("pk", "completion__enrolment__batch__program_page_id", "applicant_id")
    for pk, program, applicant in Credential.objects.filter(pk__in=ids).values_list(*names) if ids else ():
        yield pk, TRAINING, program, applicant, False


def _first_passed(refs: set[str]) -> dict:
    """The event that ended the first check of each case; of two at one moment, passing comes before deciding."""
    if not refs:
        return {}
    events = Event.objects.filter(object_type=CASE, object_ref__in=refs, verb__in=PASSED)
    is_decision = models.Case(models.When(verb=PASSED[0], then=0), default=1, output_field=models.IntegerField())
    in_order = events.order_by("at", is_decision, "id")
    first = {}
    for ref, pk in in_order.values_list("object_ref", "pk"):
        first.setdefault(ref, pk)
    return first


def _people(abouts: list) -> dict[int, tuple[str, int | None]]:
    ids = {about[2] for about in abouts if about}
    found = Applicant.objects.filter(pk__in=ids).values_list("pk", "sex", "village_id") if ids else ()
    return {pk: (sex, village) for pk, sex, village in found}
