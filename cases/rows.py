"""A case as one line of a list: its words for state, deadline and holder, worked out for a whole page at once."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import queries
from cases.enums import Bucket, CaseState, Move
from cases.models import Case, Decision, Objection
from core import workdays

TONES = {
    CaseState.ACCEPTED: "good",
    CaseState.COMPLETED: "good",
    CaseState.OFFERED: "info",
    CaseState.REJECTED: "bad",
    CaseState.FAILED: "bad",
    CaseState.DROPPED: "bad",
}


@dataclass(frozen=True)
class Label:
    """Words and the tone they are shown in: info, warn, good, bad, late, soon or nothing."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    case: Case
    asked: str
    note: str  # the rest of what is asked for, and the service
    state: Label
    deadline: Label
    holder: str = ""
    assigned: str = ""


def rows(cases: list[Case], user, now: dt.datetime) -> list[Row]:
    """The lines of a page: one query for the holidays, one for decisions if any waits."""
    decisions, clock, labels = queries.open_decisions(cases), Clock(cases, now), queries.service_labels()
    return [
        Row(
            case=case,
            **_asked(case, labels.get(case.service, case.service)),
            state=state_label(case, decisions.get(case.pk)),
            deadline=clock.label(case),
            holder=_holder(case, user, now),
            assigned=_assigned(case, user),
        )
        for case in cases
    ]


def _asked(case: Case, service: str) -> dict[str, str]:
    """The programme on one line, batch and service below: “Menjahit” / “Angkatan 3, Pelatihan”."""
    asked, _sep, rest = case.subject_label.partition(", ")
    return {"asked": asked, "note": ", ".join(part for part in (rest, service) if part)}


def state_label(case: Case, decision: Decision | None = None) -> Label:
    """Where a case stands, in the words of the office: more exact than its state alone."""
    if case.bucket == Bucket.HELD and decision:
        return Label(_("%(verdict)s, not released") % {"verdict": verdict_label(decision)}, _verdict_tone(decision))
    if case.bucket == Bucket.APPLICANT and case.state == CaseState.IN_REVIEW:
        return Label(_("Correction asked"), "plain")
    if case.bucket == Bucket.OFFICE and case.is_corrected:
        return Label(_("Corrected"), "warn")
    state = CaseState(case.state)
    return Label(state.label, "info" if state == CaseState.IN_REVIEW else TONES.get(state, "plain"))


def verdict_label(decision: Decision) -> str:
    """The verdict as a state: accepted, reserve, rejected."""
    return {Move.ACCEPT: _("Accepted"), Move.RESERVE: _("Reserve"), Move.REJECT: _("Rejected")}[decision.move]


def _verdict_tone(decision: Decision) -> str:
    return {Move.ACCEPT: "good", Move.RESERVE: "info", Move.REJECT: "bad"}[decision.move]


def objection_deadline(objection: Objection, now: dt.datetime) -> Label:
    """How long the office has to answer, in the tones of the queue."""
    today, due = timezone.localdate(now), timezone.localdate(objection.due_at)
    days = workdays.working_days_between(today, due)
    if objection.due_at < now:
        return Label(_("late"), "late")
    if days == 0:
        return Label(_("today"), "soon")
    text = ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}
    return Label(text, "soon" if days == 1 else "")


def _holder(case: Case, user, now: dt.datetime) -> str:
    if not case.lease_by_id or not case.lease_until or case.lease_until <= now:
        return ""
    name = _("You") if case.lease_by_id == user.pk else case.lease_by.label
    return f"{name}, {date_format(timezone.localtime(case.lease_since), 'H.i')}"


def _assigned(case: Case, user) -> str:
    if not case.assigned_to_id:
        return ""
    return _("You") if case.assigned_to_id == user.pk else case.assigned_to.label


class Clock:
    """Deadlines in working days; the holidays between today and the farthest deadline are read once."""

    def __init__(self, cases: list[Case], now: dt.datetime):
        self.now, self.today = now, timezone.localtime(now).date()
        days = [self.today, *(timezone.localtime(case.due_at).date() for case in cases if case.due_at)]
        self.closed = workdays.holidays_between(min(days), max(days)) if len(days) > 1 else set()

    def label(self, case: Case) -> Label:
        """How long the office has; nothing while no clock runs. Seen on a Sunday, Friday's deadline is late, too."""
        if case.bucket != Bucket.OFFICE or not case.due_at:
            return Label("")
        days = workdays.working_days_between(self.today, timezone.localtime(case.due_at).date(), self.closed)
        if case.due_at < self.now:
            return Label(self._late(max(-days, 1)), "late")
        if days == 0:
            return Label(_("today"), "soon")
        text = ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}
        return Label(text, "soon" if days == 1 else "")

    def _late(self, days: int) -> str:
        return ngettext("%(days)s working day late", "%(days)s working days late", days) % {"days": days}
