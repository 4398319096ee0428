"""The office moves a batch: other days, another venue, other seats. Page and rows change together; all are told."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from core.formats import full_date
from programs import facts, signals
from programs.enums import BatchState, OfferAnswer
from programs.models import Batch, BatchPage, Enrolment, Offer, Room
from programs.workflow import meetings, seats, telling
from programs.workflow.drafts import moved


@dataclass(frozen=True)
class Change:
    """The batch as it shall be. `first_on` is the first day that is still to come: of the training, or of the rest."""

    first_on: dt.date
    closes_at: dt.datetime
    confirm_by: dt.datetime | None
    room: Room | None
    capacity: int


def standing(batch: Batch, at: dt.datetime) -> Change:
    """The batch as it is: what a form starts with, and what tells whether anything changes."""
    first_on = first_day_ahead(batch, at)
    return Change(first_on, batch.closes_at, batch.confirm_by, batch.room, batch.capacity)


def first_day_ahead(batch: Batch, at: dt.datetime) -> dt.date:
    """The first day of the training; once it has begun, the day of its next session."""
    if batch.starts_on > timezone.localdate(at):
        return batch.starts_on
    session = facts.next_session(batch, at)
    return timezone.localdate(session.starts_at) if session else batch.ends_on


@transaction.atomic
def move_batch(batch: Batch, *, by, told: dict[str, str], change: Change, at: dt.datetime | None = None) -> int:
    """Give a batch other dates, another venue or other seats, under its lock; returns how many people were told.

    What lies ahead moves by the same number of days: sessions that are still to come, the last day, and the first day
    unless it has passed. Everybody with a place is told once of new dates or a new venue; more or fewer seats alone are
    told to nobody, and freed ones are offered to the line. Asked twice, nothing changes.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    before = standing(batch, at)
    if change == before:
        return 0
    if reasons := refusals(batch, change, at):
        raise Refused(reasons)
    words = {language: _words(batch, language, at) for language in ("id", "en")}
    _rewrite(batch, change, change.first_on - before.first_on, by, at)
    batch = Batch.objects.select_related("room").get(pk=batch.pk)
    body = {"reason": told, "before": _plain(before), "after": _plain(change)}
    log.record("programs.batch.move", batch, by=by, at=at, body=body)
    if (change.first_on, change.room) == (before.first_on, before.room):
        return 0
    return _tell_everybody(batch, words, told, at)


def refusals(batch: Batch, change: Change, at: dt.datetime) -> list[str]:
    """Why the batch cannot become so, in words: never fewer seats than are taken, never a day that has passed."""
    if batch.state in (BatchState.CANCELLED, BatchState.CLOSED) or timezone.localdate(at) > batch.ends_on:
        return [_("This batch is over or cancelled.")]
    found = [*_page_refusals(batch), *_seat_refusals(batch, change), *_date_refusals(batch, change, at)]
    return [*found, *_joined_refusals(batch, change, at)]


def _joined_refusals(batch: Batch, change: Change, at: dt.datetime) -> list[str]:
    """Other days or another venue would tear a meeting of several batches apart."""
    now = standing(batch, at)
    if (change.first_on, change.room) == (now.first_on, now.room):
        return []
    ahead = batch.sessions.taking_place().filter(starts_at__gt=at)
    together = ahead.filter(Q(held_with__isnull=False) | Q(guests__isnull=False))
    words = _("Sessions of this batch are held together with others. Separate them first.")
    return [words] if together.exists() else []


def _page_refusals(batch: Batch) -> list[str]:
    page = BatchPage.objects.filter(pk=batch.page_id, live=True).first()
    if page is None:
        return [_("The page of this batch is not published.")]
    if page.workflow_in_progress or page.scheduled_revision:
        return [
            _("A draft of the page waits for approval or its hour. Finish it first: it would bring back the old dates.")
        ]
    return []


def _seat_refusals(batch: Batch, change: Change) -> list[str]:
    used = batch.held + batch.seated
    words = _("%(count)s seats are promised or taken already. Give at least that many.")
    return [words % {"count": used}] if change.capacity < used else []


