"""The counter in the CMS, asked as a browser without JavaScript asks it: from the class to the printed receipt."""

import io
import re

import pypdfium2
import pytest
from django.utils import timezone

from accounts.claiming import claim
from accounts.models import ClaimCode, Consent
from audit.log import about
from audit.models import Event
from cases.models import Case
from cases.workflow import ask_correction
from core.models import OutboxMessage, PrivateFile, Throttle
from forms import counter, steps, workflow
from forms.models import Draft
from programs.models import Batch
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory, next_nik
from tests.forms.test_views import hidden, text

pytestmark = pytest.mark.django_db
HOME = "/cms/loket/"
AGREED = {"declaration": "on", "promise": "on", "signed": "on"}


@pytest.fixture
def batch():
    return made.batch()


@pytest.fixture
def officer():
    return UserFactory(role="checker", first_name="Ratna")


@pytest.fixture
def web(client, officer):
    client.force_login(officer)
    return client


def lookup(web, of: Batch, number: str):
    return web.post(f"{HOME}pilih/pelatihan/{of.code}/", {"nik": number})


def begun(web, of: Batch, number: str) -> Draft:
    answer = lookup(web, of, number)
    assert answer.status_code == 302, text(answer)
    return Draft.objects.at_counter().open().order_by("-pk")[0]


def step(draft: Draft, key: str) -> str:
    return f"{HOME}draf/{draft.pk}/langkah/{key}/"


def post(web, draft: Draft, key: str, values: dict, **fields):
    page = web.get(step(draft, key))
    assert page.status_code == 200, (key, page.status_code, page.get("Location"))
    return web.post(step(draft, key), hidden(page) | values | fields)


def ready(batch, officer, number=None, **fields) -> Draft:
    return made.at_counter(batch, officer, number=number, **fields)


def send(web, draft: Draft, values=None, **fields):
    return post(web, draft, steps.DECLARATION, AGREED if values is None else values, **fields)


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


# The whole way


def test_from_the_class_to_the_paper(web, batch, officer):
    number = next_nik()
    assert batch.label in text(web.get(HOME))
    draft = begun(web, batch, number)
    assert "belum punya data" in text(web.get(f"{HOME}draf/{draft.pk}/"))

    answers = {steps.IDENTITY: made.identity(nik=number), steps.ADDRESS: made.ADDRESS, steps.EDUCATION: made.EDUCATION}
    for key, values in answers.items():
        assert post(web, draft, key, values)["Location"].startswith(f"{HOME}draf/{draft.pk}/")
    post(web, draft, steps.DOCUMENTS, {"ktp": made.upload("ktp.jpg"), "diploma": made.upload("ijazah.jpg")})
    for key, values in made.ANSWERS.items():
        post(web, draft, key, values)
    assert "Rina Contoh" in text(web.get(step(draft, steps.CHECK)))
    assert post(web, draft, steps.CHECK, {})["Location"] == step(draft, steps.DECLARATION)
    answer = send(web, draft)

    case = Case.objects.get()
    assert answer["Location"] == f"{HOME}tanda-terima/{case.pk}/"
    assert (case.filed_by, case.applicant.user, case.applicant.name) == (officer, None, "Rina Contoh")
    assert Consent.objects.filter(purpose="signed_on_paper").count() == 1
    page = web.get(answer["Location"])
    assert case.number in text(page)
    assert "Ratna" in text(page)

    paper = web.post(f"{HOME}tanda-terima/{case.pk}/cetak/")
    assert paper["Content-Type"] == "application/pdf"
    assert "no-store" in paper["Cache-Control"]
    words = words_of(paper.content)
    assert case.number in words
    assert "/status" in words
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", words.replace(case.number, ""))[0]
    citizen = UserFactory()
    assert claim(code, case.applicant.birth_date, by=citizen).user == citizen


def test_pressed_twice_leads_to_the_same_receipt(web, batch, officer):
    draft = ready(batch, officer)
    url = step(draft, steps.DECLARATION)
    values = hidden(web.get(url)) | AGREED

    first, second = web.post(url, values), web.post(url, values)

    assert first["Location"] == second["Location"] == f"{HOME}tanda-terima/{Case.objects.get().pk}/"
    assert "tidak ada yang ganda" in text(web.get(second["Location"]))
    assert web.get(f"{HOME}draf/{draft.pk}/")["Location"] == first["Location"]


