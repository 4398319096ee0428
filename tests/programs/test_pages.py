"""The public pages: list with filters, programme, batch; a fixed number of queries, honest states."""

import pytest
from django.utils import timezone

from programs import workflow
from programs.enums import BatchState, Mode
from programs.models import Batch
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
LIST = "/pelatihan/"


@pytest.fixture
def now():
    return timezone.now()


def titles(answer):
    return [card["title"] for card in answer.context["batches"]]


def test_filters_narrow_the_list(client, now):
    sewing = make.page_in_site(title="Menjahit", field="Garmen")
    coffee = make.page_in_site(title="Barista", field="Minuman", kind="entrepreneurship")
    make.batch_page(sewing, now=now)
    make.batch_page(coffee, now=now, opens_at=now + DAY, closes_at=now + 2 * DAY)
    month = (timezone.localdate(now) + 30 * DAY).strftime("%Y-%m")

    queries = ["", "?jenis=blk", "?bidang=Minuman", "?status=soon", f"?bulan={month}", "?status=finished"]
    found = [titles(client.get(LIST + query)) for query in queries]

    both = ["Menjahit", "Barista"]
    assert found == [both, ["Menjahit"], ["Barista"], ["Barista"], both, []]


@pytest.mark.parametrize("query", ["jenis=x", "status=%00", "bulan=2026-13", "bulan=x", "hal=x", "hal=-3", "hal=99999"])
def test_nonsense_filters_nothing(client, now, query):
    make.batch_page(now=now)

    answer = client.get(f"{LIST}?{query}")

    assert (answer.status_code, len(titles(answer))) == (200, 1)


def test_open_ones_come_first_and_finished_last(client, now):
    day = timezone.localdate(now)
    for title, fields in {
        "Selesai": {"starts_on": day - 9 * DAY, "ends_on": day - DAY},
        "Segera": {"opens_at": now + DAY, "closes_at": now + 2 * DAY},
        "Dibuka": {},
        "Dibuka, tutup dulu": {"closes_at": now + DAY},
    }.items():
        make.batch_page(make.page_in_site(title=title), now=now, **fields)

    assert titles(client.get(LIST)) == ["Dibuka, tutup dulu", "Dibuka", "Segera", "Selesai"]


def test_unpublished_batches_are_not_listed(client, now):
    make.batch_page(now=now).unpublish()

    answer = client.get(LIST)

    assert (titles(answer), "Belum ada angkatan yang diumumkan" in answer.content.decode()) == ([], True)


def queries_of(client, address, connection_queries):
    client.get(address)
    with connection_queries as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [LIST, "program", "/"])
def test_the_number_of_queries_does_not_grow_with_batches(client, now, address, django_assert_max_num_queries):
    program = make.page_in_site()
    address = program.url if address == "program" else address
    make.batch_page(program, now=now, sessions=2)
    one = queries_of(client, address, django_assert_max_num_queries(40))
    for number in range(11):
        make.batch_page(program if number % 2 else None, now=now, sessions=2)

    many = queries_of(client, address, django_assert_max_num_queries(40))

    assert many == one


def test_the_list_pages_at_thirty_rows_with_the_same_queries(client, now, django_assert_max_num_queries):
    program = make.page_in_site()
    for _ in range(30):
        make.batch_page(program, now=now)

    answer = client.get(LIST + "?hal=3")

    assert len(titles(answer)) == 6
    assert queries_of(client, LIST, django_assert_max_num_queries(24)) <= 24


def test_an_open_batch_says_its_seats_and_leads_to_the_form(client, now):
    page = make.batch_page(now=now, sessions=2, capacity=16)
    make.register(page.batch, at=now)

    text = client.get(page.url).content.decode()

    assert "Sisa 15 dari 16 kursi" in text
    assert f"/daftar/pelatihan/{page.batch.code}/" in text


@pytest.mark.parametrize(("count", "folded"), [(8, ""), (12, "Tampilkan 4 pertemuan lagi")])
def test_a_long_schedule_stands_folded_and_whole(client, now, count, folded):
    page = make.batch_page(now=now, sessions=count)

    text = client.get(page.url).content.decode()

    assert text.count('class="ck-sessions__day"') == count
    assert ("ck-sessions__rest" in text) == bool(folded)
    assert folded in text


