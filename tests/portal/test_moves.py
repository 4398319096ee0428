"""Taking, giving up and withdrawing: asked once more, done once, refused in words."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.enums import CaseState
from cases.models import Case
from core.models import OutboxMessage
from programs.models import Batch, Offer
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def offered(now):
    return make.released(make.register(make.batch(now=now, confirm_by=now + 5 * DAY), at=now), at=now)


@pytest.fixture
def registered(now):
    return make.register(make.batch(now=now), at=now)


def owner(case) -> Client:
    client = Client()
    client.force_login(case.applicant.user)
    return client


def state(case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_look_changes_nothing(offered):
    client = owner(offered)
    for path in ("ambil", "lepas", "batal"):
        assert "<form" in client.get(f"/akun/{offered.number}/{path}/").content.decode()
    assert state(offered) == CaseState.OFFERED


def test_take_the_seat(offered):
    client = owner(offered)
    answer = client.post(f"/akun/{offered.number}/ambil/", follow=True)
    assert state(offered) == CaseState.ACCEPTED
    assert "Kursi Anda pasti." in answer.content.decode()
    assert Batch.objects.get().seated == 1


def test_taking_it_twice_is_taking_it_once(offered):
    client = owner(offered)
    before = OutboxMessage.objects.count()
    answers = [client.post(f"/akun/{offered.number}/ambil/") for _n in range(2)]
    assert {answer.url for answer in answers} == {f"/akun/{offered.number}/"}
    assert Batch.objects.get().seated == 1
    assert OutboxMessage.objects.count() == before + 1


def test_give_up_the_seat(offered):
    owner(offered).post(f"/akun/{offered.number}/lepas/")
    assert state(offered) == CaseState.WITHDRAWN
    assert (Batch.objects.get().held, Batch.objects.get().seated) == (0, 0)


def test_too_late(offered):
    Offer.objects.update(expires_at=timezone.now() - DAY)
    answer = owner(offered).post(f"/akun/{offered.number}/ambil/")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Ini belum dapat dilakukan" in body
    assert "berakhir" in body or "ended" in body
    assert state(offered) == CaseState.OFFERED


def test_what_the_state_does_not_allow_is_said_before(registered):
    client = owner(registered)
    page = client.get(f"/akun/{registered.number}/ambil/").content.decode()
    assert "Ini belum dapat dilakukan" in page
    assert 'method="post"' not in page.split("<main")[1].split("</main")[0]
    assert client.post(f"/akun/{registered.number}/ambil/").status_code == 409


def test_withdraw(registered):
    client = owner(registered)
    answer = client.post(f"/akun/{registered.number}/batal/", follow=True)
    assert state(registered) == CaseState.WITHDRAWN
    assert "Pendaftaran Anda sudah dibatalkan." in answer.content.decode()
    assert client.post(f"/akun/{registered.number}/batal/").status_code == 302
    assert "Batalkan pendaftaran" not in client.get(f"/akun/{registered.number}/").content.decode()


def test_without_the_token_nothing_happens(offered):
    client = Client(enforce_csrf_checks=True)
    client.force_login(offered.applicant.user)
    assert client.post(f"/akun/{offered.number}/ambil/").status_code == 403
    assert state(offered) == CaseState.OFFERED
