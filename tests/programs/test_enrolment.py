"""Places: given at submit and by decisions, given back when people leave."""

import datetime as dt

import pytest

from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case, CorrectionRequest
from cases.rules import Refused
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment
from programs.queries import position
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def counters(batch):
    batch.refresh_from_db()
    return batch.held, batch.seated


def test_order_mode_holds_a_seat_at_submit():
    batch = make.batch(capacity=2)

    enrolment = make.enrolment(make.register(batch))

    assert (enrolment.state, enrolment.rank, counters(batch)) == (EnrolmentState.HELD, None, (1, 0))


def test_after_the_last_seat_comes_the_reserve_list_then_full():
    batch = make.batch(capacity=1, reserve_size=2)
    places = [make.enrolment(make.register(batch)) for _ in range(3)]

    with pytest.raises(Refused) as refused:
        make.register(batch)

    assert [(place.state, place.rank) for place in places] == [("held", None), ("reserve", 1), ("reserve", 2)]
    assert refused.value.reasons == ["All seats and places on the reserve list are taken."]


def test_score_mode_holds_nothing_before_the_result():
    batch = make.by_score(capacity=1)

    states = [make.enrolment(make.register(batch)).state for _ in range(3)]

    assert (states, counters(batch)) == ([EnrolmentState.WAITING] * 3, (0, 0))


def test_newcomer_does_not_overtake_who_waits():
    batch = make.batch(capacity=1, reserve_size=2)
    first = make.register(batch)
    make.register(batch)
    engine.withdraw(first, by=first.applicant.user, at=NOW)

    newcomer = make.enrolment(make.register(batch))

    assert (newcomer.state, newcomer.rank) == (EnrolmentState.RESERVE, 2)


def test_one_live_registration_a_batch():
    batch, applicant = make.batch(), ApplicantFactory()
    make.register(batch, applicant)

    with pytest.raises(Refused) as refused:
        make.register(batch, applicant)

    assert refused.value.reasons == ["There is already a registration with this NIK."]
    assert (Case.objects.count(), counters(batch)) == (1, (1, 0))


def test_who_withdrew_may_register_again():
    batch, applicant = make.batch(), ApplicantFactory()
    engine.withdraw(make.register(batch, applicant), by=applicant.user, at=NOW)

    again = make.register(batch, applicant)

    assert (make.enrolment(again).state, counters(batch)) == (EnrolmentState.HELD, (1, 0))


def test_one_batch_of_a_kind_a_year():
    program = make.program_page(one_a_year=True)
    first, second = make.batch(program=program), make.batch(program=program)
    applicant = ApplicantFactory()
    make.register(first, applicant)

    with pytest.raises(Refused) as refused:
        make.register(second, applicant)

    assert "You took" in refused.value.reasons[0]
    assert Enrolment.objects.count() == 1


def test_the_year_is_free_again_after_withdrawing():
    program = make.program_page(one_a_year=True)
    first, second = make.batch(program=program), make.batch(program=program)
    applicant = ApplicantFactory()
    engine.withdraw(make.register(first, applicant), by=applicant.user, at=NOW)

    assert make.enrolment(make.register(second, applicant)).yearly_key is not None


def test_accept_in_score_mode_holds_at_decision_and_seats_at_release():
    batch = make.by_score(capacity=1)
    case = make.register(batch)

    case = make.decided(case)
    held = (make.enrolment(case).state, make.enrolment(case).told_state, counters(batch))
    case = engine.release(case, at=NOW)

    assert held == ("held", "waiting", (1, 0))
    assert (case.state, make.enrolment(case).state, counters(batch)) == ("accepted", "seated", (0, 1))


def test_accept_beyond_capacity_is_refused():
    batch = make.by_score(capacity=1)
    make.decided(make.register(batch))

    with pytest.raises(Refused) as refused:
        make.decided(make.register(batch))

    assert refused.value.reasons == ["Every seat of this batch is promised or taken."]


def test_undo_gives_the_seat_of_the_decision_back():
    batch = make.by_score(capacity=1)
    case = make.decided(make.register(batch))

    engine.undo(case, by=make.head(), at=NOW)

    assert (make.enrolment(case).state, counters(batch)) == (EnrolmentState.WAITING, (0, 0))


def test_undo_leaves_a_seat_held_since_submit():
    batch = make.batch(capacity=1)
    case = make.decided(make.register(batch))

    engine.undo(case, by=make.head(), at=NOW)

    assert (make.enrolment(case).state, counters(batch)) == (EnrolmentState.HELD, (1, 0))


def test_release_offers_the_seat_where_the_batch_asks_to_confirm():
    batch = make.batch(confirm_by=NOW + 10 * DAY)

    case = make.released(make.register(batch))

    assert case.state == CaseState.OFFERED
    assert make.enrolment(case).open_offer.expires_at == NOW + 10 * DAY
    assert counters(batch) == (1, 0)


