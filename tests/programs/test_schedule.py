"""From page to operation: publishing writes batch and sessions, and never touches a seat."""

import pytest
from django.db.models import ProtectedError

from programs import workflow
from programs.enums import BatchState
from programs.models import Attendance, Batch, BatchPage
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
DAY = make.DAY


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return BatchPage.objects.get(pk=page.pk)


def test_publishing_makes_the_batch_and_its_sessions():
    program = make.page_in_site(code="menjahit", title="Menjahit")
    page = make.batch_page(program, number=3, sessions=2, capacity=16)

    batch = page.batch

    assert (batch.code, batch.capacity, batch.state, batch.is_listed) == ("menjahit-3-2026", 16, "running", True)
    assert str(batch) == "Menjahit, Angkatan 3 Tahun 2026"
    assert batch.sessions.count() == 2


def test_a_draft_makes_nothing():
    page = make.batch_page(live=False)

    assert page.batch is None


def test_publishing_an_older_draft_never_changes_a_seat():
    page = make.batch_page()
    old = page.save_revision()
    make.register(page.batch)

    old.publish()

    assert (page.batch.held, page.batch.applicants) == (1, 1)


def test_capacity_below_the_seats_taken_is_not_applied_and_the_rest_is():
    page = make.batch_page(capacity=3)
    for _ in range(2):
        make.register(page.batch)

    page = publish(page, capacity=1, threshold=75)

    assert (page.batch.capacity, page.batch.threshold, page.capacity) == (3, 75, 1)


def test_code_stays_when_the_number_changes():
    page = make.batch_page()
    code = page.batch.code

    page = publish(page, number=99)

    assert (page.batch.code, page.batch.number) == (code, 99)


def test_two_batches_of_one_number_get_two_codes():
    program = make.page_in_site(code="boga")
    pages = [make.batch_page(program, number=1, slug=f"a-{n}") for n in range(3)]

    assert [page.batch.code for page in pages] == ["boga-1-2026", "boga-1-2026-2", "boga-1-2026-3"]


def test_a_moved_session_stays_itself():
    page = make.batch_page(sessions=1)
    session = page.batch.sessions.get()
    make_attendance(page.batch, session)
    child = page.page_sessions.get()
    child.starts_at += DAY
    child.ends_at += DAY
    page.page_sessions = [child]

    page = publish(page)

    moved = page.batch.sessions.get()
    assert (moved.pk, moved.starts_at, moved.sequence) == (session.pk, session.starts_at + DAY, 1)
    assert moved.attendance.count() == 1


def make_attendance(batch, session):
    return Attendance.objects.create(session=session, enrolment=make.seated(batch), status="present")


def test_dropping_a_session_cancels_it():
    """What was announced stays as a row: with attendance it is history, without it calendars must still learn of it."""
    page = make.batch_page(sessions=2)
    first, _second = page.batch.sessions.all()
    make_attendance(page.batch, first)
    page.page_sessions = []

    publish(page)
    publish(BatchPage.objects.get(pk=page.pk))

    rows = list(page.batch.sessions.all())
    assert [(row.cancelled_at is None, row.sequence) for row in rows] == [(False, 1), (False, 1)]


def test_a_dropped_session_that_returns_takes_place_again():
    page = make.batch_page(sessions=1)
    session = page.batch.sessions.get()
    make_attendance(page.batch, session)
    full = page.save_revision()
    page.page_sessions = []
    publish(page)

    full.publish()

    assert page.batch.sessions.get().cancelled_at is None


def test_a_copied_page_does_not_take_the_sessions_of_its_original():
    page = make.batch_page(sessions=2)

    copy = page.copy(update_attrs={"slug": "salinan", "title": "Salinan"}, keep_live=False)
    publish(copy)

    assert page.batch.sessions.count() == 2
    assert copy.batch.sessions.count() == 2


def test_unpublishing_takes_the_batch_off_the_lists_and_keeps_it():
    page = make.batch_page()
    make.register(page.batch)

    page.unpublish()

    assert (page.batch.is_listed, page.batch.held) == (False, 1)


def test_a_page_without_dates_is_published_without_a_batch_to_register_for():
    page = make.batch_page(opens_at=None)

    assert page.batch is None


def test_a_page_that_loses_its_dates_is_not_listed():
    page = publish(make.batch_page(), starts_on=None)

    assert page.batch.is_listed is False


def test_an_alias_in_english_changes_nothing(django_assert_num_queries):
    page = make.batch_page()
    before = Batch.objects.values().get(pk=page.batch.pk)

    assert workflow.is_source(page)
    page.alias_of_id = page.pk
    assert not workflow.is_source(page)
    assert Batch.objects.values().get(pk=page.batch.pk) == before


def test_cancelled_stays_cancelled_after_publishing():
    page = make.batch_page()
    Batch.objects.filter(pk=page.batch.pk).update(state=BatchState.CANCELLED)

    publish(page)

    assert page.batch.state == BatchState.CANCELLED


def test_a_renamed_programme_is_renamed_on_the_desk():
    program = make.page_in_site(title="Menjahit")
    page = make.batch_page(program)
    case = make.register(page.batch)
    program.title = "Tata Busana"

    program.save_revision().publish()

    case.refresh_from_db()
    assert page.batch.title == "Tata Busana"
    assert case.subject_label.startswith("Tata Busana, Angkatan")


def test_a_batch_with_registrations_outlives_its_page():
    page = make.batch_page()
    make.register(page.batch)
    batch = page.batch

    page.delete()

    batch.refresh_from_db()
    assert (batch.page_id, batch.is_listed) == (None, False)
    with pytest.raises(ProtectedError):
        batch.program_page.delete()


def test_sessions_take_room_and_trainer_of_the_batch():
    room, trainer = make.room(), make.trainer()
    page = make.batch_page(sessions=1, room=room, trainer=trainer)

    session = page.batch.sessions.get()

    assert (session.room, session.trainer) == (room, trainer)


def test_next_batch_moves_every_date_and_keeps_no_key():
    page = make.batch_page(sessions=2, number=5, confirm_by=make.NOW + 10 * DAY)

    copy = workflow.open_next_batch(page, starts_on=page.starts_on + 35 * DAY, by=make.head())

    shift = 35 * DAY
    copy = BatchPage.objects.get(pk=copy.pk)
    assert (copy.live, copy.number, copy.opens_at, copy.confirm_by) == (
        False,
        6,
        page.opens_at + shift,
        page.confirm_by + shift,
    )
    moved = [child.starts_at for child in copy.page_sessions.all()]
    assert moved == [child.starts_at + shift for child in page.page_sessions.all()]
    assert {child.key for child in copy.page_sessions.all()}.isdisjoint(child.key for child in page.page_sessions.all())


def test_filling_a_draft_keeps_the_sessions_of_days_that_stay():
    page = make.batch_page(sessions=2)
    kept = page.page_sessions.first()
    times = [(kept.starts_at, kept.ends_at), (kept.starts_at + 7 * DAY, kept.ends_at + 7 * DAY)]

    workflow.fill_draft(page.get_latest_revision_as_object(), times=times, jp=8, by=make.head())

    draft = page.get_latest_revision_as_object()
    assert [child.starts_at for child in draft.page_sessions.all()] == [start for start, _end in times]
    assert draft.page_sessions.all()[0].key == kept.key
    assert page.page_sessions.count() == 2
