"""What every verb does: lock in one order, ask the rules, write the row once, record the event."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit import log
from audit.models import Event
from cases import queries, rules, services
from cases.enums import CLOSED_STATES, MOVES, Bucket, CaseState, Move
from cases.models import Case


def moment(at: dt.datetime | None) -> dt.datetime:
    return at or timezone.now()


def lock(case: Case | int) -> Case:
    """Lock the subject, then the case: any other order deadlocks. Returns the fresh case with `subject` set."""
    pk = case if isinstance(case, int) else case.pk
    service, subject_id = Case.objects.values_list("service", "subject_id").get(pk=pk)
    subject = services.get(service).lock_subject(subject_id)
    locked = lock_case(pk)
    locked.subject = subject
    return locked


def lock_case(case: Case | int) -> Case:
    """Lock the case alone, for what touches no seat.

    The stage is not joined: it changes under the lock, and PostgreSQL then finds no row for the old join.
    """
    pk = case if isinstance(case, int) else case.pk
    return Case.objects.select_for_update(of=("self",)).select_related("applicant__user").get(pk=pk)


def require(move: Move, case: Case, *, by, at: dt.datetime) -> None:
    """Raise Refused unless the table, the situation and the service all allow the move."""
    reasons = rules.refusals(move, queries.situation(case, by, at))
    if not reasons:
        subject = getattr(case, "subject", None)
        reasons = services.get(case.service).guard(move, case, subject, at)
    if reasons:
        raise rules.Refused(reasons)


def require_fresh(case: Case, revision: int | None) -> None:
    """Refuse a form that was filled in before somebody else changed the case; say who and when."""
    if revision is None or revision == case.revision:
        return
    last = Event.objects.filter(object_type="cases.case", object_ref=str(case.pk)).order_by("-at").first()
    raise rules.Stale([who_and_when(last)])


def who_and_when(event: Event | None) -> str:
    if event is None:
        return _("Somebody changed this case meanwhile. Look at it again.")
    facts = {"person": person(event.actor_ref), "time": date_format(timezone.localtime(event.at), "H.i")}
    return _("%(person)s changed this case at %(time)s. Look at it again; nothing of yours was saved.") % facts


def person(actor_ref: str) -> str:
    """The name of an actor for colleagues; the system where nobody acted."""
    from accounts.models import User

    kind, _sep, pk = actor_ref.partition(":")
    user = User.objects.filter(pk=pk).first() if kind == "user" else None
    return user.label if user else str(_("The system"))


def drop_decisions(case: Case) -> bool:
    """Take back what was decided and not told: the case takes another way. Whether there was anything."""
    service, dropped = services.get(case.service), False
    for decision in case.decisions.filter(released_at=None):
        service.undo(decision, case)
        decision.delete()
        dropped = True
    return dropped


def write(case: Case, **fields) -> None:
    """Write changed columns of a case through the parent manager; every write counts the revision up."""
    fields["revision"] = case.revision + 1
    Case.objects.filter(pk=case.pk).update(**fields)
    for name, value in fields.items():
        setattr(case, name, value)


def free_lease() -> dict:
    return {"lease_by": None, "lease_since": None, "lease_until": None}


def closing(state: CaseState, at: dt.datetime) -> dict:
    """The columns that follow from a state: whose turn it is, and the end of a closed case."""
    if state in CLOSED_STATES:
        return {"state": state, "bucket": Bucket.CLOSED, "closed_at": at, "due_at": None}
    bucket = Bucket.APPLICANT if state == CaseState.OFFERED else Bucket.UNDERWAY
    return {"state": state, "bucket": bucket, "due_at": None}


def after(move: Move, case: Case) -> CaseState:
    return MOVES[CaseState(case.state)][move]


def record(move: Move | str, case: Case, *, by, at: dt.datetime, public: bool = True, **body) -> Event:
    """The event of a move; `body` may hold what the applicant or colleagues wrote."""
    verb = move.value if isinstance(move, Move) else move
    return log.record(f"cases.case.{verb}", _row(case), by=by, at=at, public=public, body=about(case) | body)


def about(case: Case) -> dict:
    """What the event of every move says of its case."""
    return {"stage": case.stage_id, "counted": case.applicant.counted}


def _row(case: Case) -> Case:
    """Events of a child row are events of its case."""
    return case if type(case) is Case else Case(pk=case.pk)
