"""The wizard of the service "pelatihan": a place in a batch."""

import dataclasses
import datetime as dt

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.models import Applicant
from core import questions
from core.formats import clock, date_range, full_date
from forms.wizards import Card, Intake, Situation
from programs import catalogue, eligibility, facts, queries, rules
from programs.enums import BatchState, BatchStatus, Mode
from programs.models import Batch, ProgramIndexPage
from programs.service import SLUG


def _batches():
    return Batch.objects.select_related("program_page__locale", "room", "page")


def find(code: str) -> Batch | None:
    return _batches().filter(code=code).first()


def get(subject_id: int) -> Batch | None:
    return _batches().filter(pk=subject_id).first()


def is_public(batch: Batch) -> bool:
    """A batch whose page is not published is unknown to strangers; who has a draft is told what happened."""
    return batch.is_listed


def definition(batch: Batch) -> dict:
    """What this batch asks, frozen: an editor's later change touches nobody who has begun."""
    program = batch.program_page.source
    return {
        "documents": [dict(block.value) for block in program.documents],
        "questions": questions.definition(program.questions),
        "rules": [[key, value] for key, value in eligibility.rules_of(batch)],
        "threshold": batch.threshold,
    }


def card(batch: Batch) -> Card:
    program, room = batch.program_page, batch.room
    dates = [
        {"icon": "clock", "text": _("Registration closes"), "strong": full_date(batch.closes_at)},
        {"icon": "calendar", "text": date_range(batch.starts_on, batch.ends_on)},
    ]
    place = [{"icon": "place", "text": room.name}] if room else []
    url = batch.page.url if batch.page_id and batch.is_listed else ""
    return Card(batch.label, illustration=program.illustration, facts=dates + place, url=url or "")


# What can stand in the way, in the words of the page that tells it


def situation(batch: Batch, at: dt.datetime) -> Situation | None:
    """Why nobody can register for this batch at this moment; None while it is open."""
    told = SITUATIONS.get(_obstacle(batch, at))
    return told(batch) if told else None


def _obstacle(batch: Batch, at: dt.datetime) -> str:
    if batch.state == BatchState.CANCELLED:
        return "batch_cancelled"
    if not batch.is_listed:
        return "unpublished"
    if batch.state == BatchState.PLANNED or rules.status(batch, at) == BatchStatus.SOON:
        return "not_open"
    if rules.status(batch, at) not in (BatchStatus.OPEN, BatchStatus.FULL):
        return "batch_closed"
    return "reserve_full" if rules.registration_refusals(batch, _waiting(batch), at) else ""


def _waiting(batch: Batch) -> int:
    """Asked once a request; the engine asks again under the lock."""
    if not hasattr(batch, "seen_waiting"):
        batch.seen_waiting = queries.waiting_in_line(batch).count()
    return batch.seen_waiting


def other_batches() -> dict:
    page = ProgramIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    return {"action": _("See other batches"), "url": page.url if page else "/"}


def _cancelled(batch: Batch) -> Situation:
    reason = batch.why_cancelled or _("Ask us for the reason.")
    text = _("%(batch)s was cancelled: %(reason)s") % {"batch": batch.label, "reason": reason}
    return Situation("batch_cancelled", _("This batch was cancelled"), text, **other_batches())


def _unpublished(batch: Batch) -> Situation:
    text = _("The office took %(batch)s off the site. You can go on here once it is back.") % {"batch": batch.label}
    return Situation("unpublished", _("This batch is not shown at the moment"), text, **other_batches())


def _not_open(batch: Batch) -> Situation:
    facts = {"batch": batch.label, "date": full_date(batch.opens_at), "time": clock(batch.opens_at)}
    text = _("Registration for %(batch)s opens on %(date)s at %(time)s.") % facts
    return Situation("not_open", _("Registration is not open yet"), text, **other_batches())


def _closed(batch: Batch) -> Situation:
    facts = {"batch": batch.label, "date": full_date(batch.closes_at), "time": clock(batch.closes_at)}
    text = _("Registration for %(batch)s closed on %(date)s at %(time)s.") % facts
    return Situation("batch_closed", _("Registration has closed"), text, **other_batches())


def _reserve_full(batch: Batch) -> Situation:
    text = _("All seats and all places on the reserve list of %(batch)s are taken.") % {"batch": batch.label}
    return Situation("reserve_full", _("Seats and reserve list are full"), text, **other_batches())


SITUATIONS = {
    "batch_cancelled": _cancelled,
    "unpublished": _unpublished,
    "not_open": _not_open,
    "batch_closed": _closed,
    "reserve_full": _reserve_full,
}


def seat_note(batch: Batch, at: dt.datetime) -> str:
    """In order mode with no free seat: the rank this person would get, and by when the last word is said."""
    waiting = _waiting(batch)
    if batch.mode != Mode.ORDER or (batch.free > 0 and not waiting):
        return ""
    left = rules.reserve_places(batch, waiting)
    words = {"rank": waiting + 1, "left": left, "date": full_date(facts.final_answer(batch))}
    return (
        ngettext(
            "You can still join the reserve list as number %(rank)s; %(left)s place is left. Final news by %(date)s.",
            "You can still join the reserve list as number %(rank)s; %(left)s places are left. Final news by %(date)s.",
            left,
        )
        % words
    )


def open_batches(text: str, at: dt.datetime):
    """Batches that take registrations now, the first to close first; also those with only a reserve list left."""
    found = catalogue.filtered({"q": text}, at)
    now_open = catalogue.status_q(BatchStatus.OPEN, at) | catalogue.status_q(BatchStatus.FULL, at)
    return queries.with_counts(found.filter(now_open).select_related("program_page", "room")).order_by(
        "closes_at", "pk"
    )


# Eligibility


def asked(batch: Batch) -> list[str]:
    return eligibility.asked(batch)


def check(batch: Batch, known: dict, applicant: Applicant | None) -> dict:
    """Every rule in words, for what was just told and what the office knows of a signed-in person."""
    person = eligibility.person_of(applicant, batch) if applicant else eligibility.Person()
    told = {name: value for name, value in known.items() if value not in (None, "")}
    found = eligibility.check(batch, dataclasses.replace(person, **told))
    tone = "ask" if any(answer.outcome == eligibility.Outcome.NOT_MET for answer in found) else "success"
    return {"answers": [_shown(answer) for answer in found], "summary": eligibility.summary(found), "tone": tone}


VERDICTS = {
    eligibility.Outcome.MET: ("open", gettext_lazy("Met")),
    eligibility.Outcome.NOT_MET: ("full", gettext_lazy("Not met yet")),
    eligibility.Outcome.UNKNOWN: ("soon", gettext_lazy("Checked later")),
}


def _shown(answer: eligibility.Answer) -> dict:
    tone, verdict = VERDICTS[answer.outcome]
    return {
        "label": answer.label,
        "text": answer.text,
        "tone": tone,
        "verdict": verdict,
        "outcome": answer.outcome.value,
    }


INTAKE = Intake(
    service=SLUG,
    title=gettext_lazy("Register for training"),
    find=find,
    get=get,
    is_public=is_public,
    definition=definition,
    card=card,
    situation=situation,
    seat_note=seat_note,
    asked=asked,
    check=check,
    open=open_batches,
)
