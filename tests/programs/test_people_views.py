"""The participants of a batch on the head's screen: figures, and taking one off."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.enums import CaseState
from cases.models import Case
from core.models import OutboxMessage
from programs.enums import EnrolmentState
from programs.models import Batch, Enrolment
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
REASON = "drop-out-found-work"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def head(client):
    user = make.head()
    client.force_login(user)
    return user


@pytest.fixture
def batch(now):
    return make.batch(now=now, capacity=40)


@pytest.fixture
def person(batch, now):
    person = make.seated(batch, at=now)
    begin(batch, now)
    return person


def begin(batch, now):
    make.session(batch, starts_at=now - DAY)
    today = timezone.localdate(now)
    Batch.objects.filter(pk=batch.pk).update(starts_on=today - DAY, ends_on=today + 5 * DAY)


def people_url(batch):
    return reverse("batches:people", args=[batch.pk])


def drop_url(person):
    return reverse("batches:drop", args=[person.batch_id, person.pk])


@pytest.mark.parametrize("role", ["editor", "checker", "selector", "trainer"])
def test_other_roles_find_nothing(client, batch, person, role):
    client.force_login(UserFactory(role=role))

    answers = [client.get(people_url(batch)), client.get(drop_url(person)), client.post(drop_url(person), {})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_somebody_of_another_batch_or_without_a_seat_is_not_there(client, head, batch, person, now):
    waiting = make.enrolment(make.register(make.batch(now=now), at=now))

    assert client.get(drop_url(waiting)).status_code == 404
    assert client.get(reverse("batches:drop", args=[make.batch().pk, person.pk])).status_code == 404


def test_a_participant_is_taken_off_with_a_reason_of_the_library(client, head, batch, person):
    answer = client.post(drop_url(person), {"reason": REASON, "note": ""}, follow=True)

    gone = Enrolment.objects.get(pk=person.pk)
    assert (gone.state, gone.drop_reason.key) == (EnrolmentState.LEFT, REASON)
    assert Case.objects.get(pk=person.registration_id).state == CaseState.DROPPED
    assert "sudah bekerja" in OutboxMessage.objects.get(kind="dropped_out").content["text"]
    text = answer.content.decode()
    assert "<b>1</b> Sudah bekerja" in text
    assert f"{person.applicant.name} dihentikan" in text


def test_without_a_reason_nobody_is_taken_off(client, head, person):
    answer = client.post(drop_url(person), {"reason": "", "note": " "})

    assert answer.status_code == 409
    assert Enrolment.objects.get(pk=person.pk).state == EnrolmentState.SEATED


def test_before_the_training_nobody_is_offered_to_be_taken_off(client, head, batch, now):
    person = make.seated(batch, at=now)

    assert drop_url(person) not in client.get(people_url(batch)).content.decode()
    assert '<form method="post" novalidate' not in client.get(drop_url(person)).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_screen_asks_the_same_for_any_number_of_people(
    client, head, batch, now, count, django_assert_max_num_queries
):
    begin(batch, now)
    person = make.seated(batch, at=now)
    for _ in range(count - 1):
        Enrolment.objects.create(batch=batch, applicant=make.local_applicant(), state=EnrolmentState.SEATED)

    with django_assert_max_num_queries(32):
        text = client.get(people_url(batch)).content.decode()

    assert person.applicant.name in text


def test_the_page_of_a_person_shows_that_it_ended_and_why(client, head, person):
    client.post(drop_url(person), {"reason": REASON, "note": ""})
    client.force_login(person.applicant.user)

    text = client.get(f"/akun/{person.registration.number}/").content.decode()

    assert "Berakhir sebelum hari terakhir" in text
    assert "sudah bekerja" in text
