from cases.models.bulk import BulkRun
from cases.models.case import Case, Document
from cases.models.desk import CheckResult, CorrectionRequest, Decision, Score
from cases.models.procedure import Procedure, ProcedureStage, Stage, Version
from cases.models.reason import Reason

__all__ = [
    "BulkRun",
    "Case",
    "CheckResult",
    "CorrectionRequest",
    "Decision",
    "Document",
    "Procedure",
    "ProcedureStage",
    "Reason",
    "Score",
    "Stage",
    "Version",
]
