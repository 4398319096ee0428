from programs.models.attendance import Attendance, Completion, SessionSheet
from programs.models.enrolment import Enrolment, Offer, Registration
from programs.models.operation import Batch, Room, Session, Trainer
from programs.models.pages import BatchPage, BatchPageSession, ProgramIndexPage, ProgramPage
from programs.models.seat_rules import SeatRules, SeatRulesVersion
from programs.models.selection import Adjustment, Ranking
from programs.models.settings import TrainingSettings

__all__ = [
    "Adjustment",
    "Attendance",
    "Batch",
    "BatchPage",
    "BatchPageSession",
    "Completion",
    "Enrolment",
    "Offer",
    "ProgramIndexPage",
    "ProgramPage",
    "Ranking",
    "Registration",
    "Room",
    "SeatRules",
    "SeatRulesVersion",
    "Session",
    "SessionSheet",
    "Trainer",
    "TrainingSettings",
]
