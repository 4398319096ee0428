"""Sharing the work: assigning by hand and by programme, kept filters, notes, the load of the office."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.roles import group
from audit.models import Event
from cases import queries, rules, workflow, workload
from cases.enums import Tab
from cases.models import Case, Charge, Note, SavedView
from cases.workflow import sharing
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.cases import good_documents, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, checker):
    client.force_login(checker)
    return client


@pytest.fixture
def head_desk(client, head):
    client.force_login(head)
    return client


@pytest.fixture
def dewi(office):
    return UserFactory(role=Role.CHECKER, first_name="Dewi")


def fresh(case):
    return Case.objects.get(pk=case.pk)


# Assigning


def test_an_assigned_case_is_left_by_others(road, checker, dewi):
    case, other = open_case(), open_case()
    sharing.assign(case, to=dewi, by=checker)
    assert [found.pk for found in queries.next_candidates(Case.objects.all(), checker)] == [other.pk]
    assert [found.pk for found in queries.next_candidates(Case.objects.all(), dewi)] == [case.pk, other.pk]


def test_assigning_again_changes_nothing_and_nobody_takes_it_back(road, checker, dewi):
    case = open_case()
    for _time in range(2):
        sharing.assign(case, to=dewi, by=checker)
    assert Event.objects.filter(verb="cases.case.assigned").count() == 1
    sharing.assign(case, to=None, by=checker)
    assert fresh(case).assigned_to is None
    assert fresh(case).revision == case.revision


def test_who_does_not_work_there_is_refused(road, checker, selector):
    with pytest.raises(rules.Refused, match="does not work at this stage"):
        sharing.assign(open_case(), to=selector, by=checker)


def test_nobody_gets_their_own_request(road, checker, dewi):
    case = open_case(applicant=ApplicantFactory(user=dewi))
    with pytest.raises(rules.Refused, match="own request"):
        sharing.assign(case, to=dewi, by=checker)


def test_a_closed_case_is_not_assigned(road, checker, dewi):
    case = open_case()
    workflow.withdraw(case, by=case.applicant.user)
    with pytest.raises(rules.Refused, match="closed"):
        sharing.assign(case, to=dewi, by=checker)


def test_new_cases_of_a_programme_go_to_the_officer_in_charge(road, checker, dewi, head):
    label = str(open_case().subject_label)
    sharing.put_in_charge("surat", sharing.topic(label), group=group(Role.CHECKER), to=dewi, by=head)
    case = Case.objects.get()
    assert case.assigned_to is None
    assert sharing.in_charge("surat", label, case.stage) == dewi.pk


def test_the_next_stage_has_its_own_officer(road, checker, selector, head):
    case = open_case(documents=["ktp"])
    sharing.put_in_charge("surat", sharing.topic(case.subject_label), group=group(Role.SELECTOR), to=selector, by=head)
    good_documents(case)
    workflow.set_check(case, "photo", done=True, by=checker)
    sharing.assign(case, to=checker, by=checker)
    workflow.pass_stage(case, by=checker)
    assert fresh(case).assigned_to == selector


def test_an_officer_who_left_gets_nothing(road, dewi, head):
    label = open_case().subject_label
    sharing.put_in_charge("surat", sharing.topic(label), group=group(Role.CHECKER), to=dewi, by=head)
    dewi.is_active = False
    dewi.save()
    assert sharing.in_charge("surat", label, Case.objects.get().stage) is None
    sharing.put_in_charge("surat", sharing.topic(label), group=group(Role.CHECKER), to=None, by=head)
    assert not Charge.objects.exists()


def test_the_page_assigns_what_was_chosen(road, desk, dewi):
    cases = [open_case() for _number in range(2)]
    url = f"{reverse('cases:assign')}?id={cases[0].pk}&id={cases[1].pk}&antrean=saya"
    assert "Dewi" in desk.get(url).content.decode()
    response = desk.post(url, {"to": dewi.pk}, follow=True)
    assert "2 berkas ditugaskan: Dewi" in response.content.decode()
    assert "tugas Dewi" in response.content.decode()
    assert {case.assigned_to for case in Case.objects.all()} == {dewi}
    mine = desk.get(reverse("cases:queue", args=["saya"]), {"petugas": dewi.pk})
    assert len(mine.context["object_list"]) == 2
    assert len(desk.get(reverse("cases:queue", args=["saya"]), {"petugas": "bebas"}).context["object_list"]) == 0


def test_a_stranger_is_not_an_officer(road, desk):
    url = f"{reverse('cases:assign')}?id={open_case().pk}"
    assert desk.post(url, {"to": UserFactory().pk}).status_code == 404


def test_the_assign_page_without_a_case_says_so(road, desk):
    assert "Pilih minimal satu berkas" in desk.get(reverse("cases:assign")).content.decode()


# Filters under a name


def test_filters_are_kept_without_the_search(road, desk, checker):
    open_case()
    data = {"name": "Terlambat surat", "antrean": "saya", "dari": "layanan=surat&q=3671010101909999"}
    response = desk.post(reverse("cases:save_view"), data, follow=True)
    view = SavedView.objects.get()
    assert (view.user, view.tab, view.filters) == (checker, "saya", "layanan=surat")
    assert "Terlambat surat" in response.content.decode()
    desk.post(reverse("cases:save_view"), data | {"dari": "batas=segera"})
    assert SavedView.objects.get().filters == "batas=segera"


@pytest.mark.parametrize("data", [{"name": "", "dari": "layanan=surat"}, {"name": "x", "dari": "q=siti"}])
def test_without_name_or_filter_nothing_is_kept(road, desk, data):
    response = desk.post(reverse("cases:save_view"), data, follow=True)
    assert "Pilih saringan dan beri nama" in response.content.decode()
    assert not SavedView.objects.exists()


def test_kept_filters_are_of_one_person(road, desk, checker, dewi):
    theirs = SavedView.objects.create(user=dewi, name="Milik Dewi", tab=Tab.MINE, filters="layanan=surat")
    mine = SavedView.objects.create(user=checker, name="Milik saya", tab=Tab.MINE, filters="layanan=surat")
    html = desk.get(reverse("cases:index")).content.decode()
    assert "Milik saya" in html
    assert "Milik Dewi" not in html
    assert desk.post(reverse("cases:forget_view", args=[theirs.pk])).status_code == 404
    desk.post(reverse("cases:forget_view", args=[mine.pk]))
    assert list(SavedView.objects.all()) == [theirs]


# Notes


def test_a_note_is_read_by_colleagues_only(road, desk, checker):
    case = open_case()
    desk.post(reverse("cases:note", args=[case.pk]), {"text": "Sudah ditelepon."})
    html = desk.get(reverse("cases:edit", args=[case.pk])).content.decode()
    assert html.count("Sudah ditelepon.") == 1
    event = Event.objects.get(verb="cases.case.noted")
    assert not event.is_public
    assert "ditelepon" not in str(event.body.data)
    assert fresh(case).revision == case.revision
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_note")
        assert "ditelepon" not in cursor.fetchone()[0]


def test_an_empty_note_is_refused(road, desk):
    case = open_case()
    response = desk.post(reverse("cases:note", args=[case.pk]), {"text": "  "}, follow=True)
    assert "Tulis dahulu" in response.content.decode()
    assert not Note.objects.exists()


def test_nobody_writes_on_their_own_request(road, checker):
    with pytest.raises(rules.Refused):
        sharing.note(open_case(applicant=ApplicantFactory(user=checker)), text="x", by=checker)


# The load


def test_the_load_by_stage_and_officer(road, checker, dewi):
    late, soon = open_case(at=timezone.now() - dt.timedelta(days=20)), open_case()
    Case.objects.filter(pk=soon.pk).update(due_at=timezone.now() + dt.timedelta(minutes=1))
    open_case()
    sharing.assign(late, to=dewi, by=checker)
    workflow.claim(soon, by=dewi)
    stage = workload.by_stage(timezone.now())[0]
    assert (stage.name, stage.waiting, stage.late, stage.soon) == ("Periksa", 3, 1, 1)
    load = workload.by_officer(timezone.now())[0]
    assert (load.user, load.assigned, load.late, load.held) == (dewi, 1, 1, 1)


def test_the_head_sees_the_load_and_names_officers(road, head_desk, dewi):
    case = open_case()
    topic = sharing.topic(case.subject_label)
    response = head_desk.get(reverse("cases:workload"))
    post = next(post for post in response.context["posts"] if post.group == group(Role.CHECKER))
    assert (post.topic, post.role) == (topic, "Pemeriksa berkas")
    head_desk.post(reverse("cases:workload"), {post.key: dewi.pk})
    assert Charge.objects.get().user == dewi
    assert "Petugas program diubah" in str(head_desk.get("/cms/catatan/").content.decode())


@pytest.mark.parametrize("role", ["checker", "selector", "editor"])
def test_others_find_no_load(road, client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("cases:workload")).status_code == 404


def test_the_load_costs_the_same_for_one_and_thirty(road, head_desk, django_assert_max_num_queries):
    open_case()
    head_desk.get(reverse("cases:workload"))
    with django_assert_max_num_queries(25) as one:
        head_desk.get(reverse("cases:workload"))
    for _number in range(29):
        open_case()
        UserFactory(role=Role.CHECKER)
    with django_assert_max_num_queries(25) as thirty:
        head_desk.get(reverse("cases:workload"))
    assert len(one) == len(thirty)


def test_what_is_due_soon_is_told_before_it_is_late(road, desk):
    case = open_case()
    assert "paling lambat hari kerja berikutnya" not in desk.get(reverse("cases:index")).content.decode()
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + dt.timedelta(minutes=1))
    cache.clear()
    html = desk.get(reverse("cases:index")).content.decode()
    assert "1 berkas harus selesai paling lambat hari kerja berikutnya" in html
    assert len(desk.get(reverse("cases:queue", args=["saya"]), {"batas": "segera"}).context["object_list"]) == 1


def test_late_counts_only_what_one_may_act_on(road, checker, head):
    open_case(at=timezone.now() - dt.timedelta(days=20))
    now = timezone.now()
    assert queries.in_tab(Tab.OVERDUE, checker, now).count() == 1
    assert queries.in_tab(Tab.OVERDUE, head, now).count() == 0


# Shared evenly


def test_cases_are_spread_evenly_over_the_officers_of_their_stage(road, head):
    first, second = (UserFactory(role="checker") for _number in range(2))
    busy = UserFactory(role="checker")
    for _number in range(4):
        sharing.assign(open_case(), to=busy, by=head)
    cases = [open_case() for _number in range(7)]
    shared = sharing.share([case.pk for case in cases], among=[first, second, busy], by=head)
    assert sorted(shared.given.values()) == [0, 3, 4]
    assert shared.given[busy.pk] == 0
    assert Event.objects.filter(verb="cases.case.assigned").count() == 11


def test_nobody_gets_their_own_request_or_another_stage(road, head, selector):
    officer = UserFactory(role="checker")
    own = open_case(applicant=ApplicantFactory(user=officer, phone="+6281200009002"))
    shared = sharing.share([own.pk, open_case().pk], among=[officer, selector], by=head)
    assert shared.given == {officer.pk: 1, selector.pk: 0}
    assert shared.left == 1


def test_sharing_costs_the_same_for_many(road, head, django_assert_max_num_queries):
    officers = [UserFactory(role="checker") for _number in range(2)]
    sharing.share([open_case().pk], among=officers, by=head)
    counts = []
    for number in (4, 24):
        cases = [open_case().pk for _number in range(number)]
        with django_assert_max_num_queries(30) as found:
            sharing.share(cases, among=officers, by=head)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_head_shares_what_is_chosen_in_the_queue(road, head, client):
    officers = [UserFactory(role="checker") for _number in range(2)]
    cases = [open_case() for _number in range(4)]
    client.force_login(head)
    url = f"{reverse('cases:share')}?id=all&antrean=semua"
    assert client.get(url).context["count"] == 4
    client.post(url, {"to": [officer.pk for officer in officers]})
    assert sorted(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("assigned_to", flat=True)) == [
        *[officers[0].pk] * 2,
        *[officers[1].pk] * 2,
    ]
    client.force_login(officers[0])
    assert client.get(url).status_code == 404
