"""What is late for long comes before the head: once for each deadline, one message a day, never when switched off."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from cases import workflow
from cases.models import Case, EscalationSettings
from cases.workflow.escalation import escalate_due, late_since
from core.models import OutboxMessage
from tests.factories.cases import one_stage, open_case

pytestmark = pytest.mark.django_db
WIB = dt.timezone(dt.timedelta(hours=7))
WEDNESDAY = dt.datetime(2026, 11, 25, 9, tzinfo=WIB)


def late(days: int) -> Case:
    """Due at the end of the day so many calendar days before Wednesday."""
    case = open_case()
    due = dt.datetime(2026, 11, 25, 23, 59, 59, tzinfo=WIB) - dt.timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(due_at=due)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def bureau(office, head):
    one_stage(release="together")
    return head


def test_after_the_days_of_the_setting(bureau):
    monday, tuesday = late(2), late(1)
    assert escalate_due(WEDNESDAY) == 1
    assert list(Case.objects.escalated(WEDNESDAY)) == [monday]
    event = Event.objects.get(verb="cases.case.escalated")
    assert (event.object_ref, event.actor_ref, event.is_public) == (str(monday.pk), "system", False)
    assert escalate_due(WEDNESDAY + dt.timedelta(days=1)) == 1
    assert set(Case.objects.escalated(WEDNESDAY + dt.timedelta(days=1))) == {monday, tuesday}


def test_a_weekend_does_not_count(bureau):
    """Due on Friday, seen on Monday: one working day late."""
    friday = late(5)
    monday = WEDNESDAY - dt.timedelta(days=2)
    assert friday.due_at < late_since(monday, 1)
    assert escalate_due(monday) == 0


def test_the_head_is_told_once_a_day(bureau):
    late(3)
    escalate_due(WEDNESDAY)
    late(4)
    escalate_due(WEDNESDAY + dt.timedelta(hours=1))
    sent = OutboxMessage.objects.filter(kind="escalated")
    assert [message.to for message in sent] == [bureau.email]
    late(3)
    escalate_due(WEDNESDAY + dt.timedelta(days=1))
    assert sent.all().count() == 2


def test_never_when_it_is_switched_off(bureau):
    EscalationSettings.objects.update_or_create(defaults={"days": 0})
    late(9)
    assert escalate_due(WEDNESDAY) == 0


def test_a_new_clock_begins_anew(bureau):
    case = late(3)
    escalate_due(WEDNESDAY)
    Case.objects.filter(pk=case.pk).update(due_at=WEDNESDAY + dt.timedelta(days=2))
    later = WEDNESDAY + dt.timedelta(days=9)
    assert not Case.objects.escalated(later).exists()
    assert escalate_due(later) == 1
    assert Case.objects.escalated(later).exists()


def test_the_home_of_the_head_names_them_and_who_has_them(bureau, client, checker):
    case = late(9)
    escalate_due()
    workflow.claim(case, by=bureau)
    client.force_login(bureau)
    html = client.get("/cms/").content.decode()
    assert "Terlambat lama" in html
    assert case.applicant_name in html
    client.force_login(checker)
    assert "Terlambat lama" not in client.get("/cms/").content.decode()


def test_paused_clocks_are_listed_with_their_reasons(road, checker, client):
    case = open_case(documents=["ktp"])
    workflow.ask_correction(case, by=checker, documents=["ktp"], reasons=["correct-ktp-blurred"], note="Foto ulang.")
    client.force_login(checker)
    html = client.get(reverse("cases:pauses")).content.decode()
    assert case.number in html
    assert checker.label in html
