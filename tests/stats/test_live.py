"""The live figures as the public gets them: one year, small numbers hidden in page and files alike."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import translation

from accounts.enums import Role
from core.models import District
from stats import live, queries
from stats.enums import Measure
from stats.models import Fact, KeepRate
from tests.factories import programs as make
from tests.factories import stats as made
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def districts():
    return {each.name: each for each in District.objects.all()}


@pytest.fixture
def year(districts):
    """Thirty registrations in Benda, 3 in Pinang, 20 in Periuk."""
    for name, number, sex in (("Benda", 30, "male"), ("Pinang", 3, "female"), ("Periuk", 20, "female")):
        made.fact(number, district=districts[name], sex=sex)
    with translation.override("id"):
        yield live.year_of(2026)


def part(year, key):
    return next(each for each in year.breakdowns if each.key == key)


def test_a_small_number_is_hidden_with_a_neighbour_and_the_total_stays(year):
    shown = {label: values[0] for label, values in part(year, "kecamatan").rows()}

    assert year.totals[Measure.REGISTERED] == 53
    assert (shown["Pinang"], shown["Periuk"], shown["Benda"]) == (None, 20, None)
    assert shown["Ciledug"] == 0


def test_other_breakdowns_of_the_same_people_stay_whole(year):
    assert dict(part(year, "jenis-kelamin").rows())["Perempuan"][0] == 23
    assert dict(part(year, "bulan").rows())["November"][0] == 53


def test_what_is_too_small_in_one_breakdown_hides_the_whole_measure(year):
    made.fact(1, measure=Measure.CERTIFIED, sex="male")
    made.fact(5, measure=Measure.CERTIFIED, sex="female")

    again = live.year_of(2026)

    assert again.totals[Measure.CERTIFIED] is None
    assert again.totals[Measure.REGISTERED] == 53
    assert all(values[3] is None for part in again.breakdowns for _label, values in part.rows())


def test_people_without_kecamatan_are_counted_as_not_known(year):
    made.fact(7)

    with translation.override("id"):
        found = part(live.year_of(2026), "kecamatan").rows()

    assert found[-1] == ("Tidak diketahui", [None, 0, 0, 0])  # hidden beside the 3 of Pinang


def test_programmes_go_by_their_title_and_services_by_their_name():
    program = make.page_in_site(title="Menjahit")
    made.fact(6, program=program)
    made.fact(8, service="pelatihan")

    assert part(live.year_of(2026), "program").labels[0] == "Menjahit"


def test_a_year_is_read_in_few_statements(year, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        live.year_of(2026)


# The page and its files.


def test_the_page_shows_the_year_and_links_the_others(client, year):
    made.fact(9, month=dt.date(2025, 3, 1))

    html = client.get("/statistik/layanan/").content.decode()
    older = client.get("/statistik/layanan/?tahun=2025").content.decode()

    assert "<dd>53</dd>" in html
    assert 'href="?tahun=2025"' in html
    assert "<dd>9</dd>" in older
    assert client.get("/statistik/layanan/?tahun=x").status_code == 200


def test_the_page_says_so_while_nothing_is_counted(client):
    assert "Belum ada yang dihitung" in client.get("/statistik/layanan/").content.decode()
    assert client.get("/statistik/layanan-kecamatan.csv").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_hide_what_the_page_hides(client, year, kind):
    content = client.get(f"/statistik/layanan-kecamatan.{kind}?tahun=2026").content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].rows]
    shown = {row[0]: str(row[1]) for row in rows}

    assert (shown["Pinang"], shown["Benda"], shown["Periuk"]) == ("*", "*", "20")


def test_the_promise_is_shown_once_enough_was_due(client, year):
    row = {"counted_at": make.NOW, "window_days": 90, "limit_days": 3}
    KeepRate.objects.create(on=dt.date(2026, 11, 22), within=8, total=9, **row)
    assert "hari kerja</" not in client.get("/statistik/layanan/?x=1").content.decode()

    KeepRate.objects.create(on=dt.date(2026, 11, 23), within=92, total=100, **row)
    assert (
        "<strong>92%</strong> berkas dijawab dalam 3 hari kerja" in client.get("/statistik/layanan/").content.decode()
    )


def test_the_page_costs_the_same_at_many_facts(client, year, django_assert_max_num_queries):
    Fact.objects.bulk_create(
        Fact(month=OCTOBER, measure=measure, service="pelatihan", sex=sex)
        for measure in Measure.values for sex in ("male", "female") for _n in range(50)
    )  # fmt: skip
    client.get("/statistik/layanan/?x=0")  # keeps what changes with a save only
    with django_assert_max_num_queries(18):
        client.get("/statistik/layanan/?x=1")


# The report of the office.


@pytest.fixture
def head(client):
    client.force_login(UserFactory(role=Role.HEAD, language="id"))
    return client


def rows_of(client, query=""):
    context = client.get(f"/cms/angka/{query}").context
    return {row[0]: row[1] for row in context["rows"]} | {"total": context["total"][1]}


def test_the_report_counts_whole_numbers_by_what_is_asked(head, year, districts):
    made.fact(2, month=OCTOBER, district=districts["Benda"], sex="female")
    span = "?first=2026-01&last=2026-12"

    assert rows_of(head, span) == {"Oktober 2026": "2", "November 2026": "53", "total": "55"}
    assert rows_of(head, f"{span}&rows=district_id")["Pinang"] == "3"
    assert rows_of(head, f"{span}&rows=sex&district={districts['Benda'].pk}") == {
        "Laki-laki": "30",
        "Perempuan": "2",
        "total": "32",
    }
    assert rows_of(head, "?first=2026-11&last=2026-11&sex=female")["total"] == "23"


def test_wrong_filters_do_not_break_the_report(head, year):
    assert head.get("/cms/angka/?first=x&rows=y&district=0&sex=z").status_code == 200


def test_the_report_is_a_workbook_too(head, year):
    answer = head.get("/cms/angka/?first=2026-01&last=2026-12&rows=district_id&export=xlsx")

    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].rows
    ]
    assert ["Pinang", 3, 0, 0, 0] in rows
    assert rows[-1] == ["Jumlah", 53, 0, 0, 0]


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, Role.TRAINER, None])
def test_others_do_not_see_the_report(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get("/cms/angka/").status_code in (302, 403)


def test_years_are_found_without_reading_all_facts(year, django_assert_num_queries):
    made.fact(month=dt.date(2024, 2, 1))

    with django_assert_num_queries(2):
        assert queries.years() == [2026, 2025, 2024]


def test_the_reference_office_has_all_tables_in_both_languages(client):
    call_command("stats_load")
    call_command("stats_load")  # changes nothing

    names = {code: client.get(f"{prefix}/statistik/data.json").json()["dataset"] for code, prefix in
             (("id", ""), ("en", "/en"))}  # fmt: skip
    assert len(names["id"]) == len(names["en"]) == 13
    for found in names.values():
        for each in found:
            path = "/" + each["url"].split("/", 3)[3]
            assert client.get(path).status_code == 200
            assert client.get(path.rstrip("/") + ".csv").status_code == 200
