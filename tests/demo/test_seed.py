"""The demo office: filled once for this module, looked at from many sides, and rolled back."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Applicant, User
from audit import log
from cases.enums import Bucket, CaseState, DocumentVerdict
from cases.models import Case, CorrectionRequest, Decision, Document
from core import nik
from core.models import MessageState, OutboxMessage
from credentials.enums import CredentialState
from credentials.models import Credential
from demo import seed
from demo.words import read
from programs import rules
from programs.enums import BatchStatus, OfferAnswer
from programs.models import Attendance, Batch, BatchPage, Completion, Enrolment, Offer, ProgramPage, Session
from stats import workflow as stats
from stats.enums import Measure
from stats.models import DataPage, Fact, KeepRate

pytestmark = pytest.mark.django_db
ENOUGH = 3


@pytest.fixture(scope="module", autouse=True)
def _office(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        seed.fill()
        log.seal_due()
        yield
        transaction.set_rollback(True)


def counts(queryset, *names):
    return dict(queryset.values_list(*names).annotate(number=Count("pk")).values_list(*names, "number"))


def test_every_state_of_a_case_is_there():
    found = counts(Case.objects, "state")

    assert {state: number for state, number in found.items() if number < ENOUGH} == {}
    assert found.keys() == set(CaseState.values)


def test_every_turn_and_every_stage_is_there():
    waiting = Case.objects.filter(bucket=Bucket.OFFICE)

    assert set(counts(Case.objects, "bucket")) == set(Bucket.values)
    assert min(counts(waiting, "stage__name_id").values()) >= ENOUGH
    assert waiting.filter(due_at__lt=timezone.now()).count() >= ENOUGH
    assert waiting.filter(is_corrected=True).count() >= ENOUGH
    assert waiting.filter(lease_until__gt=timezone.now()).exists()
    tomorrow = timezone.now() + dt.timedelta(hours=12)
    assert waiting.filter(lease_by__email="verifikator@contoh.id", lease_until__gt=tomorrow).count() >= ENOUGH


def test_every_end_of_a_correction_is_there():
    corrections = CorrectionRequest.objects

    assert corrections.filter(answered_at=None, lapsed_at=None).count() >= ENOUGH
    assert corrections.exclude(answered_at=None).count() >= ENOUGH
    assert corrections.exclude(lapsed_at=None).count() >= ENOUGH
    assert set(counts(Document.objects, "verdict")) >= {DocumentVerdict.ACCEPTED, DocumentVerdict.UNREADABLE}


def test_decisions_wait_for_release_and_for_a_second_person():
    held = Decision.objects.filter(released_at=None)

    assert set(counts(held, "verdict")) == {"accept", "reserve", "reject"}
    assert held.filter(stage__second_person=True, second_by=None).count() >= ENOUGH
    assert held.filter(stage__second_person=True).exclude(second_by=None).count() >= ENOUGH


def test_every_status_of_a_batch_is_there():
    found = [rules.status(batch, timezone.now()) for batch in Batch.objects.all()]

    assert set(found) == set(BatchStatus)
    assert len(found) >= 14
    assert BatchPage.objects.filter(live=False, locale__language_code="id").exists()


def test_every_programme_speaks_both_languages():
    assert ProgramPage.objects.filter(locale__language_code="id", live=True).count() == 21
    assert ProgramPage.objects.filter(locale__language_code="en", live=True, alias_of=None).count() == 21


def test_seats_agree_with_the_people_in_them():
    wrong = [
        batch.code for batch in Batch.objects.all() if (batch.held, batch.seated) != (held_in(batch), seated_in(batch))
    ]

    assert wrong == []


def held_in(batch):
    return batch.enrolments.filter(state="held").count()


def seated_in(batch):
    return batch.enrolments.filter(state__in=("seated", "finished")).count()


def test_every_answer_to_an_offer_is_there():
    assert set(counts(Offer.objects, "answer")) >= set(OfferAnswer.values) - {OfferAnswer.CANCELLED}


def test_trainings_lead_to_certificates():
    assert Attendance.objects.count() > 300
    assert Session.objects.filter(starts_at__lt=timezone.now(), sheet=None).exists()
    assert set(counts(Completion.objects, "passed")) == {True, False}
    assert set(counts(Credential.objects, "state")) == set(CredentialState.values)
    assert Enrolment.objects.filter(batch__ends_on__lt=timezone.localdate(), state="seated").exists()


def test_the_log_holds():
    assert list(log.verify()) == []


def test_nothing_lies_ahead_of_now():
    assert not Case.objects.filter(submitted_at__gt=timezone.now()).exists()
    assert not Decision.objects.filter(at__gt=timezone.now()).exists()


def test_nobody_is_real():
    """Well-formed numbers with serials that are never given out, and telephones that belong to nobody."""
    people = list(Applicant.objects.all())

    assert all(nik.parse(person.nik).fits(person.birth_date) for person in people)
    assert all(person.nik[12] == "9" for person in people)
    assert all(str(person.phone).startswith("+628120000") for person in people)
    assert all(user.email.endswith((".example", "@contoh.id")) for user in User.objects.all())


def test_messages_of_earlier_days_are_settled():
    found = counts(OutboxMessage.objects, "state")

    assert set(found) == set(MessageState.values)
    assert found[MessageState.WAITING] < 40


@pytest.mark.parametrize("row", read("office")["logins"], ids=lambda row: row["key"])
def test_each_role_signs_in(row):
    user = User.objects.get(email=row["email"])

    assert user.check_password("contoh-2026")
    assert user.emailaddress_set.get().verified
    assert [group.name for group in user.groups.all()] == ([Role(row["role"])] if row["role"] else [])


def test_the_citizen_has_something_to_do_and_something_to_show(client):
    citizen = User.objects.get(email="pelamar@contoh.id")
    states = set(citizen.applicant.cases.values_list("state", flat=True))

    assert citizen.check_password("contoh-2026")
    assert {CaseState.OFFERED, CaseState.COMPLETED, CaseState.IN_REVIEW} <= states
    assert citizen.applicant.credentials.exists()


def test_seen_from_the_site(client):
    home, english = client.get("/"), client.get("/en/")

    assert (home.status_code, english.status_code) == (200, 200)
    assert "Dinas Ketenagakerjaan Kota Tangerang" in home.content.decode()


def test_a_second_run_changes_nothing(capsys):
    before = Case.objects.aggregate(number=Count("pk"), revisions=Count(F("revision")))

    call_command("seed_demo")

    assert Case.objects.aggregate(number=Count("pk"), revisions=Count(F("revision"))) == before


def test_refused_where_it_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO"):
        call_command("seed_demo")


def test_the_figures_are_what_the_log_says():
    assert stats.differences() == []
    assert Fact.objects.filter(measure=Measure.REGISTERED).aggregate(n=Sum("count"))["n"] == Case.objects.count()
    issued = Credential.objects.filter(replaces=None).count()
    assert Fact.objects.filter(measure=Measure.CERTIFIED).aggregate(n=Sum("count"))["n"] == issued


def test_the_tables_of_the_city_are_published_in_both_languages():
    assert counts(DataPage.objects.live().order_by(), "locale__language_code") == {"id": 13, "en": 13}
    assert KeepRate.objects.get().total >= ENOUGH
