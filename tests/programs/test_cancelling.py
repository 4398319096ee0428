"""The office cancels a batch: everybody in it is told once, nobody is rejected, and who fits goes on elsewhere."""

import datetime as dt

import pytest

from audit.models import Event
from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case
from cases.rules import Refused
from core.models import OutboxMessage
from programs import queries, workflow
from programs.enums import BatchState, BatchStatus, EnrolmentState, Mode, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from programs.rules import registration_refusals, status
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


def cancel(batch, **fields):
    return workflow.cancel_batch(batch, **{"by": make.head(), "told": TOLD, "at": NOW} | fields)


def reread(row):
    return type(row).objects.get(pk=row.pk)


def counters(batch):
    batch = reread(batch)
    return batch.held, batch.seated


def told(kind="batch_cancelled"):
    return OutboxMessage.objects.filter(kind=kind)


@pytest.fixture
def lively():
    """Somebody at every place: a seat, an offer, a rank told, a decision not told, and a file being checked."""
    batch = make.batch(capacity=4, reserve_size=4)
    cases = {name: make.register(batch) for name in ("seat", "offer", "undecided", "decided")}
    make.released(cases["seat"])
    Batch.objects.filter(pk=batch.pk).update(confirm_by=NOW + 5 * DAY)
    make.released(cases["offer"])
    make.decided(cases["decided"])
    cases["rank"] = make.released(make.register(batch), Move.RESERVE)
    return batch, cases


def test_everybody_ends_as_cancelled_and_is_told_once(lively):
    batch, cases = lively

    outcome = cancel(batch)

    assert {reread(case).state for case in cases.values()} == {CaseState.CANCELLED}
    assert (outcome.cancelled, outcome.carried, outcome.unwritten) == (5, 0, [])
    assert set(batch.enrolments.values_list("state", flat=True)) == {EnrolmentState.LEFT}
    assert counters(batch) == (0, 0)
    assert sorted(told().values_list("to", flat=True)) == sorted(case.applicant.email for case in cases.values())
    assert all("Pelatih sakit." in message.content["text"] for message in told())


def test_offers_and_decisions_stop(lively):
    batch, cases = lively
    cancel(batch)

    engine.release(cases["decided"], at=NOW)
    workflow.expire_offers(NOW + 30 * DAY)
    workflow.fill_all(NOW)

    assert Offer.objects.get().answer == OfferAnswer.CANCELLED
    assert {reread(case).state for case in cases.values()} == {CaseState.CANCELLED}
    with pytest.raises(Refused):
        engine.take_offer(cases["offer"], by=cases["offer"].applicant.user, at=NOW)


def test_cancelled_twice_changes_nothing(lively):
    batch, _cases = lively
    cancel(batch)
    before = list(Case.objects.values("pk", "revision", "state"))

    again = cancel(batch, told={"id": "Lain.", "en": "Other."}, at=NOW + DAY)

    assert (again.cancelled, again.carried) == (0, 0)
    assert list(Case.objects.values("pk", "revision", "state")) == before
    assert told().count() == 5
    assert reread(batch).cancelled_reason == "Pelatih sakit."
    assert Event.objects.filter(verb="programs.batch.cancel").count() == 1


def test_the_public_reads_why(lively):
    batch, _cases = lively
    cancel(batch)
    batch = reread(batch)

    assert status(batch, NOW) == BatchStatus.CANCELLED
    assert registration_refusals(batch, 0, NOW) == ["This batch will not take place: The trainer is ill."]
    with pytest.raises(Refused, match="The trainer is ill"):
        make.register(batch)


def test_who_left_before_is_not_told(lively):
    batch, cases = lively
    engine.withdraw(cases["seat"], by=cases["seat"].applicant.user, at=NOW)

    cancel(batch)

    assert reread(cases["seat"]).state == CaseState.WITHDRAWN
    assert told().count() == 4


def test_the_year_is_free_again():
    program = make.program_page(one_a_year=True)
    first, second = make.batch(program=program), make.batch(program=program)
    person = ApplicantFactory()
    make.register(first, person)

    cancel(first)

    assert make.register(second, person).state == CaseState.IN_REVIEW


