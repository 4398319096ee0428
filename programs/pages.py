"""What the public pages of programmes and batches show; pages themselves only hold words."""

import datetime as dt
import uuid
from collections import Counter
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.promises import days_of
from core import routing
from core.formats import clock, date_range, full_date, moment, number, rupiah, time_range
from core.generation import settled_kept
from core.links import absolute, intake, subscription
from core.links import calendar as calendar_file
from core.models import OfficeSettings
from core.pictures import Picture, pictures
from programs import catalogue, eligibility, explaining, published, queries, rules, structured
from programs.blocks import unit_name
from programs.enums import BatchState, BatchStatus, CertificateKind, Mode, ProgramKind
from programs.models import Batch, BatchPage, ProgramPage
from programs.workflow.schedule import columns_of, is_complete, sessions_of

SLUG = "pelatihan"
PER_PROGRAM = 12


def program_context(page: ProgramPage, request) -> dict:
    """A programme: what it is, what is asked, its batches."""
    now = timezone.now()
    batches = catalogue.in_order(Batch.objects.listed().filter(program_page=page.source), now)
    batches = list(queries.with_counts(batches.select_related("program_page", "room"))[:PER_PROGRAM])
    cards = catalogue.cards(batches, request, now)
    return {
        "kind": catalogue.KIND_WORDS[ProgramKind(page.kind)](),
        "facts": _program_facts(page),
        "units": _units_table(page.source),
        "requirements": eligibility.labels_of(page.source),
        "documents": [document["label"] for document in page.asked_documents],
        "standards": [line for line in page.standards.splitlines() if line.strip()],
        "batches": [card | {"title": _name(batch)} for card, batch in zip(cards, batches, strict=True)],
        "picture_url": picture_url(page),
        "structured": [structured.course(page, _with_urls(batches, cards))],
    }


def _with_urls(batches: list[Batch], cards: list[dict]) -> list[tuple[Batch, str]]:
    return [(batch, card["url"]) for batch, card in zip(batches, cards, strict=True)]


def _name(batch: Batch) -> str:
    """A batch among its sisters: only number and year."""
    return _("Batch %(number)s of %(year)s") % {"number": batch.number, "year": batch.starts_on.year}


def _units_table(page: ProgramPage) -> dict:
    columns = [{"label": _("Unit of competence")}, {"label": _("JP"), "is_number": True}]
    units = [block.value for block in page.units]
    return {
        "columns": columns,
        "rows": [
            [
                {"text": f"{unit_name(unit)} ({unit['code']})" if unit["code"] else unit_name(unit)},
                _number_cell(unit["jp"]),
            ]
            for unit in units
        ],
    }


def _number_cell(value: int) -> dict:
    return {"text": number(value), "is_number": True}


def _program_facts(page: ProgramPage) -> list[dict]:
    rows = [
        (_("Length"), _lesson_hours(page.total_jp), _jp_note()),
        (_("Fee"), _fee(page), ""),
        (_("Certificate"), CertificateKind(page.certificate_kind).label, ""),
        (_("Documents"), ", ".join(document["label"] for document in page.asked_documents), ""),
    ]
    return _rows(rows)


def _rows(rows: list[tuple]) -> list[dict]:
    return [{"label": label, "value": value, "note": note} for label, value, note in rows if value]


def _lesson_hours(jp: int) -> str:
    return ngettext("%(count)s lesson hour", "%(count)s lesson hours", jp) % {"count": number(jp)} if jp else ""


def _jp_note() -> str:
    return _("1 lesson hour = %(minutes)s minutes") % {"minutes": OfficeSettings.load().jp_minutes}


def _fee(page: ProgramPage) -> str:
    return rupiah(page.fee) if page.fee else _("Free")


def picture_url(page: ProgramPage) -> Picture | str:
    return pictures([page.picture_id]).get(page.picture_id, "")


# A batch.


