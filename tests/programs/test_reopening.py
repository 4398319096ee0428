"""What an upheld objection gives back: a place in the batch, or the way to a new result."""

import pytest

from accounts.enums import Role
from cases import workflow as engine
from cases.enums import Bucket, CaseState, Move
from cases.models import Case
from cases.rules import Refused
from programs import workflow
from programs.enums import AttendanceStatus, BatchState, EnrolmentState
from programs.models import Attendance, Batch, Completion, Enrolment
from tests.factories import programs as make
from tests.factories.accounts import UserFactory
from tests.factories.programs import NOW
from tests.programs.test_attendance import kept

pytestmark = pytest.mark.django_db


def objection_of(case, at=NOW):
    return engine.object_to(Case(pk=case.pk), by=case.applicant.user, text="Saya hadir.", at=at)


def other():
    return UserFactory(role=Role.HEAD)


def test_a_result_that_was_wrong_is_confirmed_anew():
    batch, _one, two = kept()
    workflow.complete(batch, by=make.head(), at=NOW)

    engine.uphold(objection_of(two.registration), by=other(), told="Daftar hadir keliru.", at=NOW)

    two.refresh_from_db()
    batch.refresh_from_db()
    case = Case.objects.get(pk=two.registration_id)
    assert (case.state, case.bucket, two.state) == (CaseState.ACCEPTED, Bucket.UNDERWAY, EnrolmentState.SEATED)
    assert batch.state == BatchState.RUNNING
    assert not Completion.objects.filter(enrolment=two).exists()

    Attendance.objects.filter(enrolment=two).update(status=AttendanceStatus.PRESENT)
    workflow.complete(batch, by=make.head(), at=NOW)
    assert Completion.objects.get(enrolment=two).passed
    assert Case.objects.get(pk=case.pk).state == CaseState.COMPLETED


def test_who_confirmed_the_result_does_not_answer():
    batch, _one, two = kept()
    head = make.head()
    workflow.complete(batch, by=head, at=NOW)
    with pytest.raises(Refused):
        engine.uphold(objection_of(two.registration), by=head, at=NOW)


def test_the_seats_of_others_are_untouched():
    batch, one, two = kept()
    workflow.complete(batch, by=make.head(), at=NOW)
    before = Batch.objects.values("held", "seated").get(pk=batch.pk)
    engine.uphold(objection_of(two.registration), by=other(), at=NOW)
    assert Batch.objects.values("held", "seated").get(pk=batch.pk) == before
    one.refresh_from_db()
    assert one.state == EnrolmentState.FINISHED


def test_by_score_the_person_waits_for_the_result_again():
    batch = make.by_score()
    case = make.released(make.register(batch), Move.REJECT)
    engine.uphold(objection_of(case), by=other(), at=NOW)
    assert Enrolment.objects.get(registration_id=case.pk).state == EnrolmentState.WAITING


def test_where_the_list_is_full_too_nobody_loses_by_it():
    batch = make.batch(capacity=1, reserve_size=1)
    case = make.released(make.register(batch), Move.REJECT)
    for _n in range(2):
        make.register(batch)
    engine.uphold(objection_of(case), by=other(), at=NOW)
    again = Enrolment.objects.get(registration_id=case.pk)
    assert (again.state, again.rank) == (EnrolmentState.RESERVE, 2)


def test_a_batch_that_was_cancelled_has_nothing_to_give_back():
    batch = make.batch()
    case = make.released(make.register(batch), Move.REJECT)
    objection = objection_of(case)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CANCELLED)
    with pytest.raises(Refused):
        engine.uphold(objection, by=other(), at=NOW)
    assert Case.objects.get(pk=case.pk).state == CaseState.REJECTED


def test_the_year_counts_again():
    program = make.program_page(one_a_year=True)
    case = make.released(make.register(make.batch(program=program)), Move.REJECT)
    assert Enrolment.objects.get(registration_id=case.pk).yearly_key is None
    engine.uphold(objection_of(case), by=other(), at=NOW)
    assert Enrolment.objects.get(registration_id=case.pk).yearly_key
