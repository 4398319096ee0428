"""The account: my registrations, drafts, documents, who looked, profile; the same number of statements for 1 and 30."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from audit import log
from cases.models import Case
from core.formats import full_date
from core.models import PrivateFile
from forms.models import Draft
from programs.service import SLUG
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import private_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def visitor(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def registered(person, now, count=1, **fields):
    return [make.register(make.batch(now=now), person, at=now, **fields) for _n in range(count)]


def test_an_empty_account(client):
    client.force_login(UserFactory())
    assert "Anda belum punya pendaftaran" in client.get("/akun/").content.decode()


def test_my_registrations_and_nobody_elses(now):
    person, other = ApplicantFactory(), ApplicantFactory()
    (mine,), (theirs,) = registered(person, now), registered(other, now)
    body = visitor(person.user).get("/akun/").content.decode()
    assert mine.number in body
    assert theirs.number not in body


def test_statements_are_the_same_for_1_and_30(now):
    person = ApplicantFactory()
    registered(person, now)
    client = visitor(person.user)
    one = _count(client, "/akun/")
    registered(person, now, 29)
    assert _count(client, "/akun/") == one


def _count(client, path) -> int:
    """Statements of a page that has been opened before: what the site remembers is not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def test_a_draft_leads_back_to_the_wizard(now):
    person, batch = ApplicantFactory(), make.batch(now=now)
    draft = Draft.objects.create(user=person.user, service=SLUG, subject_id=batch.pk, code=batch.code, step="identitas")
    body = visitor(person.user).get("/akun/").content.decode()
    assert batch.label in body
    assert f'href="{draft.resume_url}"' in body
    assert "kirim paling lambat ." not in body
    assert f"kirim paling lambat {full_date(batch.closes_at)}" in body


def test_drafts_are_asked_for_once(now):
    person = ApplicantFactory()
    client = visitor(person.user)
    for batch in (make.batch(now=now) for _n in range(1)):
        Draft.objects.create(user=person.user, service=SLUG, subject_id=batch.pk, code=batch.code, step="x")
    one = _count(client, "/akun/")
    for batch in (make.batch(now=now) for _n in range(9)):
        Draft.objects.create(user=person.user, service=SLUG, subject_id=batch.pk, code=batch.code, step="x")
    assert _count(client, "/akun/") == one


def test_documents_with_verdicts(now):
    person = ApplicantFactory()
    (case,) = registered(person, now, documents=[("ktp", "KTP", private_file()), ("photo", "Pas foto", private_file())])
    case.documents.filter(kind="photo").update(verdict="unreadable")
    body = visitor(person.user).get("/akun/dokumen/").content.decode()
    assert "Belum diperiksa" in body
    assert "Tidak terbaca" in body


def stored(content=b"%PDF-1.7 contoh") -> PrivateFile:
    row = PrivateFile(name="ktp saya.pdf", content_type="application/pdf", size=len(content), sha256="0" * 64)
    row.file.save("x", ContentFile(content), save=False)
    row.save()
    return row


def test_only_the_owner_gets_the_file(now):
    person = ApplicantFactory()
    (case,) = registered(person, now, documents=[("ktp", "KTP", stored())])
    path = f"/akun/dokumen/{case.documents.get().pk}/"
    answer = visitor(person.user).get(path)
    assert b"".join(answer) == b"%PDF-1.7 contoh"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    strangers = [ApplicantFactory().user, *(UserFactory(role=role) for role in Role)]
    for stranger in strangers:
        theirs, missing = visitor(stranger).get(path), visitor(stranger).get("/akun/dokumen/999999/")
        assert theirs.status_code == missing.status_code == 404
    assert Client().get(path).url == f"/masuk/?next={path}"


