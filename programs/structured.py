"""A programme and its batches as search engines read them (schema.org Course and CourseInstance)."""

from django.utils.translation import get_language

from core import jsonld
from core.links import absolute
from programs.enums import BatchState, Mode
from programs.models import Batch, ProgramPage

MOST = 12


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
