"""The settings as they are loaded in a process of their own: production refuses to start half set up."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "x" * 50,
    "DATA_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "HASH_KEY": "x" * 43,
    "SIGNING_KEYS": "a:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}
SHOW = """
import json, config.settings.{module} as settings
print(json.dumps({{name: getattr(settings, name, None) for name in {names}}}, default=str))
"""


def load(module, *names, **environment):
    """Import a settings module in a new process and return the named settings, or the error it ends with."""
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": "site", **environment}
    command = [sys.executable, "-c", SHOW.format(module=module, names=names)]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without_a_secret(tmp_path, missing):
    given = {name: value for name, value in SECRETS.items() if name != missing}

    error = load("production", "DEBUG", DATA_DIR=str(tmp_path), **given)

    assert missing in error


def test_production_never_shows_tracebacks_and_is_no_demo(tmp_path):
    shown = load("production", "DEBUG", "DEMO", DATA_DIR=str(tmp_path), **SECRETS)

    assert shown == {"DEBUG": False, "DEMO": False}


def test_production_speaks_https_only(tmp_path):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME")

    shown = load("production", *names, DATA_DIR=str(tmp_path), **SECRETS)

    assert shown == {
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
    }


def test_production_reads_its_secrets_from_the_data_folder(tmp_path):
    (tmp_path / "env").write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()))

    shown = load("production", "HASH_KEY", DATA_DIR=str(tmp_path))

    assert shown == {"HASH_KEY": SECRETS["HASH_KEY"]}


def test_demo_makes_its_keys_once_for_its_owner_alone(tmp_path):
    first = load("dev", "SECRET_KEY", "DEMO", DATA_DIR=str(tmp_path))
    again = load("dev", "SECRET_KEY", "DEMO", DATA_DIR=str(tmp_path))

    assert first == again
    assert first["DEMO"] is True
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600


def test_two_demos_share_no_key(tmp_path):
    one, other = (load("dev", "HASH_KEY", DATA_DIR=str(tmp_path / name)) for name in ("one", "other"))

    assert one != other


def test_sqlite_keeps_what_it_has_acknowledged(tmp_path):
    options = load("dev", "DATABASES", DATA_DIR=str(tmp_path))["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_is_chosen_by_its_address(tmp_path):
    shown = load("dev", "DATABASES", DATA_DIR=str(tmp_path), DATABASE_URL="postgres://a@localhost/b")

    assert shown["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
