"""Until when somebody of the reserve list takes over a seat of a training that has begun (settings of the office)."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import full_date
from programs.enums import BatchState
from programs.models import Batch, TrainingSettings


def training_days(batch: Batch) -> list[tuple[dt.date, dt.datetime]]:
    """Each day with a session that takes place, and when its first one begins; make-up sessions make no day."""
    days: dict[dt.date, dt.datetime] = {}
    for starts_at in batch.sessions.planned().taking_place().order_by("starts_at").values_list("starts_at", flat=True):
        days.setdefault(timezone.localdate(starts_at), starts_at)
    return list(days.items())


def replaced_until(batch: Batch) -> dt.datetime | None:
    """When the training day begins from which nobody is replaced; None where the batch has no such day."""
    number = TrainingSettings.load().replaced_before_day
    days = training_days(batch)
    return days[number - 1][1] if len(days) >= number else None


def may_offer(batch: Batch, at: dt.datetime) -> bool:
    """Whether a free seat still goes to the reserve list: before the first day, or until that training day begins."""
    if batch.state != BatchState.RUNNING:
        return False
    if not has_begun(batch, at):
        return True
    until = replaced_until(batch)
    return until is not None and at < until


def has_begun(batch: Batch, at: dt.datetime) -> bool:
    return timezone.localdate(at) >= batch.starts_on


def deadline(batch: Batch, at: dt.datetime) -> dt.datetime:
    """Until when a seat offered now can be taken: some hours, at the latest when that training day begins."""
    limit = at + dt.timedelta(hours=TrainingSettings.load().replacement_hours)
    until = replaced_until(batch)
    return min(limit, until) if until else limit


def words(batch: Batch, at: dt.datetime) -> str:
    """What becomes of a seat that is free now, for the office."""
    number = TrainingSettings.load().replaced_before_day
    if may_offer(batch, at):
        until = replaced_until(batch)
        day = full_date(until) if until else full_date(batch.starts_on)
        said = _("A free seat is offered to the reserve list until training day %(number)s begins, on %(day)s.")
        return said % {"number": number, "day": day}
    said = _("Training day %(number)s has begun: who joins now would miss too much. A free seat stays empty.")
    return said % {"number": number}
