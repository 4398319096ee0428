"""The verbs of the desk for many cases at once: rules, locks, events and messages are those of one case.

The number of statements does not grow with the cases. A refused case stays with its reasons and hinders no other; a
fault of the whole takes everything back, and the caller goes case by case.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.models import Event
from cases import messages, queries, rules, services
from cases.enums import Bucket, CaseState, Move
from cases.models import Case, Decision, Stage
from cases.workflow import base, decisions, sharing
from cases.workflow.corrections import reason_texts
from core import outbox, workdays


@dataclass
class Result:
    """What became of each case: done, or left with the reasons."""

    done: list[int] = field(default_factory=list)
    left: dict[int, list[str]] = field(default_factory=dict)

    def leave(self, case: Case | int, reasons: list) -> None:
        self.left[getattr(case, "pk", case)] = [str(reason) for reason in reasons]

    def staying(self, cases: list[Case]) -> list[Case]:
        return [case for case in cases if case.pk not in self.left]


@transaction.atomic
def decide(
    wanted: dict[int, int], *, verdict: Move, by, reasons=(), told: str = "", at: dt.datetime | None = None
) -> Result:
    """Decide many cases alike, in the order given (case -> the revision seen). Nobody is told before release."""
    at, result = base.moment(at), Result()
    cases = _lock(wanted)
    _require(verdict, cases, wanted, result, by=by, at=at)
    made = _decisions(result, cases, verdict=verdict, by=by, reasons=list(reasons), told=told, at=at)
    for subject, own in _by_subject(result.staying(cases)):
        for pk, why in _hold(subject, own, made, at).items():
            result.leave(pk, why)
    result.done = [case.pk for case in result.staying(cases)]
    Decision.objects.bulk_create(made[pk] for pk in result.done)
    _write(result.done, bucket=Bucket.HELD, decided_at=at, **base.free_lease())
    body = {"verdict": verdict.value, "reasons": list(reasons), "note": ""}
    _record("decided", result.staying(cases), by=by, at=at, public=False, body=body)
    return result


def _decisions(result: Result, cases: list[Case], *, verdict, by, reasons, told: str, at) -> dict[int, Decision]:
    """A decision for each case that may have one, with the words its applicant will read."""
    able, made = result.staying(cases), {}
    texts = reason_texts(able, reasons, told, messages.objection_until(at))
    for case in able:
        try:
            text = texts[case.pk]()
        except rules.Refused as refusal:
            result.leave(case, refusal.reasons)
            continue
        if verdict == Move.REJECT and not text:
            result.leave(case, [_("Choose a reason; the applicant will read it.")])
            continue
        release_at = decisions.release_at(case.stage, at)
        fields = {"case_id": case.pk, "stage": case.stage, "verdict": verdict.value, "reasons": reasons}
        made[case.pk] = Decision(**fields, told=text, by=by, at=at, release_at=release_at)
    return made


def _hold(subject, cases: list[Case], made: dict[int, Decision], at: dt.datetime) -> dict[int, list]:
    """Reserve what the verdict needs; who gets nothing is named with the reasons."""
    service = services.get(cases[0].service)
    if service.many:
        return service.many.decide(made[cases[0].pk].move, subject, cases, at)
    refused = {}
    for case in () if services.holds_nothing(service) else cases:
        try:
            with transaction.atomic():
                service.decide(made[case.pk], case, at)
        except rules.Refused as refusal:
            refused[case.pk] = refusal.reasons
    return refused


@transaction.atomic
def pass_stage(wanted: dict[int, int], *, by, at: dt.datetime | None = None) -> Result:
    """Send many cases to their next stage, each with that stage's limit and the officer in charge there."""
    at, result = base.moment(at), Result()
    cases = _lock(wanted, subjects=False)
    _require(Move.PASS_STAGE, cases, wanted, result, by=by, at=at)
    following = {stage: stage.next() for stage in {case.stage for case in cases}}
    for case in result.staying(cases):
        if following[case.stage] is None:
            result.leave(case, [_("This is the last stage of the procedure.")])
    for (passed, topic, service), own in _grouped(result.staying(cases), _road):
        stage = following[passed]
        due, officer = workdays.deadline(at, stage.limit_days), sharing.in_charge(service, topic, stage)
        fields = {"stage": stage, "due_at": due, "is_corrected": False, "assigned_to_id": officer}
        _write([case.pk for case in own], **fields, **base.free_lease())
        for case in own:
            case.stage = stage
        body = {"passed": passed.name_id, "passed_en": passed.name_en, "note": "", "due_at": due}
        _record(Move.PASS_STAGE, own, by=by, at=at, body=body)
    result.done = [case.pk for case in result.staying(cases)]
    return result


