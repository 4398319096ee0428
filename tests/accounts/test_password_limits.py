"""Wrong passwords: five close an account for one place, sixty for everybody; neighbours still come in."""

import pytest
from django.test import Client

from accounts import limits
from core.models import Throttle
from tests.accounts.test_door import account_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE, RIGHT = "/masuk/kata-sandi/", "kambing-hijau-lari"
TOO_MANY = "Terlalu banyak percobaan"


def person(email):
    user = UserFactory(email=email)
    user.set_password(RIGHT)
    user.save()
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def attempt(email, password, place="10.0.0.1", client=None):
    client = client or Client()
    return client.post(PAGE, {"login": email, "password": password}, REMOTE_ADDR=place)


def comes_in(email, place="10.0.0.1") -> bool:
    client = Client()
    attempt(email, RIGHT, place, client)
    return bool(account_of(client))


def test_five_wrong_ones_close_the_account_for_this_place():
    person("siti@contoh.test")
    answers = [attempt("siti@contoh.test", f"salah-{number}") for number in range(6)]
    assert TOO_MANY not in answers[4].content.decode()
    assert TOO_MANY in answers[5].content.decode()
    assert not comes_in("siti@contoh.test")


def test_neighbours_behind_the_same_address_still_come_in():
    """A village hall: thirty people, one address, and one of them has forgotten the password."""
    person("siti@contoh.test")
    person("budi@contoh.test")
    for number in range(12):
        attempt("siti@contoh.test", f"salah-{number}")
    assert comes_in("budi@contoh.test")


def test_the_owner_still_comes_in_from_another_place():
    person("siti@contoh.test")
    for number in range(6):
        attempt("siti@contoh.test", f"salah-{number}")
    assert comes_in("siti@contoh.test", place="10.0.0.2")


def test_a_place_that_tries_account_after_account_is_closed():
    person("siti@contoh.test")
    answers = [attempt(f"orang-{number}@contoh.test", "salah") for number in range(101)]
    assert TOO_MANY in answers[100].content.decode()
    assert not comes_in("siti@contoh.test")
    assert comes_in("siti@contoh.test", place="10.0.0.2")


def test_many_places_that_try_one_account_are_closed():
    person("siti@contoh.test")
    for number in range(limits.PASSWORD_TRIES):
        attempt("siti@contoh.test", "salah", place=f"10.1.{number}.1")
    assert TOO_MANY in attempt("siti@contoh.test", RIGHT, place="10.2.0.1").content.decode()


def test_what_is_counted_names_nobody():
    attempt("siti@contoh.test", "salah")
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert keys
    assert not [key for key in keys if "siti" in key or "10.0.0" in key]
