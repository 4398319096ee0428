"""Asking for a correction and answering it: a side-track on which the office's clock stands."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases import messages, rules, services
from cases.enums import Bucket, Move
from cases.models import Case, CorrectionRequest, Document, Reason
from cases.models.reason import GAP
from cases.workflow import base
from core import ticks, workdays
from core.formats import full_date
from core.models import OfficeSettings, PrivateFile

Asked = tuple[dt.datetime, str]


@transaction.atomic
def ask_correction(
    case: Case,
    *,
    by,
    documents: list[str] = (),
    fields: list[str] = (),
    reasons: list[str] = (),
    note: str = "",
    revision: int | None = None,
    at: dt.datetime | None = None,
) -> CorrectionRequest:
    """Ask the applicant to correct named documents (kinds) and answers (names), with reasons (keys) or a note.

    The office's clock stops: the working days left are kept. Refused without anything to correct or any reason.
    """
    at = base.moment(at)
    case = base.lock_case(case)
    base.require_fresh(case, revision)
    base.require(Move.ASK_CORRECTION, case, by=by, at=at)
    if not (documents or fields) or not (reasons or note):
        raise rules.Refused([_("Choose what to correct and why.")])
    due_at = workdays.deadline(at, OfficeSettings.load().days_correction)
    text = reason_text(case, reasons, note, due_at)
    request = CorrectionRequest.objects.create(
        case=case,
        documents=list(documents),
        fields=list(fields),
        reasons=list(reasons),
        text=text,
        by=by,
        at=at,
        due_at=due_at,
    )
    base.write(case, bucket=Bucket.APPLICANT, paused_days=_days_left(case, at), due_at=None, **base.free_lease())
    base.record(Move.ASK_CORRECTION, case, by=by, at=at, text=text, due_at=due_at)
    count = len(set(documents) | set(fields))
    messages.tell(case, "correction_asked", at=at, date=due_at, reasons=text, count=count, days=case.paused_days)
    return request


def reason_text(case: Case, keys: list[str], note: str, date: dt.datetime) -> str:
    """The sentences the applicant will read: one line for each reason of the library, then the free line."""
    return reason_texts([case], keys, note, date)[case.pk]()


def reason_texts(cases: list[Case], keys: list[str], note: str, date: dt.datetime) -> dict[int, Callable[[], str]]:
    """The same for many cases; each is worded when it is asked for, and refused alone where a fact is missing."""
    found = list(Reason.objects.filter(key__in=keys)) if keys else []
    asked = _asked_before(cases) if found else {}
    return {case.pk: partial(_worded, case, found, note, date, asked.get(case.pk)) for case in cases}


def _worded(case: Case, found: list[Reason], note: str, date: dt.datetime, asked: Asked | None) -> str:
    with translation.override(case.language):
        facts = _facts(case, date, asked) if found else {}
        texts = [reason.text(case.language, facts) for reason in found]
    _require_no_gap(found, texts)
    return "\n".join([*texts, note.strip()]).strip()


def _facts(case: Case, date: dt.datetime, asked: Asked | None) -> dict:
    facts = services.get(case.service).message_facts(case, date)
    if asked:
        facts |= {"due_date": full_date(asked[0])} | ({"documents": asked[1]} if asked[1] else {})
    return facts | {"date": full_date(date)}


def _asked_before(cases: list[Case]) -> dict[int, Asked]:
    """Until when the last correction was asked for and which documents, for a reason that speaks of it."""
    pks = [case.pk for case in cases]
    requests = {each.case_id: each for each in CorrectionRequest.objects.filter(case__in=pks).order_by("at")}
    rows = Document.objects.filter(case__in=list(requests), replaced=False).values_list("case", "kind", "label")
    labels = [(pk, label) for pk, kind, label in rows if kind in requests[pk].documents]
    return {
        pk: (request.due_at, ", ".join(label for own, label in labels if own == pk)) for pk, request in requests.items()
    }


def _require_no_gap(reasons: list[Reason], texts: list[str]) -> None:
    """An applicant never reads a sentence whose fact nobody knew."""
    gaps = [reason for reason, text in zip(reasons, texts, strict=True) if GAP in text]
    words = _("“%(reason)s” has a gap here. Write this reason in your own words.")
    if gaps:
        raise rules.Refused([words % {"reason": reason} for reason in gaps])


def _days_left(case: Case, at: dt.datetime) -> int:
    due = timezone.localtime(case.due_at).date()
    return max(workdays.working_days_between(timezone.localtime(at).date(), due), 1)


@transaction.atomic
def answer_correction(
    case: Case,
    *,
    by,
    answers: dict | None = None,
    documents: list[tuple[str, str, PrivateFile]] = (),
    asked: list[str] | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Take in the applicant's correction: only what was asked for changes, old documents stay as old versions.

    `asked` names the answers where the request names a rule that stands for several ("domicile").

    The clock goes on with the days it had left. A second call without an open request changes nothing.
    """
    at = base.moment(at)
    case = base.lock(case)
    request = case.open_correction
    if request is None and case.corrections.filter(answered_at__isnull=False).exists():
        return case
    base.require(Move.RESUBMIT, case, by=by, at=at)
    for kind, label, file in documents:
        if kind in request.documents:
            _replace(case, kind, label, file, at)
    named = {name: value for name, value in (answers or {}).items() if name in (asked or request.fields)}
    CorrectionRequest.objects.filter(pk=request.pk).update(answered_at=at)
    services.get(case.service).outcome(Move.RESUBMIT, case, by, at)
    _resume(case, at, answers=case.answers | named, is_corrected=True)
    base.record(Move.RESUBMIT, case, by=by, at=at, fields=sorted(named), documents=[kind for kind, *_rest in documents])
    return case


def _replace(case: Case, kind: str, label: str, file: PrivateFile, at: dt.datetime) -> None:
    number = case.documents.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    case.documents.filter(kind=kind, replaced=False).update(replaced=True)
    Document.objects.create(case_id=case.pk, kind=kind, label=label, number=number + 1, file=file, created_at=at)


def _resume(case: Case, at: dt.datetime, **fields) -> None:
    due_at = workdays.deadline(at, case.paused_days or 1)
    base.write(case, bucket=Bucket.OFFICE, due_at=due_at, paused_days=None, **fields)


def lapse_corrections(at: dt.datetime | None = None) -> int:
    """Give cases back to the office whose correction was not answered in time; it decides on what it has."""
    at = base.moment(at)
    late = CorrectionRequest.objects.filter(answered_at=None, lapsed_at=None, due_at__lt=at)
    return ticks.each("corrections", late.values_list("pk", flat=True)[:500], lambda pk: _lapse(pk, at))


@transaction.atomic
def _lapse(pk: int, at: dt.datetime) -> bool:
    case = base.lock_case(CorrectionRequest.objects.values_list("case_id", flat=True).get(pk=pk))
    if not CorrectionRequest.objects.filter(pk=pk, answered_at=None, lapsed_at=None).update(lapsed_at=at):
        return False
    _resume(case, at)
    base.record("correction_lapsed", case, by=None, at=at)
    return True
