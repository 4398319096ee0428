"""Procedures and reasons in the CMS: a person without code changes the road of new cases."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.roles import group
from cases.models import Procedure, Reason
from tests.factories.accounts import UserFactory
from tests.factories.cases import open_case

pytestmark = pytest.mark.django_db
STAGE = "draft_stages"


@pytest.fixture
def editor(client, office):
    user = UserFactory(role=Role.EDITOR)
    client.force_login(user)
    return client


@pytest.fixture
def letters_road(office, client):
    """A procedure that the head entered in the form and published: a document check and a decision."""
    client.force_login(UserFactory(role=Role.HEAD))
    stages = [
        stage("Pemeriksaan", "Check", group(Role.CHECKER), checks_documents="on"),
        stage("Keputusan", "Decision", group(Role.HEAD), is_decision="on"),
    ]
    client.post(reverse("procedures:add"), form("Surat", "surat", stages))
    procedure = Procedure.objects.get(slug="surat")
    client.post(reverse("procedures:publish", args=[procedure.pk]))
    return procedure


def stage(name_id, name_en, group, *, checks=(), pk="", **fields):
    return {"name_id": name_id, "name_en": name_en, "group": group.pk, "limit_days": 3, "release": "automatic"} | {
        "id": pk,
        **fields,
        "checks": list(checks),
    }


def form(name, slug, stages, initial=0):
    """The form as the editor's browser sends it."""
    data = {"name": name, "slug": slug}
    data |= {f"{STAGE}-TOTAL_FORMS": len(stages), f"{STAGE}-INITIAL_FORMS": initial}
    data |= {f"{STAGE}-MIN_NUM_FORMS": 0, f"{STAGE}-MAX_NUM_FORMS": 1000}
    for number, fields in enumerate(stages):
        prefix = f"{STAGE}-{number}"
        data |= {f"{prefix}-ORDER": number + 1, f"{prefix}-scores-count": 0}
        data |= {f"{prefix}-scorers": 1, f"{prefix}-spread": 20}
        data |= _checks(f"{prefix}-checks", fields.pop("checks"))
        data |= {f"{prefix}-{key}": value for key, value in fields.items()}
    return data


def _checks(prefix, labels):
    data = {f"{prefix}-count": len(labels)}
    for number, (label_id, label_en) in enumerate(labels):
        part = f"{prefix}-{number}"
        data |= {f"{part}-type": "check", f"{part}-order": number, f"{part}-deleted": "", f"{part}-id": ""}
        data |= {f"{part}-value-label_id": label_id, f"{part}-value-label_en": label_en}
    return data


def test_a_person_without_code_adds_a_home_visit(letters_road, editor):
    """Running cases stay on version 1, new ones meet the home visit with its two checks."""
    running = open_case()
    first, last = letters_road.draft_stages.order_by("sort_order")
    visit = stage(
        "Kunjungan rumah",
        "Home visit",
        group(Role.SELECTOR),
        checks=[("Alamat sesuai", "Address fits"), ("Tempat usaha ada", "Workplace exists")],
    )
    stages = [
        stage(first.name_id, first.name_en, first.group, pk=first.pk, checks_documents="on"),
        stage(last.name_id, last.name_en, last.group, pk=last.pk, is_decision="on"),
        visit,
    ]
    data = form("Surat", "surat", stages, initial=2)
    data |= {f"{STAGE}-1-ORDER": 3, f"{STAGE}-2-ORDER": 2}
    response = editor.post(reverse("procedures:edit", args=[letters_road.pk]), data)
    assert response.status_code == 302
    assert [each.name_id for each in letters_road.current.stages.all()] == ["Pemeriksaan", "Keputusan"]

    page = editor.get(reverse("procedures:publish", args=[letters_road.pk]))
    assert "Kunjungan rumah" in page.content.decode()
    assert "1 berkas yang berjalan" in page.content.decode()
    editor.post(reverse("procedures:publish", args=[letters_road.pk]))

    running.refresh_from_db()
    assert running.version.number == 1
    assert "Kunjungan rumah" not in [each.name_id for each in running.version.stages.all()]
    met = open_case().version
    assert met.number == 2
    assert [each.name_id for each in met.stages.all()] == ["Pemeriksaan", "Kunjungan rumah", "Keputusan"]
    assert [check["label_id"] for check in met.stages.get(name_id="Kunjungan rumah").checks] == [
        "Alamat sesuai",
        "Tempat usaha ada",
    ]


def test_a_draft_that_decides_nothing_is_refused_in_words(letters_road, editor):
    letters_road.draft_stages.filter(is_decision=True).delete()
    response = editor.post(reverse("procedures:publish", args=[letters_road.pk]))
    assert response.status_code == 422
    assert letters_road.versions.count() == 1


def test_the_list_shows_the_road(letters_road, editor):
    html = editor.get(reverse("procedures:index")).content.decode()
    assert "Pemeriksaan → Keputusan" in html


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, Role.TRAINER])
def test_others_do_not_change_procedures(letters_road, client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("procedures:publish", args=[letters_road.pk])).status_code == 404
    assert client.post(reverse("procedures:publish", args=[letters_road.pk])).status_code == 404
    assert client.get(reverse("procedures:edit", args=[letters_road.pk])).status_code == 302
    assert client.get(reverse("reasons:index")).status_code == 302


def test_the_head_words_a_reason(office, client):
    client.force_login(UserFactory(role=Role.HEAD))
    reason = Reason.objects.filter(move="reject").first()
    assert client.get(reverse("reasons:index"), {"q": reason.staff_id[:6]}).status_code == 200
    fields = ("move", "document", "verdict", "field", "staff_id", "staff_en", "why_en", "do_id", "do_en")
    data = {name: getattr(reason, name) for name in fields}
    data |= {"why_id": "Kalimat baru.", "is_active": "on"}
    response = client.post(reverse("reasons:edit", args=[reason.pk]), data)
    assert response.status_code == 302
    reason.refresh_from_db()
    assert reason.why_id == "Kalimat baru."


def test_nothing_is_deleted_there(office, client):
    client.force_login(UserFactory(role=Role.HEAD))
    for path in ("/cms/alasan/delete/1/", "/cms/prosedur/delete/1/"):
        assert client.get(path).status_code == 404


def test_the_head_finds_holidays_and_the_office(office, client):
    client.force_login(UserFactory(role=Role.HEAD))
    assert client.get(reverse("wagtailsnippets_core_holiday:list")).status_code == 200
    assert client.get("/cms/settings/core/officesettings/", follow=True).status_code == 200
