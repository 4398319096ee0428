"""The acceptance list of a batch by score: changed by the head with a reason, fixed once, then decided case by case."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases import bulk
from cases.enums import Bucket, BulkAction
from cases.models import BulkJob, Case, Decision
from cases.rules import Refused
from cases.workflow import jobs
from programs import candidates, proposal
from programs.enums import Mode, Verdict
from programs.models import Adjustment, Batch, Enrolment, Ranking
from programs.proposal import Proposal
from programs.workflow import seats

ACTIONS = {Verdict.ACCEPT: BulkAction.ACCEPT, Verdict.RESERVE: BulkAction.RESERVE, Verdict.OUT: BulkAction.REJECT}


@transaction.atomic
def adjust(
    enrolment: Enrolment, *, verdict: Verdict | None, reason: str = "", by, at: dt.datetime | None = None
) -> None:
    """Change the proposed list for one person, or take the change back (no verdict). The applicant reads the reason.

    Refused without a reason, once the case is decided, and for a seat that does not exist.
    """
    at = at or timezone.now()
    batch = seats.lock(enrolment.batch_id)
    reason = " ".join(reason.split())
    if verdict and not reason:
        raise Refused([_("Write the reason; the applicant reads it.")])
    if not candidates.undecided(batch).filter(pk=enrolment.pk).exists():
        raise Refused([_("This registration is not waiting for the decision any more.")])
    own = Adjustment.objects.filter(enrolment=enrolment)
    if verdict:
        own.update_or_create(
            enrolment=enrolment, defaults={"verdict": verdict.value, "reason": reason, "by": by, "at": at}
        )
    elif not own.delete()[0]:
        return
    _require_seats(batch, at)
    number = Case.objects.values_list("number", flat=True).get(pk=enrolment.registration_id)
    body = {"number": number, "verdict": verdict and verdict.value, "reason": reason}
    log.record("programs.batch.list_changed", batch, by=by, at=at, body=body)


def _require_seats(batch: Batch, at: dt.datetime) -> None:
    """The head cannot give a seat that there is not."""
    wished = Adjustment.objects.filter(enrolment__in=candidates.undecided(batch), verdict=Verdict.ACCEPT)
    if wished.count() > batch.free:
        raise Refused([_("There are only %(count)s free seats.") % {"count": batch.free}])


@transaction.atomic
def fix_list(batch: Batch, *, by, seen: str, told: str = "", at: dt.datetime | None = None) -> list[BulkJob]:
    """Freeze the ranking as it was seen and begin the jobs that decide it; nobody is told before the release.

    With `told` everybody without a place is rejected with these words; without, they stay undecided. Refused when the
    list has changed since it was seen.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    found = proposal.propose(batch, at=at)
    if reasons := refusals(found, seen):
        raise Refused(reasons)
    _freeze(found, by, at)
    counts = {verdict.value: len(found.with_verdict(verdict)) for verdict in Verdict}
    version = batch.seat_rules_id
    log.record("programs.batch.list_fixed", batch, by=by, at=at, body=counts | {"list": seen, "rules": version})
    wanted = [Verdict.ACCEPT, Verdict.RESERVE] + ([Verdict.OUT] if told.strip() else [])
    plans = [(verdict, _plan(found, verdict)) for verdict in wanted if found.with_verdict(verdict)]
    return [jobs.start(plan, by=by, note=told if verdict == Verdict.OUT else "", at=at) for verdict, plan in plans]


def refusals(found: Proposal, seen: str) -> list[str]:
    if found.batch.mode != Mode.SCORE:
        return [_("This batch is not given by score.")]
    if not found.placed:
        return [_("Nobody waits for the decision.")]
    return [_("The list has changed meanwhile. Look at it again.")] if found.digest != seen else []


def _freeze(found: Proposal, by, at: dt.datetime) -> None:
    """A row for each person, and the place as the turn in line. A list that was undone is ranked anew."""
    pks = list(found.people)
    Ranking.objects.filter(enrolment__in=pks).delete()
    last = found.batch.rankings.order_by("-round").values_list("round", flat=True).first() or 0
    rows = [_row(found, each, last + 1, by, at) for each in found.placed]
    Ranking.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        row.enrolment.turn = row.place
    Enrolment.objects.bulk_update([row.enrolment for row in rows], ["turn"], batch_size=500)


def _row(found: Proposal, placed, number: int, by, at: dt.datetime) -> Ranking:
    enrolment = found.people[placed.candidate.pk]
    effects = found.effects[enrolment.pk]
    if hasattr(enrolment, "adjustment"):
        effects = [
            each | ({"reason": enrolment.adjustment.reason} if each["key"] == "changed" else {}) for each in effects
        ]
    return Ranking(
        batch=found.batch,
        enrolment=enrolment,
        round=number,
        place=placed.place,
        of=len(found.placed),
        total=placed.candidate.total,
        verdict=placed.verdict.value,
        effects=effects,
        by=by,
        at=at,
    )


def _plan(found: Proposal, verdict: Verdict) -> bulk.Plan:
    """The cases of one verdict in the order of the ranking, for a job of the desk."""
    chosen = [found.people[each.candidate.pk].registration_id for each in found.with_verdict(verdict)]
    cases = Case.objects.defer("answers", "definition").in_bulk(chosen)
    items = [bulk.Item(cases[pk]) for pk in chosen]
    return bulk.Plan(ACTIONS[verdict], [bulk.Group(str(found.batch), items)])


def plan_release(batch: Batch) -> bulk.Plan:
    """Everything decided and not told of the list, best place first: so the numbers told in line are right."""
    rows = batch.rankings.filter(enrolment__registration__bucket=Bucket.HELD).order_by("round", "place")
    chosen = list(rows.values_list("enrolment__registration", flat=True))
    cases = Case.objects.defer("answers", "definition").in_bulk(chosen)
    decisions = Decision.objects.filter(case__in=chosen, released_at=None).select_related("stage")
    waiting = {each.case_id for each in decisions if each.needs_second}
    items = [bulk.Item(cases[pk], [_("A second officer must agree first.")] * (pk in waiting)) for pk in chosen]
    return bulk.Plan(BulkAction.RELEASE, [bulk.Group(str(batch), items)])
