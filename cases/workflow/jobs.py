"""Carrying out a plan for many cases in parts: the cases of a part and their results are one transaction.

A job survives the end of its worker: what was done is written with the cases, the rest still waits. A part that fails
as a whole is done again case by case, so that one faulty case stops no other.
"""

import datetime as dt
import logging
import time

from django.db import OperationalError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import log
from cases import bulk, rules
from cases.enums import ACTIVE_JOBS, BulkAction, ItemState, JobState
from cases.models import BulkItem, BulkJob, Case, Decision
from cases.workflow import base, decisions, many, review

CHUNK = 200  # cases of one transaction, between two looks at whether somebody has paused the job
LEASE = dt.timedelta(seconds=30)  # a part takes about one; what the lease guards is only work for nothing
ROUND_SECONDS = 4.0  # of the worker's round, so that decisions and messages do not wait for a long job
UNDOABLE = (BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.REJECT)
logger = logging.getLogger(__name__)


@transaction.atomic
def start(plan: bulk.Plan, *, by, reasons=(), note: str = "", at: dt.datetime | None = None) -> BulkJob:
    """Write a plan down as a job; nothing is done to a case yet. Who stays is in it with the reasons of the plan."""
    language = (translation.get_language() or "id")[:5]
    job = BulkJob.objects.create(
        action=plan.action.value, by=by, reasons=list(reasons), note=note, language=language, at=base.moment(at)
    )
    BulkItem.objects.bulk_create(
        (_planned(job, position, item) for position, item in enumerate(plan.items)), batch_size=500
    )
    log.record("cases.bulkjob.start", job, by=by, at=at, body={"action": job.action, "cases": len(plan.ready)})
    return job


def _planned(job: BulkJob, position: int, item: bulk.Item) -> BulkItem:
    state = ItemState.LEFT if item.reasons else ItemState.WAITING
    return BulkItem(
        job=job,
        position=position,
        case_id=item.case.pk,
        revision=item.case.revision,
        state=state.value,
        reasons=item.reasons,
    )


@transaction.atomic
def pause(job: BulkJob, *, by, at: dt.datetime | None = None) -> None:
    """Stop after the part in hand; nothing that was done is taken back."""
    if BulkJob.objects.filter(pk=job.pk, state=JobState.RUNNING).update(state=JobState.PAUSED):
        log.record("cases.bulkjob.pause", job, by=by, at=at)


@transaction.atomic
def resume(job: BulkJob, *, by, at: dt.datetime | None = None) -> None:
    """Go on where it was paused."""
    if BulkJob.objects.filter(pk=job.pk, state=JobState.PAUSED).update(state=JobState.RUNNING):
        log.record("cases.bulkjob.resume", job, by=by, at=at)


@transaction.atomic
def undo(job: BulkJob, *, by, at: dt.datetime | None = None) -> None:
    """Take back every decision of the job that is not told yet; what had not begun stays as it is.

    Refused for passing and for releasing: the first is past, the second is told.
    """
    if job.action not in UNDOABLE:
        raise rules.Refused([_("This cannot be undone for all at once.")])
    open_states = (JobState.RUNNING, JobState.PAUSED, JobState.DONE)
    if BulkJob.objects.filter(pk=job.pk, state__in=open_states).update(state=JobState.UNDOING, ended_at=None):
        stopped = [_("Stopped before its turn.")]
        job.items.filter(state=ItemState.WAITING).update(state=ItemState.LEFT, reasons=stopped)
        log.record("cases.bulkjob.undo", job, by=by, at=at)


