"""Sessions held together: one meeting, one mark a person, every batch its own list and hours, each JP counted once."""

import datetime as dt

import pytest

from audit import log
from cases.rules import Refused, Stale
from core.models import OutboxMessage
from programs import queries, sheets, workflow
from programs.models import Attendance, Batch, Session
from programs.workflow import Mark
from programs.workflow.moving import standing as standing_of
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def program():
    return make.program_page()


@pytest.fixture
def two(program):
    """Two batches of one programme with a participant each, and a session of eight JP each on one day."""
    batches = [make.batch(program=program) for _ in range(2)]
    people = [make.seated(batch) for batch in batches]
    sessions = [
        make.session(batch, starts_at=NOW + number * HOUR, room=make.room(), trainer=make.trainer())
        for number, batch in enumerate(batches)
    ]
    return sessions, people


@pytest.fixture
def one(program):
    """Two sessions of four JP of one batch on a day, and its participant."""
    batch = make.batch(program=program)
    person = make.seated(batch)
    sessions = [make.session(batch, starts_at=NOW + number * 3 * HOUR, hours=3, jp=4) for number in range(2)]
    return sessions, person


def join(host, *guests, ends_at=None, at=NOW - DAY):
    return workflow.hold_together(host, list(guests), by=make.head(), ends_at=ends_at, at=at)


def record(sessions, marks, revisions=None, at=NOW + 6 * HOUR):
    return workflow.record_together(sessions, by=make.head(), marks=marks, revisions=revisions or {}, at=at)


def standing(person):
    return queries.attendance_of(person)["standing"]


def mails():
    return OutboxMessage.objects.filter(kind="session_moved")


def test_the_guest_takes_time_place_and_trainer_of_the_host(two):
    (host, guest), _people = two

    told = join(host, guest)

    guest.refresh_from_db()
    assert (guest.starts_at, guest.ends_at) == (host.starts_at, host.ends_at)
    assert (guest.room, guest.trainer, guest.held_with) == (host.room, host.trainer, host)
    assert (told, guest.sequence) == (1, 1)


def test_only_who_has_another_time_or_place_is_told_with_both(two):
    (host, guest), (_stays, comes) = two

    join(host, guest)

    mail = mails().get()
    assert mail.to == comes.applicant.email
    assert guest.room.name in mail.content["text"].split("Menjadi")[0]
    assert host.room.name in mail.content["text"].split("Menjadi")[1]
    assert Session.objects.get(pk=host.pk).sequence == 0


def test_asked_twice_nothing_changes(two):
    (host, guest), _people = two
    join(host, guest)

    assert join(host, guest) == 0
    assert (mails().count(), log.about(host).count()) == (1, 1)


def test_one_screen_keeps_both_lists_and_each_person_has_own_hours(two):
    (host, guest), (first, second) = two
    join(host, guest)
    marks = {first.pk: Mark("present"), second.pk: Mark("present", 45)}

    record([host, guest], marks)

    assert [(standing(each).attended, standing(each).held) for each in (first, second)] == [(8, 8), (7, 8)]
    assert Attendance.objects.filter(session=host).count() == 1
    assert Attendance.objects.filter(session=guest).count() == 1


def test_two_sessions_of_one_batch_have_one_mark_and_all_their_hours_once(one):
    (morning, afternoon), person = one
    join(morning, afternoon, ends_at=afternoon.ends_at)

    record([morning, afternoon], {person.pk: Mark("present")})

    assert (standing(person).attended, standing(person).held, standing(person).total) == (8, 8, 8)


@pytest.mark.parametrize(("late", "attended"), [(0, 8), (45, 7), (180, 4), (225, 3), (360, 0)])
def test_minutes_late_are_taken_off_once(one, late, attended):
    (morning, afternoon), person = one
    join(morning, afternoon, ends_at=afternoon.ends_at)
    meeting = [Session.objects.get(pk=each.pk) for each in (morning, afternoon)]

    record(meeting, {person.pk: Mark("present", late)})

    assert standing(person).attended == attended
    (part,) = sheets.parts(meeting)
    assert part.rows[0].mark.minutes_late == late


