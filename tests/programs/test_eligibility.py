"""Who may register: every rule answered in words, before the form, at submit and on the desk."""

import datetime as dt

import pytest
from django.utils import translation

from cases.rules import Refused
from programs import eligibility
from programs.eligibility import Outcome, Person
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 12, 23)  # of make.batch()


def batch_with(*rules, **fields):
    blocks = [{"type": name, "value": value} for name, value in rules]
    return make.batch(program=make.program_page(rules=blocks, **fields))


@pytest.mark.parametrize(
    ("rule", "known", "outcome"),
    [
        (("age_min", 18), {"birth_date": dt.date(2008, 12, 23)}, "met"),
        (("age_min", 18), {"birth_date": dt.date(2008, 12, 24)}, "not_met"),
        (("age_min", 18), {}, "unknown"),
        (("age_max", 35), {"birth_date": dt.date(1990, 12, 24)}, "met"),
        (("age_max", 35), {"birth_date": dt.date(1990, 12, 23)}, "not_met"),
        (("domicile", None), {"lives_here": True}, "met"),
        (("domicile", None), {"lives_here": False}, "not_met"),
        (("domicile", None), {}, "unknown"),
        (("local_ktp", None), {"ktp_is_local": False}, "not_met"),
        (("education_min", "sma"), {"education": "smk"}, "met"),
        (("education_min", "sma"), {"education": "smp"}, "not_met"),
        (("education_min", "sma"), {}, "unknown"),
        (("not_studying", None), {"employment": "studying"}, "not_met"),
        (("not_studying", None), {"employment": "stopped"}, "met"),
        (("not_working", None), {"employment": "working"}, "not_met"),
        (("not_working", None), {"employment": "never_worked"}, "met"),
        (("no_overlap", None), {}, "unknown"),
        (("no_overlap", None), {"is_known": True}, "met"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_rule_in_words(rule, known, outcome, language):
    batch = batch_with(rule)

    with translation.override(language):
        (answer,) = eligibility.check(batch, Person(**known))

    assert answer.outcome == outcome
    assert answer.text
    assert "{" not in answer.text + answer.label


def test_the_birthday_on_29_february():
    assert eligibility.age_on(dt.date(2008, 2, 29), dt.date(2026, 2, 28)) == 17
    assert eligibility.age_on(dt.date(2008, 2, 29), dt.date(2026, 3, 1)) == 18


def test_only_what_the_rules_need_is_asked():
    batch = batch_with(("age_min", 18), ("age_max", 40), ("education_min", "sd"), one_a_year=True)

    assert eligibility.asked(batch) == ["birth_date", "education"]


def test_summary_counts_what_is_missing():
    batch = batch_with(("age_min", 18), ("domicile", None))
    young = {"birth_date": dt.date(2015, 1, 1)}

    summaries = [
        eligibility.summary(eligibility.check(batch, person))
        for person in (Person(**young), Person(), Person(birth_date=dt.date(2000, 1, 1), lives_here=True))
    ]

    assert [text.split(".")[0][:22] for text in summaries] == [
        "There are 1 conditions",
        "There are 2 things we ",
        "You may register",
    ]


def test_submit_refuses_in_the_same_words_as_the_form():
    batch = batch_with(("age_min", 30))
    applicant = ApplicantFactory(birth_date=dt.date(2000, 1, 1))
    (answer,) = eligibility.check(batch, Person(birth_date=applicant.birth_date))

    with pytest.raises(Refused) as refused:
        make.register(batch, applicant)

    assert refused.value.reasons == [answer.text]


def test_what_is_unknown_is_left_to_the_officer():
    batch = batch_with(("domicile", None))

    assert make.register(batch, ApplicantFactory(village=None, address="")).pk


def test_a_training_at_the_same_time_is_named():
    batch = batch_with(("no_overlap", None))
    applicant = ApplicantFactory()
    other = make.batch(program=make.program_page(title="Barista"))
    make.register(other, applicant)

    (answer,) = eligibility.check(batch, eligibility.person_of(applicant, batch))

    assert answer.outcome == Outcome.NOT_MET
    assert "Barista" in answer.text


def test_one_training_of_a_kind_a_year_names_it_and_the_next_date():
    program = make.program_page(title="Menjahit", one_a_year=True)
    applicant = ApplicantFactory()
    make.register(make.batch(program=program), applicant)
    batch = make.batch(program=program)

    (answer,) = eligibility.check(batch, eligibility.person_of(applicant, batch))

    assert "Menjahit" in answer.text
    assert "1 January 2027" in answer.text
