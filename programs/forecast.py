"""What the office reads before it cancels or moves a batch: who fits elsewhere, what changes, what people will read."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases.workflow.base import person
from core.formats import full_date, moment
from core.outbox import office_facts
from core.texts import message
from programs import facts, queries, rules
from programs.enums import Mode
from programs.models import Batch, BatchPage
from programs.notices import notices
from programs.queries import Touched
from programs.workflow.moving import Change, apply_change

SAMPLE = {"first_name": "…", "case_number": "BLK-…", "link": "https://…"}


@dataclass(frozen=True)
class Fit:
    """How many people of a batch find a place in another one."""

    seats: int
    line: int
    out: int


def fit(touched: Touched, target: Batch) -> Fit:
    """Seats go to promises first, then the line; by score nobody who is being checked needs either yet."""
    by_order = target.mode == Mode.ORDER
    promised = touched.seats + touched.offers + (touched.held + touched.undecided if by_order else 0)
    seats = min(promised, max(target.free, 0))
    wanted = promised - seats + touched.ranks
    line = min(wanted, rules.reserve_places(target, queries.waiting_in_line(target).count()))
    return Fit(seats=seats, line=line, out=wanted - line)


def cancelled_message(batch: Batch, target: Batch | None, told: dict[str, str]) -> dict:
    """Subject and text as a participant will read them, in the office's first language."""
    with translation.override("id"):
        words = SAMPLE | {"batch": str(target or batch), "old_batch": str(batch), "reason": told["id"]}
        if target is None:
            return _message("batch_cancelled", words)
        at = timezone.now()
        words |= facts.when_and_where(target, at) | {"kept": _("You keep your seat.")}
        return _message("batch_carried", words | {"date": full_date(facts.say_no_by(target, at))})


def moved_message(batch: Batch, now: Change, change: Change, told: dict[str, str]) -> dict:
    with translation.override("id"):
        at = timezone.now()
        was = facts.when_and_where(batch, at)
        words = {"old_date": was["start_date"], "old_place": was["place"], "time": was["time"]}
        words |= {"start_date": full_date(change.first_on), "place": _place(now, change, was["place"])}
        words |= {"batch": str(batch), "reason": told["id"], "kept": _("You keep your seat.")}
        return _message("batch_moved", SAMPLE | words | {"date": _("two working days before the first day")})


def _place(now: Change, change: Change, was: str) -> str:
    if change.room == now.room:
        return was
    return change.room.name if change.room else _("the place on the batch page")


def _message(kind: str, words: dict) -> dict:
    subject, text = message(kind, "id", office_facts("id") | words)
    return {"subject": subject, "text": text}


def changes(now: Change, change: Change) -> list[tuple[str, str, str]]:
    """What will be different: its name, as it is, as it shall be."""
    labels = {
        "first_on": _("First day"),
        "room": _("Venue"),
        "capacity": _("Seats"),
        "closes_at": _("Registration closes"),
        "confirm_by": _("Re-registration until"),
    }
    pairs = [(label, getattr(now, name), getattr(change, name)) for name, label in labels.items()]
    return [(label, _shown(old), _shown(new)) for label, old, new in pairs if old != new]


def _shown(value) -> str:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return full_date(value)
    return str(value) if value is not None else "–"


def notices_after(batch: Batch, change: Change, now: Change) -> list[str]:
    """Clashes and holidays as they would be; looked up on a copy in memory."""
    page = BatchPage.objects.filter(pk=batch.page_id).first()
    if page is None:
        return []
    span = change.first_on - now.first_on
    apply_change(page, change, span, timezone.now())
    other_days = [_("Not whole weeks: the sessions fall on other days of the week.")] if span.days % 7 else []
    return other_days + notices(page)


HISTORY = {
    "programs.batch.cancel": lambda: _("Cancelled"),
    "programs.batch.move": lambda: _("Moved or changed"),
}


def history(batch: Batch) -> list[dict]:
    """What the office did to the whole batch, newest first."""
    events = [event for event in log.about(batch) if event.verb in HISTORY]
    return [_happened(event) for event in reversed(events)]


def _happened(event) -> dict:
    reason = (event.body.data or {}).get("reason", {})
    return {
        "at": event.at,
        "who": person(event.actor_ref),
        "what": HISTORY[event.verb](),
        "why": reason.get("en" if translation.get_language() == "en" else "id", ""),
    }
