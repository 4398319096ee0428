"""Attendance and marks: kept by the trainer of a session, corrected with a trace, never overwritten unseen."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused, Stale
from core.formats import clock
from core.models import OfficeSettings
from programs import queries
from programs.enums import AttendanceStatus, EnrolmentState
from programs.models import Attendance, Batch, Enrolment, Session, SessionSheet
from programs.workflow import seats
from programs.workflow.warnings import warn_of_absence


@dataclass(frozen=True)
class Mark:
    """What was said of one person at one session."""

    status: str
    minutes_late: int = 0


@transaction.atomic
def record_attendance(
    session: Session, *, by, marks: dict[int, Mark], revision: int, at: dt.datetime | None = None
) -> SessionSheet:
    """Save the list of a session: one mark for each enrolment, by its id.

    `revision` is the one the trainer's screen showed (0: nothing saved yet). When somebody saved meanwhile, nothing is
    written and Stale names who and when; the same marks sent twice change nothing. Every later change of a mark is
    logged with what stood there before.
    """
    at = at or timezone.now()
    session = Session.objects.select_for_update(of=("self",)).select_related("batch", "makes_up_for").get(pk=session.pk)
    standing = {mark.enrolment_id: mark for mark in session.attendance.all()}
    sheet = SessionSheet.objects.filter(session=session).select_related("saved_by").first()
    if sheet and not _changes(standing, marks):
        return sheet
    if reasons := refusals(session, marks, at):
        raise Refused(reasons)
    sheet = _next_revision(session, sheet, by, revision, at)
    _write(session, standing, marks, by, at)
    body = {"revision": sheet.revision, "changes": _trace(standing, marks)}
    log.record("programs.attendance.record", session, by=by, at=at, body=body)
    warn_of_absence(session, list(marks), at=at)
    return sheet


@transaction.atomic
def record_together(
    sessions: list[Session], *, by, marks: dict[int, Mark], revisions: dict[int, int], at: dt.datetime | None = None
) -> SessionSheet:
    """Save the lists of sessions that are held as one meeting: one mark a person, written to each of their sessions.

    Minutes late are taken off once: from the first session of the person's batch, the rest from the next one. Either
    all lists are saved or none. Returns the list that was saved last.
    """
    at, sheet, jp_minutes = at or timezone.now(), None, OfficeSettings.load().jp_minutes
    for session in sorted(sessions, key=lambda each: each.pk):
        mine = _marks_of(session, sessions, marks, jp_minutes)
        if mine:
            sheet = record_attendance(session, by=by, marks=mine, revision=revisions.get(session.pk, 0), at=at)
    if sheet is None:
        raise Refused([_("Mark at least one person.")])
    return sheet


def _marks_of(session: Session, sessions: list[Session], marks: dict[int, Mark], jp_minutes: int) -> dict[int, Mark]:
    """The marks of one batch's people, with their share of the minutes late."""
    same = sorted((each for each in sessions if each.batch_id == session.batch_id), key=lambda each: each.pk)
    before = sum(each.jp for each in same if each.pk < session.pk) * jp_minutes
    is_last = session.pk == same[-1].pk
    people = queries.listed(session).filter(pk__in=marks).values_list("pk", flat=True)
    return {pk: _share(marks[pk], before, None if is_last else session.jp * jp_minutes) for pk in people}


def _share(mark: Mark, before: int, length: int | None) -> Mark:
    late = max(mark.minutes_late - before, 0)
    return Mark(mark.status, late if length is None else min(late, length))


def refusals(session: Session, marks: dict[int, Mark], at: dt.datetime) -> list[str]:
    """Why a list cannot be saved, in words."""
    if session.cancelled_at:
        return [_("This session was cancelled.")]
    if timezone.localdate(session.starts_at) > timezone.localdate(at):
        return [_("This session has not begun.")]
    if not marks:
        return [_("Mark at least one person.")]
    return _wrong_marks(session, marks)


def _wrong_marks(session: Session, marks: dict[int, Mark]) -> list[str]:
    known = dict(queries.listed(session).filter(pk__in=marks).order_by().values_list("pk", "state"))
    length = (session.ends_at - session.starts_at).total_seconds() / 60
    reasons = []
    if known.keys() != marks.keys():
        reasons.append(_("Somebody on the list is no participant of this batch."))
    if EnrolmentState.FINISHED in known.values():
        reasons.append(_("The result of this batch is confirmed; its attendance stays as it is."))
    if any(mark.status not in AttendanceStatus.values for mark in marks.values()):
        reasons.append(_("Choose present, permitted, sick or absent."))
    if any(not 0 <= mark.minutes_late <= length for mark in marks.values()):
        reasons.append(_("Minutes late cannot be more than the session is long."))
    return reasons


