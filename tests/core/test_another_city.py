"""Kota Contoh, set up as docs/another-city.md says: nothing that people read speaks of the reference city."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from accounts.enums import Role
from cases.models import Reason
from core import bootstrap, letterhead, outbox, regions
from core.models import District, OfficeSettings
from core.texts import kinds
from helpdesk.models import Question
from home.models import HomePage, InfoPage
from tests.core.test_regions import HEAD, ROWS
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
OURS = ("Tangerang", "36.71", "Cisadane")


@pytest.fixture
def office() -> OfficeSettings:
    bootstrap.run()
    office = OfficeSettings.load()
    office.office, office.city, office.city_code = "Dinas Tenaga Kerja Kota Contoh", "Kota Contoh", "99.71"
    office.short_name, office.objection_citation = "Contoh Bekerja", "Perda Kota Contoh 1/2026"
    office.save()
    regions.replace(regions.read(HEAD + ROWS, city_code=office.city_code))
    call_command("write_texts", verbosity=0)
    return office


def traces(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if any(word in line for word in OURS)]


def test_no_page_speaks_of_the_reference_city(office, client):
    for page in Page.objects.live().filter(depth__gt=1):
        html = client.get(page.url).content.decode()
        assert traces(html) == [], page.url
    assert "Contoh Bekerja" in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/jadwal/", "/cari/?q=kota", "/masuk/", "/status/", "/verifikasi/", "/statistik/"])
def test_no_other_screen_does(office, client, path):
    for address in (path, f"/en{path}"):
        assert traces(client.get(address).content.decode()) == [], address


def test_no_message_reason_or_answer_does(office):
    assert len(kinds()) >= 20
    assert traces("\n".join(str(value) for value in outbox.office_facts("id").values())) == []
    for reason in Reason.objects.all():
        assert traces(reason.text("id", {}) + reason.text("en", {})) == []
    shown = Question.objects.shown()
    assert [each.key for each in shown if traces(each.question_id + each.answer_id + each.answer_en)] == []
    assert not [each.key for each in shown if "{" in each.answer_id + each.answer_en + each.question_id]


def test_no_paper_does(office):
    assert traces("\n".join(str(value) for value in letterhead.paper().values())) == []
    assert letterhead.paper()["government"] == "Pemerintah Kota Contoh"


def test_the_regions_and_the_law_are_those_of_the_city(office, client):
    assert set(District.objects.values_list("name", flat=True)) == {"Utara", "Selatan"}
    assert "Perda Kota Contoh 1/2026" in client.get("/layanan/sertifikat/").content.decode()


def test_texts_are_not_written_over_what_editors_wrote(office):
    page = InfoPage.objects.filter(locale__language_code="id").first()
    page.save_revision(user=UserFactory(role=Role.EDITOR.value))

    with pytest.raises(CommandError):
        call_command("write_texts", verbosity=0)

    HomePage.objects.update(title="Lain")
    call_command("write_texts", "--force", verbosity=0)
    assert HomePage.objects.filter(title="Lain").count() == 0
