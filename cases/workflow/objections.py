"""Objecting to a decision and answering it: a side-track of a closed case with a clock of its own.

An objection is answered by somebody who had no part in the first decision, and once.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cases import messages, rules, services
from cases.enums import Bucket, CaseState, Move
from cases.models import Case, Document, Objection, Stage
from cases.models.objections import DOCUMENT, Answer
from cases.workflow import base
from core import workdays
from core.models import OfficeSettings, PrivateFile


@transaction.atomic
def object_to(
    case: Case, *, by, text: str, documents: Iterable[PrivateFile] = (), at: dt.datetime | None = None
) -> Objection:
    """Take in the applicant's objection to the decision that closed the case: once for each decision, in time.

    The answer is due in the working days of the setting. Sent twice, the first one is the answer. Raises Refused
    after the time limit, by anybody but the applicant, and without words.
    """
    at = base.moment(at)
    case = base.lock(case)
    known = case.objections.filter(against_at=case.closed_at).first() if case.closed_at else None
    if known and by is not None and by.pk == case.applicant.user_id:
        return known
    base.require(Move.OBJECT, case, by=by, at=at)
    if not text.strip():
        raise rules.Refused([_("Write why you object.")])
    days = OfficeSettings.load().days_objection
    fields = {"text": text.strip(), "at": at, "due_at": workdays.deadline(at, days)}
    objection = Objection.objects.create(case_id=case.pk, against_at=case.closed_at, **fields)
    kinds = _add_documents(case, documents, at)
    base.write(case)
    base.record(Move.OBJECT, case, by=by, at=at, documents=kinds, due_at=objection.due_at)
    messages.tell(case, "objection_received", at=at, received_date=at, date=objection.due_at, days=days)
    return objection


def _add_documents(case: Case, files: Iterable[PrivateFile], at: dt.datetime) -> list[str]:
    """Proof becomes documents of the case, numbered on from an earlier objection."""
    first = case.documents.filter(kind__startswith=DOCUMENT).count() + 1
    rows = [
        Document(case_id=case.pk, kind=f"{DOCUMENT}-{number}", label=_label(case, number), file=file, created_at=at)
        for number, file in enumerate(files, first)
    ]
    return [row.kind for row in Document.objects.bulk_create(rows)]


def _label(case: Case, number: int) -> str:
    return f"{'Proof for the objection' if case.language == 'en' else 'Bukti keberatan'} {number}"


@transaction.atomic
def uphold(
    objection: Objection, *, by, stage: Stage | None = None, told: str = "", at: dt.datetime | None = None
) -> Objection:
    """Say that the applicant is right: the case is open again, and an ordinary decision follows.

    A rejected case goes on at `stage` (where it was rejected, unless an earlier one is named) with that stage's full
    limit; the service gives its place back. A failed training counts as running until its result is confirmed anew.
    """
    at, objection, case = _answering(objection, Move.UPHOLD, Answer.UPHELD, by, at)
    if case is None:
        return objection
    stage = _stage(case, stage)
    services.get(case.service).outcome(Move.UPHOLD, case, by, at)
    state = base.after(Move.UPHOLD, case)
    base.write(case, **_opened(case, state, stage, at))
    _close(objection, Answer.UPHELD, told, by, at)
    base.record(Move.UPHOLD, case, by=by, at=at, told=told.strip())
    until = case.due_at or workdays.deadline(at, OfficeSettings.load().days_objection)
    messages.tell(case, "objection_upheld", at=at, reason=told.strip() or _right(case), date=until)
    return objection


@transaction.atomic
def dismiss(objection: Objection, *, by, told: str, at: dt.datetime | None = None) -> Objection:
    """Say that the first decision stands, with the reason the applicant reads (UU 25/2009)."""
    at, objection, case = _answering(objection, Move.DISMISS, Answer.DISMISSED, by, at)
    if case is None:
        return objection
    if not told.strip():
        raise rules.Refused([_("Write the reason; the applicant will read it.")])
    _close(objection, Answer.DISMISSED, told, by, at)
    base.write(case)
    base.record(Move.DISMISS, case, by=by, at=at, told=told.strip())
    messages.tell(case, "objection_dismissed", at=at, reason=told.strip())
    return objection


def _answering(objection: Objection, move: Move, answer: Answer, by, at: dt.datetime | None):
    """Lock, and look again: of two officers who answer at once, the second is told that somebody has answered.

    The case is None when the same officer gave the same answer before: then nothing happens.
    """
    at = base.moment(at)
    case = base.lock(objection.case_id)
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    objection.case = case
    if (objection.answer, objection.by_id) == (answer, getattr(by, "pk", None)):
        return at, objection, None
    if not objection.is_open:
        raise rules.Refused([_("%(person)s has answered this objection already.") % {"person": objection.by.label}])
    base.require(move, case, by=by, at=at)
    return at, objection, case


def _stage(case: Case, stage: Stage | None) -> Stage:
    """The stage at which a case goes on: of its own road, and none that it never reached."""
    stage = stage or case.stage
    if stage.version_id != case.version_id or stage.order > case.stage.order:
        raise rules.Refused([_("The case was never at this stage.")])
    return stage


def _opened(case: Case, state: CaseState, stage: Stage, at: dt.datetime) -> dict:
    if state != CaseState.IN_REVIEW:
        return {"state": state, "bucket": Bucket.UNDERWAY, "closed_at": None}
    due_at = workdays.deadline(at, stage.limit_days)
    opened = {"state": state, "bucket": Bucket.OFFICE, "stage": stage, "due_at": due_at}
    return opened | {"closed_at": None, "decided_at": None, "is_corrected": False}


def _close(objection: Objection, answer: Answer, told: str, by, at: dt.datetime) -> None:
    objection.answer, objection.told, objection.by, objection.answered_at = answer.value, told.strip(), by, at
    objection.save(update_fields=["answer", "told", "by", "answered_at"])


def _right(case: Case) -> str:
    return "You are right." if case.language == "en" else "Anda benar."
