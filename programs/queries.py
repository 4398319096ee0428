"""Reused reads: the line of a batch, batches as lists show them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Applicant
from cases.enums import CaseState, Move
from cases.models import Decision
from core.models import OfficeSettings
from programs import hours, sessions, signals
from programs.completion import Result
from programs.enums import LIVE_ENROLMENTS, AttendanceStatus, BatchState, EnrolmentState
from programs.models import Attendance, Batch, BatchPage, Completion, Enrolment, Session

IN_LINE = Q(state=EnrolmentState.RESERVE) | Q(before_decision=EnrolmentState.RESERVE)


def waiting_in_line(batch: Batch):
    """Everybody who waits for a seat of this batch; a decision that is not told yet changes nobody's place."""
    return Enrolment.objects.filter(IN_LINE, batch=batch)


def promised_in_line(batch: Batch):
    """Who waits in line or will, once the decision on it is released."""
    decided = Decision.objects.filter(case=OuterRef("registration"), released_at=None, verdict=Move.RESERVE)
    return Enrolment.objects.filter(IN_LINE | Q(Exists(decided)), batch=batch)


def next_in_line(batch: Batch):
    """Who gets the next free seat, first first; a case whose rejection waits for its release is passed over."""
    rejected = Decision.objects.filter(case=OuterRef("registration"), released_at=None, verdict=Move.REJECT)
    line = Enrolment.objects.filter(batch=batch, state=EnrolmentState.RESERVE)
    return line.exclude(Exists(rejected)).order_by("turn", "rank")


def position(enrolment: Enrolment) -> int:
    """The place in line as the applicant reads it: 1 is next. Ranks of those who left do not count."""
    ahead = Q(turn__lt=enrolment.turn) | Q(turn=enrolment.turn, rank__lte=enrolment.rank or 0)
    return waiting_in_line(enrolment.batch).filter(ahead).count()


def lines_that_moved(at: dt.datetime) -> list[int]:
    """Batches in whose line somebody stands nearer to a seat than they were told; one statement for all batches."""
    before = Q(turn__lt=OuterRef("turn")) | Q(turn=OuterRef("turn"), rank__lte=OuterRef("rank"))
    ahead = Enrolment.objects.filter(IN_LINE, before, batch=OuterRef("batch"))
    people = Enrolment.objects.filter(IN_LINE, batch__state=BatchState.RUNNING)
    people = people.filter(batch__starts_on__gt=timezone.localdate(at), told_rank__gt=_count(ahead))
    return list(people.order_by("batch").values_list("batch", flat=True).distinct())


@dataclass(frozen=True)
class Others:
    """What a person has besides a batch: the training of its kind this year, and one whose days overlap."""

    taken: Batch | None
    overlapping: Batch | None


def others_of(applicant: Applicant, batch: Batch) -> Others:
    """Asked together: a person has few places. Who left a training may register for its kind again."""
    key = f"{batch.kind}:{batch.starts_on.year}:{applicant.pk}"
    others = list(Enrolment.objects.filter(applicant=applicant).exclude(batch=batch).select_related("batch"))
    taken = (each.batch for each in others if each.yearly_key == key)
    overlapping = (each.batch for each in others if each.state in LIVE_ENROLMENTS and _at_once(each.batch, batch))
    return Others(next(taken, None), next(overlapping, None))


def _at_once(one: Batch, other: Batch) -> bool:
    return one.starts_on <= other.ends_on and one.ends_on >= other.starts_on


def batches_to_fill(at: dt.datetime) -> list[int]:
    """Batches with a free seat and somebody in line, until their last day; the workflow looks at the rest."""
    free = Batch.objects.filter(state=BatchState.RUNNING, capacity__gt=F("held") + F("seated"))
    waiting = free.filter(ends_on__gte=timezone.localdate(at), enrolments__state=EnrolmentState.RESERVE)
    return list(waiting.order_by("pk").values_list("pk", flat=True).distinct())


