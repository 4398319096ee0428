"""Deciding and telling are two things: a Decision reserves what it needs and shows nothing until it is released."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cases import conflicts, messages, rules, services
from cases.enums import Bucket, CaseState, Move, Release
from cases.models import Case, Decision
from cases.workflow import base
from cases.workflow.corrections import reason_text
from core import health, ticks, workdays
from core.models import OfficeSettings


@transaction.atomic
def decide(
    case: Case,
    *,
    verdict: Move,
    by,
    reasons: list[str] = (),
    note: str = "",
    told: str = "",
    revision: int | None = None,
    at: dt.datetime | None = None,
) -> Decision:
    """Decide a case: accept, reserve or reject. Nobody is told before release.

    A seat that an acceptance needs is held now. A rejection needs reasons (keys of the library) or `told`, which the
    applicant reads (UU 25/2009: a refusal is given with its reason); `note` stays among colleagues.
    """
    at = base.moment(at)
    case = base.lock(case)
    base.require_fresh(case, revision)
    verdict = Move(verdict)
    base.require(verdict, case, by=by, at=at)
    if verdict == Move.REJECT and not (reasons or told.strip()):
        raise rules.Refused([_("Choose a reason; the applicant will read it.")])
    decision = Decision.objects.create(
        case_id=case.pk,
        stage=case.stage,
        verdict=verdict.value,
        reasons=list(reasons),
        told=reason_text(case, reasons, told, messages.objection_until(at)),
        note=note,
        by=by,
        at=at,
        release_at=release_at(case.stage, at),
    )
    services.get(case.service).decide(decision, case, at)
    base.write(case, bucket=Bucket.HELD, decided_at=at, **base.free_lease())
    base.record("decided", case, by=by, at=at, public=False, verdict=verdict.value, reasons=list(reasons), note=note)
    return decision


def release_at(stage, at: dt.datetime) -> dt.datetime | None:
    if stage.release == Release.TOGETHER:
        return None
    return at + dt.timedelta(seconds=OfficeSettings.load().undo_seconds)


@transaction.atomic
def second(decision: Decision, *, by, at: dt.datetime | None = None) -> Decision:
    """Agree as the second person where the stage asks for one; never who decided, the applicant, or who filed it."""
    at = base.moment(at)
    case = base.lock_case(decision.case_id)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("stage").get(pk=decision.pk)
    if decision.second_by_id:
        return decision
    if by.pk in (decision.by_id, case.filed_by_id) or conflicts.is_own(by, case.applicant):
        raise rules.Refused([_("Another officer must agree.")])
    decision.second_by, decision.second_at = by, at
    decision.save(update_fields=["second_by", "second_at"])
    base.record("seconded", case, by=by, at=at, public=False, verdict=decision.verdict)
    return decision


@transaction.atomic
def undo(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """Take back a decision that is not told yet: the held seat is free again, the case back in the queue."""
    at = base.moment(at)
    case = base.lock(case)
    decision = case.open_decision
    if decision is None:
        raise rules.Refused([_("There is nothing to undo: the decision has been told.")])
    services.get(case.service).undo(decision, case)
    verdict = decision.verdict
    decision.delete()
    due_at = case.due_at or workdays.deadline(at, case.stage.limit_days)
    bucket = Bucket.OFFICE if case.state == CaseState.IN_REVIEW else Bucket.UNDERWAY
    base.write(case, bucket=bucket, decided_at=None, due_at=due_at if bucket == Bucket.OFFICE else None)
    base.record("undone", case, by=by, at=at, public=False, verdict=verdict)
    return case


@transaction.atomic
def release(case: Case, *, by=None, at: dt.datetime | None = None) -> Case:
    """Make a decision real and tell it: state, seat, public event and message in one transaction.

    Released twice changes nothing. Refused while a second person is still missing.
    """
    at = base.moment(at)
    case = base.lock(case)
    decision = Decision.objects.select_related("stage").filter(case_id=case.pk, released_at=None).first()
    if decision is None:
        return case
    if decision.needs_second:
        raise rules.Refused([_("A second officer must agree first.")])
    move = decision.move
    service = services.get(case.service)
    state = service.outcome(move, case, decision.by, at) or base.after(move, case)
    Decision.objects.filter(pk=decision.pk, released_at=None).update(released_at=at)
    base.write(case, **base.closing(state, at))
    base.record(move, case, by=decision.by, at=at, told=decision.told, released_by=by.pk if by else None)
    tell(case, move, state, decision, at)
    return case


def tell(case: Case, move: Move, state: CaseState, decision: Decision, at: dt.datetime) -> None:
    if move == Move.REJECT:
        days, until = OfficeSettings.load().days_objection, messages.objection_until(at)
        messages.tell(case, "rejected", at=at, reason=decision.told, date=until, days=days)
    elif state == CaseState.OFFERED:
        messages.tell(case, "offer", at=at)
    else:
        messages.tell(case, "accepted" if move == Move.ACCEPT else "reserve", at=at)


def release_age(at: dt.datetime) -> health.Fact:
    """How long the oldest decision has waited since it should have been released by itself."""
    oldest = _due(at).values_list("release_at", flat=True).first()
    problem = _("Decisions wait to be released since more than five minutes: look at the worker.")
    return health.late("release_oldest_seconds", oldest, 300, problem, at)


def _due(at: dt.datetime):
    due = Decision.objects.filter(released_at=None, release_at__lte=at)
    return due.exclude(stage__second_person=True, second_by=None).order_by("release_at")


def release_due(at: dt.datetime | None = None) -> int:
    """Release every decision whose time to undo has passed; the worker calls it."""
    at = base.moment(at)
    ready = _due(at).values_list("case_id", flat=True)[:500]
    return ticks.each("decisions to release", ready, lambda pk: release(Case(pk=pk), at=at))
