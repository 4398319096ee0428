"""Pages are fresh within five seconds when the change happens in another process: two web workers, and the worker."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Site

from core.models import OfficeSettings
from tests import processes
from tests.factories import programs as make
from tests.factories.home import InfoPageFactory

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 5
IN_A_ROW = 12  # answers that must agree: with two workers, one stale worker would show


@pytest.fixture
def port():
    with processes.web() as number:
        yield number


@pytest.fixture
def info():
    home = Site.objects.get(is_default_site=True).root_page
    return InfoPageFactory(parent=home, locale=home.locale, slug="isi", title="Judul lama")


def warm(port, path):
    """Ask until both workers answer from memory."""
    states = []

    def all_hits():
        states.append(processes.get(port, path).headers.get("x-cache"))
        return states[-IN_A_ROW:] == ["hit"] * IN_A_ROW

    processes.until(all_hits, 30)


def agrees(port, path, is_new):
    return lambda: all(is_new(processes.get(port, path)) for _ in range(IN_A_ROW))


def test_every_change_reaches_both_workers(info, port):
    batch = make.batch_page(now=timezone.now(), capacity=16)
    warm(port, "/isi/")
    warm(port, batch.url)

    info.title = "Judul baru"
    info.save_revision().publish()
    processes.until(agrees(port, "/isi/", lambda answer: "Judul baru" in answer.body), SECONDS)

    OfficeSettings.objects.update(office="Dinas Baru")
    processes.until(agrees(port, "/isi/", lambda answer: "Dinas Baru" in answer.body), SECONDS)

    make.register(batch.batch, at=timezone.now())
    processes.until(agrees(port, batch.url, lambda answer: "Sisa 15 dari 16 kursi" in answer.body), SECONDS)

    info.unpublish()
    processes.until(agrees(port, "/isi/", lambda answer: answer.status in (404, 410)), SECONDS)


def test_what_the_worker_publishes_is_seen(info, port):
    warm(port, "/isi/")
    info.title = "Judul dari pekerja"
    info.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = info.save_revision()
    revision.approved_go_live_at = info.go_live_at
    revision.save()

    processes.manage("worker", "--rounds", "1")

    processes.until(agrees(port, "/isi/", lambda answer: "Judul dari pekerja" in answer.body), SECONDS)


def test_an_idle_worker_leaves_pages_in_memory(info, port):
    processes.manage("worker", "--rounds", "1")
    warm(port, "/isi/")

    processes.manage("worker", "--rounds", "1")

    assert [processes.get(port, "/isi/").headers["x-cache"] for _ in range(IN_A_ROW)] == ["hit"] * IN_A_ROW
