"""A backup made while people work brings everything back."""

import contextlib
import os
import shutil
import sqlite3
import stat
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from scripts import backup


@pytest.fixture
def office(tmp_path):
    """An installation on SQLite with one row, one document and one picture."""
    data = tmp_path / "data"
    for name in ("private/dokumen", "media"):
        (data / name).mkdir(parents=True)
    (data / "private/dokumen/ktp").write_bytes(b"ktp")
    (data / "media/foto.jpg").write_bytes(b"foto")
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data / "db.sqlite3")}
    with open_database(database) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE seat (holder TEXT)")
        rows.execute("INSERT INTO seat VALUES ('first')")
        rows.commit()
    return SimpleNamespace(DATA_DIR=data, DATABASES={"default": database})


@contextlib.contextmanager
def open_database(database):
    with contextlib.closing(sqlite3.connect(database["NAME"])) as rows:
        yield rows


def holders(office):
    with open_database(office.DATABASES["default"]) as rows:
        return [holder for (holder,) in rows.execute("SELECT holder FROM seat")]


def test_everything_comes_back(office, tmp_path):
    saved = backup.save(office, tmp_path / "backups")
    shutil.rmtree(office.DATA_DIR / "private")
    (office.DATA_DIR / "media/foto.jpg").write_bytes(b"other")
    with open_database(office.DATABASES["default"]) as rows:
        rows.execute("DELETE FROM seat")
        rows.commit()

    backup.restore(office, saved)

    assert holders(office) == ["first"]
    assert (office.DATA_DIR / "private/dokumen/ktp").read_bytes() == b"ktp"
    assert (office.DATA_DIR / "media/foto.jpg").read_bytes() == b"foto"


def test_what_was_added_since_is_gone_after_a_restore(office, tmp_path):
    saved = backup.save(office, tmp_path / "backups")
    (office.DATA_DIR / "private/dokumen/later").write_bytes(b"later")

    backup.restore(office, saved)

    assert [path.name for path in (office.DATA_DIR / "private/dokumen").iterdir()] == ["ktp"]


def test_a_backup_waits_for_nobody_and_holds_only_what_was_committed(office, tmp_path):
    with open_database(office.DATABASES["default"]) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO seat VALUES ('unfinished')")
        saved = backup.save(office, tmp_path / "backups")

    backup.restore(office, saved)

    assert holders(office) == ["first"]


def test_a_backup_is_for_its_owner_alone_and_has_no_keys(office, tmp_path):
    (office.DATA_DIR / "env").write_text("DATA_KEYS=secret")

    saved = backup.save(office, tmp_path / "backups")

    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    with tarfile.open(saved) as archive:
        assert "env" not in archive.getnames()


def test_nothing_unfinished_is_left_beside_a_backup(office, tmp_path):
    saved = backup.save(office, tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == [saved]


@pytest.mark.parametrize("name", ["../outside", "/srv/outside", "media/../../outside"])
def test_an_archive_that_leads_out_of_the_folder_is_refused(office, tmp_path, name):
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as archive:
        archive.addfile(tarfile.TarInfo(name))

    with pytest.raises(SystemExit, match="leads out"):
        backup.restore(office, hostile)


def test_an_archive_with_a_link_is_refused(office, tmp_path):
    (tmp_path / "link").symlink_to("/etc")
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as archive:
        archive.add(tmp_path / "link", "media")

    with pytest.raises(SystemExit, match="leads out"):
        backup.restore(office, hostile)


def test_a_backup_of_another_kind_of_database_is_refused(office, tmp_path):
    saved = backup.save(office, tmp_path / "backups")
    office.DATABASES["default"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}

    with pytest.raises(SystemExit, match="another kind"):
        backup.restore(office, saved)


@pytest.mark.postgres
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="only on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_postgresql_database_comes_back(tmp_path, django_user_model):
    office = SimpleNamespace(DATA_DIR=tmp_path, DATABASES=django_settings.DATABASES)
    django_user_model.objects.create(email="sebelum@contoh.id")
    saved = backup.save(office, tmp_path / "backups")
    django_user_model.objects.all().delete()
    connections.close_all()

    backup.restore(office, saved)

    assert connection.vendor == "postgresql"
    assert django_user_model.objects.filter(email="sebelum@contoh.id").exists()


def test_usage_is_told(monkeypatch):
    monkeypatch.setattr("sys.argv", [str(Path(backup.__file__)), "burn"])

    with pytest.raises(SystemExit, match="usage"):
        backup.main()
