"""What happens to a case when the office changes what was asked for: it does not take place, or another takes over.

Only the app that owns the subject calls these, from its own workflow and under its own permission: an officer who is
an applicant as well ends with everybody else, so no rule about the actor is asked.
"""

import datetime as dt

from django.db import transaction

from cases import messages, services
from cases.enums import Bucket, CaseState, Move
from cases.models import Case
from cases.workflow import base
from core import workdays


@transaction.atomic
def cancel(case: Case, *, by, told: dict[str, str], message: str, at: dt.datetime | None = None) -> Case:
    """End a case because what it asked for does not take place; `told` has the reason in each language.

    Nobody is rejected and nobody withdrew, so it is neither. A decision that was not told is dropped, an open
    correction lapses, seat and rank are given back, and the applicant is told once by `message`.
    """
    at = base.moment(at)
    case = base.lock(case)
    if case.state == CaseState.CANCELLED:
        return case
    base.require(Move.CANCEL, case, by=None, at=at)
    base.drop_decisions(case)
    services.get(case.service).outcome(Move.CANCEL, case, by, at)
    case.corrections.filter(answered_at=None, lapsed_at=None).update(lapsed_at=at)
    base.write(case, **base.closing(CaseState.CANCELLED, at), **base.free_lease())
    base.record(Move.CANCEL, case, by=by, at=at, told=told[case.language])
    messages.tell(case, message, at=at, reason=told[case.language])
    return case


@transaction.atomic
def transfer(case: Case, *, to: int, by, told: dict[str, str], at: dt.datetime | None = None) -> Case:
    """Let a case go on at another subject of its service (`to`), with its number, documents and verdicts.

    The service says which place it has there and, where that is less than before, the state that follows; its app
    tells the person. A decision that was not told was one among the others of the old subject: it is dropped, and the
    office decides anew.
    """
    at = base.moment(at)
    case, target = _lock_both(case, to)
    if case.subject_id == to:
        return case
    base.require(Move.TRANSFER, case, by=None, at=at)
    was_decided, old = base.drop_decisions(case), case.subject_label
    case.target = target
    state = services.get(case.service).outcome(Move.TRANSFER, case, by, at) or base.after(Move.TRANSFER, case)
    columns = _in_review(case, at) if was_decided else _columns(case, state, at)
    base.write(case, subject_id=to, subject_label=str(target)[:160], **columns, **base.free_lease())
    case.subject = target
    base.record(Move.TRANSFER, case, by=by, at=at, told=told[case.language], before=old, after=case.subject_label)
    return case


def _lock_both(case: Case, to: int) -> tuple[Case, object]:
    """Both subjects by ascending id, then the case: two transfers in opposite directions must not wait in a ring."""
    service, old = Case.objects.values_list("service", "subject_id").get(pk=case.pk)
    locked = {pk: services.get(service).lock_subject(pk) for pk in sorted({old, to})}
    case = base.lock_case(case)
    case.subject = locked.get(case.subject_id)
    return case, locked[to]


def _columns(case: Case, state: CaseState, at: dt.datetime) -> dict:
    return {} if state == case.state else base.closing(state, at)


def _in_review(case: Case, at: dt.datetime) -> dict:
    """Undecided again: at the office where it was being checked, in line where it had a rank already."""
    if case.state != CaseState.IN_REVIEW:
        return {"bucket": Bucket.UNDERWAY, "decided_at": None}
    due_at = case.due_at or workdays.deadline(at, case.stage.limit_days)
    return {"bucket": Bucket.OFFICE, "decided_at": None, "due_at": due_at}
