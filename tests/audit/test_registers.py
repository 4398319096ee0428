"""The register of events: list, filter, search, inspect and export; nothing is added, changed or deleted there."""

import pytest

from accounts.enums import Role
from audit import log
from audit.models import Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/cms/catatan/"


@pytest.fixture
def head(client):
    user = UserFactory(role=Role.HEAD, first_name="Budi")
    client.force_login(user)
    return user


def note(verb, by=None, about=None):
    return log.record(verb, about or by, by=by, body={"text": "rahasia"})


def test_events_are_listed_with_names(client, head):
    note("cases.case.submit", by=head)
    html = client.get(URL).content.decode()
    assert "cases.case.submit" in html
    assert "Budi" in html
    assert "rahasia" not in html


def test_events_are_filtered_and_searched_by_their_beginning(client, head):
    note("cases.case.submit", by=head)
    note("programs.batch.cancel", by=head)
    assert "programs.batch.cancel" not in client.get(URL, {"area": "cases"}).content.decode()
    assert "cases.case.submit" not in client.get(URL, {"who": "system"}).content.decode()
    found = client.get(URL, {"q": "programs.b"}).content.decode()
    assert "programs.batch.cancel" in found
    assert "cases.case.submit" not in found
    assert "programs.batch.cancel" not in client.get(URL, {"q": "batch"}).content.decode()


def test_one_event_is_inspected_without_its_text(client, head):
    event = note("accounts.user.test", by=head)
    log.seal_due()
    html = client.get(f"{URL}inspect/{event.pk}/").content.decode()
    assert event.body_digest in html
    assert "Budi" in html
    assert "rahasia" not in html


def test_an_event_about_a_vanished_kind_is_still_inspected(client, head):
    event = Event.objects.create(verb="x.y.z", object_type="gone.model", object_ref="7", actor_ref="user:999")
    assert "user:999" in client.get(f"{URL}inspect/{event.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_holds_no_formula(client, head, kind):
    Event.objects.create(verb="=1+1", object_type="a.b", object_ref="-2", actor_ref="@x")
    response = client.get(URL, {"export": kind})
    content = b"".join(response)
    assert response.status_code == 200
    if kind == "csv":
        assert "'=1+1" in content.decode()
        assert "'@x" in content.decode()


def test_nothing_is_written_there(client, head):
    event = note("cases.case.submit", by=head)
    for path in ("create/", f"edit/{event.pk}/", f"delete/{event.pk}/"):
        assert client.get(URL + path).status_code == 404
        assert client.post(URL + path).status_code == 404
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, Role.EDITOR, Role.TRAINER])
def test_others_do_not_read_it(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(URL).status_code == 302


def test_the_list_costs_the_same_for_one_and_thirty(client, head, django_assert_max_num_queries):
    note("a.b.c", by=head)
    client.get(URL)
    with django_assert_max_num_queries(20) as one:
        client.get(URL)
    for _number in range(29):
        note("a.b.c", by=UserFactory())
    with django_assert_max_num_queries(20) as thirty:
        client.get(URL)
    assert len(thirty) == len(one)
