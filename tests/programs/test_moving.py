"""The office moves a batch: page and rows agree, what lies behind stays, everybody is told once of new dates."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from cases.enums import Move
from cases.rules import Refused
from core.models import OutboxMessage
from programs import workflow
from programs.enums import BatchState, EnrolmentState
from programs.models import Batch, BatchPage
from programs.workflow.moving import standing
from programs.workflow.reminders import remind
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}
WEEK = 7 * DAY


@pytest.fixture
def page():
    return make.batch_page(sessions=3, capacity=2, reserve_size=3)


def move(batch, *, at=NOW, told=TOLD, **fields):
    change = dataclasses.replace(standing(batch, at), **fields)
    return workflow.move_batch(batch, by=make.head(), told=told, change=change, at=at)


def reread(batch):
    return Batch.objects.get(pk=batch.pk)


def told():
    return OutboxMessage.objects.filter(kind="batch_moved")


def test_page_and_rows_move_together(page):
    batch = page.batch
    before = [(session.key, session.starts_at) for session in batch.sessions.all()]

    move(batch, first_on=batch.starts_on + WEEK)

    after, page = reread(batch), BatchPage.objects.get(pk=page.pk)
    assert (after.starts_on, after.ends_on) == (batch.starts_on + WEEK, batch.ends_on + WEEK)
    assert (page.starts_on, page.ends_on, page.closes_at) == (after.starts_on, after.ends_on, batch.closes_at)
    assert [(session.key, session.starts_at - WEEK) for session in after.sessions.all()] == before
    assert {session.sequence for session in after.sessions.all()} == {1}


def test_everybody_is_told_once_with_what_they_keep(page):
    batch = page.batch
    make.seated(batch)
    make.register(batch)
    make.register(batch)

    assert move(batch, first_on=batch.starts_on + WEEK) == 3

    texts = [message.content["text"] for message in told().order_by("pk")]
    assert ["Kursi Anda tetap." in texts[0], "disimpan" in texts[1] or "simpan" in texts[1]] == [True, True]
    assert "Anda cadangan nomor 1." in texts[2]
    assert all("Pelatih sakit." in text for text in texts)


def test_asked_twice_nothing_changes(page):
    batch, first_on = page.batch, page.starts_on + WEEK
    make.register(batch)
    move(batch, first_on=first_on)

    assert move(batch, first_on=first_on) == 0

    assert (reread(batch).starts_on, told().count(), reread(batch).moves) == (first_on, 1, 1)


def test_there_and_back_is_told_each_time(page):
    batch, first_on = page.batch, page.starts_on
    make.register(batch)

    for day in (first_on + WEEK, first_on, first_on + WEEK):
        move(batch, first_on=day)

    assert told().count() == 3


def test_a_new_venue_is_told_and_used_by_every_session(page):
    room = make.room(name="Aula Baru")
    make.register(page.batch)

    move(page.batch, room=room)

    assert {session.room for session in page.batch.sessions.all()} == {room}
    assert "Aula Baru" in told().get().content["text"]


def test_more_seats_go_to_the_line_and_nobody_is_written_to(page, django_capture_on_commit_callbacks):
    batch = page.batch
    for _ in range(2):
        make.register(batch)
    waiting = make.enrolment(make.register(batch))

    with django_capture_on_commit_callbacks(execute=True):
        move(batch, capacity=3)

    waiting.refresh_from_db()
    assert (reread(batch).capacity, reread(batch).held, waiting.state) == (3, 3, EnrolmentState.HELD)
    assert not told().exists()


def test_never_fewer_seats_than_are_taken(page):
    for _ in range(2):
        make.register(page.batch)

    with pytest.raises(Refused, match="2 seats are promised"):
        move(page.batch, capacity=1)

    assert reread(page.batch).capacity == 2


def test_once_begun_only_the_rest_moves(page):
    batch = page.batch
    first, *rest = batch.sessions.all()
    at = first.ends_at + dt.timedelta(hours=1)
    person = make.seated(batch)
    workflow.record_attendance(first, by=make.head(), marks={person.pk: workflow.Mark("present")}, revision=0, at=at)

    move(batch, at=at, first_on=timezone.localdate(rest[0].starts_at) + WEEK)

    moved = list(reread(batch).sessions.all())
    assert moved[0].starts_at == first.starts_at
    assert [new.starts_at - old.starts_at for new, old in zip(moved[1:], rest, strict=True)] == [WEEK, WEEK]
    assert (reread(batch).starts_on, reread(batch).ends_on) == (batch.starts_on, batch.ends_on + WEEK)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_on": NOW.date()}, "still to come"),
        ({"first_on": NOW.date() + 2 * DAY}, "after registration closes"),
        ({"closes_at": NOW - 9 * DAY}, "close after it opens"),
        ({"confirm_by": NOW + 300 * DAY}, "after re-registration"),
    ],
)
def test_days_that_cannot_be_are_refused(page, fields, words):
    with pytest.raises(Refused, match=words):
        move(page.batch, **fields)


def test_an_offered_seat_keeps_its_deadline():
    page = make.batch_page(confirm_by=NOW + 20 * DAY)
    make.released(make.register(page.batch), Move.ACCEPT)

    with pytest.raises(Refused, match="offered seat"):
        move(page.batch, first_on=timezone.localdate(NOW + 15 * DAY), confirm_by=NOW + 10 * DAY)


def test_a_batch_that_is_cancelled_or_off_the_site_stays(page):
    batch = page.batch
    page.unpublish()
    with pytest.raises(Refused, match="not published"):
        move(batch, first_on=batch.starts_on + WEEK)

    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CANCELLED)
    with pytest.raises(Refused, match="over or cancelled"):
        move(reread(batch), first_on=batch.starts_on + WEEK)


def test_a_scheduled_draft_would_bring_back_the_old_dates(page):
    page.go_live_at = timezone.now() + DAY
    page.save_revision(approved_go_live_at=page.go_live_at)

    with pytest.raises(Refused, match="waits for approval or its hour"):
        move(page.batch, first_on=page.starts_on + WEEK)


def test_an_unpublished_draft_keeps_its_words_and_gets_the_new_dates(page):
    page.notes = "<p>Bawa gunting.</p>"
    page.save_revision()

    move(page.batch, first_on=page.starts_on + WEEK)

    live = BatchPage.objects.get(pk=page.pk)
    draft = live.get_latest_revision_as_object()
    assert (live.notes, live.has_unpublished_changes) == ("", True)
    assert (draft.notes, draft.starts_on) == ("<p>Bawa gunting.</p>", page.starts_on + WEEK)


def test_a_batch_moved_as_a_whole_needs_no_reminder_of_each_session(page):
    batch = page.batch
    make.seated(batch)
    move(batch, first_on=batch.starts_on + WEEK)
    second = list(reread(batch).sessions.all())[1]

    assert remind(second.starts_at - DAY) == 0


def test_the_english_page_follows(page):
    from wagtail.models import Locale

    english = page.get_parent().copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.save_revision().publish()
    alias = page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)

    move(page.batch, first_on=page.starts_on + WEEK)

    assert BatchPage.objects.get(pk=alias.pk).starts_on == page.starts_on + WEEK
