"""The two doors of a registration: what an officer at the counter may do, and what stays as it is for accounts."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Applicant, Consent
from audit.log import about
from cases.models import Case
from cases.rules import Refused
from core import nik
from core.models import OutboxMessage
from forms import doors, people, queries, training, workflow
from forms.models import Draft
from programs import rules
from programs.models import Batch, Enrolment
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory, next_nik

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return made.batch()


@pytest.fixture
def officer():
    return UserFactory(role="checker", first_name="Ratna")


def send(draft, by=None, **fields):
    return workflow.submit(draft, draft.token, by=by or draft.user, declared=made.declared(), **fields)


def test_a_person_without_an_account_is_registered_at_the_counter(batch, officer):
    draft = made.at_counter(batch, officer)
    case = send(draft)

    person = case.applicant
    assert (case.filed_by, person.user, person.name) == (officer, None, "Rina Contoh")
    assert nik.keyed_hash(person.nik) == draft.person_hash
    assert {row.kind for row in case.documents.all()} == {"ktp", "diploma"}
    assert Enrolment.objects.get(registration_id=case.pk).applicant == person
    assert Batch.objects.get(pk=batch.pk).held == 1
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"declaration", "promise"}


def test_the_event_names_the_officer_and_the_counter(batch, officer):
    case = send(made.at_counter(batch, officer))

    event = next(event for event in about(Case(pk=case.pk)) if event.verb == "cases.case.submit")
    assert event.actor_ref == f"user:{officer.pk}"
    assert event.body.data["counter"] is True


def test_one_sent_by_the_own_account_does_not_speak_of_a_counter(batch):
    case = made.sent(batch)

    event = next(event for event in about(Case(pk=case.pk)) if event.verb == "cases.case.submit")
    assert "counter" not in event.body.data


def test_nothing_is_mailed_to_a_person_without_an_address(batch, officer):
    send(made.at_counter(batch, officer))

    assert not OutboxMessage.objects.exists()


def test_pressed_twice_is_the_same_case(batch, officer):
    draft = made.at_counter(batch, officer)
    first = send(draft)

    assert send(draft).pk == first.pk
    Draft.objects.filter(pk=draft.pk).delete()
    assert send(draft).pk == first.pk
    assert Case.objects.count() == 1


def test_a_known_person_keeps_the_one_record(batch, officer):
    known = ApplicantFactory(user=None)
    case = send(made.at_counter(batch, officer, number=known.nik))

    assert case.applicant == known
    assert Applicant.objects.get().name == "Rina Contoh"


def test_a_person_with_an_account_keeps_it_and_is_written_to(batch, officer):
    known = ApplicantFactory()
    case = send(made.at_counter(batch, officer, number=known.nik))

    assert (case.applicant, case.applicant.user, case.filed_by) == (known, known.user, officer)
    assert OutboxMessage.objects.get().to == known.email


def test_the_person_is_written_to_in_their_language(batch, officer):
    known = ApplicantFactory(user__language="en")

    assert send(made.at_counter(batch, officer, number=known.nik)).language == "en"
    assert send(made.at_counter(batch, officer)).language == "id"


def test_the_same_rules_hold(batch, officer):
    number = next_nik()
    send(made.at_counter(batch, officer, number=number))

    with pytest.raises(Refused) as refusal:
        send(made.at_counter(batch, officer, number=number))
    assert refusal.value.reasons == [rules.ALREADY_REGISTERED]
    with pytest.raises(Refused):
        send(made.at_counter(batch, officer), at=batch.closes_at + dt.timedelta(seconds=1))
    assert Case.objects.count() == 1


def test_a_rule_that_is_not_met_leaves_nothing_behind(officer):
    old = made.batch(program_fields={"rules": [("age_min", 60)]})
    draft = made.at_counter(old, officer)

    with pytest.raises(Refused):
        send(draft)
    assert not Applicant.objects.exists()
    assert Draft.objects.get(pk=draft.pk).finished_at is None


def test_another_nik_than_the_one_looked_up_is_not_sent(batch, officer):
    draft = made.at_counter(batch, officer)
    made.typed(draft, "identitas", made.identity())

    with pytest.raises(workflow.Unfinished) as gap:
        send(draft)
    assert gap.value.step == "identitas"


def test_nobody_files_for_themselves(batch, officer):
    own = ApplicantFactory(user=officer)
    draft = made.at_counter(batch, officer, number=own.nik)

    with pytest.raises(Refused) as refusal:
        send(draft)
    assert "Petugas lain" in str(refusal.value)


def test_an_officer_does_not_leave_their_own_phone_for_somebody(batch, officer):
    ApplicantFactory(user=officer, phone="+6281200000001")  # the number the factory types, too

    with pytest.raises(Refused):
        send(made.at_counter(batch, officer))


@pytest.mark.parametrize("role", ["editor", "selector", "trainer", "head", None])
def test_other_roles_do_not_register_anybody(batch, role):
    with pytest.raises(Refused):
        workflow.start_at_counter(training.INTAKE, batch, next_nik(), by=UserFactory(role=role))


def test_who_lost_the_role_does_not_send(batch, officer):
    draft = made.at_counter(batch, officer)
    officer.groups.clear()

    with pytest.raises(Refused):
        send(draft, by=type(officer).objects.get(pk=officer.pk))


def test_the_door_of_a_draft(batch, officer):
    own = made.started(batch, officer)
    counter = made.at_counter(batch, officer)

    assert doors.of(own, officer) == doors.OwnDoor(officer)
    assert doors.of(counter, officer) == doors.CounterDoor(officer, counter.person_hash)


# Drafts of the counter


def test_a_colleague_goes_on_with_the_same_draft(batch, officer):
    number = next_nik()
    draft = made.at_counter(batch, officer, number=number)
    colleague = UserFactory(role="checker")

    again = workflow.start_at_counter(training.INTAKE, batch, number, by=colleague)

    assert (again.pk, again.user) == (draft.pk, colleague)
    assert [event.actor_ref for event in about(draft)][-1] == f"user:{colleague.pk}"
    with pytest.raises(Refused):
        send(draft, by=officer)


def test_an_officer_writes_for_several_people_at_once(batch, officer):
    drafts = [made.at_counter(batch, officer) for _person in range(3)]
    made.started(batch, officer)

    assert len({draft.pk for draft in drafts}) == 3
    assert queries.open_draft(officer, "pelatihan", batch.pk).is_at_counter is False


def test_nothing_of_the_counter_fills_in_the_officers_own_registration(batch, officer):
    made.at_counter(batch, officer)

    assert queries.open_draft(officer, "pelatihan", batch.pk) is None
    assert queries.open_drafts(officer) == []
    assert queries.earlier_typing(made.started(batch, officer), "alamat") is None


def test_a_document_of_somebody_else_is_not_taken_over(batch, officer):
    document = made.sent(made.batch()).documents.first()
    draft = made.at_counter(batch, officer)

    with pytest.raises(Refused):
        workflow.reuse_document(draft, document)
    mine = made.at_counter(batch, officer, number=document.case.applicant.nik)
    assert workflow.reuse_document(mine, document).is_reused


def test_the_nik_of_an_account_without_cases_is_not_lost(batch, officer):
    """An account without a case may still change its NIK; the counter never moves a record to another account."""
    known = ApplicantFactory()
    people.record_of_nik(made.identity(nik=known.nik) | {"birth_date": "1999-05-05"})

    assert Applicant.objects.get().user == known.user


def test_drafts_of_the_counter_end_as_all_drafts_do(batch, officer):
    draft = made.at_counter(batch, officer)

    assert workflow.purge_expired(at=draft.expires_at + dt.timedelta(seconds=1)) == 1
    assert not Draft.objects.filter(pk=draft.pk, expires_at__lte=timezone.now()).exists()