def test_the_page_of_a_programme_shows_its_batches_before_the_details(client, now):
    page = make.batch_page(now=now)

    text = client.get(page.get_parent().url).content.decode()

    assert text.index('id="angkatan"') < text.index(f'<a href="{page.url}"') < text.index('id="ringkas"')


def test_by_score_seats_and_applicants_are_told(client, now):
    page = make.batch_page(now=now, mode=Mode.SCORE, capacity=16)
    Batch.objects.filter(pk=page.batch.pk).update(applicants=43)

    assert "16 kursi, 43 pendaftar" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"held": 16, "reserve_size": 0}, "Semua kursi dan tempat cadangan sudah terisi."),
        ({"state": BatchState.CANCELLED, "cancelled_reason": "Pelatih sakit."}, "Pelatih sakit."),
    ],
)
def test_a_batch_that_takes_nobody_says_why_and_has_no_button(client, now, fields, sentence):
    page = make.batch_page(now=now)
    Batch.objects.filter(pk=page.batch.pk).update(**fields)

    text = client.get(page.url).content.decode()

    assert sentence in text
    assert "/daftar/pelatihan/" not in text


def test_full_with_a_reserve_list_still_takes_registrations(client, now):
    page = make.batch_page(now=now)
    Batch.objects.filter(pk=page.batch.pk).update(held=16)

    text = client.get(page.url).content.decode()

    assert f"/daftar/pelatihan/{page.batch.code}/" in text
    assert "Masuk daftar cadangan" in text
    assert f"Daftar cadangan: sisa {page.batch.reserve_size} tempat" in text
    assert "Daftar kelas ini" not in text


def test_what_happens_next_has_a_date_at_every_step(client, now):
    page = make.batch_page(now=now, sessions=1, confirm_by=now + 20 * DAY)

    steps = client.get(page.url).context["steps"]

    assert [step["title"] for step in steps] == [
        "Pemeriksaan berkas",
        "Tes dan wawancara",
        "Keputusan",
        "Daftar ulang",
        "Hari pertama",
    ]
    assert all(step["strong"] for step in steps)


def test_the_preview_shows_the_draft_not_the_batch(client, now, admin_client):
    page = make.batch_page(now=now, capacity=16)
    page.capacity = 20
    page.save_revision()

    text = admin_client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()

    assert "dari 20" in text
    assert page.batch.capacity == 16


def test_a_draft_without_dates_has_a_preview(admin_client, now):
    page = make.batch_page(now=now, live=False, starts_on=None)

    assert "belum ditetapkan" in admin_client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()


def test_the_english_alias_shows_the_same_batch(client, now):
    page = make.batch_page(now=now, sessions=1)
    english = page.copy_for_translation(
        page.locale.__class__.objects.get(language_code="en"), copy_parents=True, alias=True
    )

    text = client.get(english.url).content.decode()

    assert "16 of 16 seats left" in text
    assert english.batch == page.batch


@pytest.mark.parametrize(("words", "found"), [("jahit", 1), ("JAHIT garmen", 1), ("jahit kopi", 0), ("", 2)])
def test_the_search_box_finds_batches_by_words(client, words, found):
    make.batch_page(make.page_in_site(title="Menjahit", field="Garmen"), now=timezone.now())
    make.batch_page(make.page_in_site(title="Barista", field="Minuman"), now=timezone.now())
    assert len(client.get("/pelatihan/", {"q": words}).context["batches"]) == found


@pytest.mark.parametrize("name", ["q", "jenis", "bidang", "status", "bulan", "hal"])
@pytest.mark.parametrize("value", ["\0", "0000-01", "9" * 500, "' OR 1=1 --", "{{ 7*7 }}", "<script>", "😀", "-1"])
def test_no_query_string_breaks_the_list(client, name, value):
    answer = client.get("/pelatihan/", {name: value})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_cancelled_batch_counts_no_seats(client, now):
    page = make.batch_page(now=now, capacity=16)
    told = {"id": "Pelatih sakit.", "en": "The trainer is ill."}
    workflow.cancel_batch(page.batch, by=make.head(), told=told, at=now)

    text = client.get(page.url).content.decode()

    assert "Angkatan ini dibatalkan" in text
    assert "Angkatan ini tidak jadi berjalan: Pelatih sakit." in text
    assert "Sisa 16" not in text
    assert "16 kursi" not in text
