"""The screen of an acceptance list: from the proposal to the published ranking; for others it does not exist."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from cases.enums import CaseState
from cases.models import Decision
from programs.enums import Mode, Verdict
from programs.models import Adjustment, Batch, Ranking
from tests.factories import programs as make
from tests.factories import selection
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
BIRTH = {"birth_date_day": "5", "birth_date_month": "5", "birth_date_year": "1999"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def head(client):
    user = make.head()
    client.force_login(user)
    return user


@pytest.fixture
def batch(now):
    """A published batch by score: one seat, one on the reserve list, three people; residents come first."""
    page = make.batch_page(now=now, capacity=1, reserve_size=1, mode=Mode.SCORE)
    version = selection.rules(residents_first=True, ties=[selection.TALK], shares=[selection.DISABLED])
    Batch.objects.filter(pk=page.batch.pk).update(seat_rules=version)
    batch = page.batch
    batch.people = [
        selection.scored(batch, 90, resident=False, at=now),
        selection.scored(batch, 80, at=now),
        selection.scored(batch, 70, at=now),
    ]
    Batch.objects.filter(pk=batch.pk).update(closes_at=now - DAY, capacity=1)
    return batch


def url(name, batch, *args):
    return reverse(f"selection:{name}", args=[batch.pk, *args])


def fix(client, batch, **words):
    seen = client.get(url("batch", batch)).context["seen"]
    return client.post(url("fix", batch), {"seen": seen} | words, follow=True)


def test_the_screen_proposes_and_says_why(client, head, batch):
    with translation.override("id"):
        html = client.get(url("batch", batch)).content.decode()

    rows = client.get(url("batch", batch)).context["rows"]
    assert [row.verdict for row in rows] == [Verdict.ACCEPT, Verdict.RESERVE, Verdict.OUT]
    assert "Warga Kota didahulukan; tanpa aturan ini menjadi peringkat" in html
    assert "Interview" in html or "Wawancara" in html


@pytest.mark.parametrize("role", [Role.SELECTOR, Role.CHECKER, Role.EDITOR, Role.TRAINER])
@pytest.mark.parametrize("name", ["index", "batch", "fix", "release"])
def test_for_others_it_does_not_exist(client, batch, role, name):
    client.force_login(UserFactory(role=role))
    address = reverse("selection:index") if name == "index" else url(name, batch)

    answer = client.post(address) if name in ("fix", "release") else client.get(address)

    assert answer.status_code == 404


def test_a_batch_in_order_has_no_list(client, head):
    assert client.get(url("batch", make.batch())).status_code == 404


def test_a_change_without_a_reason_is_refused_in_words(client, head, batch):
    first = batch.people[0]

    answer = client.post(url("adjust", batch, first.pk), {"verdict": "accept", "reason": ""}, follow=True)
    assert "Tulis alasannya" in answer.content.decode()
    assert not Adjustment.objects.exists()

    client.post(url("adjust", batch, first.pk), {"verdict": "accept", "reason": "Alasan kepala"})
    rows = client.get(url("batch", batch)).context["rows"]
    assert {row.person.pk: row.verdict for row in rows}[first.pk] == Verdict.ACCEPT
    assert client.post(url("adjust", batch, first.pk), {"verdict": "x"}).status_code == 404


def test_a_person_of_another_batch_is_not_found(client, head, batch):
    other = selection.scored(selection.batch())

    assert client.post(url("adjust", batch, other.pk), {"verdict": "out", "reason": "x"}).status_code == 404


def test_a_list_seen_before_a_change_is_shown_again(client, head, batch):
    client.post(url("fix", batch), {"seen": "older"})

    assert (Ranking.objects.count(), Decision.objects.count()) == (0, 0)


def test_from_the_proposal_to_the_published_ranking(client, head, batch):
    """Nothing public changes while decisions wait; after the release everybody reads what is theirs."""
    page, visitor = batch.page.url, Client()
    _stranger, first, _last = batch.people
    before = visitor.get(page).content

    html = fix(client, batch, reject="1", told="Nilai belum cukup").content.decode()

    assert "Daftar ditetapkan: 3 keputusan." in html
    assert visitor.get(page).content == before
    number = selection.case_of(first).number
    assert "Peringkat 1" not in owner(first).get(f"/akun/{number}/").content.decode()
    assert "Peringkat" not in visitor.post("/status/", {"number": number} | BIRTH).content.decode()

    released = client.post(url("release", batch))

    assert released.url.startswith("/cms/berkas/massal/hasil/")
    assert [selection.case_of(each).state for each in batch.people] == [
        CaseState.REJECTED,
        CaseState.ACCEPTED,
        CaseState.RESERVE,
    ]
    public = visitor.get(page).content.decode()
    assert "Hasil seleksi" in public
    assert number in public
    assert first.applicant.name not in public
    own = owner(first).get(f"/akun/{number}/").content.decode()
    assert "Peringkat 1 dari 3: nilai 80." in own
    assert "Warga Kota didahulukan" in own
    status = visitor.post("/status/", {"number": number} | BIRTH).content.decode()
    assert "Peringkat 1 dari 3." in status
    assert "nilai 80" not in status


def owner(enrolment):
    client = Client()
    client.force_login(enrolment.applicant.user)
    return client


def test_the_page_of_the_batch_says_how_seats_are_given(client, batch):
    html = client.get(batch.page.url).content.decode()

    assert "Cara kursi dibagi" in html
    assert "Warga Kota didahulukan." in html
    assert "Bila nilai sama: nilai Wawancara lebih tinggi, yang mendaftar lebih dulu." in html
    assert "Paling sedikit 1 kursi untuk: Penyandang disabilitas." in html


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_screen_costs_the_same_for_one_person_and_for_thirty(client, head, now):
    costs = []
    for people in (1, 30):
        batch = selection.batch(now=now, capacity=8, version=selection.rules(shares=[selection.DISABLED]))
        for number in range(people):
            selection.scored(batch, 50 + number, at=now)
        costs.append(statements(client, url("batch", batch)))

    assert costs[0] == costs[1] <= 25


def test_the_published_ranking_costs_the_same_for_one_person_and_for_thirty(client, head, now):
    pages = [make.batch_page(now=now, capacity=30, mode=Mode.SCORE) for _ in range(2)]
    for page, people in zip(pages, (1, 30), strict=True):
        for number in range(people):
            selection.scored(page.batch, 50 + number, at=now)
        fix(client, page.batch)
        client.post(url("release", page.batch))

    assert [len(Client().get(page.url).context["ranking"]["rows"]) for page in pages] == [1, 30]
    assert page_cost(pages[0]) == page_cost(pages[1])


def page_cost(page):
    from core import generation, pagecache

    client = Client()
    client.get(page.url)
    generation.bump()
    pagecache.store.clear()
    with CaptureQueriesContext(connection) as found:
        client.get(page.url)
    return len(found)


def test_who_is_told_the_case_page_shows_colleagues_the_ranking(client, head, batch):
    fix(client, batch)

    html = client.get(reverse("cases:edit", args=[batch.people[1].registration_id])).content.decode()

    assert "Peringkat 1 dari 3: nilai 80." in html


def test_the_head_sees_who_has_scored_how_many(client, head, batch):
    text = client.get(reverse("selection:batch", args=[batch.pk])).content.decode()

    assert "Tes dan wawancara: 3 dari 3 lengkap dinilai" in " ".join(text.split())
    assert text.count("1 dari 3") == 3
