"""Reused reads of the desk and the engine."""

from django.db.models import Count, Q

from cases.enums import CaseState, DocumentVerdict
from cases.models import Case
from cases.rules import Situation


def situation(case: Case, by, at) -> Situation:
    """What the rules must know about a case, as seen by `by` (nobody: the system) at `at`."""
    leased = case.is_leased(at, by)
    documents = _documents(case)
    return Situation(
        state=CaseState(case.state),
        **_actor(case, by),
        is_decision=case.stage.is_decision,
        checks_documents=case.stage.checks_documents,
        documents_open=documents["pending"],
        documents_bad=documents["bad"],
        checks_missing=len(case.stage.checks) - _ticked(case),
        scores_missing=len(case.stage.scores) - _scored(case),
        correction_open=case.corrections.filter(answered_at=None, lapsed_at=None).exists(),
        decision_open=case.decisions.filter(released_at=None).exists(),
        held_by=case.lease_by.label if leased else "",
        held_since=case.lease_since if leased else None,
    )


def _actor(case: Case, by) -> dict[str, bool]:
    if by is None:
        return {"is_system": True}
    return {
        "is_owner": case.applicant.user_id == by.pk,
        "is_staff": by.has_perm("wagtailadmin.access_admin"),
        "in_group": by.is_superuser or by.groups.filter(pk=case.stage.group_id).exists(),
        "may_decide": by.has_perm("cases.decide_case"),
    }


def _documents(case: Case) -> dict[str, int]:
    good = (DocumentVerdict.PENDING, DocumentVerdict.ACCEPTED)
    return case.documents.filter(replaced=False).aggregate(
        pending=Count("pk", filter=Q(verdict=DocumentVerdict.PENDING)), bad=Count("pk", filter=~Q(verdict__in=good))
    )


def _ticked(case: Case) -> int:
    keys = [check["key"] for check in case.stage.checks]
    return case.checks.filter(stage=case.stage, key__in=keys).count() if keys else 0


def _scored(case: Case) -> int:
    keys = [score["key"] for score in case.stage.scores]
    return case.scores.filter(stage=case.stage, key__in=keys).values("key").distinct().count() if keys else 0
