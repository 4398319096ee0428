"""The picture a chat shows for a page without one: name of the page and of the office, 1200 x 630, made at publish.

Cards are files in MEDIA_ROOT/kartu/, named by what is written on them; nobody's request ever waits for one.
"""

import hashlib
import io
import logging
import textwrap
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from core.generation import settled_kept
from core.models import BasePage, OfficeSettings

log = logging.getLogger(__name__)
SIZE = (1200, 630)
GROUND, WORDS, ACCENTS = "#0b5f66", "#ffffff", ("#e9b44c", "#c4552d", "#f4ede1")
FONT = "PlusJakartaSans-latin-normal.ttf"
MARGIN, BAND = 80, 54


def name_of(title: str, office: OfficeSettings) -> str:
    said = ["3", title, office.office, office.site_name, *_colours(office)]
    return f"kartu/{hashlib.sha256(chr(0).join(said).encode()).hexdigest()[:20]}.jpg"


def _colours(office: OfficeSettings) -> tuple[str, str, str]:
    """Ground, band and name; an office that chose none has ours."""
    chosen = office.colours
    return chosen.get("primary", GROUND), chosen.get("third", ACCENTS[1]), chosen.get("accent", ACCENTS[0])


def url_of(title: str) -> str:
    """The address of a page's card; empty while it is not made."""
    name = name_of(title, OfficeSettings.load())
    return default_storage.url(name) if _exists(name) else ""


@settled_kept
def _exists(name: str) -> bool:
    """Kept only when it is there: a card that is made later shows without a change of anything else."""
    return default_storage.exists(name) or None


def make(title: str) -> str:
    """Draw the card unless it is there; returns its name."""
    office = OfficeSettings.load()
    name = name_of(title, office)
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(draw(title, office)))


def make_missing() -> int:
    """Cards of all live pages, for pages from before there were cards or from before the office was renamed."""
    titles = {title for model in _models() for title in model.objects.live().values_list("title", flat=True)}
    office = OfficeSettings.load()
    missing = [title for title in titles if not default_storage.exists(name_of(title, office))]
    for title in missing:
        make(title)
    return len(missing)


def _models() -> list[type[BasePage]]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def draw(title: str, office: OfficeSettings) -> bytes:
    """The card as JPEG, well under the 300 KB that chats accept."""
    ground, third, accent = _colours(office)
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    _band(pen, (accent, third, ACCENTS[2]))
    pen.text((MARGIN, 64), office.site_name, font=_font(34, 700), fill=accent)
    size, lines = _fitting(title)
    pen.multiline_text((MARGIN, 150), "\n".join(lines), font=_font(size, 800), fill=WORDS, spacing=size * 0.22)
    pen.text(
        (MARGIN, SIZE[1] - BAND - 84),
        textwrap.shorten(office.office, 60, placeholder="…"),
        font=_font(32, 500),
        fill=WORDS,
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def _fitting(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title fits four lines; a longer one is cut."""
    for size in (76, 64, 54):
        lines = textwrap.wrap(title, int((SIZE[0] - 2 * MARGIN) / (size * 0.58))) or [""]
        if len(lines) <= 4 and len(lines) * size * 1.3 <= 300:
            return size, lines
    return 54, [*lines[:3], "…"][:4]


def _band(pen: ImageDraw.ImageDraw, colours: tuple[str, str, str]) -> None:
    """Tumpal: the row of triangles under every page of the site."""
    top, bottom = SIZE[1] - BAND, SIZE[1]
    pen.rectangle((0, top, *SIZE), fill=colours[2])
    for number, left in enumerate(range(0, SIZE[0], BAND)):
        pen.polygon([(left, bottom), (left + BAND / 2, top), (left + BAND, bottom)], fill=colours[number % 2])


def _font(size: int, weight: int):
    path = Path(settings.PRINT_FONTS, FONT)
    if not path.exists():
        return ImageFont.load_default(size)
    font = ImageFont.truetype(str(path), size)
    font.set_variation_by_axes([weight])
    return font
