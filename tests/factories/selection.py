"""Batches with seat rules and scored registrations, for the tests of rankings and acceptance lists."""

import datetime as dt

from accounts.enums import Role
from accounts.models import Applicant
from cases.models import Case, Score
from programs.enums import Mode
from programs.models import Batch, Enrolment, SeatRules, SeatRulesVersion
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

NOW = make.NOW
CLOSED = NOW - dt.timedelta(hours=1)  # registration has closed: what groups do not take falls back
TALK = {"kind": "criterion", "criterion": "interview", "label_id": "Wawancara", "label_en": "Interview"}
DISABLED = {
    "key": "disabled",
    "label_id": "Penyandang disabilitas",
    "label_en": "People with disabilities",
    "percent": 25,
    "question": "disability",
    "answer": "yes",
}


def rules(*, residents_first: bool = False, ties=(), shares=()) -> SeatRulesVersion:
    """A published version of seat rules."""
    own = SeatRules.objects.create(name=f"Aturan {SeatRules.objects.count() + 1}")
    content = {"residents_first": residents_first, "ties": list(ties), "shares": list(shares)}
    return SeatRulesVersion.objects.create(rules=own, number=1, content=content)


def batch(*, mode: str = Mode.SCORE, version: SeatRulesVersion | None = None, **fields) -> Batch:
    """A batch with these rules, open for registrations until `close` ends that."""
    return make.batch(mode=mode, seat_rules=version, **fields)


def close(of: Batch) -> Batch:
    Batch.objects.filter(pk=of.pk).update(closes_at=CLOSED)
    of.refresh_from_db()
    return of


def scored(
    of: Batch, test: int = 80, interview: int = 80, *, disabled: bool = False, resident: bool = True, **fields
) -> Enrolment:
    """A registration at the deciding stage with the scores of one officer."""
    person = _person(resident, fields.pop("applicant", None))
    case = make.register(of, person, answers={"disability": "yes" if disabled else "no"}, **fields)
    stage = case.version.stages.get(name_en="Test and interview")
    officer = UserFactory(role=Role.SELECTOR)
    for key, value in (("written-test", test), ("interview", interview)):
        Score.objects.create(case_id=case.pk, stage=stage, key=key, value=value, by=officer)
    make.at_decision(case)
    return make.enrolment(case)


def _person(resident: bool, applicant: Applicant | None) -> Applicant:
    return applicant or ApplicantFactory(ktp_is_local=resident)


def case_of(enrolment: Enrolment) -> Case:
    return Case.objects.get(pk=enrolment.registration_id)
