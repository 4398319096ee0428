"""Pressed eight times at once, and one NIK from two accounts: real threads, on SQLite and on PostgreSQL."""

import secrets

import pytest
from django.test import Client

from accounts.models import Applicant, Consent
from cases import workflow as engine
from cases.models import Case
from cases.rules import Refused
from core.models import OutboxMessage
from forms import people, workflow
from forms.models import Draft
from programs.models import Batch
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory, next_nik
from tests.forms.test_views import hidden
from tests.races import faults, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_same_token_eight_times_at_once_is_one_registration():
    batch = made.batch()
    draft = made.complete(batch)

    def send():
        mine = Draft.objects.get(pk=draft.pk)
        return workflow.submit(mine, draft.token, by=draft.user, declared=made.declared()).number

    results = together([send] * 8)

    assert faults(results) == []
    assert len(set(results)) == 1
    assert (Case.objects.count(), Applicant.objects.count(), Consent.objects.count()) == (1, 1, 2)
    assert OutboxMessage.objects.filter(kind="received").count() == 1
    assert Batch.objects.get(pk=batch.pk).held == 1


def test_without_the_token_of_the_draft_seven_of_eight_get_no_receipt():
    """The control: sent without the draft's token and lock, the second press is refused instead of answered."""
    batch, applicant = made.batch(), ApplicantFactory()

    def send():
        token = secrets.token_hex(8)
        return engine.submit("pelatihan", batch.pk, applicant=applicant, answers={}, token=token, by=applicant.user)

    refused = faults(together([send] * 8))

    assert [type(fault) for fault in refused] == [Refused] * 7


def test_the_send_button_eight_times_at_once_leads_to_one_receipt():
    batch = made.batch()
    draft = made.complete(batch)
    client = Client()
    client.force_login(draft.user)
    url = made.address(batch, "pernyataan")
    values = hidden(client.get(url)) | {"declaration": "on", "promise": "on"}

    def press():
        mine = Client()
        mine.cookies = client.cookies
        return mine.post(url, values).get("Location")

    results = together([press] * 8)

    assert faults(results) == []
    assert set(results) == {made.address(batch) + f"tanda-terima/{draft.token}/"}


def test_one_nik_from_eight_accounts_at_once_is_one_person():
    batch, number = made.batch(), next_nik()
    drafts = [made.complete(batch, nik=number) for _account in range(8)]

    results = together(
        [lambda draft=draft: workflow.submit(draft, draft.token, by=draft.user, declared={}) for draft in drafts]
    )

    refused = faults(results)
    assert len(refused) == 7
    assert {type(fault) for fault in refused} <= {people.NikTaken, workflow.Unfinished}
    assert (Case.objects.count(), Applicant.objects.count()) == (1, 1)


def test_a_draft_opened_in_eight_tabs_at_once_is_one_draft():
    batch, user = made.batch(), UserFactory()

    results = together([lambda: made.started(batch, user).pk] * 8)

    assert faults(results) == []
    assert len(set(results)) == 1


def test_eight_steps_kept_at_once_are_all_there():
    draft = made.started(made.batch())
    names = [f"langkah-{number}" for number in range(8)]

    together([lambda name=name: made.typed(draft, name, {"a": name}) for name in names])

    draft.refresh_from_db()
    assert set(draft.data) == set(names)
