"""A decision that waits for its release shows nothing to anybody: every page and file stays byte for byte the same."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import workflow
from cases.enums import Bucket, Move
from cases.models import Case
from core.models import OutboxMessage
from programs.models import Batch, BatchPage
from tests.factories import programs
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = programs.NOW
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|csrftoken[^;"]+')
PUBLIC = (
    *("/", "/pelatihan/", "/pelatihan/atom.xml", "/pelatihan/rss.xml", "/jadwal/", "/jadwal.ics", "/statistik/"),
    *("/statistik/data.json", "/sitemap.xml", "/cari/?q=menjahit", "/cari/?q=menjahit&format=json", "/status/"),
)
OWN = ("/akun/", "/akun/profil/", "/akun/dilihat/", "/akun/kalender/")


@pytest.fixture
def batch():
    """A batch by score with an address of its own, sessions, and six people who wait for the decision."""
    page = programs.batch_page(now=NOW, sessions=3, capacity=4, mode="score", reserve_size=2)
    return Batch.objects.get(page=page)


@pytest.fixture
def cases(batch):
    return [programs.at_decision(programs.register(batch, programs.local_applicant(), at=NOW)) for _number in range(6)]


def looks(batch, cases) -> dict[str, bytes]:
    """What visitors, machines and each applicant can open now."""
    page = BatchPage.objects.get(pk=batch.page_id)
    found = {url: _body(Client().get(url)) for url in (*PUBLIC, page.get_parent().get_url(), page.get_url())}
    for case in cases:
        client = Client()
        client.force_login(case.applicant.user)
        for url in (*OWN, f"/akun/{case.number}/"):
            found[f"{case.pk}:{url}"] = _body(client.get(url))
        born = case.applicant.birth_date
        asked = {"number": case.number, "birth_date_0": born.day, "birth_date_1": born.month, "birth_date_2": born.year}
        found[f"{case.pk}:status"] = _body(Client().post("/status/", asked))
    return found


def _body(answer) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes([answer.status_code % 256]) + TOKEN.sub(b"", body)


def differing(before: dict, after: dict) -> list[str]:
    return [url for url, body in before.items() if after[url] != body]


def test_nothing_leaks_before_the_release(batch, cases):
    """Accepted, put on the list and rejected, all held: nobody can tell. Released together: everybody can."""
    head = UserFactory(role="head")
    with time_machine.travel(NOW, tick=False):
        before = looks(batch, cases)
        assert differing(before, looks(batch, cases)) == []  # what is compared does not change by itself
        for case, verdict in zip(cases, [Move.ACCEPT] * 3 + [Move.RESERVE] * 2 + [Move.REJECT], strict=True):
            told = "Kuota penuh." if verdict == Move.REJECT else ""
            workflow.decide(case, verdict=verdict, by=head, told=told, at=NOW)
        assert Case.objects.filter(bucket=Bucket.HELD).count() == 6
        assert Batch.objects.get(pk=batch.pk).held == 3
        sent = OutboxMessage.objects.count()
        assert differing(before, looks(batch, cases)) == []
        workflow.undo(cases[0], by=head, at=NOW)
        assert differing(before, looks(batch, cases)) == []
        workflow.decide(cases[0], verdict=Move.ACCEPT, by=head, at=NOW)
        for case in cases:
            workflow.release(case, by=head, at=NOW)
        changed = differing(before, looks(batch, cases))
        assert {f"{case.pk}:/akun/{case.number}/" for case in cases} <= set(changed)
        assert OutboxMessage.objects.count() == sent + 6


def test_the_desk_says_that_it_is_not_told(cases):
    head = UserFactory(role="head")
    workflow.decide(cases[0], verdict=Move.ACCEPT, by=head, at=timezone.now())
    client = Client()
    client.force_login(head)
    html = client.get(reverse("cases:edit", args=[cases[0].pk])).content.decode()
    assert "belum dirilis" in html or "Belum diberitahukan" in html
