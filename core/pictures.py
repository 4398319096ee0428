"""An editor's picture in the sizes and formats that browsers choose from; all of them in one statement for any number.

They are cut when a page with the picture is published (core.publishing), not when somebody looks at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.models import CustomImage

FORMATS = ("avif", "webp")
SIZES = ((400, 300), (800, 600))
SHOWN = "fill-400x300"


@dataclass(frozen=True)
class Picture:
    """What components/illustration.html draws; written out it is the address every browser understands."""

    url: str
    sources: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.url


def pictures(ids: Iterable[int | None]) -> dict[int, Picture]:
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    return {
        image.pk: _picture(image) for image in CustomImage.objects.filter(pk__in=wanted).prefetch_renditions(*_all())
    }


def _all() -> list[str]:
    return [SHOWN, *(_cut(size, kind) for kind in FORMATS for size in SIZES)]


def _cut(size: tuple[int, int], kind: str) -> str:
    return f"fill-{size[0]}x{size[1]}|format-{kind}"


def _picture(image: CustomImage) -> Picture:
    cuts = image.get_renditions(*_all())
    return Picture(cuts[SHOWN].url, tuple((f"image/{kind}", _set_of(cuts, kind)) for kind in FORMATS))


def _set_of(cuts: dict, kind: str) -> str:
    """Only what is really wider than the one before: a small original is not blown up."""
    found = {}
    for size in SIZES:
        cut = cuts[_cut(size, kind)]
        found.setdefault(cut.width, f"{cut.url} {cut.width}w")
    return ", ".join(found.values())


def responsive(image: CustomImage, cuts: list[str], *, sizes: str, alt: str = "", **attributes: str) -> SafeString:
    """A <picture> of the `cuts` (width-400, fill-400x225) in every format.

    A small original gives the same width for two cuts; it is named once, since a browser could not choose.
    """
    kinds = (*FORMATS, "jpeg")
    found = image.get_renditions(*(f"{cut}|format-{kind}" for kind in kinds for cut in cuts))
    sets = {kind: _widths([found[f"{cut}|format-{kind}"] for cut in cuts]) for kind in kinds}
    sources = ((kind, sets[kind], sizes) for kind in FORMATS)
    shown = found[f"{cuts[-1]}|format-jpeg"]
    plain = shown.attrs_dict | ({"alt": alt} if alt else {}) | {"srcset": sets["jpeg"], "sizes": sizes} | attributes
    return format_html(
        "<picture>{}<img{}></picture>",
        format_html_join("", '<source type="image/{}" srcset="{}" sizes="{}">', sources),
        format_html_join("", ' {}="{}"', plain.items()),
    )


def _widths(renditions: list) -> str:
    return ", ".join({each.width: f"{each.url} {each.width}w" for each in renditions}.values())
