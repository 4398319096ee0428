"""A CMS session that nobody touches ends after the minutes of the setting."""

import time

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.middleware import SEEN
from accounts.roles import create_groups
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    create_groups()
    client = Client()
    client.force_login(UserFactory(role=Role.HEAD))
    return client


def left(client, minutes):
    client.get("/cms/")
    session = client.session
    session[SEEN] = time.time() - minutes * 60
    session.save()


def test_a_desk_that_was_left_asks_to_sign_in_again(staff, settings):
    left(staff, settings.STAFF_IDLE_MINUTES + 1)
    assert staff.get("/cms/").status_code == 302
    assert "_auth_user_id" not in staff.session


def test_within_the_time_work_goes_on(staff, settings):
    left(staff, settings.STAFF_IDLE_MINUTES - 1)
    assert staff.get("/cms/").status_code == 200
    assert time.time() - staff.session[SEEN] < 60


def test_an_open_page_alone_keeps_nobody_signed_in(staff, settings):
    left(staff, settings.STAFF_IDLE_MINUTES - 1)
    before = staff.session[SEEN]
    staff.post("/cms/berkas/1/pegang/")
    assert staff.session[SEEN] == before


def test_zero_means_never(staff, settings):
    settings.STAFF_IDLE_MINUTES = 0
    left(staff, 60 * 24)
    assert staff.get("/cms/").status_code == 200


def test_citizens_are_not_watched(settings):
    client = Client()
    client.force_login(UserFactory())
    client.get("/akun/")
    assert SEEN not in client.session
