"""Certificates in the CMS: who may see and do what, and what they see."""

import datetime as dt

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.log import about
from credentials import workflow
from credentials.models import Credential, NumberSequence
from tests.factories.credentials import (
    ApplicantFactory,
    BatchFactory,
    CompletionFactory,
    EnrolmentFactory,
    issued,
    office,
    replaced,
    revoked,
    staff,
)

pytestmark = pytest.mark.django_db
READERS = (Role.HEAD, Role.CHECKER, Role.SELECTOR)


@pytest.fixture
def head(client):
    user = staff(Role.HEAD)
    client.force_login(user)
    return user


def batch_of(count: int, **fields):
    batch = BatchFactory()
    for number in range(count):
        enrolment = EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name=f"Orang {number:02d}"))
        CompletionFactory(enrolment=enrolment, **fields)
    return batch


def url(name: str, *args) -> str:
    return reverse(f"certificates:{name}", args=[getattr(each, "pk", each) for each in args])


def addresses() -> dict[str, str]:
    credential = issued()
    completion, batch = credential.completion, credential.completion.enrolment.batch
    return {
        "index": url("index"),
        "batch": url("batch", batch),
        "pdf": url("pdf", credential),
        "issue_batch": url("issue_batch", batch),
        "preview": url("preview", completion),
        "revoke": url("revoke", credential),
        "reissue": url("reissue", credential),
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_it_may_and_nothing_else(client, role):
    client.force_login(staff(role))
    opened = {name for name, address in addresses().items() if client.get(address).status_code == 200}
    everything = {"index", "batch", "pdf", "issue_batch", "preview", "revoke", "reissue"}
    readable = {"index", "batch", "pdf"}
    assert opened == (everything if role == Role.HEAD else readable if role in READERS else set())


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRAINER])
def test_denied_looks_like_missing(client, role):
    client.force_login(staff(role))
    credential = issued()
    for name, there, missing in (
        ("pdf", credential.pk, 999_999),
        ("batch", credential.completion.enrolment.batch_id, 999_999),
    ):
        answers = [client.get(url(name, number)) for number in (there, missing)]
        assert [each.status_code for each in answers] == [404, 404]
        bodies = [
            each.content.decode().replace(f"/{number}/", "/N/")
            for each, number in zip(answers, (there, missing), strict=True)
        ]
        assert bodies[0] == bodies[1]


def test_denied_post_does_nothing(client):
    office()
    completion = CompletionFactory()
    client.force_login(staff(Role.CHECKER))
    for address in (url("issue", completion), url("issue_batch", completion.enrolment.batch)):
        assert client.post(address).status_code == 404
    assert not Credential.objects.exists()


def test_stranger_is_asked_to_sign_in(client):
    assert client.get(url("index")).status_code == 302


def test_index_shows_who_still_waits_first(client, head):
    office()
    done = issued().completion.enrolment.batch
    waiting = batch_of(2)
    batch_of(1, failed=True)
    listed = list(client.get(url("index")).context["page"])
    assert [(each.pk, each.passed, each.issued, each.missing) for each in listed] == [
        (waiting.pk, 2, 0, 2),
        (done.pk, 1, 1, 0),
    ]


def test_batch_page_says_what_is_ready_and_why_not(client, head):
    office()
    batch = BatchFactory()
    people = {"Agus": {}, "Budi": {"failed": True}, "Citra": {"unconfirmed": True}}
    for name, fields in people.items():
        CompletionFactory(enrolment=EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name=name)), **fields)
    EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name="Dewi"))
    answer = client.get(url("batch", batch))
    rows = [(row.enrolment.applicant.name, row.is_ready, bool(row.reasons)) for row in answer.context["rows"]]
    assert rows == [("Agus", True, False), ("Budi", False, True), ("Citra", False, True), ("Dewi", False, True)]
    text = answer.content.decode()
    assert "Siap terbit" in text
    assert "Peserta ini belum lulus." in text


@pytest.mark.parametrize("name", ["index", "batch", "issue_batch"])
def test_pages_take_the_same_queries_for_one_and_thirty(client, head, name):
    office()
    counts = []
    for batch in (batch_of(1), batch_of(30)):
        address = url(name) if name == "index" else url(name, batch)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_issue_one(client, head):
    office()
    completion = CompletionFactory()
    answer = client.post(url("issue", completion), follow=True)
    credential = Credential.objects.get()
    assert (credential.completion, credential.issued_by) == (completion, head)
    assert f"Sertifikat {credential.number} terbit." in answer.content.decode()


def test_issue_refused_says_why(client, head):
    office(head_name="")
    answer = client.post(url("issue", CompletionFactory()), follow=True)
    assert "Nama penanda tangan belum ada" in answer.content.decode()
    assert not Credential.objects.exists()


