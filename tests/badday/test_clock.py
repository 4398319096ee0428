"""Machines with another clock: a server in New York serves Tangerang's days; a year without holidays is told."""

import os
import re
import subprocess
import sys

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.models import Case
from core.models import Holiday
from forms import steps
from tests import processes, storm
from tests.badday.visitors import Visitor
from tests.factories import forms as made
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|/static/[^"]+')
ELSEWHERE = {"TZ": "America/New_York"}


def words(body: str) -> str:
    return CHANGING.sub("", body)


@pytest.mark.endurance
@pytest.mark.postgres
def test_a_server_in_another_time_zone_tells_the_same_days_and_hours():
    now = timezone.now()
    program = make.page_in_site(questions=[], documents=[])
    page = make.batch_page(program, now=now, sessions=3, capacity=5)
    who = storm.person(page.batch)
    with processes.web(**ELSEWHERE) as port:
        for path in ("/jadwal/", "/jadwal.ics", page.url):
            here, there = Client().get(path), Visitor(port).get(path)
            assert (path, there.status_code) == (path, 200)
            assert words(there.text) == words(here.content.decode()), path
        values = {"token": who.token, "revision": who.revision} | storm.PAGE
        assert storm.post(port, made.address(page.batch, steps.DECLARATION), who.session, **values)[0] == 302
    case = Case.objects.get()
    assert timezone.localtime(case.due_at).strftime("%H.%M.%S") == "23.59.59"
    assert abs((case.submitted_at - timezone.now()).total_seconds()) < 3600


@pytest.mark.endurance
def test_doctor_of_a_server_elsewhere_names_the_year_without_holidays():
    year = timezone.localdate().year
    Holiday.objects.all().delete()
    assert f"Belum ada hari libur untuk {year}" in doctor()


def doctor() -> str:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | ELSEWHERE
    command = [sys.executable, "manage.py", "doctor", "--no-mail"]
    done = subprocess.run(command, cwd=processes.ROOT, env=environment, capture_output=True, text=True, timeout=120)
    return done.stderr


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("2026-11-30T16:59:58+00:00", True), ("2026-11-30T17:00:00+00:00", False)],
    ids=["a second before midnight", "midnight"],
)
def test_registration_ends_at_midnight_of_the_office(client, moment, is_open):
    """The last day of the month, in Tangerang; in London it is afternoon."""
    closes = timezone.datetime.fromisoformat("2026-11-30T16:59:59+00:00")
    with time_machine.travel(moment, tick=False):
        batch = made.batch(now=timezone.now())
        type(batch).objects.filter(pk=batch.pk).update(closes_at=closes)
        client.force_login(UserFactory())
        answer = client.get(made.address(batch, "identitas"), follow=True)
    assert ("full_name" in answer.text) == is_open
