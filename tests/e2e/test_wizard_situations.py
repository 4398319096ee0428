"""One story for each row of the table in docs/wizard.md: what a person meets when something comes between."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from forms import steps
from forms.models import Draft
from programs.models import Batch
from tests.e2e import wizard
from tests.factories import forms as made
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = Path(__file__).resolve().parents[2] / "docs" / "wizard.md"


@pytest.fixture
def user():
    return UserFactory(email=wizard.EMAIL)


@pytest.fixture
def batch():
    return made.batch()


@pytest.fixture
def page(plain_phone):
    """All of it without JavaScript."""
    return plain_phone


def change(batch, **fields) -> None:
    Batch.objects.filter(pk=batch.pk).update(**fields)


def says(page, *sentences: str) -> None:
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)


def status_of(page, act) -> int:
    """The status of the page that follows an act, behind its redirects."""
    with page.expect_navigation() as navigation:
        act()
    return navigation.value.status


def at_the_end(page, batch, user) -> None:
    """On the last step, everything filled in and declared."""
    made.complete(batch, user)
    wizard.open_step(page, batch, "pernyataan")
    wizard.declare(page)


def test_lost_session(page, batch, user):
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)
    Session.objects.all().delete()

    assert status_of(page, lambda: wizard.onward(page)) == 403
    says(page, "Anda perlu masuk lagi", "Jawaban Anda tersimpan sampai")
    page.get_by_role("link", name="Masuk dan lanjutkan").click()
    wizard.sign_in(page)
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina Contoh")


def test_expired_sign_in(page, batch, user):
    made.typed(made.started(batch, user), steps.IDENTITY, made.identity())
    page.goto(made.address(batch, "identitas"))

    expect(page).to_have_url(re.compile(r"/masuk/\?next="))
    wizard.sign_in(page)
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina Contoh")


def test_double_click(page, batch, user):
    at_the_end(page, batch, user)
    page.get_by_role("button", name="Kirim pendaftaran").last.dblclick()

    expect(page.get_by_role("heading", name="Pendaftaran Anda sudah kami terima")).to_be_visible()
    says(page, Case.objects.get().number)
    assert page.url.endswith(f"/tanda-terima/{Case.objects.get().token}/")


def test_back_button(page, batch, user):
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)
    wizard.onward(page)
    expect(page.get_by_label("Alamat tempat tinggal")).to_be_visible()
    page.evaluate("history.back()")
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina Contoh")
    made.complete(batch, user)
    wizard.open_step(page, batch, "pernyataan")
    wizard.declare(page)
    wizard.onward(page, "Kirim pendaftaran")

    assert page.goto(made.address(batch, "identitas")).status == 409
    says(page, "Anda sudah terdaftar di angkatan ini", Case.objects.get().number)


def test_two_tabs(page, batch, user):
    at_the_end(page, batch, user)
    other = page.context.new_page()
    other.goto(made.address(batch, "alamat"))
    other.get_by_label("Alamat tempat tinggal").fill("Jl. Baru No. 1, RT 01/RW 01")
    wizard.onward(other)

    wizard.onward(page, "Kirim pendaftaran")

    expect(page.get_by_role("status")).to_contain_text("Periksa lagi.")
    says(page, "Periksa jawaban Anda", "Jl. Baru No. 1")
    assert not Case.objects.exists()


def test_changed_definition(page, batch, user):
    made.complete(batch, user)
    programme = batch.program_page
    programme.questions = [made.question_step(made.question("baru", label_id="Pertanyaan baru?"))]
    programme.save()
    wizard.open_step(page, batch, "pertanyaan-1")

    expect(page.get_by_label("Mengapa Anda memilih kelas ini?")).to_have_value("Ingin membuka usaha jahit.")
    page.goto(made.address(batch, "periksa"))
    expect(page.get_by_role("main")).not_to_contain_text("Pertanyaan baru?")


def refused_at_the_end(page, batch, user) -> int:
    return status_of(page, lambda: wizard.onward(page, "Kirim pendaftaran"))


def test_batch_closed(page, batch, user):
    at_the_end(page, batch, user)
    change(batch, closes_at=timezone.now())

    assert refused_at_the_end(page, batch, user) == 409
    says(page, "Pendaftaran sudah tutup", "dapat dipakai untuk angkatan lain")
    assert Draft.objects.get().data


def test_batch_full(page, batch, user):
    at_the_end(page, batch, user)
    change(batch, held=16)

    assert refused_at_the_end(page, batch, user) == 409
    says(page, "Kursi terakhir baru saja terisi.", "masuk daftar cadangan sebagai nomor 1")
    wizard.declare(page)
    wizard.onward(page, "Kirim pendaftaran")
    says(page, "Pendaftaran Anda sudah kami terima", "cadangan")


def test_reserve_list_full(page, batch, user):
    at_the_end(page, batch, user)
    change(batch, held=16, reserve_size=0)

    assert refused_at_the_end(page, batch, user) == 409
    says(page, "Kursi dan cadangan sudah penuh")
    assert Draft.objects.get().data


def test_batch_cancelled(page, batch, user):
    at_the_end(page, batch, user)
    change(batch, state="cancelled", cancelled_reason="Pelatih sakit.")

    assert refused_at_the_end(page, batch, user) == 409
    says(page, "Angkatan ini dibatalkan", "Pelatih sakit.", "Jawaban Anda tersimpan sampai")


def test_programme_unpublished(page, batch, user):
    at_the_end(page, batch, user)
    change(batch, is_listed=False)

    assert refused_at_the_end(page, batch, user) == 409
    says(page, "Angkatan ini sedang tidak ditampilkan")
    assert Draft.objects.get().data


def test_server_restart(page, batch, user):
    """All that a server has in memory goes: its connections. Everything lies in the database."""
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)
    wizard.onward(page)
    connections.close_all()

    assert page.goto(made.address(batch, "identitas")).status == 200
    expect(page.get_by_label("Nama lengkap")).to_have_value("Rina Contoh")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only on SQLite")
def test_database_locked(page, batch, user):
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)

    with locked():
        assert status_of(page, lambda: wizard.onward(page)) == 503
    says(page, "Kami belum bisa menyimpannya.")
    wizard.onward(page)
    expect(page.get_by_role("heading", name="Alamat dan kontak")).to_be_visible()


@contextlib.contextmanager
def locked():
    """Somebody else writes and does not finish within the twenty seconds that a form waits."""
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def test_page_open_through_a_new_sign_in(page, batch, user):
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)
    other = page.context.new_page()
    page.context.clear_cookies()
    wizard.open_step(other, batch, "identitas")

    assert status_of(page, lambda: wizard.onward(page)) == 403
    says(page, "kirim sekali lagi")
    wizard.onward(page)
    expect(page.get_by_role("heading", name="Alamat dan kontak")).to_be_visible()


def test_another_account_on_this_device(page, batch, user):
    wizard.open_step(page, batch, "identitas")
    wizard.fill_identity(page)
    Session.objects.all().delete()
    other = page.context.new_page()
    wizard.open_step(other, batch, "identitas", email="lain@contoh.test")

    assert status_of(page, lambda: wizard.onward(page)) == 409
    says(page, "Anda masuk dengan akun lain")
    assert Draft.objects.get(user__email="lain@contoh.test").data == {}


def test_every_row_of_the_table_has_its_story():
    part = TABLE.read_text(encoding="utf-8").partition("comes between")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("|")][2:]

    assert {f"test_{row.replace(' ', '_').replace('-', '_')}" for row in rows} <= set(globals())
