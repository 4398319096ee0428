"""The calendar files as a calendar program reads them: the same events before and after every change of the office."""

import datetime as dt

import pytest
from django.utils import timezone, translation
from icalendar import Calendar

from programs import workflow
from programs.models import BatchPage, Session
from programs.views import schedule as views
from programs.workflow.moving import Change
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def read(client, address) -> Calendar:
    """What a calendar program makes of the address; a part it cannot read would be an error of its component."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    return calendar


def events(calendar) -> dict:
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def feed(client, batch) -> dict:
    return events(read(client, f"/jadwal/angkatan/{batch.code}.ics"))


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return BatchPage.objects.get(pk=page.pk)


def test_the_frame_says_how_to_read_it(client, now):
    make.batch_page(now=now, sessions=1)

    calendar = read(client, "/jadwal.ics")

    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert calendar["refresh-interval"].dt == dt.timedelta(hours=12)
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Asia/Jakarta"
    assert zone.walk("STANDARD")[0]["tzoffsetto"].td == dt.timedelta(hours=7)


def test_a_session_says_when_where_and_what(client, now):
    program = make.page_in_site(title="Menjahit", code="menjahit")
    room = make.room(name="Bengkel Jahit", address="Jl. Contoh 1")
    page = make.batch_page(program, now=now, number=3, room=room)
    page.page_sessions.add(make.page_session(page.starts_on, topic="Pola dasar"))
    page = publish(page)
    session = page.batch.sessions.get()

    event = feed(client, page.batch)[str(session.key)]

    assert event["summary"] == "Menjahit, angkatan 3: pertemuan"
    assert event["dtstart"].dt == session.starts_at
    assert (event["dtstart"].params["TZID"], event["dtend"].dt) == ("Asia/Jakarta", session.ends_at)
    assert event["location"] == "Bengkel Jahit, Jl. Contoh 1"
    assert event["description"].splitlines()[:2] == ["Pola dasar", "8 jam pelajaran"]
    assert event["url"].endswith(page.url)
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)


def test_what_a_batch_rings_for(client, now):
    page = make.batch_page(now=now, sessions=1)
    session = page.batch.sessions.get()

    found = feed(client, page.batch)

    (evening,) = found[str(session.key)].walk("VALARM")
    (closing,) = found[f"{page.batch.key}-registration"].walk("VALARM")
    assert evening["trigger"].dt == dt.timedelta(hours=-14)
    assert (closing["trigger"].dt, closing["trigger"].params["RELATED"]) == (-DAY, "END")


def test_a_feed_of_many_batches_rings_for_none(client, now):
    make.batch_page(now=now, sessions=1)

    assert read(client, "/jadwal.ics").walk("VALARM") == []


def test_a_registration_window_takes_nobodys_time(client, now):
    page = make.batch_page(now=now)
    window = feed(client, page.batch)[f"{page.batch.key}-registration"]

    assert (window["dtstart"].dt, window["dtend"].dt) == (page.opens_at, page.closes_at)
    assert window["transp"] == "TRANSPARENT"


def test_the_same_bytes_while_nothing_changes(client, now):
    page = make.batch_page(now=now, sessions=2)
    address = f"/jadwal/angkatan/{page.batch.code}.ics"

    assert client.get(address).content == client.get(address).content


# Before and after


def test_a_moved_session_is_the_same_event_counted_up(client, now):
    page = make.batch_page(now=now, sessions=2)
    before = feed(client, page.batch)
    first, second = page.page_sessions.all()
    first.starts_at, first.ends_at = first.starts_at + DAY / 24, first.ends_at + DAY / 24
    page.page_sessions = [first, second]

    page = publish(page)

    after, (moved, kept) = feed(client, page.batch), page.batch.sessions.order_by("pk")
    assert after.keys() == before.keys()
    assert after[str(moved.key)]["dtstart"].dt == before[str(moved.key)]["dtstart"].dt + DAY / 24
    assert after[str(moved.key)]["sequence"] == before[str(moved.key)]["sequence"] + 1
    assert after[str(moved.key)]["last-modified"].dt >= before[str(moved.key)]["last-modified"].dt
    assert after[str(kept.key)] == before[str(kept.key)]


def test_another_room_is_the_same_event_counted_up(client, now):
    page = make.batch_page(now=now, sessions=1, room=make.room(name="Aula"))
    before = feed(client, page.batch)
    key = str(page.batch.sessions.get().key)

    page = publish(page, room=make.room(name="Balai"))

    after = feed(client, page.batch)
    assert (before[key]["location"], after[key]["location"]) == ("Aula", "Balai")
    assert after[key]["sequence"] > before[key]["sequence"]


def test_a_moved_window_is_the_same_event_counted_up(client, now):
    page = make.batch_page(now=now)
    before = feed(client, page.batch)

    page = publish(page, closes_at=page.closes_at + DAY)

    (uid,) = after = feed(client, page.batch)
    assert after[uid]["dtend"].dt == before[uid]["dtend"].dt + DAY
    assert (before[uid]["sequence"], after[uid]["sequence"]) == (0, 1)


def test_a_dropped_session_is_cancelled_not_lost(client, now):
    page = make.batch_page(now=now, sessions=2)
    before = feed(client, page.batch)
    _first, second = page.page_sessions.all()
    page.page_sessions = [second]

    page = publish(page)

    after, gone = feed(client, page.batch), str(page.batch.sessions.exclude(cancelled_at=None).get().key)
    assert after.keys() == before.keys()
    assert (after[gone]["status"], after[gone]["sequence"]) == ("CANCELLED", before[gone]["sequence"] + 1)
    assert after[gone]["summary"].startswith("Dibatalkan: ")
    assert after[gone].walk("VALARM") == []


def test_publishing_again_without_a_change_counts_nothing(client, now):
    page = make.batch_page(now=now, sessions=2)
    before = feed(client, page.batch)

    page = publish(page)

    assert feed(client, page.batch) == before


def test_a_renamed_programme_counts_up(client, now):
    program = make.page_in_site(title="Menjahit")
    page = make.batch_page(program, now=now, sessions=1)
    before = feed(client, page.batch)

    program.title = "Jahit industri"
    program.save_revision().publish()

    after = feed(client, page.batch)
    assert all(after[uid]["sequence"] == before[uid]["sequence"] + 1 for uid in before)
    assert all("Jahit industri" in event["summary"] for event in after.values())


def test_a_batch_that_is_called_off(client, now):
    page = make.batch_page(now=now, sessions=2)
    before = feed(client, page.batch)

    workflow.cancel_batch(page.batch, by=make.head(), told=TOLD, at=now)

    after = feed(client, page.batch)
    assert after.keys() == before.keys()
    assert {event["status"] for event in after.values()} == {"CANCELLED"}
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)
    assert all("Pelatih sakit." in event["description"] for event in after.values())


def test_a_feed_publishes_a_cancellation_and_a_file_takes_it_back(client, now):
    page = make.batch_page(now=now, sessions=1)
    feed_url = f"/jadwal/angkatan/{page.batch.code}.ics"
    file_url = f"/jadwal/angkatan/{page.batch.code}/unduh.ics"
    assert [str(read(client, url)["method"]) for url in (feed_url, file_url)] == ["PUBLISH", "PUBLISH"]

    workflow.cancel_batch(page.batch, by=make.head(), told=TOLD, at=now)

    assert [str(read(client, url)["method"]) for url in (feed_url, file_url)] == ["PUBLISH", "CANCEL"]
    assert client.get(file_url)["Content-Disposition"] == f'attachment; filename="{page.batch.code}.ics"'


def test_a_batch_moved_by_the_office(client, now):
    page = make.batch_page(now=now, sessions=2, room=make.room(name="Aula"))
    before, batch = feed(client, page.batch), page.batch
    room = make.room(name="Balai")
    first_on = batch.starts_on + 7 * DAY

    change = Change(first_on, batch.closes_at, batch.confirm_by, room, batch.capacity)
    workflow.move_batch(batch, by=make.head(), told=TOLD, change=change, at=now)

    after = feed(client, batch)
    assert after.keys() == before.keys()
    for key in map(str, Session.objects.values_list("key", flat=True)):
        assert after[key]["dtstart"].dt == before[key]["dtstart"].dt + 7 * DAY
        assert after[key]["location"] == "Balai"
        assert after[key]["sequence"] > before[key]["sequence"]


# Which events, and how they travel


def test_a_feed_holds_what_its_filter_says(client, now):
    sewing = make.page_in_site(title="Menjahit", code="menjahit", field="Garmen")
    coffee = make.page_in_site(title="Barista", code="barista", field="Minuman", kind="entrepreneurship")
    make.batch_page(sewing, now=now, sessions=1)
    page = make.batch_page(coffee, now=now, sessions=2)
    hidden = make.batch_page(coffee, now=now, sessions=1)
    hidden.unpublish()

    addresses = [
        "/jadwal.ics",
        "/jadwal.ics?jenis=blk",
        "/jadwal.ics?bidang=Minuman",
        "/jadwal/program/barista.ics",
        f"/jadwal/angkatan/{page.batch.code}.ics",
    ]
    assert [len(events(read(client, address))) for address in addresses] == [5, 2, 3, 3, 3]
    assert client.get(f"/jadwal/angkatan/{hidden.batch.code}.ics").status_code == 404
    assert client.get("/jadwal/program/tidak-ada.ics").status_code == 404


def at_distances(now, *distances):
    """A programme with a batch and its session at so many days from now."""
    program = make.page_in_site(code="menjahit")
    for days in distances:
        start = timezone.localdate(now) + days * DAY
        times = {"opens_at": now + (days - 20) * DAY, "closes_at": now + (days - 10) * DAY}
        make.batch_page(program, now=now, sessions=1, starts_on=start, ends_on=start + 9 * DAY, **times)


def test_the_whole_schedule_reaches_three_months_and_a_programme_a_year(client, now):
    at_distances(now, -100, 20, 200, 500)

    addresses = ["/jadwal.ics", "/jadwal.ics?program=menjahit", "/jadwal/program/menjahit.ics"]
    assert [len(events(read(client, address))) for address in addresses] == [2, 4, 4]
    assert str(read(client, "/jadwal.ics")["x-wr-caldesc"]).startswith("90 hari ke depan")
    assert "x-wr-caldesc" not in read(client, addresses[1])


def test_too_many_events_are_those_that_come_first(client, now, monkeypatch):
    monkeypatch.setattr(views, "MOST_EVENTS", 2)
    program = make.page_in_site()
    for days in (40, 10, 30, 20):
        batch = make.batch(program=program, now=now, closes_at=now + days * DAY)
        make.session(batch, starts_at=now + days * DAY)

    starts = sorted((event["dtend"].dt - now).days for event in events(read(client, "/jadwal.ics")).values())

    assert starts == [10, 10, 20, 20]


def test_one_kind_of_date_as_a_calendar(client, now):
    make.batch_page(now=now, sessions=2)

    found = [len(events(read(client, f"/jadwal.ics?acara={word}"))) for word in ("pertemuan", "buka", "tutup")]

    assert found == [2, 1, 1]


def test_an_english_calendar(client, now):
    page = make.batch_page(make.page_in_site(title="Menjahit"), now=now, number=3, sessions=1)

    found = events(read(client, f"/en/jadwal/angkatan/{page.batch.code}.ics"))

    assert {str(event["summary"]) for event in found.values()} == {
        "Registration: Menjahit, batch 3",
        "Menjahit, batch 3: session",
    }


@pytest.mark.parametrize("address", ["/jadwal.ics", "/jadwal/program/menjahit.ics"])
def test_the_number_of_queries_does_not_grow(client, now, settings, django_assert_max_num_queries, address):
    settings.PAGE_CACHE_MB = 0
    program = make.page_in_site(code="menjahit")
    make.batch_page(program, now=now, sessions=1)
    client.get(address)
    with django_assert_max_num_queries(12) as captured:
        client.get(address)
    one = len(captured)
    batch = make.batch_page(program, now=now).batch
    for count in range(30):
        make.session(batch, starts_at=now + (30 + count) * DAY)
    client.get(address)

    with django_assert_max_num_queries(one):
        assert len(events(read(client, address))) == 33


def test_an_unchanged_calendar_is_not_sent_again(client, now):
    page = make.batch_page(now=now, sessions=1)
    answer = client.get("/jadwal.ics")
    again = {"HTTP_IF_NONE_MATCH": answer["ETag"]}
    assert client.get("/jadwal.ics", **again).status_code == 304

    publish(page, closes_at=page.closes_at + DAY)

    assert client.get("/jadwal.ics", **again).status_code == 200


def test_no_person_is_in_a_public_calendar(client, now):
    page = make.batch_page(now=now, sessions=1)
    person = ApplicantFactory(name="Rahasia Sekali")
    make.seated(page.batch, person, at=now)

    text = client.get("/jadwal.ics").content.decode()

    assert [word for word in (person.name, person.nik, person.user.email) if word in text] == []
