"""May this person register now, and what do visitors read of a batch? Pure: rows and a time in, words out."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import clock, full_date
from programs.enums import BatchState, BatchStatus, Mode
from programs.models import Batch

FULL = gettext_lazy("All seats and places on the reserve list are taken.")
NO_SEAT_LEFT = gettext_lazy("Every seat of this batch is promised or taken.")
KEPT_FOR_OTHERS = gettext_lazy("The seats that are left are kept for others by the rules of this batch.")
KEPT_AND_FULL = gettext_lazy(
    "The seats that are left are kept for others by the rules of this batch, and the reserve list is full."
)
ONE_A_YEAR = gettext_lazy("There is another training of this kind in that year.")
ALREADY_REGISTERED = gettext_lazy("There is already a registration with this NIK.")


def status(batch: Batch, now: dt.datetime) -> BatchStatus:
    """What visitors read of a batch at this moment."""
    if batch.state in (BatchState.CANCELLED, BatchState.CLOSED):
        return BatchStatus.CANCELLED if batch.state == BatchState.CANCELLED else BatchStatus.FINISHED
    today = timezone.localdate(now)
    if today > batch.ends_on:
        return BatchStatus.FINISHED
    if today >= batch.starts_on:
        return BatchStatus.RUNNING
    if now < batch.opens_at:
        return BatchStatus.SOON
    if now >= batch.closes_at:
        return BatchStatus.SELECTION
    return BatchStatus.FULL if is_full(batch) else BatchStatus.OPEN


def is_full(batch: Batch) -> bool:
    """Whether no seat is left to hold; by score no seat is given before the result, so it never fills up."""
    return batch.mode == Mode.ORDER and batch.free <= 0


def reserve_places(batch: Batch, waiting: int) -> int:
    """Places left on the reserve list."""
    return max(batch.reserve_size - waiting, 0)


def registration_refusals(batch: Batch, waiting: int, now: dt.datetime) -> list[str]:
    """Why nobody can register for this batch now; empty means it is open. `waiting`: people in line."""
    if not batch.is_listed or batch.state == BatchState.CANCELLED:
        return [_cancelled(batch)]
    if batch.state == BatchState.PLANNED or now < batch.opens_at:
        facts = {"date": full_date(batch.opens_at), "time": clock(batch.opens_at)}
        return [_("Registration opens on %(date)s at %(time)s.") % facts]
    if batch.state == BatchState.CLOSED or now >= batch.closes_at:
        return [_("Registration closed on %(date)s.") % {"date": full_date(batch.closes_at)}]
    if batch.mode == Mode.ORDER and _nothing_free(batch, waiting) and not reserve_places(batch, waiting):
        return [str(FULL)]
    return []


def _nothing_free(batch: Batch, waiting: int) -> bool:
    """Who waits gets a free seat first; one that the rules keep may still be for a newcomer."""
    return batch.free <= 0 or bool(waiting and not batch.seat_rules_id)


def _cancelled(batch: Batch) -> str:
    if batch.state == BatchState.CANCELLED and batch.why_cancelled:
        return _("This batch will not take place: %(reason)s") % {"reason": batch.why_cancelled}
    return _("This batch does not take registrations.")
