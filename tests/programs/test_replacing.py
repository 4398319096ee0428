"""A seat that is free before the third training day goes to the reserve list, fast; who joins counts from then on."""

import datetime as dt

import pytest

from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Case
from cases.rules import Refused
from core.models import OutboxMessage
from programs import queries, replacing, workflow
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer, TrainingSettings
from programs.workflow import Mark
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
HOUR = dt.timedelta(hours=1)


def running(*, waiting=2, days=5, begun=NOW):
    """A full batch whose first session began at `begun`: one participant, and people on the released reserve list."""
    batch = make.batch(capacity=1, reserve_size=5)
    person = make.seated(batch)
    line = [make.enrolment(make.released(make.register(batch), Move.RESERVE)) for _ in range(waiting)]
    for number in range(days):
        make.session(batch, starts_at=begun + number * DAY)
    first = begun.date()
    Batch.objects.filter(pk=batch.pk).update(starts_on=first, ends_on=first + (days - 1) * DAY)
    batch.refresh_from_db()
    return batch, person, line


def leave(person, at):
    engine.withdraw(person.registration, by=person.applicant.user, at=at)


def offer_of(person):
    return Offer.objects.filter(enrolment=person).first()


def test_the_first_in_line_gets_the_seat_with_a_short_deadline(django_capture_on_commit_callbacks):
    _batch, person, (first, second) = running()

    with django_capture_on_commit_callbacks(execute=True):
        leave(person, NOW + 2 * HOUR)

    assert offer_of(first).expires_at == NOW + 26 * HOUR
    assert offer_of(second) is None
    text = OutboxMessage.objects.get(kind="offer_running").content["text"]
    assert "Pertemuan berikutnya Selasa, 24 November 2026" in text


def test_the_deadline_is_never_later_than_the_day_it_is_too_late():
    batch, _person, _line = running()

    assert replacing.deadline(batch, NOW + 44 * HOUR) == NOW + 2 * DAY


def test_from_the_third_training_day_on_nobody_is_replaced(django_capture_on_commit_callbacks):
    batch, person, (first, _second) = running()

    with django_capture_on_commit_callbacks(execute=True):
        leave(person, NOW + 2 * DAY)

    assert offer_of(first) is None
    assert workflow.fill_all(NOW + 2 * DAY) == 0
    assert replacing.words(batch, NOW + 2 * DAY) == (
        "Training day 3 has begun: who joins now would miss too much. A free seat stays empty."
    )


def test_a_minute_before_somebody_still_is():
    _batch, person, (first, _second) = running()
    at = NOW + 2 * DAY - dt.timedelta(minutes=1)
    leave(person, at)

    assert workflow.fill_all(at) == 1
    assert offer_of(first).expires_at == NOW + 2 * DAY


def test_the_day_and_the_hours_are_settings():
    TrainingSettings.objects.update_or_create(defaults={"replaced_before_day": 2, "replacement_hours": 3})
    batch, _person, _line = running()

    assert replacing.replaced_until(batch) == NOW + DAY
    assert replacing.deadline(batch, NOW) == NOW + 3 * HOUR
    assert not replacing.may_offer(batch, NOW + DAY)


def test_one_says_never():
    TrainingSettings.objects.update_or_create(defaults={"replaced_before_day": 1})
    batch, _person, _line = running()

    assert not replacing.may_offer(batch, NOW)


def test_two_sessions_of_one_day_are_one_training_day_and_cancelled_ones_none():
    batch, _person, _line = running(days=2)
    make.session(batch, starts_at=NOW + 6 * HOUR)
    make.session(batch, starts_at=NOW + 3 * DAY, cancelled_at=NOW)
    make.session(batch, starts_at=NOW + 4 * DAY)

    assert replacing.replaced_until(batch) == NOW + 4 * DAY


def test_a_training_shorter_than_that_replaces_nobody_once_it_has_begun():
    batch, _person, _line = running(days=2)

    assert replacing.replaced_until(batch) is None
    assert not replacing.may_offer(batch, NOW)


def test_who_is_still_being_checked_is_passed_over():
    batch, person, (first,) = running(waiting=1)
    Case.objects.filter(pk=first.registration_id).update(state=CaseState.IN_REVIEW)
    leave(person, NOW)

    assert workflow.fill_freed_seats(batch, at=NOW) == 0


def test_an_offer_that_is_not_taken_goes_on_to_the_next():
    batch, person, (first, second) = running()
    leave(person, NOW)
    workflow.fill_freed_seats(batch, at=NOW)
    late = NOW + 25 * HOUR

    workflow.expire_offers(late)
    workflow.fill_all(late)

    assert (offer_of(first).answer, offer_of(second).expires_at) == (OfferAnswer.EXPIRED, NOW + 2 * DAY)


def test_a_walk_in_does_not_overtake_the_line_while_it_can_still_move():
    batch, person, _line = running()
    leave(person, NOW)

    with pytest.raises(Refused, match="reserve list come first"):
        workflow.take_in(batch, ApplicantFactory(), by=make.head(), at=NOW)


# Hours of who joins.


@pytest.fixture
def joined():
    """Somebody who took the seat after the first session, and the list of the second one."""
    batch, person, (first, _second) = running()
    leave(person, NOW)
    workflow.fill_freed_seats(batch, at=NOW)
    engine.take_offer(Case.objects.get(pk=first.registration_id), by=first.applicant.user, at=NOW + 20 * HOUR)
    first.refresh_from_db()
    return batch, first


def test_hours_count_from_joining(joined):
    batch, person = joined
    second = batch.sessions.all()[1]
    marks = {person.pk: Mark("present")}
    workflow.record_attendance(second, by=make.head(), marks=marks, revision=0, at=NOW + 2 * DAY)

    standing = queries.attendance_of(person)["standing"]

    assert person.joined_at == NOW + 20 * HOUR
    assert (standing.attended, standing.held, standing.total, standing.percent) == (8, 8, 32, 100)


def test_who_joined_stands_on_no_list_before_that(joined):
    batch, person = joined
    first = batch.sessions.first()

    assert person not in queries.listed(first)
    with pytest.raises(Refused, match="no participant"):
        workflow.record_attendance(
            first, by=make.head(), marks={person.pk: Mark("present")}, revision=0, at=NOW + 2 * DAY
        )


def test_no_mark_is_missing_for_sessions_before_joining(joined):
    batch, person = joined
    first, *others = batch.sessions.all()
    other = workflow_participant(batch)
    workflow.record_attendance(first, by=make.head(), marks={other.pk: Mark("present")}, revision=0, at=NOW + 5 * DAY)
    for session in others:
        marks = {each.pk: Mark("present") for each in (other, person)}
        workflow.record_attendance(session, by=make.head(), marks=marks, revision=0, at=NOW + 5 * DAY)

    results = workflow.complete(batch, by=make.head(), at=NOW + 5 * DAY)

    assert {(each.enrolment_id, each.jp_held, each.passed) for each in results} == {
        (person.pk, 32, True),
        (other.pk, 40, True),
    }


def workflow_participant(batch):
    """One more participant, there from the first day."""
    Batch.objects.filter(pk=batch.pk).update(capacity=2, seated=2)
    return Enrolment.objects.create(batch=batch, applicant=ApplicantFactory(), state=EnrolmentState.SEATED)


def test_who_has_the_seat_before_the_first_day_answers_for_every_session():
    person = make.seated(make.batch())

    assert person.joined_at is None
