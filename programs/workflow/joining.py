"""Sessions held together: two of one batch on a day, or of two batches of one programme in one room.

Each session keeps its row, its hours and its list, so that every count goes on as before; they share time, place and
trainer, and one screen keeps their lists with one mark a person (programs.workflow.record_together).
"""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from core.models import OfficeSettings
from programs import availability, queries
from programs.models import BatchPage, Session
from programs.workflow import meetings
from programs.workflow.meetings import LED

KIND = "session_moved"


@transaction.atomic
def hold_together(
    host: Session, guests: list[Session], *, by, ends_at: dt.datetime | None = None, at: dt.datetime | None = None
) -> int:
    """Let `guests` be held with `host`, at its time, in its room, by its trainer; returns how many people were told.

    The meeting has to last as long as all the hours of one batch in it, so `ends_at` may be later than the host's end:
    nobody gets hours for time that was not held. Whose session has another time or place is told once, with both.
    Publishing the page keeps it so. Asked twice, nothing changes.
    """
    at = at or timezone.now()
    whole = meetings.lock([host, *guests, *meetings.together(host)])
    host = next(session for session in whole if session.pk == host.pk)
    joining = [each for each in whole if each.pk != host.pk and each.held_with_id != host.pk]
    if not joining:
        return 0
    before = {session.pk: meetings.standing(session) for session in whole}
    ends_at = ends_at or host.ends_at
    if reasons := refusals(host, joining, ends_at):
        raise Refused(reasons)
    _lead(host, whole, ends_at, at)
    body = {"batch": host.batch.code, "sessions": [guest.pk for guest in joining]}
    log.record("programs.session.join", host, by=by, at=at, body=body)
    return _tell(whole, before, at)


def refusals(host: Session, guests: list[Session], ends_at: dt.datetime) -> list[str]:
    """Why these cannot be one meeting, in words."""
    if reasons := meetings.over_refusals([host, *guests]):
        return reasons
    if host.held_with_id or any(guest.held_with_id or guest.guests.taking_place().exists() for guest in guests):
        return [_("One of them is held together with another session already. Separate them first.")]
    if any(guest.batch.program_page_id != host.batch.program_page_id for guest in guests):
        return [_("Only sessions of one programme can be held together.")]
    if any(timezone.localdate(guest.starts_at) != timezone.localdate(host.starts_at) for guest in guests):
        return [_("Only sessions of one day can be held together.")]
    whole = [*meetings.together(host), *guests]
    return [*_hour_refusals(host, whole, ends_at), *_room_refusals(host, whole), *_clashes(host, whole, ends_at)]


def _hour_refusals(host: Session, whole: list[Session], ends_at: dt.datetime) -> list[str]:
    """The hours of each batch have to fit: a meeting of four hours never counts as eight."""
    minutes, held = OfficeSettings.load().jp_minutes, (ends_at - host.starts_at).total_seconds() / 60
    needed = Counter()
    for session in whole:
        needed[session.batch_id] += session.jp
    jp = max(needed.values())
    words = _("The time is too short for %(jp)s JP of %(minutes)s minutes.")
    return [words % {"jp": jp, "minutes": minutes}] if jp * minutes > held else []


def _room_refusals(host: Session, whole: list[Session]) -> list[str]:
    if host.room is None:
        return []
    people = sum(queries.participants(batch).count() for batch in {session.batch for session in whole})
    words = _("%(room)s has %(places)s places, and %(people)s people would come.")
    facts = {"room": host.room, "places": host.room.capacity, "people": people}
    return [words % facts] if people > host.room.capacity else []


def _clashes(host: Session, whole: list[Session], ends_at: dt.datetime) -> list[str]:
    """A later end, or a trainer who now has more people, must not run into other work."""
    wished = Session(batch=host.batch, starts_at=host.starts_at, ends_at=ends_at)
    keys = {session.pk for session in whole}
    others = [other for other in availability.others_at([wished]) if other.pk not in keys]
    words = _("%(trainer)s is not free: %(other)s.")
    return [
        words % {"trainer": what, "other": other}
        for what, name in ((host.trainer, "trainer_id"), (host.room, "room_id"))
        for other in availability.overlaps([wished], others, **{name: what.pk if what else None})
    ]


def _lead(host: Session, whole: list[Session], ends_at: dt.datetime, at: dt.datetime) -> None:
    """Guests of earlier get a later end as well."""
    fields = {name: getattr(host, name) for name in LED} | {"ends_at": ends_at}
    for session in whole:
        leads = {} if session.pk == host.pk else {"held_with": host}
        meetings.write(session, at, **fields, **leads)


def _tell(sessions: list[Session], before: dict[int, Session], at: dt.datetime) -> int:
    """Whose time or place is another than before."""
    changed = [each for each in sessions if each.pk in before and meetings.is_elsewhere(before[each.pk], each)]

    def words(language: str, mine: list[Session]) -> dict:
        old = [before[session.pk] for session in mine]
        return {"old_sessions": meetings.lines(old), "sessions": meetings.lines(mine)}

    return meetings.tell_batches(changed, KIND, words, at=at)


@transaction.atomic
def separate(session: Session, *, by, at: dt.datetime | None = None) -> int:
    """Hold a session on its own again, as the page plans it; returns how many people were told."""
    at = at or timezone.now()
    (session,) = meetings.lock([session])
    if session.held_with_id is None:
        return 0
    if reasons := meetings.over_refusals([session]):
        raise Refused(reasons)
    before = meetings.standing(session)
    planned = _planned(session)
    fields = {name: getattr(planned, name) for name in LED} if planned else {}
    meetings.write(session, at, held_with=None, planned_trainer=None, substituted_at=None, **fields)
    log.record("programs.session.separate", session, by=by, at=at, body={"batch": session.batch.code})
    return _tell([Session.objects.select_related(*meetings.RELATED).get(pk=session.pk)], {session.pk: before}, at)


def _planned(session: Session) -> Session | None:
    """The session as the live page says it."""
    from programs.workflow.schedule import sessions_of

    page = BatchPage.objects.filter(pk=session.batch.page_id).first()
    return sessions_of(session.batch, page).get(session.key) if page else None
