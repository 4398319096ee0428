"""Single sessions that do not take place: told once, shown in calendars, never revived, and nobody's hours fall."""

import pytest

from audit import log
from cases.rules import Refused
from core.models import OutboxMessage
from programs import calendar, queries, workflow
from programs.models import Session
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def batch():
    return make.batch()


def cancel(*sessions, told=TOLD, at=NOW):
    return workflow.cancel_sessions(list(sessions), by=make.head(), told=told, at=at)


def meeting(batch, days=2, **fields):
    return make.session(batch, starts_at=NOW + days * DAY, **fields)


def mails():
    return OutboxMessage.objects.filter(kind="sessions_cancelled")


def test_everybody_who_comes_reads_one_message_about_all_of_them(batch):
    for _person in range(2):
        make.seated(batch)
    make.register(batch)  # being checked: does not come yet

    assert cancel(meeting(batch), meeting(batch, 3)) == (2, 2)

    texts = [mail.content["text"] for mail in mails()]
    assert [text.count("\n- ") for text in texts] == [2, 2]
    assert all("Pelatih sakit." in text for text in texts)


def test_who_may_still_take_an_offered_seat_is_told_as_well():
    batch = make.batch(confirm_by=NOW + 5 * DAY)
    make.released(make.register(batch))

    assert cancel(meeting(batch)) == (1, 1)


def test_cancelled_twice_nothing_changes(batch):
    make.seated(batch)
    session = meeting(batch)
    cancel(session)

    assert cancel(session) == (0, 0)

    assert (mails().count(), log.about(session).count()) == (1, 1)
    assert log.about(session).get().verb == "programs.session.cancel"


def test_a_reason_is_needed(batch):
    with pytest.raises(Refused, match="Choose a reason"):
        cancel(meeting(batch), told={"id": " ", "en": ""})


def test_what_was_to_be_held_yesterday_is_told_to_nobody(batch):
    make.seated(batch)

    assert cancel(meeting(batch, -1)) == (1, 0)


def test_a_session_with_its_list_took_place(batch):
    person, session = make.seated(batch), meeting(batch, -1)
    workflow.record_attendance(session, by=make.head(), marks={person.pk: workflow.Mark("present")}, revision=0, at=NOW)

    with pytest.raises(Refused, match="is kept already"):
        cancel(session)


@pytest.mark.parametrize("state", ["cancelled", "closed"])
def test_nothing_of_a_batch_that_is_over_changes(state):
    with pytest.raises(Refused, match="over or cancelled"):
        cancel(meeting(make.batch(state=state)))


def test_one_that_cannot_be_cancelled_keeps_all_of_them(batch):
    over = make.batch(state="closed")
    first = meeting(batch)

    with pytest.raises(Refused):
        cancel(first, meeting(over))

    assert Session.objects.get(pk=first.pk).cancelled_at is None


def test_the_event_keeps_its_uid_and_counts_up(batch):
    session = meeting(batch)
    before = calendar.session_event(session, "https://contoh.test", alarm=True)

    cancel(session)

    after = calendar.session_event(Session.objects.get(pk=session.pk), "https://contoh.test", alarm=True)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] == before["sequence"] + 1
    assert "The trainer is ill." in after["description"]


def test_publishing_never_revives_it():
    page = make.batch_page(sessions=2)
    first = page.batch.sessions.first()
    cancel(first)

    page.save_revision().publish()

    first.refresh_from_db()
    assert (first.cancelled_at, first.sequence) == (NOW, 1)


def test_it_counts_for_nobody(batch):
    person = make.seated(batch)
    meeting(batch, 3)
    cancel(meeting(batch))

    standing = queries.attendance_of(person)["standing"]

    assert (standing.total, standing.held) == (8, 0)


def test_each_reads_the_language_of_the_case(batch):
    make.enrolment(make.released(make.register(batch, language="en")))

    cancel(meeting(batch))

    assert "The trainer is ill." in mails().get().content["text"]