def work(job: BulkJob, *, limit: int = CHUNK, at: dt.datetime | None = None) -> int:
    """Do the next part of a job and return how many cases were looked at; 0 when another worker has it in hand."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    mine = BulkJob.objects.filter(free, pk=job.pk, state__in=ACTIVE_JOBS)
    if not mine.update(lease_until=now + LEASE):
        return 0
    try:
        with translation.override(job.language):
            return _part(BulkJob.objects.get(pk=job.pk), limit, at)
    finally:
        BulkJob.objects.filter(pk=job.pk).update(lease_until=None)


def _part(job: BulkJob, limit: int, at: dt.datetime | None) -> int:
    state = ItemState.DONE if job.state == JobState.UNDOING else ItemState.WAITING
    pks = list(job.items.filter(state=state).values_list("pk", flat=True)[:limit])
    try:
        _together(job, pks, state, at)
    except OperationalError:  # the database is busy or gone: the items wait and are tried again
        raise
    except Exception:
        logger.exception("a part of bulk job %s failed and is done case by case", job.pk)
        act = _take_back if state == ItemState.DONE else _carry_out
        for pk in pks:
            _one(pk, job.state, state, act, at)
    if not job.items.filter(state=state).exists():
        _finish(job, at)
    return len(pks)


@transaction.atomic
def _together(job: BulkJob, pks: list[int], state: ItemState, at: dt.datetime | None) -> None:
    """The whole part and its results; nothing when somebody has paused the job meanwhile."""
    items = list(job.items.select_for_update(of=("self",)).filter(pk__in=pks, state=state))
    if not items or not BulkJob.objects.filter(pk=job.pk, state=job.state).exists():
        return
    if state == ItemState.DONE:
        result = many.undo({item.case_id: item.decision for item in items}, by=job.by, at=at)
        end, left = {"state": ItemState.UNDONE}, ItemState.TOLD
    else:
        result = _act_on_all(job, items, at)
        end, left = {"state": ItemState.DONE, "decision": _decision_made(job)}, ItemState.LEFT
    done = set(result.done)
    BulkItem.objects.filter(pk__in=[item.pk for item in items if item.case_id in done]).update(**end)
    _write_left([item for item in items if item.case_id not in done], result, left)


def _decision_made(job: BulkJob) -> Subquery | None:
    """The decision of each case that this part has just made, for undoing exactly this one."""
    if job.action not in UNDOABLE:
        return None
    made = Decision.objects.filter(case=OuterRef("case"), released_at=None)
    return Subquery(made.values("pk")[:1])


def _act_on_all(job: BulkJob, items: list[BulkItem], at: dt.datetime | None) -> many.Result:
    action, seen = BulkAction(job.action), {item.case_id: item.revision for item in items}
    if action == BulkAction.RELEASE:
        return many.release(list(seen), by=job.by, at=at)
    if action == BulkAction.PASS:
        return many.pass_stage(seen, by=job.by, at=at)
    words = {"reasons": job.reasons, "told": job.note}
    return many.decide(seen, verdict=action.move, by=job.by, at=at, **words)


def _write_left(items: list[BulkItem], result: many.Result, state: ItemState) -> None:
    for item in items:
        item.state, item.reasons = state, result.left.get(item.case_id, [])
    BulkItem.objects.bulk_update(items, ["state", "reasons"])


def _finish(job: BulkJob, at: dt.datetime | None) -> None:
    end = JobState.UNDONE if job.state == JobState.UNDOING else JobState.DONE
    BulkJob.objects.filter(pk=job.pk, state=job.state).update(state=end, ended_at=base.moment(at))


def _one(pk: int, job_state: str, state: ItemState, act, at: dt.datetime | None) -> None:
    """One case and its result in one transaction. A fault in one case does not stop the others."""
    try:
        with transaction.atomic():
            item = BulkItem.objects.select_for_update(of=("self",)).select_related("job", "job__by").get(pk=pk)
            if item.state != state or item.job.state != job_state:
                return  # somebody has paused it, or was quicker
            act(item, at)
            item.save(update_fields=["state", "reasons", "decision"])
    except OperationalError:  # the database is busy or gone: the item waits and is tried again
        raise
    except Exception:
        logger.exception("bulk item %s failed", pk)
        fault = [_("A fault stopped this case; it was not changed. Open it and try it by itself.")]
        BulkItem.objects.filter(pk=pk, state=state).update(state=ItemState.LEFT, reasons=fault)


def _carry_out(item: BulkItem, at: dt.datetime | None) -> None:
    """Do it; a case that changed meanwhile, or a seat that went, is refused by the engine and told in its row."""
    try:
        item.decision, item.state = _act(item, at), ItemState.DONE
    except rules.Refused as refusal:
        item.state, item.reasons = ItemState.LEFT, [str(reason) for reason in refusal.reasons]


def _act(item: BulkItem, at: dt.datetime | None) -> int | None:
    job, case, revision = item.job, Case(pk=item.case_id), item.revision
    action = BulkAction(job.action)
    if action == BulkAction.RELEASE:
        decisions.release(case, by=job.by, at=at)
    elif action == BulkAction.PASS:
        review.pass_stage(case, by=job.by, revision=revision, at=at)
    else:
        words = {"reasons": job.reasons, "told": job.note}
        return decisions.decide(case, verdict=action.move, by=job.by, revision=revision, at=at, **words).pk
    return None


def _take_back(item: BulkItem, at: dt.datetime | None) -> None:
    """Undo exactly the decision of this job; one that was told, or replaced by another, stays."""
    case = Case.objects.only("pk", "service", "subject_id").get(pk=item.case_id)
    decision = case.open_decision
    if decision is None or decision.pk != item.decision:
        item.state, item.reasons = ItemState.TOLD, [_("Told already; it cannot be undone any more.")]
        return
    decisions.undo(case, by=item.job.by, at=at)
    item.state = ItemState.UNDONE


def work_due(at: dt.datetime | None = None) -> int:
    """The worker's round: a few seconds for the jobs that wait, the oldest first."""
    end, done = time.monotonic() + ROUND_SECONDS, 0
    for job in BulkJob.objects.active().order_by("at"):
        while time.monotonic() < end:
            part = work(job, at=at)
            done += part
            if not part:
                break
    return done
