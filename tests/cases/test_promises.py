"""One calculation of dates behind announcement, receipt, account and status."""

import datetime as dt

import pytest

from cases.promises import days_of, promised
from core.workdays import add_working_days
from tests.factories.cases import open_case

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


def test_the_first_stage_counts_from_the_day_it_was_sent(road):
    stages = list(road.stages.all())
    days = [day for _stage, day in days_of(stages, MONDAY, MONDAY + dt.timedelta(days=14))]
    assert days[0] == add_working_days(MONDAY, 3)
    assert days[1] == add_working_days(add_working_days(MONDAY + dt.timedelta(days=14), 3), 5)


def test_without_a_close_every_stage_follows_the_one_before(road):
    case = open_case()
    first, second, third = [day for _stage, day in promised(case)]
    assert (second, third) == (add_working_days(first, 5), add_working_days(second, 2))
