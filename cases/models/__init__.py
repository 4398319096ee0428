from cases.models.bulk import BulkItem, BulkJob
from cases.models.case import Case, Document
from cases.models.desk import CheckResult, CorrectionRequest, Decision, Score
from cases.models.objections import Objection
from cases.models.procedure import Procedure, ProcedureStage, Stage, Version
from cases.models.reason import Reason

__all__ = [
    "BulkItem",
    "BulkJob",
    "Case",
    "CheckResult",
    "CorrectionRequest",
    "Decision",
    "Document",
    "Objection",
    "Procedure",
    "ProcedureStage",
    "Reason",
    "Score",
    "Stage",
    "Version",
]