def test_taking_the_offer_seats():
    batch = make.batch(confirm_by=NOW + 10 * DAY)
    case = make.released(make.register(batch))

    case = engine.take_offer(case, by=case.applicant.user, at=NOW + DAY)

    assert (case.state, counters(batch)) == (CaseState.ACCEPTED, (0, 1))
    assert make.enrolment(case).offers.get().answer == OfferAnswer.TAKEN


def test_the_offer_cannot_be_taken_after_its_time():
    batch = make.batch(confirm_by=NOW + DAY)
    case = make.released(make.register(batch))

    with pytest.raises(Refused) as refused:
        engine.take_offer(case, by=case.applicant.user, at=NOW + DAY + dt.timedelta(seconds=1))

    assert "ended on" in str(refused.value)
    assert counters(batch) == (1, 0)


def test_declining_frees_the_seat():
    batch = make.batch(confirm_by=NOW + 10 * DAY)
    case = make.released(make.register(batch))

    case = engine.decline(case, by=case.applicant.user, at=NOW)

    assert (case.state, make.enrolment(case).state, counters(batch)) == ("withdrawn", "left", (0, 0))


def test_rejection_frees_the_held_seat_at_release():
    batch = make.batch()
    case = make.decided(make.register(batch), Move.REJECT)
    before = counters(batch)

    engine.release(case, at=NOW)

    assert (before, counters(batch)) == ((1, 0), (0, 0))


def test_reserve_gives_a_rank_and_keeps_it():
    batch = make.by_score(capacity=1)
    cases = [make.released(make.register(batch), Move.RESERVE) for _ in range(2)]

    places = [make.enrolment(case) for case in cases]

    assert [(place.state, place.rank, position(place)) for place in places] == [("reserve", 1, 1), ("reserve", 2, 2)]


def test_reserve_beyond_the_list_is_refused():
    batch = make.by_score(reserve_size=1)
    make.released(make.register(batch), Move.RESERVE)

    with pytest.raises(Refused) as refused:
        make.decided(make.register(batch), Move.RESERVE)

    assert refused.value.reasons == ["The reserve list is full."]


def test_position_counts_only_who_still_waits():
    batch = make.batch(capacity=1, reserve_size=3)
    cases = [make.register(batch) for _ in range(4)]
    engine.withdraw(cases[1], by=cases[1].applicant.user, at=NOW)

    last = make.enrolment(cases[3])

    assert (last.rank, position(last)) == (3, 2)


def test_withdrawing_a_seat_gives_it_back_and_counts_one_applicant_less():
    batch = make.batch()
    place = make.seated(batch)

    engine.withdraw(place.registration, by=place.applicant.user, at=NOW)

    batch.refresh_from_db()
    assert (batch.seated, batch.applicants) == (0, 0)


def corrected(batch, case, *, answered_at):
    due_at = NOW + DAY
    CorrectionRequest.objects.create(case=case, fields=["x"], by=make.head(), at=NOW, due_at=due_at)
    return engine.answer_correction(case, by=case.applicant.user, answers={"x": "1"}, at=answered_at)


def test_correction_in_time_keeps_the_rank():
    batch = make.batch(capacity=1, reserve_size=3)
    cases = [make.register(batch) for _ in range(3)]

    corrected(batch, cases[1], answered_at=NOW + DAY)

    assert make.enrolment(cases[1]).rank == 1


def test_late_correction_goes_behind_who_waits_by_then():
    batch = make.batch(capacity=1, reserve_size=3)
    cases = [make.register(batch) for _ in range(3)]

    corrected(batch, cases[1], answered_at=NOW + 2 * DAY)

    late, other = make.enrolment(cases[1]), make.enrolment(cases[2])
    assert (late.rank, position(late), position(other), late.queued_at) == (3, 2, 1, NOW + 2 * DAY)


def test_late_correction_gives_up_a_held_seat_to_who_waits():
    batch = make.batch(capacity=1, reserve_size=3)
    holder, waiting = make.register(batch), make.register(batch)

    corrected(batch, holder, answered_at=NOW + 2 * DAY)

    assert (make.enrolment(holder).state, make.enrolment(waiting).state) == ("reserve", "reserve")
    assert counters(batch) == (0, 0)


def test_late_correction_keeps_the_seat_when_nobody_waits():
    batch = make.batch(capacity=1)
    holder = make.register(batch)

    corrected(batch, holder, answered_at=NOW + 2 * DAY)

    assert (make.enrolment(holder).state, counters(batch)) == ("held", (1, 0))


def test_capacity_can_never_fall_below_the_seats_in_the_database():
    batch = make.batch(capacity=1)
    make.register(batch)

    with pytest.raises(Exception, match="never_a_seat_too_many"):
        Batch.objects.filter(pk=batch.pk).update(capacity=0)