def carry_targets(batch: Batch, at: dt.datetime):
    """Where the people of a cancelled batch can go on: another batch of the programme that has not begun.

    None once a session was held: what somebody attended belongs to this batch.
    """
    if batch.sessions.filter(sheet__isnull=False).exists():
        return Batch.objects.none()
    others = Batch.objects.listed().filter(program_page=batch.program_page_id, state=BatchState.RUNNING)
    return others.filter(starts_on__gt=timezone.localdate(at)).exclude(pk=batch.pk).order_by("starts_on", "pk")


@dataclass(frozen=True)
class Touched:
    """Who is in a batch that the office is about to change, each person in one group."""

    seats: int = 0
    offers: int = 0
    ranks: int = 0
    held: int = 0  # being checked, a seat is held meanwhile
    undecided: int = 0  # being checked, without one
    drafts: int = 0
    unwritten: int = 0  # of all but the drafts: no e-mail address

    @property
    def people(self) -> int:
        return self.seats + self.offers + self.ranks + self.held + self.undecided + self.drafts

    @property
    def digest(self) -> str:
        """Stands for exactly these numbers: what somebody saw before they said yes."""
        return ".".join(str(count) for count in vars(self).values())


def touched(batch: Batch) -> Touched:
    """The people of a batch as the office is told of them before it cancels or moves it."""
    rows = batch.enrolments.live().values_list("state", "registration__state", "applicant__user__email")
    groups = Counter(_group(state, case_state) for state, case_state, _email in rows)
    drafts = sum(count for _receiver, count in signals.unsent.send(Batch, batch=batch))
    unwritten = sum(not email for _state, _case_state, email in rows)
    return Touched(**groups, drafts=drafts, unwritten=unwritten)


def _group(state: str, case_state: str | None) -> str:
    if state == EnrolmentState.SEATED:
        return "seats"
    if case_state == CaseState.OFFERED:
        return "offers"
    if case_state == CaseState.RESERVE:
        return "ranks"
    return "held" if state == EnrolmentState.HELD else "undecided"


def to_call(batch: Batch):
    """Who has no e-mail address and must be called: everybody in the batch, or everybody it was cancelled for."""
    people = batch.enrolments.filter(Q(state__in=LIVE_ENROLMENTS) | Q(registration__state=CaseState.CANCELLED))
    people = people.filter(Q(applicant__user=None) | Q(applicant__user__email=""))
    return people.select_related("applicant", "registration").order_by("applicant__name", "pk")


def register(text: str):
    """Every batch for the office's list: the last to begin first; found by words of its name or its code."""
    found = with_counts(Batch.objects.select_related("room"))
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(code__icontains=word))
    return found.order_by("-starts_on", "-pk")


def with_counts(batches):
    """Batches with `waiting` (people in line) and `session_days`, in one statement for any number of rows."""
    line = Enrolment.objects.filter(IN_LINE, batch=OuterRef("pk"))
    meetings = Session.objects.taking_place().filter(batch=OuterRef("pk"))
    return batches.annotate(waiting=_count(line), session_days=_count(meetings))


def _count(rows):
    counted = rows.order_by().values("batch").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def attendance_of(enrolment: Enrolment) -> dict:
    """The sessions of one person with what was marked, and where the person stands."""
    sessions = list(enrolment.batch.sessions.select_related("room", "trainer").order_by("starts_at"))
    marks = {mark.session_id: mark for mark in enrolment.attendance.all()}
    by_pk = {session.pk: session for session in sessions}
    shown = [each for each in sessions if each.pk in marks or not is_for_who_missed(each, by_pk)]
    rows = [{"session": session, "mark": marks.get(session.pk)} for session in shown]
    standing = standings(enrolment.batch, sessions, [enrolment], {enrolment.pk: marks})[enrolment.pk]
    return {"rows": rows, "standing": standing, "joined_at": enrolment.joined_at}


