"""Home: what waits for whom, within a bounded number of queries."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from cases.enums import Move
from cases.models import Case
from cases.workflow import decide
from core.models import Holiday, MessageState, OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import open_case

pytestmark = pytest.mark.django_db


def home(client, user):
    client.force_login(user)
    response = client.get("/cms/")
    assert response.status_code == 200
    return response


def names(response):
    return [panel.name for panel in response.context["panels"]]


def test_a_checker_sees_the_queue_and_what_is_late(road, client, checker):
    case = open_case()
    late = open_case(at=timezone.now() - dt.timedelta(days=20))
    html = home(client, checker).content.decode()
    assert case.applicant_name in html
    assert late.applicant_name in html
    assert "Meja kerja Rina" in html


def test_the_head_sees_what_waits_for_release(road, client, head, checker):
    case = open_case()
    decide(case, verdict=Move.REJECT, by=checker, told="Contoh")
    response = home(client, head)
    assert "release" in names(response)
    assert case.applicant_name in response.content.decode()


def test_the_head_sees_what_is_late_at_each_stage(road, client, head):
    open_case(at=timezone.now() - dt.timedelta(days=20))
    response = home(client, head)
    html = response.content.decode()
    assert "workload" in names(response)
    assert "1 terlambat" in html
    assert "tahap=Periksa&amp;batas=terlambat" in html


def test_an_editor_sees_no_case(road, client):
    case = open_case()
    response = home(client, UserFactory(role=Role.EDITOR))
    assert not {"my-queue", "overdue", "release"} & set(names(response))
    assert case.applicant_name not in response.content.decode()


def test_a_message_that_did_not_arrive_is_shown_to_the_head(road, client, head):
    assert "outbox" not in names(home(client, head))
    OutboxMessage.objects.create(
        key="k", kind="received", to="warga@contoh.test", language="id", content={}, state=MessageState.FAILED
    )
    response = home(client, head)
    assert "outbox" in names(response)
    assert "warga@contoh.test" not in response.content.decode()


def test_a_year_without_holidays_is_a_warning(road, client, head):
    assert "holidays" not in names(home(client, head))
    Holiday.objects.all().delete()
    response = home(client, head)
    assert f"Hari libur {timezone.localdate().year}" in response.content.decode()


def test_home_costs_the_same_for_one_and_thirty_cases(road, client, head, checker, django_assert_max_num_queries):
    decide(open_case(), verdict=Move.REJECT, by=checker, told="Contoh")
    home(client, head)
    with django_assert_max_num_queries(38) as one:
        client.get("/cms/")
    for _number in range(29):
        decide(open_case(), verdict=Move.REJECT, by=checker, told="Contoh")
    client.get("/cms/")
    with django_assert_max_num_queries(38) as thirty:
        client.get("/cms/")
    assert len(thirty) == len(one)
    assert Case.objects.count() == 30
