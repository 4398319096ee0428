"""The private calendar: only its owner's dates, only while its address holds, and nothing about the person."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from audit.models import Event
from cases import workflow as engine
from cases.enums import Move
from core import generation
from portal import calendar
from portal.models import CalendarLink
from programs import workflow
from programs.models import Batch
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def person():
    return ApplicantFactory(name="Rahasia Sekali")


@pytest.fixture
def batch(now):
    found = make.batch(now=now, capacity=2)
    make.session(found, starts_at=now + 31 * DAY, topic="Pola dasar")
    return found


def address(user) -> str:
    return calendar.path(calendar.make(user))


def read(path) -> list:
    """The events as a calendar program gets them, without signing in."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def statuses(path) -> list:
    return [(str(event["status"]), event["sequence"]) for event in read(path)]


def test_a_participant_reads_the_sessions(now, person, batch):
    make.seated(batch, person, at=now)
    make.session(make.batch(now=now), starts_at=now + 31 * DAY)

    (event,) = read(address(person.user))

    assert event["uid"] == str(batch.sessions.get().key)
    assert (event["status"], event["description"].splitlines()[0]) == ("CONFIRMED", "Pola dasar")
    assert len(event.walk("VALARM")) == 1


def test_a_seat_that_is_only_held_is_tentative_until_it_is_sure(now, person, batch):
    case, path = make.register(batch, person, at=now), address(person.user)
    before = statuses(path)

    make.released(case, at=now)

    assert (before, statuses(path)) == ([("TENTATIVE", 0)], [("CONFIRMED", 1)])


def test_a_decision_that_is_not_told_shows_nothing(now, person, batch):
    case, path = make.register(batch, person, at=now), address(person.user)
    before = Client().get(path).content

    make.decided(case, at=now)

    assert Client().get(path).content == before


def test_who_waits_reads_no_sessions(now, person, batch):
    Batch.objects.filter(pk=batch.pk).update(capacity=0)
    make.register(batch, person, at=now)

    assert read(address(person.user)) == []


def test_who_withdraws_loses_the_sessions(now, person, batch):
    place, path = make.seated(batch, person, at=now), address(person.user)
    engine.withdraw(place.registration, by=person.user, at=now)

    assert read(path) == []


def test_a_batch_that_is_called_off_is_struck_out(now, person, batch):
    make.seated(batch, person, at=now)
    path = address(person.user)
    before = read(path)

    workflow.cancel_batch(batch, by=make.head(), told=TOLD, at=now)

    (event,) = read(path)
    assert (event["uid"], event["status"]) == (before[0]["uid"], "CANCELLED")
    assert event["sequence"] > before[0]["sequence"]


def test_an_offer_and_a_correction_stand_with_their_last_moment(now, person, batch):
    Batch.objects.filter(pk=batch.pk).update(confirm_by=now + 5 * DAY)
    offered = make.released(make.register(batch, person, at=now), at=now)
    asked = make.register(make.batch(now=now, starts_on=timezone.localdate(now) + 90 * DAY), person, at=now)
    engine.ask_correction(asked, by=UserFactory(role="checker"), fields=["address"], note="Alamat buram.", at=now)

    found = {str(event["summary"]): event for event in read(address(person.user))}

    offer = make.enrolment(offered).open_offer
    words = ["Jawab sebelum: kursi di", "Kirim perbaikan:"]
    ends = [next(event["dtend"].dt for title, event in found.items() if title.startswith(word)) for word in words]
    due = [offer.expires_at, asked.open_correction.due_at]
    assert ends == [moment.replace(microsecond=0) for moment in due]
    assert "buram" not in " ".join(found)


def test_nothing_about_the_person_is_in_it(now, person, batch):
    place = make.seated(batch, person, at=now)
    path = address(person.user)

    text = Client().get(path).content.decode()

    secrets = [person.name, person.nik, person.user.email, place.registration.number]
    assert [word for word in secrets if word in text] == []


# The address


