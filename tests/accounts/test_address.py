"""Another e-mail address: proved by a code, told to the old one, and other devices are signed out."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import workflow
from accounts.models import User
from audit.models import Event
from core.models import OutboxMessage
from tests.accounts.test_door import account_of, sent_code, wrong
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE, CODE, NEW, OLD = "/akun/surel/", "/akun/surel/kode/", "baru@contoh.test", "warga@contoh.test"


@pytest.fixture
def user():
    return UserFactory(email=OLD)


@pytest.fixture
def owner(user):
    client = Client()
    client.force_login(user)
    return client


def ask(client, email=NEW):
    return client.post(PAGE, {"email": email})


def address(user) -> str:
    return User.objects.get(pk=user.pk).email


def test_the_old_address_stays_until_the_code_is_right(owner, user):
    assert ask(owner).url == CODE
    assert address(user) == OLD
    owner.post(CODE, {"code": wrong(sent_code(NEW))})
    assert address(user) == OLD
    assert owner.post(CODE, {"code": sent_code(NEW)}).url == "/akun/profil/"
    assert address(user) == NEW
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [(NEW, True)]


def test_the_old_address_is_told_and_learns_little(owner, user):
    ask(owner)
    owner.post(CODE, {"code": sent_code(NEW)})
    notice = OutboxMessage.objects.get(kind="address_changed")
    assert notice.to == OLD
    assert "b…@contoh.test" in notice.content["text"]
    assert NEW not in notice.content["text"]
    assert Event.objects.filter(verb="accounts.user.address_changed").count() == 1


def test_this_browser_stays_and_others_are_signed_out(owner, user):
    other = Client()
    other.force_login(user)
    ask(owner)
    owner.post(CODE, {"code": sent_code(NEW)})
    assert owner.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302


def test_an_address_of_another_account_is_refused_after_the_code_only(owner, user):
    UserFactory(email=NEW)
    assert ask(owner).url == CODE
    page = owner.post(CODE, {"code": sent_code(NEW)}, follow=True).content.decode()
    assert "milik akun lain" in page
    assert address(user) == OLD


def test_one_cannot_change_to_what_one_has(owner):
    assert "sudah Anda pakai" in ask(owner, OLD.upper()).content.decode()
    assert not OutboxMessage.objects.exists()


def test_five_wrong_codes_end_it(owner, user):
    ask(owner)
    code = sent_code(NEW)
    answers = [owner.post(CODE, {"code": wrong(code)}) for _n in range(5)]
    assert answers[-1].url == PAGE
    assert owner.post(CODE, {"code": code}).url == PAGE
    assert address(user) == OLD


def test_a_new_code_makes_the_old_one_worthless(owner, user):
    ask(owner)
    first = sent_code(NEW)
    owner.post(CODE, {"action": "resend"})
    if first != sent_code(NEW):
        owner.post(CODE, {"code": first})
    assert address(user) == OLD
    owner.post(CODE, {"code": sent_code(NEW)})
    assert address(user) == NEW


def test_the_code_of_another_account_in_this_browser_is_none(owner, user):
    ask(owner)
    session = owner.session
    session["new_address"] |= {"user_id": str(UserFactory().pk)}
    session.save()
    assert owner.get(CODE).url == PAGE


@pytest.mark.parametrize("path", [PAGE, CODE])
def test_strangers_are_asked_to_sign_in(client, path):
    assert client.get(path).url.startswith("/masuk/")
    assert client.post(path, {"email": NEW, "code": "000000"}).url.startswith("/masuk/")


def test_changed_twice_is_one_event(user):
    workflow.change_address(user, NEW, by=user)
    workflow.change_address(user, NEW, by=user)
    assert Event.objects.filter(verb="accounts.user.address_changed").count() == 1


def test_signing_out_everywhere_else(owner, user):
    other = Client()
    other.force_login(user)
    assert owner.get("/akun/keluar-semua/").status_code == 405
    owner.post("/akun/keluar-semua/")
    assert account_of(owner)
    assert owner.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302
    assert Event.objects.filter(verb="accounts.user.sessions_ended").count() == 1
