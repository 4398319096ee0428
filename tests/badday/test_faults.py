"""The disk is full, the database locked, a folder read-only: real servers say so honestly and lose nothing typed."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from forms.models import Draft
from tests import processes
from tests.badday import places
from tests.badday.visitors import Visitor, at_once, hidden, text
from tests.database import SQLiteStore
from tests.factories import forms as made
from tests.factories.accounts import UserFactory
from tests.factories.files import jpeg

pytestmark = [pytest.mark.endurance, pytest.mark.django_db(transaction=True)]
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only on SQLite")
LIMIT = 30  # seconds within which everybody has an answer
PUBLIC = ["/", "/pelatihan/", "/jadwal/", "/cari/?q=menjahit", "/status/", "/verifikasi/"]
LETTER = [made.question_step(made.question("reason"), made.question("letter", "file"))]


@contextlib.contextmanager
def locked():
    """Somebody else writes and does not finish."""
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def at_the_letter(user) -> str:
    """The address of a step with a text and a file; everything before it is filled in."""
    batch = made.batch(program_fields={"questions": LETTER, "documents": []})
    draft = made.started(batch, user)
    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS), ("pendidikan", made.EDUCATION)]:
        made.typed(draft, step, values)
    return made.address(batch, "pertanyaan-1")


def honest(answer) -> bool:
    """Words and a way on, no trace of a program: 503 with when to try again, or the form with a note at the file."""
    words = text(answer)
    clean = "Traceback" not in words and "Error at" not in words
    return clean and (answer.status_code != 503 or ("Retry-After" in answer.headers and "lagi" in words))


@only_sqlite
def test_a_database_that_is_locked_for_as_long_as_anybody_waits():
    user, batch, ready = UserFactory(), made.batch(), made.batch()
    draft = made.complete(ready, UserFactory())
    step, send = made.address(batch, "identitas"), made.address(ready, "pernyataan")
    with processes.web() as port:
        typing, sending, reading, visitor = (
            Visitor(port, user),
            Visitor(port, draft.user),
            Visitor(port, user),
            Visitor(port),
        )
        values = hidden(typing.get(step)) | made.identity()
        promise = hidden(sending.get(send)) | {"declaration": "on", "promise": "on"}
        door = hidden(visitor.get("/masuk/")) | {"email": "warga@contoh.test"}
        assert reading.get("/akun/").status_code == 200
        with locked():
            answers = at_once(
                [
                    lambda: (typing.post(step, values), typing.seconds),
                    lambda: (sending.post(send, promise), sending.seconds),
                    lambda: (visitor.post("/masuk/", door), visitor.seconds),
                    *[lambda path=path: pages_go_on(port, path) for path in PUBLIC],
                ]
            )
        saved, sent, let_in, *public = answers

        assert [(answer.status_code, round(seconds)) for answer, seconds in answers if seconds > LIMIT] == []
        assert [(answer.url, answer.status_code) for answer, _seconds in public if answer.status_code != 200] == []
        assert (saved[0].status_code, sent[0].status_code) == (503, 503)
        assert all(honest(answer) for answer, _seconds in answers)
        assert 'value="Rina Contoh"' in saved[0].text
        assert let_in[0].status_code == 503, "busy is not the same as too many tries"
        assert 'value="warga@contoh.test"' in let_in[0].text
        assert typing.post(step, hidden(saved[0]) | values).headers["Location"] == made.address(batch, "alamat")
        assert "tanda-terima" in sending.post(send, hidden(sent[0]) | promise).headers["Location"]
        assert visitor.post("/masuk/", hidden(let_in[0])).headers["Location"] == "/masuk/kode/"


def pages_go_on(port: int, path: str):
    visitor = Visitor(port)
    return visitor.get(path), visitor.seconds


@only_sqlite
def test_a_disk_that_is_full_for_the_database(tmp_path):
    user = UserFactory()
    batch = made.batch()
    step = made.address(batch, "identitas")
    cookie = Visitor(0, user).web.cookies
    with (
        places.disk(tmp_path / "kecil", 96_000) as folder,
        own_database(folder),
        processes.web(TEST_ROOT=str(folder)) as port,
    ):
        typing = Visitor(port)
        typing.web.cookies.update(cookie)
        values = hidden(typing.get(step)) | made.identity()
        with places.full(folder):
            public = [pages_go_on(port, path)[0] for path in PUBLIC]
            again = typing.post(step, values)

            assert [(answer.url, answer.status_code) for answer in public if answer.status_code != 200] == []
            assert again.status_code == 503
            assert honest(again)
            assert 'value="Rina Contoh"' in again.text
        assert typing.post(step, hidden(again) | values).headers["Location"] == made.address(batch, "alamat")


@contextlib.contextmanager
def own_database(folder: Path):
    """The data of the test on another disk; what a server writes there comes back to nobody."""
    target = folder / settings.DATA_DIR.name / Path(connection.settings_dict["NAME"]).name
    SQLiteStore().copy(connection.settings_dict["NAME"], str(target))
    connections.close_all()
    yield


@pytest.mark.postgres
def test_a_disk_that_takes_no_upload(tmp_path):
    """The folder of uploads: full, then read-only, then well again; the same server all the time."""
    user = UserFactory()
    step = at_the_letter(user)
    with places.disk(settings.PRIVATE_ROOT, 400) as folder, processes.web() as port:
        typing = Visitor(port, user)
        values = hidden(typing.get(step)) | {"reason": "Ingin belajar."}
        for broken in (places.full, places.read_only):
            with broken(folder):
                answer = typing.post(step, values, files={"letter": ("surat.jpg", jpeg(), "image/jpeg")})

                assert answer.status_code == 200
                assert honest(answer)
                assert "Berkas ini belum tersimpan." in text(answer)
            assert Draft.objects.get().data["pertanyaan-1"]["reason"] == ["Ingin belajar."]
            assert not Draft.objects.get().files.exists()
            assert files_in(folder) == []
        answer = typing.post(step, hidden(answer) | values, files={"letter": ("surat.jpg", jpeg(), "image/jpeg")})

        assert answer.status_code == 302
        assert len(files_in(folder)) == Draft.objects.get().files.count() == 1


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.postgres
def test_a_disk_that_takes_no_temporary_file(tmp_path):
    """An upload that is too large for memory, while the disk for temporary files is full."""
    user = UserFactory()
    step = at_the_letter(user)
    large = jpeg() + bytes(3_000_000)
    with places.disk(tmp_path / "sementara", 4_000) as folder, processes.web(TMPDIR=str(folder)) as port:
        typing = Visitor(port, user)
        values, free = hidden(typing.get(step)) | {"reason": "Ingin belajar."}, places.free(folder)
        first = typing.post(step, values, files={"letter": ("surat.jpg", large, "image/jpeg")})
        assert first.status_code == 302
        processes.until(lambda: places.free(folder) >= free, 10)  # the server closes it after it has answered
        with places.full(folder):
            answer = typing.post(step, values, files={"letter": ("baru.jpg", large, "image/jpeg")})

            assert answer.status_code == 200
            assert honest(answer)
            assert "belum tersimpan" in text(answer)
        assert Draft.objects.get().files.get().file.name == "surat.jpg"
        assert typing.post(step, values, files={"letter": ("baru.jpg", large, "image/jpeg")}).status_code == 302
        assert Draft.objects.get().files.get().file.name == "baru.jpg"
