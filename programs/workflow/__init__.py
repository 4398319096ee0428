"""The only writer of places, seats, offers, attendance and results of a batch.

Lock order everywhere: the batch first, then cases by ascending id. Counters change by conditional updates only.
`by` is who acts (None: the system), `at` the time (now by default).
"""

from programs.workflow.attendance import Grade, Mark, record_attendance, record_marks, record_together
from programs.workflow.calling_off import cancel_sessions
from programs.workflow.cancelling import Outcome, cancel_batch
from programs.workflow.cancelling import refusals as cancel_refusals
from programs.workflow.completion import complete
from programs.workflow.completion import refusals as completion_refusals
from programs.workflow.drafts import batch_slug, batch_title, fill_draft, open_next_batch
from programs.workflow.dropping import batch_refusals as drop_batch_refusals
from programs.workflow.dropping import drop_out
from programs.workflow.dropping import refusals as drop_refusals
from programs.workflow.joining import hold_together, separate
from programs.workflow.line import tell_line, tell_lines
from programs.workflow.make_ups import Plan, make_up
from programs.workflow.moving import Change, move_batch
from programs.workflow.moving import refusals as move_refusals
from programs.workflow.offers import expire_offers, fill_all, fill_freed_seats
from programs.workflow.reminders import remind
from programs.workflow.schedule import apply_program, apply_schedule, is_source, unlist
from programs.workflow.seat_rules import publish as publish_seat_rules
from programs.workflow.selecting import adjust, fix_list, plan_release
from programs.workflow.substitutes import name_substitute
from programs.workflow.walk_ins import refusals as take_in_refusals
from programs.workflow.walk_ins import take_in
from programs.workflow.warnings import warn_of_offers

__all__ = [
    "Change",
    "Grade",
    "Mark",
    "Outcome",
    "Plan",
    "adjust",
    "apply_program",
    "apply_schedule",
    "batch_slug",
    "batch_title",
    "cancel_batch",
    "cancel_refusals",
    "cancel_sessions",
    "complete",
    "completion_refusals",
    "drop_batch_refusals",
    "drop_out",
    "drop_refusals",
    "expire_offers",
    "fill_all",
    "fill_draft",
    "fill_freed_seats",
    "fix_list",
    "hold_together",
    "is_source",
    "make_up",
    "move_batch",
    "move_refusals",
    "name_substitute",
    "open_next_batch",
    "plan_release",
    "publish_seat_rules",
    "record_attendance",
    "record_marks",
    "record_together",
    "remind",
    "separate",
    "take_in",
    "take_in_refusals",
    "tell_line",
    "tell_lines",
    "unlist",
    "warn_of_offers",
]
