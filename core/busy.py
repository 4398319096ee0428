"""What passes by itself: a database that is locked or away, a full disk, a cache that does not answer.

Whoever meets it is told the truth with status 503, may try again, and types nothing twice: the page holds the fields
of the form that was sent, and one button sends them once more.
"""

import errno
import re

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render

RETRY_SECONDS = 10
# Of SQLite; PostgreSQL has its own words, and there every OperationalError is one of the machine.
SQLITE = re.compile(
    r"locked|disk is full|disk I/O|readonly|unable to open|database disk image|not a database", re.IGNORECASE
)
SCHEMA = re.compile(r"no such (table|column)|has no column|syntax error", re.IGNORECASE)
DISK = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EMFILE, errno.ENFILE),
    *(errno.EACCES, errno.EPERM, errno.ENOTDIR),  # a folder that somebody took away; it works again once it is back
}
SECRET = re.compile(r"password|sandi|kode|code", re.IGNORECASE)
MOST_FIELDS, MOST_LETTERS = 400, 200_000


def is_passing(problem: BaseException | None) -> bool:
    """Whether the fault is one of the machine that goes away, not a mistake of ours."""
    while problem is not None:
        if isinstance(problem, DatabaseError | InterfaceError) and _is_of_the_machine(problem):
            return True
        if isinstance(problem, OSError) and problem.errno in DISK:
            return True
        if type(problem).__module__.startswith("redis."):
            return True
        problem = problem.__cause__
    return False


def _is_of_the_machine(problem: Exception) -> bool:
    if SQLITE.search(str(problem)):
        return True
    return isinstance(problem, OperationalError | InterfaceError) and not SCHEMA.search(str(problem))


def answer(request) -> HttpResponse:
    """The page with status 503; it needs neither database nor session."""
    response = render(request, "503.html", {"again": typed(request), "has_files": _has_files(request)}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def typed(request) -> list[tuple[str, str]]:
    """The fields of the form, to be sent again; none when a secret is among them or there are too many."""
    if request.method != "POST":
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # the body itself could not be read: nothing is known of it
        return []
    letters = sum(len(name) + len(value) for name, value in fields)
    if len(fields) > MOST_FIELDS or letters > MOST_LETTERS or any(SECRET.search(name) for name, _value in fields):
        return []
    if not any(name == "csrfmiddlewaretoken" for name, _value in fields):
        return []
    return fields


def _has_files(request) -> bool:
    try:
        return request.method == "POST" and bool(request.FILES)
    except Exception:
        return False


def fallback(path) -> HttpResponse:
    """The same words from a file when even the template fails."""
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(path.read_bytes(), status=503, headers=headers)
