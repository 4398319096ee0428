"""People without an e-mail address are told by phone: what to say stands in a list, and nobody is forgotten."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.log import about
from cases import calls, rules
from cases.enums import CaseState, Move
from cases.models import Call, Case
from cases.workflow import ask_correction, told, unanswered, withdraw
from core.models import OutboxMessage
from programs.models import Offer
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.races import faults, together

pytestmark = pytest.mark.django_db
HOME = "/cms/berkas/telepon/"


@pytest.fixture
def officer():
    return UserFactory(role="checker", first_name="Ratna")


@pytest.fixture
def person():
    return ApplicantFactory(user=None, name="Siti Tanpa Surel", phone="+6281234567890")


def registered(person, **fields) -> Case:
    now = timezone.now()
    return make.register(make.batch(now=now, **fields), person, at=now)


def offered(person) -> Case:
    """A seat that waits for the word of this person."""
    now = timezone.now()
    batch = make.batch(now=now, confirm_by=now + dt.timedelta(days=3))
    return make.released(make.register(batch, person, at=now), Move.ACCEPT, by=UserFactory(role="head"), at=now)


def asked(person, by) -> Case:
    case = registered(person)
    ask_correction(case, by=by, fields=["phone"], note="Nomor kurang satu angka.")
    return case


def test_a_seat_offer_makes_a_call_with_its_deadline_and_no_mail(person):
    case = offered(person)
    call = Call.objects.get(case=case.pk)

    assert (case.state, call.told_at) == (CaseState.OFFERED, None)
    assert call.until == Offer.objects.get().expires_at
    assert case.subject_label in call.content["text"]
    assert not OutboxMessage.objects.exists()


def test_a_receipt_in_the_hand_needs_no_call(person):
    registered(person)

    assert not Call.objects.exists()


def test_a_person_with_an_address_gets_a_mail_and_no_call():
    offered(ApplicantFactory())

    assert not Call.objects.exists()
    assert OutboxMessage.objects.count() == 2


def test_a_correction_is_asked_by_phone_until_its_day(person, officer):
    case = asked(person, officer)

    call = Call.objects.get()
    assert call.until == case.corrections.get().due_at
    assert "Nomor kurang satu angka." in call.content["text"]


def test_told_is_written_once_and_covers_what_came_before(person, officer):
    case = asked(person, officer)
    first = Call.objects.get()
    withdraw(case, by=officer)
    last = Call.objects.latest("pk")

    told(last, by=officer)
    told(last, by=officer)

    first.refresh_from_db()
    assert first.told_by == last.told_by or first.told_at is not None
    assert not calls.waiting_for(officer).exists()
    assert [event.verb for event in about(Case(pk=case.pk))].count("cases.case.told_by_phone") == 1


def test_what_came_later_still_waits(person, officer):
    case = asked(person, officer)
    first = Call.objects.get()
    withdraw(case, by=officer)

    told(first, by=officer)

    assert calls.waiting_for(officer).get().kind == "withdrawn"


def test_nobody_answered_leaves_the_call_in_the_list(person, officer):
    asked(person, officer)
    call = unanswered(Call.objects.get(), by=officer)
    call = unanswered(call, by=officer)

    assert (call.tries, call.told_at) == (2, None)
    assert calls.waiting_for(officer).get() == call


def test_who_may_not_open_the_case_tells_nothing(person, officer):
    asked(person, officer)

    for act in (told, unanswered):
        with pytest.raises(rules.Refused):
            act(Call.objects.get(), by=UserFactory(role="editor"))


def test_a_person_who_has_an_account_by_now_is_not_called(person, officer):
    asked(person, officer)
    person.user = UserFactory()
    person.save()

    assert not calls.waiting_for(officer).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_told_by_eight_at_once_is_one_event():
    officer, person = UserFactory(role="checker"), ApplicantFactory(user=None)
    case = asked(person, officer)
    call = Call.objects.get()

    results = together([lambda: told(Call.objects.get(pk=call.pk), by=officer)] * 8)

    assert faults(results) == []
    assert [event.verb for event in about(Case(pk=case.pk))].count("cases.case.told_by_phone") == 1


# The list


def test_the_list_says_whom_to_call_what_and_by_when(client, person, officer):
    case = offered(person)
    client.force_login(officer)
    page = client.get(HOME).content.decode()

    for words in ("Siti Tanpa Surel", "0812-3456-7890", case.number, "Paling lambat"):
        assert words in page
    assert "loket/perbaikan" not in page  # nothing is to be corrected: the seat waits
    assert "Siti Tanpa Surel" in client.get("/cms/").content.decode()


def test_the_person_takes_the_seat_on_the_phone(client, person, officer):
    case = offered(person)
    client.force_login(officer)
    client.post(f"{HOME}{Call.objects.get().pk}/ambil/")

    case.refresh_from_db()
    assert case.state == CaseState.ACCEPTED
    assert not calls.waiting_for(officer).exists()
    event = next(event for event in about(Case(pk=case.pk)) if event.verb == "cases.case.take_offer")
    assert event.actor_ref == f"user:{officer.pk}"


def test_the_person_gives_the_seat_up_on_the_phone(client, person, officer):
    case = offered(person)
    client.force_login(officer)
    client.post(f"{HOME}{Call.objects.get().pk}/lepas/")

    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN


def test_an_offer_of_somebody_with_an_account_is_answered_by_nobody_else(client, person, officer):
    case = offered(person)
    person.user = UserFactory()
    person.save()
    client.force_login(officer)
    client.post(f"{HOME}{Call.objects.get().pk}/ambil/")

    case.refresh_from_db()
    assert case.state == CaseState.OFFERED


def test_only_the_counter_speaks_for_a_person(client, person):
    case = offered(person)
    client.force_login(UserFactory(role="head"))

    assert "ambil/" not in client.get(HOME).content.decode()
    client.post(f"{HOME}{Call.objects.get().pk}/ambil/")
    case.refresh_from_db()
    assert case.state == CaseState.OFFERED


@pytest.mark.parametrize("role", ["editor", "trainer", None])
def test_others_meet_a_page_that_does_not_exist(client, person, officer, role):
    asked(person, officer)
    client.force_login(UserFactory(role=role))
    pk = Call.objects.get().pk

    for address in (HOME, f"{HOME}{pk}/tahu/", f"{HOME}{pk}/ambil/"):
        answer = client.get(address) if address == HOME else client.post(address)
        assert answer.status_code == (404 if role else 302)
    assert Call.objects.get().told_at is None


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_at_any_length(client, officer, rows, django_assert_max_num_queries):
    batch = make.batch(now=timezone.now())
    for _row in range(rows):
        case = make.register(batch, ApplicantFactory(user=None), at=timezone.now())
        ask_correction(case, by=officer, fields=["phone"], note="Nomor.")
    client.force_login(officer)
    client.get(HOME)
    with django_assert_max_num_queries(24):
        client.get(HOME)
