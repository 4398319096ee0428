"""A session after the plan that makes up for one that was cancelled, or that somebody missed."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from core.models import OfficeSettings
from programs import availability, queries
from programs.models import Room, Session, Trainer
from programs.workflow import meetings

KIND = "session_made_up"


@dataclass(frozen=True)
class Plan:
    """When, where and with whom a session is made up for."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    jp: int
    room: Room | None = None
    trainer: Trainer | None = None


@transaction.atomic
def make_up(missed: Session, *, by, plan: Plan, at: dt.datetime | None = None) -> tuple[Session, int]:
    """Add a session that gives back the hours of another; returns it, and how many people were told.

    For a cancelled session it is a session like every other, and everybody comes. For one that took place it raises
    nobody's hours to be held: who missed something regains it, never more than the whole session (programs.hours).
    Only those are on its list and are told. It is not on the page, so publishing never touches it. The same plan asked
    for twice is one session.
    """
    at = at or timezone.now()
    (missed,) = meetings.lock([missed])
    known = missed.make_ups.taking_place().filter(starts_at=plan.starts_at, ends_at=plan.ends_at).first()
    if known:
        return known, 0
    if reasons := refusals(missed, plan, at):
        raise Refused(reasons)
    session = Session.objects.create(
        batch=missed.batch,
        key=uuid.uuid4(),
        makes_up_for=missed,
        topic=missed.topic,
        changed_at=at,
        **vars(plan),
    )
    body = {"batch": missed.batch.code, "for": missed.pk, "jp": plan.jp}
    log.record("programs.session.make_up", session, by=by, at=at, body=body)
    return session, _tell(session, missed, at)


def refusals(missed: Session, plan: Plan, at: dt.datetime) -> list[str]:
    """Why this cannot make up for that session, in words."""
    if meetings.is_over(missed.batch):
        return [_("This batch is over or cancelled.")]
    if missed.makes_up_for_id:
        return [_("This is a make-up session itself. Choose the session that was to be held first.")]
    if not missed.cancelled_at and not hasattr(missed, "sheet"):
        return [_("This session was neither cancelled nor held yet.")]
    if not missed.cancelled_at and not queries.who_missed(missed).exists():
        return [_("Nobody missed anything of this session.")]
    return [*_time_refusals(plan, at), *_hour_refusals(missed, plan), *_clashes(missed, plan)]


def _time_refusals(plan: Plan, at: dt.datetime) -> list[str]:
    if plan.ends_at <= plan.starts_at:
        return [_("The session must end after it starts.")]
    return [] if plan.starts_at > at else [_("Choose a time that is still to come.")]


def left_to_make_up(missed: Session) -> int:
    """JP that can still be given back: never more than the session had."""
    made_up = missed.make_ups.taking_place().aggregate(jp=Sum("jp"))["jp"] or 0
    return max(missed.jp - made_up, 0) if missed.cancelled_at else missed.jp


def _hour_refusals(missed: Session, plan: Plan) -> list[str]:
    reasons, left, minutes = [], left_to_make_up(missed), OfficeSettings.load().jp_minutes
    if plan.jp > left:
        reasons.append(_("At most %(jp)s JP are left to make up for.") % {"jp": left})
    if (plan.ends_at - plan.starts_at).total_seconds() < plan.jp * minutes * 60:
        reasons.append(_("The time is too short for %(jp)s JP of %(minutes)s minutes.") % _lasts(plan.jp, minutes))
    return reasons


def _lasts(jp: int, minutes: int) -> dict:
    return {"jp": jp, "minutes": minutes}


def _clashes(missed: Session, plan: Plan) -> list[str]:
    """A trainer or a room that is taken then, by batch, day and hours."""
    wished = [Session(batch=missed.batch, starts_at=plan.starts_at, ends_at=plan.ends_at)]
    others = availability.others_at(wished)
    words = _("%(trainer)s is not free: %(other)s.")
    found = []
    for what, name in ((plan.trainer, "trainer_id"), (plan.room, "room_id")):
        for other in availability.overlaps(wished, others, **{name: what.pk if what else None}):
            found.append(words % {"trainer": what, "other": other})
    return found


def _tell(session: Session, missed: Session, at: dt.datetime) -> int:
    people = list(concerned(session, missed))

    def words(language: str, sessions: list[Session]) -> dict:
        return {"sessions": meetings.lines(sessions), "old_sessions": meetings.lines([missed])}

    meetings.tell_people(people, [session], KIND, words, at=at)
    return sum(bool(person.applicant.email) for person in people)


def concerned(session: Session, missed: Session):
    """Everybody who comes; for a session that took place, who missed something of it."""
    if missed.cancelled_at:
        return meetings.audience(missed.batch)
    people = queries.listed(session).order_by("pk")
    return people.select_related("registration__stage", "applicant__user", "batch__room")
