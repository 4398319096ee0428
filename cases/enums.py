"""States, moves and the closed table between them. Nothing else in the project writes a status as a string."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(models.TextChoices):
    """Where a case stands, in the words of the office; `public_label` has the applicant's words."""

    IN_REVIEW = "in_review", _("In review")
    RESERVE = "reserve", _("Reserve")
    OFFERED = "offered", _("Offered a seat")
    ACCEPTED = "accepted", _("Accepted")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Not passed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn by applicant")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled by the office")
    DROPPED = "dropped", _("Dropped out")

    @property
    def public_label(self):
        return PUBLIC_LABELS[self]


PUBLIC_LABELS = {
    CaseState.IN_REVIEW: _("Being checked"),
    CaseState.RESERVE: _("On the reserve list"),
    CaseState.OFFERED: _("Please confirm your seat"),
    CaseState.ACCEPTED: _("Accepted"),
    CaseState.COMPLETED: _("Finished"),
    CaseState.FAILED: _("Not passed yet"),
    CaseState.REJECTED: _("Not accepted yet"),
    CaseState.WITHDRAWN: _("Withdrawn by you"),
    CaseState.EXPIRED: _("The time to answer has passed"),
    CaseState.CANCELLED: _("Cancelled by the office"),
    CaseState.DROPPED: _("Ended before the last day"),
}
CLOSED_STATES = (
    CaseState.COMPLETED,
    CaseState.FAILED,
    CaseState.REJECTED,
    CaseState.WITHDRAWN,
    CaseState.EXPIRED,
    CaseState.CANCELLED,
    CaseState.DROPPED,
)
LIVE_STATES = tuple(state for state in CaseState if state not in CLOSED_STATES)


class Bucket(models.TextChoices):
    """Whose turn it is: one indexed column that the desk's tabs read. Written with the state, by the workflow only."""

    OFFICE = "office", _("At the office")
    APPLICANT = "applicant", _("At the applicant")
    HELD = "held", _("Decided, not released")
    UNDERWAY = "underway", _("Accepted or waiting")
    CLOSED = "closed", _("Closed")


class Move(models.TextChoices):
    """Every way a case can change."""

    SUBMIT = "submit", _("Submit")
    CLAIM = "claim", _("Start checking")
    LET_GO = "let_go", _("Let go")
    PASS_STAGE = "pass_stage", _("Pass")
    ASK_CORRECTION = "ask_correction", _("Ask for correction")
    RESUBMIT = "resubmit", _("Send correction")
    ACCEPT = "accept", _("Accept")
    RESERVE = "reserve", _("Put on reserve list")
    REJECT = "reject", _("Reject")
    WITHDRAW = "withdraw", _("Withdraw")
    OFFER = "offer", _("Offer seat")
    TAKE_OFFER = "take_offer", _("Take the seat")
    DECLINE = "decline", _("Give up the seat")
    EXPIRE = "expire", _("Let the offer expire")
    COMPLETE = "complete", _("Passed the training")
    FAIL = "fail", _("Did not pass")
    OBJECT = "object", _("Object")
    UPHOLD = "uphold", _("Uphold objection")
    DISMISS = "dismiss", _("Keep the first decision")
    TRANSFER = "transfer", _("Move to another batch")
    CANCEL = "cancel", _("Cancel: it does not take place")
    DROP_OUT = "drop_out", _("Take off: does not go on")


REVIEW_MOVES = {
    Move.CLAIM: CaseState.IN_REVIEW,
    Move.LET_GO: CaseState.IN_REVIEW,
    Move.PASS_STAGE: CaseState.IN_REVIEW,
    Move.ASK_CORRECTION: CaseState.IN_REVIEW,
    Move.RESUBMIT: CaseState.IN_REVIEW,
    Move.ACCEPT: CaseState.ACCEPTED,  # OFFERED where the subject asks for re-registration
    Move.RESERVE: CaseState.RESERVE,
    Move.REJECT: CaseState.REJECTED,
    Move.WITHDRAW: CaseState.WITHDRAWN,
    Move.TRANSFER: CaseState.IN_REVIEW,
    Move.CANCEL: CaseState.CANCELLED,
}

