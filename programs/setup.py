"""What training starts with: two procedures and the permissions of the roles. Later changes of the office stay."""

from accounts.enums import Role
from accounts.roles import grant, group
from cases.enums import Release
from cases.models import Procedure, ProcedureStage
from cases.workflow.procedures import publish
from programs.service import BLK_PROCEDURE, SHORT_PROCEDURE

CHECKS = [
    ("Nama dan NIK sama di semua dokumen", "Name and NIK are the same on every document"),
    ("Pas foto memperlihatkan wajah dengan jelas", "The photo shows the face clearly"),
]
SCORES = [("Tes tertulis", "Written test", 60), ("Wawancara", "Interview", 40)]


def load_programs() -> None:
    _grant_roles()
    if not Procedure.objects.exists():
        _create(BLK_PROCEDURE, "BLK", [_document_check(), _selection(), _decision(Release.TOGETHER)])
        _create(SHORT_PROCEDURE, "Kelas singkat", [_document_check(), _decision(Release.AUTOMATIC)])


def _grant_roles() -> None:
    grant(Role.TRAINER, "programs.keep_attendance")
    grant(Role.HEAD, "programs.keep_attendance", "programs.confirm_completion", "programs.cancel_batch")
    grant(Role.HEAD, "programs.select_people", "programs.publish_seatrules", "programs.change_trainingsettings")
    for role in (Role.HEAD, Role.EDITOR):
        grant(role, *[f"programs.{verb}_seatrules" for verb in ("view", "add", "change")])
    for model in ("room", "trainer"):
        grant(Role.EDITOR, *[f"programs.{verb}_{model}" for verb in ("view", "add", "change", "delete")])


def _create(slug: str, name: str, stages: list[ProcedureStage]) -> None:
    procedure = Procedure(name=name, slug=slug)
    procedure.draft_stages.set(stages)
    procedure.save()
    publish(procedure, by=None)


def _document_check() -> ProcedureStage:
    checks = [{"type": "check", "value": {"label_id": words, "label_en": english}} for words, english in CHECKS]
    return ProcedureStage(
        sort_order=1,
        name_id="Pemeriksaan berkas",
        name_en="Document check",
        group=group(Role.CHECKER),
        limit_days=3,
        checks_documents=True,
        checks=checks,
    )


def _selection() -> ProcedureStage:
    scores = [
        {"type": "score", "value": {"label_id": words, "label_en": english, "maximum": 100, "weight": weight}}
        for words, english, weight in SCORES
    ]
    return ProcedureStage(
        sort_order=2,
        name_id="Tes dan wawancara",
        name_en="Test and interview",
        group=group(Role.SELECTOR),
        limit_days=7,
        scores=scores,
    )


def _decision(release: Release) -> ProcedureStage:
    return ProcedureStage(
        sort_order=9,
        name_id="Keputusan",
        name_en="Decision",
        group=group(Role.HEAD),
        limit_days=3,
        is_decision=True,
        release=release,
    )