def test_no_mail_is_made_and_nothing_fails(web, batch, officer):
    assert send(web, ready(batch, officer)).status_code == 302
    assert not OutboxMessage.objects.exists()


def test_the_case_page_and_its_history_name_the_officer(web, batch, officer):
    send(web, ready(batch, officer))

    page = text(web.get(f"/cms/berkas/{Case.objects.get().pk}/"))
    assert "Didaftarkan di loket" in page
    assert "Ratna" in page


# Looking up


def test_the_nik_is_checked_like_in_the_form(web, batch):
    answer = lookup(web, batch, "123")

    assert answer.status_code == 200
    assert "16 angka" in text(answer)
    assert 'value="123"' in answer.content.decode()
    assert not Draft.objects.exists()


def test_the_nik_never_stands_in_an_address(web, batch):
    number = next_nik()

    assert number not in lookup(web, batch, number)["Location"]


def test_who_is_registered_is_told_with_the_number_and_logged(web, batch, officer):
    case = made.sent(batch)
    answer = lookup(web, batch, case.applicant.nik)

    assert case.number in text(answer)
    assert not Draft.objects.at_counter().exists()
    assert [event.verb for event in about(Case(pk=case.pk))][-1] == "cases.case.looked_up"


def test_a_known_person_is_shown_masked(web, batch):
    known = ApplicantFactory(name="Siti Rahmawati", address="Jl. Rahasia 7", phone="+6281234567890")
    draft = begun(web, batch, known.nik)
    page = web.get(f"{HOME}draf/{draft.pk}/").content.decode()

    assert known.masked_name in page
    for secret in ("Rahmawati", "Rahasia", "1234567", known.nik, known.email, "1999"):
        assert secret not in page
    fields = web.get(step(draft, steps.ADDRESS)).content.decode()
    assert "Rahasia" not in fields


def test_taking_over_the_kept_data_is_logged_and_shown_to_the_person(web, batch, officer):
    known = ApplicantFactory(address="Jl. Melati Lama 9", name="Siti Rahmawati")
    draft = begun(web, batch, known.nik)
    answer = web.post(f"{HOME}draf/{draft.pk}/isi/")

    assert answer["Location"] == step(draft, steps.IDENTITY)
    assert 'value="Siti Rahmawati"' in web.get(step(draft, steps.IDENTITY)).content.decode()
    event = Event.objects.get(verb="accounts.applicant.shown")
    assert (event.actor_ref, event.is_public) == (f"user:{officer.pk}", True)
    web.force_login(known.user)
    assert "loket" in text(web.get("/akun/dilihat/")).lower()


def test_what_was_typed_is_not_replaced_by_the_kept_data(web, batch, officer):
    known = ApplicantFactory(address="Jl. Melati Lama 9")
    draft = begun(web, batch, known.nik)
    made.typed(draft, steps.ADDRESS, {"address": "Jl. Baru 1"})
    web.post(f"{HOME}draf/{draft.pk}/isi/")

    draft.refresh_from_db()
    assert draft.data[steps.ADDRESS]["address"] == ["Jl. Baru 1"]
    assert draft.data[steps.ADDRESS]["ktp_is_local"] == ["yes"]


def test_look_ups_are_limited(web, batch, monkeypatch):
    monkeypatch.setattr("forms.views.counter.LOOKUPS", 2)
    answers = [lookup(web, batch, next_nik()).status_code for _try in range(3)]

    assert answers == [302, 302, 429]
    assert Throttle.objects.filter(key__startswith="counter-nik").count() == 1


def test_a_closed_class_says_so(web, batch):
    Batch.objects.filter(pk=batch.pk).update(closes_at=timezone.now())

    page = web.get(f"{HOME}pilih/pelatihan/{batch.code}/")
    assert "Pendaftaran sudah tutup" in text(page)
    assert batch.label not in text(web.get(HOME))
    assert lookup(web, batch, next_nik()).status_code == 200
    assert not Draft.objects.exists()


def test_a_rule_that_is_not_met_is_told_before_sending(web, officer):
    old = made.batch(program_fields={"rules": [("age_min", 60)]})
    draft = ready(old, officer)

    assert "Syarat tidak terpenuhi" in text(web.get(step(draft, steps.CHECK)))
    answer = send(web, draft)
    assert answer.status_code == 409
    assert not Case.objects.exists()


# Nothing is lost


