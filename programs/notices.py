"""What an editor should know of a batch page: clashes, days that are holidays, what publishing could not apply."""

from collections.abc import Iterable
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from core import questions
from core.formats import full_date, plain_date, time_range
from core.workdays import add_working_days, holidays_between
from programs import explaining, queries, sessions
from programs.enums import BatchState
from programs.models import BatchPage, Room, Trainer
from programs.service import procedure_of

SHOWN = 5


def notices(page: BatchPage) -> list[str]:
    """Lasting warnings of a page as it stands in its newest draft."""
    return [
        *_cancelled(page),
        *_not_applied(page),
        *_decided_late(page),
        *_groups_not_asked(page),
        *_holidays(page),
        *_outside(page),
        *clash_notices(page),
    ]


def clash_notices(page: BatchPage) -> list[str]:
    """Rooms and trainers that would be in two places at once, by batch, day and hours; drafts are compared, too."""
    mine = queries.slots_of(page)
    found = [*sessions.clashes(mine, queries.other_slots(page, mine)), *_clashes_within(mine)]
    return _shortened([_clash(clash) for clash in found])


def _clashes_within(mine: list) -> list:
    """Two sessions of the page itself at one time."""
    ordered = sorted(mine, key=lambda slot: slot.starts_at)
    return [clash for first, second in pairwise(ordered) for clash in sessions.clashes([first], [second])]


def _clash(clash: sessions.Clash) -> str:
    other = _("%(batch)s (draft)") % {"batch": clash.other.batch} if clash.other.is_draft else clash.other.batch
    words = {
        "what": _what(clash),
        "day": full_date(clash.mine.starts_at),
        "mine": time_range(clash.mine.starts_at, clash.mine.ends_at),
        "other": other,
        "hours": time_range(clash.other.starts_at, clash.other.ends_at),
    }
    return _("%(what)s: %(day)s, %(mine)s clashes with %(other)s, %(hours)s.") % words


def _what(clash: sessions.Clash) -> str:
    names = []
    if clash.by_room:
        names.append(str(Room.objects.get(pk=clash.mine.room_id)))
    if clash.by_trainer:
        names.append(str(Trainer.objects.get(pk=clash.mine.trainer_id)))
    return ", ".join(names)


def _cancelled(page: BatchPage) -> list[str]:
    """The page stays on the site and says why; what is published later changes words only."""
    batch = page.batch
    if batch is None or batch.state != BatchState.CANCELLED:
        return []
    words = _("This batch is cancelled: %(reason)s Publishing the page changes its words, not its dates.")
    return [words % {"reason": batch.why_cancelled}]


def _not_applied(page: BatchPage) -> list[str]:
    """The seats on the page that publishing could not give."""
    batch = page.batch
    if batch is None or page.capacity >= batch.held + batch.seated:
        return []
    words = _("The page says %(wished)s seats, but %(used)s are promised or taken. The batch keeps %(kept)s seats.")
    return [words % {"wished": page.capacity, "used": batch.held + batch.seated, "kept": batch.capacity}]


def _decided_late(page: BatchPage) -> list[str]:
    """A training that starts before the last decision of its procedure is due: nobody could plan for it."""
    if not (page.closes_at and page.starts_on):
        return []
    day = timezone.localdate(page.closes_at)
    for stage in procedure_of(page.get_parent().specific).current.stages.all():
        day = add_working_days(day, stage.limit_days)
    words = _("By the limits of its procedure the last decision falls on %(day)s, after the training has started.")
    return [words % {"day": full_date(day)}] if day >= page.starts_on else []


def _holidays(page: BatchPage) -> list[str]:
    days = sorted({timezone.localdate(child.starts_at) for child in page.page_sessions.all()})
    closed = holidays_between(days[0], days[-1]) if days else set()
    return [_("The session on %(day)s falls on a holiday.") % {"day": full_date(day)} for day in days if day in closed]


def _outside(page: BatchPage) -> list[str]:
    """Sessions before the first or after the last day of the training."""
    if not (page.starts_on and page.ends_on):
        return []
    days = sorted({timezone.localdate(child.starts_at) for child in page.page_sessions.all()})
    outside = [day for day in days if not page.starts_on <= day <= page.ends_on]
    words = _("The session on %(day)s lies outside of the training (%(first)s to %(last)s).")
    span = {"first": plain_date(page.starts_on), "last": plain_date(page.ends_on)}
    return _shortened([words % ({"day": full_date(day)} | span) for day in outside])


def _shortened(lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    more = [_("… and %(count)s more.") % {"count": len(lines) - SHOWN}] if len(lines) > SHOWN else []
    return lines[:SHOWN] + more


def _groups_not_asked(page: BatchPage) -> list[str]:
    """A share of the seat rules whose question the programme does not ask has no members: it is said, not guessed."""
    program = page.program
    version = program.seat_rules.current if program.seat_rules_id else None
    asked = {question["key"] for question in questions.every(questions.definition(program.questions))}
    shares = version.content.get("shares", ()) if version else ()
    words = _("The seat rules keep seats for “%(group)s”, but the programme does not ask the question “%(key)s”.")
    return [
        words % {"group": explaining.label(share), "key": share["question"]}
        for share in shares
        if share["question"] not in asked
    ]
