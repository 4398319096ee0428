"""Looking at a case: lease, verdicts on documents, checks, scores, and passing a stage."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import F, Q, Value, When
from django.utils.translation import gettext as _

from cases import rules
from cases.enums import Bucket, DocumentVerdict, Move
from cases.models import Case, CheckResult, Document, Score
from cases.workflow import base, sharing
from core import workdays
from core.models import OfficeSettings


def claim(case: Case, *, by, at: dt.datetime | None = None, until: dt.datetime | None = None) -> bool:
    """Hold a case for some minutes: one conditional UPDATE, so two officers never hold the same one.

    True when it is mine now (again, if it was). Renewed while the page is open; ends by a move, by hand or by time.
    `until` is for who takes a case along for longer than the office's minutes.
    """
    at = base.moment(at)
    until = until or at + dt.timedelta(minutes=OfficeSettings.load().lease_minutes)
    free = Q(lease_by=None) | Q(lease_until__lte=at) | Q(lease_by=by)
    since = Choose(When(lease_by=by, lease_until__gt=at, then=F("lease_since")), default=Value(at))
    longer = Choose(When(lease_by=by, lease_until__gt=until, then=F("lease_until")), default=Value(until))
    found = Case.objects.filter(free, pk=case.pk, bucket=Bucket.OFFICE)
    return bool(found.update(lease_by=by, lease_until=longer, lease_since=since))


def let_go(case: Case, *, by, since: dt.datetime | None = None) -> None:
    """Give up one's own lease; `since` names the lease, so that a late message does not end a newer one."""
    mine = Case.objects.filter(pk=case.pk, lease_by=by)
    if since is not None:
        mine = mine.filter(lease_since=since)
    mine.update(**base.free_lease())


@transaction.atomic
def set_verdict(document: Document, *, verdict: str, by, at: dt.datetime | None = None) -> Document:
    """Say of one document whether it is accepted, unreadable, out of date or wrong; saved at once, changeable."""
    at = base.moment(at)
    case = _working(document.case_id, by, at)
    document = Document.objects.select_for_update().get(pk=document.pk, case=case, replaced=False)
    if document.verdict == verdict:
        return document
    before, document.verdict = document.verdict, DocumentVerdict(verdict).value
    document.verdict_by, document.verdict_at = by, at
    document.save(update_fields=["verdict", "verdict_by", "verdict_at"])
    base.record("verdict", case, by=by, at=at, public=False, document=document.kind, before=before, after=verdict)
    return document


@transaction.atomic
def set_check(case: Case, key: str, *, done: bool, by, at: dt.datetime | None = None) -> None:
    """Tick or untick one check of the current stage."""
    at = base.moment(at)
    case = _working(case.pk, by, at)
    if key not in [check["key"] for check in case.stage.checks]:
        raise rules.Refused([_("This check does not belong to the stage.")])
    if done:
        CheckResult.objects.get_or_create(case=case, stage=case.stage, key=key, defaults={"by": by, "at": at})
    else:
        CheckResult.objects.filter(case=case, stage=case.stage, key=key).delete()
    base.record("check", case, by=by, at=at, public=False, key=key, done=done)


@transaction.atomic
def set_score(case: Case, key: str, *, value, by, at: dt.datetime | None = None) -> None:
    """Write one's score for a criterion of the current stage: a number from 0 to the highest score."""
    at = base.moment(at)
    case = _working(case.pk, by, at)
    highest = {score["key"]: score["maximum"] for score in case.stage.scores}.get(key)
    number = _number(value)
    if highest is None or number is None or not 0 <= number <= highest:
        raise rules.Refused([_("Enter a number from 0 to %(highest)s.") % {"highest": highest or 100}])
    mine = Score.objects.filter(case=case, stage=case.stage, key=key, by=by)
    before = mine.values_list("value", flat=True).first()
    Score.objects.update_or_create(case=case, stage=case.stage, key=key, by=by, defaults={"value": number, "at": at})
    told = {"value": str(number), "before": None if before is None else str(before)}
    base.record("score", case, by=by, at=at, public=False, key=key, **told)


def _number(value) -> Decimal | None:
    try:
        number = Decimal(str(value).replace(",", ".").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _working(pk: int, by, at: dt.datetime) -> Case:
    """The locked case, if `by` may work on it now (the same rules as for claiming it)."""
    case = base.lock_case(pk)
    base.require(Move.CLAIM, case, by=by, at=at)
    return case


@transaction.atomic
def pass_stage(case: Case, *, by, revision: int | None = None, note: str = "", at: dt.datetime | None = None) -> Case:
    """Send a case to its next stage, with that stage's limit; refused while something of this stage is undone."""
    at = base.moment(at)
    case = base.lock_case(case)
    base.require_fresh(case, revision)
    base.require(Move.PASS_STAGE, case, by=by, at=at)
    passed, following = case.stage, case.stage.next()
    if following is None:
        raise rules.Refused([_("This is the last stage of the procedure.")])
    due = workdays.deadline(at, following.limit_days)
    officer = sharing.in_charge(case.service, case.subject_label, following)
    base.write(case, stage=following, due_at=due, is_corrected=False, assigned_to_id=officer, **base.free_lease())
    base.record(
        Move.PASS_STAGE, case, by=by, at=at, passed=passed.name_id, passed_en=passed.name_en, note=note, due_at=due
    )
    return case
