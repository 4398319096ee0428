"""A database that is locked, a disk that takes nothing: an honest page, and nothing typed is lost."""

import contextlib
import sqlite3

import pytest
from django.core.files.storage import storages
from django.db import connection

from forms.models import Draft
from tests.factories import forms as made
from tests.factories.accounts import UserFactory
from tests.forms.test_views import hidden, post, text


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def web(client, user):
    client.force_login(user)
    return client


@contextlib.contextmanager
def locked_database():
    """Somebody else writes and does not finish; we wait a tenth of a second instead of twenty."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    connection.close()


only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only on SQLite")


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_gives_the_form_back_with_everything_typed(web):
    batch = made.batch()
    page = web.get(made.address(batch, "identitas"))

    with locked_database():
        answer = web.post(made.address(batch, "identitas"), hidden(page) | made.identity())

    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Kami belum bisa menyimpannya." in text(answer)
    assert 'value="Rina Contoh"' in answer.content.decode()
    again = web.post(made.address(batch, "identitas"), hidden(answer) | made.identity())
    assert again.url == made.address(batch, "alamat")


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_while_beginning_gives_an_honest_page(web):
    batch = made.batch()

    with locked_database():
        answer = web.get(made.address(batch, "identitas"))

    assert answer.status_code == 503
    assert "Coba lagi" in text(answer)
    assert web.get(made.address(batch, "identitas")).status_code == 200


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_sending_while_the_database_is_locked_can_be_repeated(web, user):
    batch = made.batch()
    made.complete(batch, user)
    page = web.get(made.address(batch, "pernyataan"))
    values = hidden(page) | {"declaration": "on", "promise": "on"}

    with locked_database():
        answer = web.post(made.address(batch, "pernyataan"), values)

    assert answer.status_code == 503
    assert "tanda-terima" in web.post(made.address(batch, "pernyataan"), hidden(answer) | values).url


@pytest.mark.django_db
def test_a_disk_that_takes_no_file_loses_no_text(web, monkeypatch):
    questions = [made.question_step(made.question("reason"), made.question("letter", "file"))]
    batch = made.batch(program_fields={"questions": questions, "documents": []})
    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS), ("pendidikan", made.EDUCATION)]:
        post(web, batch, step, values)
    monkeypatch.setattr(storages["private"], "location", "/dev/null/penuh")

    answer = post(web, batch, "pertanyaan-1", {"reason": "Ingin belajar.", "letter": made.upload("surat.jpg")})

    assert answer.status_code == 200
    assert "Berkas ini belum tersimpan." in text(answer)
    assert Draft.objects.get().data["pertanyaan-1"]["reason"] == ["Ingin belajar."]
