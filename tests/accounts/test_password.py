"""Passwords are optional; setting one ends other sessions; the second factor comes after it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from audit.models import Event
from tests.accounts.test_door import account_of, sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/akun/kata-sandi/"
NEW = "kambing-hijau-lari"


@pytest.fixture
def user():
    user = UserFactory(email="warga@contoh.test")
    user.set_password("rahasia-lama-9")
    user.save()
    return user


def test_the_first_password_needs_no_old_one(client):
    sign_in(client)
    page = client.get(PAGE).content.decode()
    assert "Buat kata sandi" in page
    assert 'name="old"' not in page
    assert client.post(PAGE, {"new": NEW}).url == "/akun/profil/"
    assert account_of(client)
    assert Event.objects.filter(verb="accounts.user.password_set").count() == 1


def test_the_old_password_is_asked_for(client, user):
    client.force_login(user)
    assert "kata sandi ini tidak cocok" in client.post(PAGE, {"old": "salah", "new": NEW}).content.decode().lower()
    assert client.post(PAGE, {"old": "rahasia-lama-9", "new": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_right_after_a_code_a_forgotten_password_is_replaced(client, user):
    sign_in(client)
    assert client.post(PAGE, {"new": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_some_time_after_the_code_the_old_one_is_asked_for(client, user):
    sign_in(client)
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 16 * 60
    session.save()
    client.post(PAGE, {"new": NEW})
    user.refresh_from_db()
    assert user.check_password("rahasia-lama-9")


def test_other_devices_are_signed_out(client, user):
    other = Client()
    for each in (client, other):
        each.force_login(user)
    client.post(PAGE, {"old": "rahasia-lama-9", "new": NEW})
    assert client.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302


@pytest.mark.parametrize("weak", ["", "pendek", "password", "warga@contoh.test", "12345678"])
def test_weak_passwords_are_refused(client, user, weak):
    client.force_login(user)
    assert client.post(PAGE, {"old": "rahasia-lama-9", "new": weak}).status_code == 200


def test_strangers_set_no_password(client):
    assert client.post(PAGE, {"new": NEW}).url == "/masuk/?next=/akun/kata-sandi/"


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def turn_on(client) -> str:
    page = client.get("/akun/dua-langkah/nyalakan/", follow=True)
    if page.redirect_chain:
        page = client.post(page.redirect_chain[-1][0], {"password": "rahasia-lama-9"}, follow=True)
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    client.post("/akun/dua-langkah/nyalakan/", {"code": app_code(secret)})
    return secret


def test_the_second_step(client, user, monkeypatch):
    sign_in(client)
    secret = turn_on(client)
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    assert "menyala" in client.get("/akun/dua-langkah/").content.decode()
    other = Client()
    assert sign_in(other).url == "/masuk/langkah-kedua/"
    assert not account_of(other)
    assert "Kode tidak cocok" in other.post("/masuk/langkah-kedua/", {"code": "000000"}).content.decode()
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert other.post("/masuk/langkah-kedua/", {"code": codes[0]}).status_code == 302
    assert account_of(other) == str(user.pk)


def test_pages_of_the_second_step_are_ours(client, user):
    sign_in(client)
    turn_on(client)
    for path in ("", "cadangan/", "cadangan/baru/", "matikan/"):
        page = client.get(f"/akun/dua-langkah/{path}", follow=True)
        assert page.status_code == 200
        assert 'class="ck-sheet"' in page.content.decode()
        assert page.headers["Cache-Control"] == "private, no-store"
