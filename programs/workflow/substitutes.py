"""A trainer who cannot come: somebody else holds the sessions, and keeps their lists from that moment on."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from core import outbox
from core.links import absolute
from programs import availability
from programs.models import Session, Trainer
from programs.workflow import meetings

STANDS_IN, CHANGED = "stands_in", "trainer_changed"


@transaction.atomic
def name_substitute(
    sessions: list[Session], trainer: Trainer, *, by, is_told: bool = False, at: dt.datetime | None = None
) -> int:
    """Let `trainer` hold these sessions and what is held together with them; returns how many changed.

    Only who has no other session at that time, looked at again under the lock of the trainer's row. Access to a list
    follows the trainer of its session, so it moves at once. Participants are told only where the office says so: what
    they have to know is when and where, and that stays. The plan on the page stays as well; naming its trainer again
    ends the substitution. Asked twice, nothing changes.
    """
    at = at or timezone.now()
    locked = meetings.lock(_whole(sessions))
    trainer = Trainer.objects.select_for_update(of=("self",)).select_related("user").get(pk=trainer.pk)
    changing = [session for session in locked if session.trainer_id != trainer.pk]
    if reasons := refusals(changing, trainer):
        raise Refused(reasons)
    for session in changing:
        _stand_in(session, trainer, by, at)
    if changing:
        _tell_trainer(changing, trainer, at)
    if is_told:
        meetings.tell_batches(changing, CHANGED, _words(trainer), at=at)
    return len(changing)


def refusals(sessions: list[Session], trainer: Trainer) -> list[str]:
    """Why this trainer cannot hold these sessions, in words: they are over, or other work overlaps."""
    if reasons := meetings.over_refusals(sessions):
        return reasons
    found = availability.overlaps(sessions, availability.others_at(sessions), trainer_id=trainer.pk)
    words = _("%(trainer)s is not free: %(other)s.")
    return [words % {"trainer": trainer.name, "other": other} for other in found]


def _whole(sessions: list[Session]) -> list[Session]:
    """One meeting has one trainer, whatever it is held together with."""
    return [each for session in sessions for each in meetings.together(session)]


def _stand_in(session: Session, trainer: Trainer, by, at: dt.datetime) -> None:
    """No calendar shows the trainer, so the event of the session keeps its SEQUENCE."""
    before, planned = session.trainer, session.planned_trainer if session.substituted_at else session.trainer
    is_back = session.substituted_at is not None and planned == trainer
    session.trainer = trainer
    session.planned_trainer, session.substituted_at = (None, None) if is_back else (planned, at)
    session.save(update_fields=["trainer", "planned_trainer", "substituted_at"])
    body = {"batch": session.batch.code, "before": before.pk if before else None, "after": trainer.pk}
    log.record("programs.session.substitute", session, by=by, at=at, body=body)


def _tell_trainer(sessions: list[Session], trainer: Trainer, at: dt.datetime) -> None:
    """Who stands in is told by mail which sessions they hold now, if the account has an address."""
    user = trainer.user
    if user is None or not user.is_active:
        return
    with translation.override(user.language):
        facts = {"first_name": user.label, "sessions": _with_batches(sessions), "link": _link()}
        key = f"trainer:{trainer.pk}:{STANDS_IN}:{sessions[0].pk}:{at.timestamp()}"
        outbox.queue(STANDS_IN, key=key, to=user.email, language=user.language, facts=facts)


def _with_batches(sessions: list[Session]) -> str:
    return "\n".join(f"- {session.batch.label}: {meetings.line(session)}" for session in sessions)


def _link() -> str:
    return absolute("/cms/layanan/kehadiran/")


def _words(trainer: Trainer):
    def words(language: str, sessions: list[Session]) -> dict:
        return {"sessions": meetings.lines(sessions), "trainer": trainer.name}

    return words
