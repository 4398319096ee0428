"""Reminders of sessions: the day before the first one, after a pause, and when one was moved."""

import datetime as dt

from django.utils import timezone, translation

from cases import messages
from core.models import OutboxMessage
from programs import facts, queries
from programs.enums import BatchState, EnrolmentState
from programs.models import Enrolment, Session

PAUSE = dt.timedelta(days=3)
KIND = "session_reminder"


def remind(at: dt.datetime) -> int:
    """The tick: write to the participants of tomorrow's sessions, once for each; returns how many were written.

    Daily lessons need no daily mail: only the first session, one after three days without, and one that was moved.
    """
    return sum(_remind(session, at) for session in _tomorrow(at) if _is_worth_it(session))


def _tomorrow(at: dt.datetime):
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    that_day = {"starts_at__gte": midnight, "starts_at__lt": midnight + dt.timedelta(days=1)}
    sessions = Session.objects.taking_place().filter(batch__state=BatchState.RUNNING, **that_day)
    return sessions.select_related("batch", "room", "batch__room", "makes_up_for")


def _is_worth_it(session: Session) -> bool:
    """A session that was moved with the whole batch has the count of the one before it: everybody was told of that."""
    before = session.batch.sessions.taking_place().filter(starts_at__lt=session.starts_at).last()
    if before is None or session.starts_at - before.starts_at > PAUSE:
        return True
    return session.sequence > before.sequence


def _remind(session: Session, at: dt.datetime) -> int:
    people = {_key(person, session): person for person in _people(session)}
    told = set(OutboxMessage.objects.filter(key__in=people).values_list("key", flat=True))
    for key, person in people.items():
        if key not in told:
            _tell(person, session, at)
    return len(people.keys() - told)


def _people(session: Session):
    """Participants who can be written to."""
    people = queries.listed(session).filter(state=EnrolmentState.SEATED, registration__isnull=False)
    people = people.exclude(applicant__user=None).exclude(applicant__user__email="")
    return people.select_related("registration__applicant__user", "registration__stage")


def _once(session: Session) -> str:
    return f"{session.pk}.{session.sequence}"


def _key(person: Enrolment, session: Session) -> str:
    return f"case:{person.registration_id}:{KIND}:{_once(session)}"


def _tell(person: Enrolment, session: Session, at: dt.datetime) -> None:
    case = person.registration
    with translation.override(case.language):
        told = {"session": session.topic or session.batch.label, "place": facts.place(session)}
        told |= {"date": session.starts_at, "time": facts.bare_clock(session.starts_at)}
        messages.tell(case, KIND, at=at, once=_once(session), **told)
