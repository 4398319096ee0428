"""A stolen password opens no page of the CMS where the office asks its staff for a second step."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.enums import Role
from tests.accounts.test_door import sign_in
from tests.accounts.test_password import app_code, turn_on
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
START = "/akun/dua-langkah/nyalakan/?next=%2Fcms%2F"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def officer():
    user = UserFactory(email="warga@contoh.test", role=Role.CHECKER)
    user.set_password("rahasia-lama-9")
    user.save()
    return user


@pytest.mark.parametrize("path", ["/cms/", "/cms/berkas/", "/cms/pages/", "/en/"])
def test_without_a_second_step_no_page_opens(client, officer, path):
    client.force_login(officer)
    answer = client.get(path)
    if path.startswith("/cms/"):
        assert answer.url.startswith("/akun/dua-langkah/nyalakan/?next=%2Fcms%2F")
    else:
        assert answer.status_code == 200


def test_a_form_is_not_taken_either(client, officer):
    client.force_login(officer)
    assert client.post("/cms/berkas/", {"x": "1"}).url == START


def test_switching_it_on_opens_the_cms_at_once(client, officer):
    sign_in(client)
    assert client.get("/cms/").url == START
    turn_on(client)
    assert client.get("/cms/").status_code == 200


def test_a_session_from_before_shows_the_code(client, officer):
    other = Client()
    sign_in(other)
    sign_in(client)
    secret = turn_on(client)

    door = other.get("/cms/")
    assert door.url == "/masuk/lagi/langkah-kedua/?next=%2Fcms%2F"
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    assert app_code(secret) not in codes
    assert other.post(door.url, {"code": codes[0]}).url == "/cms/"
    assert other.get("/cms/").status_code == 200


def test_a_sign_in_with_both_steps_opens_it(officer):
    first = Client()
    sign_in(first)
    turn_on(first)
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    second = Client()
    sign_in(second)
    second.post("/masuk/langkah-kedua/", {"code": codes[0]})
    assert second.get("/cms/").status_code == 200


def test_citizens_are_not_asked(client):
    client.force_login(ApplicantFactory().user)
    assert client.get("/akun/").status_code == 200
    assert "dua-langkah" not in client.get("/cms/").headers.get("Location", "")


def test_the_office_may_leave_it_off(client, officer, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(officer)
    assert client.get("/cms/").status_code == 200
