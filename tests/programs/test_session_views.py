"""The screens of single sessions: a trainer who cannot come, one session changed; by who may, and nobody else."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from programs.models import Session
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
REASON = "session-trainer-ill"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def head(client):
    user = make.head()
    client.force_login(user)
    return user


@pytest.fixture
def ill():
    return make.trainer()


@pytest.fixture
def batch(now):
    return make.batch(now=now)


def session_url(session):
    return reverse("batches:session", args=[session.batch_id, session.pk])


def absence_url(trainer, now, days=7):
    first = timezone.localdate(now)
    last = first + dt.timedelta(days=days)
    return f"{reverse('batches:absence')}?trainer={trainer.pk}&first={first}&last={last}"


@pytest.mark.parametrize("role", ["editor", "checker", "selector", "trainer"])
def test_other_roles_find_nothing(client, batch, ill, now, role):
    session = make.session(batch, starts_at=now + DAY, trainer=ill)
    client.force_login(UserFactory(role=role))

    answers = [
        client.get(session_url(session)),
        client.get(absence_url(ill, now)),
        client.post(session_url(session), {"act": "cancel", "reason": REASON}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Session.objects.get().cancelled_at is None


def test_a_session_of_another_batch_is_not_there(client, head, batch, now):
    session = make.session(batch, starts_at=now + DAY)

    answer = client.get(reverse("batches:session", args=[make.batch().pk, session.pk]))

    assert answer.status_code == 404


def test_only_free_trainers_are_offered_and_the_others_with_their_overlap(client, head, batch, ill, now):
    session = make.session(batch, starts_at=now + DAY, trainer=ill)
    free, busy = make.trainer(), make.trainer()
    make.session(make.batch(title="Tata Boga"), starts_at=now + DAY, trainer=busy)

    answer = client.get(session_url(session))

    assert list(answer.context["forms"]["substitute"].fields["trainer"].queryset) == [free]
    assert "Tata Boga" in dict(answer.context["taken"])[busy][0]


def test_a_substitute_is_named_on_the_screen(client, head, batch, ill, now):
    session, other = make.session(batch, starts_at=now + DAY, trainer=ill), make.trainer()

    answer = client.post(session_url(session), {"act": "substitute", "trainer": other.pk}, follow=True)

    assert Session.objects.get(pk=session.pk).trainer == other
    assert f"{other.name} memegang 1 pertemuan." in answer.content.decode()


def test_who_is_not_free_cannot_be_posted(client, head, batch, ill, now):
    session, busy = make.session(batch, starts_at=now + DAY, trainer=ill), make.trainer()
    make.session(make.batch(), starts_at=now + DAY, trainer=busy)

    answer = client.post(session_url(session), {"act": "substitute", "trainer": busy.pk})

    assert (answer.status_code, Session.objects.get(pk=session.pk).trainer) == (409, ill)


def test_a_session_is_cancelled_with_a_reason_of_the_library(client, head, batch, now):
    make.seated(batch, at=now)
    session = make.session(batch, starts_at=now + DAY)

    answer = client.post(session_url(session), {"act": "cancel", "reason": REASON, "note": "Kembali Senin."})

    assert answer.status_code == 302
    session.refresh_from_db()
    assert session.cancelled_reason == "Pelatih sakit dan belum ada penggantinya. Kembali Senin."
    assert OutboxMessage.objects.filter(kind="sessions_cancelled").count() == 1


def test_without_a_reason_nothing_is_cancelled(client, head, batch, now):
    session = make.session(batch, starts_at=now + DAY)

    answer = client.post(session_url(session), {"act": "cancel", "reason": "", "note": ""})

    assert (answer.status_code, Session.objects.get().cancelled_at) == (409, None)
    assert "Pilih atau tulis satu alasan." in answer.content.decode()


def acts(client, session):
    text = client.get(session_url(session)).content.decode()
    return re.findall('name="act" value="([a-z_]+)"', text)


def test_a_session_offers_what_can_be_done_with_it(client, head, batch, ill, now):
    session = make.session(batch, starts_at=now + DAY, trainer=ill)
    make.trainer()
    make.session(make.batch(program=batch.program_page), starts_at=now + DAY)
    cancelled = make.session(batch, starts_at=now + DAY, cancelled_at=now)
    over = make.session(make.batch(state="closed"), starts_at=now + DAY)

    assert acts(client, session) == ["substitute", "cancel", "join"]
    assert acts(client, cancelled) == ["make_up"]
    assert acts(client, over) == []


def minute(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_sessions_are_held_together_and_apart_again_on_the_screen(client, head, batch, now):
    at = timezone.localtime(now).replace(hour=8, minute=0, second=30) + DAY
    host = make.session(batch, starts_at=at)
    guest = make.session(make.batch(program=batch.program_page), starts_at=at + DAY / 24)

    client.post(session_url(host), {"act": "join", "guests": [guest.pk], "ends_at": minute(host.ends_at)})

    assert list(host.guests.all()) == [guest]
    assert str(guest.batch) in client.get(session_url(host)).content.decode()
    assert acts(client, guest) == ["separate", "cancel"]
    client.post(session_url(guest), {"act": "separate"})
    assert list(host.guests.all()) == []


def test_a_make_up_session_is_added_on_the_screen(client, head, batch, ill, now):
    make.seated(batch, at=now)
    session = make.session(batch, starts_at=now + DAY, cancelled_at=now)
    starts_at = now + 3 * DAY
    typed = {"starts_at": minute(starts_at), "ends_at": minute(starts_at + DAY / 4), "jp": "8", "trainer": ill.pk}

    answer = client.post(session_url(session), {"act": "make_up"} | typed, follow=True)

    made_up = session.make_ups.get()
    assert (made_up.trainer, made_up.jp) == (ill, 8)
    assert "1 orang dikabari." in answer.content.decode()


def test_what_is_wrong_with_a_make_up_session_is_said_on_the_screen(client, head, batch, now):
    session = make.session(batch, starts_at=now + DAY, cancelled_at=now)
    starts_at = now + 3 * DAY
    typed = {"starts_at": minute(starts_at), "ends_at": minute(starts_at + DAY / 24), "jp": "8"}

    answer = client.post(session_url(session), {"act": "make_up"} | typed)

    assert (answer.status_code, session.make_ups.count()) == (409, 0)
    assert "Waktunya terlalu singkat" in answer.content.decode()


def test_the_page_of_a_batch_lists_its_sessions(client, head, batch, ill, now):
    session = make.session(batch, starts_at=now + DAY, trainer=make.trainer(), planned_trainer=ill, substituted_at=now)

    text = client.get(reverse("batches:batch", args=[batch.pk])).content.decode()

    assert session_url(session) in text
    assert f"menggantikan {ill.name}" in text


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_a_batch_asks_the_same_for_any_number_of_sessions(
    client, head, batch, ill, now, count, django_assert_max_num_queries
):
    for number in range(count):
        make.session(batch, starts_at=now + number * DAY, trainer=ill)

    with django_assert_max_num_queries(45):
        client.get(reverse("batches:batch", args=[batch.pk]))


def test_an_absence_shows_the_trainers_sessions_of_that_time(client, head, batch, ill, now):
    mine = make.session(batch, starts_at=now + DAY, trainer=ill)
    make.session(batch, starts_at=now + 20 * DAY, trainer=ill)
    make.session(batch, starts_at=now + DAY, trainer=make.trainer())
    make.session(batch, starts_at=now + DAY, trainer=ill, cancelled_at=now)

    assert client.get(absence_url(ill, now)).context["sessions"] == [mine]


def test_an_absence_without_days_asks_for_them(client, head):
    assert client.get(reverse("batches:absence")).context["sessions"] == []


def test_a_last_day_before_the_first_is_refused_in_words(client, head, ill, now):
    answer = client.get(absence_url(ill, now, days=-1))

    assert "Pilih hari terakhir" in answer.content.decode()


def test_one_substitute_for_all_that_are_ticked(client, head, batch, ill, now):
    sessions = [make.session(batch, starts_at=now + number * DAY, trainer=ill) for number in (1, 2, 3)]
    other = make.trainer()

    client.post(
        absence_url(ill, now),
        {"act": "substitute", "trainer": other.pk, "session": [session.pk for session in sessions[:2]]},
    )

    assert [session.trainer for session in Session.objects.order_by("starts_at")] == [other, other, ill]


def test_who_is_free_depends_on_what_is_ticked(client, head, batch, ill, now):
    first, second = (make.session(batch, starts_at=now + number * DAY, trainer=ill) for number in (1, 2))
    other = make.trainer()
    make.session(make.batch(), starts_at=now + 2 * DAY, trainer=other)

    def offered(**ticked):
        answer = client.post(absence_url(ill, now), {"act": "look"} | ticked)
        return list(answer.context["forms"]["substitute"].fields["trainer"].queryset)

    assert (offered(session=[first.pk, second.pk]), offered(session=[first.pk])) == ([], [other])


def test_all_of_an_absence_are_cancelled_with_one_message_each(client, head, batch, ill, now):
    make.seated(batch, at=now)
    sessions = [make.session(batch, starts_at=now + number * DAY, trainer=ill) for number in (1, 2)]

    client.post(absence_url(ill, now), {"act": "cancel", "reason": REASON, "session": [s.pk for s in sessions]})

    assert not Session.objects.taking_place().exists()
    assert OutboxMessage.objects.filter(kind="sessions_cancelled").count() == 1


def test_nothing_ticked_is_said(client, head, batch, ill, now):
    make.session(batch, starts_at=now + DAY, trainer=ill)

    answer = client.post(absence_url(ill, now), {"act": "cancel", "reason": REASON})

    assert "Centang paling sedikit satu pertemuan." in answer.content.decode()
