"""Answering a correction: only what was named is asked, on the questions of then, and only by the owner."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Applicant
from cases import workflow as engine
from cases.models import Case
from cases.rules import Refused
from forms import queries, steps, workflow
from forms.models import Draft
from tests.factories import forms as made
from tests.factories.accounts import UserFactory, next_nik

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case.objects.get(pk=made.sent(made.batch()).pk)


@pytest.fixture
def web(client, case):
    client.force_login(case.applicant.user)
    return client


def ask(case, **named):
    """A checker asks for a correction."""
    named = {"note": "Foto belum terbaca."} | named
    return engine.ask_correction(case, by=UserFactory(role=Role.CHECKER), **named)


def address(case, step: str = "") -> str:
    return f"/daftar/perbaikan/{case.number}/{step + '/' if step else ''}"


def hidden(response) -> dict:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()))


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(web, case, step, values):
    page = web.get(address(case, step))
    assert page.status_code == 200, page.get("Location")
    return web.post(address(case, step), hidden(page) | values)


def test_the_first_page_says_what_why_and_until_when(web, case):
    asked = ask(case, documents=["ktp"], fields=["phone"])

    shown = text(web.get(address(case)))

    assert "Foto belum terbaca." in shown
    assert "Foto KTP" in shown
    assert "Nomor ponsel" in shown
    assert f"{timezone.localtime(asked.due_at).day} " in shown


def test_only_what_was_named_is_asked(web, case):
    ask(case, fields=["phone"], documents=["ktp"])
    web.get(address(case))

    page = web.get(address(case, "alamat"))

    assert list(page.context["form"].fields) == ["phone"]
    assert "Langkah 1 dari 3" in text(page)


def test_a_correction_is_answered_from_the_first_page_to_the_last(web, case):
    ask(case, fields=["full_name"], documents=["ktp"])
    web.get(address(case))

    post(web, case, "identitas", {"full_name": "Rina Contoh Lestari"})
    post(web, case, "dokumen", {"ktp": made.upload("ktp-baru.jpg")})
    answer = post(web, case, "periksa", {})

    assert answer.url == address(case)
    assert "Perbaikan Anda sudah terkirim" in text(web.get(answer.url))
    case.refresh_from_db()
    assert case.answers["full_name"] == "Rina Contoh Lestari"
    assert Applicant.objects.get().name == "Rina Contoh Lestari"
    assert [row.number for row in case.documents.filter(kind="ktp")] == [1, 2]
    assert case.open_correction is None


def test_the_old_answer_is_there_to_be_corrected(web, case):
    ask(case, fields=["address"])
    web.get(address(case))

    assert "Jl. Contoh Melati" in web.get(address(case, "alamat")).content.decode()


def test_a_nik_is_corrected_against_what_else_is_known(web, case):
    ask(case, fields=["nik"])
    web.get(address(case))
    wrong = post(web, case, "identitas", {"nik": next_nik(dt.date(1980, 1, 1))})
    assert "NIK tidak cocok dengan tanggal lahir" in text(wrong)


def test_a_rule_stands_for_its_answers(web, case):
    ask(case, fields=["domicile"])
    draft = workflow.start_correction(case.open_correction, user=case.applicant.user)
    made.typed(draft, steps.ADDRESS, made.ADDRESS | {"address": "Jl. Lain No. 2, RT 01/RW 02"})

    workflow.answer(draft, draft.token, by=draft.user)

    case.refresh_from_db()
    assert case.answers["address"] == "Jl. Lain No. 2, RT 01/RW 02"


def test_an_answer_to_the_programmes_own_question_is_asked_again(web, case):
    ask(case, fields=["custom"])

    draft = workflow.start_correction(case.open_correction, user=case.applicant.user)

    assert set(draft.definition["only"]) >= {"motivation", "machine"}


def test_a_document_the_programme_never_named_can_be_asked_for(web, case):
    ask(case, documents=["domicile_letter"])
    web.get(address(case))

    assert "Surat domisili" in text(web.get(address(case, "dokumen")))


def test_unknown_names_lead_to_the_office(web, case):
    ask(case, fields=["place"])

    assert "petugas membetulkannya bersama Anda" in text(web.get(address(case)))


def test_answering_twice_changes_nothing(case):
    ask(case, documents=["ktp"])
    draft = workflow.start_correction(case.open_correction, user=case.applicant.user)
    made.with_file(draft, "ktp")

    first = workflow.answer(draft, draft.token, by=draft.user)
    second = workflow.answer(draft, draft.token, by=draft.user)

    assert first.pk == second.pk
    assert case.documents.filter(kind="ktp").count() == 2


def test_a_wrong_token_sends_nothing(case):
    ask(case, documents=["ktp"])
    draft = workflow.start_correction(case.open_correction, user=case.applicant.user)
    made.with_file(draft, "ktp")

    with pytest.raises(Refused):
        workflow.answer(draft, "lain", by=draft.user)


def test_an_unfinished_correction_is_not_sent(case):
    ask(case, documents=["ktp"])
    draft = workflow.start_correction(case.open_correction, user=case.applicant.user)

    with pytest.raises(workflow.Unfinished):
        workflow.answer(draft, draft.token, by=draft.user)


def test_a_date_that_has_passed_is_told(web, case, tick):
    asked = ask(case, documents=["ktp"])
    tick(at=asked.due_at + dt.timedelta(minutes=1))

    page = web.get(address(case))

    assert page.status_code == 409
    assert "Batas perbaikan sudah lewat" in text(page)


@pytest.mark.parametrize("step", ["", "dokumen"])
def test_nobody_else_sees_it(case, step):
    ask(case, documents=["ktp"])
    other = Client()
    other.force_login(UserFactory())

    assert other.get(address(case, step)).status_code == 404
    assert Client().get(address(case, step)).url.startswith("/masuk/?next=")


def test_without_a_request_there_is_no_page(web, case):
    assert web.get(address(case)).status_code == 404


def test_the_lost_session_loses_nothing(web, case):
    ask(case, fields=["phone"])
    web.get(address(case))
    page = web.get(address(case, "alamat"))
    web.logout()

    answer = web.post(address(case, "alamat"), hidden(page) | {"phone": "081200000009"})

    assert answer.status_code == 403
    assert Draft.objects.get(correction__isnull=False).data["alamat"]["phone"] == ["081200000009"]


def test_an_open_correction_is_listed_with_the_drafts(web, case):
    ask(case, fields=["phone"])
    web.get(address(case))
    post(web, case, "alamat", {"phone": "081200000009"})

    (draft,) = queries.open_drafts(case.applicant.user)

    assert draft.resume_url == address(case)
    assert draft.title.startswith("Menjahit")
