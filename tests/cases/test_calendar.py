"""The calendar and the clocks that run: Lebaran, a holiday entered late, one taken away, midnight and month end."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.models import Case, CorrectionRequest, Objection
from cases.workflow import ask_correction, calendar
from core import bootstrap, workdays
from core.models import Holiday, HolidayChange
from tests.factories.accounts import UserFactory
from tests.factories.cases import one_stage, open_case

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2027, 3, 5, 3, 0, tzinfo=dt.UTC)  # 10.00 in Tangerang, before Lebaran 2027


@pytest.fixture
def three_days(office):
    bootstrap.load_core()
    one_stage(limit_days=3)


def due(case: Case) -> str:
    return timezone.localtime(Case.objects.get(pk=case.pk).due_at).isoformat()


def holiday(day: dt.date) -> Holiday:
    return Holiday.objects.create(date=day, name="Cuti bersama tambahan")


def test_a_limit_runs_across_lebaran(three_days):
    assert due(open_case(at=FRIDAY)) == "2027-03-18T23:59:59+07:00"


def test_a_clock_that_is_stopped_goes_on_after_lebaran(three_days):
    case = open_case(at=FRIDAY)
    ask_correction(case, by=UserFactory(role="head"), fields=["address"], note="Alamat kurang.", at=FRIDAY)
    assert timezone.localtime(CorrectionRequest.objects.get().due_at).date() == workdays.add_working_days(
        FRIDAY.date(), 5
    )
    assert Case.objects.get(pk=case.pk).paused_days == 3


@pytest.mark.parametrize(
    ("arrived", "last_day"),
    [
        ("2026-11-30T16:59:59+00:00", "2026-12-03"),  # Monday 23.59.59 in Tangerang
        ("2026-11-30T17:00:00+00:00", "2026-12-04"),  # midnight: Tuesday, another month
    ],
)
def test_the_day_and_the_month_end_at_midnight_of_the_office(three_days, arrived, last_day):
    assert due(open_case(at=dt.datetime.fromisoformat(arrived))) == f"{last_day}T23:59:59+07:00"


def test_a_holiday_entered_late_moves_every_deadline_behind_it_by_one_day(three_days):
    soon, later = (open_case(at=FRIDAY + dt.timedelta(days=days)) for days in (0, 13))
    assert due(later) == "2027-03-23T23:59:59+07:00"
    holiday(dt.date(2027, 3, 18))
    assert calendar.recount_due(FRIDAY) > 0
    assert due(soon) == "2027-03-19T23:59:59+07:00"
    assert calendar.recount_due(FRIDAY) == 0


def test_deadlines_that_stand_beside_each_other_are_not_pushed_twice(three_days):
    """The first moves to the day of the second, which moves on."""
    monday = dt.datetime(2027, 4, 5, 3, 0, tzinfo=dt.UTC)
    cases = [open_case(at=monday + dt.timedelta(days=days)) for days in range(3)]
    assert [due(case)[8:10] for case in cases] == ["08", "09", "12"]
    holiday(dt.date(2027, 4, 8))
    calendar.recount_due(monday)
    assert [due(case)[8:10] for case in cases] == ["09", "12", "13"]
    Holiday.objects.get(date=dt.date(2027, 4, 8)).delete()
    calendar.recount_due(monday)
    assert [due(case)[8:10] for case in cases] == ["08", "09", "12"]


def test_a_holiday_that_is_moved_counts_at_both_ends(three_days):
    case = open_case(at=dt.datetime(2027, 4, 5, 3, 0, tzinfo=dt.UTC))
    day = holiday(dt.date(2027, 4, 7))
    calendar.recount_due(FRIDAY)
    assert due(case)[:10] == "2027-04-09"
    day.date = dt.date(2027, 4, 20)
    day.save()
    day.name = "Nama lain"
    day.save()
    assert HolidayChange.objects.filter(counted_at=None).count() == 2
    calendar.recount_due(FRIDAY)
    assert due(case)[:10] == "2027-04-08"


@pytest.mark.parametrize("day", [dt.date(2027, 3, 4), dt.date(2027, 3, 13)], ids=["past", "Saturday"])
def test_a_day_that_changes_nothing(three_days, day):
    case = open_case(at=FRIDAY)
    holiday(day)
    assert calendar.recount_due(FRIDAY) > 0
    assert due(case)[:10] == "2027-03-18"


def test_who_came_on_the_day_itself_did_not_count_it(three_days):
    case = open_case(at=FRIDAY)
    holiday(FRIDAY.date())
    calendar.recount_due(FRIDAY)
    assert due(case)[:10] == "2027-03-18"


def test_the_applicant_never_gets_less_time(three_days):
    """An objection is the office's clock, an answer the applicant's."""
    case = open_case(at=FRIDAY)
    ask_correction(case, by=UserFactory(role="head"), fields=["address"], note="Alamat kurang.", at=FRIDAY)
    before = CorrectionRequest.objects.get().due_at
    objection = Objection.objects.create(
        case=case, text="Keberatan", at=FRIDAY, against_at=FRIDAY, due_at=workdays.deadline(FRIDAY, 5)
    )
    Holiday.objects.filter(date__year=2027, date__month=3).first().delete()
    calendar.recount_due(FRIDAY)
    assert CorrectionRequest.objects.get().due_at == before
    assert Objection.objects.get().due_at < objection.due_at
    holiday(dt.date(2027, 3, 19))
    calendar.recount_due(FRIDAY)
    assert CorrectionRequest.objects.get().due_at > before
