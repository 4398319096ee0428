"""Reminders: the day before, once, and not for every day of a course."""

import pytest

from core.models import OutboxMessage
from programs import workflow
from programs.models import Session
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def reminders():
    return OutboxMessage.objects.filter(kind="session_reminder")


def course(*days, people=2):
    batch = make.batch()
    for _ in range(people):
        make.seated(batch)
    return batch, [make.session(batch, starts_at=NOW + day * DAY) for day in days]


def test_the_first_session_is_told_the_day_before_once(tick):
    course(1, 2)

    tick(at=NOW)
    tick(at=NOW)

    assert reminders().count() == 2
    assert "Selasa, 24 November 2026, pukul 10.00 WIB" in reminders().first().content["text"]


def test_daily_lessons_need_no_daily_mail():
    course(0, 1)

    assert workflow.remind(NOW) == 0


def test_a_session_after_a_pause_is_told():
    course(-4, 1)

    assert workflow.remind(NOW) == 2


def test_a_moved_session_is_told_again():
    _batch, (session,) = course(1)
    workflow.remind(NOW)
    Session.objects.filter(pk=session.pk).update(sequence=1)

    assert workflow.remind(NOW) == 2


def test_nobody_is_reminded_of_a_cancelled_session():
    _batch, (session,) = course(1)
    Session.objects.filter(pk=session.pk).update(cancelled_at=NOW)

    assert workflow.remind(NOW) == 0


def test_only_participants_with_an_address_are_written_to():
    batch, _sessions = course(1, people=1)
    make.register(batch)
    make.seated(batch, ApplicantFactory(user=None))

    assert workflow.remind(NOW) == 1
