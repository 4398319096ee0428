"""Tests: fixed keys, fast static files, the same database options as the real thing, a data folder of their own."""

import os
from pathlib import Path

_root = os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[3] / "var"
os.environ.setdefault("TEST_ROOT", str(Path(_root).resolve() / "test"))
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ.update(
    DATA_DIR=str(Path(os.environ["TEST_ROOT"], _worker)),
    SECRET_KEY="only-for-tests",
    DATA_KEYS="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    HASH_KEY="only-for-tests",
    SIGNING_KEYS="test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    DEMO="true",
)

from config.settings.base import *
from config.settings.base import DATABASES, STATIC_ROOT, STORAGES, env

# A database of its own for each worker; tests/database.py makes it from a template.
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["TEST"] = {"PREFIX": DATABASES["default"]["NAME"]}
    DATABASES["default"]["NAME"] += f"_test_{_worker}"

ALLOWED_HOSTS = ["*"]
PAGE_CACHE_MB = env.int("TEST_PAGE_CACHE_MB", 0)  # tests look at what a page is now; those of the cache switch it on
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty: tests are served from the sources
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if env.int("TEST_SMTP_PORT", 0):  # a process that shall meet the mail server of a test
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = "127.0.0.1", env.int("TEST_SMTP_PORT")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ELASTICSEARCH_URL = []  # the tests that need one ask for the fixture `elasticsearch`