def test_sessions_ahead_are_cancelled_and_held_ones_stay():
    batch = make.batch()
    person = make.seated(batch)
    held, ahead = (make.session(batch, starts_at=NOW + days * DAY) for days in (-1, 1))
    workflow.record_attendance(held, by=make.head(), marks={person.pk: workflow.Mark("present")}, revision=0, at=NOW)

    cancel(batch)

    assert (reread(held).cancelled_at, reread(ahead).cancelled_at) == (None, NOW)
    assert reread(ahead).sequence == 1


def test_a_participant_without_a_registration_is_told_as_well():
    batch, person = make.batch(seated=1), ApplicantFactory()
    Enrolment.objects.create(batch=batch, applicant=person, state=EnrolmentState.SEATED)

    outcome = cancel(batch)

    assert (outcome.cancelled, counters(batch)) == (1, (0, 0))
    assert told().get().to == person.email


def test_who_has_no_address_is_named_to_be_called():
    batch = make.batch()
    person = ApplicantFactory(user=None)
    make.register(batch, person, by=make.head())

    outcome = cancel(batch)

    assert [place.applicant for place in outcome.unwritten] == [person]
    assert not told().exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": BatchState.CLOSED}, "results of this batch are confirmed"),
        ({"starts_on": NOW.date() - 9 * DAY, "ends_on": NOW.date() - DAY}, "The training ended on"),
    ],
)
def test_what_is_over_is_not_cancelled(fields, words):
    batch = make.batch()
    Batch.objects.filter(pk=batch.pk).update(**fields)

    with pytest.raises(Refused, match=words):
        cancel(batch)

    assert reread(batch).state != BatchState.CANCELLED


# Going on in another batch


def carried(batch, target):
    outcome = cancel(batch, carry_to=target)
    places = Enrolment.objects.filter(batch=target).select_related("registration")
    return outcome, {place.registration_id: place for place in places}


def test_everybody_keeps_their_place_where_there_is_room(lively):
    batch, cases = lively
    target = make.batch(program=batch.program_page, capacity=4, reserve_size=4)

    outcome, places = carried(batch, target)

    assert (outcome.cancelled, outcome.carried) == (0, 5)
    states = {name: (reread(case).state, places[case.pk].state) for name, case in cases.items()}
    assert states == {
        "seat": (CaseState.ACCEPTED, EnrolmentState.SEATED),
        "offer": (CaseState.OFFERED, EnrolmentState.HELD),
        "undecided": (CaseState.IN_REVIEW, EnrolmentState.HELD),
        "decided": (CaseState.IN_REVIEW, EnrolmentState.HELD),
        "rank": (CaseState.RESERVE, EnrolmentState.RESERVE),
    }
    assert (counters(batch), counters(target)) == ((0, 0), (3, 1))
    assert (reread(batch).applicants, reread(target).applicants) == (0, 5)
    assert {case.subject_id for case in Case.objects.all()} == {target.pk}
    assert (told("batch_carried").count(), told().count()) == (5, 0)


def test_the_carried_are_told_what_they_keep(lively):
    batch, cases = lively
    target = make.batch(program=batch.program_page, capacity=4, reserve_size=4)
    carried(batch, target)

    texts = {message.about: message.content["text"] for message in told("batch_carried")}

    assert "Kursi Anda tetap" in texts[cases["seat"].number]
    assert "nomor 1" in texts[cases["rank"].number]
    assert all(str(batch) in text and str(target) in text for text in texts.values())


def test_an_offer_gets_the_deadline_of_the_other_batch(lively):
    batch, cases = lively
    target = make.batch(program=batch.program_page, confirm_by=NOW + 9 * DAY)
    carried(batch, target)

    offers = Offer.objects.filter(enrolment__registration_id=cases["offer"].pk).order_by("pk")

    assert [offer.answer for offer in offers] == [OfferAnswer.CANCELLED, OfferAnswer.OPEN]
    assert offers[1].expires_at == NOW + 9 * DAY
    assert engine.take_offer(cases["offer"], by=cases["offer"].applicant.user, at=NOW).state == CaseState.ACCEPTED
    assert counters(target) == (2, 2)


