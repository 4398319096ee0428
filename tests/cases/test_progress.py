"""Who has scored how many of how many: counted from the scores, for officers who have not begun as well."""

import pytest

from accounts.enums import Role
from cases import progress
from cases.models import Case, Score
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KEYS = ("written-test", "interview")


@pytest.fixture
def officers():
    return [UserFactory(role=Role.SELECTOR, first_name=name) for name in ("Ani", "Budi", "Cici")]


@pytest.fixture
def batch():
    return make.by_score()


def at_scoring(batch):
    case = make.register(batch)
    stage = case.version.stages.get(name_en="Test and interview")
    Case.objects.filter(pk=case.pk).update(stage=stage)
    return Case.objects.get(pk=case.pk)


def score(case, by, keys=KEYS, value=80):
    stage = case.version.stages.get(name_en="Test and interview")
    for key in keys:
        Score.objects.create(case_id=case.pk, stage=stage, key=key, value=value, by=by)


def found(batch):
    (one,) = progress.of_cases(Case.objects.filter(registration__batch=batch))
    return one


def test_everybody_of_the_stage_is_listed_the_busiest_first(batch, officers):
    ani, budi, _cici = officers
    cases = [at_scoring(batch) for _ in range(3)]
    score(cases[0], budi)
    score(cases[1], budi)
    score(cases[2], ani)

    one = found(batch)

    assert (one.total, one.complete, one.missing) == (3, 3, 0)
    assert [(scorer.name.split()[0], scorer.done) for scorer in one.scorers] == [("Budi", 2), ("Ani", 1), ("Cici", 0)]
    assert [scorer.last_at is None for scorer in one.scorers] == [False, False, True]


def test_half_a_score_is_none(batch, officers):
    score(at_scoring(batch), officers[0], keys=KEYS[:1])

    one = found(batch)

    assert (one.complete, one.scorers[0].done) == (0, 0)


def test_where_two_have_to_score_one_is_not_complete(batch, officers):
    case = at_scoring(batch)
    type(case.stage).objects.filter(pk=case.stage_id).update(scorers=2)
    score(case, officers[0])
    assert found(batch).complete == 0

    score(case, officers[1])
    assert found(batch).complete == 1


def test_a_case_counts_once_it_has_reached_the_stage_and_lives(batch, officers):
    make.register(batch)  # documents are still being checked
    gone = at_scoring(batch)
    Case.objects.filter(pk=gone.pk).update(state="withdrawn", bucket="closed")
    score(make.at_decision(at_scoring(batch)), officers[0])

    assert (found(batch).total, found(batch).complete) == (1, 1)


def test_without_cases_there_is_nothing_to_show(batch):
    assert progress.of_cases(Case.objects.filter(registration__batch=batch)) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_statements_does_not_grow(batch, officers, count, django_assert_max_num_queries):
    for _ in range(count):
        score(at_scoring(batch), officers[0])

    with django_assert_max_num_queries(8):
        found(batch)
