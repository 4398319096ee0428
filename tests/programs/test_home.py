"""Training on the home page of the CMS: each role sees what it can act on, and nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from programs import home
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def names(rf, user) -> list[str]:
    request = rf.get("/cms/")
    request.user = user
    return [panel.name for panel in home.panels(request)]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("trainer", ["sessions"]),
        ("head", ["sessions", "results", "seats"]),
        ("editor", ["seats"]),
        ("checker", []),
    ],
)
def test_each_role_has_its_panels(rf, role, expected):
    assert names(rf, UserFactory(role=role)) == expected


def test_a_trainer_starts_with_todays_list(client):
    trainer, now = make.trainer(), timezone.now()
    batch = make.batch(now=now)
    own = make.session(batch, starts_at=now - dt.timedelta(minutes=5), trainer=trainer)
    other = make.session(batch, starts_at=now - dt.timedelta(minutes=5), trainer=make.trainer())
    client.force_login(trainer.user)
    html = client.get("/cms/").content.decode()
    assert f"/cms/layanan/kehadiran/{own.pk}/" in html
    assert f"/cms/layanan/kehadiran/{other.pk}/" not in html


def test_panels_cost_the_same_with_many_rows(rf, django_assert_max_num_queries):
    for _ in range(6):
        make.batch(now=timezone.now())
    request = rf.get("/cms/")
    request.user = UserFactory(role="head")
    with django_assert_max_num_queries(12):
        for panel in home.panels(request):
            panel.lines()
