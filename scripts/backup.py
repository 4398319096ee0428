#!/usr/bin/env python3
"""Save everything an office cannot get again, while it is running, and bring it back.

usage: backup.py save FOLDER    writes FOLDER/cakap-<time>.tar: database, pictures, private files
       backup.py restore FILE   puts the database and the files of FILE in the place of the present ones

The keys (DATA_KEYS, HASH_KEY, SIGNING_KEYS, SECRET_KEY) are not in it: keep them elsewhere, without them what is
encrypted in the database cannot be read. Stop web and worker before a restore.
"""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("media", "private")
SQLITE, POSTGRES = "database.sqlite3", "database.dump"


def load_settings():
    """Return the settings of this installation; manage.py's rules apply."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.conf import settings

    return settings


def save(settings, folder: Path) -> Path:
    """Write one archive, the database first: every file it names is then still there. It appears when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"cakap-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.tar"
    unfinished = target.with_suffix(".unfinished")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        database = save_database(settings.DATABASES["default"], Path(work))
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w") as archive:
            archive.add(database, database.name)
            for name in FILES:
                add_folder(archive, settings.DATA_DIR, name)
    unfinished.rename(target)
    return target


def add_folder(archive: tarfile.TarFile, root: Path, name: str) -> None:
    """Add a folder file by file; one that is purged meanwhile is left out."""
    for path in [root / name, *sorted((root / name).rglob("*"))]:
        with contextlib.suppress(FileNotFoundError):
            archive.add(path, path.relative_to(root), recursive=False)


def save_database(database: dict, work: Path) -> Path:
    """Copy the database as it is at one moment; nobody has to wait meanwhile."""
    if "sqlite3" not in database["ENGINE"]:
        run_postgres(database, "pg_dump", "--format=custom", f"--file={work / POSTGRES}")
        return work / POSTGRES
    with (
        contextlib.closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as reader,
        contextlib.closing(sqlite3.connect(work / SQLITE)) as writer,
    ):
        reader.backup(writer)
    return work / SQLITE


def restore(settings, source: Path) -> None:
    """Unpack beside the present data, then put it in its place."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as work:
        with tarfile.open(source) as archive:
            unpack(archive, work)
        restore_database(settings.DATABASES["default"], Path(work))
        for name in FILES:
            shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)
            if Path(work, name).exists():
                Path(work, name).rename(settings.DATA_DIR / name)


def unpack(archive: tarfile.TarFile, work: str) -> None:
    """Unpack plain files and folders, all below `work`; Debian 12's Python 3.11.2 has no extraction filters yet."""
    for member in archive.getmembers():
        place = Path(member.name)
        if not (member.isfile() or member.isdir()) or place.is_absolute() or ".." in place.parts:
            sys.exit(f"This is not a backup: {member.name} leads out of it.")
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    for member in archive.getmembers():
        archive.extract(member, work)


def restore_database(database: dict, work: Path) -> None:
    """Replace the database by the saved one; a backup of the other kind of database is refused."""
    is_sqlite = "sqlite3" in database["ENGINE"]
    saved = work / (SQLITE if is_sqlite else POSTGRES)
    if not saved.exists():
        sys.exit("This backup is of another kind of database; set DATABASE_URL to the kind it was made from.")
    if not is_sqlite:
        run_postgres(database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(saved))
        return
    for ending in ("-wal", "-shm"):
        Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)
    saved.replace(database["NAME"])


def run_postgres(database: dict, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, never by the command line."""
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(database[key]) for name, key in place.items() if database.get(key)}
    name = [f"--dbname={database['NAME']}"] if program == "pg_restore" else []
    subprocess.run([program, *name, *arguments], env=os.environ | given, check=True)


def main() -> None:
    """Do what the first argument names."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("save", "restore"):
        sys.exit(__doc__)
    settings, place = load_settings(), Path(sys.argv[2])
    if sys.argv[1] == "save":
        print(save(settings, place))
    else:
        restore(settings, place)


if __name__ == "__main__":
    main()