# state -> move -> state afterwards. A move that is not in the row of a state is refused in that state.
MOVES: dict[CaseState | None, dict[Move, CaseState]] = {
    None: {Move.SUBMIT: CaseState.IN_REVIEW},
    CaseState.IN_REVIEW: REVIEW_MOVES,
    CaseState.RESERVE: {
        Move.OFFER: CaseState.OFFERED,
        Move.REJECT: CaseState.REJECTED,
        Move.WITHDRAW: CaseState.WITHDRAWN,
        Move.TRANSFER: CaseState.RESERVE,
        Move.CANCEL: CaseState.CANCELLED,
    },
    CaseState.OFFERED: {
        Move.TAKE_OFFER: CaseState.ACCEPTED,
        Move.DECLINE: CaseState.WITHDRAWN,
        Move.EXPIRE: CaseState.EXPIRED,
        Move.WITHDRAW: CaseState.WITHDRAWN,
        Move.TRANSFER: CaseState.OFFERED,  # RESERVE where the other batch has no seat left
        Move.CANCEL: CaseState.CANCELLED,
    },
    CaseState.ACCEPTED: {
        Move.COMPLETE: CaseState.COMPLETED,
        Move.FAIL: CaseState.FAILED,
        Move.DROP_OUT: CaseState.DROPPED,
        Move.WITHDRAW: CaseState.WITHDRAWN,
        Move.TRANSFER: CaseState.ACCEPTED,  # RESERVE where the other batch has no seat left
        Move.CANCEL: CaseState.CANCELLED,
    },
} | {state: {} for state in CLOSED_STATES}

# An objection to a decision: asked and answered while the case is closed. Upheld, the case is open again.
OPENED_AGAIN = {
    CaseState.REJECTED: CaseState.IN_REVIEW,
    CaseState.FAILED: CaseState.ACCEPTED,
    CaseState.DROPPED: CaseState.ACCEPTED,
}
for _state, _again in OPENED_AGAIN.items():
    MOVES[_state] = {Move.OBJECT: _state, Move.UPHOLD: _again, Move.DISMISS: _state}

# Moves that end the work of the office on a case and are held as a Decision until released.
VERDICTS = (Move.ACCEPT, Move.RESERVE, Move.REJECT)
# Moves that belong to the person, not to the office.
APPLICANT_MOVES = (Move.SUBMIT, Move.RESUBMIT, Move.WITHDRAW, Move.TAKE_OFFER, Move.DECLINE, Move.OBJECT)
# What an officer does for a person without an account who stands at the counter or answers the phone.
COUNTER_MOVES = (Move.SUBMIT, Move.RESUBMIT, Move.WITHDRAW, Move.TAKE_OFFER, Move.DECLINE)
# Answers to an objection: never by who decided first.
OBJECTION_ANSWERS = (Move.UPHOLD, Move.DISMISS)


class DocumentVerdict(models.TextChoices):
    """What a checker says of one document; anything but ACCEPTED leads to a correction."""

    PENDING = "pending", _("Not checked")
    ACCEPTED = "accepted", _("Accepted")
    UNREADABLE = "unreadable", _("Unreadable")
    OUTDATED = "expired", _("Out of date")
    WRONG = "wrong", _("Wrong document")


class Release(models.TextChoices):
    """How a decision of a stage is told: after the undo time by itself, or together when the head releases."""

    AUTOMATIC = "automatic", _("By itself, after the time to undo")
    TOGETHER = "together", _("Together, when released by hand")


class ReasonMove(models.TextChoices):
    CORRECT = "correct", _("Correction")
    REJECT = "reject", _("Rejection")
    REVOKE = "revoke", _("Revocation")
    CANCEL_BATCH = "cancel_batch", _("Cancelled batch")
    ATTENDANCE = "attendance", _("Attendance")
    SESSION = "session", _("Cancelled session")
    DROP_OUT = "drop_out", _("Participant drops out")


class Tab(models.TextChoices):
    """The tabs of the desk's queue; the value stands in the address."""

    MINE = "saya", _("My queue")
    OVERDUE = "terlambat", pgettext_lazy("queue", "Late")
    CORRECTED = "diperbaiki", _("Corrected")
    HELD = "dipegang", _("Held by me")
    RELEASE = "rilis", _("Ready to release")
    APPLICANT = "pemohon", _("With the applicant")
    ALL = "semua", pgettext_lazy("queue", "All")


class BulkAction(models.TextChoices):
    """What can be done to many cases at once; the value stands in the address."""

    PASS = "lulus", _("Pass")
    ACCEPT = "terima", _("Accept")
    RESERVE = "cadangan", _("Put on reserve list")
    REJECT = "tolak", _("Reject")
    RELEASE = "rilis", _("Release together")

    @property
    def move(self) -> "Move | None":
        """The move of the engine behind it; releasing is none."""
        return BULK_MOVES.get(self)


BULK_MOVES = {
    BulkAction.PASS: Move.PASS_STAGE,
    BulkAction.ACCEPT: Move.ACCEPT,
    BulkAction.RESERVE: Move.RESERVE,
    BulkAction.REJECT: Move.REJECT,
}


class JobState(models.TextChoices):
    """Where the work on many cases stands."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Finished")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class ItemState(models.TextChoices):
    """What became of one case of such a job."""

    WAITING = "waiting", _("Not yet")
    DONE = "done", _("Done")
    LEFT = "left", _("Not changed")
    UNDONE = "undone", _("Undone")
    TOLD = "told", _("Told already")


ACTIVE_JOBS = (JobState.RUNNING, JobState.UNDOING)
