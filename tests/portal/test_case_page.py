"""The page of a case: what its owner reads in every state, and that nobody else reads anything."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from cases import workflow
from cases.enums import Bucket, CaseState, Move
from cases.models import Case
from cases.rules import Refused
from programs.models import Batch, Session
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import private_file
from tests.factories.credentials import issued

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def page(case, path="", client=None):
    client = client or Client()
    client.force_login(case.applicant.user)
    return client.get(f"/akun/{case.number}/{path}")


def text(case, path=""):
    return page(case, path).content.decode()


def test_being_checked(now):
    case = make.register(make.batch(now=now), at=now)
    body = text(case)
    assert f'Pendaftaran <span class="ck-nowrap">{case.number}</span>' in body
    assert "Sedang diperiksa" in body
    assert "Pendaftaran dikirim" in body
    assert case.stage.name_id in body
    assert "Kabar paling lambat" in body


def test_a_held_decision_shows_nothing(now):
    batch = make.batch(now=now)
    case = make.at_decision(make.register(batch, at=now))
    before = _told(case)
    workflow.decide(case, verdict=Move.REJECT, told="Rahasia.", by=make.head(), at=now)
    assert _told(case) == before


def _told(case) -> tuple:
    context = page(case).context["own"]
    return context.tag, context.next_step, context.timeline


def test_on_the_reserve_list_with_a_number(now):
    batch = make.batch(now=now, capacity=1)
    make.register(batch, at=now - DAY)
    second, third = make.register(batch, at=now - DAY / 2), make.register(batch, at=now)
    assert "1 dari 2" in text(second)
    assert "2 dari 2" in text(third)


def test_accepted_reads_the_first_day(now):
    case = make.released(make.register(make.batch(now=now), at=now), at=now)
    body = text(case)
    assert "Kursi Anda pasti" in body
    assert "Mulai pelatihan" in body
    assert "Anda diterima" in body


def test_an_offer_can_be_taken_or_given_up(now):
    batch = make.batch(now=now, confirm_by=now + 5 * DAY)
    case = make.released(make.register(batch, at=now), at=now)
    assert case.state == CaseState.OFFERED
    body = text(case)
    assert f"/akun/{case.number}/ambil/" in body
    assert f"/akun/{case.number}/lepas/" in body
    assert "Jawab paling lambat" in body


def test_an_offered_seat_is_good_news_not_a_warning(client, now):
    batch = make.batch(now=now, confirm_by=now + 5 * DAY)
    case = make.released(make.register(batch, at=now), at=now)
    client.force_login(case.applicant.user)

    body = client.get("/akun/").content.decode()

    assert "Satu kursi ditawarkan kepada Anda." in body
    assert "ck-note--success" in body
    assert "ck-note--ask" not in body


def test_a_correction_is_asked_for_with_its_date(now):
    batch = make.batch(now=now)
    case = make.register(batch, at=now, documents=[("ktp", "KTP", private_file())])
    officer = UserFactory(role=Role.CHECKER)
    workflow.claim(case, by=officer, at=now)
    workflow.ask_correction(case, documents=["ktp"], note="Foto KTP buram.", by=officer, at=now)
    body = text(case)
    assert "Perlu Anda perbaiki" in body
    assert "Foto KTP buram." in body
    assert f"/daftar/perbaikan/{case.number}/" in body
    assert "Menunggu perbaikan dari Anda." in body


def test_a_late_answer_is_admitted(now):
    case = make.register(make.batch(now=now), at=now)
    Case.objects.filter(pk=case.pk).update(due_at=now - 2 * DAY)
    assert "Kami terlambat" in text(case)


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_has_a_page(now, state):
    """Also one that a service has nothing to say about."""
    case = make.register(make.batch(now=now), at=now)
    Case.objects.filter(pk=case.pk).update(state=state, bucket=Bucket.UNDERWAY)
    answer = page(case)
    assert answer.status_code == 200
    assert answer.context["own"].next_step["title"]


def test_a_rejection_says_why(now):
    case = make.at_decision(make.register(make.batch(now=now), at=now))
    workflow.decide(case, verdict=Move.REJECT, told="Usia di atas batas.", by=make.head(), at=now)
    assert "Usia di atas batas." not in text(case)
    workflow.release(case, at=now)
    body = text(case)
    assert "Belum diterima" in body
    assert "Usia di atas batas." in body


def test_the_time_to_object_is_told_and_later_that_it_is_over(now):
    case = make.at_decision(make.register(make.batch(now=now), at=now))
    workflow.decide(case, verdict=Move.REJECT, told="Usia di atas batas.", by=make.head(), at=now)
    workflow.release(case, at=now)
    assert "Anda dapat mengajukan keberatan paling lambat" in text(case)
    Case.objects.filter(pk=case.pk).update(closed_at=now - 60 * DAY)
    assert "Waktu mengajukan keberatan sudah lewat" in text(case)


def test_who_withdrew_may_register_again_while_registration_is_open(now):
    batch = make.batch(now=now)
    case = workflow.withdraw(make.register(batch, at=now), by=None, at=now)
    again = f"/daftar/pelatihan/{batch.code}/"
    assert again in text(case)
    Batch.objects.update(closes_at=now)
    assert again not in text(case)


def test_after_the_last_day_nothing_is_left_to_withdraw_from(now):
    case = make.released(make.register(make.batch(now=now), at=now), at=now)
    assert f"/akun/{case.number}/batal/" in text(case)
    today = timezone.localdate(now)
    Batch.objects.update(starts_on=today - 9 * DAY, ends_on=today - DAY)
    assert f"/akun/{case.number}/batal/" not in text(case)
    assert "Pelatihan ini selesai pada" in text(case, "batal/")
    with pytest.raises(Refused):
        workflow.withdraw(case, by=case.applicant.user, at=now)


def test_a_late_result_is_admitted(now):
    case = make.released(make.register(make.batch(now=now), at=now), at=now)
    Session.objects.all().delete()
    assert "Hasil Anda" in text(case)
    today = timezone.localdate(now)
    Batch.objects.update(starts_on=today - 99 * DAY, ends_on=today - 90 * DAY)
    assert "Kami terlambat" in text(case)


def test_waiting_on_the_reserve_list_is_what_happens_now(now):
    batch = make.by_score(now=now)
    case = make.at_decision(make.register(batch, at=now))
    workflow.decide(case, verdict=Move.RESERVE, by=make.head(), at=now)
    workflow.release(case, at=now)
    items = page(case).context["own"].timeline
    assert [item["title"] for item in items if item.get("state") == "now"] == ["Menunggu kursi kosong"]


def test_who_finished_reads_of_the_certificate_once_it_is_issued(now):
    case = make.released(make.register(make.batch(now=now), at=now), at=now)
    Case.objects.filter(pk=case.pk).update(state=CaseState.COMPLETED, closed_at=now)
    assert "Sertifikat Anda terbit paling lambat" in text(case)
    credential = issued(enrolment=make.enrolment(case))
    assert f"Sertifikat {credential.number} sudah terbit" in text(case)


def test_the_story_in_english(now):
    case = make.released(make.register(make.batch(now=now), at=now), at=now)
    client = Client()
    client.force_login(case.applicant.user)
    body = client.get(f"/en/akun/{case.number}/").content.decode()
    assert "You are accepted" in body
    assert "Registration sent" in body


PATHS = ["", "batal/", "ambil/", "lepas/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["citizen", *Role.values])
def test_somebody_elses_case_is_as_missing_as_none(now, path, method, who):
    """Same status, same bytes: only the number that was asked for differs."""
    case = make.register(make.batch(now=now), at=now)
    client = Client()
    client.force_login(ApplicantFactory().user if who == "citizen" else UserFactory(role=who))
    missing = "BLK-0000-0000-0"
    theirs = getattr(client, method)(f"/akun/{case.number}/{path}")
    nobodys = getattr(client, method)(f"/akun/{missing}/{path}")
    assert theirs.status_code == nobodys.status_code == (405 if (path, method) == ("", "post") else 404)
    assert theirs.content.replace(case.number.encode(), b"") == nobodys.content.replace(missing.encode(), b"")
    assert dict(theirs.headers) == dict(nobodys.headers) | {"Content-Length": theirs.headers["Content-Length"]}
    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_door(now, client, path):
    case = make.register(make.batch(now=now), at=now)
    assert client.get(f"/akun/{case.number}/{path}").url == f"/masuk/?next=/akun/{case.number}/{path}"


def test_pages_of_a_case_are_not_stored(now):
    case = make.register(make.batch(now=now), at=now)
    for path in PATHS:
        assert page(case, path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("number", ["blk-7k3m", "BLK-7K3M-9QX2-D%00", "..%2f..%2f", "<script>", "BLK-7K3M-9QX2-D'--"])
def test_hostile_numbers(client, number):
    client.force_login(UserFactory())
    assert client.get(f"/akun/{number}/").status_code == 404


def test_hostile_words_are_printed_as_they_are(now):
    person = ApplicantFactory(name="<script>alert(1)</script>")
    case = make.register(make.batch(now=now, title="<b>Menjahit</b>"), person, at=now)
    body = text(case)
    assert "<script>alert" not in body
    assert "<b>Menjahit" not in body


def test_statements_do_not_grow_with_the_story(now, django_assert_max_num_queries):
    case = make.register(make.batch(now=now), at=now, documents=[(f"d{n}", f"D{n}", private_file()) for n in range(30)])
    client = Client()
    client.force_login(case.applicant.user)
    client.get(f"/akun/{case.number}/")
    with django_assert_max_num_queries(40):
        client.get(f"/akun/{case.number}/")


def test_the_batch_changed_meanwhile(now):
    case = make.released(make.register(make.batch(now=now, confirm_by=now + 5 * DAY), at=now), at=now)
    Batch.objects.update(starts_on=timezone.localdate(now) + 90 * DAY)
    assert page(case).status_code == 200
