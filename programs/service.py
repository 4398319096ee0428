"""The service "pelatihan": how the case engine asks about a place in a batch."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import services
from cases.enums import CaseState, Move
from cases.models import Case, CorrectionRequest, Decision, Procedure
from core.formats import full_date, moment
from core.generation import settled_kept
from programs import eligibility, facts, queries, rules, seating
from programs.enums import PREFIXES, BatchState, EnrolmentState, OfferAnswer, ProgramKind
from programs.models import Batch, Enrolment, ProgramPage, Registration
from programs.workflow import carrying, dropping, listed, many, offers, reopening
from programs.workflow import enrolment as places

SLUG = "pelatihan"
BLK_PROCEDURE = "blk"
SHORT_PROCEDURE = "kelas-singkat"


def lock_subject(subject_id: int) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).select_related("program_page", "room").get(pk=subject_id)


def procedure(batch: Batch) -> Procedure:
    return procedure_of(batch.program_page)


def procedure_of(program: ProgramPage) -> Procedure:
    """The road of the programme; without one, the office's road for its kind."""
    return program.procedure or _procedure(BLK_PROCEDURE if program.kind == ProgramKind.BLK else SHORT_PROCEDURE)


@settled_kept
def _procedure(slug: str) -> Procedure:
    return Procedure.objects.get(slug=slug)


def create(batch: Batch, fields: dict) -> Registration:
    return Registration.objects.create(batch=batch, **fields)


# Guards: why a move may not happen, in the applicant's words.


def guard(move: Move, case: Case, batch: Batch | None, at: dt.datetime) -> list:
    check = GUARDS.get(move)
    return check(case, batch, at) if check and batch is not None else []


def _may_submit(case: Case, batch: Batch, at: dt.datetime) -> list:
    """Open, not registered already, and every rule of the programme met: the same words as before the form."""
    if batch.enrolments.live().filter(applicant_id=case.applicant_id).exists():
        return [rules.ALREADY_REGISTERED]
    closed = rules.registration_refusals(batch, queries.waiting_in_line(batch).count(), at)
    return closed or eligibility.refusals(batch, case.applicant, at)


def _may_accept(case: Case, batch: Batch, at: dt.datetime) -> list:
    enrolment = _enrolment(case)
    if enrolment is None:
        return [_("This registration has no place in the batch.")]
    if enrolment.state != EnrolmentState.HELD and batch.free <= 0:
        return [rules.NO_SEAT_LEFT]
    return listed.refusals(Move.ACCEPT, enrolment, batch)


def _may_reserve(case: Case, batch: Batch, at: dt.datetime) -> list:
    enrolment = _enrolment(case)
    has_rank = enrolment is not None and enrolment.told_state == EnrolmentState.RESERVE
    waiting = batch.in_line if hasattr(batch, "in_line") else queries.waiting_in_line(batch).count()
    full = not rules.reserve_places(batch, waiting)
    if full and not has_rank:
        return [_("The reserve list is full.")]
    return listed.refusals(Move.RESERVE, enrolment, batch) if enrolment else []


def _may_be_offered(case: Case, batch: Batch, at: dt.datetime) -> list:
    return [] if batch.free > 0 else [rules.NO_SEAT_LEFT]


def _may_take(case: Case, batch: Batch, at: dt.datetime) -> list:
    """Until the deadline and not a second longer: the seat belongs to the next in line then."""
    offer = _open_offer(case)
    if offer is None:
        return [_("There is no open offer.")]
    passed = _("The time to take this seat ended on %(moment)s.") % {"moment": moment(offer.expires_at)}
    return [passed] if at > offer.expires_at else []


def _may_expire(case: Case, batch: Batch, at: dt.datetime) -> list:
    offer = _open_offer(case)
    return [] if offer and at > offer.expires_at else [_("The offer has not expired.")]


def _may_withdraw(case: Case, batch: Batch, at: dt.datetime) -> list:
    """At any time, as long as there is something to leave: after the last day only the result is still open."""
    is_over = case.state == CaseState.ACCEPTED and batch.ends_on < timezone.localdate(at)
    return [_("The training ended on %(date)s.") % {"date": full_date(batch.ends_on)}] if is_over else []


def _may_drop_out(case: Case, batch: Batch, at: dt.datetime) -> list:
    """From the first day to the last: before, a registration is withdrawn; afterwards the result decides."""
    return dropping.batch_refusals(batch, at)


def _must_be_called_off(case: Case, batch: Batch, at: dt.datetime) -> list:
    """No single registration is cancelled or moved: this is for everybody of a batch that does not take place."""
    return [] if batch.state == BatchState.CANCELLED else [_("This batch takes place.")]


GUARDS = {
    Move.SUBMIT: _may_submit,
    Move.ACCEPT: _may_accept,
    Move.RESERVE: _may_reserve,
    Move.OFFER: _may_be_offered,
    Move.TAKE_OFFER: _may_take,
    Move.EXPIRE: _may_expire,
    Move.WITHDRAW: _may_withdraw,
    Move.UPHOLD: reopening.refusals,
    Move.TRANSFER: _must_be_called_off,
    Move.CANCEL: _must_be_called_off,
    Move.DROP_OUT: _may_drop_out,
}


# Outcomes: what a move does to the place. The batch is locked.


