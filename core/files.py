"""What citizens upload: checked by content, rewritten until only the picture or the pages are left, kept private.

JPEG, PNG, HEIC and PDF. Pictures are drawn anew without metadata, upright, at most 40 megapixels; HEIC becomes JPEG.
HEIC and PDF are rewritten in a process of its own (core.sandbox). Stored under a UUID, outside MEDIA_ROOT, without an
address; a view that has checked who is asking answers with `serve`.
"""

import hashlib
import io
import logging
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.forms import FileField
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django_sendfile import sendfile
from PIL import Image, ImageOps

from core import formats
from core.forms import UploadField
from core.models import PrivateFile

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_SIDE = 100  # less than that nobody can read
LONGEST_SIDE = 4000  # more than an A4 page at 300 dpi; a larger photo is made smaller
SECONDS = 25
SANDBOX = Path(__file__).with_name("sandbox.py")
TYPES = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".pdf")
TYPE_NAMES = "JPG, PNG, HEIC, PDF"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
ERRORS = {
    "empty": _("The file %(file)s is empty. Choose it again, or take a photo."),
    "too_big": UploadField.default_error_messages["too_big"],
    "wrong_type": UploadField.default_error_messages["wrong_type"],
    "unreadable": _("The file %(file)s is damaged or has a password. Save it without a password and upload it again."),
    "too_large": _("The picture %(file)s has too many pixels. Upload one of at most %(max)s megapixels."),
    "too_small": _("The picture %(file)s is too small to read. Upload one of at least %(min)s pixels."),
}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Checked:
    """An upload after checking: what will be stored, and the name its owner knows it by."""

    name: str
    content: bytes
    content_type: str

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
    kind = filetype.guess(content[:4096])
    cleaner = CLEANERS.get(kind.mime if kind else "")
    if cleaner is None:
        _refuse("wrong_type", name, types=TYPE_NAMES)
    clean, content_type = cleaner(content, name)
    return Checked(PurePosixPath(name).stem[:80] + SUFFIXES[content_type], clean, content_type)


def _plain_name(name: str | None) -> str:
    """The last part of a name without anything a header, a log or a screen could trip over."""
    last = str(name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(each for each in last if each.isprintable() and each not in '"<>|:*?')
    return printable.strip(" .")[-100:] or "berkas"


def _refuse(code: str, name: str, **params):
    raise ValidationError(ERRORS[code], code=code, params={"file": name} | params)


def _clean_picture(content: bytes, name: str) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            kind = opened.format
            _require_size(opened, name)
            opened.load()
            picture = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse("too_large", name, max=MAX_PIXELS // 1_000_000)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError):
        _refuse("unreadable", name)
    return _drawn_anew(picture, kind), f"image/{kind.lower()}"


def _require_size(picture, name: str) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        _refuse("too_large", name, max=MAX_PIXELS // 1_000_000)
    if min(picture.size) < MIN_SIDE:
        _refuse("too_small", name, min=MIN_SIDE)


def _drawn_anew(picture, kind: str) -> bytes:
    """Only the pixels are taken over: no position, camera, comment, thumbnail, colour profile or trailing bytes."""
    has_alpha = kind == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.info = {}
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    plain.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue()


def _clean_heic(content: bytes, name: str) -> tuple[bytes, str]:
    return _clean_picture(_in_sandbox("heic", content, name), name)


def _clean_pdf(content: bytes, name: str) -> tuple[bytes, str]:
    return _in_sandbox("pdf", content, name), "application/pdf"


def _in_sandbox(kind: str, content: bytes, name: str) -> bytes:
    command = [sys.executable, "-I", "-W", "ignore", str(SANDBOX), kind]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        log.warning("a %s took longer than %s seconds", kind, SECONDS)
        _refuse("unreadable", name)
    if done.returncode or not done.stdout:
        log.info("a %s was refused: %s %s", kind, done.returncode, done.stderr[-60:].decode(errors="replace"))
        _refuse("unreadable", name)
    return done.stdout


CLEANERS = {
    "image/jpeg": _clean_picture,
    "image/png": _clean_picture,
    "image/heic": _clean_heic,
    "image/heif": _clean_heic,
    "application/pdf": _clean_pdf,
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
    as_attachment = not file.is_image if attachment is None else attachment
    response = sendfile(
        request, file.file.path, attachment=as_attachment, attachment_filename=file.name, mimetype=file.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response
