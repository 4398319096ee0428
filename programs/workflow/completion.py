"""The end of a training: the calculation is shown, the head confirms, and it is frozen."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from cases import messages
from cases import workflow as engine
from cases.enums import CaseState
from cases.models import Case
from cases.rules import Refused
from core import workdays
from core.models import OfficeSettings
from programs import queries
from programs.completion import Result
from programs.enums import BatchState, EnrolmentState
from programs.models import Attendance, Batch, Completion, Enrolment
from programs.workflow import enrolment as places
from programs.workflow import seats


@transaction.atomic
def complete(batch: Batch, *, by, at: dt.datetime | None = None) -> list[Completion]:
    """Confirm the result of every participant: threshold and mark decide, nobody else.

    Each calculation is frozen, cases end as passed or not passed, and everybody is told with the reason. Refused
    before the last day, while a session has no list, or while a mark is missing. Confirmed twice, it answers with
    what stands.
    """
    at = at or timezone.now()
    batch = seats.lock(batch)
    if reasons := refusals(batch, at):
        raise Refused(reasons)
    results = queries.results_of(batch)
    people = sorted(results, key=lambda person: person.registration_id or 0)  # cases by ascending id
    for person in people:
        _confirm(person, results[person], by, at)
    if not batch.enrolments.filter(state=EnrolmentState.SEATED).exists():
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED)
    return list(Completion.objects.filter(enrolment__batch=batch).select_related("enrolment"))


def refusals(batch: Batch, at: dt.datetime) -> list[str]:
    """What is still missing before the result can be confirmed, in words."""
    reasons = []
    if timezone.localdate(at) < batch.ends_on:
        reasons.append(_("The training has not ended yet."))
    held = batch.sessions.taking_place()
    empty = held.filter(sheet=None).count()
    if not held.exists():
        reasons.append(_("No session has taken place."))
    if empty:
        words = ngettext("%(count)d session has no list yet.", "%(count)d sessions have no list yet.", empty)
        reasons.append(words % {"count": empty})
    reasons += _missing_marks(batch)
    unmarked = batch.enrolments.filter(state=EnrolmentState.SEATED, mark=None).count() if batch.pass_mark else 0
    if unmarked:
        words = ngettext("%(count)d person has no mark yet.", "%(count)d people have no mark yet.", unmarked)
        reasons.append(words % {"count": unmarked})
    return reasons


def _missing_marks(batch: Batch) -> list[str]:
    """Everybody needs a mark in every session that took place: nobody passes by being left out."""
    people = list(batch.enrolments.filter(state=EnrolmentState.SEATED))
    kept = list(batch.sessions.taking_place().exclude(sheet=None).select_related("makes_up_for"))
    kept = [session for session in kept if not queries.is_for_who_missed(session)]
    wanted = {(session.pk, person.pk) for session in kept for person in people if queries.counts(session, person)}
    there = Attendance.objects.filter(enrolment__in=people, session__in=kept)
    missing = len(wanted - set(there.values_list("session", "enrolment")))
    if not missing:
        return []
    words = ngettext("%(count)d attendance mark is missing.", "%(count)d attendance marks are missing.", missing)
    return [words % {"count": missing}]


def _confirm(person: Enrolment, result: Result, by, at: dt.datetime) -> None:
    completion = Completion.objects.create(
        enrolment=person,
        jp_attended=result.standing.attended,
        jp_held=result.standing.held,
        mark=result.mark,
        calculation=result.frozen(),
        passed=result.passed,
        confirmed_by=by,
        confirmed_at=at,
    )
    body = result.frozen() | {"counted": person.applicant.counted}
    log.record("programs.completion.confirm", completion, by=by, at=at, body=body)
    case = Case.objects.filter(pk=person.registration_id, state=CaseState.ACCEPTED).first()
    if case is None:
        places.finish(person, at=at)
        return
    case = engine.complete(case, by=by, at=at) if result.passed else engine.fail(case, by=by, at=at)
    _tell(case, person, result, at)


def _tell(case: Case, person: Enrolment, result: Result, at: dt.datetime) -> None:
    office = OfficeSettings.load()
    if result.passed:
        ready = workdays.deadline(at, office.days_certificate)
        messages.tell(case, "completed", at=at, date=ready, percent=_plain(result.standing.percent))
        return
    with translation.override(case.language):
        reason = " ".join(result.reasons)
    again = dt.date(person.batch.starts_on.year + 1, 1, 1)
    until, days = messages.objection_until(at), office.days_objection
    messages.tell(case, "not_completed", at=at, reason=reason, date=until, days=days, start_date=again)


def _plain(percent) -> str:
    return f"{percent.normalize():f}"
