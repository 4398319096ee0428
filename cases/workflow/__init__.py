"""The only writer of a case: one atomic function for each verb.

Every function locks the subject first, then the case, checks the rules again under the lock, writes the event, queues
the message in the same transaction, and answers the same when called twice. `by` is who acts (None: the system),
`at` the time (now by default). A refusal raises rules.Refused with reasons in words; a form that saw an older
revision raises rules.Stale with who changed it and when.
"""

from cases.workflow.calls import told, unanswered
from cases.workflow.corrections import answer_correction, ask_correction, lapse_corrections
from cases.workflow.decisions import decide, release, release_due, second, undo
from cases.workflow.intake import submit, withdraw
from cases.workflow.objections import dismiss, object_to, uphold
from cases.workflow.outcomes import complete, decline, drop_out, expire, fail, offer, reword_subject, take_offer
from cases.workflow.review import claim, let_go, pass_stage, set_check, set_score, set_verdict
from cases.workflow.subjects import cancel, transfer

__all__ = [
    "answer_correction",
    "ask_correction",
    "cancel",
    "claim",
    "complete",
    "decide",
    "decline",
    "dismiss",
    "drop_out",
    "expire",
    "fail",
    "lapse_corrections",
    "let_go",
    "object_to",
    "offer",
    "pass_stage",
    "release",
    "release_due",
    "reword_subject",
    "second",
    "set_check",
    "set_score",
    "set_verdict",
    "submit",
    "take_offer",
    "told",
    "transfer",
    "unanswered",
    "undo",
    "uphold",
    "withdraw",
]
