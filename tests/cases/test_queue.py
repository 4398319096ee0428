"""The queue: tabs, order, pages by key, filters, search, and what each page costs."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import queries, workflow
from cases.enums import Bucket, Move, Tab
from cases.models import Case
from cases.workflow import ask_correction, claim, decide, set_verdict
from core.numbers import read_case_number
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import day, open_case

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def desk(client, checker):
    """The browser of a document checker."""
    client.force_login(checker)
    return client


def page(client, tab=Tab.MINE, **filters):
    return client.get(reverse("cases:queue", args=[tab.value]), filters)


def numbers(response):
    return [case.number for case in response.context["object_list"]]


def test_the_oldest_deadline_comes_first(road, desk):
    late = open_case(at=timezone.now() - dt.timedelta(days=9))
    new = open_case()
    assert numbers(page(desk)) == [late.number, new.number]


def test_a_case_of_another_stage_is_not_in_my_queue(road, desk):
    case = open_case()
    Case.objects.update(stage=case.stage.next())
    assert numbers(page(desk)) == []
    assert numbers(page(desk, Tab.ALL)) == [case.number]


def test_each_tab_shows_its_cases(road, desk, checker, head):
    late, corrected, held, released, asked = (open_case(documents=["ktp"]) for _number in range(5))
    now = timezone.now()
    Case.objects.filter(pk=late.pk).update(due_at=now - dt.timedelta(hours=1))
    Case.objects.filter(pk=corrected.pk).update(is_corrected=True)
    claim(held, by=checker)
    decide(released, verdict=Move.REJECT, by=checker, told="Contoh")
    ask_correction(asked, by=checker, documents=["ktp"], note="Foto ulang")
    assert numbers(page(desk, Tab.OVERDUE)) == [late.number]
    assert numbers(page(desk, Tab.CORRECTED)) == [corrected.number]
    assert numbers(page(desk, Tab.HELD)) == [held.number]
    assert numbers(page(desk, Tab.RELEASE)) == [released.number]
    assert numbers(page(desk, Tab.APPLICANT)) == [asked.number]
    assert set(numbers(page(desk, Tab.MINE))) == {late.number, corrected.number, held.number}
    assert len(numbers(page(desk, Tab.ALL))) == 5


def test_an_unknown_tab_is_not_found(road, desk):
    assert desk.get("/cms/berkas/antrean/lain/").status_code == 404


def test_counts_are_capped(road, checker, monkeypatch):
    monkeypatch.setattr(queries, "CAP", 2)
    monkeypatch.setattr("cases.paginator.CAP", 2)
    for _number in range(4):
        open_case()
    counts = queries.tab_counts(checker, timezone.now())
    assert counts[Tab.MINE] == "2+"
    assert counts[Tab.OVERDUE] == "0"


def test_counts_are_kept_for_a_while(road, checker, django_assert_num_queries):
    open_case()
    queries.tab_counts(checker, timezone.now())
    with django_assert_num_queries(1):
        queries.tab_counts(checker, timezone.now())


def walk(client, tab, link):
    """Follow the links of one direction to the end; returns the numbers of every page."""
    found, response = [], page(client, tab)
    while True:
        found.append(numbers(response))
        here = response.context["page_obj"]
        if not here.has_next():
            return found, response
        response = page(client, tab, p=here.next_page_number())


@pytest.mark.parametrize("tab", [Tab.MINE, Tab.ALL])
def test_pages_by_key_show_every_case_once(road, desk, tab, monkeypatch):
    monkeypatch.setattr("cases.views.queue.QueueView.get_paginate_by", lambda view, cases: 3)
    moment = timezone.now()
    cases = [open_case(at=moment - dt.timedelta(hours=number // 2)) for number in range(8)]
    pages, last = walk(desk, tab, "next")
    assert [len(each) for each in pages] == [3, 3, 2]
    assert sorted(number for each in pages for number in each) == sorted(case.number for case in cases)
    before = page(desk, tab, p=last.context["page_obj"].previous_page_number())
    assert numbers(before) == pages[1]
    assert before.context["page_obj"].has_previous()


@pytest.mark.parametrize("token", ["", "a", "a_x_y", "z_2026-01-01_1", "a_2026-01-01", "a_2026-13-01T00:00:00_1"])
def test_a_broken_page_token_is_the_first_page(road, desk, token):
    case = open_case()
    assert numbers(page(desk, p=token)) == [case.number]


def test_filters_narrow_a_tab(road, desk, checker):
    one, two = open_case(), open_case()
    claim(one, by=UserFactory(role="checker"))
    assert numbers(page(desk, objek=f"surat:{two.subject_id}")) == [two.number]
    assert numbers(page(desk, tahap="Periksa", layanan="surat", keadaan="in_review")) == [one.number, two.number]
    assert numbers(page(desk, pemegang="bebas")) == [two.number]
    assert numbers(page(desk, batas="terlambat")) == []
    assert numbers(page(desk, keadaan="rejected")) == []


def test_search_leaves_the_tab(road, desk):
    case = open_case(applicant=ApplicantFactory(name="Siti Nurhaliza Rahmawati"))
    open_case(applicant=ApplicantFactory(name="Budi Santoso"))
    Case.objects.filter(pk=case.pk).update(stage=case.stage.next())
    assert numbers(page(desk, Tab.OVERDUE, q="nurhal rahma")) == [case.number]


@pytest.mark.parametrize("text", ["{number}", "{lower}", "{prefix}", "{nik}", "{spaced}"])
def test_search_by_number_or_nik(road, desk, text):
    case = open_case()
    open_case()
    nik = case.applicant.nik
    words = {
        "number": case.number,
        "lower": case.number.lower(),
        "prefix": case.number[:12],
        "nik": nik,
        "spaced": f"{nik[:6]} {nik[6:12]} {nik[12:]}",
    }
    assert numbers(page(desk, q=text.format_map(words))) == [case.number]


def test_the_beginning_of_a_number_may_look_like_a_shorter_one():
    assert read_case_number("SRT-Y0TA-3MC") == "S-RTY0-TA3M-C"
    assert queries._number_in("srt-y0ta-3mc") == "SRT-Y0TA-3MC"
    assert queries._number_in("srty0ta3mc6b") == queries._number_in("SRT-YOTA-3MC6-B") == "SRT-Y0TA-3MC6-B"


@pytest.mark.parametrize("text", ["%", "'", '"', 'a" OR 1', "ab", "SRT-\x7f", "*", "NEAR(", "x" * 300])
def test_any_search_is_answered(road, desk, text):
    open_case()
    assert page(desk, q=text).status_code == 200


def test_a_renamed_applicant_is_found_by_the_new_name(road, desk):
    case = open_case(applicant=ApplicantFactory(name="Nama Lama"))
    Case.objects.filter(pk=case.pk).update(applicant_name="Ratna Wulandari")
    assert numbers(page(desk, q="wuland")) == [case.number]
    assert numbers(page(desk, q="lama")) == []


def test_the_list_shows_no_nik(road, desk):
    case = open_case()
    html = page(desk).content.decode()
    assert case.applicant_name in html
    assert case.applicant.nik[:6] not in html


@pytest.mark.parametrize("tab", list(Tab))
def test_a_tab_costs_the_same_for_one_and_thirty_cases(road, desk, checker, django_assert_max_num_queries, tab):
    fill(checker, 1)
    page(desk, tab)
    with django_assert_max_num_queries(15) as one:
        page(desk, tab)
    fill(checker, 29)
    page(desk, tab)
    with django_assert_max_num_queries(15) as thirty:
        assert len(numbers(page(desk, tab))) >= 30
    assert len(thirty) == len(one)


def fill(checker, count):
    """Cases in every tab."""
    other = UserFactory(role="checker")
    for _number in range(count):
        rows = [open_case(documents=["ktp"]) for _tab in range(4)]
        decide(rows[0], verdict=Move.REJECT, by=checker, told="Contoh")
        ask_correction(rows[1], by=checker, documents=["ktp"], note="Foto ulang")
        claim(rows[2], by=checker)
        claim(rows[3], by=other)
        Case.objects.filter(pk__in=[rows[2].pk]).update(is_corrected=True, due_at=timezone.now() - dt.timedelta(days=1))


def test_start_claims_the_first_free_case(road, desk, checker):
    first = open_case(at=timezone.now() - dt.timedelta(days=5))
    second = open_case()
    claim(first, by=UserFactory(role="checker"))
    response = desk.post(reverse("cases:next"))
    assert response.url.startswith(reverse("cases:edit", args=[second.pk]))
    assert Case.objects.get(pk=second.pk).lease_by == checker


def test_start_never_claims_ones_own_request(road, desk, checker):
    open_case(applicant=ApplicantFactory(user=checker))
    assert desk.post(reverse("cases:next")).url == reverse("cases:queue", args=["saya"])


def test_skip_lets_go_and_keeps_the_filter(road, desk, checker):
    subject = day()
    skipped, following = open_case(subject=subject), open_case(subject=subject)
    other = open_case(at=timezone.now() - dt.timedelta(days=5))
    claim(skipped, by=checker)
    response = desk.post(
        f"{reverse('cases:next')}?lewati={skipped.pk}", {"antrean": "saya", "dari": f"objek=surat:{subject.pk}"}
    )
    assert response.url.startswith(reverse("cases:edit", args=[following.pk]))
    assert Case.objects.get(pk=skipped.pk).lease_by is None
    assert Case.objects.get(pk=other.pk).lease_by is None


def test_a_held_row_names_the_verdict(road, desk, checker):
    case = open_case()
    decide(case, verdict=Move.REJECT, by=checker, told="Contoh")
    rows = queries.open_decisions(Case.objects.filter(bucket=Bucket.HELD))
    assert rows[case.pk].verdict == Move.REJECT
    assert "Ditolak, belum dirilis" in page(desk, Tab.RELEASE).content.decode()


def test_verdicts_do_not_move_a_case(road, desk, checker):
    case = open_case(documents=["ktp"])
    set_verdict(case.documents.get(), verdict="wrong", by=checker)
    workflow.let_go(case, by=checker)
    assert numbers(page(desk)) == [case.number]
