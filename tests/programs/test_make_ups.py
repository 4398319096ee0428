"""Make-up sessions: who comes, who is told, and that nobody ever has more hours than the session had."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import Refused
from core.models import OutboxMessage
from programs import calendar, hours, queries, workflow
from programs.models import Batch, Session
from programs.workflow import Mark, Plan
from programs.workflow.reminders import remind
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def batch():
    return make.batch()


@pytest.fixture
def people(batch):
    return [make.seated(batch) for _ in range(2)]


def plan(days=3, jp=8, hours=6, **fields):
    starts_at = NOW + days * DAY
    return Plan(starts_at=starts_at, ends_at=starts_at + hours * DAY / 24, jp=jp, **fields)


def make_up(session, wanted=None, at=NOW):
    return workflow.make_up(session, by=make.head(), plan=wanted or plan(), at=at)


def held(batch, **marks):
    """A session of yesterday with its list."""
    session = make.session(batch, starts_at=NOW - DAY)
    record(session, **marks)
    return session


def record(session, at=NOW, **marks):
    marks = {int(key.removeprefix("p")): mark for key, mark in marks.items()}
    sheet = getattr(session, "sheet", None)
    workflow.record_attendance(session, by=make.head(), marks=marks, revision=sheet.revision if sheet else 0, at=at)


def cancelled(batch):
    session = make.session(batch, starts_at=NOW + DAY)
    workflow.cancel_sessions([session], by=make.head(), told=TOLD, at=NOW)
    return session


def standing(person):
    return queries.attendance_of(person)["standing"]


def mails():
    return OutboxMessage.objects.filter(kind="session_made_up")


def test_for_a_cancelled_session_everybody_comes_and_the_hours_are_back(batch, people):
    session, told = make_up(cancelled(batch))

    assert (told, mails().count()) == (2, 2)
    assert [standing(person).total for person in people] == [8, 8]
    assert list(queries.listed(session).order_by("pk")) == people
    assert "Ini pengganti pertemuan:\n- Selasa, 24 November 2026" in mails().first().content["text"]


def test_for_a_session_that_took_place_only_who_missed_something_comes(batch, people):
    there, ill = people
    missed = held(batch, **{f"p{there.pk}": Mark("present"), f"p{ill.pk}": Mark("sick")})

    session, told = make_up(missed)

    assert (told, mails().get().to) == (1, ill.applicant.email)
    assert list(queries.listed(session)) == [ill]


def test_who_was_late_may_come_as_well(batch, people):
    there, late = people
    missed = held(batch, **{f"p{there.pk}": Mark("present"), f"p{late.pk}": Mark("present", 90)})

    session, _told = make_up(missed, plan(jp=2, hours=2))

    assert list(queries.listed(session)) == [late]


def test_who_comes_no_longer_misses_the_hours_and_nobody_elses_fall(batch, people):
    there, ill = people
    missed = held(batch, **{f"p{there.pk}": Mark("present"), f"p{ill.pk}": Mark("sick")})
    session, _told = make_up(missed)
    before = standing(ill)

    record(session, at=NOW + 3 * DAY, **{f"p{ill.pk}": Mark("present")})

    assert (before.attended, before.held, before.total) == (0, 8, 8)
    assert (standing(ill).attended, standing(ill).held, standing(ill).total) == (8, 8, 8)
    assert (standing(there).attended, standing(there).held, standing(there).total) == (8, 8, 8)


def test_nobody_regains_more_than_was_missed(batch, people):
    _there, late = people
    missed = held(batch, **{f"p{late.pk}": Mark("present", 90)})
    session, _told = make_up(missed)

    record(session, at=NOW + 3 * DAY, **{f"p{late.pk}": Mark("present")})

    assert (standing(late).attended, standing(late).held) == (8, 8)


def test_absent_twice_is_missed_once(batch, people):
    _there, ill = people
    missed = held(batch, **{f"p{ill.pk}": Mark("sick")})
    session, _told = make_up(missed)

    record(session, at=NOW + 3 * DAY, **{f"p{ill.pk}": Mark("absent")})

    assert (standing(ill).attended, standing(ill).held, standing(ill).total) == (0, 8, 8)


def test_the_result_needs_no_mark_of_who_had_nothing_to_make_up_for(batch, people):
    there, ill = people
    missed = held(batch, **{f"p{there.pk}": Mark("present"), f"p{ill.pk}": Mark("sick")})
    session, _told = make_up(missed)
    Batch.objects.filter(pk=batch.pk).update(starts_on=(NOW - DAY).date(), ends_on=NOW.date())
    late = NOW + 3 * DAY

    assert workflow.completion_refusals(Batch.objects.get(pk=batch.pk), late) == ["1 session has no list yet."]
    record(session, at=late, **{f"p{ill.pk}": Mark("present")})
    results = workflow.complete(batch, by=make.head(), at=late)

    assert {(each.jp_attended, each.passed) for each in results} == {(8, True)}


def test_a_cancelled_session_is_made_up_for_up_to_its_hours(batch, people):
    session = cancelled(batch)
    make_up(session, plan(jp=5, hours=5))

    with pytest.raises(Refused, match="At most 3 JP are left"):
        make_up(session, plan(days=4, jp=4))
    make_up(session, plan(days=4, jp=3))

    assert standing(people[0]).total == 8


def test_the_same_plan_twice_is_one_session(batch, people):
    missed = cancelled(batch)

    first, _told = make_up(missed)
    again, told = make_up(missed)

    assert (first, told, mails().count()) == (again, 0, 2)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (plan(days=-1), "still to come"),
        (plan(hours=0), "end after it starts"),
        (plan(hours=5), "too short for 8 JP of 45 minutes"),
        (plan(jp=9, hours=8), "At most 8 JP"),
    ],
)
def test_what_cannot_make_up_for_it_is_said(batch, wanted, words):
    with pytest.raises(Refused, match=words):
        make_up(cancelled(batch), wanted)


def test_a_session_that_is_still_to_come_needs_none(batch):
    with pytest.raises(Refused, match="neither cancelled nor held"):
        make_up(make.session(batch, starts_at=NOW + DAY))


def test_nobody_missed_anything(batch, people):
    missed = held(batch, **{f"p{person.pk}": Mark("present") for person in people})

    with pytest.raises(Refused, match="Nobody missed"):
        make_up(missed)


def test_a_make_up_session_is_not_made_up_for(batch, people):
    session, _told = make_up(cancelled(batch))
    workflow.cancel_sessions([session], by=make.head(), told=TOLD, at=NOW)

    with pytest.raises(Refused, match="a make-up session itself"):
        make_up(session, plan(days=5))


def test_a_room_or_a_trainer_that_is_taken_is_refused(batch):
    room, trainer = make.room(), make.trainer()
    make.session(make.batch(), starts_at=NOW + 3 * DAY, room=room)
    make.session(make.batch(), starts_at=NOW + 3 * DAY, trainer=trainer)

    with pytest.raises(Refused) as refused:
        make_up(cancelled(batch), plan(room=room, trainer=trainer))

    assert [reason.split(" is not free")[0] for reason in refused.value.reasons] == [trainer.name, room.name]


def test_publishing_the_page_leaves_it_alone():
    page = make.batch_page(sessions=2)
    first = page.batch.sessions.first()
    workflow.cancel_sessions([first], by=make.head(), told=TOLD, at=NOW)
    session, _told = make_up(first, plan(days=40))

    page.save_revision().publish()

    session.refresh_from_db()
    assert (session.cancelled_at, session.sequence) == (None, 0)


def test_the_calendar_says_what_it_is(batch):
    session, _told = make_up(cancelled(batch))

    event = calendar.session_event(session, "https://contoh.test", alarm=True)

    assert (event["uid"], str(event["status"])) == (str(session.key), "CONFIRMED")
    assert event["summary"].endswith(": make-up session")


def test_only_who_comes_is_reminded(batch, people):
    there, ill = people
    missed = held(batch, **{f"p{there.pk}": Mark("present"), f"p{ill.pk}": Mark("sick")})
    make_up(missed, plan(days=5))

    remind(NOW + 4 * DAY)

    assert [mail.to for mail in OutboxMessage.objects.filter(kind="session_reminder")] == [ill.applicant.email]


MARKS = st.builds(
    hours.Mark,
    jp=st.integers(1, 10),
    status=st.sampled_from(["present", "sick", "permitted", "absent"]),
    minutes_late=st.integers(0, 600),
)


@given(MARKS, st.lists(MARKS, max_size=4))
def test_whatever_is_made_up_for_never_exceeds_the_session(mark, again):
    with_all = hours.Mark(mark.jp, mark.status, mark.minutes_late, tuple(again))

    assert hours.attended(mark, 45) <= hours.attended(with_all, 45) <= Decimal(mark.jp)


def test_a_session_has_one_list_of_make_ups(batch, people):
    missed = held(batch, **{f"p{people[0].pk}": Mark("sick")})
    first, _told = make_up(missed)
    second, _told = make_up(missed, plan(days=4))
    for session, days in ((first, 3), (second, 4)):
        record(session, at=NOW + days * DAY, **{f"p{people[0].pk}": Mark("present")})

    assert (standing(people[0]).attended, standing(people[0]).held) == (8, 8)
    assert set(Session.objects.get(pk=missed.pk).make_ups.all()) == {first, second}