def test_who_looked_at_my_data(now):
    person = ApplicantFactory()
    (case,) = registered(person, now, documents=[("ktp", "Foto KTP", private_file())])
    officer = UserFactory(role=Role.CHECKER, first_name="Namaorang", email="namaorang@contoh.test")
    row = Case(pk=case.pk)
    log.record("cases.case.document_opened", row, by=officer, body={"document": "ktp", "reason": "check"}, public=True)
    log.record("cases.case.nik_revealed", row, by=officer, body={"reason": "registry"}, public=True)
    body = visitor(person.user).get("/akun/dilihat/").content.decode()
    assert "Foto KTP" in body
    assert "NIK lengkap Anda" in body
    assert str(Role.CHECKER.label) in body
    assert "Namaorang" not in body
    assert "namaorang" not in body


def test_looks_are_not_part_of_the_story(now):
    person = ApplicantFactory()
    (case,) = registered(person, now)
    client = visitor(person.user)
    before = client.get(f"/akun/{case.number}/").context["own"].timeline
    log.record("cases.case.nik_revealed", Case(pk=case.pk), by=UserFactory(), body={"reason": "check"}, public=True)
    assert client.get(f"/akun/{case.number}/").context["own"].timeline == before


def test_looks_at_somebody_else_are_not_mine(now):
    (theirs,) = registered(ApplicantFactory(), now)
    log.record("cases.case.nik_revealed", Case(pk=theirs.pk), by=UserFactory(), body={"reason": "check"}, public=True)
    assert "Belum ada yang melihat" in visitor(ApplicantFactory().user).get("/akun/dilihat/").content.decode()


def test_statements_of_looks_do_not_grow(now):
    person = ApplicantFactory()
    (case,) = registered(person, now)
    client, row = visitor(person.user), Case(pk=case.pk)
    log.record("cases.case.nik_revealed", row, by=UserFactory(role=Role.HEAD), body={}, public=True)
    one = _count(client, "/akun/dilihat/")
    for _n in range(29):
        log.record("cases.case.nik_revealed", row, by=UserFactory(role=Role.HEAD), body={}, public=True)
    assert _count(client, "/akun/dilihat/") == one


def test_the_profile_masks_the_nik():
    person = ApplicantFactory()
    body = visitor(person.user).get("/akun/profil/").content.decode()
    assert person.nik not in body
    assert person.masked_nik in body


def test_change_the_phone():
    person = ApplicantFactory()
    client = visitor(person.user)
    answer = client.post("/akun/profil/kontak/", {"phone": "0812-9876-5432", "address": "Jl. Baru 2", "village": ""})
    assert answer.url == "/akun/profil/"
    person.refresh_from_db()
    assert (str(person.phone), person.address) == ("+6281298765432", "Jl. Baru 2")


def test_a_wrong_phone_stays_on_the_page():
    client = visitor(ApplicantFactory().user)
    answer = client.post("/akun/profil/kontak/", {"phone": "12", "address": "Jl. Baru 2", "village": ""})
    assert answer.status_code == 200
    assert "Jl. Baru 2" in answer.content.decode()


def test_without_personal_data_there_is_nothing_to_change():
    assert visitor(UserFactory()).get("/akun/profil/kontak/").status_code == 404


LANGUAGES = [("en", "/en/akun/profil/", "en"), ("xx", "/akun/profil/", "id")]


@pytest.mark.parametrize(("language", "there", "kept"), LANGUAGES)
def test_choose_a_language(language, there, kept):
    user = UserFactory()
    assert visitor(user).post("/akun/profil/bahasa/", {"language": language}).url == there
    user.refresh_from_db()
    assert user.language == kept


@pytest.mark.parametrize("path", ["", "profil/", "profil/kontak/", "dokumen/", "dilihat/"])
def test_private_pages_are_not_stored_and_need_a_sign_in(client, path):
    assert client.get(f"/akun/{path}").url == f"/masuk/?next=/akun/{path}"
    for prefix in ("", "/en"):
        answer = visitor(ApplicantFactory().user).get(f"{prefix}/akun/{path}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_language_and_moves_take_no_get():
    assert visitor(UserFactory()).get("/akun/profil/bahasa/").status_code == 405