def test_nobody_gets_hours_for_time_that_was_not_held(one):
    (morning, afternoon), _person = one

    with pytest.raises(Refused, match="too short for 8 JP of 45 minutes"):
        join(morning, afternoon)


@pytest.mark.parametrize("hours", [24, -24])
def test_only_sessions_of_one_day(two, hours):
    (host, guest), _people = two
    Session.objects.filter(pk=guest.pk).update(
        starts_at=guest.starts_at + hours * HOUR, ends_at=guest.ends_at + hours * HOUR
    )

    with pytest.raises(Refused, match="of one day"):
        join(host, guest)


def test_only_sessions_of_one_programme(two):
    (host, _guest), _people = two

    with pytest.raises(Refused, match="of one programme"):
        join(host, make.session(make.batch(), starts_at=NOW))


def test_a_room_that_is_too_small_is_refused(two):
    (host, guest), _people = two
    host.room.capacity = 1
    host.room.save()

    with pytest.raises(Refused, match="has 1 places, and 2 people would come"):
        join(host, guest)


def test_a_later_end_must_not_run_into_other_work(one):
    (morning, afternoon), _person = one
    trainer = make.trainer()
    Session.objects.filter(pk=morning.pk).update(trainer=trainer)
    make.session(make.batch(), starts_at=morning.ends_at, hours=2, trainer=trainer)

    with pytest.raises(Refused, match="is not free"):
        join(morning, afternoon, ends_at=afternoon.ends_at)


def test_what_is_held_together_joins_nothing_else(two, program):
    (host, guest), _people = two
    third = make.session(make.batch(program=program), starts_at=NOW)
    join(host, guest)

    with pytest.raises(Refused, match="Separate them first"):
        join(third, host)
    with pytest.raises(Refused, match="Separate them first"):
        join(third, guest)


def test_a_third_batch_may_join_later(two, program):
    (host, guest), _people = two
    third = make.session(make.batch(program=program), starts_at=NOW)
    join(host, guest)

    join(Session.objects.get(pk=host.pk), third)

    assert set(Session.objects.get(pk=host.pk).guests.all()) == {guest, third}


def test_a_substitute_holds_the_whole_meeting(two):
    (host, guest), _people = two
    join(host, guest)
    other = make.trainer()

    changed = workflow.name_substitute([host], other, by=make.head(), at=NOW - DAY)

    assert (changed, set(queries.sessions_for(other.user))) == (2, {host, guest})


def test_when_the_host_is_cancelled_the_guest_is_still_held(two):
    (host, guest), (_first, second) = two
    join(host, guest)
    workflow.cancel_sessions([host], by=make.head(), told={"id": "Sakit.", "en": "Ill."}, at=NOW - DAY)

    record([Session.objects.get(pk=guest.pk)], {second.pk: Mark("present")})

    assert standing(second).attended == 8


def test_either_every_list_is_saved_or_none(two):
    (host, guest), (first, second) = two
    join(host, guest)
    record([guest], {second.pk: Mark("sick")})

    with pytest.raises(Stale):
        record([host, guest], {first.pk: Mark("present"), second.pk: Mark("present")})

    assert not Attendance.objects.filter(session=host).exists()


def test_nothing_marked_is_refused(two):
    with pytest.raises(Refused, match="Mark at least one person"):
        record(two[0], {})


