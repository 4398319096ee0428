"""An editor's picture in the sizes and formats that browsers choose from; all of them in one statement for any number.

They are cut when a page with the picture is published (core.publishing), not when somebody looks at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

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