def _date_refusals(batch: Batch, change: Change, at: dt.datetime) -> list[str]:
    reasons, is_ahead = [], batch.starts_on > timezone.localdate(at)
    if change.first_on != first_day_ahead(batch, at) and change.first_on <= timezone.localdate(at):
        reasons.append(_("Choose a day that is still to come."))
    if change.closes_at <= batch.opens_at:
        reasons.append(_("Registration must close after it opens."))
    if is_ahead and timezone.localdate(change.closes_at) > change.first_on:
        reasons.append(_("The training must start after registration closes."))
    if is_ahead and change.confirm_by and timezone.localdate(change.confirm_by) > change.first_on:
        reasons.append(_("The training must start after re-registration."))
    last = Offer.objects.filter(enrolment__batch=batch, answer=OfferAnswer.OPEN).order_by("-expires_at").first()
    if is_ahead and last and timezone.localdate(last.expires_at) >= change.first_on:
        words = _("An offered seat can be taken until %(date)s; the training must start after that.")
        reasons.append(words % {"date": full_date(last.expires_at)})
    return reasons


def _rewrite(batch: Batch, change: Change, span: dt.timedelta, by, at: dt.datetime) -> None:
    """Publish the page with the change, which makes the rows follow; an unpublished draft gets the same change."""
    page = BatchPage.objects.get(pk=batch.page_id)
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    apply_change(page, change, span, at)
    revision = page.save_revision(user=by, log_action=True, clean=False)
    revision.publish(user=by, skip_permission_checks=True)
    if draft:
        apply_change(draft, change, span, at)
        draft.save_revision(user=by, clean=False)
    _move_make_ups(batch, span, at)


def _move_make_ups(batch: Batch, span: dt.timedelta, at: dt.datetime) -> None:
    """Sessions that the office added are not on the page; those to come move with the rest."""
    ahead = batch.sessions.taking_place().filter(makes_up_for__isnull=False, starts_at__gt=at) if span else []
    for session in ahead:
        times = {"starts_at": moved(session.starts_at, span), "ends_at": moved(session.ends_at, span)}
        meetings.write(session, at, **times)


def apply_change(page: BatchPage, change: Change, span: dt.timedelta, at: dt.datetime) -> None:
    """Write the change on a page in memory."""
    page.closes_at, page.confirm_by = change.closes_at, change.confirm_by
    page.room, page.capacity = change.room, change.capacity
    if page.starts_on and page.starts_on > timezone.localdate(at):
        page.starts_on = moved(page.starts_on, span)
    page.ends_on = moved(page.ends_on, span)
    children = list(page.page_sessions.all())
    for child in children:
        if child.starts_at > at:
            child.starts_at, child.ends_at = moved(child.starts_at, span), moved(child.ends_at, span)
    page.page_sessions.set(children)


def _words(batch: Batch, language: str, at: dt.datetime) -> dict[str, str]:
    """When and where it was to be."""
    with translation.override(language):
        was = facts.when_and_where(batch, at)
        return {"old_date": was["start_date"], "old_place": was["place"]}


def _plain(change: Change) -> dict:
    return {name: str(value) for name, value in vars(change).items()}


def _tell_everybody(batch: Batch, before: dict, told: dict[str, str], at: dt.datetime) -> int:
    Batch.objects.filter(pk=batch.pk).update(moves=F("moves") + 1)
    batch.refresh_from_db(fields=["moves"])
    found = batch.enrolments.live().select_related("registration__stage", "applicant__user", "batch__room")
    people = list(found.order_by("pk"))
    for person in people:
        _tell(person, before, told, at)
    users = {person.applicant.user_id for person in people}
    signals.batch_moved.send(Batch, batch=batch, told=told, before=before, users=users, at=at)
    return len(people)


def _tell(person: Enrolment, before: dict, told: dict[str, str], at: dt.datetime) -> None:
    language = telling.language_of(person)
    with translation.override(language):
        words = before[language] | {"reason": told[language]} | facts.after_a_move(person, at)
        telling.tell(person, "batch_moved", once=f"{person.batch_id}.{person.batch.moves}", at=at, **words)