def _changes(standing: dict[int, Attendance], marks: dict[int, Mark]) -> bool:
    return any(
        pk not in standing or (standing[pk].status, standing[pk].minutes_late) != (mark.status, _late(mark))
        for pk, mark in marks.items()
    )


def _late(mark: Mark) -> int:
    """Only who was present can be late."""
    return mark.minutes_late if mark.status == AttendanceStatus.PRESENT else 0


def _next_revision(session: Session, sheet, by, revision: int, at: dt.datetime) -> SessionSheet:
    """Count the list up by one conditional UPDATE; raise Stale when another save came first."""
    if sheet is None and revision == 0:
        try:
            with transaction.atomic():
                return SessionSheet.objects.create(session=session, saved_by=by, saved_at=at)
        except IntegrityError:  # two first saves at once
            sheet = SessionSheet.objects.select_related("saved_by").get(session=session)
    mine = SessionSheet.objects.filter(session=session, revision=revision)
    if not mine.update(revision=F("revision") + 1, saved_by=by, saved_at=at):
        raise Stale([_who_saved(sheet)])
    return SessionSheet.objects.get(session=session)


def _who_saved(sheet: SessionSheet | None) -> str:
    if sheet is None:
        return _("The list of this session has changed. Look at it again.")
    person = sheet.saved_by.label if sheet.saved_by else "…"
    words = _("%(person)s saved this list at %(time)s. Nothing of yours was saved; compare and save again.")
    return words % {"person": person, "time": clock(sheet.saved_at)}


def _write(session: Session, standing: dict[int, Attendance], marks: dict[int, Mark], by, at: dt.datetime) -> None:
    rows = [
        Attendance(
            pk=standing[pk].pk if pk in standing else None,
            session=session,
            enrolment_id=pk,
            status=mark.status,
            minutes_late=_late(mark),
            by=by,
            at=at,
        )
        for pk, mark in marks.items()
    ]
    Attendance.objects.bulk_create([row for row in rows if row.pk is None])
    Attendance.objects.bulk_update([row for row in rows if row.pk], ["status", "minutes_late", "by", "at"])


def _trace(standing: dict[int, Attendance], marks: dict[int, Mark]) -> list[dict]:
    """Corrections: what stood there and what stands there now; first marks are in the list itself."""
    return [
        {
            "enrolment": pk,
            "before": [standing[pk].status, standing[pk].minutes_late],
            "after": [mark.status, _late(mark)],
        }
        for pk, mark in marks.items()
        if pk in standing and (standing[pk].status, standing[pk].minutes_late) != (mark.status, _late(mark))
    ]


@dataclass(frozen=True)
class Grade:
    """The marks of one person: one final mark, or one for each unit by its key."""

    mark: Decimal | None = None
    units: dict[str, Decimal] | None = None


@transaction.atomic
def record_marks(batch: Batch, *, by, grades: dict[int, Grade], at: dt.datetime | None = None) -> int:
    """Save final marks from 0 to 100; where units are marked, the final mark is their mean by lesson hours.

    Returns how many people's marks changed. Refused once a result is confirmed.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    people = {person.pk: person for person in batch.enrolments.filter(pk__in=grades, state=EnrolmentState.SEATED)}
    if people.keys() != grades.keys():
        raise Refused([_("Somebody on the list is no participant of this batch.")])
    changed = sum(_grade(people[pk], grade, batch, by, at) for pk, grade in grades.items())
    return changed


def _grade(person: Enrolment, grade: Grade, batch: Batch, by, at: dt.datetime) -> bool:
    units = {key: str(mark) for key, mark in (grade.units or {}).items() if mark is not None}
    mark = mean_of_units(batch, units) if units else grade.mark
    if any(not 0 <= Decimal(value) <= 100 for value in [*units.values(), *([mark] if mark is not None else [])]):
        raise Refused([_("A mark is a number from 0 to 100.")])
    if (person.mark, person.unit_marks) == (mark, units):
        return False
    body = {"before": [str(person.mark), person.unit_marks], "after": [str(mark), units]}
    Enrolment.objects.filter(pk=person.pk).update(mark=mark, unit_marks=units, changed_at=at)
    log.record("programs.enrolment.mark", person, by=by, at=at, body=body)
    return True


def mean_of_units(batch: Batch, marks: dict[str, str]) -> Decimal | None:
    """The mean by lesson hours; none while a unit has no mark yet."""
    units = {block.id: block.value["jp"] for block in batch.program_page.units}
    if units.keys() - marks.keys():
        return None
    total = sum(units.values())
    return (sum(Decimal(marks[key]) * jp for key, jp in units.items()) / total).quantize(Decimal("0.01"))
