"""Publishing procedures: versions never change, running cases keep theirs."""

import pytest
from django.utils import translation

from accounts.enums import Role
from accounts.roles import group
from cases.models import Procedure, ProcedureStage
from cases.rules import Refused
from cases.workflow import procedures
from tests.factories import programs as make

pytestmark = pytest.mark.django_db


def visit(**fields):
    checks = [
        {"type": "check", "value": {"label_id": "Rumah ditemukan", "label_en": "House found"}},
        {"type": "check", "value": {"label_id": "Keluarga setuju", "label_en": "Family agrees"}},
    ]
    defaults = {"name_id": "Kunjungan rumah", "name_en": "Home visit", "group": group(Role.CHECKER), "sort_order": 2}
    return ProcedureStage(checks=checks, **defaults | fields)


def test_office_starts_with_version_one_of_both_roads():
    roads = {road.slug: [stage.name_en for stage in road.current.stages.all()] for road in Procedure.objects.all()}

    assert roads["blk"] == ["Document check", "Test and interview", "Decision"]
    assert roads["kelas-singkat"] == ["Document check", "Decision"]


def test_unchanged_draft_is_not_published_again():
    procedure = Procedure.objects.get(slug="blk")

    assert procedures.publish(procedure, by=None) == procedure.current
    assert procedure.versions.count() == 1


def test_running_cases_stay_on_their_version_and_new_ones_meet_the_new_stage():
    batch = make.batch()
    old = make.register(batch)
    procedure = Procedure.objects.get(slug="blk")
    procedure.draft_stages.add(visit())
    procedure.save()

    version = procedures.publish(procedure, by=make.head())
    new = make.register(batch)

    assert [stage.name_en for stage in version.stages.all()][2:] == ["Home visit", "Decision"]
    assert [check["key"] for check in version.stages.get(name_en="Home visit").checks] == [
        "house-found",
        "family-agrees",
    ]
    assert (old.version.number, new.version.number) == (1, 2)


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        (list, "A procedure needs at least one stage."),
        (lambda: [visit()], "The last stage must decide the case."),
        (
            lambda: [visit(is_decision=True, sort_order=1), visit(sort_order=2)],
            "The last stage must decide the case.",
        ),
        (
            lambda: [visit(is_decision=True, sort_order=1), visit(is_decision=True)],
            "Only the last stage may decide the case.",
        ),
    ],
)
def test_a_draft_that_never_decides_is_refused(stages, sentence):
    procedure = Procedure(name="Baru", slug="baru")
    procedure.draft_stages.set(stages())
    procedure.save()

    with translation.override("en"), pytest.raises(Refused) as refused:
        procedures.publish(procedure, by=None)

    assert refused.value.reasons == [sentence]
