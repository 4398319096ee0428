"""Publishing a procedure: its draft becomes an immutable version that new cases follow."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import log
from cases import rules
from cases.models import Procedure, Stage, Version
from cases.workflow import base

_SAME = gettext_lazy("Two criteria of the stage “%(stage)s” have the same name.")


@transaction.atomic
def publish(procedure: Procedure, *, by, at: dt.datetime | None = None) -> Version:
    """Copy the draft into a new version; running cases keep the one they began with.

    Refused without a deciding stage at the end, or with one before it. An unchanged draft is not published again: the
    current version is the answer.
    """
    at = base.moment(at)
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    stages = [stage.frozen() for stage in procedure.draft_stages.order_by("sort_order", "pk")]
    if reasons := refusals(stages):
        raise rules.Refused(reasons)
    last = procedure.versions.order_by("-number").first()
    if last and _stages_of(last) == stages:
        return last
    return _new_version(procedure, stages, by, at)


def refusals(stages: list[dict]) -> list[str]:
    """Why a draft cannot be published, in words."""
    if not stages:
        return [_("A procedure needs at least one stage.")]
    if not stages[-1]["is_decision"]:
        return [_("The last stage must decide the case.")]
    if any(stage["is_decision"] for stage in stages[:-1]):
        return [_("Only the last stage may decide the case.")]
    return [_SAME % {"stage": stage["name_id"]} for stage in stages if _repeats(stage["scores"])]


def _repeats(criteria: list[dict]) -> bool:
    """Two criteria of one name would be one: scores are kept by the key that the name makes."""
    return len({criterion["key"] for criterion in criteria}) < len(criteria)


def _new_version(procedure: Procedure, stages: list[dict], by, at: dt.datetime) -> Version:
    number = (procedure.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version.objects.create(procedure=procedure, number=number, published_at=at, published_by=by)
    Stage.objects.bulk_create(Stage(version=version, order=order, **stage) for order, stage in enumerate(stages, 1))
    log.record("cases.procedure.publish", procedure, by=by, at=at, body={"number": number})
    return version


def _stages_of(version: Version) -> list[dict]:
    """The stages of a version as the draft would freeze them."""
    names = [name for name in _names() if name != "group"]
    return [{name: getattr(stage, name) for name in names} | {"group": stage.group} for stage in version.stages.all()]


def _names() -> list[str]:
    return [field.name for field in Stage._meta.fields if field.name not in ("id", "version", "order")]
