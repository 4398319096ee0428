"""Many cases at once: the plan names who stays, the run follows it, and a changed outcome is shown again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import bulk, workflow
from cases.enums import Bucket, BulkAction, ItemState, JobState, Move, Tab
from cases.models import BulkJob, Case, Decision, Reason, Score
from cases.workflow import jobs
from programs.models import Batch
from tests.factories import programs
from tests.factories.accounts import UserFactory
from tests.factories.cases import day, good_documents, one_stage, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, checker):
    client.force_login(checker)
    return client


@pytest.fixture
def head_desk(client, head):
    client.force_login(head)
    return client


def dry(client, action, ids, **place):
    return client.get(reverse("cases:bulk", args=[action.value]), {"id": ids} | place)


def carry_out(client, response, **data):
    """Send the form of a dry run as the browser would."""
    form = {"expected": response.context["plan"].digest, "as_of": response.context["as_of"], "count": "0"} | data
    return client.post(response.wsgi_request.get_full_path(), form)


def pks(cases):
    return [case.pk for case in cases]


def finished(case, checker):
    good_documents(case)
    workflow.set_check(case, "photo", done=True, by=checker)
    return case


def waiting(count, *, capacity=16):
    """Registrations of a batch by score that wait for the decision, the best last."""
    batch = programs.by_score(capacity=capacity, now=timezone.now())
    cases = [programs.at_decision(programs.register(batch, at=timezone.now())) for _number in range(count)]
    for points, case in enumerate(cases, start=70):
        _score(case, points)
    return batch, cases


def _score(case, points):
    stage = case.version.stages.get(order=2)
    for criterion in stage.scores:
        by = UserFactory(role="selector")
        Score.objects.create(case=case, stage=stage, key=criterion["key"], value=points, by=by)


def test_accepting_20_for_16_seats_names_the_4_with_the_lowest_score(head_desk):
    _batch, cases = waiting(20)
    plan = dry(head_desk, BulkAction.ACCEPT, pks(cases)).context["plan"]
    assert pks(plan.ready) == pks(cases[:3:-1])
    assert sorted(item.case.pk for item in plan.staying) == pks(cases[:4])


def test_a_dry_run_changes_nothing(head_desk):
    _batch, cases = waiting(2)
    dry(head_desk, BulkAction.ACCEPT, pks(cases))
    assert not Decision.objects.exists()
    assert Batch.objects.get().held == 0


def test_the_run_does_what_the_plan_said(head_desk):
    batch, cases = waiting(20)
    response = carry_out(head_desk, dry(head_desk, BulkAction.ACCEPT, pks(cases)))
    job = BulkJob.objects.get()
    assert response.url.startswith(reverse("cases:bulk_job", args=[job.pk]))
    assert job.state == JobState.DONE
    assert job.counts["done"] == 16
    assert sorted(job.items.filter(state=ItemState.LEFT).values_list("case", flat=True)) == pks(cases[:4])
    assert Batch.objects.get(pk=batch.pk).held == 16
    html = head_desk.get(response.url).content.decode()
    assert all(case.number in html for case in cases)


def test_when_two_seats_go_meanwhile_the_dry_run_is_shown_again(head_desk, head):
    batch, cases = waiting(22)
    chosen = cases[:20]
    first = dry(head_desk, BulkAction.ACCEPT, pks(chosen))
    for case in cases[20:]:
        workflow.decide(case, verdict=Move.ACCEPT, by=head)
    again = carry_out(head_desk, first)
    assert again.status_code == 409
    assert not BulkJob.objects.exists()
    assert sorted(item.case.pk for item in again.context["plan"].staying) == pks(chosen[:6])
    carry_out(head_desk, again)
    assert BulkJob.objects.get().counts["done"] == 14
    assert Batch.objects.get(pk=batch.pk).held == 16


def test_a_seat_that_goes_during_the_run_is_told_in_its_row(head, head_desk):
    batch, cases = waiting(3, capacity=2)
    planned = bulk.plan(BulkAction.ACCEPT, Case.objects.filter(pk__in=pks(cases)), by=head, at=timezone.now())
    Batch.objects.filter(pk=batch.pk).update(held=1)
    job = jobs.start(planned, by=head)
    jobs.work(job)
    assert [item.state for item in job.items.all()] == [ItemState.DONE, ItemState.LEFT, ItemState.LEFT]
    assert all(item.reasons for item in job.items.filter(state=ItemState.LEFT))


def test_in_order_mode_the_first_in_line_gets_the_seat(head_desk):
    batch = programs.batch(capacity=2, reserve_size=5, now=timezone.now())
    cases = [programs.at_decision(programs.register(batch, at=timezone.now())) for _number in range(3)]
    plan = dry(head_desk, BulkAction.ACCEPT, pks(reversed(cases))).context["plan"]
    assert pks(plan.ready) == pks(cases[:2])


def test_pass_moves_only_what_is_finished(road, desk, checker):
    done, undone = finished(open_case(documents=["ktp"]), checker), open_case(documents=["ktp"])
    response = dry(desk, BulkAction.PASS, pks([done, undone]))
    assert [case.pk for case in response.context["plan"].ready] == [done.pk]
    carry_out(desk, response)
    assert Case.objects.get(pk=done.pk).stage.name_id == "Tes"
    assert Case.objects.get(pk=undone.pk).stage.name_id == "Periksa"


def test_reject_asks_for_a_reason_first(road, desk):
    case = open_case()
    response = dry(desk, BulkAction.REJECT, pks([case]))
    assert carry_out(desk, response).status_code == 422
    assert not Decision.objects.exists()
    carry_out(desk, response, note="Angkatan ini dibatalkan.")
    assert Decision.objects.get().told == "Angkatan ini dibatalkan."


def test_release_together(office, head_desk, head):
    one_stage(release="together")
    cases = [open_case() for _number in range(3)]
    for case in cases[:2]:
        workflow.decide(case, verdict=Move.ACCEPT, by=head)
    response = dry(head_desk, BulkAction.RELEASE, pks(cases))
    assert pks(response.context["plan"].ready) == pks(cases[:2])
    carry_out(head_desk, response)
    assert Case.objects.filter(bucket=Bucket.UNDERWAY).count() == 2


def test_release_waits_for_the_second_person(office, head_desk, head):
    one_stage(release="together", second_person=True)
    case = open_case()
    workflow.decide(case, verdict=Move.ACCEPT, by=head)
    assert dry(head_desk, BulkAction.RELEASE, pks([case])).context["plan"].ready == []


def test_everything_means_tab_filter_and_search(road, desk, checker):
    subject = day()
    wanted = [finished(open_case(subject=subject, documents=["ktp"]), checker) for _number in range(2)]
    finished(open_case(documents=["ktp"]), checker)
    filters = {"antrean": Tab.MINE.value, "dari": f"objek=surat:{subject.pk}"}
    assert pks(dry(desk, BulkAction.PASS, ["all"], **filters).context["plan"].ready) == pks(wanted)
    search = {"antrean": Tab.MINE.value, "dari": f"q={wanted[0].number}"}
    assert pks(dry(desk, BulkAction.PASS, ["all"], **search).context["plan"].ready) == [wanted[0].pk]


def test_everything_does_not_draw_in_what_came_later(road, desk, checker):
    first = finished(open_case(documents=["ktp"]), checker)
    response = dry(desk, BulkAction.PASS, ["all"])
    late = finished(open_case(documents=["ktp"]), checker)
    carry_out(desk, response)
    assert Case.objects.get(pk=first.pk).stage.name_id == "Tes"
    assert Case.objects.get(pk=late.pk).stage.name_id == "Periksa"


def test_a_case_one_may_not_see_is_not_planned(road, client):
    client.force_login(UserFactory(role="head"))
    case = open_case()
    one_stage(role="trainer")
    assert dry(client, BulkAction.REJECT, [case.pk, 999_999]).context["plan"].ready == []


def test_held_by_another_stays(road, desk, checker):
    case = finished(open_case(documents=["ktp"]), checker)
    workflow.claim(case, by=UserFactory(role="checker", first_name="Dewi"))
    plan = dry(desk, BulkAction.PASS, pks([case])).context["plan"]
    assert "Dewi" in plan.why[0][0]


def test_a_plan_costs_the_same_for_many_cases(road, checker, django_assert_num_queries):
    for _number in range(3):
        finished(open_case(documents=["ktp"]), checker)
    cases = Case.objects.all()
    checker.has_perm("cases.work_case")
    with django_assert_num_queries(7):
        assert len(bulk.plan(BulkAction.PASS, cases, by=checker, at=timezone.now()).ready) == 3
    for _number in range(20):
        finished(open_case(documents=["ktp"]), checker)
    with django_assert_num_queries(7):
        assert len(bulk.plan(BulkAction.PASS, cases, by=checker, at=timezone.now()).ready) == 23


@pytest.mark.parametrize("action", [BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.RELEASE])
def test_a_checker_does_not_decide_or_release(road, desk, action):
    assert dry(desk, action, [open_case().pk]).status_code == 404


def test_the_plan_shows_each_batch_with_its_seats_and_who_stays_by_rank(head_desk):
    _small, few = waiting(3, capacity=2)
    _large, many = waiting(2, capacity=9)
    response = dry(head_desk, BulkAction.ACCEPT, pks([*few, *many]))
    small, large = response.context["plan"].groups
    assert (small.free, len(small.ready), [item.rank for item in small.staying]) == (2, 2, [3])
    assert (large.free, len(large.ready), large.staying) == (9, 2, [])
    html = response.content.decode()
    assert "nilai 72" in html
    assert "3 dipilih: 2 akan diproses, 1 tetap" in html


def test_the_bar_offers_only_what_the_stages_of_a_role_allow(road, checker, head):
    assert bulk.actions_for(checker, Tab.MINE) == [BulkAction.PASS, BulkAction.REJECT]
    assert bulk.actions_for(head, Tab.MINE) == [BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.REJECT]
    assert bulk.actions_for(head, Tab.RELEASE) == [BulkAction.RELEASE]


def test_reasons_of_one_service_are_offered_when_all_cases_are_of_it(road, desk):
    case = open_case()
    Reason.objects.filter(key="reject-dates-clash").update(service="surat")
    Reason.objects.filter(key="reject-duplicate-registration").update(service="lain")
    response = dry(desk, BulkAction.REJECT, pks([case]))
    offered = {choice.reason.key for choice in response.context["reasons"]}
    assert "reject-dates-clash" in offered
    assert "reject-duplicate-registration" not in offered
    assert carry_out(desk, response, reasons="reject-duplicate-registration").status_code == 422
