#!/usr/bin/env python3
"""Which version this installation runs, and the way back to the one before.

usage: releases.py note    remember the commit and the last migration of each app (scripts/deploy does it at its end)
       releases.py back    take the tables back to the version before, and print its commit

Tables go back by the migrations' own reverse steps, while the newer code is still there; what people sent in since
stays. A migration without a way back stops everything before anything has changed: then restore the backup.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def note(folder: Path, commit: str) -> None:
    """Add the version that now runs, unless it is the last one already."""
    migrations = applied()
    known = _releases(folder)
    if known and (known[-1]["commit"], known[-1]["migrations"]) == (commit, migrations):
        return
    with _file(folder).open("a") as lines:
        lines.write(line(commit, migrations))


def line(commit: str, migrations: dict[str, str]) -> str:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"commit": commit, "at": at, "migrations": migrations}) + "\n"


def back(folder: Path) -> str:
    """Reverse the migrations since the version before the last one; returns that version's commit.

    Raises SystemExit when no version before is known, or when a migration has no way back.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    known = _releases(folder)
    if len(known) < 2:
        sys.exit("No version before this one is known here: restore a backup instead.")
    wanted = known[-2]["migrations"]
    targets = [(app, wanted.get(app)) for app, name in applied().items() if wanted.get(app) != name]
    plan = MigrationExecutor(connection).migration_plan(targets)
    closed = [str(migration) for migration, _ in plan if not all(step.reversible for step in migration.operations)]
    if closed:
        sys.exit(f"No way back from {', '.join(closed)}: restore the backup made before the upgrade.")
    for app, name in targets:
        call_command("migrate", app, name or "zero", verbosity=0)
    _file(folder).write_text("".join(json.dumps(release) + "\n" for release in known[:-1]))
    return known[-2]["commit"]


def applied() -> dict[str, str]:
    """The last migration of each app that is in the tables."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    done = loader.applied_migrations
    return {app: name for app, name in sorted(done) if not _followed(loader, done, (app, name))}


def _followed(loader, done, key: tuple[str, str]) -> bool:
    """Whether a later migration of the same app is applied as well; one that this code does not know counts as last."""
    if key not in loader.graph.nodes:
        return False
    return any(child.key[0] == key[0] and child.key in done for child in loader.graph.node_map[key].children)


def _file(folder: Path) -> Path:
    return folder / "releases.jsonl"


def _releases(folder: Path) -> list[dict]:
    path = _file(folder)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def main() -> None:
    if sys.argv[1:] not in (["note"], ["back"]):
        sys.exit(__doc__.partition("usage: ")[2].partition("\n\n")[0])
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    import django
    from django.conf import settings

    django.setup()
    folder = Path(settings.DATA_DIR)
    if sys.argv[1] == "back":
        print(back(folder))
    else:
        note(folder, commit())


def commit() -> str:
    """The commit of this checkout; empty in an image, which has none."""
    if not shutil.which("git"):
        return ""
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
