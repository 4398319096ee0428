"""What nobody needs is thrown away once a day, and only that."""

import datetime as dt
import os
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from core import upkeep
from core.files import Checked, store
from core.models import PrivateFile, Throttle
from tests.factories.cases import open_case, private_file
from tests.factories.files import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()
LATER = NOW + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def private(monkeypatch, tmp_path):
    """A folder of its own: other tests leave files in theirs."""
    monkeypatch.setattr(PrivateFile._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


def kept() -> PrivateFile:
    return store(Checked("ktp.jpg", jpeg(), "image/jpeg"))


def left_by_a_kill(root, *, name: str = "", days: int = 2) -> str:
    path = root / "2026/11" / (name or str(uuid.uuid4()))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    then = (timezone.now() - dt.timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return str(path.relative_to(root))


def test_a_file_without_a_row_is_removed_after_a_day(private):
    old, fresh = left_by_a_kill(private), left_by_a_kill(private, days=0)
    other = left_by_a_kill(private, name="catatan.txt")
    sealed = left_by_a_kill(private, name=f"{uuid.uuid4()}.sealed")  # of the quarantine
    mine = kept()

    assert upkeep.sweep_files(timezone.now()) == 2

    assert not any((private / name).exists() for name in (old, sealed))
    assert all((private / name).exists() for name in (fresh, other, mine.file.name))


def test_more_files_than_one_batch(private, monkeypatch):
    monkeypatch.setattr(upkeep, "BATCH", 3)
    for _number in range(7):
        left_by_a_kill(private)
    assert upkeep.sweep_files(timezone.now()) == 7


def test_a_folder_that_is_not_there_yet_is_no_fault(private):
    private.rmdir()
    assert upkeep.sweep_files(timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_that_nothing_refers_to_is_removed_with_its_row(private, road_of_letters):
    unused = kept()
    used = private_file()
    open_case(documents=["ktp"])
    PrivateFile.objects.filter(pk=used.pk).delete()

    assert upkeep.sweep_rows(NOW) == 0
    assert upkeep.sweep_rows(LATER) == 1

    assert not PrivateFile.objects.filter(pk=unused.pk).exists()
    assert not (private / unused.file.name).exists()
    assert PrivateFile.objects.count() == 1


@pytest.fixture
def road_of_letters():
    from cases import services
    from tests.factories.cases import SLUG, one_stage, register_letters

    register_letters()
    one_stage()
    yield
    services._services.pop(SLUG)


def test_it_happens_once_a_day_on_whichever_machine(client):
    Throttle.objects.create(key="old", expires_at=NOW - dt.timedelta(days=1))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - dt.timedelta(days=1))

    assert upkeep.once_a_day(NOW)
    assert not upkeep.once_a_day(NOW)

    assert not Throttle.objects.filter(key="old").exists()
    assert not Session.objects.exists()
