"""The register of messages: addresses masked, texts closed, a failed message gets fresh attempts."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import MessageState, OutboxMessage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/cms/pesan-keluar/"


@pytest.fixture
def head(client):
    client.force_login(UserFactory(role=Role.HEAD))
    return client


def message(state=MessageState.FAILED, **fields):
    number = OutboxMessage.objects.count()
    content = {"subject": "Kabar", "text": "rahasia", "html": "rahasia"}
    fields = {"kind": "received", "to": "warga@contoh.test", "about": f"BLK-{number}"} | fields
    return OutboxMessage.objects.create(key=f"k{number}", language="id", content=content, state=state, **fields)


def test_messages_are_listed_without_address_and_text(head):
    row = message()
    html = head.get(URL).content.decode()
    assert row.about in html
    assert "w•••@contoh.test" in html
    assert "warga@contoh.test" not in html
    assert "rahasia" not in head.get(f"{URL}inspect/{row.pk}/").content.decode()


def test_messages_are_filtered_and_searched_by_their_beginning(head):
    failed, sent = message(), message(MessageState.SENT)
    html = head.get(URL, {"state__exact": "failed"}).content.decode()
    assert failed.about in html
    assert sent.about not in html
    assert sent.about not in head.get(URL, {"q": failed.about}).content.decode()


def test_the_export_holds_no_formula_and_no_address(head):
    message(about="=1+1")
    content = b"".join(head.get(URL, {"export": "csv"})).decode()
    assert "'=1+1" in content
    assert "warga@" not in content


def test_a_failed_message_is_tried_again(head):
    row = message(attempts=10, error="SMTPError")
    assert "Coba lagi" in head.get(URL).content.decode()
    url = reverse("outbox_try_again", args=[row.pk])
    assert "w•••@contoh.test" in head.get(url).content.decode()
    head.post(url)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (MessageState.WAITING, 0, "")
    assert head.get(url).status_code == 404


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.SENT])
def test_other_messages_are_not_tried_again(head, state):
    assert head.post(reverse("outbox_try_again", args=[message(state).pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.CHECKER, Role.EDITOR, Role.TRAINER])
def test_others_find_nothing(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(URL).status_code == 302
    assert client.post(reverse("outbox_try_again", args=[message().pk])).status_code == 404


def test_nothing_is_written_there(head):
    row = message()
    for path in ("create/", f"edit/{row.pk}/", f"delete/{row.pk}/"):
        assert head.post(URL + path).status_code == 404
