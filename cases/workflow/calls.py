"""What is told by phone to people without an e-mail address: told, or tried in vain."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases import permissions, rules
from cases.models import Call, Case
from cases.workflow import base


@transaction.atomic
def told(call: Call, *, by, at: dt.datetime | None = None) -> Call:
    """The person has heard it, with everything earlier of the same case; said twice, it is written once."""
    at, call = base.moment(at), _locked(call, by)
    waiting = Call.objects.filter(case=call.case_id, told_at=None, pk__lte=call.pk)
    if waiting.update(told_at=at, told_by=by):
        base.record("told_by_phone", _case(call), by=by, at=at)
    call.refresh_from_db()
    return call


@transaction.atomic
def unanswered(call: Call, *, by, at: dt.datetime | None = None) -> Call:
    """Nobody answered: the call stays in the list, with the number of tries."""
    at, call = base.moment(at), _locked(call, by)
    if call.told_at is None:
        Call.objects.filter(pk=call.pk).update(tries=F("tries") + 1, tried_at=at)
        base.record("phone_unanswered", _case(call), by=by, at=at)
    call.refresh_from_db()
    return call


def _locked(call: Call, by) -> Call:
    """Raises Refused for who may not open the case."""
    if not permissions.visible_cases(by).filter(pk=call.case_id).exists():
        raise rules.Refused([_("You may not open this case.")])
    return Call.objects.select_for_update().get(pk=call.pk)


def _case(call: Call) -> Case:
    return Case.objects.select_related("applicant", "stage").get(pk=call.case_id)
