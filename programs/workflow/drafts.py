"""Work on drafts of batch pages: filling in sessions, and cloning a batch forward. Nothing here is operation yet."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cases.rules import Refused
from programs.models import BatchPage, BatchPageSession

MOVING_MOMENTS = ("opens_at", "closes_at", "confirm_by")
MOVING_DAYS = ("starts_on", "ends_on")


@transaction.atomic
def fill_draft(draft: BatchPage, *, times: list[tuple[dt.datetime, dt.datetime]], jp: int, by) -> Revision:
    """Replace the sessions of a draft and save it as a new revision; a day that stays keeps its session."""
    known = {timezone.localdate(child.starts_at): child for child in draft.page_sessions.all()}
    draft.page_sessions.set(
        [_session(number, starts_at, ends_at, jp, known) for number, (starts_at, ends_at) in enumerate(times)]
    )
    return draft.save_revision(user=by, log_action=True, clean=False)


def _session(number: int, starts_at, ends_at, jp: int, known: dict) -> BatchPageSession:
    old = known.get(timezone.localdate(starts_at))
    session = BatchPageSession(sort_order=number, starts_at=starts_at, ends_at=ends_at, jp=jp)
    if old:
        session.pk, session.key, session.topic = old.pk, old.key, old.topic
        session.room_id, session.trainer_id = old.room_id, old.trainer_id
    return session


@transaction.atomic
def open_next_batch(page: BatchPage, *, starts_on: dt.date, by) -> BatchPage:
    """Copy a batch as a draft that starts on another day: next number, every date moved by the same days, new keys."""
    if not page.starts_on:
        raise Refused([_("The batch has no first day to count from.")])
    span = starts_on - page.starts_on
    number = (BatchPage.objects.sibling_of(page).aggregate(last=Max("number"))["last"] or 0) + 1
    fields = {
        "number": number,
        "title": batch_title(page.program.title, number, starts_on),
        "slug": batch_slug(number, starts_on),
    }
    fields |= {name: moved(getattr(page, name), span) for name in (*MOVING_MOMENTS, *MOVING_DAYS)}
    following = page.copy(
        update_attrs=fields,
        copy_revisions=False,
        keep_live=False,
        user=by,
        process_child_object=lambda original, copy, relation, child: _move_session(child, span),
    )
    follow_in_every_language(following)
    return following


def follow_in_every_language(page: BatchPage) -> None:
    """Where the programme stands in another language, the batch stands there, too: the same page, following this one.

    The editor does so for pages that are made by hand; the address is the same in every language.
    """
    parents = page.get_parent().get_translations().select_related("locale")
    for locale in [parent.locale for parent in parents if not page.has_translation(parent.locale)]:
        page.copy_for_translation(locale, alias=True)


def batch_title(program: str, number: int, starts_on: dt.date) -> str:
    return f"{program}, Angkatan {number} Tahun {starts_on.year}"


def batch_slug(number: int, starts_on: dt.date) -> str:
    return f"angkatan-{number}-{starts_on.year}"


def moved(value, span: dt.timedelta):
    """The same time of day, some days later."""
    if not isinstance(value, dt.datetime):
        return value and value + span
    local = timezone.localtime(value)
    return timezone.make_aware(local.replace(tzinfo=None) + span)


def _move_session(child, span: dt.timedelta) -> None:
    if isinstance(child, BatchPageSession):
        child.key = uuid.uuid4()
        child.starts_at, child.ends_at = moved(child.starts_at, span), moved(child.ends_at, span)
