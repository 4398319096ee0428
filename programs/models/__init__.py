from programs.models.attendance import Attendance, Completion, SessionSheet
from programs.models.enrolment import Enrolment, Offer, Registration
from programs.models.operation import Batch, Room, Session, Trainer
from programs.models.pages import BatchPage, BatchPageSession, ProgramIndexPage, ProgramPage

__all__ = [
    "Attendance",
    "Batch",
    "BatchPage",
    "BatchPageSession",
    "Completion",
    "Enrolment",
    "Offer",
    "ProgramIndexPage",
    "ProgramPage",
    "Registration",
    "Room",
    "Session",
    "SessionSheet",
    "Trainer",
]
