"""Words in time: a day before an offer ends, and when absences put the certificate at risk."""

import datetime as dt

import pytest
from django.utils import timezone

from cases import workflow as engine
from core.models import OutboxMessage
from programs import workflow
from programs.models import Batch, Offer
from programs.workflow import Mark
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY  # Monday, 10.00 WIB


def told(kind):
    return OutboxMessage.objects.filter(kind=kind)


@pytest.fixture
def offer():
    """A seat offered on Monday until Wednesday 17.00 WIB."""
    batch = make.batch(confirm_by=NOW + 2 * DAY + dt.timedelta(hours=7))
    make.released(make.register(batch))
    return Offer.objects.get()


@pytest.mark.parametrize(
    ("after", "count"),
    [
        (dt.timedelta(), 0),  # two days ahead
        (dt.timedelta(hours=16), 0),  # Tuesday, 2.00 at night
        (dt.timedelta(hours=23), 1),  # Tuesday, 9.00
        (2 * DAY, 0),  # the day itself
    ],
)
def test_the_day_before_from_the_morning_on(offer, after, count):
    assert workflow.warn_of_offers(NOW + after) == count


def test_an_offer_is_called_to_mind_once(offer):
    assert [workflow.warn_of_offers(NOW + DAY) for _ in range(3)] == [1, 0, 0]

    message = told("offer_expiring").get()
    assert message.content["subject"] == f"Besok batas daftar ulang {offer.enrolment.registration.number}"
    assert "17.00 WIB" in message.content["text"]


def test_who_answered_is_not_reminded(offer):
    case = offer.enrolment.registration
    engine.take_offer(case, by=case.applicant.user, at=NOW)

    assert workflow.warn_of_offers(NOW + DAY) == 0


def test_an_offer_of_today_says_its_end_itself(offer):
    Offer.objects.update(offered_at=NOW + DAY)

    assert workflow.warn_of_offers(NOW + DAY) == 0


# Attendance


@pytest.fixture
def course():
    """Ten sessions of eight JP from a week ago on, threshold 80: sixteen JP may be missed."""
    batch = make.batch()
    person, other = make.seated(batch), make.seated(batch)
    Batch.objects.filter(pk=batch.pk).update(starts_on=timezone.localdate(NOW) - 7 * DAY)
    sessions = [make.session(batch, starts_at=NOW + (number - 7) * DAY) for number in range(10)]
    return batch, person, other, sessions


def attend(session, person, other, status, revision=0):
    marks = {person.pk: Mark(status), other.pk: Mark("present")}
    workflow.record_attendance(
        session, by=make.head(), marks=marks, revision=revision, at=session.starts_at + dt.timedelta(hours=7)
    )


def test_the_first_absence_that_leaves_less_than_two_sessions_warns_once(course):
    _batch, person, other, sessions = course
    attend(sessions[0], person, other, "present")
    assert not told("absence_warning").exists()

    attend(sessions[1], person, other, "absent")
    attend(sessions[2], person, other, "sick")

    message = told("absence_warning").get()
    assert message.about == person.registration.number
    assert message.content["subject"] == "Sisa batas tidak hadir Anda 1 hari"
    assert "sekarang 50 persen" in message.content["text"]
    assert "perlu 80 persen" in message.content["text"]


def test_who_has_fallen_below_is_not_told_that_days_are_left(course):
    _batch, person, other, sessions = course
    Batch.objects.filter(pk=person.batch_id).update(threshold=95)

    attend(sessions[0], person, other, "absent")

    assert not told("absence_warning").exists()


def test_a_corrected_list_warns_nobody_twice(course):
    _batch, person, other, sessions = course
    attend(sessions[0], person, other, "absent")
    attend(sessions[0], person, other, "permitted", revision=1)

    assert told("absence_warning").count() == 1