def test_an_invalid_step_keeps_what_was_typed(web, batch):
    draft = begun(web, batch, next_nik())
    page = web.get(step(draft, steps.IDENTITY))
    answer = web.post(step(draft, steps.IDENTITY), hidden(page) | {"nik": "12", "full_name": "Rina 7"})

    assert answer.status_code == 200
    assert 'value="Rina 7"' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.data[steps.IDENTITY]["full_name"] == ["Rina 7"]


def test_a_good_file_is_kept_beside_a_bad_one(web, batch, officer):
    draft = ready(batch, officer)
    files = {"ktp": made.upload("ktp.jpg"), "diploma": made.upload("x.jpg", b"kosong")}
    post(web, draft, steps.DOCUMENTS, files)

    assert {row.kind for row in draft.files.all()} == {"ktp", "diploma"}
    assert PrivateFile.objects.count() == 2


def test_without_the_signature_on_paper_nothing_is_sent(web, batch, officer):
    draft = ready(batch, officer)
    answer = send(web, draft, {"declaration": "on", "promise": "on"})

    assert answer.status_code == 200
    assert "sudah menandatangani" in text(answer)
    assert not Case.objects.exists()


def test_another_nik_than_the_one_looked_up_is_refused_at_the_field(web, batch):
    draft = begun(web, batch, next_nik())
    answer = post(web, draft, steps.IDENTITY, made.identity())

    assert answer.status_code == 200
    assert "bukan NIK yang tadi dicari" in text(answer)


def test_the_domicile_letter_is_asked_as_in_the_wizard(web, batch, officer):
    draft = ready(batch, officer)
    made.typed(draft, steps.ADDRESS, made.ADDRESS | {"ktp_is_local": "no"})

    assert "Surat domisili" in text(web.get(step(draft, steps.DOCUMENTS)))


def test_an_accepted_document_is_taken_over_without_being_shown(web, batch, officer):
    earlier = made.sent(made.batch())
    earlier.documents.filter(kind="ktp").update(verdict="accepted", verdict_at=timezone.now())
    draft = begun(web, batch, earlier.applicant.nik)
    made.typed(draft, steps.IDENTITY, made.identity(nik=earlier.applicant.nik))
    made.typed(draft, steps.ADDRESS, made.ADDRESS)
    made.typed(draft, steps.EDUCATION, made.EDUCATION)
    post(web, draft, steps.DOCUMENTS, {"pakai": "ktp"})

    row = draft.files.get()
    assert row.is_reused
    assert web.get(row.url).status_code == 404


# Drafts


def test_begun_drafts_stand_in_the_list_masked(web, batch, officer):
    draft = ready(batch, officer)
    page = web.get(HOME).content.decode()

    assert counter.name_in(draft) in page
    assert "Rina Contoh" not in page
    assert f"{HOME}draf/{draft.pk}/" in page


def test_a_colleagues_draft_does_not_exist(web, batch):
    other = ready(batch, UserFactory(role="checker"))

    for path in ("", "isi/", "hapus/", "langkah/identitas/"):
        address = f"{HOME}draf/{other.pk}/{path}"
        answer = web.post(address) if path in ("isi/", "hapus/") else web.get(address)
        assert answer.status_code == 404, path
    assert f"draf/{other.pk}/" not in web.get(HOME).content.decode()


def test_a_draft_is_deleted_with_its_files(web, batch, officer):
    draft = ready(batch, officer)
    web.post(f"{HOME}draf/{draft.pk}/hapus/")

    assert not Draft.objects.exists()
    assert not PrivateFile.objects.exists()


def test_the_draft_of_the_counter_is_nothing_of_the_officers_own_account(web, batch, officer):
    ready(batch, officer)

    assert "Belum dikirim" not in text(web.get("/akun/"))
    assert web.get(made.address(batch))["Location"] == made.address(batch, steps.ELIGIBILITY)


# Who may


@pytest.mark.parametrize("role", ["editor", "selector", "trainer", "head"])
def test_other_roles_meet_a_page_that_does_not_exist(client, batch, officer, role):
    draft = ready(batch, officer)
    sent = ready(batch, officer)
    case = workflow.submit(sent, sent.token, by=officer, declared={})
    client.force_login(UserFactory(role=role))

    for path in ("", f"pilih/pelatihan/{batch.code}/", f"draf/{draft.pk}/", f"draf/{draft.pk}/langkah/identitas/"):
        assert client.get(HOME + path).status_code == 404, path
    assert client.get(f"{HOME}tanda-terima/{case.pk}/").status_code == 404
    assert client.post(f"{HOME}tanda-terima/{case.pk}/cetak/").status_code == 404
    assert not ClaimCode.objects.exists()
    assert HOME not in client.get("/cms/").content.decode()