def standings(batch: Batch, sessions: list, people, marks_of: dict[int, dict]) -> dict[int, hours.Standing]:
    """Where each person stands; `marks_of` has Attendance rows by enrolment and session."""
    minutes = OfficeSettings.load().jp_minutes
    return {person.pk: _standing(batch, sessions, person, marks_of[person.pk], minutes) for person in people}


def _standing(batch: Batch, sessions: list, person: Enrolment, marks: dict, minutes: int) -> hours.Standing:
    """Of the sessions that take place and count for this person: who joined late answers for nothing before that."""
    by_pk = {session.pk: session for session in sessions}
    mine = [session for session in sessions if session.cancelled_at is None and session.pk in marks]
    again: dict[int, list[hours.Mark]] = {}
    for session in mine:
        if is_for_who_missed(session, by_pk):
            again.setdefault(session.makes_up_for_id, []).append(_mark(session, marks[session.pk]))
    held = {s.pk: s.jp for s in sessions if counts(s, person) and not is_for_who_missed(s, by_pk)}
    return hours.standing(
        [_mark(session, marks[session.pk], again.get(session.pk, ())) for session in mine if session.pk in held],
        planned=held.values(),
        threshold=batch.threshold,
        jp_minutes=minutes,
    )


def _mark(session: Session, mark: Attendance, make_ups=()) -> hours.Mark:
    return hours.Mark(session.jp, mark.status, mark.minutes_late, tuple(make_ups))


def is_for_who_missed(session: Session, by_pk: dict[int, Session] | None = None) -> bool:
    """Whether a session gives hours of one that took place once more: for some, and no hours of its own."""
    if not session.makes_up_for_id:
        return False
    first = by_pk[session.makes_up_for_id] if by_pk else session.makes_up_for
    return first.cancelled_at is None


def counts(session: Session, person: Enrolment) -> bool:
    """Whether a session counts for a person: it takes place, and began when the seat was already theirs."""
    return session.cancelled_at is None and not _is_before_joining(session, person)


def _is_before_joining(session: Session, person: Enrolment) -> bool:
    return person.joined_at is not None and session.starts_at < person.joined_at


def slots_of(page: BatchPage, *, is_draft: bool = False) -> list[sessions.Slot]:
    """The sessions of a page as it is in memory, for the comparison of times."""
    return [
        sessions.Slot(
            batch=page.title,
            starts_at=child.starts_at,
            ends_at=child.ends_at,
            room_id=child.room_id or page.room_id,
            trainer_id=child.trainer_id or page.trainer_id,
            is_draft=is_draft,
        )
        for child in page.page_sessions.all()
        if child.starts_at and child.ends_at
    ]


def other_slots(page: BatchPage, mine: list[sessions.Slot]) -> list[sessions.Slot]:
    """Sessions of all other batches in the time of `mine`: rows in operation, and drafts that are not published."""
    if not mine:
        return []
    first, last = min(slot.starts_at for slot in mine), max(slot.ends_at for slot in mine)
    rows = Session.objects.taking_place().filter(starts_at__lt=last, ends_at__gt=first)
    rows = rows.exclude(batch__key=page.translation_key).exclude(batch__state=BatchState.CANCELLED)
    found = [_slot(session) for session in rows.select_related("batch")]
    known = {(slot.starts_at, slot.ends_at, slot.room_id, slot.trainer_id) for slot in found}
    return found + [slot for slot in _draft_slots(page) if _times(slot) not in known]


def _slot(session: Session) -> sessions.Slot:
    return sessions.Slot(
        batch=session.batch.label,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room_id=session.room_id,
        trainer_id=session.trainer_id,
    )


def _times(slot: sessions.Slot) -> tuple:
    return slot.starts_at, slot.ends_at, slot.room_id, slot.trainer_id


def _draft_slots(page: BatchPage) -> list[sessions.Slot]:
    drafts = BatchPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    drafts = drafts.filter(alias_of=None).exclude(translation_key=page.translation_key)
    pages = [draft.latest_revision.as_object() for draft in drafts.select_related("latest_revision")]
    return [slot for draft in pages for slot in slots_of(draft, is_draft=True)]


