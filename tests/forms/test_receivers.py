"""Who had begun to register is told as well when the office cancels or moves the batch: once, in their language."""

import dataclasses

import pytest
from django.utils import timezone

from core.models import OutboxMessage
from forms import workflow as drafts
from forms.training import INTAKE
from programs import queries, workflow
from programs.workflow.moving import standing
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def batch(now):
    return make.batch_page(now=now, sessions=1).batch


def begin(batch, user=None):
    return drafts.start(INTAKE, batch, user=user or UserFactory())


def cancel(batch, now):
    return workflow.cancel_batch(batch, by=make.head(), told=TOLD, at=now)


def move(batch, now, days=7):
    change = standing(batch, now)
    change = dataclasses.replace(change, first_on=change.first_on + days * DAY)
    return workflow.move_batch(batch, by=make.head(), told=TOLD, change=change, at=now)


def told(kind):
    return OutboxMessage.objects.filter(kind=kind)


def test_a_draft_is_counted_and_told_of_the_end_once(batch, now):
    draft = begin(batch)
    assert queries.touched(batch).drafts == 1

    cancel(batch, now)
    cancel(batch, now)

    message = told("draft_batch_cancelled").get()
    assert (message.to, message.language) == (draft.user.email, "id")
    assert "Pelatih sakit." in message.content["text"]
    assert "/pelatihan/" in message.content["text"]


def test_in_the_language_of_the_account(batch, now):
    begin(batch, UserFactory(language="en"))

    cancel(batch, now)

    text = told("draft_batch_cancelled").get().content["text"]
    assert "The trainer is ill." in text
    assert "/en/pelatihan/" in text


def test_new_dates_are_told_with_the_way_back_into_the_draft(batch, now):
    draft = begin(batch)

    move(batch, now)
    move(batch, now)  # the same day again: nothing to tell
    assert told("draft_batch_moved").count() == 1

    batch.refresh_from_db()
    move(batch, now)

    assert told("draft_batch_moved").count() == 2
    assert draft.url() in told("draft_batch_moved").first().content["text"]


def test_after_the_last_day_of_registration_a_draft_leads_nowhere(batch, now):
    begin(batch)

    move(batch, batch.closes_at + DAY)

    assert not told("draft_batch_moved").exists()


def test_who_has_a_place_is_told_of_that_alone(batch, now):
    person = ApplicantFactory()
    make.register(batch, person, at=now)
    begin(batch, person.user)

    assert (queries.touched(batch).drafts, queries.touched(batch).people) == (0, 1)
    cancel(batch, now)

    assert OutboxMessage.objects.filter(kind__contains="cancelled").count() == 1


def test_drafts_of_other_batches_and_sent_ones_are_left_alone(batch, now):
    begin(make.batch(now=now))
    sent = begin(batch)
    type(sent).objects.filter(pk=sent.pk).update(finished_at=now)

    cancel(batch, now)

    assert not told("draft_batch_cancelled").exists()