def batch_context(page: BatchPage, request) -> dict:
    """A batch: facts first, then what is asked, what happens next and by when, the schedule, and what else is open."""
    now = timezone.now()
    program = page.get_parent().specific
    routing.know_locale(program)
    batch, sessions = _row_or_preview(page, request)
    if batch is None:
        return {"program": program, "batch": None}
    batch.program_page = program.source  # already at hand
    is_source = page.locale.language_code == settings.LANGUAGE_CODE  # others have the words of the Indonesian page
    page.known_as = "" if is_source else batch.label
    page.known_for = page.description if is_source and page.description else program.description
    status = rules.status(batch, now)
    waiting = queries.waiting_in_line(batch).count() if batch.pk else 0
    refusals = rules.registration_refusals(batch, waiting, now)
    may_register = not refusals
    others = catalogue.open_batches(3, now, without=batch) if not getattr(request, "is_preview", False) else []
    return {
        "program": program,
        "batch": batch,
        "title": catalogue.title(batch),
        "status": status,
        "tone": catalogue.TONES.get(status, "done"),
        "facts": _batch_facts(batch, program, sessions, now),
        "requirements": [*eligibility.labels(batch), _threshold(batch)],
        "seat_rules": explaining.rules_in_words(batch),
        "ranking": published.ranking_of(batch) if status != BatchStatus.CANCELLED else {},
        "steps": next_steps(batch, sessions),
        "schedule": _schedule(sessions, program.source),
        "units": [unit_name(block.value) for block in program.source.units],
        "seats": catalogue.seats(batch),
        "closes": _closes(batch, status),
        "register_url": intake(SLUG, batch.code) if may_register and batch.code else "",
        "reserve_left": _reserve_left(batch, waiting) if may_register else "",
        "refusals": refusals,
        "is_cancelled": status == BatchStatus.CANCELLED,
        "line": _line(batch),
        "links": [
            *_calendar(batch),
            {"icon": "chat", "label": _("Share on WhatsApp"), "url": _share(batch, page, request)},
        ],
        "others": catalogue.cards(others, request, now),
        "picture_url": picture_url(program),
        "structured": [structured.course(program, [(batch, page.get_url(request) or "")])],
    }


def _row_or_preview(page: BatchPage, request) -> tuple[Batch | None, list]:
    """The batch in operation; in a preview the batch as the draft would make it."""
    row = page.batch
    if not getattr(request, "is_preview", False):
        return row, list(row.sessions.taking_place()) if row else []
    if not is_complete(page):
        return None, []
    counters = {name: getattr(row, name) for name in ("held", "seated", "applicants", "code", "pk")} if row else {}
    batch = Batch(key=page.translation_key or uuid.uuid4(), capacity=page.capacity, **columns_of(page) | counters)
    return batch, sorted(sessions_of(batch, page).values(), key=lambda session: session.starts_at)


def _batch_facts(batch: Batch, program: ProgramPage, sessions: list, now: dt.datetime) -> list[dict]:
    room = batch.room
    jp = program.source.total_jp or sum(session.jp for session in sessions)
    days = ngettext("%(count)d session", "%(count)d sessions", len(sessions)) % {"count": len(sessions)}
    return _rows(
        [
            (_("Registration"), _window(batch, now), _window_note(batch, now)),
            (_("Training"), date_range(batch.starts_on, batch.ends_on), rhythm(sessions)),
            (_("Length"), _lesson_hours(jp), f"{days}; {_jp_note()}" if sessions else _jp_note()),
            (_("Place"), room.name if room else "", room.address if room else ""),
            (_("Fee"), _fee(program), ""),
            (_("Documents"), ", ".join(document["label"] for document in program.asked_documents), ""),
            *_seats_row(batch),
            (_("Certificate"), CertificateKind(program.source.certificate_kind).label, ""),
        ]
    )


def _window(batch: Batch, now: dt.datetime) -> str:
    if now < batch.opens_at:
        return _("Opens %(date)s") % {"date": full_date(batch.opens_at)}
    if now < batch.closes_at:
        return _("Until %(date)s") % {"date": full_date(batch.closes_at)}
    return _("Closed on %(date)s") % {"date": full_date(batch.closes_at)}


def _window_note(batch: Batch, now: dt.datetime) -> str:
    if now < batch.opens_at:
        until = {"date": full_date(batch.closes_at), "time": clock(batch.closes_at)}
        return _("At %(open)s, until %(date)s, %(time)s") % (until | {"open": clock(batch.opens_at)})
    if now >= batch.closes_at:
        return ""
    days = (timezone.localdate(batch.closes_at) - timezone.localdate(now)).days
    left = ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days} if days else _("Last day")
    return _("%(left)s, closes at %(time)s") % {"left": left, "time": clock(batch.closes_at)}


def rhythm(sessions: list) -> str:
    """The usual days and hours: Monday–Friday, 08.00–14.30 WIB; only what is true of most sessions."""
    if not sessions:
        return ""
    local = [(timezone.localtime(each.starts_at), timezone.localtime(each.ends_at)) for each in sessions]
    days = sorted({start.weekday() for start, _end in local})
    (starts, ends), _often = Counter((start.time(), end.time()) for start, end in local).most_common(1)[0]
    names = [str(WEEKDAYS[day]) for day in days]
    in_a_row = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    words = f"{names[0]}–{names[-1]}" if in_a_row else ", ".join(names)
    return f"{words}, {time_range(starts, ends)}"


def _seats_row(batch: Batch) -> list[tuple]:
    """No seats are left or taken in a batch that does not take place."""
    if batch.state == BatchState.CANCELLED:
        return []
    return [(_("Seats"), _seats_line(batch), _reserve_note(batch))]


