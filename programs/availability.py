"""Who and what is free at a time: trainers and rooms against every session in operation, with the overlap in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.formats import full_date, time_range
from programs.enums import BatchState
from programs.models import Session, Trainer


def others_at(meetings: list[Session]) -> list[Session]:
    """Sessions of running batches in the time of these, apart from these and from what is held together with them."""
    if not meetings:
        return []
    hosts = {session.host_id for session in meetings}
    first, last = min(each.starts_at for each in meetings), max(each.ends_at for each in meetings)
    rows = Session.objects.taking_place().filter(starts_at__lt=last, ends_at__gt=first)
    rows = rows.exclude(pk__in=[each.pk for each in meetings if each.pk]).exclude(batch__state=BatchState.CANCELLED)
    found = rows.select_related("batch", "trainer", "room").order_by("starts_at", "pk")
    return [each for each in found if each.host_id not in hosts]


def overlaps(meetings: Iterable[Session], others: Iterable[Session], **same: int | None) -> list[str]:
    """What stands in the way of a trainer (`trainer_id=`) or a room (`room_id=`): batch, day and hours of each."""
    ((name, value),) = same.items()
    busy = [other for other in others if value is not None and getattr(other, name) == value]
    pairs = [(mine, other) for mine in meetings for other in busy if _at_once(mine, other)]
    return list(dict.fromkeys(_words(other) for _mine, other in pairs))


def _at_once(mine: Session, other: Session) -> bool:
    """Sessions that only touch do not overlap."""
    return mine.starts_at < other.ends_at and other.starts_at < mine.ends_at


def _words(other: Session) -> str:
    hours = time_range(other.starts_at, other.ends_at)
    words = {"batch": other.batch.label, "day": full_date(other.starts_at), "hours": hours}
    return _("%(batch)s, %(day)s, %(hours)s") % words


def trainers_for(meetings: list[Session]) -> tuple[list[Trainer], list[tuple[Trainer, list[str]]]]:
    """Trainers who are free for all of these sessions, and the others with what they have to do then."""
    others, holding = others_at(meetings), {session.trainer_id for session in meetings}
    people = Trainer.objects.exclude(pk__in=holding if len(holding) == 1 and None not in holding else [])
    known = [(trainer, overlaps(meetings, others, trainer_id=trainer.pk)) for trainer in people]
    return [trainer for trainer, busy in known if not busy], [each for each in known if each[1]]
