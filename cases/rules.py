"""May this happen now? Pure: a Situation in, reasons in words out; the same at submit and on the desk."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.enums import APPLICANT_MOVES, COUNTER_MOVES, MOVES, OBJECTION_ANSWERS, VERDICTS, CaseState, Move

DESK_MOVES = (Move.CLAIM, Move.LET_GO, Move.PASS_STAGE, Move.ASK_CORRECTION, *VERDICTS)


class Refused(Exception):
    """A move that may not happen; `reasons` are sentences for the person who tried."""

    def __init__(self, reasons: list):
        self.reasons = list(reasons)
        super().__init__("; ".join(str(reason) for reason in self.reasons))


class Stale(Refused):
    """Somebody else changed the case meanwhile: who and when is told, nothing is written."""


@dataclass(frozen=True)
class Situation:
    """Everything the rules look at; built by queries.situation from rows, or by hand in tests."""

    state: CaseState | None
    is_system: bool = False  # nobody acts: the worker, or a workflow function of the owning app
    is_owner: bool = False  # the applicant's own account, also when that person is staff
    is_alike: bool = False  # another account, but the same NIK, phone or e-mail
    is_filer: bool = False  # registered this person at the counter
    speaks: bool = False  # at the counter, for a person without an account
    is_staff: bool = False
    in_group: bool = False  # works at this stage
    may_decide: bool = False
    is_decision: bool = False
    checks_documents: bool = False
    documents_open: int = 0  # without a verdict
    documents_bad: int = 0
    checks_missing: int = 0
    scores_missing: int = 0
    scorers_missing: int = 0  # officers who have still to score, where the stage asks for several
    correction_open: bool = False
    decision_open: bool = False
    held_by: str = ""  # another person's lease
    held_since: dt.datetime | None = None
    objection_open: bool = False
    objection_made: bool = False  # to this decision, open or answered
    objection_until: str = ""  # the last day, in words, once it has passed
    decided_first: bool = False  # had a part in the decision that closed the case


def refusals(move: Move, now: Situation) -> list:
    """All reasons why `move` is refused in this situation; empty means it may happen."""
    if move not in MOVES[now.state]:
        return [_not_in_state(move, now.state)]
    return [*_actor_refusals(move, now), *_side_track_refusals(move, now), *_stage_refusals(move, now)]


def _not_in_state(move: Move, state: CaseState | None):
    if state is None:
        return _("There is no registration yet.")
    return _("“%(move)s” is not possible in the state “%(state)s”.") % {"move": move.label, "state": state.label}


def _actor_refusals(move: Move, now: Situation) -> list:
    if now.is_system:
        return []
    if move in APPLICANT_MOVES:
        at_the_counter = move in COUNTER_MOVES and now.speaks and not now.is_alike
        return [] if now.is_owner or at_the_counter else [_("Only the applicant can do this.")]
    if now.is_owner:
        return [_("This is your own request. Another officer must handle it.")]
    if now.is_alike:
        return [_("The applicant has the same NIK, phone or e-mail as you. Another officer must handle it.")]
    if not now.is_staff:
        return [_("Only staff can do this.")]
    if move in OBJECTION_ANSWERS:
        return _answer_refusals(now)
    return _staff_refusals(move, now) if move in DESK_MOVES else []


def _answer_refusals(now: Situation) -> list:
    """An objection is answered by somebody who may decide and had no part in the first decision."""
    return _only(
        [
            (not now.may_decide, _("You may not decide this case.")),
            (now.decided_first, _("You had a part in the first decision. Another officer must answer the objection.")),
        ]
    )


def _staff_refusals(move: Move, now: Situation) -> list:
    if move in VERDICTS and now.is_filer:
        return [_("You registered this person at the counter. Another officer must decide.")]
    if not now.in_group:
        return [_("This stage belongs to another role.")]
    if move in (Move.ACCEPT, Move.RESERVE) and not now.may_decide:
        return [_("You may not decide this case.")]
    return []


def _side_track_refusals(move: Move, now: Situation) -> list:
    reasons = []
    if move in DESK_MOVES and now.decision_open:
        reasons.append(_("The case is already decided. Undo the decision first."))
    if move in DESK_MOVES and now.correction_open:
        reasons.append(_("The applicant is correcting the case."))
    if move == Move.RESUBMIT and not now.correction_open:
        reasons.append(_("No correction was asked for."))
    if move in DESK_MOVES and now.held_by:
        reasons.append(_("%(person)s is working on this case.") % {"person": now.held_by})
    return [*reasons, *_objection_refusals(move, now)]


def _objection_refusals(move: Move, now: Situation) -> list:
    if move == Move.OBJECT and now.objection_made:
        return [_("You have objected to this decision already.")]
    if move == Move.OBJECT and now.objection_until:
        return [_("The time to object ended on %(date)s.") % {"date": now.objection_until}]
    waits = move not in OBJECTION_ANSWERS or now.objection_open
    return [] if waits else [_("No objection waits for an answer.")]


def _stage_refusals(move: Move, now: Situation) -> list:
    if move == Move.PASS_STAGE:
        return [*_only([(now.is_decision, _("This stage ends with a decision."))]), *_unfinished(now)]
    if move in (Move.ACCEPT, Move.RESERVE) and now.state == CaseState.IN_REVIEW:
        return [*_only([(not now.is_decision, _("This stage does not decide yet."))]), *_unfinished(now)]
    return []


def _unfinished(now: Situation) -> list:
    """What is still to be done at the stage before it can be passed."""
    return _only(
        [
            (now.checks_documents and now.documents_open, _("Not every document has a verdict.")),
            (now.checks_documents and now.documents_bad, _("Not every document is accepted.")),
            (now.checks_missing, _("Not every check is ticked.")),
            (now.scores_missing, _("Not every score is filled in.")),
            (not now.scores_missing and now.scorers_missing, _("Another officer must score as well.")),
        ]
    )


def _only(pairs) -> list:
    return [reason for applies, reason in pairs if applies]
