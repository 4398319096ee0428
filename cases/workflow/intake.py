"""Submitting and withdrawing: what the applicant does."""

import datetime as dt

from django.db import transaction

from accounts.models import Applicant
from cases import messages, rules, services
from cases.enums import CaseState, Move
from cases.models import Case, Document
from cases.workflow import base, sharing
from core import numbers, workdays
from core.models import PrivateFile


@transaction.atomic
def submit(
    service: str,
    subject_id: int,
    *,
    applicant: Applicant,
    answers: dict,
    token: str,
    by,
    documents: list[tuple[str, str, PrivateFile]] = (),
    definition: dict | None = None,
    language: str = "id",
    at: dt.datetime | None = None,
) -> Case:
    """Turn a finished intake into a case; the same `token` always answers with the same case.

    `documents` are (kind, label, file). Under the lock of the subject the service's guard is asked again (open, not
    full, no live registration, eligible); then the case, its documents, the seat or rank, the event and the message
    "received" are written in one transaction. Raises Refused with the reasons in the applicant's words.
    """
    offered = services.get(service)
    subject = offered.lock_subject(subject_id)
    known = Case.objects.filter(token=token).first()
    if known:
        return known
    at = base.moment(at)
    fields = _new(offered, subject, applicant, by, at) | {"answers": answers, "definition": definition or {}}
    case = _create(offered, subject, fields | {"token": token, "language": language}, at)
    Document.objects.bulk_create(
        Document(case_id=case.pk, kind=kind, label=label, file=file, created_at=at) for kind, label, file in documents
    )
    offered.outcome(Move.SUBMIT, case, by, at)
    counter = {"counter": True} if case.filed_by_id else {}  # filed by an officer, the person stood at the desk
    base.record(Move.SUBMIT, case, by=by, at=at, subject=case.subject_label, **counter)
    messages.tell(case, "received", at=at, date=case.due_at)
    return case


def _new(offered, subject, applicant: Applicant, by, at: dt.datetime) -> dict:
    """The columns of a case that begins: a number, the current version of the procedure, its first stage and limit."""
    version = offered.procedure(subject).current
    stage = version.first_stage()
    return {
        "number": numbers.case_number(offered.prefix_of(subject)),
        "service": offered.slug,
        "subject_id": subject.pk,
        "subject_label": str(subject)[:160],
        "applicant": applicant,
        "applicant_name": applicant.name,
        "filed_by": by if by is not None and by.pk != applicant.user_id else None,
        "version": version,
        "stage": stage,
        "assigned_to_id": sharing.in_charge(offered.slug, str(subject)[:160], stage),
        "due_at": workdays.deadline(at, stage.limit_days),
        "submitted_at": at,
    }


def _create(offered, subject, fields: dict, at: dt.datetime) -> Case:
    reasons = offered.guard(Move.SUBMIT, Case(**fields), subject, at)
    if reasons:
        raise rules.Refused(reasons)
    case = offered.create(subject, fields)
    case.subject = subject
    return case


@transaction.atomic
def withdraw(case: Case, *, by, at: dt.datetime | None = None) -> Case:
    """End a case at the applicant's wish, at any time; a seat or rank is given back at once."""
    at = base.moment(at)
    case = base.lock(case)
    if case.state == CaseState.WITHDRAWN:
        return case
    base.require(Move.WITHDRAW, case, by=by, at=at)
    base.drop_decisions(case)
    services.get(case.service).outcome(Move.WITHDRAW, case, by, at)
    case.corrections.filter(answered_at=None, lapsed_at=None).update(lapsed_at=at)
    base.write(case, **base.closing(CaseState.WITHDRAWN, at), **base.free_lease())
    base.record(Move.WITHDRAW, case, by=by, at=at)
    messages.tell(case, "withdrawn", at=at)
    return case
