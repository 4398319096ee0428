from cases.models.bulk import BulkItem, BulkJob
from cases.models.calls import Call
from cases.models.case import Case, Document
from cases.models.desk import CheckResult, CorrectionRequest, Decision, Score
from cases.models.objections import Objection
from cases.models.office import EscalationSettings, MessageText, OfficerIdentity
from cases.models.procedure import Procedure, ProcedureStage, Stage, Version
from cases.models.reason import Reason
from cases.models.sharing import Charge, Note, NoteMention, SavedView

__all__ = [
    "BulkItem",
    "BulkJob",
    "Call",
    "Case",
    "Charge",
    "CheckResult",
    "CorrectionRequest",
    "Decision",
    "Document",
    "EscalationSettings",
    "MessageText",
    "Note",
    "NoteMention",
    "Objection",
    "OfficerIdentity",
    "Procedure",
    "ProcedureStage",
    "Reason",
    "SavedView",
    "Score",
    "Stage",
    "Version",
]
