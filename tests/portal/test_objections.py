"""Objecting in one's own account: the form, what stands there afterwards, and that /status/ tells no words."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.enums import Role
from cases import objections, workflow
from cases.enums import CaseState, Move
from cases.models import Case, Objection
from core.models import OutboxMessage, PrivateFile
from programs.enums import EnrolmentState
from programs.models import Batch, Enrolment
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Ijazah saya sudah benar, lihat nama di kartu keluarga."
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def rejected(now):
    return make.released(make.register(make.batch(now=now), at=now), Move.REJECT, at=now)


def owner(case) -> Client:
    client = Client()
    client.force_login(case.applicant.user)
    return client


def address(case) -> str:
    return f"/akun/{case.number}/keberatan/"


def photo(name="surat.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(content, "JPEG")
    content.seek(0)
    content.name = name
    return content


def send(case, **fields):
    return owner(case).post(address(case), {"text": WORDS} | fields, follow=True)


def body(case, path="") -> str:
    return owner(case).get(f"/akun/{case.number}/{path}").content.decode()


def test_the_page_of_a_rejected_case_leads_to_the_form(rejected):
    assert f'href="{address(rejected)}"' in body(rejected)
    form = body(rejected, "keberatan/")
    assert "Mengapa keputusan ini perlu diubah?" in form
    assert "10 hari kerja" in form


def test_sent_it_is_kept_with_its_proof(rejected):
    answer = send(rejected, proof_1=photo())
    objection = Objection.objects.get()
    assert objection.text == WORDS
    assert [row.file.name for row in objection.documents] == ["surat.jpg"]
    assert "Keberatan Anda sedang diperiksa" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert [row.to for row in OutboxMessage.objects.filter(kind="objection_received")] == [rejected.applicant.email]


def test_afterwards_there_is_no_second_form(rejected):
    send(rejected)
    assert f'href="{address(rejected)}"' not in body(rejected)
    assert "Anda sudah mengajukan keberatan" in body(rejected, "keberatan/")
    send(rejected)
    assert Objection.objects.count() == 1


def test_a_wrong_file_keeps_what_was_typed(rejected):
    text = io.BytesIO(b"no picture")
    text.name = "surat.txt"
    answer = owner(rejected).post(address(rejected), {"text": WORDS, "proof_1": text})
    assert WORDS in answer.content.decode()
    assert not Objection.objects.exists()


def test_without_words_the_page_says_what_is_missing(rejected):
    answer = owner(rejected).post(address(rejected), {"text": ""})
    assert "Tulis alasan keberatan Anda." in answer.content.decode()
    assert "<title>Galat:" in answer.content.decode()


def test_after_the_last_day_the_text_is_in_the_past_tense_and_the_door_is_closed(rejected):
    Case.objects.filter(pk=rejected.pk).update(closed_at=timezone.now() - 22 * DAY)
    text = body(rejected)
    assert "Waktu mengajukan keberatan sudah lewat" in text
    assert f'href="{address(rejected)}"' not in text
    answer = owner(rejected).post(address(rejected), {"text": WORDS, "proof_1": photo()})
    assert answer.status_code == 409
    assert not Objection.objects.exists()
    assert not PrivateFile.objects.filter(name="surat.jpg").exists()


def test_another_person_finds_nothing(rejected):
    stranger = Client()
    stranger.force_login(ApplicantFactory().user)
    assert stranger.get(address(rejected)).status_code == 404
    assert stranger.post(address(rejected), {"text": WORDS}).status_code == 404
    assert Client().get(address(rejected)).status_code == 302


def test_status_tells_the_stage_and_the_date_but_no_words(rejected):
    send(rejected)
    fields = {"number": rejected.number}
    born = rejected.applicant.birth_date
    fields |= {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}
    answer = Client().post("/status/", fields).content.decode()
    assert "Keberatan Anda sedang diperiksa" in answer
    assert WORDS not in answer
    assert "keberatan-1" not in answer


def test_the_answer_is_read_by_its_owner_alone(rejected):
    send(rejected)
    officer = UserFactory(role=Role.HEAD)
    workflow.dismiss(Objection.objects.get(), by=officer, told="Nama itu berbeda.")
    text = body(rejected)
    assert "Keputusan semula tetap berlaku" in text
    assert "Nama itu berbeda." in text
    assert officer.email not in text
    fields = {"number": rejected.number}
    born = rejected.applicant.birth_date
    fields |= {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}
    assert "Nama itu berbeda." not in Client().post("/status/", fields).content.decode()


def test_upheld_the_registration_has_its_place_again(rejected):
    batch = Batch.objects.get(pk=rejected.subject_id)
    assert batch.held == 0
    send(rejected)
    workflow.uphold(Objection.objects.get(), by=UserFactory(role=Role.HEAD), told="Anda benar.")
    batch.refresh_from_db()
    assert batch.held == 1
    assert Enrolment.objects.get(registration_id=rejected.pk).state == EnrolmentState.HELD
    assert "Sedang diperiksa" in body(rejected)


def test_where_the_class_is_full_meanwhile_a_rank_is_given(now):
    batch = make.batch(now=now, capacity=1)
    rejected = make.released(make.register(batch, at=now), Move.REJECT, at=now)
    make.register(batch, at=now)
    send(rejected)
    workflow.uphold(Objection.objects.get(), by=UserFactory(role=Role.HEAD))
    again = Enrolment.objects.get(registration_id=rejected.pk)
    assert (again.state, again.rank) == (EnrolmentState.RESERVE, 1)


def test_who_registered_again_meanwhile_has_one_place(rejected, now):
    batch = Batch.objects.get(pk=rejected.subject_id)
    send(rejected)
    make.register(batch, rejected.applicant, at=now)
    with pytest.raises(workflow.base.rules.Refused, match=r"mendaftar lagi|registered again"):
        workflow.uphold(Objection.objects.get(), by=UserFactory(role=Role.HEAD))
    assert Case.objects.get(pk=rejected.pk).state == CaseState.REJECTED
    assert Objection.objects.get().is_open


def test_a_date_that_has_passed_is_said(rejected):
    send(rejected)
    Objection.objects.update(due_at=timezone.now() - DAY)
    assert "Kami terlambat" in body(rejected)
    assert objections.current(Case.objects.get(pk=rejected.pk)).is_open
