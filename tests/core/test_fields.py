"""Encrypted columns: never plain at rest, readable with any key that is given, all under the first after a rotation."""

import io

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection

from accounts.models import Applicant
from cases.models import Case
from core import fields
from core.management.commands import encrypt_again
from tests.factories import programs
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_key(settings):
    """The key of a year ago and a new one in front of it."""
    key = Fernet.generate_key().decode()

    def put():
        settings.DATA_KEYS = [key, *settings.DATA_KEYS]
        return key

    return put


def stored_niks() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM accounts_applicant")
        return [value for (value,) in cursor.fetchall()]


def test_nothing_is_plain_at_rest():
    person = ApplicantFactory()

    (token,) = stored_niks()

    assert person.nik not in token
    assert fields.decrypt(token) == person.nik


def test_a_value_that_no_key_opens_is_an_error_and_not_an_empty_value(settings):
    ApplicantFactory()
    settings.DATA_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        Applicant.objects.get()


def test_old_values_stay_readable_behind_a_new_key(new_key):
    nik = ApplicantFactory().nik
    new_key()

    assert Applicant.objects.get().nik == nik


def test_after_the_rotation_the_old_key_may_go(settings, new_key):
    case = programs.register(programs.batch())
    nik, answers = case.applicant.nik, case.answers
    key = new_key()

    call_command("encrypt_again", stdout=io.StringIO())
    settings.DATA_KEYS = [key]

    assert Applicant.objects.get().nik == nik
    assert Case.objects.get().answers == answers


def test_a_second_rotation_finds_nothing_to_do(new_key):
    programs.register(programs.batch())
    new_key()
    call_command("encrypt_again", stdout=io.StringIO())
    before = stored_niks()
    said = io.StringIO()

    call_command("encrypt_again", stdout=said)

    assert "accounts.Applicant.nik: 0" in said.getvalue()
    assert stored_niks() == before


def test_what_somebody_writes_meanwhile_is_kept(new_key, monkeypatch):
    person = ApplicantFactory()
    new_key()
    before = encrypt_again.rotate

    def write_first(token):
        Applicant.objects.filter(pk=person.pk).update(nik="3671014505909777")
        return before(token)

    monkeypatch.setattr(encrypt_again, "rotate", write_first)
    call_command("encrypt_again", stdout=io.StringIO())

    assert Applicant.objects.get().nik == "3671014505909777"


def test_statements_grow_with_the_parts_not_with_the_fresh_rows(django_assert_max_num_queries):
    for _number in range(5):
        ApplicantFactory()

    with django_assert_max_num_queries(3):
        assert [encrypt_again._one(Applicant, "nik", pks) for pks in encrypt_again._chunks(Applicant)] == [0]


def test_every_encrypted_column_is_found():
    found = {(model._meta.label, name) for model, name in encrypt_again.columns()}

    assert {("accounts.Applicant", "nik"), ("cases.Case", "answers"), ("core.OutboxMessage", "content")} <= found