def test_publishing_the_page_keeps_it_and_separating_goes_back_to_the_plan():
    page = make.batch_page(make.page_in_site(), sessions=1)
    guest = page.batch.sessions.get()
    make.seated(page.batch)
    planned = (guest.starts_at, guest.ends_at)
    other = make.batch(program=page.batch.program_page)
    host = make.session(other, starts_at=guest.starts_at + HOUR, room=make.room())
    join(host, guest)

    page.save_revision().publish()
    guest.refresh_from_db()
    assert (guest.starts_at, guest.held_with, guest.sequence) == (host.starts_at, host, 1)

    assert workflow.separate(guest, by=make.head(), at=NOW) == 1
    guest.refresh_from_db()
    assert ((guest.starts_at, guest.ends_at), guest.held_with, guest.sequence) == (planned, None, 2)
    assert workflow.separate(guest, by=make.head(), at=NOW) == 0


def test_publishing_the_hosts_page_keeps_its_later_end():
    page = make.batch_page(make.page_in_site(), sessions=1)
    host = page.batch.sessions.get()
    guest = make.session(page.batch, starts_at=host.ends_at, hours=3)
    later = host.ends_at + 6 * HOUR
    join(host, guest, ends_at=later)

    page.save_revision().publish()

    assert Session.objects.get(pk=host.pk).ends_at == later


def test_the_paper_names_everybody_and_both_batches(two):
    (host, guest), (first, second) = two
    join(host, guest)
    host = Session.objects.select_related("batch", "room", "trainer").get(pk=host.pk)

    people = sheets._people_of([host, Session.objects.select_related("batch").get(pk=guest.pk)])["people"]

    assert [person["name"] for person in people] == [first.applicant.name, second.applicant.name]
    assert people[1]["number"].endswith(f"Angkatan {guest.batch.number}")
    assert sheets.session_pdf(host).startswith(b"%PDF")


def test_the_trainers_screen_shows_one_list_for_each_batch(client, two):
    (host, guest), (first, second) = two
    join(host, guest)
    Session.objects.filter(pk__in=(host.pk, guest.pk)).update(starts_at=NOW - DAY, ends_at=NOW - DAY + 6 * HOUR)
    client.force_login(host.trainer.user)
    url = f"/cms/layanan/kehadiran/{guest.pk}/"
    seen = {f"revision-{host.pk}": "0", f"revision-{guest.pk}": "0"}

    page = client.get(url).content.decode()
    client.post(url, seen | {f"m{first.pk}": "present", f"m{second.pk}": "sick"})

    assert [host.batch.label in page or str(host.batch) in page, page.count('data-attendance-target="row"')] == [
        True,
        2,
    ]
    assert set(Attendance.objects.values_list("session", "enrolment", "status")) == {
        (host.pk, first.pk, "present"),
        (guest.pk, second.pk, "sick"),
    }


def test_a_batch_does_not_move_away_from_a_meeting_with_others():
    page = make.batch_page(make.page_in_site(), sessions=1)
    guest = page.batch.sessions.get()
    host = make.session(make.batch(program=page.batch.program_page), starts_at=guest.starts_at)
    join(host, guest)
    now = standing_of(page.batch, NOW)
    change = workflow.Change(**vars(now) | {"first_on": now.first_on + 7 * DAY})

    assert workflow.move_refusals(Batch.objects.get(pk=page.batch.pk), change, NOW) == [
        "Sessions of this batch are held together with others. Separate them first."
    ]


def test_make_up_sessions_move_with_the_batch():
    page = make.batch_page(make.page_in_site(), sessions=2)
    missed = page.batch.sessions.first()
    workflow.cancel_sessions([missed], by=make.head(), told={"id": "Sakit.", "en": "Ill."}, at=NOW)
    starts_at = missed.starts_at + 10 * DAY
    plan = workflow.Plan(starts_at=starts_at, ends_at=starts_at + 6 * HOUR, jp=8)
    session, _told = workflow.make_up(missed, by=make.head(), plan=plan, at=NOW)
    now = standing_of(page.batch, NOW)
    change = workflow.Change(**vars(now) | {"first_on": now.first_on + 7 * DAY})

    workflow.move_batch(page.batch, by=make.head(), told={"id": "Banjir.", "en": "Flood."}, change=change, at=NOW)

    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (starts_at + 7 * DAY, 1)
