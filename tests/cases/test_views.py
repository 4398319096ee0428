"""The page of a case: what it shows, what each button does, and what is refused in words."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases import workflow
from cases.enums import Bucket, CaseState, Move
from cases.models import Case, CheckResult, Decision, Document, Reason, Score
from core.models import PrivateFile
from tests.factories import files, programs
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import good_documents, one_stage, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, checker):
    client.force_login(checker)
    return client


@pytest.fixture
def head_desk(client, head):
    client.force_login(head)
    return client


def url(name, case, *args):
    return reverse(f"cases:{name}", args=[case.pk, *args])


def post(client, name, case, *args, json=False, **data):
    headers = {"Accept": "application/json"} if json else {}
    data = {"revision": Case.objects.get(pk=case.pk).revision} | data
    return client.post(url(name, case, *args), data, headers=headers)


def said(response):
    """The messages of the page a redirect leads to."""
    return " ".join(str(message) for message in response.wsgi_request._messages)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def stored(content: bytes, content_type: str) -> PrivateFile:
    file = PrivateFile(name="ktp", content_type=content_type, size=len(content), sha256="0" * 64)
    file.file.save("x", ContentFile(content))
    file.save()
    return file


def verbs(case):
    return list(Event.objects.filter(object_ref=str(case.pk)).order_by("at").values_list("verb", flat=True))


def test_opening_a_case_claims_it(road, desk, checker):
    case = open_case(documents=["ktp"])
    response = desk.get(url("edit", case))
    assert response.status_code == 200
    assert fresh(case).lease_by == checker
    assert response.context["sheet"].is_mine


def test_a_case_held_by_another_is_only_read(road, desk):
    case, other = open_case(documents=["ktp"]), UserFactory(role="checker", first_name="Dewi")
    workflow.claim(case, by=other)
    response = desk.get(url("edit", case))
    assert response.context["sheet"].held_by == "Dewi"
    assert "Dewi memegang berkas ini" in response.content.decode()
    assert reverse("cases:pass", args=[case.pk]) not in response.content.decode()
    assert fresh(case).lease_by == other


def test_ones_own_request_is_only_read(road, desk, checker):
    case = open_case(applicant=ApplicantFactory(user=checker))
    response = desk.get(url("edit", case))
    assert "Berkas ini milik Anda" in response.content.decode()
    assert fresh(case).lease_by is None


def test_a_case_of_another_stage_is_only_read(road, desk):
    case = open_case()
    Case.objects.update(stage=case.stage.next())
    assert "Tahap ini tugas peran lain" in desk.get(url("edit", case)).content.decode()
    assert fresh(case).lease_by is None


def test_the_page_shows_facts_answers_and_the_masked_nik(road, desk):
    definition = {"steps": [{"questions": [{"key": "goal", "label_id": "Tujuan", "label_en": "Goal"}]}]}
    case = open_case(answers={"goal": "Membuka usaha"}, definition=definition)
    html = desk.get(url("edit", case)).content.decode()
    assert "Tujuan" in html
    assert "Membuka usaha" in html
    assert case.applicant.masked_nik in html
    assert case.applicant.nik not in html


CASE_PAGE = 17  # eight of them are the CMS's own: session, person, permissions, profile, language, page and file rights


def test_the_page_costs_the_same_with_one_document_and_with_thirty(road, desk, django_assert_num_queries):
    few = open_case(documents=["ktp"])
    many = open_case(documents=[f"d{number}" for number in range(30)])
    for case in (few, many):
        desk.get(url("edit", case))
    with django_assert_num_queries(CASE_PAGE):
        desk.get(url("edit", few))
    with django_assert_num_queries(CASE_PAGE):
        desk.get(url("edit", many))


def test_the_page_costs_the_same_with_one_event_and_with_thirty(road, desk, checker, django_assert_num_queries):
    case = open_case(documents=["ktp"])
    desk.get(url("edit", case))
    for number in range(30):
        workflow.set_check(case, "photo", done=number % 2 == 0, by=checker)
    desk.get(url("edit", case))
    with django_assert_num_queries(CASE_PAGE):
        assert desk.get(url("edit", case)).content.decode().count("Pemeriksaan dicentang") == 15


def test_a_registration_for_a_batch_costs_at_most_twenty(desk, django_assert_max_num_queries):
    batch = programs.batch(now=timezone.now())
    case = programs.register(batch, at=timezone.now())
    desk.get(url("edit", case))
    with django_assert_max_num_queries(20):
        html = desk.get(url("edit", case)).content.decode()
    assert "Kursi angkatan" in html


def test_the_page_says_what_the_rules_of_the_engine_say(road, desk, checker):
    """The situation of the page, from rows it shows anyway, is the one the engine would find."""
    from cases import queries

    case = open_case(documents=["ktp", "photo"])
    workflow.set_verdict(case.documents.get(kind="ktp"), verdict="unreadable", by=checker)
    workflow.set_check(case, "photo", done=True, by=checker)
    here = desk.get(url("edit", case)).context["sheet"].situation
    assert here == queries.situation(fresh(case), checker, timezone.now())
    assert (here.documents_open, here.documents_bad, here.checks_missing) == (1, 1, 0)


def test_opening_again_keeps_since_when_it_is_held(road, desk, checker):
    case = open_case()
    desk.get(url("edit", case))
    since = fresh(case).lease_since
    assert desk.get(url("edit", case)).context["case"].lease_since == since
    assert fresh(case).lease_since == since


# Work that is saved at once


def test_a_verdict_is_saved_at_once(road, desk):
    case = open_case(documents=["ktp"])
    document = case.documents.get()
    answer = post(desk, "verdict", case, document.pk, json=True, verdict="unreadable").json()
    assert answer == {"saved": True, "verdict": "unreadable", "label": "Tidak terbaca"}
    assert Document.objects.get().verdict == "unreadable"


def test_a_verdict_without_script_comes_back_to_the_case(road, desk):
    case = open_case(documents=["ktp"])
    response = post(desk, "verdict", case, case.documents.get().pk, verdict="accepted")
    assert response.url.startswith(url("edit", case))


def test_a_verdict_on_a_foreign_lease_changes_nothing(road, desk):
    case = open_case(documents=["ktp"])
    workflow.claim(case, by=UserFactory(role="checker", first_name="Dewi"))
    response = post(desk, "verdict", case, case.documents.get().pk, json=True, verdict="accepted")
    assert response.status_code == 409
    assert "Dewi" in response.json()["text"]
    assert Document.objects.get().verdict == "pending"


@pytest.mark.parametrize("verdict", ["", "x", "ACCEPTED"])
def test_an_unknown_verdict_is_not_found(road, desk, verdict):
    case = open_case(documents=["ktp"])
    assert post(desk, "verdict", case, case.documents.get().pk, verdict=verdict).status_code == 404


def test_a_document_of_another_case_is_not_found(road, desk):
    case, other = open_case(documents=["ktp"]), open_case(documents=["ktp"])
    assert post(desk, "verdict", case, other.documents.get().pk, verdict="accepted").status_code == 404
    assert desk.get(url("document", case, other.documents.get().pk)).status_code == 404


def test_checks_are_ticked_and_taken_back(road, desk):
    case = open_case()
    post(desk, "work", case, check="photo")
    assert CheckResult.objects.filter(case=case, key="photo").exists()
    post(desk, "work", case)
    assert not CheckResult.objects.filter(case=case).exists()


def test_scores_are_saved_and_wrong_ones_told(road, client, selector):
    client.force_login(selector)
    case = open_case()
    Case.objects.update(stage=case.stage.next())
    assert post(client, "work", case, json=True, score_test="78,5").json() == {"saved": True}
    refused = post(client, "work", case, json=True, score_test="101")
    assert refused.status_code == 409
    assert "Tes: Isi angka dari 0 sampai 100." in refused.json()["text"]
    assert [score.value for score in Score.objects.all()] == [78.5]


def test_the_lease_is_renewed_and_given_back(road, desk, checker):
    case = open_case()
    desk.get(url("edit", case))
    since = fresh(case).lease_since.isoformat()
    assert desk.post(url("lease", case)).json() == {"mine": True}
    assert desk.post(url("lease", case), {"lepas": since}).status_code == 204
    assert fresh(case).lease_by is None


def test_a_lost_lease_is_told(road, desk):
    case = open_case()
    workflow.claim(case, by=UserFactory(role="checker"))
    assert desk.post(url("lease", case)).status_code == 409


# Moves


def test_pass_opens_the_next_case(road, desk, checker):
    case, following = open_case(documents=["ktp"]), open_case()
    good_documents(case)
    workflow.set_check(case, "photo", done=True, by=checker)
    response = post(desk, "pass", case)
    assert fresh(case).stage.name_id == "Tes"
    assert response.url.startswith(url("edit", following))
    assert fresh(following).lease_by == checker


def test_pass_is_refused_in_words(road, desk):
    case = open_case(documents=["ktp"])
    response = post(desk, "pass", case)
    assert "Belum semua dokumen dinilai." in said(response)
    assert response.url.startswith(url("edit", case))


def test_a_stale_form_names_who_and_when(road, desk, checker):
    case = open_case(documents=["ktp"])
    other = UserFactory(role="checker", first_name="Dewi")
    good_documents(case)
    workflow.set_check(case, "photo", done=True, by=other)
    workflow.pass_stage(case, by=other)
    response = post(desk, "pass", case, revision=case.revision)
    assert f"Dewi mengubah berkas ini pukul {timezone.localtime():%H}" in said(response)
    assert fresh(case).stage.name_id == "Tes"


@pytest.mark.parametrize("revision", ["", "x", "-1"])
def test_a_form_without_a_revision_is_stale(road, desk, revision):
    case = open_case()
    post(desk, "reject", case, revision=revision, note="Contoh")
    assert fresh(case).bucket == Bucket.OFFICE


def test_reject_asks_for_a_reason(road, desk):
    case = open_case()
    response = post(desk, "reject", case)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Pilih minimal satu alasan." in html
    assert f"Tolak: {case.applicant_name}" in html
    assert "Kembali ke berkas" in html
    assert fresh(case).bucket == Bucket.OFFICE


def test_a_reason_of_another_service_is_refused(road, desk):
    case = open_case()
    Reason.objects.filter(key="reject-dates-clash").update(service="lain")
    assert post(desk, "reject", case, reasons="reject-dates-clash").status_code == 422
    Reason.objects.filter(key="reject-dates-clash").update(service="surat")
    assert post(desk, "reject", case, reasons="reject-dates-clash").status_code == 302


@pytest.mark.parametrize(
    ("release", "words"), [("automatic", "otomatis 60 detik setelah"), ("together", "setelah kepala merilisnya")]
)
def test_the_page_says_when_a_decision_is_told(office, head_desk, head, release, words):
    one_stage(release=release)
    case = open_case()
    assert words in head_desk.get(url("reject", case)).content.decode()
    workflow.decide(case, verdict=Move.REJECT, by=head, told="Contoh")
    until = "pukul" if release == "automatic" else "kepala merilisnya"
    assert f"Pemohon diberi tahu {'otomatis ' if until == 'pukul' else 'setelah '}{until}" in (
        head_desk.get(url("edit", case)).content.decode()
    )


def test_reject_keeps_the_words_and_goes_on(road, desk):
    case, following = open_case(), open_case()
    response = post(desk, "reject", case, reasons=reject_key(), note="Silakan coba lagi.")
    assert response.url.startswith(url("edit", following))
    assert fresh(case).bucket == Bucket.HELD
    assert Decision.objects.get().told.endswith("Silakan coba lagi.")


def reject_key():
    return Reason.objects.get(key="reject-dates-clash").key


def test_the_reason_pages_open_without_script(road, desk):
    case = open_case(documents=["ktp"])
    for name in ("reject", "correct"):
        response = desk.get(url(name, case))
        assert response.status_code == 200
        assert "Pemohon membaca" in response.content.decode()


def test_reasons_follow_from_the_verdicts(road, desk, checker):
    case = open_case(documents=["ktp", "photo"])
    workflow.set_verdict(case.documents.get(kind="ktp"), verdict="unreadable", by=checker)
    choices = desk.get(url("edit", case)).context["sheet"].correct_choices
    chosen = [choice.reason.key for choice in choices if choice.is_chosen]
    assert chosen == ["correct-ktp-cannot-be-read"]
    assert "paling lambat" in next(choice.text for choice in choices if choice.is_chosen)


def test_a_correction_names_what_the_reasons_name(road, desk):
    case = open_case(documents=["ktp", "photo"])
    post(desk, "correct", case, reasons="correct-ktp-cannot-be-read", documents="photo", fields_asked="address")
    request = fresh(case).open_correction
    assert request.documents == ["ktp", "photo"]
    assert request.fields == ["address"]
    assert "Tulisan di foto KTP Anda belum terbaca." in request.text
    assert fresh(case).bucket == Bucket.APPLICANT


def test_a_correction_without_anything_to_correct_is_refused(road, desk):
    case = open_case(documents=["ktp"])
    response = post(desk, "correct", case, note="Tolong perbaiki")
    assert "Pilih apa yang diperbaiki dan mengapa." in said(response)
    assert fresh(case).bucket == Bucket.OFFICE


def test_accept_undo_and_release(office, head_desk):
    one_stage(release="together")
    case = open_case()
    post(head_desk, "accept", case)
    assert fresh(case).bucket == Bucket.HELD
    post(head_desk, "undo", case)
    assert fresh(case).bucket == Bucket.OFFICE
    post(head_desk, "accept", case)
    assert "Rilis" in head_desk.get(url("edit", case)).content.decode()
    post(head_desk, "release", case)
    assert fresh(case).state == CaseState.ACCEPTED
    assert "sudah diberitahukan" in said(post(head_desk, "release", case))
    assert "Tidak ada yang dapat diurungkan" in said(post(head_desk, "undo", case))


def test_reserve(office, head_desk):
    one_stage()
    case = open_case()
    post(head_desk, "reserve", case)
    assert Decision.objects.get().verdict == Move.RESERVE


def test_a_checker_does_not_release(road, desk, checker):
    case = open_case()
    workflow.decide(case, verdict=Move.REJECT, by=checker, told="Contoh")
    assert post(desk, "release", case).status_code == 404
    assert post(desk, "undo", case).status_code == 302
    assert fresh(case).bucket == Bucket.OFFICE


def test_somebody_elses_decision_is_not_undone_by_a_checker(road, desk):
    case = open_case()
    workflow.decide(case, verdict=Move.REJECT, by=UserFactory(role="checker"), told="Contoh")
    assert post(desk, "undo", case).status_code == 404


def test_the_second_person_is_another_one(office, head_desk, head, client):
    one_stage(second_person=True, release="together")
    case = open_case()
    workflow.decide(case, verdict=Move.ACCEPT, by=head)
    assert post(head_desk, "second", case).status_code == 404
    assert "Petugas kedua harus setuju lebih dahulu" in said(post(head_desk, "release", case))
    client.force_login(UserFactory(role="head"))
    post(client, "second", case)
    post(client, "release", case)
    assert fresh(case).state == CaseState.ACCEPTED


# Personal data


def test_revealing_a_nik_asks_a_reason_and_is_logged(road, desk):
    case = open_case()
    assert "Sebutkan mengapa" in said(post(desk, "reveal", case))
    nik = case.applicant.nik
    answer = post(desk, "reveal", case, json=True, reason="check").json()
    assert answer["nik"].replace(" ", "") == nik
    event = Event.objects.get(verb="cases.case.nik_revealed")
    assert (event.is_public, event.body.data) == (True, {"reason": "check"})


def test_revealing_without_script_shows_the_page_with_the_nik(road, desk):
    case = open_case()
    response = post(desk, "reveal", case, reason="check")
    assert case.applicant.nik in response.content.decode().replace(" ", "")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_nik_and_documents_stay_closed_without_the_permission(road, client, checker):
    checker.groups.first().permissions.remove(*checker.groups.first().permissions.filter(codename="reveal_nik"))
    client.force_login(checker)
    case = open_case(documents=["ktp"])
    assert "Sebutkan mengapa" in said(post(client, "reveal", case, reason="check"))
    assert client.get(url("document", case, case.documents.get().pk)).status_code == 404
    assert not Event.objects.filter(verb__in=["cases.case.nik_revealed", "cases.case.document_opened"]).exists()


def test_every_look_at_a_document_is_logged(road, desk):
    case = open_case(documents=["ktp"])
    document = case.documents.get()
    Document.objects.update(file=stored(files.jpeg(), "image/jpeg"))
    for _look in range(2):
        response = desk.get(url("document", case, document.pk))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    looks = Event.objects.filter(verb="cases.case.document_opened")
    assert [look.body.data for look in looks] == [{"document": "ktp", "reason": "check"}] * 2


def test_a_pdf_shows_its_first_page(road, desk):
    case = open_case(documents=["diploma"])
    Document.objects.update(file=stored(files.pdf(2), "application/pdf"))
    response = desk.get(url("document", case, case.documents.get().pk), {"halaman": "1"})
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.content[:2] == b"\xff\xd8"
    assert b"%PDF" in b"".join(desk.get(url("document", case, case.documents.get().pk)))


def test_a_broken_pdf_is_missing(road, desk):
    case = open_case(documents=["diploma"])
    Document.objects.update(file=stored(b"%PDF-broken", "application/pdf"))
    assert desk.get(url("document", case, case.documents.get().pk), {"halaman": "1"}).status_code == 404


def test_the_timeline_tells_who_did_what(road, desk, checker):
    case = open_case(documents=["ktp"])
    workflow.set_verdict(case.documents.get(), verdict="accepted", by=checker)
    workflow.set_check(case, "photo", done=True, by=checker)
    workflow.pass_stage(case, by=checker, note="Lengkap")
    html = desk.get(url("edit", case)).content.decode()
    for words in ("Pendaftaran diterima", "KTP: Diterima", "Lulus tahap: Periksa", "Lengkap", "Rina", "Pemohon"):
        assert words in html


def test_the_timeline_has_words_for_every_verb(road, checker):
    from cases import timeline

    verbs = {move.value for move in Move} - {"claim", "let_go"}
    assert verbs <= set(timeline.WORDS) | set(timeline.SPECIAL)


def test_a_deadline_is_late_on_a_sunday(road):
    from cases.rows import Clock

    case = Case(bucket=Bucket.OFFICE, due_at=dt.datetime(2026, 11, 20, 16, 59, 59, tzinfo=dt.UTC))
    label = Clock([case], dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)).label(case)
    assert label.tone == "late"