def _road(case: Case) -> tuple:
    return case.stage, sharing.topic(case.subject_label), case.service


@transaction.atomic
def release(pks: list[int], *, by, at: dt.datetime | None = None) -> Result:
    """Make many decisions real and tell them. A case that waits for no decision is done already."""
    at, result = base.moment(at), Result(done=list(pks))
    cases = _lock(dict.fromkeys(pks))
    waiting = _open_decisions(cases)
    for pk, decision in waiting.items():
        if decision.needs_second:
            result.leave(pk, [_("A second officer must agree first.")])
    result.done = [pk for pk in pks if pk not in result.left]
    ready = [case for case in result.staying(cases) if case.pk in waiting]
    states = {}
    for subject, own in _by_subject(ready):
        states |= _outcomes(subject, own, waiting, at)
    open_rows = Decision.objects.filter(pk__in=[waiting[case.pk].pk for case in ready], released_at=None)
    open_rows.update(released_at=at)
    for state, own in _grouped(ready, lambda case: states[case.pk]):
        fields = base.closing(state, at)
        _write([case.pk for case in own], **fields)
        _remember(own, **fields)
    _record_released(ready, waiting, by, at)
    with outbox.together():
        for case in ready:
            decisions.tell(case, waiting[case.pk].move, CaseState(case.state), waiting[case.pk], at)
    return result


def _outcomes(subject, cases: list[Case], waiting: dict[int, Decision], at: dt.datetime) -> dict[int, CaseState]:
    """The state that follows for each case of one subject."""
    service, found = services.get(cases[0].service), {}
    for move, own in _grouped(cases, lambda case: waiting[case.pk].move):
        if service.many:
            given = service.many.outcome(move, subject, own, at)
        else:
            given = {case.pk: service.outcome(move, case, waiting[case.pk].by, at) for case in own}
        found |= {case.pk: given.get(case.pk) or base.after(move, case) for case in own}
    return found


def _record_released(cases: list[Case], waiting: dict[int, Decision], by, at: dt.datetime) -> None:
    released_by = by.pk if by else None
    rows = []
    for case in cases:
        decision = waiting[case.pk]
        body = {"told": decision.told, "released_by": released_by}
        rows.append(_event(decision.move, case, by=decision.by, at=at, body=body))
    log.record_many(rows)


@transaction.atomic
def undo(wanted: dict[int, int | None], *, by, at: dt.datetime | None = None) -> Result:
    """Take back exactly these decisions (case -> decision); one that was told, or replaced by another, stays."""
    at, result = base.moment(at), Result()
    cases = _lock(wanted)
    waiting = _open_decisions(cases)
    for case in cases:
        if case.pk not in waiting or waiting[case.pk].pk != wanted[case.pk]:
            result.leave(case, [_("Told already; it cannot be undone any more.")])
    ready = result.staying(cases)
    for subject, own in _by_subject(ready):
        _give_back(subject, own, waiting, at)
    Decision.objects.filter(pk__in=[waiting[case.pk].pk for case in ready]).delete()
    for back, own in _grouped(ready, partial(_where_to, at=at)):
        _write([case.pk for case in own], decided_at=None, **dict(back))
    verdicts = {case.pk: {"verdict": waiting[case.pk].verdict} for case in ready}
    log.record_many([_event("undone", case, by=by, at=at, public=False, body=verdicts[case.pk]) for case in ready])
    result.done = [case.pk for case in ready]
    return result


def _give_back(subject, cases: list[Case], waiting: dict[int, Decision], at: dt.datetime) -> None:
    service = services.get(cases[0].service)
    for move, own in _grouped(cases, lambda case: waiting[case.pk].move):
        if service.many:
            service.many.undo(move, subject, own, at)
            continue
        for case in own:
            service.undo(waiting[case.pk], case)


