"""Attendance: one list a session, conflicts named, corrections logged; hours, marks and who passes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail

from audit import log
from cases.rules import Refused, Stale
from core.models import OutboxMessage
from programs import queries, workflow
from programs.enums import BatchState
from programs.models import Attendance, Batch, Completion
from programs.workflow import Grade, Mark
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def held(count=2, people=2, **fields):
    """A batch under way: participants, and sessions on the days before now."""
    batch = make.batch(**fields)
    seated = [make.seated(batch) for _ in range(people)]
    sessions = [make.session(batch, starts_at=NOW - (count - number) * DAY) for number in range(count)]
    Batch.objects.filter(pk=batch.pk).update(starts_on=(NOW - 5 * DAY).date(), ends_on=NOW.date())
    batch.refresh_from_db()
    return batch, sessions, seated


def present(*people):
    return {person.pk: Mark("present") for person in people}


def record(session, marks, *, by=None, revision=0, at=NOW):
    return workflow.record_attendance(session, by=by or make.head(), marks=marks, revision=revision, at=at)


def test_a_list_is_saved_whole():
    _batch, (session, _second), (one, two) = held()

    sheet = record(session, {one.pk: Mark("present", 15), two.pk: Mark("sick")})

    rows = {row.enrolment_id: (row.status, row.minutes_late) for row in session.attendance.all()}
    assert rows == {one.pk: ("present", 15), two.pk: ("sick", 0)}
    assert sheet.revision == 1


def test_a_second_trainer_is_told_who_saved_and_nothing_is_written():
    _batch, (session, _second), (one, two) = held()
    first = UserFactory(role="head", first_name="Tono")
    record(session, present(one, two), by=first)

    with pytest.raises(Stale) as stale:
        record(session, {one.pk: Mark("absent")})

    assert "Tono saved this list at" in stale.value.reasons[0]
    assert session.attendance.get(enrolment=one).status == "present"


def test_the_same_marks_sent_twice_change_nothing():
    _batch, (session, _second), (one, two) = held()
    sheet = record(session, present(one, two))

    again = record(session, present(one, two), at=NOW + DAY)

    assert (again.revision, again.saved_at) == (sheet.revision, sheet.saved_at)


def test_a_correction_is_logged_with_what_stood_there():
    _batch, (session, _second), (one, two) = held()
    record(session, present(one, two))

    record(session, {one.pk: Mark("sick")}, revision=1, at=NOW + DAY)

    last = log.about(session).last()
    assert last.body.data["changes"] == [{"enrolment": one.pk, "before": ["present", 0], "after": ["sick", 0]}]


def test_only_who_is_present_can_be_late():
    _batch, (session, _second), (one, _two) = held()

    record(session, {one.pk: Mark("absent", 30)})

    assert session.attendance.get().minutes_late == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cancelled_at": NOW}, "This session was cancelled."),
        ({"starts_at": NOW + DAY, "ends_at": NOW + DAY + dt.timedelta(hours=1)}, "This session has not begun."),
    ],
)
def test_lists_that_cannot_be_kept(change, sentence):
    _batch, (session, _second), (one, _two) = held()
    type(session).objects.filter(pk=session.pk).update(**change)

    with pytest.raises(Refused) as refused:
        record(session, present(one))

    assert refused.value.reasons == [sentence]


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (Mark("late"), "Choose present, permitted, sick or absent."),
        (Mark("present", 361), "Minutes late cannot be more than the session is long."),
        (Mark("present", -1), "Minutes late cannot be more than the session is long."),
    ],
)
def test_marks_that_cannot_be(mark, sentence):
    _batch, (session, _second), (one, _two) = held()

    with pytest.raises(Refused) as refused:
        record(session, {one.pk: mark})

    assert refused.value.reasons == [sentence]
    assert not Attendance.objects.exists()


def test_nobody_of_another_batch_gets_on_the_list():
    _batch, (session, _second), _people = held()
    stranger = make.seated(make.batch())

    with pytest.raises(Refused, match="no participant"):
        record(session, present(stranger))


def test_an_empty_list_is_refused():
    _batch, (session, _second), _people = held()

    with pytest.raises(Refused, match="at least one"):
        record(session, {})


def test_hours_count_late_minutes_by_fraction_and_cancelled_sessions_for_nobody():
    batch, (first, second), (one, two) = held()
    record(first, {one.pk: Mark("present", 45), two.pk: Mark("present")})
    record(second, {one.pk: Mark("present"), two.pk: Mark("absent")})
    type(second).objects.filter(pk=second.pk).update(cancelled_at=NOW)

    stand = queries.standings(batch, list(batch.sessions.all()), [one, two], queries.marks_by_person(batch, [one, two]))

    assert (stand[one.pk].attended, stand[one.pk].held) == (Decimal("7.00"), Decimal(8))
    assert (stand[two.pk].attended, stand[two.pk].held) == (Decimal(8), Decimal(8))


def test_marks_by_unit_make_the_final_mark_by_lesson_hours():
    units = [{"type": "unit", "value": {"code": "", "title": title, "jp": jp}} for title, jp in (("A", 10), ("B", 30))]
    batch = make.batch(program=make.program_page(units=units, marks_by_unit=True))
    person = make.seated(batch)
    first, second = [block.id for block in batch.program_page.units]

    workflow.record_marks(batch, by=make.head(), grades={person.pk: Grade(units={first: Decimal(60)})}, at=NOW)
    person.refresh_from_db()
    unfinished = person.mark
    both = {first: Decimal(60), second: Decimal(80)}
    workflow.record_marks(batch, by=make.head(), grades={person.pk: Grade(units=both)}, at=NOW)

    person.refresh_from_db()
    assert (unfinished, person.mark) == (None, Decimal("75.00"))


@pytest.mark.parametrize("mark", [Decimal("-1"), Decimal("100.01")])
def test_a_mark_beyond_the_scale_is_refused(mark):
    batch = make.batch()
    person = make.seated(batch)

    with pytest.raises(Refused, match="from 0 to 100"):
        workflow.record_marks(batch, by=make.head(), grades={person.pk: Grade(mark)}, at=NOW)


# Who passes.


def kept(**fields):
    """Two sessions kept: the first person was there twice, the second once."""
    batch, (first, second), (one, two) = held(**fields)
    record(first, present(one, two))
    record(second, {one.pk: Mark("present"), two.pk: Mark("absent")})
    return batch, one, two


def test_threshold_decides_and_the_calculation_is_frozen():
    batch, one, two = kept()

    workflow.complete(batch, by=make.head(), at=NOW)

    passed = {done.enrolment_id: done.passed for done in Completion.objects.all()}
    assert passed == {one.pk: True, two.pk: False}
    frozen = Completion.objects.get(enrolment=two).calculation
    assert (frozen["attended"], frozen["held"], frozen["percent"], frozen["threshold"]) == ("8.00", "16", "50.00", 80)


def test_cases_end_and_everybody_is_told_with_the_reason():
    batch, one, two = kept()

    workflow.complete(batch, by=make.head(), at=NOW)

    one.registration.refresh_from_db()
    two.registration.refresh_from_db()
    batch.refresh_from_db()
    assert (one.registration.state, two.registration.state, batch.state) == ("completed", "failed", BatchState.CLOSED)
    told = {row.kind: row.content["text"] for row in OutboxMessage.objects.filter(kind__endswith="completed")}
    assert "kehadiran 100 persen" in told["completed"]
    assert "50" in told["not_completed"]
    assert mail.outbox == []


def test_confirming_twice_changes_nothing():
    batch, _one, _two = kept()
    first = workflow.complete(batch, by=make.head(), at=NOW)

    again = workflow.complete(batch, by=make.head(), at=NOW + DAY)

    assert [done.pk for done in again] == [done.pk for done in first]
    assert OutboxMessage.objects.filter(kind__endswith="completed").count() == 2


def test_the_lowest_mark_decides_too():
    batch, one, two = kept(pass_mark=70)
    grades = {one.pk: Grade(Decimal("69.99")), two.pk: Grade(Decimal(90))}
    workflow.record_marks(batch, by=make.head(), grades=grades, at=NOW)

    workflow.complete(batch, by=make.head(), at=NOW)

    assert not Completion.objects.filter(passed=True).exists()


def refusals_of(batch):
    with pytest.raises(Refused) as refused:
        workflow.complete(batch, by=make.head(), at=NOW)
    assert not Completion.objects.exists()
    return refused.value.reasons


def test_not_before_the_last_day():
    batch, _one, _two = kept()
    Batch.objects.filter(pk=batch.pk).update(ends_on=(NOW + DAY).date())

    assert refusals_of(batch) == ["The training has not ended yet."]


def test_not_while_a_list_is_empty():
    batch, (first, _second), (one, two) = held()
    record(first, present(one, two))

    assert refusals_of(batch) == ["1 session has no list yet."]


def test_not_while_somebody_was_left_out_of_a_list():
    batch, (first, second), (one, two) = held()
    record(first, present(one, two))
    record(second, present(one))

    assert refusals_of(batch) == ["1 attendance mark is missing."]


def test_not_while_a_mark_is_missing():
    batch, _one, _two = kept(pass_mark=60)

    assert refusals_of(batch) == ["2 people have no mark yet."]


def test_attendance_stays_as_it_is_once_the_result_is_confirmed():
    batch, one, _two = kept()
    workflow.complete(batch, by=make.head(), at=NOW)

    with pytest.raises(Refused, match="is confirmed"):
        record(batch.sessions.first(), {one.pk: Mark("absent")}, revision=1)