def participants(batch: Batch):
    """Everybody with a seat, by name, as lists show them."""
    return batch.enrolments.participants().select_related("applicant", "registration").order_by("applicant__name", "pk")


def listed(session: Session):
    """Everybody on the list of one session: who joined a running training stands on the lists from then on.

    A session that makes up for one that took place is for who missed something of that one.
    """
    if is_for_who_missed(session):
        return who_missed(session.makes_up_for)
    on_time = Q(joined_at=None) | Q(joined_at__lte=session.starts_at)
    return participants(session.batch).filter(on_time)


def who_missed(session: Session):
    """Of the list of a session, everybody who was not there from the beginning to the end."""
    whole = {"session": session, "status": AttendanceStatus.PRESENT, "minutes_late": 0}
    return listed(session).exclude(Exists(Attendance.objects.filter(enrolment=OuterRef("pk"), **whole)))


def marks_by_person(batch: Batch, people) -> dict[int, dict]:
    """Attendance rows of these people, by enrolment and session: one statement for the whole batch."""
    found: dict[int, dict] = {person.pk: {} for person in people}
    for mark in Attendance.objects.filter(enrolment__batch=batch):
        if mark.enrolment_id in found:
            found[mark.enrolment_id][mark.session_id] = mark
    return found


def results_of(batch: Batch) -> dict[Enrolment, Result]:
    """The calculation of everybody who has a seat and no confirmed result."""
    people = list(participants(batch).filter(state=EnrolmentState.SEATED, completion=None).select_related("batch"))
    stand = standings(batch, list(batch.sessions.all()), people, marks_by_person(batch, people))
    return {person: Result(stand[person.pk], person.mark, batch.pass_mark) for person in people}


def sessions_of(batch: Batch):
    """Every session of a batch with what the office changed: who stands in, what it is held with or makes up for."""
    related = ("trainer", "planned_trainer", "room", "batch__room", "sheet", "held_with__batch", "makes_up_for")
    return batch.sessions.select_related(*related).order_by("starts_at", "pk")


def joinable(session: Session):
    """Sessions of the same day and programme that could be held together with this one."""
    day = timezone.localtime(session.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Session.objects.taking_place().filter(starts_at__gte=day, starts_at__lt=day + dt.timedelta(days=1))
    rows = rows.filter(batch__program_page=session.batch.program_page_id, batch__state=BatchState.RUNNING)
    rows = rows.filter(sheet=None, held_with=None, guests=None).exclude(pk=session.pk)
    return rows.select_related("batch").order_by("starts_at", "pk")


def sessions_for(user):
    """The sessions whose lists a person may keep: a trainer's own, the head's all."""
    sessions = Session.objects.select_related("batch", "room", "batch__room", "trainer", "sheet")
    if sees_every_session(user):
        return sessions
    return sessions.filter(trainer__user=user)


def sees_every_session(user) -> bool:
    return user.has_perm("programs.confirm_completion")


def batches_for(user):
    """The batches whose marks a person may keep."""
    if sees_every_session(user):
        return Batch.objects.all()
    return Batch.objects.filter(sessions__trainer__user=user).distinct()


def batches_to_confirm(today):
    """Batches after their last day with participants whose result is not confirmed."""
    seated = Enrolment.objects.filter(batch=OuterRef("pk"), state=EnrolmentState.SEATED)
    return Batch.objects.filter(ends_on__lte=today).filter(Exists(seated)).annotate(people=_count(seated))


def batches_confirmed():
    done = Completion.objects.filter(enrolment__batch=OuterRef("pk"))
    people = Enrolment.objects.filter(batch=OuterRef("pk"), state=EnrolmentState.FINISHED)
    return Batch.objects.filter(Exists(done)).annotate(people=_count(people)).order_by("-ends_on")


def completions_of(batch: Batch):
    found = Completion.objects.filter(enrolment__batch=batch).select_related("enrolment__applicant", "confirmed_by")
    return found.order_by("enrolment__applicant__name")