def _where_to(case: Case, *, at: dt.datetime) -> tuple:
    """Where an undone case goes, as columns; one whose clock ran keeps its deadline."""
    if case.state != CaseState.IN_REVIEW:
        return ("bucket", Bucket.UNDERWAY), ("due_at", None)
    back = ("bucket", Bucket.OFFICE)
    return (back,) if case.due_at else (back, ("due_at", workdays.deadline(at, case.stage.limit_days)))


# What all of them do


def _lock(wanted: dict[int, object], *, subjects: bool = True) -> list[Case]:
    """Lock the subjects in ascending order, then the cases; gives them in the order of `wanted`."""
    pks = list(wanted)
    names = Case.objects.filter(pk__in=pks).order_by("service", "subject_id").values_list("service", "subject_id")
    locked = {(name, pk): services.get(name).lock_subject(pk) for name, pk in names.distinct()} if subjects else {}
    rows = Case.objects.select_for_update(of=("self",)).select_related("applicant__user").filter(pk__in=pks)
    cases = list(rows.order_by("pk"))
    for case in cases:
        case.subject = locked.get((case.service, case.subject_id))
    _attach(cases)
    for subject, own in _by_subject(cases) if subjects else ():
        many = services.get(own[0].service).many
        if many:
            many.recall(subject, own)
    place = {pk: number for number, pk in enumerate(pks)}
    return sorted(cases, key=lambda case: place[case.pk])


def _attach(cases: list[Case]) -> None:
    """Stage and holder of every case: two statements. Not joined, because both may change until the lock is there."""
    stages = Stage.objects.select_related("group").in_bulk({case.stage_id for case in cases})
    holders = User.objects.in_bulk({case.lease_by_id for case in cases} - {None})
    for case in cases:
        case.stage, case.lease_by = stages[case.stage_id], holders.get(case.lease_by_id)


def _require(move: Move, cases: list[Case], wanted: dict[int, int], result: Result, *, by, at: dt.datetime) -> None:
    """Leave every case that changed since it was seen, or that the rules or its service refuse."""
    stale = [case for case in cases if case.revision != wanted[case.pk]]
    words = _who_and_when(stale)
    for case in stale:
        result.leave(case, [words[case.pk]])
    situations = queries.situations(result.staying(cases), by, at)
    for case in result.staying(cases):
        reasons = rules.refusals(move, situations[case.pk])
        reasons = reasons or services.get(case.service).guard(move, case, case.subject, at)
        if reasons:
            result.leave(case, reasons)


def _who_and_when(cases: list[Case]) -> dict[int, str]:
    """For each case that changed meanwhile, by whom and when."""
    refs = [str(case.pk) for case in cases]
    events = Event.objects.filter(object_type="cases.case", object_ref__in=refs).order_by("at") if refs else ()
    last = {event.object_ref: event for event in events}
    return {case.pk: base.who_and_when(last.get(str(case.pk))) for case in cases}


def _open_decisions(cases: list[Case]) -> dict[int, Decision]:
    pks = [case.pk for case in cases]
    rows = Decision.objects.filter(case__in=pks, released_at=None).select_related("stage", "by")
    return {decision.case_id: decision for decision in rows}


def _by_subject(cases: list[Case]) -> Iterator[tuple]:
    """The cases of each subject, in their order."""
    groups = defaultdict(list)
    for case in cases:
        groups[case.service, case.subject_id].append(case)
    return ((own[0].subject, own) for own in groups.values())


def _grouped(cases: list[Case], key) -> Iterator[tuple]:
    """The cases that share a key, in their order."""
    groups = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    yield from groups.items()


def _write(pks: list[int], **fields) -> None:
    """One statement; every write counts the revision up."""
    if pks:
        Case.objects.filter(pk__in=pks).update(revision=F("revision") + 1, **fields)


def _remember(cases: list[Case], **fields) -> None:
    for case in cases:
        case.revision += 1
        for name, value in fields.items():
            setattr(case, name, value)


def _record(move: Move | str, cases: list[Case], *, by, at: dt.datetime, public: bool = True, body: dict) -> None:
    log.record_many([_event(move, case, by=by, at=at, public=public, body=body) for case in cases])


def _event(move: Move | str, case: Case, *, by, at: dt.datetime, public: bool = True, body: dict) -> tuple:
    verb = move.value if isinstance(move, Move) else move
    return f"cases.case.{verb}", case, by, base.about(case) | body, at, public
