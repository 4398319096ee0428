"""Objecting to a decision: once, in time, answered by somebody else, once."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from audit.log import about
from cases import objections, rules
from cases.enums import Bucket, CaseState, Move
from cases.models import Case, Objection
from cases.models.objections import Answer
from cases.workflow import decide, dismiss, object_to, release, uphold
from core import workdays
from core.models import OfficeSettings, OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import one_stage, open_case, private_file
from tests.races import faults, together

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = "Saya punya surat domisili."


def rejected(head, **fields) -> Case:
    case = open_case(**fields)
    decide(case, verdict=Move.REJECT, by=head, told="Jadwal Anda bertabrakan.")
    release(case)
    case.refresh_from_db()
    return case


def objected(head, **fields) -> Objection:
    case = rejected(head)
    return object_to(case, by=case.applicant.user, text=WORDS, **fields)


@pytest.fixture
def other(office):
    return UserFactory(role=Role.HEAD, first_name="Dewi")


def told(kind) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


def verbs(case, **filters) -> list[str]:
    return [event.verb.removeprefix("cases.case.") for event in about(Case(pk=case.pk), **filters)]


def test_an_objection_has_a_clock_of_its_own_and_leaves_the_case_closed(short_road, head):
    objection = objected(head)
    case = Case.objects.get(pk=objection.case_id)
    assert (case.state, case.bucket, case.due_at) == (CaseState.REJECTED, Bucket.CLOSED, None)
    days = OfficeSettings.load().days_objection
    assert objection.due_at == workdays.deadline(objection.at, days)
    assert verbs(case, public_only=True)[-1] == Move.OBJECT
    assert told("objection_received") == 1


def test_the_days_of_the_clock_are_a_setting(short_road, head):
    office = OfficeSettings.load()
    office.days_objection = 3
    office.save()
    objection = objected(head)
    assert objection.due_at == workdays.deadline(objection.at, 3)


def test_sent_twice_it_is_one_objection(short_road, head):
    case = rejected(head)
    first = object_to(case, by=case.applicant.user, text=WORDS)
    again = object_to(case, by=case.applicant.user, text="Lagi.")
    assert (again.pk, again.text) == (first.pk, WORDS)
    assert told("objection_received") == 1


def test_the_words_are_not_readable_in_the_database_nor_in_the_log(short_road, head):
    from django.db import connection

    objection = objected(head)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_objection WHERE id = %s", [objection.pk])
        assert WORDS not in str(cursor.fetchone())
    bodies = [str(event.body.data) for event in about(Case(pk=objection.case_id))]
    assert not any(WORDS in body for body in bodies)


def test_proof_becomes_documents_of_the_case(short_road, head):
    objection = objected(head, documents=[private_file("surat.jpg"), private_file("foto.jpg")])
    assert [row.kind for row in objection.documents] == ["keberatan-1", "keberatan-2"]
    assert objection.documents[0].label == "Bukti keberatan 1"


def test_without_words_there_is_no_objection(short_road, head):
    case = rejected(head)
    with pytest.raises(rules.Refused, match="why you object"):
        object_to(case, by=case.applicant.user, text="  ")
    assert not Objection.objects.exists()


def test_the_whole_last_day_counts_and_not_a_second_more(short_road, head):
    case = rejected(head)
    last = objections.last_day(case)
    assert last == timezone.localdate(case.closed_at) + 21 * DAY
    evening = timezone.make_aware(dt.datetime.combine(last, dt.time(23, 59, 59)))
    with pytest.raises(rules.Refused, match="The time to object ended on"):
        object_to(case, by=case.applicant.user, text=WORDS, at=evening + dt.timedelta(seconds=1))
    assert object_to(case, by=case.applicant.user, text=WORDS, at=evening).is_open


def test_nobody_objects_for_somebody_else(short_road, head, other):
    case = rejected(head)
    for stranger in (other, UserFactory()):
        with pytest.raises(rules.Refused, match="Only the applicant"):
            object_to(case, by=stranger, text=WORDS)


def test_there_is_nothing_to_object_to_while_a_case_is_open(short_road):
    case = open_case()
    with pytest.raises(rules.Refused, match="not possible"):
        object_to(case, by=case.applicant.user, text=WORDS)


def test_upheld_the_case_is_open_again_with_the_full_limit(short_road, head, other):
    objection = objected(head)
    at = timezone.now()
    uphold(objection, by=other, told="Surat Anda sah.", at=at)
    case = Case.objects.get(pk=objection.case_id)
    assert (case.state, case.bucket, case.closed_at, case.decided_at) == (
        CaseState.IN_REVIEW,
        Bucket.OFFICE,
        None,
        None,
    )
    assert case.due_at == workdays.deadline(at, case.stage.limit_days)
    assert verbs(case, public_only=True)[-1] == Move.UPHOLD
    assert told("objection_upheld") == 1


def test_an_ordinary_decision_follows_an_upheld_objection(short_road, head, other):
    objection = objected(head)
    uphold(objection, by=other)
    decide(Case(pk=objection.case_id), verdict=Move.ACCEPT, by=other)
    assert release(Case(pk=objection.case_id)).state == CaseState.ACCEPTED


def test_an_earlier_stage_may_be_named_but_no_later_one(road, checker, head, other):
    case = open_case()
    stages = list(case.version.stages.all())
    Case.objects.filter(pk=case.pk).update(stage=stages[1])
    decide(case, verdict=Move.REJECT, by=UserFactory(role=Role.SELECTOR), told="Nilai kurang.")
    objection = object_to(release(case), by=case.applicant.user, text=WORDS)
    with pytest.raises(rules.Refused, match="never at this stage"):
        uphold(objection, by=other, stage=stages[2])
    uphold(objection, by=other, stage=stages[0])
    assert Case.objects.get(pk=case.pk).stage == stages[0]


def test_dismissed_the_case_stays_closed_and_the_reason_is_read(short_road, head, other):
    objection = dismiss(objected(head), by=other, told="Surat itu sudah tidak berlaku.")
    case = Case.objects.get(pk=objection.case_id)
    assert (case.state, objection.answer, objection.by) == (CaseState.REJECTED, Answer.DISMISSED, other)
    assert about(Case(pk=case.pk), public_only=True).last().body.data["told"] == "Surat itu sudah tidak berlaku."
    assert "sudah tidak berlaku" in OutboxMessage.objects.get(kind="objection_dismissed").content["text"]


def test_a_refused_objection_needs_a_reason(short_road, head, other):
    objection = objected(head)
    with pytest.raises(rules.Refused, match="reason"):
        dismiss(objection, by=other, told=" ")
    objection.refresh_from_db()
    assert objection.is_open


ANSWERS = [pytest.param(uphold, {}, id="uphold"), pytest.param(dismiss, {"told": "Tetap."}, id="dismiss")]


@pytest.mark.parametrize(("answer", "fields"), ANSWERS)
def test_who_decided_first_does_not_answer(short_road, head, answer, fields):
    objection = objected(head)
    with pytest.raises(rules.Refused, match="part in the first decision"):
        answer(objection, by=head, **fields)


def test_who_agreed_as_the_second_person_does_not_answer_either(office, head, other):
    from cases.workflow import second

    one_stage(second_person=True)
    case = open_case()
    decision = decide(case, verdict=Move.REJECT, by=head, told="Tidak.")
    second(decision, by=other)
    objection = object_to(release(case), by=case.applicant.user, text=WORDS)
    with pytest.raises(rules.Refused, match="part in the first decision"):
        dismiss(objection, by=other, told="Tetap.")


@pytest.mark.parametrize(("answer", "fields"), ANSWERS)
def test_who_may_not_decide_does_not_answer(short_road, head, checker, answer, fields):
    objection = objected(head)
    with pytest.raises(rules.Refused, match="may not decide"):
        answer(objection, by=checker, **fields)


@pytest.mark.parametrize(("answer", "fields"), ANSWERS)
def test_nobody_answers_their_own_objection(short_road, head, other, answer, fields):
    objection = objected(head)
    other_case = Case.objects.get(pk=objection.case_id)
    type(other_case.applicant).objects.filter(pk=other_case.applicant_id).update(user=other)
    with pytest.raises(rules.Refused, match="own request"):
        answer(objection, by=other, **fields)


@pytest.mark.parametrize(("answer", "fields"), ANSWERS)
def test_answered_twice_by_the_same_officer_it_is_told_once(short_road, head, other, answer, fields):
    objection = objected(head)
    answer(objection, by=other, **fields)
    answer(objection, by=other, **fields)
    assert told("objection_upheld") + told("objection_dismissed") == 1


def test_the_second_officer_is_told_who_answered(short_road, head, other):
    objection = objected(head)
    dismiss(objection, by=other, told="Tetap.")
    with pytest.raises(rules.Refused, match="has answered"):
        uphold(objection, by=UserFactory(role=Role.HEAD))


def test_a_new_rejection_may_be_objected_to_again(short_road, head, other):
    objection = objected(head)
    uphold(objection, by=other)
    case = Case.objects.get(pk=objection.case_id)
    decide(case, verdict=Move.REJECT, by=other, told="Kuota.")
    case = release(case)
    second = object_to(case, by=case.applicant.user, text="Sekali lagi.")
    assert second.pk != objection.pk
    with pytest.raises(rules.Refused, match="part in the first decision"):
        dismiss(second, by=other, told="Tetap.")


def test_after_the_answer_the_same_decision_is_not_objected_to_again(short_road, head, other):
    objection = objected(head)
    dismiss(objection, by=other, told="Tetap.")
    again = object_to(Case(pk=objection.case_id), by=objection.case.applicant.user, text="Lagi.")
    assert again.pk == objection.pk
    assert Objection.objects.count() == 1


def test_the_database_keeps_one_objection_a_decision(short_road, head):
    objection = objected(head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(
            case_id=objection.case_id, against_at=objection.against_at, text="x", due_at=objection.due_at
        )


def test_waiting_objections_are_for_those_who_may_answer(short_road, head, other, checker):
    objection = objected(head)
    assert list(objections.waiting_for(other)) == [objection]
    assert list(objections.waiting_for(checker)) == []
    dismiss(objection, by=other, told="Tetap.")
    assert list(objections.waiting_for(other)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_of_two_officers_who_answer_at_once_one_wins(short_road, head, _round):
    first, second = UserFactory(role=Role.HEAD), UserFactory(role=Role.HEAD)
    objection = objected(head)
    results = together([partial(uphold, objection, by=first), partial(dismiss, objection, by=second, told="Tetap.")])
    assert [type(fault) for fault in faults(results)] == [rules.Refused]
    objection.refresh_from_db()
    state = Case.objects.get(pk=objection.case_id).state
    assert (objection.answer, state) in [
        (Answer.UPHELD, CaseState.IN_REVIEW),
        (Answer.DISMISSED, CaseState.REJECTED),
    ]
    assert told("objection_upheld") + told("objection_dismissed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_objection(short_road, head):
    case = rejected(head)
    results = together([partial(object_to, case, by=case.applicant.user, text=WORDS) for _n in range(4)])
    assert faults(results) == []
    assert Objection.objects.count() == 1
    assert told("objection_received") == 1
