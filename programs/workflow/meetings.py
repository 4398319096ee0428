"""What every change of single sessions shares: the locks, who is told, and what outlives a publishing of the page."""

import copy
import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.formats import full_date, time_range
from programs import facts
from programs.enums import BatchState, EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Session
from programs.workflow import seats, telling

RELATED = ("batch__room", "room", "trainer__user", "planned_trainer", "makes_up_for", "held_with", "sheet")
LED = ("starts_at", "ends_at", "room_id", "trainer_id")  # what a session held together takes from the other


def lock(sessions: Iterable[Session]) -> list[Session]:
    """Batches by ascending id, then their sessions; read again once they are locked, in the order of time.

    Joined rows are read apart: a statement that waited for a lock still sees the list of a session as it was before.
    """
    rows = Session.objects.filter(pk__in=[session.pk for session in sessions])
    for pk in sorted(set(rows.values_list("batch", flat=True))):
        seats.lock(pk)
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return list(rows.select_related(*RELATED).order_by("starts_at", "pk"))


def together(session: Session) -> list[Session]:
    """The sessions that are held as one meeting with this one, itself among them; a cancelled one stands alone."""
    if session.cancelled_at or session.batch.state == BatchState.CANCELLED:
        return [session]
    same = Session.objects.taking_place().filter(Q(pk=session.host_id) | Q(held_with=session.host_id))
    return list(same.exclude(batch__state=BatchState.CANCELLED).select_related(*RELATED).order_by("pk"))


def is_over(batch: Batch) -> bool:
    """Results are confirmed or the batch does not take place: its sessions are history."""
    return batch.state in (BatchState.CANCELLED, BatchState.CLOSED)


def over_refusals(sessions: Iterable[Session]) -> list[str]:
    """Why sessions cannot be changed at all, in words."""
    reasons = []
    for session in sessions:
        words = {"day": full_date(session.starts_at)}
        if is_over(session.batch):
            reasons.append(_("This batch is over or cancelled."))
        elif session.cancelled_at:
            reasons.append(_("The session on %(day)s was cancelled.") % words)
        elif hasattr(session, "sheet"):
            reasons.append(_("The list of the session on %(day)s is kept already: it took place.") % words)
    return list(dict.fromkeys(reasons))


# Publishing.


def kept(session: Session, wanted: Session) -> dict:
    """What the office did with a session and the page does not know of: it stays as it is when the page is published.

    An editor who names yet another trainer on the page takes the session back into the plan. Time, place and trainer of
    sessions that are held together stay until they are separated.
    """
    fields = {}
    if session.cancelled_reason:
        fields["cancelled_at"] = session.cancelled_at
    if session.held_with_id or session.leads:
        fields |= {name: getattr(session, name) for name in LED}
    elif session.substituted_at and wanted.trainer_id == session.planned_trainer_id:
        fields["trainer_id"] = session.trainer_id
    elif session.substituted_at:
        Session.objects.filter(pk=session.pk).update(planned_trainer=None, substituted_at=None)
    return fields


def standing(session: Session) -> Session:
    """The session as it is now, to be compared with what becomes of it."""
    return copy.copy(session)


def is_elsewhere(before: Session, after: Session) -> bool:
    """Whether people have to come at another time or to another place."""
    return any(getattr(before, name) != getattr(after, name) for name in ("starts_at", "ends_at", "room_id"))


def write(session: Session, at: dt.datetime, **fields) -> None:
    """Write columns of a session; what calendars show of it is counted up only where it changed."""
    before = standing(session)
    for name, value in fields.items():
        setattr(session, name, value)
    columns = [*fields]
    if is_elsewhere(before, session):
        session.sequence, session.changed_at = before.sequence + 1, at
        columns += ["sequence", "changed_at"]
    session.save(update_fields=columns)


# Telling.


def audience(batch: Batch):
    """Who comes to the sessions: participants, and who may still take the seat that was offered."""
    comes = Q(state=EnrolmentState.SEATED) | Q(state=EnrolmentState.HELD, offers__answer=OfferAnswer.OPEN)
    people = Enrolment.objects.filter(comes, batch=batch)
    return people.select_related("registration__stage", "applicant__user", "batch__room").order_by("pk").distinct()


def ahead(sessions: Iterable[Session], at: dt.datetime) -> list[Session]:
    return [session for session in sessions if session.ends_at > at]


def tell_batches(sessions: list[Session], kind: str, words, *, at: dt.datetime) -> int:
    """One message for each person and batch about all of these sessions; returns how many people were told.

    `words(language, sessions of the batch)` gives the facts in that language. What lies behind is told to nobody.
    """
    by_batch: dict[int, list[Session]] = {}
    for session in ahead(sessions, at):
        by_batch.setdefault(session.batch_id, []).append(session)
    return sum(_tell_batch(mine, kind, words, at) for mine in by_batch.values())


def _tell_batch(sessions: list[Session], kind: str, words, at: dt.datetime) -> int:
    people = list(audience(sessions[0].batch))
    tell_people(people, sessions, kind, words, at=at)
    return len(people)


def tell_people(people: list[Enrolment], sessions: list[Session], kind: str, words, *, at: dt.datetime) -> None:
    once = ".".join(f"{session.pk}-{session.sequence}" for session in sessions[:1])
    for person in people:
        language = telling.language_of(person)
        with translation.override(language):
            telling.tell(person, kind, once=once, at=at, **words(language, sessions))


def lines(sessions: Iterable[Session]) -> str:
    """Day, hours, topic and place of each, one a line, in the active language."""
    return "\n".join(f"- {line(session)}" for session in sessions)


def line(session: Session) -> str:
    when = f"{full_date(timezone.localtime(session.starts_at))}, {time_range(session.starts_at, session.ends_at)}"
    return ", ".join(part for part in (when, session.topic, facts.place(session)) if part)
