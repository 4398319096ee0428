"""What an applicant reads of the next step: a date that has passed is never promised again."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from cases.enums import CaseState
from cases.models import Case
from programs import facts, workflow
from programs.completion import Result
from programs.enums import CertificateKind
from programs.hours import standing
from programs.models import Batch, ProgramPage
from programs.workflow import Change
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def says(case, at=NOW):
    return facts.next_step(Case.objects.get(pk=case.pk), at)


@pytest.fixture
def accepted():
    return make.released(make.register(make.batch()))


def test_the_result_has_a_date_and_then_is_late(accepted):
    day = timezone.localdate(NOW) - 2 * DAY
    Batch.objects.update(starts_on=day, ends_on=day)

    assert says(accepted).startswith("Your result appears in your account by")
    assert "was due on" in says(accepted, NOW + 60 * DAY)
    assert "Ask an officer" in says(accepted, NOW + 60 * DAY)


def test_the_certificate_has_a_date_and_then_is_late(accepted):
    Case.objects.update(state=CaseState.COMPLETED, closed_at=NOW)

    assert says(accepted).startswith("Your certificate is issued by")
    assert says(accepted, NOW + 60 * DAY).startswith("Your certificate was due on")


def test_no_certificate_is_promised_where_there_is_none(accepted):
    Case.objects.update(state=CaseState.COMPLETED, closed_at=NOW)
    ProgramPage.objects.update(certificate_kind=CertificateKind.NONE)

    assert says(accepted) == "You have passed. There is no certificate for this training."


def test_a_cancelled_batch_says_why_and_what_now(accepted):
    told = {"id": "Pelatih sakit.", "en": "The trainer is ill."}
    workflow.cancel_batch(accepted.registration.batch, by=make.head(), told=told, at=NOW)

    words = "This batch will not take place: The trainer is ill. You may register for another batch now."
    assert says(accepted) == words


def test_the_day_to_say_no_is_never_behind():
    batch = make.batch(starts_on=NOW.date() + DAY)

    assert facts.say_no_by(batch, NOW) == timezone.localdate(NOW)
    assert facts.say_no_by(make.batch(), NOW) > timezone.localdate(NOW)


def test_without_sessions_the_batch_itself_says_when_and_where():
    batch = make.batch(room=make.room(name="Bengkel"))

    where = facts.when_and_where(batch, NOW)

    assert (where["place"], where["start_date"]) == ("Bengkel", facts.full_date(batch.starts_on))


def test_nobody_passes_by_none_of_no_hours():
    result = Result(standing([], planned=[8, 8], threshold=80, jp_minutes=45), None, 0)

    assert (result.passed, result.reasons) == (False, ["No session has been held yet."])


def test_a_change_is_equal_to_itself():
    """What tells "nothing changes" compares every column."""
    change = Change(NOW.date(), NOW, None, None, 16)

    assert change == dataclasses.replace(change)
    assert change != dataclasses.replace(change, closes_at=NOW + dt.timedelta(minutes=1))
