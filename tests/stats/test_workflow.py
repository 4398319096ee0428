"""Facts are written with the move, say what the log says, and are shown wrong when somebody changes them."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from audit import log
from audit.models import Event
from cases import workflow as engine
from cases.enums import Move
from cases.models import Case
from core.models import Village
from stats import workflow
from stats.enums import Measure
from stats.models import Fact, KeepRate
from tests.factories import programs as make
from tests.factories import stats as made

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY


def by_measure():
    return Counter({measure: sum(f.count for f in Fact.objects.filter(measure=measure)) for measure in Measure.values})


def pass_first(case, *, at=NOW):
    """Sent to the second stage by a checker, with everything of the first one done."""
    Case.objects.filter(pk=case.pk).update(stage=case.version.stages.order_by("order")[0])
    log.record("cases.case.pass_stage", Case(pk=case.pk), by=None, at=at, body={"counted": case.applicant.counted})


def test_a_registration_is_a_fact_of_its_month_programme_kecamatan_and_sex():
    batch, person = make.batch(), make.local_applicant()

    make.register(batch, person)

    fact = Fact.objects.get()
    assert fact.month == timezone.localdate(NOW).replace(day=1)
    assert (fact.measure, fact.service, fact.count) == (Measure.REGISTERED, "pelatihan", 1)
    assert (fact.program, fact.district, fact.sex) == (batch.program_page, person.village.district, "female")


def test_a_fact_refers_to_nobody():
    related = {field.related_model._meta.label for field in Fact._meta.get_fields() if field.is_relation}

    assert related == {"programs.ProgramPage", "core.District"}


def test_what_is_rolled_back_is_not_counted():
    with transaction.atomic():
        make.register(make.batch())
        transaction.set_rollback(True)

    assert not Fact.objects.exists()


def test_the_first_check_counts_once_whatever_follows():
    case = make.register(make.batch())
    pass_first(case)
    make.released(case)

    assert by_measure() == {Measure.REGISTERED: 1, Measure.VERIFIED: 1, Measure.TRAINED: 0, Measure.CERTIFIED: 0}


def test_a_case_accepted_at_its_only_stage_is_verified():
    make.seated(make.batch())

    assert by_measure()[Measure.VERIFIED] == 1


def test_a_rejected_or_withdrawn_case_is_not_verified():
    batch = make.batch()
    make.released(make.register(batch), Move.REJECT)
    case = make.register(batch)
    engine.withdraw(case, by=case.applicant.user, at=NOW)

    assert by_measure() == {Measure.REGISTERED: 2, Measure.VERIFIED: 0, Measure.TRAINED: 0, Measure.CERTIFIED: 0}


def test_somebody_who_moves_stays_counted_where_they_lived():
    person = make.local_applicant()
    make.register(make.batch(), person)
    person.village = Village.objects.exclude(district=person.village.district).first()
    person.save()

    assert workflow.differences() == []


def test_an_event_without_the_facts_of_the_person_takes_those_of_today():
    case = make.register(make.batch(), make.local_applicant())
    Fact.objects.all().delete()
    event = Event.objects.get(object_ref=str(case.pk), verb="cases.case.submit")
    event.body.data.pop("counted")
    event.body.save()

    workflow.rebuild()

    assert Fact.objects.get().district == case.applicant.village.district


def test_rows_of_one_cell_are_folded_and_the_sums_stay():
    batch = make.batch()
    for _number in range(3):
        make.register(batch)
    before = workflow.stored()

    assert workflow.fold(NOW) == 2
    assert workflow.fold(NOW) == 0
    assert workflow.stored() == before
    assert Fact.objects.get().count == 3


def test_only_months_that_moves_write_to_are_looked_at():
    for _number in range(2):
        made.fact(month=dt.date(2026, 9, 1))
        made.fact(month=dt.date(2026, 10, 1))

    assert workflow.fold(NOW) == 1
    assert Fact.objects.filter(month=dt.date(2026, 9, 1)).count() == 2


def test_the_worker_folds(tick):
    made.fact(2)
    made.fact(3)

    tick(at=NOW)

    assert Fact.objects.get().count == 5


def test_a_recount_says_the_same_as_the_moves():
    batch = make.batch()
    for _number in range(3):
        make.seated(batch, make.local_applicant())
    before = workflow.stored()

    rows = workflow.rebuild()

    assert workflow.stored() == before
    assert rows == Fact.objects.count() == len(before)


@pytest.mark.parametrize("tamper", ["more", "fewer", "moved"])
def test_tampering_shows(tamper, capsys):
    make.register(make.batch(), make.local_applicant())
    if tamper == "more":
        Fact.objects.update(count=7)
    elif tamper == "fewer":
        Fact.objects.all().delete()
    else:
        Fact.objects.update(sex="male")

    with pytest.raises(CommandError):
        call_command("stats_check")

    assert "registered" in capsys.readouterr().out


def test_an_erased_body_is_no_tampering_but_hides_none():
    case = make.register(make.batch(), make.local_applicant())
    other = make.register(make.batch(), make.local_applicant())
    log.erase_body(Event.objects.get(object_ref=str(case.pk), verb="cases.case.submit"), by=None, at=NOW)

    assert workflow.differences() == []

    Fact.objects.filter(program=other.registration.batch.program_page).update(sex="male")
    assert len(workflow.differences()) == 2


def test_rebuilding_mends_and_can_be_tried_first(capsys):
    make.register(make.batch())
    Fact.objects.update(count=7)

    call_command("stats_rebuild", dry_run=True)
    assert Fact.objects.get().count == 7
    call_command("stats_rebuild")
    call_command("stats_check")

    assert Fact.objects.get().count == 1
    assert "The figures are what the log says." in capsys.readouterr().out


# The promise.


def sent(at, *, answered=None, verb=Move.PASS_STAGE):
    case = make.register(make.batch(now=at), at=at)
    if answered:
        log.record(f"cases.case.{verb}", Case(pk=case.pk), by=None, at=answered)
    return case


MONDAY = dt.datetime(2026, 11, 9, 3, tzinfo=dt.UTC)  # 10.00 WIB


def test_the_promise_is_counted_from_first_answers():
    sent(MONDAY, answered=MONDAY + 3 * DAY)  # in time
    sent(MONDAY, answered=MONDAY + 1 * DAY, verb=Move.ASK_CORRECTION)  # in time
    sent(MONDAY, answered=MONDAY + 4 * DAY)  # late
    sent(MONDAY)  # late and not answered at all
    sent(MONDAY + 10 * DAY)  # still within its time
    sent(MONDAY - 120 * DAY, answered=MONDAY - 100 * DAY)  # long ago
    gone = sent(MONDAY)
    engine.withdraw(gone, by=gone.applicant.user, at=MONDAY + DAY)

    rate = workflow.count_promise(MONDAY + 11 * DAY)

    assert (rate.within, rate.total, rate.percent) == (2, 4, 50)


def test_a_weekend_does_not_break_the_promise():
    friday = MONDAY + 4 * DAY
    sent(friday, answered=friday + 5 * DAY)

    assert workflow.count_promise(friday + 6 * DAY).percent == 100


def test_a_share_is_never_rounded_up():
    assert KeepRate(within=199, total=200).percent == 99
    assert KeepRate(within=0, total=0).percent is None


def test_the_promise_is_counted_once_an_hour_and_kept_by_day():
    first = workflow.count_promise(NOW)

    assert workflow.count_promise(NOW + dt.timedelta(minutes=59)) is None
    second = workflow.count_promise(NOW + dt.timedelta(minutes=61))
    assert second.pk == first.pk
    assert workflow.count_promise(NOW + DAY).pk != first.pk