def _seats_line(batch: Batch) -> str:
    if batch.mode == Mode.SCORE:
        said = catalogue.seats(batch)
        return f"{said['seats_text']}, {said['seats_total_text']}"
    words = {"free": batch.free, "all": batch.capacity}
    return _("%(free)s of %(all)s seats left") % words if batch.free > 0 else _("All %(all)s seats are taken") % words


def _reserve_note(batch: Batch) -> str:
    count = batch.reserve_size
    if not count:
        return ""
    return ngettext("And %(count)d place on the reserve list", "And %(count)d places on the reserve list", count) % {
        "count": count
    }


def _reserve_left(batch: Batch, waiting: int) -> str:
    """Said before anybody begins: whoever registers now joins the reserve list, and how many places it has left."""
    if batch.mode == Mode.SCORE or (batch.free > 0 and not waiting):
        return ""
    left = rules.reserve_places(batch, waiting)
    words = ngettext("%(count)d place left on the reserve list", "%(count)d places left on the reserve list", left)
    return words % {"count": left}


def _threshold(batch: Batch) -> str:
    return _("Can attend at least %(percent)s percent of the lesson hours") % {"percent": batch.threshold}


def _closes(batch: Batch, status: BatchStatus) -> str:
    if status in (BatchStatus.OPEN, BatchStatus.FULL):
        return _("Closes %(date)s") % {"date": full_date(batch.closes_at)}
    if status == BatchStatus.SOON:
        return _("Opens %(date)s, %(time)s") % {"date": full_date(batch.opens_at), "time": clock(batch.opens_at)}
    return ""


def _line(batch: Batch) -> str:
    words = {"kind": catalogue.kind(batch), "number": batch.number, "year": batch.starts_on.year}
    return _("%(kind)s, Batch %(number)s of %(year)s") % words


def _schedule(sessions: list, program: ProgramPage) -> dict:
    """Every session: day, hours, lesson hours, topic where there is one; units in the reader's language."""
    units = {block.value["title"][:120]: unit_name(block.value) for block in program.units}
    columns = [{"label": _("Day")}, {"label": _("Time")}, {"label": _("JP"), "is_number": True}]
    has_topics = any(session.topic for session in sessions)
    return {
        "columns": columns + ([{"label": _("Topic")}] if has_topics else []),
        "rows": [_session_row(session, units.get(session.topic, session.topic), has_topics) for session in sessions],
    }


def _session_row(session, topic: str, has_topics: bool) -> list[dict]:
    hours = {"text": time_range(session.starts_at, session.ends_at)}
    row = [{"text": full_date(session.starts_at)}, hours, _number_cell(session.jp)]
    return row + ([{"text": topic}] if has_topics else [])


def _calendar(batch: Batch) -> list[dict]:
    """The file to add once and the address to follow; a preview has none."""
    if not batch.pk:
        return []
    follow = subscription(reverse("schedule_batch", args=[batch.code]))
    return [
        {"icon": "calendar", "label": _("Add to calendar"), "url": calendar_file(SLUG, batch.code)},
        {"icon": "bell", "label": _("Follow in your calendar"), "url": follow},
    ]


def _share(batch: Batch, page: BatchPage, request) -> str:
    url = page.get_full_url(request) or absolute(page.get_url(request) or "/")
    return f"https://wa.me/?text={quote(f'{batch.label} {url}')}"


def next_steps(batch: Batch, sessions: list) -> list[dict]:
    """What happens after registering and by when: the stages of the procedure, confirming, the first day."""
    steps = [
        {"title": stage.name, "strong": _by(day), "text": _stage_text(stage)}
        for stage, day in days_of(_stages(batch), timezone.localdate(batch.closes_at))
    ]
    if batch.confirm_by:
        text = _("Seats that stay free go to the reserve list.")
        steps.append({"title": _("Confirm your seat"), "strong": _by(batch.confirm_by), "text": text})
    first = sessions[0].starts_at if sessions else None
    words = f"{moment(first)}." if first else f"{full_date(batch.starts_on)}."
    return [*steps, {"title": _("First day"), "strong": words, "text": ""}]


def _stages(batch: Batch) -> list:
    program = batch.program_page
    return _stages_of(program.procedure_id, program.kind)


@settled_kept
def _stages_of(procedure_id: int | None, kind: str) -> list:
    """The road of a programme as published, the same for all its batches."""
    from programs.service import procedure_of

    return list(procedure_of(ProgramPage(procedure_id=procedure_id, kind=kind)).current.stages.all())


def _by(day) -> str:
    return _("By %(date)s.") % {"date": full_date(day)}


def _stage_text(stage) -> str:
    if stage.is_decision:
        return _("Accepted, reserve with your number, or not accepted with the reason.")
    return _("If something is missing, you get time to correct it.") if stage.checks_documents else ""