def test_a_receipt_of_the_wizard_is_not_printed_here(web, batch):
    case = made.sent(batch)

    assert web.get(f"{HOME}tanda-terima/{case.pk}/").status_code == 404


def test_the_paper_of_a_person_with_an_account_has_no_code(web, batch, officer):
    known = ApplicantFactory()
    draft = ready(batch, officer, number=known.nik)
    case = workflow.submit(draft, draft.token, by=officer, declared={})
    words = words_of(web.post(f"{HOME}tanda-terima/{case.pk}/cetak/").content)

    assert "Kode Anda" not in words
    assert not ClaimCode.objects.exists()


# The list


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_at_any_length(web, officer, rows, django_assert_max_num_queries):
    page = made.program()
    for _row in range(rows):
        made.programs.batch(now=timezone.now(), program=page)
    web.get(HOME)
    with django_assert_max_num_queries(24):
        answer = web.get(HOME)
    assert len(answer.context["page"]) == min(rows, 20)


def test_classes_are_found_by_words(web, batch):
    assert batch.label in text(web.get(HOME, {"q": batch.program_page.title[:5]}))
    assert "Tidak ada kelas terbuka" in text(web.get(HOME, {"q": "zzz"}))


# Corrections


def asked(officer, batch, **fields) -> Case:
    draft = ready(batch, officer)
    case = workflow.submit(draft, draft.token, by=officer, declared={})
    ask_correction(case, by=officer, note="Nomor kurang satu angka.", **fields)
    return case


def correcting(web, case: Case) -> Draft:
    answer = web.post(f"{HOME}perbaikan/{case.pk}/")
    assert answer.status_code == 302
    return Draft.objects.get(correction__case=case)


def test_a_correction_is_brought_to_the_counter(web, batch, officer):
    case = asked(officer, batch, fields=["phone"], documents=["ktp"])
    assert f"{HOME}perbaikan/{case.pk}/" in web.get("/cms/berkas/telepon/").content.decode()
    assert f"{HOME}perbaikan/{case.pk}/" in web.get(f"/cms/berkas/{case.pk}/").content.decode()
    draft = correcting(web, case)
    url = f"{HOME}draf/{draft.pk}/perbaikan/"
    page = web.get(f"{url}alamat/")
    assert 'name="phone"' in page.content.decode()
    assert 'name="address"' not in page.content.decode()

    web.post(f"{url}alamat/", hidden(page) | {"phone": "0812-0000-0099"})
    page = web.get(f"{url}dokumen/")
    web.post(f"{url}dokumen/", hidden(page) | {"ktp": made.upload("ktp2.jpg")})
    page = web.get(f"{url}periksa/")
    assert web.post(f"{url}periksa/", hidden(page))["Location"] == "/cms/berkas/telepon/"

    case.refresh_from_db()
    assert (case.is_corrected, str(case.applicant.phone)) == (True, "+6281200000099")
    assert case.documents.filter(kind="ktp").count() == 2
    events = [event for event in about(Case(pk=case.pk)) if event.verb == "cases.case.resubmit"]
    assert [event.actor_ref for event in events] == [f"user:{officer.pk}"]
    assert web.get(f"{url}periksa/")["Location"] == f"/cms/berkas/{case.pk}/"


def test_who_has_connected_an_account_corrects_there(web, batch, officer):
    case = asked(officer, batch, fields=["phone"])
    draft = correcting(web, case)
    case.applicant.user = owner = UserFactory()
    case.applicant.save()

    assert web.post(f"{HOME}perbaikan/{case.pk}/").status_code == 404
    web.force_login(owner)
    assert "/daftar/perbaikan/" in web.get(f"/daftar/perbaikan/{case.number}/").content.decode()
    draft.refresh_from_db()
    assert (draft.user, draft.person_hash) == (owner, "")


def test_without_a_request_there_is_nothing_to_correct(web, batch, officer):
    draft = ready(batch, officer)
    case = workflow.submit(draft, draft.token, by=officer, declared={})

    assert web.post(f"{HOME}perbaikan/{case.pk}/")["Location"] == f"/cms/berkas/{case.pk}/"
    assert not Draft.objects.filter(correction__isnull=False).exists()
    assert web.get(f"{HOME}draf/{draft.pk}/perbaikan/alamat/").status_code == 404
