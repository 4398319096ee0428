"""The page of the schedule: the list, the month, filters, and what an empty answer suggests."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation

from programs import agenda, timetable, workflow
from programs.enums import BatchState
from programs.models import Batch, Session
from programs.month import SHOWN_IN_DAY
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
    return [row for part in answer.context["parts"] for row in part["rows"]]


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


def test_the_list_of_a_day_has_pages(client, now, today):
    batch = make.batch_page(now=now).batch
    start = timezone.make_aware(dt.datetime.combine(today + 2 * DAY, dt.time(8)))
    for count in range(timetable.PER_PAGE + 5):
        make.session(batch, starts_at=start + count * DAY / 1440)

    first, last = [client.get(f"{PAGE}?hari={today + 2 * DAY}&hal={number}") for number in (1, 2)]

    assert (len(rows(first)), len(rows(last))) == (timetable.PER_PAGE, 5)


# Weeks


def weekly(batch, first: dt.date, days: int, *, at: int = 8, hours: int = 6, **fields) -> None:
    for count in range(days):
        start = timezone.make_aware(dt.datetime.combine(first + count * DAY, dt.time(at)))
        make.session(batch, starts_at=start, hours=hours, **fields)


@pytest.fixture
def monday(today):
    """The Monday after next, so that a week lies wholly ahead."""
    return timetable.monday(today) + 14 * DAY


def meetings(answer) -> list[tuple]:
    return [(row["days"], row["time"], row["what"]) for row in rows(answer) if row["tag"] == "Pertemuan"]


def test_a_class_that_meets_daily_is_one_row_a_week(client, now, monday):
    batch = make.batch_page(now=now).batch
    weekly(batch, monday, 5)
    weekly(batch, monday + 7 * DAY, 2, topic="Pola dasar")

    answer = client.get(PAGE)

    assert meetings(answer) == [
        ("Sen–Jum", "08.00–14.00 WIB", "Pelatihan BLK, 5 pertemuan"),
        ("Sen, Sel", "08.00–14.00 WIB", "Pola dasar, 2 pertemuan"),
    ]
    assert "Sen–Jum" in soup(answer).select_one(".ck-agenda__row b:-soup-contains('Sen')").get_text()


def test_other_hours_rooms_and_cancelled_days_stand_apart(client, now, monday):
    batch = make.batch_page(now=now).batch
    weekly(batch, monday, 3)
    weekly(batch, monday + 3 * DAY, 1, hours=3)
    weekly(batch, monday + 4 * DAY, 1, room=make.room(name="Aula"))
    weekly(batch, monday + 5 * DAY, 1, cancelled_at=now)

    found = [(row["days"].split(",")[0], row["place"], row["tag"]) for row in rows(client.get(PAGE))[-4:]]

    assert found == [
        ("Sen–Rab", "", "Pertemuan"),
        ("Kam", "", "Pertemuan"),
        ("Jum", "Aula", "Pertemuan"),
        ("Sab", "", "Dibatalkan"),
    ]


def test_days_with_a_gap_are_named_one_by_one(client, now, monday):
    batch = make.batch_page(now=now).batch
    for day in (0, 2, 4):
        weekly(batch, monday + day * DAY, 1)

    assert meetings(client.get(PAGE))[0][0] == "Sen, Rab, Jum"


def closing_together(now, number: int) -> dt.date:
    """So many classes that close on one day; the day."""
    program, closes = make.page_in_site(title="Las"), now + 9 * DAY
    for _count in range(number):
        make.batch(program=program, now=now, closes_at=closes)
    return timezone.localdate(closes)


def test_a_day_on_which_many_classes_close_is_one_line_with_a_way_to_them(client, now):
    day = closing_together(now, 33)

    (line,) = rows(client.get(PAGE))

    assert (line["title"], line["count"]) == ("33 kelas menutup pendaftaran", 33)
    assert line["url"] == f"/jadwal/?acara=tutup&hari={day}"
    assert len(rows(client.get(line["url"]))) == 33


def test_a_few_are_named(client, now):
    closing_together(now, timetable.NAMED_IN_DAY)

    assert [row["title"][:3] for row in rows(client.get(PAGE))] == ["Las"] * timetable.NAMED_IN_DAY


def test_a_month_counts_them_in_one_line_too(client, now):
    day = closing_together(now, 33)

    cell = soup(client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}")).select_one(f'time[datetime="{day}"]').parent

    assert cell.select_one("b").get_text() == "33"
    assert [link.get_text() for link in cell.select("li a")] == [" 33 kelas menutup pendaftaranPendaftaran ditutup"]


@pytest.mark.parametrize(("kind", "found"), [("pertemuan", {"Pertemuan"}), ("buka", {"Pendaftaran dibuka"}),
                                             ("tutup", {"Pendaftaran ditutup"})])  # fmt: skip
def test_one_kind_of_date_alone(client, now, kind, found):
    make.batch_page(now=now, sessions=1, opens_at=now + DAY)

    assert set(kinds(client.get(f"{PAGE}?acara={kind}"))) == found


def test_further_weeks_follow_without_a_gap_or_a_double(client, now, today):
    batch = make.batch_page(now=now).batch
    for week in range(20):
        weekly(batch, timetable.monday(today) + (week + 1) * 7 * DAY, 5)
    address, seen = PAGE, []

    for _page in range(9):
        answer = client.get(address)
        seen += [part["id"] for part in answer.context["parts"]]
        if not answer.context["next"]:
            break
        address = answer.context["next"]["url"]

    assert len(seen) == len(set(seen)) == 21  # the weeks of the class, and the one in which registration closes
    assert answer.context["previous"]["url"] == PAGE


def test_an_empty_stretch_is_jumped_over(client, now, today):
    batch = make.batch_page(now=now, opens_at=now - 9 * DAY, closes_at=now - 2 * DAY).batch
    weekly(batch, today + 200 * DAY, 1)

    answer = client.get(PAGE)

    assert ([row["tag"] for row in rows(answer)], answer.context["suggestions"]) == (["Pertemuan"], [])


def test_a_full_page_ends_before_the_next_week(client, now, monday, monkeypatch):
    monkeypatch.setattr(agenda, "PER_PAGE", 3)
    for _count in range(2):
        weekly(make.batch_page(now=now, closes_at=now - DAY).batch, monday, 1)
        weekly(make.batch_page(now=now, closes_at=now - DAY).batch, monday + 7 * DAY, 1)

    answer = client.get(PAGE)

    assert len(rows(answer)) == 2
    assert answer.context["next"]["url"] == f"/jadwal/?dari={monday + 7 * DAY}"
    assert len(rows(client.get(answer.context["next"]["url"]))) == 2


def test_more_sessions_than_are_read_end_the_page_before_their_week(client, now, monday, monkeypatch):
    monkeypatch.setattr(timetable, "MOST_SESSIONS", 4)
    batch = make.batch_page(now=now, closes_at=now - DAY).batch
    weekly(batch, monday, 3)
    weekly(batch, monday + 7 * DAY, 3)

    answer = client.get(PAGE)

    assert [row["days"] for row in rows(answer)] == ["Sen–Rab"]
    assert answer.context["next"]["url"] == f"/jadwal/?dari={monday + 7 * DAY}"


def test_a_week_that_is_too_full_leads_to_its_days(client, now, monday, monkeypatch):
    monkeypatch.setattr(timetable, "MOST_SESSIONS", 2)
    weekly(make.batch_page(now=now, closes_at=now - DAY).batch, monday, 4)

    answer = client.get(f"{PAGE}?dari={monday}")

    links = [link["href"] for link in soup(answer).select(".ck-agenda .ck-chips a")]
    assert links[0] == f"/jadwal/?hari={monday}"
    assert len(links) == 7
    assert [len(rows(client.get(link))) for link in links[:5]] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("start", ["2001-01-01", "2099-01-01", "x", "2026-02-31"])
def test_a_page_that_cannot_be_is_the_first(client, now, start):
    make.batch_page(now=now)

    assert client.get(f"{PAGE}?dari={start}").context["parts"] == client.get(PAGE).context["parts"]


def test_programmes_are_offered_while_they_are_few(client, now, monkeypatch):
    monkeypatch.setattr(timetable, "MOST_PROGRAMS", 1)
    make.batch_page(make.page_in_site(title="Menjahit", field="Garmen"), now=now)
    make.batch_page(make.page_in_site(title="Barista", field="Minuman"), now=now)

    assert soup(client.get(PAGE)).select("#id_program") == []
    options = soup(client.get(f"{PAGE}?bidang=Garmen")).select("#id_program option")
    assert [option.get_text() for option in options] == ["Semua program", "Menjahit"]


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
    for _count in range(SHOWN_IN_DAY + 2):
        make.session(page.batch, starts_at=start)

    answer = client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}")

    more = soup(answer).select_one(".ck-month__more a")
    assert more.get_text().startswith("2 lagi")
    assert len(rows(client.get(more["href"]))) == SHOWN_IN_DAY + 2


def test_months_lead_to_one_another_as_far_as_the_schedule_reaches(client, today):
    held = timetable.months(today)
    ends = [client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}").context for day in (held[0], held[-1])]

    assert (len(held), held[0] < today.replace(day=1) < held[-1]) == (14, True)
    assert [(bool(each["previous"]), bool(each["next"])) for each in ends] == [(False, True), (True, False)]


def test_a_month_that_is_too_full_says_so_and_leads_to_its_days(client, now, today, monkeypatch):
    monkeypatch.setattr(timetable, "MOST_SESSIONS", 1)
    day = timetable.later(today, 1).replace(day=10)
    weekly(make.batch_page(now=now).batch, day, 2)

    answer = client.get(f"{PAGE}?tampilan=bulan&bulan={month(day)}")

    assert answer.context["is_cut"]
    assert "lebih banyak" in answer.content.decode()
    for number, marks in ((-1, 0), (0, 2), (1, 1)):
        cell = soup(answer).select_one(f'time[datetime="{day + number * DAY}"]').parent
        assert len(cell.select("li a")) == marks
    assert cell.select_one(".ck-month__more a")["href"] == f"/jadwal/?hari={day + DAY}"


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