def test_seats_go_in_turn_and_the_line_keeps_its_order(lively):
    """Two seats for four promises: the participant and the offer have them; the others follow in line."""
    batch, cases = lively
    second = make.released(make.register(batch), Move.RESERVE)
    target = make.batch(program=batch.program_page, capacity=2, reserve_size=3)

    outcome, places = carried(batch, target)

    assert [places[cases[name].pk].state for name in ("seat", "offer")] == [EnrolmentState.SEATED, EnrolmentState.HELD]
    line = queries.waiting_in_line(target).order_by("rank").values_list("registration_id", flat=True)
    assert list(line) == [cases["undecided"].pk, cases["decided"].pk, cases["rank"].pk]
    assert reread(second).state == CaseState.CANCELLED
    assert (outcome.carried, outcome.cancelled, told().count()) == (5, 1, 1)


def test_a_participant_without_a_seat_there_gets_a_rank():
    batch = make.batch(capacity=2)
    first, second = make.seated(batch), make.seated(batch)
    target = make.batch(program=batch.program_page, capacity=1, reserve_size=1)

    _outcome, places = carried(batch, target)

    assert [places[place.registration_id].state for place in (first, second)] == ["seated", "reserve"]
    assert reread(second.registration).state == CaseState.RESERVE


def test_who_is_in_the_other_batch_already_stays_there():
    batch = make.batch()
    target = make.batch(program=batch.program_page)
    person = ApplicantFactory()
    case, other = make.register(batch, person), make.register(target, person)

    outcome = cancel(batch, carry_to=target)

    assert (outcome.cancelled, outcome.carried) == (1, 0)
    assert (reread(case).state, reread(other).state) == (CaseState.CANCELLED, CaseState.IN_REVIEW)
    assert counters(target) == (1, 0)


def test_by_score_nobody_has_a_seat_before_the_result():
    batch = make.batch()
    case = make.register(batch)
    target = make.batch(program=batch.program_page, mode=Mode.SCORE)

    _outcome, places = carried(batch, target)

    assert (places[case.pk].state, counters(target)) == (EnrolmentState.WAITING, (0, 0))


@pytest.mark.parametrize("wrong", ["other_programme", "begun", "cancelled", "itself"])
def test_only_a_batch_of_the_programme_that_is_still_to_come_takes_them(wrong):
    batch = make.batch()
    make.register(batch)
    target = {
        "other_programme": lambda: make.batch(),
        "begun": lambda: make.batch(program=batch.program_page, starts_on=NOW.date()),
        "cancelled": lambda: make.batch(program=batch.program_page, state=BatchState.CANCELLED),
        "itself": lambda: batch,
    }[wrong]()

    with pytest.raises(Refused, match="Nobody can be moved"):
        cancel(batch, carry_to=target)

    assert reread(batch).state == BatchState.RUNNING


def test_nobody_is_carried_once_a_session_was_held():
    batch = make.batch()
    person = make.seated(batch)
    held = make.session(batch, starts_at=NOW - DAY)
    workflow.record_attendance(held, by=make.head(), marks={person.pk: workflow.Mark("present")}, revision=0, at=NOW)
    target = make.batch(program=batch.program_page)

    assert list(queries.carry_targets(batch, NOW)) == []
    with pytest.raises(Refused):
        cancel(batch, carry_to=target)


def test_no_single_registration_is_cancelled_or_moved():
    batch = make.batch()
    case = make.register(batch)

    with pytest.raises(Refused, match="This batch takes place"):
        engine.cancel(case, by=make.head(), told=TOLD, message="batch_cancelled", at=NOW)
    with pytest.raises(Refused, match="This batch takes place"):
        engine.transfer(case, to=make.batch().pk, by=make.head(), told=TOLD, at=NOW)


def test_an_english_reader_is_told_in_english():
    batch = make.batch()
    make.register(batch, language="en")

    cancel(batch)

    text = told().get().content["text"]
    assert "The trainer is ill." in text
    assert "Pelatih sakit" not in text


def test_publishing_a_cancelled_page_changes_no_date():
    page = make.batch_page(sessions=1)
    make.register(page.batch)
    cancel(page.batch)
    starts_on = page.starts_on
    page.starts_on = page.starts_on + dt.timedelta(days=1)

    page.save_revision().publish()

    batch = reread(page.batch)
    assert (batch.state, batch.starts_on, batch.is_listed) == (BatchState.CANCELLED, starts_on, True)
    assert batch.sessions.get().cancelled_at == NOW