def outcome(move: Move, case: Case, by, at: dt.datetime) -> CaseState | None:
    act = OUTCOMES.get(move)
    return act(case, case.subject, at) if act else None


def _submitted(case: Case, batch: Batch, at: dt.datetime) -> None:
    case.seen_enrolment = places.enrol(case, batch, at=at)


def _accepted(case: Case, batch: Batch, at: dt.datetime) -> CaseState | None:
    """A seat; where the batch asks for re-registration, an offer of the held seat until that day."""
    enrolment = _enrolment(case)
    places.reserve_for_decision(enrolment, batch, at=at)
    if not batch.confirm_by:
        places.take_seat(enrolment, batch, at=at)
        return None
    places.keep_for_confirmation(enrolment, at=at)
    places.open_offer(enrolment, expires_at=offers.confirm_deadline(batch, at), at=at)
    return CaseState.OFFERED


def _reserved(case: Case, batch: Batch, at: dt.datetime) -> None:
    places.put_on_reserve(_enrolment(case), batch, at=at)


def _offered(case: Case, batch: Batch, at: dt.datetime) -> None:
    enrolment = _enrolment(case)
    places.reserve_for_decision(enrolment, batch, at=at)
    places.keep_for_confirmation(enrolment, at=at)
    places.open_offer(enrolment, expires_at=offers.offer_deadline(batch, at), at=at)


def _taken(case: Case, batch: Batch, at: dt.datetime) -> None:
    enrolment = _enrolment(case)
    if places.answer_offer(enrolment, OfferAnswer.TAKEN, at):
        places.take_seat(enrolment, batch, at=at)


def _left(answer: OfferAnswer, *, is_withdrawn: bool = False):
    def act(case: Case, batch: Batch, at: dt.datetime) -> None:
        enrolment = _enrolment(case)
        if enrolment and enrolment.state not in (EnrolmentState.LEFT, EnrolmentState.FINISHED):
            places.leave(enrolment, batch, answer=answer, at=at, is_withdrawn=is_withdrawn)

    return act


def _corrected(case: Case, batch: Batch, at: dt.datetime) -> None:
    """Answered in time, the first complete submission keeps its place; else the time of the answer counts."""
    request = CorrectionRequest.objects.filter(case_id=case.pk).order_by("-at").first()
    if request and at > request.due_at:
        places.queue_again(_enrolment(case), batch, at=at)


def _finished(case: Case, batch: Batch, at: dt.datetime) -> None:
    places.finish(_enrolment(case), at=at)


def _dropped(case: Case, batch: Batch, at: dt.datetime) -> None:
    places.drop(_enrolment(case), batch, at=at)


def _carried(case: Case, batch: Batch, at: dt.datetime) -> CaseState | None:
    return carrying.carry(case, _enrolment(case), batch, case.target, at=at)


OUTCOMES = {
    Move.SUBMIT: _submitted,
    Move.RESUBMIT: _corrected,
    Move.ACCEPT: _accepted,
    Move.RESERVE: _reserved,
    Move.REJECT: _left(OfferAnswer.CANCELLED),
    Move.WITHDRAW: _left(OfferAnswer.DECLINED, is_withdrawn=True),
    Move.DECLINE: _left(OfferAnswer.DECLINED, is_withdrawn=True),
    Move.EXPIRE: _left(OfferAnswer.EXPIRED),
    Move.OFFER: _offered,
    Move.TAKE_OFFER: _taken,
    Move.COMPLETE: _finished,
    Move.FAIL: _finished,
    Move.UPHOLD: reopening.reopen,
    Move.TRANSFER: _carried,
    Move.CANCEL: _left(OfferAnswer.CANCELLED),
    Move.DROP_OUT: _dropped,
}


def decide(decision: Decision, case: Case, at: dt.datetime) -> None:
    """Hold what an acceptance will need; a rejection or a rank needs nothing before it is told."""
    if decision.move == Move.ACCEPT:
        places.reserve_for_decision(_enrolment(case), case.subject, at=at)


def undo(decision: Decision, case: Case) -> None:
    if decision.move == Move.ACCEPT:
        places.undo_decision(_enrolment(case), case.subject, at=decision.at)


def _enrolment(case: Case) -> Enrolment | None:
    """The place of a case; read already where many cases are decided at once."""
    if hasattr(case, "seen_enrolment"):
        return case.seen_enrolment
    return Enrolment.objects.filter(registration_id=case.pk).first()


def _open_offer(case: Case):
    enrolment = _enrolment(case)
    return enrolment and enrolment.open_offer


SERVICE = services.Service(
    slug=SLUG,
    label=gettext_lazy("Training"),
    prefix_of=lambda batch: PREFIXES[ProgramKind(batch.kind)],
    model=Registration,
    lock_subject=lock_subject,
    create=create,
    procedure=procedure,
    guard=guard,
    outcome=outcome,
    decide=decide,
    undo=undo,
    facts=facts.facts,
    sections=facts.sections,
    closes_on=facts.closes_on,
    answer_by=facts.answer_by,
    next_step=facts.next_step,
    message_facts=facts.message_facts,
    requirements=facts.requirements,
    seating=seating.seating,
    many=services.Many(recall=many.recall, decide=many.decide, undo=many.undo, outcome=many.outcome),
)


def register() -> None:
    services.register(SERVICE)
