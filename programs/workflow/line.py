"""The reserve list moves: who comes nearer to a seat is told so, once for each place in line."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation

from cases.enums import Bucket
from cases.models import Case
from core import ticks
from core.formats import full_date
from core.models import OfficeSettings
from programs import facts, queries
from programs.enums import BatchState
from programs.models import Batch, Enrolment
from programs.workflow import seats, telling


def tell_lines(at: dt.datetime) -> int:
    """The tick: lines in which somebody stands nearer than was told. Several who left at once make one message."""
    return ticks.each("lines", queries.lines_that_moved(at), lambda pk: tell_line(pk, at=at))


@transaction.atomic
def tell_line(batch: Batch | int, *, at: dt.datetime) -> int:
    """Tell everybody in line whose place is better than the one they know; returns how many were told.

    A place that became worse (a decision was undone) is told to nobody: it is made good before it counts.
    """
    batch = seats.lock(batch)
    if batch.state != BatchState.RUNNING or batch.starts_on <= timezone.localdate(at):
        return 0
    line = queries.waiting_in_line(batch).order_by("turn", "rank")
    people = line.select_related("registration__stage", "registration__applicant__user", "batch")
    told = 0
    for place, person in enumerate(people, 1):
        if person.told_rank and place < person.told_rank:
            note_place(person, place)
            _tell_place(person, place, at)
            told += 1
    return told


def note_place(person: Enrolment, place: int) -> None:
    """Remember the place in line that the person reads."""
    Enrolment.objects.filter(pk=person.pk).update(told_rank=place)


def _tell_place(person: Enrolment, place: int, at: dt.datetime) -> None:
    with translation.override(telling.language_of(person)):
        words = {"rank": place, "days": OfficeSettings.load().days_confirm}
        words |= {"date": full_date(facts.final_answer(person.batch))}
        telling.tell(person, "moved_up", once=f"{person.batch_id}.{place}", at=at, **words)


def tell_seat_held(person: Enrolment, case: Case, *, at: dt.datetime) -> None:
    """Somebody in line whose registration is still being checked has a seat now; a decision not told stays so."""
    if case.bucket == Bucket.HELD:
        return
    until = case.due_at or facts.final_answer(person.batch)
    telling.tell(person, "seat_held", once=f"{person.batch_id}.{person.rank}", at=at, date=until)
