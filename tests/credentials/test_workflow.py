"""Issue, revoke, replace: numbered once, signed for ever, told to the person, written into the log."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.enums import Role
from audit.log import about
from cases.rules import Refused
from core.models import OutboxMessage
from credentials import workflow
from credentials.enums import CredentialState
from credentials.models import Credential, NumberSequence
from programs.enums import CertificateKind
from tests.factories.credentials import (
    ISSUED,
    ApplicantFactory,
    BatchFactory,
    CompletionFactory,
    EnrolmentFactory,
    issued,
    office,
    program_page,
    replaced,
    revoked,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = ISSUED + dt.timedelta(days=3)


@pytest.fixture
def in_english():
    """Reasons are compared as they stand in the code."""
    with translation.override("en"):
        yield


def batch_of(names: list[str], **fields):
    batch = BatchFactory()
    for name in names:
        enrolment = EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name=name))
        CompletionFactory(enrolment=enrolment, **fields)
    return batch


def test_issue_numbers_freezes_signs_and_tells():
    office()
    head, completion = staff(Role.HEAD), CompletionFactory()
    credential = workflow.issue(completion, by=head, at=ISSUED)
    assert credential.number == "0001/IX/PBK-MJT/2026"
    assert (credential.state, credential.issued_by, credential.issued_at) == (CredentialState.VALID, head, ISSUED)
    assert (credential.masked_name, credential.program, credential.jp) == ("Rin• Con•••", "Menjahit", 240)
    assert credential.is_genuine
    assert [event.verb for event in about(credential)] == ["credentials.credential.issue"]
    message = OutboxMessage.objects.get(kind="certificate_ready")
    assert message.to == completion.enrolment.applicant.email
    assert credential.number in message.content["text"]
    assert credential.get_download_url() in message.content["text"]


def test_second_issue_answers_with_the_first():
    credential = issued()
    again = workflow.issue(credential.completion, by=None, at=LATER)
    assert again == credential
    assert Credential.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="certificate_ready").count() == 1
    assert NumberSequence.objects.get().last == 1


def test_person_without_an_address_gets_a_certificate_and_no_mail():
    office()
    completion = CompletionFactory(enrolment__applicant__user=None)
    assert workflow.issue(completion, by=None, at=ISSUED).is_valid
    assert not OutboxMessage.objects.filter(kind="certificate_ready").exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"failed": True}, "has not passed"),
        ({"unconfirmed": True}, "has not confirmed"),
        ({"kind": CertificateKind.NONE}, "gives no certificate"),
        ({"enrolment__applicant__name": "Rina 漢"}, "U+6F22"),
        ({"enrolment__applicant__name": "Rina\u202e Contoh"}, "U+202E"),
    ],
)
def test_what_may_not_be_issued_says_why_and_uses_no_number(fields, reason):
    office()
    if kind := fields.pop("kind", None):
        fields["enrolment__batch__program_page"] = program_page(certificate_kind=kind)
    with pytest.raises(Refused, match=reason.replace("+", r"\+")):
        workflow.issue(CompletionFactory(**fields), by=None, at=ISSUED)
    assert not Credential.objects.exists()
    assert not NumberSequence.objects.exists()


def test_without_a_signatory_nothing_is_issued():
    office(head_name=" ")
    with pytest.raises(Refused, match="signatory"):
        workflow.issue(CompletionFactory(), by=None, at=ISSUED)


def test_who_may_not_issue_is_refused():
    office()
    with pytest.raises(Refused, match="may not issue"):
        workflow.issue(CompletionFactory(), by=staff(Role.CHECKER), at=ISSUED)


def test_number_that_exists_already_is_refused_and_given_back():
    issued()
    office(number_pattern="{sequence:04d}/{roman_month}/PBK-{program_code}/{year}")
    Credential.objects.update(sequence=2)
    NumberSequence.objects.update(last=0)
    with pytest.raises(Refused, match="exists already"):
        workflow.issue(CompletionFactory(), by=None, at=ISSUED)
    assert NumberSequence.objects.get().last == 0


def test_wording_is_frozen():
    credential = issued()
    before = Credential.objects.get().subject
    applicant = credential.applicant
    applicant.name = "Rina Lain"
    applicant.save()
    office(statement="lain {program}", head_name="Pejabat Baru")
    assert Credential.objects.get().subject == before
    assert before["person"]["name"] == "Rina Contoh"
    assert before["signature"]["name"] == "Dra. Contoh Pejabat, M.Si."


def test_batch_is_issued_by_name_without_gaps():
    office()
    batch = batch_of(["Wati Contoh", "Agus Contoh", "Mira Contoh"])
    CompletionFactory(
        enrolment=EnrolmentFactory(batch=batch, applicant=ApplicantFactory(name="Budi Contoh")), failed=True
    )
    results = workflow.issue_batch(batch, by=None, at=ISSUED)
    made = [
        (each.completion.enrolment.applicant.name, each.credential and each.credential.sequence) for each in results
    ]
    assert made == [("Agus Contoh", 1), ("Budi Contoh", None), ("Mira Contoh", 2), ("Wati Contoh", 3)]
    assert results[1].reasons == ["This participant has not passed."]


def test_batch_can_be_issued_again_for_those_who_were_missing():
    office()
    batch = batch_of(["Agus Contoh", "Mira 漢"])
    first = workflow.issue_batch(batch, by=None, at=ISSUED)
    assert [each.is_new for each in first] == [True, False]
    batch.enrolments.get(applicant__name="Mira 漢").applicant.__class__.objects.filter(name="Mira 漢").update(
        name="Mira Han"
    )
    second = workflow.issue_batch(batch, by=None, at=ISSUED)
    assert [(each.is_new, each.credential.sequence) for each in second] == [(False, 1), (True, 2)]


def test_issuing_one_of_many_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    office()
    one, thirty = batch_of(["Agus"]), batch_of([f"Orang {n}" for n in range(30)])
    with django_assert_max_num_queries(30):
        workflow.issue_batch(one, by=None, at=ISSUED)
    with django_assert_max_num_queries(30 * 20 + 10):
        workflow.issue_batch(thirty, by=None, at=ISSUED)


def test_revoke_ends_validity_and_tells_the_reason():
    credential, head = issued(), staff(Role.HEAD)
    workflow.revoke(credential, by=head, reason=" Dokumen tidak benar. ", at=LATER)
    stored = Credential.objects.get()
    assert (stored.state, stored.revoked_at, stored.reason) == (CredentialState.REVOKED, LATER, "Dokumen tidak benar.")
    assert stored.is_genuine
    assert about(stored).last().verb == "credentials.credential.revoke"
    assert "Dokumen tidak benar." in OutboxMessage.objects.get(kind="certificate_revoked").content["text"]


def test_revoking_twice_changes_nothing():
    credential = revoked()
    workflow.revoke(credential, by=None, reason="Lain", at=LATER)
    stored = Credential.objects.get()
    assert (stored.revoked_at, stored.reason) == (ISSUED, "Dokumen pendaftaran tidak benar.")
    assert OutboxMessage.objects.filter(kind="certificate_revoked").count() == 1


@pytest.mark.parametrize(("reason", "by", "says"), [("  ", None, "reason"), ("Salah", Role.CHECKER, "may not revoke")])
def test_revoke_is_refused(reason, by, says):
    credential = issued()
    with pytest.raises(Refused, match=says):
        workflow.revoke(credential, by=by and staff(by), reason=reason, at=LATER)
    assert Credential.objects.get().is_valid


def test_replaced_certificate_cannot_be_revoked():
    with pytest.raises(Refused, match="valid"):
        workflow.revoke(replaced(), by=None, reason="Salah", at=LATER)


def test_revoked_certificate_is_not_issued_again():
    credential = revoked()
    with pytest.raises(Refused, match=credential.number):
        workflow.issue(credential.completion, by=None, at=LATER)


def test_reissue_replaces_with_todays_data_and_links_both():
    old = issued()
    applicant = old.applicant
    applicant.name = "Rina Contohningsih"
    applicant.save()
    new = workflow.reissue(old, by=None, reason="Nama salah cetak.", at=LATER)
    old.refresh_from_db()
    assert (old.state, old.successor, old.reason) == (CredentialState.REPLACED, new, "Nama salah cetak.")
    assert (new.state, new.replaces, new.sequence) == (CredentialState.VALID, old, 2)
    assert new.subject["person"]["name"] == "Rina Contohningsih"
    assert old.subject["person"]["name"] == "Rina Contoh"
    assert old.is_genuine
    assert new.is_genuine
    assert [event.verb for event in about(new)] == ["credentials.credential.reissue"]
    assert about(old).last().verb == "credentials.credential.replace"


def test_reissuing_twice_answers_with_the_replacement():
    old = replaced()
    assert workflow.reissue(old, by=None, reason="Lagi", at=LATER) == old.successor
    assert Credential.objects.count() == 2


def test_replacement_can_be_replaced_and_the_chain_holds():
    first = issued()
    second = workflow.reissue(first, by=None, reason="Nama", at=LATER)
    third = workflow.reissue(second, by=None, reason="Tanggal lahir", at=LATER)
    assert third.replaces.replaces == first
    assert workflow.issue(first.completion, by=None, at=LATER) == third
    assert Credential.objects.valid().get() == third


def test_won_objection_replaces_a_revoked_certificate():
    old = revoked()
    new = workflow.reissue(old, by=None, reason="Keberatan diterima.", at=LATER)
    assert (new.is_valid, Credential.objects.get(pk=old.pk).state) == (True, CredentialState.REPLACED)


def test_imported_certificate_without_a_completion_keeps_its_words():
    old = issued()
    Credential.objects.update(completion=None)
    old.refresh_from_db()
    old.sign()
    new = workflow.reissue(old, by=None, reason="Nama", at=LATER)
    assert new.subject["statement"] == old.subject["statement"]
    assert new.number.endswith("PBK-TRAINING/2026")


def test_reissue_without_a_reason_is_refused():
    with pytest.raises(Refused, match="reason"):
        workflow.reissue(issued(), by=None, reason="", at=LATER)


def test_failure_on_the_way_leaves_nothing_behind(monkeypatch):
    office()
    completion = CompletionFactory()
    monkeypatch.setattr("core.outbox.queue", None)
    with pytest.raises(TypeError):
        workflow.issue(completion, by=None, at=ISSUED)
    monkeypatch.undo()
    assert workflow.issue(completion, by=None, at=ISSUED).sequence == 1


def test_preview_uses_no_number():
    office()
    credential = workflow.preview(CompletionFactory(), at=ISSUED)
    assert credential.pk is None
    assert credential.subject["person"]["name"] == "Rina Contoh"
    assert not NumberSequence.objects.exists()


def test_database_refuses_a_second_valid_certificate():
    first = issued()
    second = workflow.reissue(first, by=None, reason="Nama", at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=first.pk).update(state=CredentialState.VALID)
    assert Credential.objects.valid().get() == second


@pytest.mark.parametrize(
    "change",
    [
        {"masked_name": "Sit• Con•••"},
        {"number": "0002/IX/PBK-MJT/2026"},
        {"program": "Barista"},
        {"jp": 480},
        {"starts_on": dt.date(2026, 8, 4)},
        {"issued_at": ISSUED + dt.timedelta(seconds=1)},
        {"code": "0" * 26},
        {"key_id": "other"},
    ],
)
def test_changed_column_is_no_longer_genuine(change):
    issued()
    Credential.objects.update(**change)
    assert not Credential.objects.get().is_genuine


def a_leaf(node, data) -> tuple:
    """Any place in the subject that holds no further places."""
    key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    inner = node[key]
    return a_leaf(inner, data) if isinstance(inner, dict | list) and inner else (node, key)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_any_change_of_the_frozen_subject_is_refused(db, data):
    """Change anything the paper says: the signature no longer fits."""
    credential = Credential.objects.first() or issued()
    assert credential.is_genuine
    node, key = a_leaf(credential.subject, data)
    choices = [each for each in ("", "x", 0, 1, None, [], True) if each != node[key]]
    node[key] = data.draw(st.sampled_from(choices))
    assert not credential.is_genuine


def in_threads(function, count: int) -> list:
    start, answers = threading.Barrier(count), []

    def run():
        start.wait()
        try:
            answers.append(function())
        except Refused as refused:
            answers.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_people_issue_one_completion_at_once():
    office()
    completion = CompletionFactory()
    answers = in_threads(lambda: workflow.issue(completion, by=None, at=ISSUED), 8)
    assert len({each.pk for each in answers}) == 1
    assert NumberSequence.objects.get().last == 1
    assert OutboxMessage.objects.filter(kind="certificate_ready").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_batch_issued_twice_at_once_gives_each_person_one_number():
    office()
    batch = batch_of([f"Orang {n:02d}" for n in range(12)])
    in_threads(lambda: workflow.issue_batch(batch, by=None, at=ISSUED), 3)
    assert sorted(Credential.objects.values_list("sequence", flat=True)) == list(range(1, 13))
    assert Credential.objects.values("completion").distinct().count() == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_revoke_against_reissue_ends_in_one_of_both():
    credential = issued()
    turns = iter([workflow.revoke, workflow.reissue])
    in_threads(lambda: next(turns)(credential, by=None, reason="Salah", at=LATER), 2)
    old = Credential.objects.get(pk=credential.pk)
    assert old.state in (CredentialState.REPLACED, CredentialState.REVOKED)
    assert Credential.objects.valid().count() == (old.state == CredentialState.REPLACED)
