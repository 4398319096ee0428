"""What citizens upload: checked by content, rewritten until only the picture or the pages are left, kept private.

JPEG, PNG, HEIC and PDF. Pictures are drawn anew without metadata, upright, at most 40 megapixels; HEIC becomes JPEG.
All but small pictures are rewritten in a process of its own, with limits of memory and time (core.sandbox). Stored
under a UUID, outside MEDIA_ROOT, without an address; a view that has checked who is asking answers with `serve`.
"""

import errno
import hashlib
import io
import logging
import subprocess
import sys
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.forms import FileField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_sendfile import sendfile
from PIL import Image

from core import formats, sandbox, virus
from core.forms import UploadField
from core.models import PrivateFile, ScanState

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
SECONDS = 25
ROOM = 3  # files that one web process has rewritten at the same time: each may take a gigabyte
SANDBOX = Path(sandbox.__file__)
# A picture of so few pixels and passes costs nothing to draw; it is drawn here, without a process of its own.
SMALL_PIXELS, SMALL_BYTES, FEW_PASSES = 1_000_000, 2 * MEGABYTE, 20
PASS = b"\xff\xda"  # where a JPEG draws over the whole picture once more
TYPES = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".pdf")
TYPE_NAMES = "JPG, PNG, HEIC, PDF"
DEVICES = ("CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)))
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
ERRORS = {
    "empty": _("The file %(file)s is empty. Choose it again, or take a photo."),
    "too_big": UploadField.default_error_messages["too_big"],
    "wrong_type": UploadField.default_error_messages["wrong_type"],
    "unreadable": _("The file %(file)s is damaged or has a password. Save it without a password and upload it again."),
    "too_large": _("The picture %(file)s has too many pixels. Upload one of at most %(max)s megapixels."),
    "too_small": _("The picture %(file)s is too small to read. Upload one of at least %(min)s pixels."),
    "too_many_pages": _("The document %(file)s has more than %(max)s pages. Upload only the pages we ask for."),
    "too_much": _("The file %(file)s is too large inside for us to read. Take a photo of the page and upload that."),
}
PARAMS = {
    "too_large": {"max": sandbox.MAX_PIXELS // 1_000_000},
    "too_small": {"min": sandbox.MIN_SIDE},
    "too_many_pages": {"max": sandbox.MAX_PAGES},
    "too_much": {},
}
_room = threading.BoundedSemaphore(ROOM)

Image.MAX_IMAGE_PIXELS = sandbox.MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Checked:
    """An upload after checking: what will be stored, and the name its owner knows it by."""

    name: str
    content: bytes
    content_type: str
    scan: ScanState = ScanState.NONE

    @property
    def size(self) -> int:
        return len(self.content)


def check(upload, *, max_mb: int) -> Checked:
    """Look into an uploaded file and rewrite it; raises ValidationError with what to do, in plain words.

    The extension and the type that the browser tells are not believed.
    """
    name = _plain_name(upload.name)
    if upload.size > max_mb * MEGABYTE:
        _refuse("too_big", name, size=formats.number(round(upload.size / MEGABYTE)), max=max_mb)
    content = upload.read()
    if not content:
        _refuse("empty", name)
    scan = virus.judge(content, name)
    kind = filetype.guess(content[:4096])
    if kind is None or kind.mime not in CLEANERS:
        _refuse("wrong_type", name, types=TYPE_NAMES)
    cleaner, content_type = CLEANERS[kind.mime]
    clean = cleaner(content, name)
    return Checked(PurePosixPath(name).stem[:80] + SUFFIXES[content_type], clean, content_type, scan)


def _plain_name(name: str | None) -> str:
    """The last part of a name without anything a header, a log or a screen could trip over."""
    last = str(name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(each for each in last if each.isprintable() and each not in '"<>|:*?')
    plain = printable.lstrip(" .~-=+@").rstrip(" .")[-100:]
    return "berkas" if plain.partition(".")[0].upper() in ("", *DEVICES) else plain


def _refuse(code: str, name: str, **params):
    raise ValidationError(ERRORS[code], code=code, params={"file": name} | params)


def _clean_picture(content: bytes, name: str) -> bytes:
    """Small ones here; whatever could cost memory or time in a process of its own."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            pixels = opened.width * opened.height
        if pixels > SMALL_PIXELS or len(content) > SMALL_BYTES or content.count(PASS) > FEW_PASSES:
            return _in_sandbox("picture", content, name)
        return sandbox.clean_picture(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse("too_large", name, **PARAMS["too_large"])
    except sandbox.Unfit as unfit:
        _refuse(str(unfit), name, **PARAMS[str(unfit)])
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError):
        _refuse("unreadable", name)


def _clean_heic(content: bytes, name: str) -> bytes:
    return _in_sandbox("picture", content, name)


def _clean_pdf(content: bytes, name: str) -> bytes:
    return _in_sandbox("pdf", content, name)


def _in_sandbox(kind: str, content: bytes, name: str) -> bytes:
    """The clean file out of a process of its own; when all of them are busy for long, the file can be sent again."""
    if not _room.acquire(timeout=SECONDS):
        raise OSError(errno.EBUSY, "no room to rewrite a file")
    try:
        done = _run(kind, content)
    except subprocess.TimeoutExpired:
        log.warning("a %s took longer than %s seconds", kind, SECONDS)
        _refuse("too_much", name)
    finally:
        _room.release()
    if done.returncode or not done.stdout:
        word = done.stderr[-60:].decode(errors="replace")
        log.info("a %s was refused: %s %s", kind, done.returncode, word)
        # Ended by the kernel: it wanted more memory or time than a page can need.
        reason = "too_much" if done.returncode < 0 else word if word in PARAMS else "unreadable"
        _refuse(reason, name, **PARAMS.get(reason, {}))
    return done.stdout


def clean_image(content: bytes, name: str) -> bytes:
    """What an editor uploads for everybody to see, drawn anew in a process of its own; ValidationError in words."""
    return _in_sandbox("image", content, name)


def _run(kind: str, content: bytes) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", "-W", "ignore", str(SANDBOX), kind]
    return subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False, env={})


# What a file is found to be: who rewrites it, and what it is afterwards.
CLEANERS = {
    "image/jpeg": (_clean_picture, "image/jpeg"),
    "image/png": (_clean_picture, "image/png"),
    "image/heic": (_clean_heic, "image/jpeg"),
    "image/heif": (_clean_heic, "image/jpeg"),
    "application/pdf": (_clean_pdf, "application/pdf"),
}


class PrivateFileField(UploadField):
    """A form field for one upload; its cleaned value is Checked, ready for `store`."""

    default_error_messages = {"empty": _("The file is empty. Choose it again, or take a photo.")}

    def __init__(self, *, max_mb: int, **kwargs):
        self.max_mb = max_mb
        super().__init__(max_mb=max_mb, types=TYPES, **kwargs)

    def to_python(self, data):
        """Judge by content alone: a photo that a phone named foto.pdf is still a photo."""
        if isinstance(data, Checked | PrivateFile):
            return data
        file = FileField.to_python(self, data)
        return check(file, max_mb=self.max_mb) if file else None


def store(checked: Checked) -> PrivateFile:
    """Keep a checked upload; an error here leaves no file behind."""
    row = PrivateFile(
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=hashlib.sha256(checked.content).hexdigest(),
        scan=checked.scan,
    )
    storage, path = row.file.storage, row.file.field.generate_filename(row, checked.name)
    try:
        row.file.save(checked.name, ContentFile(checked.content), save=False)
        with transaction.atomic():
            row.save()
    except Exception:
        _forget(storage, path)
        raise
    return row


def _forget(storage, path: str) -> None:
    """Take away what was written of a file: all of it, or as much as a full disk took."""
    try:
        storage.delete(path)
    except OSError as problem:  # a disk that takes no change at all: the daily upkeep finds the file
        log.warning("a file that is of no use was left: %s", type(problem).__name__)


def delete(file: PrivateFile) -> None:
    """Remove the row now and the file on disk once that is committed."""
    storage, name = file.file.storage, file.file.name
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def serve(request, file: PrivateFile, *, attachment: bool | None = None) -> HttpResponse:
    """Answer with a private file. Whoever calls this has checked that the asker may see it.

    Pictures are shown, everything else is downloaded unless `attachment` says otherwise; nothing is kept by the browser
    and nothing in the file can run as a page of this site.
    """
    if file.is_withheld:
        return _withheld(request, file)
    as_attachment = not file.is_image if attachment is None else attachment
    response = sendfile(
        request, file.file.path, attachment=as_attachment, attachment_filename=file.name, mimetype=file.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = f"default-src 'none'; frame-ancestors 'self'{_cage(file)}"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _withheld(request, file: PrivateFile) -> HttpResponse:
    """Why it cannot be opened: until the scanner has seen it, or for good."""
    response = render(request, "core/withheld.html", {"file": file}, status=410 if file.is_infected else 423)
    response.headers["Cache-Control"] = "private, no-store"
    if not file.is_infected:
        response.headers["Retry-After"] = "60"
    return response


def _cage(file: PrivateFile) -> str:
    """No origin and no script, should a browser take it for a page; browsers do not show a PDF inside of that."""
    return "; sandbox" if file.content_type != "application/pdf" else ""
