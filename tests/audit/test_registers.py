"""The register of events: list, filter, search, inspect and export; nothing is added, changed or deleted there."""

import datetime as dt
import re
from pathlib import Path

import pytest

from accounts.enums import Role
from audit import log, words
from audit.models import Event
from cases.models import Procedure
from core.models import Holiday
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
    assert "Pendaftaran diterima" in html
    assert "cases.case.submit" not in html
    assert "Budi" in html
    assert "rahasia" not in html


def test_events_are_filtered_and_searched_by_their_beginning(client, head):
    note("cases.case.submit", by=head)
    note("programs.batch.cancel", by=head)
    assert "Angkatan dibatalkan" not in client.get(URL, {"area": "cases"}).content.decode()
    assert "Pendaftaran diterima" not in client.get(URL, {"who": "system"}).content.decode()
    found = client.get(URL, {"q": "programs.b"}).content.decode()
    assert "Angkatan dibatalkan" in found
    assert "Pendaftaran diterima" not in found
    assert "Angkatan dibatalkan" not in client.get(URL, {"q": "batch"}).content.decode()


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


def test_an_object_is_named_and_linked(client, head):
    holiday = Holiday.objects.create(date=dt.date(2031, 1, 1), name="Tahun Baru")
    words.register_kind("core.holiday", words.Kind("Hari libur", "name"))
    log.record("core.holiday.added", holiday, by=head)
    procedure = Procedure.objects.create(name="Surat", slug="surat")
    event = log.record("cases.procedure.publish", procedure, by=head)
    html = client.get(URL).content.decode()
    assert "Tahun Baru" in html
    assert f'<a href="/cms/prosedur/{procedure.pk}/">Surat</a>' in html
    page = client.get(f"{URL}inspect/{event.pk}/").content.decode()
    assert "Prosedur diterbitkan (cases.procedure.publish)" in page
    assert f'<a href="/cms/prosedur/{procedure.pk}/">Surat</a>' in page


def test_every_act_that_the_code_records_has_words():
    """A verb in the source that nobody named would show in the register as it is stored."""
    root = Path(__file__).parents[2]
    apps = ("accounts", "cases", "credentials", "programs")
    source = "".join(path.read_text() for app in apps for path in (root / app).rglob("*.py"))
    verbs = set(re.findall(r'log\.record\(\s*"([a-z_.]+)"', source))
    assert len(verbs) > 8
    assert {verb for verb in verbs if words.act(verb) == verb} == set()
