"""Several scorers: each alone, the mean counts, who differs too much is told, nobody sees before they have saved."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.roles import group
from audit import log
from cases import queries, rules, scoring, workflow
from cases.models import Case, ProcedureStage, Score
from cases.workflow import procedures
from tests.factories.accounts import UserFactory
from tests.factories.cases import SCORE, letter_procedure, open_case, version_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TALK = SCORE | {"key": "talk", "label_id": "Wawancara", "label_en": "Interview", "maximum": 50, "weight": 50}


@pytest.fixture
def tested(road):
    """A case at a stage where two officers score two criteria: a test of 100 and a talk of 50, weighing half."""
    stages = [{"name": "Tes", "role": Role.SELECTOR, "scores": [SCORE, TALK], "scorers": 2, "spread": 20}]
    version_of(letter_procedure(), *stages, {"name": "Putusan", "role": Role.HEAD, "is_decision": True})
    return open_case()


@pytest.fixture
def other(office):
    return UserFactory(role=Role.SELECTOR, first_name="Tono")


def score(case, by, test, talk):
    workflow.set_score(case, "test", value=test, by=by)
    workflow.set_score(case, "talk", value=talk, by=by)


def page(client, user, case):
    client.force_login(user)
    return client.get(reverse("cases:edit", args=[case.pk])).content.decode()


def test_the_mean_of_the_scorers_counts(tested, selector, other):
    score(tested, selector, 80, 40)
    score(tested, other, 90, 50)

    # 85 of 100 weighs 100, 45 of 50 weighs 50
    assert scoring.totals([tested.pk]) == {tested.pk: Decimal("86.67")}


def test_a_stage_is_passed_when_both_have_scored(tested, selector, other):
    score(tested, selector, 80, 40)
    with pytest.raises(rules.Refused) as refusal:
        workflow.pass_stage(tested, by=selector)
    assert refusal.value.reasons == ["Another officer must score as well."]

    score(tested, other, 82, 41)
    assert workflow.pass_stage(tested, by=other).stage.name_id == "Putusan"


@pytest.mark.parametrize(("second", "wide"), [(60, False), (59, True)])
def test_who_differs_by_more_than_the_spread_is_told(tested, selector, other, second, wide):
    score(tested, selector, 80, 40)
    score(tested, other, second, 40)

    found = scoring.of_cases([tested.pk])[tested.pk]

    assert {result.key: result.is_wide for result in found} == {"test": wide, "talk": False}


def test_a_scorer_does_not_see_the_others_before_saving(tested, client, selector, other, head):
    score(tested, selector, "71.13", "33.77")

    assert "71,13" not in page(client, other, tested)
    workflow.let_go(tested, by=other)
    workflow.set_score(tested, "test", value="80.13", by=other)
    assert "71,13" not in page(client, other, tested), "one criterion saved is not all"
    workflow.set_score(tested, "talk", value=40, by=other)
    html = page(client, other, tested)
    assert "Sari 71,13" in html
    assert "75,63 / 100" in html
    assert "75,63 / 100" in page(client, head, tested), "who does not score may look at any time"


def test_the_scores_of_others_stand_in_no_line_of_the_log_on_the_page(tested, client, selector, other):
    score(tested, selector, "71.13", "33.77")

    html = page(client, other, tested)

    assert "Nilai diisi" in html
    assert "71.13" not in html
    assert "71,13" not in html


def test_a_changed_score_keeps_what_it_was_in_the_log(tested, selector):
    workflow.set_score(tested, "test", value=70, by=selector)
    workflow.set_score(tested, "test", value=75, by=selector)

    bodies = [event.body.data for event in log.about(tested) if event.verb == "cases.case.score"]
    assert [(body["before"], body["value"]) for body in bodies] == [(None, "70"), ("70.00", "75")]
    assert Score.objects.count() == 1


def test_the_queue_leads_nobody_back_to_what_they_have_scored(tested, selector, other):
    cases = Case.objects.all()
    score(tested, selector, 80, 40)

    assert queries.next_candidates(cases, selector) == []
    assert [case.pk for case in queries.next_candidates(cases, other)] == [tested.pk]
    score(tested, other, 82, 42)
    assert [case.pk for case in queries.next_candidates(cases, selector)] == [tested.pk], "it can be passed now"


def test_the_situations_of_many_cases_say_the_same_as_of_one(tested, selector, head):
    workflow.set_score(tested, "test", value=80, by=selector)
    case = Case.objects.select_related("stage", "applicant", "lease_by").get()

    many = queries.situations([case], head, case.submitted_at)[case.pk]

    assert many == queries.situation(case, head, case.submitted_at)
    assert (many.scores_missing, many.scorers_missing) == (1, 2)


def test_totals_cost_two_statements_for_any_number(tested, selector, django_assert_num_queries):
    others = [open_case() for _ in range(6)]
    for case in (tested, *others):
        score(case, selector, 80, 40)
    with django_assert_num_queries(2):
        scoring.totals([tested.pk])
    with django_assert_num_queries(2):
        scoring.totals([case.pk for case in (tested, *others)])


def test_scorers_and_spread_are_part_of_a_version(road):
    procedure = letter_procedure()
    last = ProcedureStage(sort_order=2, name_id="P", name_en="D", group=group(Role.HEAD), is_decision=True)
    tests = ProcedureStage(sort_order=1, name_id="T", name_en="T", group=group(Role.SELECTOR), scorers=3, spread=15)
    procedure.draft_stages.set([tests, last])
    procedure.save()
    first = procedures.publish(procedure, by=None)
    tests = procedure.draft_stages.order_by("sort_order").first()
    tests.scorers = 2
    procedure.draft_stages.set([tests, procedure.draft_stages.last()])
    procedure.save()

    second = procedures.publish(procedure, by=None)

    assert [version.stages.first().scorers for version in (first, second)] == [3, 2]


def test_two_criteria_of_one_name_are_not_published():
    stage = {"name_id": "Tes", "is_decision": True, "scores": [SCORE, SCORE]}

    assert procedures.refusals([stage]) == ["Two criteria of the stage “Tes” have the same name."]
