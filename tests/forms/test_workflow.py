"""Drafts and what becomes of them, without any page."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Applicant, Consent
from cases.models import Case, Document
from cases.rules import Refused
from core.models import PrivateFile
from forms import people, steps, workflow
from forms.models import Draft, DraftFile
from programs.models import Enrolment
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return made.batch()


def send(draft, **fields):
    return workflow.submit(draft, draft.token, by=draft.user, declared=made.declared(), **fields)


# Keeping


def test_a_draft_is_begun_once(batch):
    user = UserFactory()

    assert made.started(batch, user) == made.started(batch, user)


def test_two_open_drafts_for_one_batch_are_impossible(batch):
    draft = made.started(batch)
    copy = Draft(user=draft.user, service=draft.service, subject_id=draft.subject_id, code=draft.code)

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_draft_keeps_the_questions_it_began_with(batch):
    draft = made.started(batch)
    page = batch.program_page
    page.questions = []
    page.save()

    draft.refresh_from_db()
    assert [step["key"] for step in draft.definition["questions"]] == ["pertanyaan-1", "pertanyaan-2"]


def test_what_was_typed_is_kept_also_when_it_is_wrong(batch):
    draft = made.typed(made.started(batch), steps.IDENTITY, {"nik": "12", "birth_date_day": "31"})

    draft.refresh_from_db()
    assert draft.data[steps.IDENTITY] == {"nik": ["12"], "birth_date_day": ["31"]}


def test_two_tabs_at_different_steps_lose_nothing_of_each_other(batch):
    draft = made.started(batch)
    first, second = Draft.objects.get(pk=draft.pk), Draft.objects.get(pk=draft.pk)

    made.typed(first, steps.ADDRESS, made.ADDRESS)
    made.typed(second, steps.EDUCATION, made.EDUCATION)

    draft.refresh_from_db()
    assert set(draft.data) == {steps.ADDRESS, steps.EDUCATION}


def test_every_change_moves_the_day_of_expiry(batch):
    draft = made.started(batch)
    later = timezone.now() + dt.timedelta(days=30)

    workflow.keep_step(draft, steps.ADDRESS, {}, at=later)

    draft.refresh_from_db()
    assert draft.expires_at == later + dt.timedelta(days=90)


def test_a_value_without_end_is_cut(batch):
    draft = made.typed(made.started(batch), steps.ADDRESS, {"address": "x" * 90_000})

    assert len(draft.data[steps.ADDRESS]["address"][0]) == workflow.MAX_VALUE


def test_a_newer_file_replaces_the_older_one(batch, django_capture_on_commit_callbacks):
    draft = made.started(batch)
    old = made.with_file(draft, "ktp").file
    path = old.file.path

    with django_capture_on_commit_callbacks(execute=True):
        new = made.with_file(draft, "ktp").file

    assert [row.file_id for row in draft.files.all()] == [new.pk]
    assert not PrivateFile.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(path)


def test_a_file_can_be_taken_away(batch):
    draft = made.started(batch)
    made.with_file(draft, "ktp")

    workflow.remove_file(draft, "ktp")

    assert not PrivateFile.objects.exists()


def test_beginning_again_deletes_everything(batch):
    draft = made.complete(batch)

    workflow.discard(draft)

    assert (Draft.objects.count(), DraftFile.objects.count(), PrivateFile.objects.count()) == (0, 0, 0)


def test_an_accepted_document_is_taken_over_and_never_deleted_with_the_draft(batch):
    case = made.sent(batch)
    Document.objects.filter(case=case, kind="ktp").update(verdict="accepted")
    document = Document.objects.select_related("case__applicant").get(case=case, kind="ktp")
    draft = made.started(made.batch(), case.applicant.user)

    workflow.reuse_document(draft, document)
    workflow.discard(draft)

    assert PrivateFile.objects.filter(pk=document.file_id).exists()


def test_a_document_of_somebody_else_is_not_taken_over(batch):
    document = Document.objects.filter(case=made.sent(batch)).first()

    with pytest.raises(Refused):
        workflow.reuse_document(made.started(batch), document)


# Sending


def test_sending_makes_applicant_case_documents_and_seat(batch):
    draft = made.complete(batch)
    number = draft.data[steps.IDENTITY]["nik"][0]

    case = send(draft)

    applicant = Applicant.objects.get(user=draft.user)
    assert (applicant.nik, applicant.name, str(applicant.phone)) == (number, "Rina Contoh", "+6281200000001")
    assert (applicant.birth_date, applicant.village.name, applicant.ktp_is_local) == (made.BORN, "Sukarasa", True)
    assert sorted(case.documents.values_list("kind", "label")) == [("diploma", "Ijazah terakhir"), ("ktp", "Foto KTP")]
    assert Enrolment.objects.get(registration_id=case.pk).state == "held"


def test_the_case_keeps_answers_and_questions_but_not_the_nik(batch):
    draft = made.complete(batch)
    number = draft.data[steps.IDENTITY]["nik"][0]

    case = Case.objects.get(pk=send(draft).pk)

    assert case.answers["motivation"] == "Ingin membuka usaha jahit."
    assert case.answers["days"] == ["pagi-en"]
    assert case.answers["birth_date"] == "1999-05-05"
    assert number not in str(case.answers)
    assert case.definition["questions"] == draft.definition["questions"]


def test_the_answer_to_a_hidden_question_is_left_out(batch):
    draft = made.complete(batch)
    made.typed(draft, "pertanyaan-2", {"brand": "Singer", "days": "pagi-en"})

    assert "brand" not in send(draft).answers


def test_the_answer_to_a_shown_question_is_needed(batch):
    draft = made.complete(batch)
    made.typed(draft, "pertanyaan-1", {"motivation": "Usaha.", "machine": "yes"})

    with pytest.raises(workflow.Unfinished) as gap:
        send(draft)

    assert gap.value.step == "pertanyaan-2"


def test_a_finished_draft_keeps_nothing_that_was_typed(batch):
    draft = made.complete(batch)

    case = send(draft)

    draft.refresh_from_db()
    assert (draft.data, draft.case_id, draft.files.count()) == ({}, case.pk, 0)
    assert PrivateFile.objects.count() == 2


def test_the_same_token_answers_with_the_same_case(batch):
    draft = made.complete(batch)
    stale = Draft.objects.get(pk=draft.pk)

    assert send(draft).number == send(stale).number
    assert Case.objects.count() == 1


def test_the_same_token_answers_also_when_the_draft_is_gone(batch):
    draft = made.complete(batch)
    case = send(draft)
    token = draft.token
    Draft.objects.all().delete()

    assert workflow.submit(draft, token, by=draft.user).number == case.number


def test_a_wrong_token_sends_nothing(batch):
    draft = made.complete(batch)

    with pytest.raises(Refused):
        workflow.submit(draft, "lain", by=draft.user)

    assert not Case.objects.exists()


def test_the_token_of_somebody_else_opens_nothing(batch):
    case = made.sent(batch)
    other = made.complete(batch)

    with pytest.raises(Refused):
        workflow.submit(other, case.token, by=other.user)


def test_an_unfinished_draft_names_its_first_gap(batch):
    draft = made.complete(batch)
    made.typed(draft, steps.ADDRESS, {"address": ""})

    with pytest.raises(workflow.Unfinished) as gap:
        send(draft)

    assert gap.value.step == steps.ADDRESS
    assert not Applicant.objects.exists()


def test_a_refusal_leaves_no_trace_of_the_person(batch):
    draft = made.complete(batch)
    type(batch).objects.filter(pk=batch.pk).update(state="cancelled")

    with pytest.raises(Refused):
        send(draft)

    assert not Applicant.objects.exists()
    draft.refresh_from_db()
    assert draft.data


def test_the_nik_of_another_account_is_refused(batch):
    owner = ApplicantFactory()
    draft = made.complete(batch, nik=owner.nik, born=owner.birth_date)

    with pytest.raises(workflow.Unfinished) as gap:
        send(draft)

    assert gap.value.step == steps.IDENTITY


def test_a_nik_taken_at_this_very_moment_is_refused(batch):
    owner = ApplicantFactory()

    with pytest.raises(people.NikTaken):
        people.record(UserFactory(), {"nik": owner.nik, "full_name": "A", "birth_date": "1999-05-05", "sex": "female"})


def test_a_second_registration_brings_the_profile_up_to_date(batch):
    case = made.sent(batch)
    again = made.complete(made.batch(), case.applicant.user, nik=case.applicant.nik, full_name="Rina Contoh Sari")

    send(again)

    assert Applicant.objects.get().name == "Rina Contoh Sari"


def test_what_was_declared_is_recorded_in_its_words(batch):
    draft = made.complete(batch)
    made.typed(draft, steps.ADDRESS, made.ADDRESS | {"whatsapp": "on"})

    send(draft)

    assert set(Consent.objects.values_list("purpose", flat=True)) == {"declaration", "promise", "whatsapp"}
    assert Consent.objects.get(purpose="promise").text == "Saya bersedia hadir."


def test_a_ktp_from_elsewhere_asks_for_a_domicile_letter(batch):
    draft = made.complete(batch)
    made.typed(draft, steps.ADDRESS, made.ADDRESS | {"ktp_is_local": "no"})
    with pytest.raises(workflow.Unfinished) as gap:
        send(draft)
    assert gap.value.step == steps.DOCUMENTS
    made.with_file(draft, steps.DOMICILE)

    assert send(draft).documents.filter(kind=steps.DOMICILE).exists()


def test_a_file_no_longer_asked_for_does_not_reach_the_case(batch):
    draft = made.complete(batch)
    made.with_file(draft, steps.DOMICILE)

    case = send(draft)

    assert set(case.documents.values_list("kind", flat=True)) == {"ktp", "diploma"}
    assert PrivateFile.objects.count() == 2


# Time


def test_an_expired_draft_is_purged_with_its_files(batch, tick):
    draft = made.complete(batch)

    tick(at=draft.expires_at + dt.timedelta(seconds=1))

    assert not Draft.objects.exists()
    assert not PrivateFile.objects.exists()


def test_a_draft_lives_until_its_day(batch):
    draft = made.complete(batch)

    assert workflow.purge_expired(draft.expires_at - dt.timedelta(seconds=1)) == 0


def test_purging_a_sent_draft_leaves_the_case_alone(batch):
    draft = made.complete(batch)
    case = send(draft)

    assert workflow.purge_expired(timezone.now() + dt.timedelta(days=120)) == 1
    assert case.documents.count() == 2


# Privacy


def test_nothing_readable_about_the_person_lies_in_the_database(batch, caplog):
    draft = made.complete(batch)
    number = draft.data[steps.IDENTITY]["nik"][0]
    send(draft)
    with connection.cursor() as cursor:
        for model in (Draft, DraftFile, Case, Applicant, PrivateFile):
            cursor.execute(*model.objects.values().query.sql_with_params())
            assert number not in str(cursor.fetchall())

    assert number not in caplog.text
