"""From the version before the latest change of the tables to this one, and back, while people use the site."""

import base64
import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection

from scripts import releases
from tests import database, processes

ROOT = Path(__file__).resolve().parents[2]
GIT = shutil.which("git")
KEY = base64.urlsafe_b64encode(b"0123456789" * 3 + b"01").decode()
PAGES = ("/", "/masuk/", "/pelatihan/", "/status/")
PRIVATE_DIRS = (".venv", "build", "site/static/build")


def git(*arguments: str, at: Path = ROOT) -> str:
    return subprocess.run([GIT, *arguments], cwd=at, capture_output=True, text=True, check=True).stdout.strip()


def before_the_latest_tables() -> str:
    """The commit before the last one that changed a migration."""
    try:
        return git("rev-parse", git("log", "-1", "--format=%H", "--", ":(glob)*/migrations/*.py") + "~1")
    except subprocess.CalledProcessError:
        pytest.skip("this checkout has no history to come from")


class Installation:
    """A clone with its own data, run as the guide for operators says, over plain http behind a pretended proxy."""

    def __init__(self, folder: Path) -> None:
        self.app, self.data = folder / "app", folder / "data"
        self.data.mkdir()
        git("clone", "--quiet", str(ROOT), str(self.app))
        for name in PRIVATE_DIRS:
            (self.app / name).parent.mkdir(parents=True, exist_ok=True)
            (self.app / name).symlink_to(ROOT / name)
        self.port = processes.free_port()
        self.env = self._environment(folder)

    def _environment(self, folder: Path) -> dict[str, str]:
        (folder / "env").touch()
        own = {
            "CAKAP_ENV": str(folder / "env"),
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": "https://127.0.0.1",
            "SECRET_KEY": KEY + KEY,
            "DATA_KEYS": KEY,
            "HASH_KEY": KEY,
            "SIGNING_KEYS": f"k1:{KEY}",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_WORKERS": "2",
        }
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return kept | own

    def take(self, commit: str) -> None:
        git("checkout", "--quiet", commit, at=self.app)
        self.run(sys.executable, "scripts/messages.py", "compile")

    def run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.app, env=self.env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def serve(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        server = subprocess.Popen(command, cwd=self.app, env=self.env)
        processes.until(self.is_up, 60)
        return server

    def is_up(self) -> bool:
        try:
            return self.ask("/healthz")[0] == 200
        except OSError:
            return False

    def ask(self, path: str, body: str = "", **headers: str) -> tuple[int, str, str]:
        """One request over a connection of its own, as nginx would pass it on: status, cookies, text."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers |= {"X-Forwarded-Proto": "https", "Referer": f"https://127.0.0.1:{self.port}/"}
        asked.request("POST" if body else "GET", path, body or None, headers)
        answer = asked.getresponse()
        cookies = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie")
        text = answer.read().decode(errors="replace")
        asked.close()
        return answer.status, cookies, text

    def sign_up(self, email: str) -> int:
        """Ask for a code by mail: an account and a message, written by whichever version answers."""
        _status, cookies, page = self.ask("/masuk/")
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]
        kind = "application/x-www-form-urlencoded"
        body = f"csrfmiddlewaretoken={token}&login={email}&email={email}"
        return self.ask("/masuk/", body, **{"Cookie": cookies, "Content-Type": kind})[0]

    def messages(self) -> int:
        with sqlite3.connect(self.data / "db.sqlite3") as rows:
            return rows.execute("SELECT count(*) FROM core_outboxmessage").fetchone()[0]


class Visitors(threading.Thread):
    """Ask one page after the other until stopped, and keep whatever was not 200."""

    def __init__(self, office: Installation) -> None:
        super().__init__()
        self.office, self.stopped, self.seen, self.failed = office, threading.Event(), 0, []

    def run(self) -> None:
        while not self.stopped.is_set():
            for path in PAGES:
                try:
                    status = self.office.ask(path)[0]
                except OSError as fault:
                    status = type(fault).__name__
                self.seen += 1
                if status != 200:
                    self.failed.append((path, status))

    def __enter__(self) -> "Visitors":
        self.start()
        return self

    def __exit__(self, *fault) -> None:
        self.stopped.set()
        self.join(90)


def reload(server: subprocess.Popen) -> None:
    """What `systemctl reload cakap-web` does; returns when the new workers answer and the old ones have gone."""
    old = set(workers_of(server))
    server.send_signal(signal.SIGHUP)
    processes.until(lambda: workers_of(server) and not old & set(workers_of(server)), 90)


def workers_of(server: subprocess.Popen) -> list[str]:
    return Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()


@pytest.fixture
def office(tmp_path):
    """The version before, with tables of its age, already noted as what runs here."""
    earlier = before_the_latest_tables()
    made = Installation(tmp_path)
    store = database.SQLiteStore()
    shutil.copy(store.template, made.data / "db.sqlite3")
    made.run("scripts/deploy", "--tables")
    now = git("rev-parse", "HEAD")
    made.take(earlier)
    names = migrations_in(made.app)
    lines = (made.data / "releases.jsonl").read_text()
    (made.data / "releases.jsonl").write_text(releases.line(earlier, names) + lines)
    made.take(now)
    assert made.run("scripts/manage", "--script", "releases", "back") == earlier
    made.take(earlier)
    return made


def migrations_in(app: Path) -> dict[str, str]:
    """The last migration of each app of the project, by the names of its files; of libraries, what is applied."""
    own = {}
    for path in sorted(app.glob("*/migrations/0*.py")):
        own[path.parts[-3]] = path.stem
    labels = {"forms": "intake"}
    return releases.applied() | {labels.get(name, name): last for name, last in own.items()}


@pytest.mark.endurance
@pytest.mark.skipif(not GIT, reason="no git found")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough; the database takes no part in the choice")
@pytest.mark.django_db
def test_upgrade_and_way_back_while_people_use_the_site(office):
    new = git("rev-parse", "HEAD")
    server = office.serve()
    try:
        assert office.sign_up("sebelum@contoh.id") == 302
        with Visitors(office) as visitors:
            office.take(new)
            office.run("scripts/deploy", "--tables")
            assert office.sign_up("sela@contoh.id") == 302  # old code, new tables
            reload(server)
            assert office.sign_up("sesudah@contoh.id") == 302
            earlier = office.run("scripts/manage", "--script", "releases", "back")
            office.take(earlier)
            reload(server)
            assert office.sign_up("kembali@contoh.id") == 302
        assert visitors.failed == []
        assert visitors.seen > 20
        assert office.messages() == 4
    finally:
        server.terminate()
        server.wait(60)
