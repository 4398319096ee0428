"""Accounts of the demonstration have a password anyone can read: outside the demo they do not exist for the door."""

import pytest
from allauth.account.models import EmailAddress

from accounts.rules import is_demo_account
from tests.accounts.test_door import account_of, sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = UserFactory(email="editor@contoh.id", role="editor")
    user.set_password("contoh-2026")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def by_password(client):
    return client.post("/masuk/kata-sandi/", {"login": "editor@contoh.id", "password": "contoh-2026"})


def test_inside_the_demo_they_sign_in(client, editor):
    assert by_password(client).url == "/cms/"


def test_outside_no_password_helps(client, editor, settings):
    settings.DEMO = False
    assert by_password(client).url == "/masuk/ditutup/"
    assert not account_of(client)


def test_outside_no_code_helps(client, editor, settings):
    settings.DEMO = False
    assert sign_in(client, "editor@contoh.id").url == "/masuk/ditutup/"
    assert not account_of(client)


def test_a_session_of_the_demo_ends_with_it(client, editor, settings):
    client.force_login(editor)
    settings.DEMO = False
    assert client.get("/cms/").status_code == 302
    assert client.get("/akun/").status_code == 302


def test_only_the_domain_of_the_demo():
    assert is_demo_account("Editor@Contoh.ID")


@pytest.mark.parametrize("email", ["siti@gmail.com", "x@bukan-contoh.id", "x@contoh.id.jahat.com"])
def test_other_domains_are_people(email):
    assert not is_demo_account(email)
