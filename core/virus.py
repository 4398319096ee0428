"""Uploads before a virus scanner: clamd of ClamAV (setting CLAMD: host:port, or the path of its socket).

Without the setting nothing is scanned. What is found is refused at its field and kept in quarantine (core.quarantine).
While the scanner is away, the setting UNSCANNED_UPLOADS decides: "hold" takes the file and shows it to nobody until the
worker has had it scanned; "refuse" asks the person to come back.
"""

import datetime as dt
import logging
import socket
import struct
import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import health, quarantine
from core.models import PrivateFile, ScanState

log = logging.getLogger(__name__)
PATIENCE = 10.0  # seconds for one file; scanning 25 MB takes less than two
CHUNK = 64 * 1024
REST = 30.0  # seconds after a failure in which a process does not ask again, so that not every upload waits
LATE = 60 * 60
BATCH = 50
_resting = {"until": 0.0}


def find(content: bytes) -> str:
    """The name of the virus in it, or nothing. Raises OSError when the scanner is away or cannot say."""
    answer = _ask(b"zINSTREAM\0", content)
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer != "stream: OK":
        raise OSError(f"the scanner says {answer[:80]}")
    return ""


def _ask(command: bytes, content: bytes | None = None) -> str:
    """One command of clamd's protocol: z-commands end with NUL, a stream comes in pieces with their lengths."""
    with _connected() as clamd:
        clamd.sendall(command)
        if content is not None:
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                clamd.sendall(struct.pack("!I", len(piece)) + piece)
            clamd.sendall(struct.pack("!I", 0))
        with clamd.makefile("rb") as answer:
            return answer.read(4096).rstrip(b"\0\n").decode(errors="replace")


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(PATIENCE)
        clamd.connect(settings.CLAMD)
        return clamd
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def judge(content: bytes, name: str) -> ScanState:
    """What becomes of an upload: clean, or to be scanned later; raises ValidationError for what is not taken."""
    if not settings.CLAMD:
        return ScanState.NONE
    try:
        virus = _find_unless_resting(content)
    except OSError as problem:
        return _without_scanner(name, problem)
    if virus:
        quarantine.keep(content, name=name, virus=virus)
        text = _("A virus was found in %(file)s. Choose another file, or take a photo of the paper.")
        raise ValidationError(text, code="virus", params={"file": name})
    return ScanState.CLEAN


def _find_unless_resting(content: bytes) -> str:
    if time.monotonic() < _resting["until"]:
        raise OSError("the scanner was away a moment ago")
    try:
        return find(content)
    except OSError:
        _resting["until"] = time.monotonic() + REST
        raise


def _without_scanner(name: str, problem: OSError) -> ScanState:
    log.warning("an upload could not be scanned: %s", type(problem).__name__)
    if settings.UNSCANNED_UPLOADS == "refuse":
        text = _("We cannot check %(file)s for viruses right now. Try again in a few minutes.")
        raise ValidationError(text, code="not_scanned", params={"file": name})
    return ScanState.WAITING


def scan_waiting(at: dt.datetime) -> int:
    """The tick: what was taken while the scanner was away is scanned now; the first failure ends the round."""
    done = 0
    if not settings.CLAMD:
        return done
    for file in _waiting()[:BATCH]:
        try:
            with file.file.open("rb") as stored:
                content = stored.read()
        except FileNotFoundError:  # its owner removed it meanwhile
            continue
        try:
            virus = find(content)
        except OSError:
            break
        done += 1
        if virus:
            quarantine.take_away(file, content, virus=virus, at=at)
        else:
            PrivateFile.objects.filter(pk=file.pk).update(scan=ScanState.CLEAN)
    return done


def _waiting():
    return PrivateFile.objects.filter(scan=ScanState.WAITING).order_by("created_at")


def scanner(at: dt.datetime) -> health.Fact:
    """Whether the scanner answers; nothing when none is configured."""
    if not settings.CLAMD:
        return health.Fact("virus_scanner", None)
    try:
        works = _ask(b"zPING\0") == "PONG"
    except OSError:
        works = False
    problem = _("The virus scanner does not answer at %(address)s: uploads wait for it.") % {"address": settings.CLAMD}
    return health.Fact("virus_scanner", works, "" if works else problem)


def oldest_waiting(at: dt.datetime) -> health.Fact:
    """How long the oldest upload has waited for the scanner."""
    oldest = _waiting().values_list("created_at", flat=True).first() if settings.CLAMD else None
    problem = _("Uploads wait for the virus scanner for more than an hour: look at clamd and at the worker.")
    return health.late("unscanned_oldest_seconds", oldest, LATE, problem, at)