def test_it_has_128_random_bits_and_is_stored_sealed(person):
    link = calendar.make(person.user)
    path = calendar.path(link)
    token = path.rpartition("/")[2].removesuffix(".ics")

    assert len(bytes.fromhex(token)) == 16
    row = CalendarLink.objects.filter(pk=link.pk).values_list("token_hash", flat=True).get()
    assert token not in row
    assert raw_token(link.pk) != token


def raw_token(pk) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM portal_calendarlink WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_a_stopped_address_is_unknown_at_once(person):
    path = address(person.user)
    assert Client().get(path).status_code == 200

    assert calendar.revoke(person.user)

    assert Client().get(path).status_code == 404
    assert not calendar.revoke(person.user)
    assert raw_token(CalendarLink.objects.get().pk) == ""


def test_a_new_address_replaces_the_old_one(person):
    old, new = address(person.user), address(person.user)

    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    assert CalendarLink.objects.filter(revoked_at=None).count() == 1


def test_a_closed_account_is_not_read_any_more(person):
    path = address(person.user)
    person.user.is_active = False
    person.user.save()

    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["0" * 32, "x", "0" * 400])
def test_an_invented_address_is_unknown(token):
    assert Client().get(f"/akun/kalender/{token}.ics").status_code == 404


def test_no_cache_keeps_it(person, settings):
    settings.PAGE_CACHE_MB, settings.PAGE_CACHE_GRACE = 8, 60
    path = address(person.user)
    first = Client().get(path)
    mark = generation.current()

    calendar.revoke(person.user)

    assert "X-Cache" not in first
    assert generation.current() == mark
    assert Client().get(path).status_code == 404


def test_making_and_stopping_are_in_the_log(person):
    link = calendar.make(person.user)
    calendar.revoke(person.user)

    found = Event.objects.filter(object_type="portal.calendarlink", object_ref=str(link.pk)).order_by("at", "id")
    assert [event.verb for event in found] == ["portal.calendar.make", "portal.calendar.revoke"]


def test_the_number_of_queries_does_not_grow(now, person, batch, django_assert_max_num_queries):
    make.seated(batch, person, at=now)
    path = address(person.user)
    Client().get(path)
    with django_assert_max_num_queries(12) as captured:
        read(path)
    one = len(captured)
    for number in range(29):
        make.session(batch, starts_at=now + (32 + number) * DAY)
    read(path)

    with django_assert_max_num_queries(one):
        assert len(read(path)) == 30


# The page


def test_the_owner_makes_reads_replaces_and_stops_it(person):
    client = Client()
    client.force_login(person.user)
    assert "Buat alamat" in client.get("/akun/kalender/").content.decode()

    made = client.post("/akun/kalender/buat/", follow=True).content.decode()
    path = calendar.path(calendar.link_of(person.user))
    stopped = client.post("/akun/kalender/hentikan/", follow=True).content.decode()

    assert path in made
    assert "webcal://" in made
    assert "tidak berlaku lagi" in stopped
    assert Client().get(path).status_code == 404


def test_a_look_changes_nothing(person):
    client = Client()
    client.force_login(person.user)

    answers = [client.get(f"/akun/kalender/{name}/").status_code for name in ("buat", "hentikan")]

    assert (answers, CalendarLink.objects.count()) == ([405, 405], 0)


def test_strangers_are_asked_to_sign_in():
    answers = [Client().get("/akun/kalender/"), Client().post("/akun/kalender/buat/")]

    assert [(answer.status_code, answer["Location"].partition("?")[0]) for answer in answers] == [(302, "/masuk/")] * 2


def test_an_account_without_registrations_has_an_empty_calendar():
    assert read(address(UserFactory())) == []


def test_the_page_of_a_case_offers_the_calendar(now, person, batch):
    case = make.register(batch, person, at=now)
    client = Client()
    client.force_login(person.user)

    body = client.get(f"/akun/{case.number}/").content.decode()
    engine.withdraw(case, by=person.user, at=now)
    after = client.get(f"/akun/{case.number}/").content.decode()

    link = f"/jadwal/angkatan/{batch.code}/unduh.ics"
    assert (link in body, link in after) == (True, False)


def test_a_rejected_registration_leads_to_no_session(now, person, batch):
    make.released(make.register(batch, person, at=now), Move.REJECT, at=now)

    assert read(address(person.user)) == []
