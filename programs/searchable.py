"""How programmes and batches stand in the public search."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core import searchable
from core.searchable import Entry, Kind, Status, plain_text
from programs import catalogue, rules
from programs.blocks import unit_name
from programs.enums import BatchStatus
from programs.models import Batch, BatchPage, ProgramPage, Room

PROGRAM_WEIGHT = 1.6
WEIGHTS = {BatchStatus.OPEN: 1.2, BatchStatus.SOON: 1.1, BatchStatus.FULL: 0.9}
OLD_WEIGHT = 0.5
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def register() -> None:
    searchable.register(
        Kind("program", _("Training programme"), ProgramPage, _programs, _program, follows={ProgramPage: _sisters})
    )
    searchable.name_fields(catalogue.field_name)
    statuses = {status.value: Status(status.label, catalogue.TONES.get(status, "done")) for status in BatchStatus}
    follows = {BatchPage: _of_page, ProgramPage: _of_program, Room: _of_room}
    searchable.register(
        Kind("batch", _("Batch with registration"), Batch, _batches, _batch, follows=follows, statuses=statuses)
    )


# Programmes.


def _programs():
    return ProgramPage.objects.live().public().select_related("locale")


def _sisters(page: ProgramPage) -> list[int]:
    """The same programme in every language: each is also found by the other's name."""
    return list(ProgramPage.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True))


def _program(page: ProgramPage) -> Iterator[Entry]:
    source, language = page.source, page.locale.language_code
    titles = page.get_translations().live().values_list("title", flat=True)
    with override(language):
        units = "\n".join(unit_name(block.value) for block in source.units)
        words = [source.code, page.field, str(catalogue.KIND_WORDS[page.kind]()), *titles, *_usual(source)]
        yield Entry(
            language=language,
            title=page.title,
            url=page.get_url() or "",
            summary=page.summary,
            body="\n".join([plain_text(page.body), units]),
            keywords=", ".join(words),
            field=source.field,
            weight=PROGRAM_WEIGHT,
        )


def _usual(page: ProgramPage) -> list[str]:
    """What people add to the name of every training."""
    words = str(_("training, course, class, learn, workshop"))
    return [words, str(_("free of charge"))] if not page.fee else [words]


# Batches.


def _batches():
    found = Batch.objects.listed().select_related("program_page__locale", "room__village__district")
    return found.filter(page__live=True)


def _of_page(page: BatchPage) -> list[int]:
    return list(Batch.objects.filter(key=page.translation_key).values_list("pk", flat=True))


def _of_program(page: ProgramPage) -> list[int]:
    found = Batch.objects.filter(program_page__translation_key=page.translation_key)
    return list(found.values_list("pk", flat=True))


def _of_room(room: Room) -> list[int]:
    return list(Batch.objects.filter(room=room).values_list("pk", flat=True))


def _batch(batch: Batch) -> Iterator[Entry]:
    """In every language: the page of that language, else the Indonesian one."""
    now = timezone.now()
    status = rules.status(batch, now)
    pages = {page.locale.language_code: page for page in _pages(batch)}
    programs = {page.locale.language_code: page for page in batch.program_page.get_translations(inclusive=True).live()}
    place = batch.room
    for language in LANGUAGES:
        page = pages.get(language) or pages.get(settings.LANGUAGE_CODE)
        program = programs.get(language) or batch.program_page
        with override(language):
            names = [batch.title, batch.title_en, place.name if place else ""]
            words = [str(catalogue.kind(batch)), batch.field, batch.field_en, *names, *_usual(batch.program_page)]
            yield Entry(
                language=language,
                title=batch.label,
                url=(page and page.get_url()) or "",
                summary=program.summary,
                body=place.address if place else "",
                keywords=", ".join(filter(None, words)),
                field=batch.field,
                district=place.village.district.name if place and place.village_id else "",
                status=status.value,
                on=batch.starts_on,
                until=batch.ends_on,
                changes_at=_changes_at(batch, now),
                weight=WEIGHTS.get(status, OLD_WEIGHT),
            )


def _pages(batch: Batch):
    return BatchPage.objects.live().filter(translation_key=batch.key).select_related("locale")


def _changes_at(batch: Batch, now: dt.datetime) -> dt.datetime | None:
    """When rules.status says something else although nobody did anything."""
    days = (batch.starts_on, batch.ends_on + dt.timedelta(days=1))
    midnights = [timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in days]
    return min((at for at in (batch.opens_at, batch.closes_at, *midnights) if at > now), default=None)
