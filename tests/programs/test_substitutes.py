"""A trainer who cannot come: who stands in, whose list it is then, and what the page's plan still says."""

import pytest

from audit import log
from cases.rules import Refused
from core.models import OutboxMessage
from programs import availability, queries, workflow
from programs.models import BatchPage, Session
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
SOON = NOW + 2 * DAY


@pytest.fixture
def ill():
    return make.trainer()


@pytest.fixture
def other():
    return make.trainer()


def substitute(sessions, trainer, **fields):
    return workflow.name_substitute(sessions, trainer, by=make.head(), at=NOW, **fields)


def meeting(ill, batch=None, **fields):
    return make.session(batch or make.batch(), **{"starts_at": SOON, "trainer": ill} | fields)


def told(kind):
    return OutboxMessage.objects.filter(kind=kind)


def test_the_list_goes_over_to_who_stands_in(ill, other):
    session = meeting(ill)

    assert substitute([session], other) == 1

    assert list(queries.sessions_for(other.user)) == [session]
    assert list(queries.sessions_for(ill.user)) == []
    assert list(queries.batches_for(other.user)) == [session.batch]
    assert list(queries.batches_for(ill.user)) == []


def test_no_calendar_shows_the_trainer_so_nothing_is_counted_up(ill, other):
    session = meeting(ill)

    substitute([session], other)

    session.refresh_from_db()
    assert (session.trainer, session.planned_trainer, session.sequence) == (other, ill, 0)
    assert session.substituted_at == NOW


def test_participants_are_told_only_where_the_office_says_so(ill, other):
    batch = make.batch()
    make.seated(batch)
    first, second = meeting(ill, batch), meeting(ill, batch, starts_at=SOON + DAY)

    substitute([first], other)
    assert not told("trainer_changed").exists()

    substitute([second], other, is_told=True)
    assert other.name in told("trainer_changed").get().content["text"]


def test_who_stands_in_is_written_to_once_for_all_sessions(ill, other):
    batch = make.batch()
    sessions = [meeting(ill, batch, starts_at=SOON + number * DAY) for number in range(3)]

    substitute(sessions, other)
    substitute(sessions, other)

    mail = told("stands_in").get()
    assert (mail.to, mail.content["text"].count("- Menjahit")) == (other.user.email, 3)


def test_asked_twice_nothing_changes(ill, other):
    session = meeting(ill)
    substitute([session], other)

    assert substitute([session], other) == 0
    assert log.about(session).filter(verb="programs.session.substitute").count() == 1


def test_naming_the_planned_trainer_again_ends_it(ill, other):
    session = meeting(ill)
    substitute([session], other)

    substitute([session], ill)

    session.refresh_from_db()
    assert (session.trainer, session.planned_trainer, session.substituted_at) == (ill, None, None)


def test_a_third_trainer_still_stands_in_for_the_first(ill, other):
    session, third = meeting(ill), make.trainer()
    substitute([session], other)

    substitute([session], third)

    session.refresh_from_db()
    assert (session.trainer, session.planned_trainer) == (third, ill)


def test_who_has_another_session_then_is_refused_with_batch_day_and_hours(ill, other):
    busy = meeting(other, starts_at=SOON)

    with pytest.raises(Refused) as refused:
        substitute([meeting(ill)], other)

    reason = refused.value.reasons[0]
    assert reason.startswith(f"{other.name} is not free: {busy.batch.label}, ")
    assert "25 November 2026" in reason
    assert "10:00–16:00" in reason


def test_sessions_that_only_touch_are_no_overlap(ill, other):
    session = meeting(ill)
    meeting(other, starts_at=session.ends_at)

    assert substitute([session], other) == 1


def test_cancelled_sessions_and_batches_take_nobodys_time(ill, other):
    meeting(other, cancelled_at=NOW)
    meeting(other, make.batch(state="cancelled"))

    assert substitute([meeting(ill)], other) == 1


def test_who_is_free_and_what_the_others_have_to_do(ill, other):
    session, busy = meeting(ill), make.trainer()
    meeting(busy, starts_at=SOON)

    free, taken = availability.trainers_for([session])

    assert free == [other]
    assert [(trainer, len(words)) for trainer, words in taken] == [(busy, 1)]


def test_a_list_that_is_kept_stays_with_who_kept_it(ill, other):
    batch = make.batch()
    person = make.seated(batch)
    session = meeting(ill, batch, starts_at=NOW - DAY)
    workflow.record_attendance(session, by=ill.user, marks={person.pk: workflow.Mark("present")}, revision=0, at=NOW)

    with pytest.raises(Refused, match="is kept already"):
        substitute([session], other)


def test_publishing_the_page_again_keeps_who_stands_in(ill, other):
    page = make.batch_page(sessions=2, trainer=ill)
    first = page.batch.sessions.first()
    substitute([first], other)

    page.save_revision().publish()

    assert [session.trainer for session in page.batch.sessions.all()] == [other, ill]


def test_another_trainer_on_the_page_takes_the_session_back_into_the_plan(ill, other):
    page, third = make.batch_page(sessions=1, trainer=ill), make.trainer()
    substitute([page.batch.sessions.get()], other)

    page = BatchPage.objects.get(pk=page.pk)
    page.trainer = third
    page.save_revision().publish()

    session = Session.objects.get()
    assert (session.trainer, session.planned_trainer, session.substituted_at) == (third, None, None)


def test_the_substitute_keeps_the_list_and_the_other_finds_nothing(client, ill, other):
    session = meeting(ill)
    substitute([session], other)

    answers = {}
    for trainer in (ill, other):
        client.force_login(trainer.user)
        answers[trainer.pk] = client.get(f"/cms/layanan/kehadiran/{session.pk}/").status_code

    assert answers == {ill.pk: 404, other.pk: 200}


def test_an_account_that_is_off_is_not_written_to(ill):
    other = make.trainer(user=UserFactory(role="trainer", is_active=False))

    substitute([meeting(ill)], other)

    assert not told("stands_in").exists()
