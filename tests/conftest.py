"""What every test may ask for. The database is described in tests/database.py, browsers in tests/e2e/conftest.py."""

import contextlib
import os
import shutil
import socket
import uuid
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.test import TransactionTestCase
from django.utils import translation

# Why a complete run may skip a test: another part of the same run executes it.
RUN_ELSEWHERE = ("only on PostgreSQL", "only on SQLite")


def pytest_collection_modifyitems(items) -> None:
    """What takes minutes is for a complete run (CI sets COMPLETE) or for who asks for it."""
    if os.environ.get("COMPLETE") or os.environ.get("ENDURANCE"):
        return
    for item in items:
        if item.get_closest_marker("endurance"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: ENDURANCE=1 runs it, and CI does"))


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Copy the migrated template; after a test that commits, make the database anew instead of emptying it."""
    from tests import database

    _forget_files()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.prepare(anew=request.config.getvalue("create_db"))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.restore())
        yield


def _forget_files() -> None:
    """Uploads of an earlier run are of no use to this one."""
    for name in ("media", "private", "mail"):
        shutil.rmtree(Path(os.environ["DATA_DIR"], name), ignore_errors=True)


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """A request to /en/ leaves its language behind in the thread; the next test begins in Indonesian all the same."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """The database cache is rolled back with its test; a cache server needs another prefix for each test."""
    prefix = uuid.uuid4().hex
    if "reserve" in settings.CACHES:
        settings.CACHES = {name: facts | {"KEY_PREFIX": prefix} for name, facts in settings.CACHES.items()}


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What a process keeps is of the database of the test before."""
    from core import generation, pagecache

    generation.pages.bump()
    generation.settled.bump()
    pagecache.store.clear()


@pytest.fixture
def tick():
    """Do what the worker does every few seconds, at a time of the test's choosing: tick(at=...)."""
    from core.ticks import tick

    return tick


class MailServer:
    """An SMTP server of the test: keeps what arrives; refuses when `answer` is set ("550 No such mailbox")."""

    def __init__(self) -> None:
        self.messages = []
        self.answer = ""

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer:
            return self.answer
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def mail_server(settings):
    """Deliver mails over real SMTP to a server in this process; `stop()` makes it a dead one."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with contextlib.ExitStack() as stack:
        stack.callback(controller.stop, no_assert=True)
        server.stop = stack.close
        yield server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session) -> None:
    """A complete run (CI sets COMPLETE) has no test left out, except what its other part runs."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("COMPLETE") or reporter is None:
        return
    left_out = [report for report in reporter.stats.get("skipped", []) if not _runs_elsewhere(report)]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(left_out)} tests were skipped, and a complete run skips none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _runs_elsewhere(report) -> bool:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return any(words in reason for words in RUN_ELSEWHERE)
