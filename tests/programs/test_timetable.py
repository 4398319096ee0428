"""The page of the schedule: the list, the month, filters, and what an empty answer suggests."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation

from programs import schedule, timetable, workflow
from programs.enums import BatchState
from programs.models import Batch, Session
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
PAGE = "/jadwal/"
TOLD = {"id": "Pelatih sakit.", "en": "The trainer is ill."}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today():
    return timezone.localdate()


def rows(answer) -> list[dict]:
    return [row for day in answer.context["days"] for row in day["rows"]]


def kinds(answer) -> list[str]:
    return [row["tag"] for row in rows(answer)]


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def month(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def test_the_list_has_sessions_and_both_ends_of_a_window(client, now):
    make.batch_page(now=now, sessions=1, opens_at=now + DAY)

    answer = client.get(PAGE)

    assert kinds(answer) == ["Pendaftaran dibuka", "Pendaftaran ditutup", "Pertemuan"]
    assert "3 acara" in answer.content.decode()


def test_what_is_over_is_not_in_the_list_but_in_its_month(client, now, today):
    batch = make.batch_page(now=now).batch
    first = today.replace(day=1) - DAY
    make.session(batch, starts_at=now - (today - first))

    assert kinds(client.get(PAGE)) == ["Pendaftaran ditutup"]
    assert kinds(client.get(f"{PAGE}?bulan={month(first)}"))[0] == "Pertemuan"


def test_filters_narrow_the_list(client, now):
    sewing = make.page_in_site(title="Menjahit", code="menjahit", field="Garmen")
    coffee = make.page_in_site(title="Barista", code="barista", field="Minuman", kind="entrepreneurship")
    hall, yard = make.room(name="Aula"), make.room(name="Balai")
    make.batch_page(sewing, now=now, number=1, room=hall)
    page = make.batch_page(coffee, now=now, number=2, room=yard, closes_at=now + 3 * DAY)
    day = timezone.localdate(page.closes_at)
    batch = page.batch
    make.session(batch, starts_at=now + 20 * DAY, room=hall)

    queries = ["jenis=blk", "bidang=Minuman", "program=menjahit", f"tempat={yard.pk}", f"hari={day}"]
    found = [{row["title"] for row in rows(client.get(f"{PAGE}?{query}"))} for query in queries]
    in_hall = [(row["title"], row["place"]) for row in rows(client.get(f"{PAGE}?tempat={hall.pk}"))]

    first, second = "Menjahit, angkatan 1", "Barista, angkatan 2"
    assert found == [{first}, {second}, {first}, {second}, {second}]
    assert in_hall == [(first, ""), (second, "Aula")]


@pytest.mark.parametrize(
    "query",
    ["jenis=x", "tempat=x", "tempat=²", "tempat=99999999999999", "hari=2026-13-01", "hari=20261201", "bulan=x", "hal=x",
     "program=%00", "tampilan=x", "tampilan=bulan&bulan=2099-12", "tampilan=bulan&bulan=2001-01"],
)  # fmt: skip
def test_nonsense_never_breaks_the_page(client, now, query):
    make.batch_page(now=now)

    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert client.get(f"/jadwal.ics?{query}").status_code == 200


def test_unpublished_batches_are_not_in_the_schedule(client, now):
    make.batch_page(now=now, sessions=1).unpublish()

    assert rows(client.get(PAGE)) == []


def test_a_cancelled_session_says_so_and_a_cancelled_window_is_gone(client, now):
    page = make.batch_page(now=now, sessions=1)
    workflow.cancel_batch(page.batch, by=make.head(), told=TOLD, at=now)

    assert [(row["tag"], row["is_cancelled"]) for row in rows(client.get(PAGE))] == [("Dibatalkan", True)]


def test_nothing_found_suggests_the_next_month_that_has_something(client, now, today):
    page = make.batch_page(now=now, sessions=1)
    far = timetable.later(today, 11)

    answer = client.get(f"{PAGE}?bulan={month(far)}")

    links = [link["href"] for link in soup(answer).select(".ck-empty a")]
    assert f"/jadwal/?bulan={month(timezone.localdate(page.closes_at))}" in links
    assert PAGE in links


def test_an_empty_schedule_suggests_nothing_that_is_not_there(client):
    assert [link["href"] for link in soup(client.get(PAGE)).select(".ck-empty a")] == [PAGE]


def test_the_list_has_pages(client, now):
    batch = make.batch_page(now=now).batch
    for count in range(timetable.PER_PAGE + 4):
        make.session(batch, starts_at=now + DAY + count * DAY / 48)

    first, last = client.get(PAGE), client.get(f"{PAGE}?hal=2")

    assert (len(rows(first)), len(rows(last))) == (timetable.PER_PAGE, 5)


@pytest.mark.parametrize("view", ["", "?tampilan=bulan", "?tampilan=bulan&bulan={later}"])
def test_the_number_of_queries_does_not_grow(client, now, today, django_assert_max_num_queries, view):
    address = PAGE + view.format(later=month(timetable.later(today, 1)))
    program = make.page_in_site()
    batch = make.batch_page(program, now=now, sessions=1).batch
    for day in (now, now + 32 * DAY):
        make.session(batch, starts_at=day)
    client.get(address)
    with django_assert_max_num_queries(12) as captured:
        client.get(address)
    one = len(captured)
    rows = [make.batch(program=program, now=now, room=make.room()) for _count in range(29)]
    for number, row in enumerate([batch, *rows]):
        make.session(row, starts_at=now + number * DAY, room=make.room())
    client.get(address)

    with django_assert_max_num_queries(one):
        assert client.get(address).status_code == 200


def test_the_month_is_a_table_of_weeks_from_monday(client, now, today):
    page = make.batch_page(make.page_in_site(title="Menjahit"), now=now, number=3, sessions=1)
    day = page.starts_on

    answer = client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}")

    table = soup(answer).select_one("table.ck-month")
    assert [head["title"] for head in table.select("thead th abbr")][:2] == ["Senin", "Selasa"]
    assert all(len(week.select("td")) == 7 for week in table.select("tbody tr"))
    cell = table.select_one(f'time[datetime="{day}"]').parent
    assert "Menjahit, angkatan 3" in cell.get_text()
    assert cell.select_one("a.ck-month__count")["href"] == f"/jadwal/?hari={day}"


def test_a_full_day_links_to_its_list(client, now):
    page = make.batch_page(now=now)
    day = timezone.localdate(now) + 20 * DAY
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(8)))
    for _count in range(schedule.SHOWN_IN_DAY + 2):
        make.session(page.batch, starts_at=start)

    answer = client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}")

    more = soup(answer).select_one(".ck-month__more a")
    assert more.get_text().startswith("2 lagi")
    assert len(rows(client.get(more["href"]))) == schedule.SHOWN_IN_DAY + 2


def test_months_lead_to_one_another_as_far_as_the_schedule_reaches(client, today):
    held = timetable.months(today)
    ends = [client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}").context for day in (held[0], held[-1])]

    assert (len(held), held[0] < today.replace(day=1) < held[-1]) == (14, True)
    assert [(bool(each["previous"]), bool(each["next"])) for each in ends] == [(False, True), (True, False)]


def test_a_month_that_is_too_full_says_so(client, now, monkeypatch):
    page = make.batch_page(now=now, sessions=2)
    monkeypatch.setattr(timetable, "MOST_IN_MONTH", 1)

    answer = client.get(f"{PAGE}?tampilan=bulan&bulan={month(page.starts_on)}")

    assert answer.context["is_cut"]
    assert "lebih banyak" in answer.content.decode()


def test_english_speaks_english(client, now):
    page = make.batch_page(make.page_in_site(title="Menjahit"), now=now, number=3, sessions=1)

    text = soup(client.get("/en/jadwal/")).get_text()

    with translation.override("en"):
        words = ["Training schedule", "Menjahit, batch 3", "Session", f"{page.starts_on:%A}", "Registration closes"]
    assert [word for word in words if word not in text] == []


def test_the_switch_of_language_keeps_the_filters(client, now):
    link = soup(client.get(f"{PAGE}?jenis=blk")).select_one(".ck-lang a")

    assert link["href"] == "/en/jadwal/?jenis=blk"


def test_the_ways_into_a_calendar_keep_the_filters(client, now, settings):
    make.batch_page(make.page_in_site(field="Garmen"), now=now)

    page = soup(client.get(f"{PAGE}?jenis=blk&bidang=Garmen&bulan=2026-12"))

    links = [link["href"] for link in page.select("#ikuti ~ .ck-links a")]
    host = settings.BASE_URL.partition("://")[2]
    query = "jadwal.ics?jenis=blk&bidang=Garmen"
    assert links == [f"webcal://{host}/{query}", f"/{query}"]
    assert page.select_one('link[type="text/calendar"]')["href"] == f"/{query}"


def test_a_batch_page_offers_its_calendar(client, now):
    page = make.batch_page(now=now, sessions=1)

    links = [link["href"] for link in soup(client.get(page.url)).select(".ck-links a")]

    assert f"/jadwal/angkatan/{page.batch.code}/unduh.ics" in links
    assert client.get(f"/jadwal/angkatan/{page.batch.code}/unduh.ics").status_code == 200


def test_a_cancelled_row_of_an_old_batch_takes_no_window(now):
    batch = make.batch(now=now, state=BatchState.CANCELLED)
    first, last = timetable.bounds(timezone.localdate(now))

    assert list(timetable.marks(timetable.clean({}), first, last)) == []
    assert (Batch.objects.count(), Session.objects.count(), batch.is_listed) == (1, 0, True)
