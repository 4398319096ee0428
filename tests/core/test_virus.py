"""Uploads before a real clamd: refused at the field, kept in quarantine, held while the scanner is away."""

import contextlib
import datetime as dt
import socket

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.enums import Role
from cases.models import Document
from core import fields, files, health, quarantine, upkeep, virus
from core.models import PrivateFile, Quarantined, ScanState
from tests.badday import scanner
from tests.factories import forms as made
from tests.factories.accounts import UserFactory
from tests.factories.files import jpeg

pytestmark = [
    pytest.mark.skipif(not scanner.is_installed(), reason=scanner.WHY),
    pytest.mark.django_db(transaction=True),
]
INFECTED = jpeg() + scanner.EICAR


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with scanner.running(tmp_path_factory.mktemp("clamd")) as found:
        yield found


@pytest.fixture
def scanned(clamd, settings, monkeypatch):
    """The site uses this scanner, and forgets that it was ever away."""
    monkeypatch.setitem(virus._resting, "until", 0.0)
    settings.CLAMD = clamd.address
    return settings


@pytest.fixture
def away(scanned):
    """Nobody listens where the scanner should be."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        scanned.CLAMD = f"127.0.0.1:{probe.getsockname()[1]}"
        yield scanned


def kept(content: bytes = b"", scan=ScanState.WAITING) -> PrivateFile:
    return files.store(files.Checked("ktp.jpg", content or jpeg(), "image/jpeg", scan))


def stored(row: Quarantined) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


def check(content: bytes) -> files.Checked:
    return files.check(made.upload("ktp.jpg", content), max_mb=5)


def test_without_a_scanner_nothing_is_scanned():
    assert check(jpeg()).scan == ScanState.NONE
    assert not kept(scan=ScanState.NONE).is_withheld


def test_a_clean_file_is_taken(scanned):
    assert check(jpeg()).scan == ScanState.CLEAN
    assert not Quarantined.objects.exists()


@pytest.mark.parametrize("content", [INFECTED, scanner.EICAR], ids=["in a photo", "alone"])
def test_a_virus_is_refused_in_words_and_kept_apart(scanned, content):
    with pytest.raises(ValidationError) as refused:
        check(content)
    assert refused.value.code == "virus"
    assert "Ada virus di dalam ktp.jpg." in refused.value.messages[0]
    found = Quarantined.objects.get()
    assert (found.virus, found.size) == ("Uji.Eicar.UNOFFICIAL", len(content))
    sealed = stored(found)
    assert scanner.EICAR not in sealed
    assert fields.unseal(sealed) == content
    assert not PrivateFile.objects.exists()


def test_a_large_file_goes_in_pieces(scanned):
    assert virus.find(bytes(3 * virus.CHUNK + 1)) == ""
    assert virus.find(bytes(3 * virus.CHUNK - 20) + scanner.EICAR) == "Uji.Eicar.UNOFFICIAL"


def test_while_the_scanner_is_away_a_file_is_taken_and_held(away, rf):
    checked = check(jpeg())
    assert checked.scan == ScanState.WAITING
    answer = files.serve(rf.get("/"), files.store(checked))
    assert (answer.status_code, answer["Retry-After"]) == (423, "60")
    assert "belum diperiksa dari virus" in answer.content.decode()


def test_the_office_may_choose_to_take_nothing_unscanned(away):
    away.UNSCANNED_UPLOADS = "refuse"
    with pytest.raises(ValidationError, match="belum bisa kami periksa"):
        check(jpeg())


def test_a_scanner_that_hangs_is_away_too_and_not_asked_by_every_upload(scanned, monkeypatch):
    monkeypatch.setattr(virus, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        scanned.CLAMD = f"127.0.0.1:{hanging.getsockname()[1]}"
        assert check(jpeg()).scan == ScanState.WAITING
        hanging.accept()[0].close()
        assert check(jpeg()).scan == ScanState.WAITING
        hanging.setblocking(False)
        with pytest.raises(BlockingIOError):
            hanging.accept()


def test_the_worker_scans_what_waits(away, clamd, rf):
    clean, bad = kept(), kept(INFECTED)
    assert virus.scan_waiting(timezone.now()) == 0
    away.CLAMD = clamd.address
    assert virus.scan_waiting(timezone.now()) == 2
    assert virus.scan_waiting(timezone.now()) == 0

    clean.refresh_from_db()
    with contextlib.closing(files.serve(rf.get("/"), clean)) as answer:
        assert answer.status_code == 200
    bad.refresh_from_db()
    assert bad.scan == ScanState.INFECTED
    assert not bad.file.storage.exists(bad.file.name)
    answer = files.serve(rf.get("/"), bad)
    assert answer.status_code == 410
    assert "sudah dikarantina" in answer.content.decode()
    assert Quarantined.objects.get().file_key == bad.key


def test_quarantine_ends_by_age_and_the_daily_upkeep_leaves_it_alone(settings):
    old = quarantine.keep(b"lama", name="lama.pdf", virus="Uji")
    fresh = quarantine.keep(b"baru", name="baru.pdf", virus="Uji")
    month = dt.timedelta(days=settings.QUARANTINE_DAYS, minutes=1)
    Quarantined.objects.filter(pk=old.pk).update(found_at=timezone.now() - month)

    upkeep.sweep_files(timezone.now() + month)
    assert quarantine.purge(timezone.now()) == 1
    assert not old.file.storage.exists(old.file.name)
    assert fields.unseal(stored(fresh)) == b"baru"


def test_the_desk_says_what_nobody_can_open(scanned, client):
    case = made.sent(made.batch())
    first, second = Document.objects.filter(case=case).order_by("pk")
    PrivateFile.objects.filter(pk=first.file_id).update(scan=ScanState.WAITING)
    PrivateFile.objects.filter(pk=second.file_id).update(scan=ScanState.INFECTED)
    client.force_login(UserFactory(role=Role.CHECKER))
    page = client.get(f"/cms/berkas/{case.pk}/").content.decode()
    assert "Belum diperiksa dari virus." in page
    assert "Ada virus di berkas ini." in page
    for document, status in ((first, 423), (second, 410)):
        for query in ("", "?halaman=1"):
            assert client.get(f"/cms/berkas/{case.pk}/dokumen/{document.pk}/{query}").status_code == status


def test_the_head_sees_the_list_and_no_content(client):
    quarantine.keep(b"jahat", name="KTP Siti.pdf", virus="Uji.Eicar")
    client.force_login(UserFactory(role=Role.HEAD))
    page = client.get("/cms/karantina/").content.decode()
    assert "Uji.Eicar" in page
    assert "Siti" not in page


def test_doctor_names_a_scanner_that_does_not_answer(scanned, away):
    PrivateFile.objects.filter(pk=kept().pk).update(created_at=timezone.now() - dt.timedelta(hours=2))
    problems = {fact.name: fact.problem for fact in health.facts() if fact.problem}
    assert away.CLAMD in problems["virus_scanner"]
    assert "lebih dari satu jam" in problems["unscanned_oldest_seconds"]


def test_a_scanner_that_answers_is_well(scanned):
    assert virus.scanner(timezone.now()).value is True
