"""What passes by itself is told as such, with what was typed; a mistake of ours stays one."""

import errno
import logging
import sys

import pytest
import redis
from django.db import DataError, IntegrityError, OperationalError

from core import busy
from core.logs import MaskPersonalData
from core.views import server_error

PASSING = [
    OperationalError("database is locked"),
    OperationalError("database or disk is full"),
    OperationalError("attempt to write a readonly database"),
    OperationalError("connection to server failed: Connection refused"),
    OSError(errno.ENOSPC, "No space left on device"),
    PermissionError(errno.EACCES, "Permission denied"),
    redis.exceptions.ConnectionError("gone"),
]
OURS = [
    OperationalError("no such table: cases_case"),
    IntegrityError("UNIQUE constraint failed"),
    DataError("too long"),
    FileNotFoundError(errno.ENOENT, "missing"),
    ValueError("locked"),
]


def answered(request, problem: Exception):
    try:
        raise problem
    except type(problem):
        return server_error(request)


@pytest.mark.parametrize("problem", PASSING, ids=str)
def test_what_passes_by_itself_is_a_503_that_says_when_to_try_again(rf, problem, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = answered(rf.get("/jadwal/"), problem)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert "Silakan kembali sebentar lagi." in answer.content.decode()


@pytest.mark.parametrize("problem", OURS, ids=str)
def test_a_mistake_of_ours_stays_a_500(rf, problem, db):
    assert answered(rf.get("/jadwal/"), problem).status_code == 500


def test_the_cause_counts_too(rf, db):
    wrapped = ValueError("could not render")
    wrapped.__cause__ = OperationalError("database is locked")
    assert answered(rf.get("/jadwal/"), wrapped).status_code == 503


def test_what_was_typed_is_sent_again_by_one_button(rf, db):
    request = rf.post("/akun/x/?a=1", {"csrfmiddlewaretoken": "t", "text": '<b>"Saya"</b>', "each": ["1", "2"]})

    html = answered(request, PASSING[0]).content.decode()

    assert '<form method="post" action="/akun/x/?a=1">' in html
    assert 'name="text" value="&lt;b&gt;&quot;Saya&quot;&lt;/b&gt;"' in html
    assert html.count('name="each"') == 2
    assert "Kirim lagi" in html


@pytest.mark.parametrize(
    "fields",
    [
        {"csrfmiddlewaretoken": "t", "password": "rahasia"},
        {"csrfmiddlewaretoken": "t", "kode": "482913"},
        {"text": "tanpa tanda"},
        {"csrfmiddlewaretoken": "t", "text": "x" * (busy.MOST_LETTERS + 1)},
    ],
    ids=["password", "code", "no token", "too long"],
)
def test_secrets_and_what_is_too_long_are_not_repeated(rf, fields, db):
    html = answered(rf.post("/masuk/", fields), PASSING[0]).content.decode()
    assert "<form method" not in html
    assert "rahasia" not in html


def record(problem: Exception) -> logging.LogRecord:
    try:
        raise problem
    except type(problem):
        return logging.LogRecord("django.request", logging.ERROR, "", 0, "Error: %s", ("/x/",), sys.exc_info())


def written(problem: Exception) -> tuple[str, str]:
    line = record(problem)
    MaskPersonalData().filter(line)
    return logging.Formatter("%(levelname)s %(message)s").format(line), line.levelname


def test_the_log_has_one_line_for_what_passes():
    text, level = written(OperationalError("database is locked"))
    assert (text, level) == ("WARNING Error: /x/: OperationalError", "WARNING")


def test_the_words_of_a_fault_are_masked():
    """PostgreSQL quotes the row that it refuses."""
    text, _level = written(IntegrityError("Key (email)=(siti@contoh.test), phone +6281234567890, 3671014505999001"))
    assert "Traceback" in text
    assert "siti@contoh.test" not in text
    assert "3671014505999001" not in text
    assert "81234567890" not in text
