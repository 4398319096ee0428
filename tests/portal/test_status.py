"""/status/: a stage and a date for whoever knows number and birth date; nothing else for anybody."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.enums import Bucket, CaseState
from cases.models import Case
from core.models import Throttle
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
BIRTH = {"birth_date_day": "5", "birth_date_month": "5", "birth_date_year": "1999"}
OTHER = {"birth_date_day": "6", "birth_date_month": "5", "birth_date_year": "1999"}
NONE = "BLK-0000-0000-0"


@pytest.fixture
def case():
    now = timezone.now()
    person = ApplicantFactory(name="Rina Contoh Sekali")
    return make.register(make.batch(now=now, title="Menjahit Rahasia"), person, at=now)


def ask(number, birth=BIRTH, client=None, path="/status/"):
    return (client or Client()).post(path, {"number": number} | birth)


def plain(answer, *typed) -> str:
    html = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]+"', r"\1", answer.content.decode())
    for each in typed:
        html = html.replace(each, "")
    return html


def main(answer) -> str:
    return answer.content.decode().split("<main")[1].split("</main")[0]


def test_the_stage_and_the_date(case):
    answer = ask(case.number)
    body = main(answer)
    assert case.stage.name_id in body
    assert "Sedang diperiksa" in body
    assert "Anda mendapat kabar paling lambat" in body
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_name_score_document_or_batch(case):
    body = ask(case.number).content.decode()
    for secret in ("Rina", "Contoh Sekali", "Menjahit", case.applicant.masked_nik, case.applicant.nik, "1999"):
        assert secret not in body


SPELLINGS = [str.lower, lambda n: n.replace("-", " "), lambda n: f"  {n} ", lambda n: n.replace("-", "")]


@pytest.mark.parametrize("written", SPELLINGS)
def test_the_number_however_it_is_typed(case, written):
    assert case.number in ask(written(case.number)).content.decode()


def test_unknown_number_and_wrong_date_get_the_same_answer(case):
    wrong_date, unknown = ask(case.number, OTHER), ask(NONE, OTHER)
    assert wrong_date.status_code == unknown.status_code == 200
    assert plain(wrong_date, case.number) == plain(unknown, NONE)
    assert "tidak cocok dengan pendaftaran mana pun" in main(unknown)


def test_the_same_number_of_statements(case):
    ask(NONE, OTHER)
    counts = []
    for number in (case.number, NONE):
        with CaptureQueriesContext(connection) as queries:
            ask(number, OTHER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_says_what_follows(case, state):
    Case.objects.filter(pk=case.pk).update(state=state, bucket=Bucket.UNDERWAY)
    body = main(ask(case.number))
    assert str(CaseState(state).public_label) in body
    assert re.search(r"<p>[^<]{20,}</p>", body)


def test_a_number_is_closed_after_ten_tries(case):
    for _n in range(10):
        ask(case.number, OTHER)
    answer = ask(case.number)
    assert answer.status_code == 429
    assert re.search(r"Coba lagi pukul \d\d\.\d\d WIB", main(answer))
    assert case.stage.name_id not in main(answer)


def test_an_unknown_number_is_closed_like_a_known_one(case):
    for number in (case.number, NONE):
        for _n in range(10):
            ask(number, OTHER)
    assert plain(ask(case.number), case.number) == plain(ask(NONE), NONE)


def test_a_place_is_closed_after_sixty_tries(case):
    for number in range(60):
        ask(f"BLK-{number:04d}-0000-0", OTHER)
    assert ask(case.number).status_code == 429


def test_what_is_counted_names_nobody(case):
    ask(case.number)
    assert not [key for key in Throttle.objects.values_list("key", flat=True) if case.number in key or "127.0" in key]


def test_a_get_with_answers_in_the_address_shows_the_form(case, client):
    body = client.get("/status/", {"number": case.number} | BIRTH)
    assert "Anda mendapat kabar" not in body.content.decode()


def test_english(case):
    body = main(ask(case.number, path="/en/status/"))
    assert "You will hear from us by" in body


@pytest.mark.parametrize(
    ("number", "birth"),
    [
        ("", BIRTH),
        (NONE, {}),
        (NONE, {"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1999"}),
        (NONE, {"birth_date_day": "5", "birth_date_month": "5", "birth_date_year": "9999"}),
        ("<script>alert(1)</script>", BIRTH),
        ("x" * 5000, BIRTH),
        ("\x00\x00", BIRTH),
        ("' OR 1=1 --", BIRTH),
        ("٧٧٧", {"birth_date_day": "٥", "birth_date_month": "5", "birth_date_year": "1999"}),
    ],
)
def test_hostile_input(number, birth):
    answer = ask(number, birth)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_birth_date_never_reaches_an_address_or_cookie(case):
    client = Client()
    answer = ask(case.number, client=client)
    assert not answer.has_header("Location")
    assert "sessionid" not in client.cookies


def test_born_tomorrow_is_told(case):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    parts = {"birth_date_day": tomorrow.day, "birth_date_month": tomorrow.month, "birth_date_year": tomorrow.year}
    body = main(ask(case.number, parts))
    assert "govuk-form-group--error" in body
    assert "tidak cocok" not in body


def test_a_link_brings_the_number(case):
    assert f'value="{case.number}"' in Client().get("/status/", {"nomor": case.number}).content.decode()


@pytest.mark.parametrize("number", ["<script>x", "1", "\x00", "x" * 500])
def test_what_is_no_number_is_not_shown(number):
    answer = Client().get("/status/", {"nomor": number})
    assert answer.status_code == 200
    assert "<script>x" not in answer.content.decode()
