"""What is late for long is brought before the head: an event on the case, a panel, one message a day."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from cases.enums import Tab
from cases.models import Case, EscalationSettings
from cases.workflow import base
from core import outbox, workdays
from core.links import absolute

AT_ONCE = 500


def escalate_due(at: dt.datetime | None = None) -> int:
    """The tick: cases that are late by the days of the setting and not before the head yet."""
    at, days = base.moment(at), EscalationSettings.load().days
    if not days:
        return 0
    fresh = Q(escalated_at=None) | Q(escalated_at__lt=F("due_at"))
    late = Case.objects.overdue(at).filter(fresh, due_at__lt=late_since(at, days))
    pks = list(late.order_by("due_at", "id").values_list("pk", flat=True)[:AT_ONCE])
    return _escalate(pks, days, at) if pks else 0


def late_since(at: dt.datetime, days: int) -> dt.datetime:
    """Deadlines before this moment have passed by at least so many working days."""
    day = timezone.localtime(at).date()
    while workdays.working_days_between(day, timezone.localtime(at).date()) < days:
        day -= dt.timedelta(days=1)
    return workdays.end_of(day) + dt.timedelta(seconds=1)


@transaction.atomic
def _escalate(pks: list[int], days: int, at: dt.datetime) -> int:
    rows = Case.objects.select_for_update(of=("self",)).select_related("applicant").filter(pk__in=pks)
    cases = list(rows.overdue(at).order_by("pk"))
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(escalated_at=at)
    body = {"days": days}
    log.record_many([("cases.case.escalated", case, None, base.about(case) | body, at, False) for case in cases])
    for head in heads():
        _tell(head, days, at)
    return len(cases)


def heads() -> list[User]:
    """Who releases decisions also hears what is late."""
    release = Permission.objects.filter(codename="release_case", content_type__app_label="cases")
    return list(User.objects.filter(is_active=True, groups__permissions__in=release).distinct())


def _tell(head: User, days: int, at: dt.datetime) -> None:
    """Once a day: how many stand before the head now, and where."""
    late = f"{reverse('cases:queue', args=[Tab.ALL.value])}?batas=terlambat"
    with translation.override(head.language):
        outbox.queue(
            "escalated",
            key=f"escalated:{head.pk}:{timezone.localdate(at)}",
            to=head.email,
            language=head.language,
            facts={"count": Case.objects.escalated(at).count(), "days": days},
            links=[(_("Open the late cases"), absolute(late))],
        )
