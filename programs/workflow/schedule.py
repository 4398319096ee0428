"""From page to operation: what an editor published becomes the Batch row and its sessions, without touching a seat."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit import log
from cases import workflow as engine
from programs.enums import BatchState
from programs.models import Batch, BatchPage, ProgramPage, Session
from programs.workflow import meetings, seat_rules
from programs.workflow.enrolment import fill_after_commit

SLUG = "pelatihan"
NEEDED = ("opens_at", "closes_at", "starts_on", "ends_on")


@transaction.atomic
def apply_schedule(page: BatchPage, *, at: dt.datetime | None = None) -> Batch | None:
    """Make the row of a published page say what the page says; counters, ranks and attendance are never touched.

    A capacity below the seats that are promised or taken is left as it was, and a session that was announced is
    cancelled where the page drops it; the editor reads both in the page's notices. A page without its dates is not
    listed. Never raises over contents: one refusal would stop every scheduled page.
    """
    at = at or timezone.now()
    batch = Batch.objects.select_for_update(of=("self",)).filter(key=page.translation_key).first()
    if not is_complete(page):
        unlist(page)
        return batch
    if batch and batch.state == BatchState.CANCELLED:  # its words may change, its dates and sessions are history
        Batch.objects.filter(pk=batch.pk).update(is_listed=True)
        return batch
    columns = columns_of(page)
    if batch is None:
        batch = Batch.objects.create(key=page.translation_key, code=free_code(page), capacity=page.capacity, **columns)
    else:
        _update(batch, page, columns, at)
    seat_rules.fix(batch)
    _apply_sessions(batch, page, at)
    log.record("programs.batch.schedule", batch, by=None, at=at, body={"page": page.pk})
    fill_after_commit(batch, at)
    return batch


def is_complete(page: BatchPage) -> bool:
    """Whether the dates are there and in order; the editor's form asks for them before publishing."""
    values = [getattr(page, name) for name in NEEDED]
    return all(values) and page.opens_at < page.closes_at and page.starts_on <= page.ends_on


def columns_of(page: BatchPage) -> dict:
    """The columns of a batch that its page decides; the capacity is applied apart, under its own condition."""
    program = page.program
    return {
        "program_page": program,
        "page": page,
        "is_listed": True,
        "state": BatchState.RUNNING,
        "number": page.number,
        "mode": page.mode,
        "reserve_size": page.reserve_size,
        "opens_at": page.opens_at,
        "closes_at": page.closes_at,
        "starts_on": page.starts_on,
        "ends_on": page.ends_on,
        "confirm_by": page.confirm_by,
        "threshold": page.threshold,
        "pass_mark": page.pass_mark,
        "room": page.room,
    } | program_columns(program)


def program_columns(program: ProgramPage) -> dict:
    """What lists and filters read of the programme."""
    english = program.get_translations().filter(locale__language_code="en", alias_of=None).live().first()
    return {
        "kind": program.kind,
        "field": program.field,
        "title": program.title,
        "field_en": english.field if english else "",
        "title_en": english.title if english else "",
    }


def free_code(page: BatchPage) -> str:
    """The word of a batch in addresses: programme, number, year; it never changes afterwards."""
    wanted = f"{page.program.code}-{page.number}-{page.starts_on.year}"
    taken = set(Batch.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    ways = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in ways if code not in taken)


# What calendars tell of a batch: a change of any of it counts the batch up.
TOLD = ("title", "title_en", "number", "opens_at", "closes_at", "starts_on", "ends_on", "room_id", "state", "is_listed")


def count_up(batches, at: dt.datetime) -> None:
    """Let every calendar that follows these batches take the change (RFC 5545, SEQUENCE)."""
    batches.update(sequence=F("sequence") + 1, changed_at=at)


def _update(batch: Batch, page: BatchPage, columns: dict, at: dt.datetime) -> None:
    label, told = str(batch), [getattr(batch, name) for name in TOLD]
    if batch.state == BatchState.CLOSED:
        columns.pop("state")
    Batch.objects.filter(pk=batch.pk).update(**columns)
    fits = Batch.objects.annotate(used=F("held") + F("seated")).filter(pk=batch.pk, used__lte=page.capacity)
    fits.update(capacity=page.capacity)
    batch.refresh_from_db()
    if [getattr(batch, name) for name in TOLD] != told:
        count_up(Batch.objects.filter(pk=batch.pk), at)
    if str(batch) != label:
        engine.reword_subject(SLUG, batch.pk, str(batch))


def _apply_sessions(batch: Batch, page: BatchPage, at: dt.datetime) -> None:
    """Match sessions by key: new ones are added, changed ones counted up, dropped ones cancelled."""
    wanted = sessions_of(batch, page)
    standing = {session.key: session for session in batch.sessions.planned().with_leads()}
    Session.objects.bulk_create(session for key, session in wanted.items() if key not in standing)
    for key in wanted.keys() & standing.keys():
        _change(standing[key], wanted[key], at)
    for key in standing.keys() - wanted.keys():
        _drop(standing[key], at)


def sessions_of(batch: Batch, page: BatchPage) -> dict[uuid.UUID, Session]:
    """The sessions of a page as rows by key; room and trainer of the batch where a session names none.

    A copied page carries the keys of its original: the row's key is made of both, so no batch takes another's.
    """
    rows = {}
    for number, child in enumerate(page.page_sessions.all()):
        if child.ends_at <= child.starts_at:
            continue
        key = uuid.uuid5(batch.key, str(child.key))
        key = key if key not in rows else uuid.uuid5(key, str(number))
        rows[key] = Session(
            batch=batch,
            key=key,
            starts_at=child.starts_at,
            ends_at=child.ends_at,
            jp=child.jp,
            topic=child.topic,
            room_id=child.room_id or page.room_id,
            trainer_id=child.trainer_id or page.trainer_id,
        )
    return rows


CHANGING = ("starts_at", "ends_at", "jp", "topic", "room_id", "trainer_id", "cancelled_at")


def _change(session: Session, wanted: Session, at: dt.datetime) -> None:
    fields = {name: getattr(wanted, name) for name in CHANGING} | meetings.kept(session, wanted)
    if any(getattr(session, name) != value for name, value in fields.items()):
        Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1, changed_at=at, **fields)


def _drop(session: Session, at: dt.datetime) -> None:
    """What was announced is cancelled, never deleted: calendars have to learn of it, and attendance is history."""
    if session.cancelled_at is None:
        Session.objects.filter(pk=session.pk).update(cancelled_at=at, changed_at=at, sequence=F("sequence") + 1)


def unlist(page: BatchPage) -> None:
    """An unpublished page takes its batch off every list; registrations and seats stay as they are."""
    Batch.objects.filter(key=page.translation_key).update(is_listed=False)


@transaction.atomic
def apply_program(page: ProgramPage, *, at: dt.datetime | None = None) -> None:
    """A renamed programme is renamed in lists, filters, calendars and on the desk."""
    source = page.source
    batches, columns = Batch.objects.filter(program_page=source), program_columns(source)
    count_up(batches.exclude(title=columns["title"], title_en=columns["title_en"]), at or timezone.now())
    batches.update(**columns)
    for batch in batches:
        seat_rules.fix(batch)
        engine.reword_subject(SLUG, batch.pk, str(batch))


def is_source(page) -> bool:
    """Operation is read from the source language only, never from an alias."""
    return page.alias_of_id is None and page.locale.language_code == settings.LANGUAGE_CODE
