"""Sessions and registration windows as iCalendar (RFC 5545), the same events each time they are asked for.

A session keeps its UID however often it moves; SEQUENCE counts its changes and those of its batch, both written by
programs.workflow alone. What is called off stays as a cancelled event, so that calendars strike it out by themselves.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Alarm, Calendar, Event

from core.models import OfficeSettings
from programs import catalogue
from programs.enums import BatchState
from programs.models import Batch, Room, Session

REFRESH = dt.timedelta(hours=12)  # how often calendars are asked to look again
EVENING_BEFORE = dt.timedelta(hours=14)
DAY = dt.timedelta(days=1)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"


def text(name: str, events: Iterable[Event], *, method: str = PUBLISH, about: str = "") -> bytes:
    """A whole calendar with its time zone; the same events give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{OfficeSettings.load().site_name}//{_('Schedule')}//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for label in ("name", "x-wr-calname"):
        calendar.add(label, " ".join(name.split()))  # what a filter says stands in it, and may hold a line break
    if about:
        calendar.add("x-wr-caldesc", about)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    organizer = f"mailto:{OfficeSettings.load().email or settings.DEFAULT_FROM_EMAIL}"
    for event in events:
        event.add("organizer", organizer)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def method_of(events: list[Event]) -> str:
    """A file for one batch takes its events back when all of them are called off; a feed always publishes."""
    return CANCEL if events and all(event["status"] == CANCELLED for event in events) else PUBLISH


def session_event(session: Session, url: str, *, alarm: bool, status: str = CONFIRMED, more: int = 0) -> Event:
    """A session. `status` is what it is to the reader; `more` counts changes that only this reader sees."""
    batch = session.batch
    is_off = bool(session.cancelled_at)  # of a batch that is called off, what took place stays as it was
    event = _event(
        uid=str(session.key),
        summary=_called(_summary(session), is_off),
        start=session.starts_at,
        end=session.ends_at,
        status=CANCELLED if is_off else status,
        sequence=session.sequence + batch.sequence + more,
        changed=latest(session.changed_at, batch.changed_at, session.cancelled_at, batch.cancelled_at),
        url=url,
    )
    event.add("description", _about(session, url))
    _place(event, session.room or batch.room)
    if alarm and not is_off:
        _remind(event, -EVENING_BEFORE)
    return event


def _summary(session: Session) -> str:
    """A session that makes up for another says so: not everybody has to come."""
    kind = _("%(batch)s: make-up session") if session.makes_up_for_id else _("%(batch)s: session")
    return kind % {"batch": short(session.batch)}


def window_event(batch: Batch, url: str, *, alarm: bool) -> Event:
    """The days on which people can register; it takes nobody's time, and reminds a day before it closes."""
    is_off = batch.state == BatchState.CANCELLED
    event = _event(
        uid=f"{batch.key}-registration",
        summary=_called(_("Registration: %(batch)s") % {"batch": short(batch)}, is_off),
        start=batch.opens_at,
        end=batch.closes_at,
        status=CANCELLED if is_off else CONFIRMED,
        sequence=batch.sequence,
        changed=latest(batch.changed_at, batch.cancelled_at),
        url=url,
    )
    event.add("transp", "TRANSPARENT")
    event.add("description", _lines(_reason(batch), url))
    if alarm and not is_off:
        _remind(event, -DAY, related="END")
    return event


def deadline_event(uid: str, summary: str, due: dt.datetime, changed: dt.datetime, url: str) -> Event:
    """A day until which a person has to do something."""
    start = due - dt.timedelta(minutes=30)
    event = _event(
        uid=uid, summary=summary, start=start, end=due, status=CONFIRMED, sequence=0, changed=changed, url=url
    )
    event.add("transp", "TRANSPARENT")
    event.add("description", url)
    _remind(event, -DAY, related="END")
    return event


def latest(*moments: dt.datetime | None) -> dt.datetime:
    return max(moment for moment in moments if moment)


def short(batch: Batch) -> str:
    """Programme and number, as it fits a line of a calendar."""
    return _("%(title)s, batch %(number)s") % {"title": catalogue.title(batch), "number": batch.number}


def _event(*, uid, summary, start, end, status, sequence, changed, url) -> Event:
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    event = Event()
    event.add("uid", uid)
    event.add("summary", summary)
    event.add("dtstart", start.astimezone(zone))
    event.add("dtend", end.astimezone(zone))
    event.add("status", status)
    event.add("sequence", sequence)
    for name in ("dtstamp", "last-modified"):
        event.add(name, changed.astimezone(dt.UTC).replace(microsecond=0))
    event.add("url", url)
    return event


def _called(summary: str, is_off: bool) -> str:
    """Many programs show no status, so the words say it as well."""
    return _("Cancelled: %(what)s") % {"what": summary} if is_off else summary


def _about(session: Session, url: str) -> str:
    words = ngettext("%(count)s lesson hour", "%(count)s lesson hours", session.jp)
    jp = words % {"count": session.jp} if session.jp else ""
    return _lines(_reason(session.batch) or session.why_cancelled, session.topic, jp, url)


def _reason(batch: Batch) -> str:
    return batch.why_cancelled if batch.state == BatchState.CANCELLED else ""


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _place(event: Event, room: Room | None) -> None:
    if room:
        event.add("location", ", ".join(part for part in (room.name, room.address) if part))


def _remind(event: Event, before: dt.timedelta, *, related: str = "START") -> None:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", before, parameters={"RELATED": related})
    event.add_component(alarm)
