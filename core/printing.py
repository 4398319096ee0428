"""Paper: one door from a template and plain data to an archivable PDF.

``render("receipt.typ", data, timestamp=...)`` answers bytes of a file that is PDF/A-2a and PDF/UA-1 at once. The same
template, data and timestamp give the same bytes for ever, so a document is made when it is asked for and never stored.
Values are placed as text and never evaluated; the shapes of the data stand in docs/printing.md.
"""

import functools
import io
import json
import logging
import os
import re
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

log = logging.getLogger(__name__)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "print"
STANDARDS = ["a-2a", "ua-1"]
QUOTED_TEXT = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed')

# A compiler keeps parsed templates and fonts; it answers one caller at a time ("Already borrowed" otherwise).
_lock = threading.Lock()


class PrintError(Exception):
    """A document could not be set; ``str()`` is a sentence for the desk, ``characters`` what no font has."""

    def __init__(self, message: str, characters: tuple[str, ...] = ()):
        super().__init__(message)
        self.characters = characters


def render(template: str, data: Mapping, *, timestamp: datetime) -> bytes:
    """Set `data` in the template of that name; every object with a ``url`` gets its QR code.

    `timestamp` is the moment written into the file: the time of issue, not of printing. Raises PrintError, also for
    what the typesetter calls a warning, because a warning means lost content.
    """
    payload = json.dumps(with_logo(with_qr(data)), ensure_ascii=False, sort_keys=True)
    with _lock:
        return _compile(TEMPLATES / template, payload, int(timestamp.timestamp()))


def unprintable(*texts: str) -> tuple[str, ...]:
    """The characters of these texts that cannot be put on paper, in order: no font has them, or they are invisible."""
    glyphs = _glyphs(str(settings.PRINT_FONTS))
    seen = dict.fromkeys(char for text in texts for char in unicodedata.normalize("NFC", text))
    return tuple(char for char in seen if not char.isspace() and not _is_printable(char, glyphs))


def require_printable(*texts: str) -> None:
    """Refuse, before a number is used up, what could not be printed afterwards."""
    if missing := unprintable(*texts):
        raise PrintError(_missing_sentence(missing), missing)


def with_qr(node):
    """A copy of the data in which every object with a ``url`` carries ``rows``, the matrix of its QR code."""
    if isinstance(node, Mapping):
        copy = {key: with_qr(value) for key, value in node.items()}
        return {**copy, "rows": qr_rows(node["url"])} if "url" in node else copy
    return [with_qr(child) for child in node] if isinstance(node, list | tuple) else node


def with_logo(data: Mapping) -> Mapping:
    """The data with the picture that ``office.logo`` names; a picture that is gone leaves our own mark."""
    office = data.get("office") or {}
    if not office.get("logo"):
        return data
    try:
        return {**data, "office": {**office, "logo_picture": _logo_picture(office["logo"])}}
    except OSError:
        log.warning("the logo %s is missing", office["logo"])
        return data


@functools.lru_cache(maxsize=8)
def _logo_picture(name: str) -> str:
    """An SVG that holds the picture: the one form in which it can travel within the data."""
    with default_storage.open(name) as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    shown = f'<image width="{width}" height="{height}" href="data:image/png;base64,{b64encode(content).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shown}</svg>'


@functools.lru_cache(maxsize=256)
def qr_rows(url: str) -> list[str]:
    """The QR matrix of an address, a string of 0 and 1 per row, level M or better, without its quiet zone."""
    import segno

    return ["".join("01"[bit] for bit in row) for row in segno.make(url, error="m", micro=False).matrix]


def _compile(path: Path, payload: str, created: int) -> bytes:
    import typst

    try:
        pdf, warnings = _compiler(os.getpid()).compile_with_warnings(
            path, format="pdf", sys_inputs={"data": payload}, pdf_standards=STANDARDS, timestamp=created
        )
    except typst.TypstError as error:
        raise _explained(error, payload) from error
    if warnings:
        raise PrintError(_("The document lost content while it was set: %(why)s") % {"why": warnings[0].message})
    return pdf


@functools.lru_cache(maxsize=1)
def _compiler(pid: int):
    """One compiler for each process: a forked child must not use the threads of its parent."""
    import typst

    folder = str(settings.PRINT_FONTS)
    _font_files(folder)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)


def _font_files(folder: str) -> list[Path]:
    files = sorted(Path(folder).glob("*.ttf"))
    if not files:
        raise PrintError(_("The typefaces for printing are missing. Run “make install”."))
    return files


def _explained(error, payload: str) -> PrintError:
    if found := QUOTED_TEXT.search(error.message):
        missing = unprintable(*_texts(json.loads(payload))) or (found["text"],)
        return PrintError(_missing_sentence(missing), missing)
    return PrintError(_("The document could not be set: %(why)s") % {"why": error.message})


def _texts(node) -> list[str]:
    """Every text in the data, in reading order."""
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for child in children for text in _texts(child)]


def _missing_sentence(characters: tuple[str, ...]) -> str:
    named = ", ".join(f"{char if char.isprintable() else ''} ({_code(char)})".strip() for char in characters)
    return _("No typeface has this character: %(characters)s. Write the text without it.") % {"characters": named}


def _code(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)


def _is_printable(char: str, glyphs: frozenset[int]) -> bool:
    return not unicodedata.category(char).startswith("C") and ord(char) in glyphs


@functools.lru_cache(maxsize=1)
def _glyphs(folder: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    fonts = [TTFont(path, lazy=True) for path in _font_files(folder)]
    try:
        return frozenset(code for font in fonts for code in font.getBestCmap())
    finally:
        for font in fonts:
            font.close()