def test_issue_the_whole_batch_names_those_who_stay(client, head):
    office()
    batch = batch_of(2)
    CompletionFactory(enrolment=EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name="Mira 漢")))
    text = client.post(url("issue_batch", batch), follow=True).content.decode()
    assert "2 sertifikat terbit." in text
    assert "Mira 漢" in text
    assert "U+6F22" in text
    assert Credential.objects.count() == 2


def test_preview_is_marked_and_uses_no_number(client, head):
    office()
    answer = client.get(url("preview", CompletionFactory()))
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(answer.content))
    assert "PRATINJAU" in text
    assert not NumberSequence.objects.exists()


def test_preview_that_cannot_be_printed_says_which_letter(client, head):
    office()
    answer = client.get(url("preview", CompletionFactory(enrolment__applicant__name="Mira 漢")))
    assert answer.status_code == 422
    assert "U+6F22" in answer.content.decode()


def test_download_by_staff_is_logged(client, head):
    credential = issued()
    answer = client.get(url("pdf", credential))
    assert answer.content.startswith(b"%PDF")
    assert about(credential).last().verb == "credentials.credential.download"


def test_revoke_needs_a_reason(client, head):
    credential = issued()
    assert "Tulis alasannya." in client.post(url("revoke", credential), {"reason": " "}).content.decode()
    client.post(url("revoke", credential), {"reason": "Dokumen tidak benar."})
    assert Credential.objects.get().reason == "Dokumen tidak benar."


def test_reissue(client, head):
    credential = issued()
    client.post(url("reissue", credential), {"reason": "Nama salah cetak."})
    assert Credential.objects.get(replaces=credential).issued_by == head


def test_refused_revoke_keeps_what_was_typed(client, head):
    text = client.post(url("revoke", replaced()), {"reason": "Panjang sekali alasannya"}).content.decode()
    assert "Hanya sertifikat yang berlaku" in text
    assert "Panjang sekali alasannya" in text


class TestRegister:
    INDEX = "credentials_credential_modeladmin_index"

    def listed(self, client, **params):
        return client.get(reverse(self.INDEX), params)

    def test_lists_filters_and_searches_by_prefix(self, client, head):
        first, second = issued(), revoked()
        assert {first.number, second.number} <= set(self.numbers(client))
        assert self.numbers(client, state__exact="revoked") == [second.number]
        assert self.numbers(client, q=first.number[:5].lower()) == [first.number]
        assert self.numbers(client, q=first.short_code[:6]) == [first.number]
        assert self.numbers(client, q="PBK") == []

    def numbers(self, client, **params) -> list[str]:
        return [each.number for each in self.listed(client, **params).context["object_list"]]

    def test_inspect_shows_the_signature(self, client, head):
        credential = issued()
        address = reverse("credentials_credential_modeladmin_inspect", args=[credential.pk])
        text = client.get(address).content.decode()
        assert credential.number in text
        assert "Asli" in text
        assert credential.applicant.nik not in text

    @pytest.mark.parametrize("action", ["create/", "edit/{pk}/", "delete/{pk}/"])
    def test_nobody_adds_changes_or_deletes(self, admin_client, action):
        credential = issued()
        address = "/cms/credentials/credential/" + action.format(pk=credential.pk)
        for answer in (admin_client.get(address), admin_client.post(address, {"number": "1"})):
            assert answer.status_code == 404
        credential.refresh_from_db()
        assert credential.number != "1"

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.TRAINER])
    def test_others_do_not_see_it(self, client, role):
        credential = issued()
        client.force_login(staff(role))
        answer = self.listed(client)
        assert answer.status_code == 302
        assert credential.number not in answer.content.decode()

    def test_export_holds_no_formula(self, client, head):
        office()
        page = BatchFactory(title='=HYPERLINK("http://x")', title_en="")
        issue_in(page)
        text = b"".join(self.listed(client, export="csv").streaming_content).decode()
        assert "'=HYPERLINK" in text
        assert self.listed(client, export="xlsx").status_code == 200

    def test_same_queries_for_one_and_thirty(self, client, head):
        counts = []
        for batch in (batch_of(1), batch_of(29)):
            issue_all(batch)
            self.listed(client)
            with CaptureQueriesContext(connection) as queries:
                self.listed(client)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20


def issue_in(batch):
    completion = CompletionFactory(enrolment__batch=batch)
    return workflow.issue(completion, by=None, at=dt.datetime(2026, 9, 18, tzinfo=dt.UTC))


def issue_all(batch):
    office()
    workflow.issue_batch(batch, by=None)
