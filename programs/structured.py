"""Programmes, batches and sessions as search engines read them (schema.org Course, CourseInstance and Event)."""

from django.utils import timezone
from django.utils.translation import get_language

from core import jsonld
from core.links import absolute
from programs.calendar import short
from programs.enums import BatchState, Mode
from programs.models import Batch, ProgramPage
from programs.timetable import Entry

MOST = 12
MOST_EVENTS = 20


def course(program: ProgramPage, batches: list[tuple[Batch, str]]) -> dict:
    """The programme with its batches and their addresses; one that will not take place is not announced."""
    instances = [_instance(batch, url, program) for batch, url in batches if batch.state != BatchState.CANCELLED]
    return jsonld.course(
        name=program.title,
        url=absolute(program.get_url() or "/"),
        text=program.description,
        provider=provider(),
        instances=instances[:MOST],
    )


def provider() -> str:
    """The office, as the entity every page names."""
    return absolute("/en/" if get_language() == "en" else "/") + "#kantor"


def event(entry: Entry, url: str) -> dict:
    """A session that has a place; one without is not announced, since nobody could find it."""
    if entry.session is None or entry.room is None:
        return {}
    return jsonld.event(
        name=short(entry.batch),
        url=absolute(url or "/"),
        starts_at=timezone.localtime(entry.at),
        ends_at=timezone.localtime(entry.session.ends_at),
        place=entry.room.name,
        street=entry.room.address,
        is_off=entry.is_cancelled,
        office=provider(),
    )


def _instance(batch: Batch, url: str, program: ProgramPage) -> dict:
    return jsonld.course_instance(
        name=batch.label,
        url=absolute(url or "/"),
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        place=batch.room.name if batch.room_id else "",
        seats=batch.capacity,
        free=batch.capacity if batch.mode == Mode.SCORE else batch.free,  # a decision not told shows nothing
        price=program.source.fee,
    )
