"""Drop-outs: taken off with a reason, told, counted; attendance stays, and an objection leads back."""

import pytest

from audit import log
from cases import workflow as engine
from cases.enums import CaseState
from cases.models import Case, Reason
from cases.rules import Refused
from core.models import OutboxMessage
from programs import figures, workflow
from programs.enums import EnrolmentState
from programs.models import Attendance, Batch, Enrolment
from programs.workflow import Mark
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TOLD = {"id": "Tidak hadir tanpa kabar.", "en": "Absent without notice."}
FEW = "drop-out-absent-without-notice"


@pytest.fixture
def batch():
    return make.batch(capacity=2, reserve_size=2)


def begin(batch, *, at=NOW, days=5):
    for number in range(days):
        make.session(batch, starts_at=at + number * DAY)
    Batch.objects.filter(pk=batch.pk).update(starts_on=at.date(), ends_on=(at + (days - 1) * DAY).date())
    batch.refresh_from_db()


@pytest.fixture
def person(batch):
    person = make.seated(batch)
    begin(batch)
    return person


def drop(person, *, at=NOW, by=None, told=TOLD, key=FEW):
    reason = Reason.objects.filter(key=key).first()
    return workflow.drop_out(person, by=by or make.head(), told=told, reason=reason, at=at)


def case_of(person):
    return Case.objects.get(pk=person.registration_id)


def test_the_place_ends_and_the_seat_is_free(batch, person):
    gone = drop(person)

    batch.refresh_from_db()
    assert (gone.state, gone.left_reason, gone.seat_left_at) == (EnrolmentState.LEFT, "dropped", NOW)
    assert (gone.drop_reason.key, batch.seated, batch.free) == (FEW, 0, 2)
    assert (case_of(person).state, case_of(person).closed_at) == (CaseState.DROPPED, NOW)


def test_the_participant_reads_why_and_how_to_object(person):
    drop(person)

    text = OutboxMessage.objects.get(kind="dropped_out").content["text"]
    assert "Tidak hadir tanpa kabar." in text
    assert "Ajukan keberatan paling lambat" in text


def test_twice_changes_nothing(person):
    drop(person)
    drop(person)

    assert OutboxMessage.objects.filter(kind="dropped_out").count() == 1
    assert log.about(person).filter(verb="programs.enrolment.drop_out").count() == 1


def test_attendance_stays(batch, person):
    session = batch.sessions.first()
    workflow.record_attendance(session, by=make.head(), marks={person.pk: Mark("present")}, revision=0, at=NOW)

    drop(person, at=NOW + DAY)

    assert Attendance.objects.get(enrolment=person).status == "present"


def test_no_result_and_no_certificate_follow(batch, person):
    drop(person)
    Batch.objects.filter(pk=batch.pk).update(ends_on=NOW.date())
    batch.sessions.exclude(pk=batch.sessions.first().pk).delete()
    other = Enrolment.objects.create(batch=batch, applicant=ApplicantFactory(), state=EnrolmentState.SEATED)
    session = batch.sessions.get()
    workflow.record_attendance(session, by=make.head(), marks={other.pk: Mark("present")}, revision=0, at=NOW)

    results = workflow.complete(batch, by=make.head(), at=NOW)

    assert [each.enrolment_id for each in results] == [other.pk]


def test_a_reason_is_needed(person):
    with pytest.raises(Refused, match="Choose a reason"):
        drop(person, told={"id": "", "en": ""})


def test_before_the_first_day_a_registration_is_withdrawn_instead(batch):
    person = make.seated(batch)

    with pytest.raises(Refused, match="until then a registration is withdrawn"):
        drop(person)


def test_after_the_last_day_the_result_decides(person):
    with pytest.raises(Refused, match="The training ended"):
        drop(person, at=NOW + 10 * DAY)


@pytest.mark.parametrize("state", [EnrolmentState.RESERVE, EnrolmentState.HELD, EnrolmentState.FINISHED])
def test_only_who_has_a_seat_can_drop_out(person, state):
    Enrolment.objects.filter(pk=person.pk).update(state=state)

    with pytest.raises(Refused):
        drop(person)


def test_who_never_sent_a_registration_drops_out_as_well(batch):
    begin(batch)
    walk_in = workflow.take_in(batch, ApplicantFactory(), by=make.head(), at=NOW)

    gone = drop(walk_in)

    batch.refresh_from_db()
    assert (gone.state, batch.seated) == (EnrolmentState.LEFT, 0)


def test_an_officer_cannot_take_off_themselves(batch):
    head = make.head()
    applicant = ApplicantFactory(user=head)
    person = make.enrolment(make.released(make.register(batch, applicant, by=head)))
    begin(batch)

    with pytest.raises(Refused, match="your own request"):
        drop(person, by=head)


# The way back.


def object_and_uphold(person, at):
    case = case_of(person)
    objection = engine.object_to(case, by=person.applicant.user, text="Saya sakit.", at=at)
    return engine.uphold(objection, by=make.head(), at=at)


def test_an_upheld_objection_gives_the_seat_back(batch, person):
    drop(person)

    object_and_uphold(person, NOW + DAY)

    batch.refresh_from_db()
    back = Enrolment.objects.get(pk=person.pk)
    assert (back.state, back.seat_left_at, back.drop_reason) == (EnrolmentState.SEATED, None, None)
    assert (case_of(person).state, batch.seated) == (CaseState.ACCEPTED, 1)


def test_no_objection_is_upheld_for_a_seat_that_has_a_new_owner(batch, person):
    drop(person)
    Batch.objects.filter(pk=batch.pk).update(held=2)

    with pytest.raises(Refused, match="Every seat"):
        object_and_uphold(person, NOW + DAY)


def test_who_took_somebody_off_does_not_answer_the_objection(person):
    head = make.head()
    drop(person, by=head)
    objection = engine.object_to(case_of(person), by=person.applicant.user, text="Saya sakit.", at=NOW)

    with pytest.raises(Refused, match="part in the first decision"):
        engine.uphold(objection, by=head, at=NOW)


# Figures.


def test_the_figures_of_a_batch(batch):
    stays, dropped = make.seated(batch), make.seated(batch)
    begin(batch)
    drop(dropped)
    third = workflow.take_in(batch, ApplicantFactory(), by=make.head(), at=NOW)
    engine.withdraw(case_of(stays), by=stays.applicant.user, at=NOW + DAY)

    found = figures.of_batch(batch)

    assert (found.started, found.here, found.completed, found.failed) == (3, 1, 0, 0)
    assert [(str(label), count) for label, count in found.left] == [
        ("Absent without notice", 1),
        ("At own wish, without a reason given", 1),
    ]
    assert third.state == EnrolmentState.SEATED


def test_who_left_before_the_first_day_never_started(batch):
    person = make.seated(batch)
    engine.withdraw(case_of(person), by=person.applicant.user, at=NOW)
    begin(batch)

    assert figures.of_batch(batch).started == 0
