"""The site on the first screen of a phone: the office's own icon or logo, else our sign, drawn when assets are built.

A picture of the office is cut when the settings are saved (core.branding), never in a visitor's request.
"""

from django.templatetags.static import static

from core.branding import ICON_SIZES, icon_cut
from core.generation import settled_kept
from core.models import CustomImage, OfficeSettings

TOUCH, BROWSER, LARGE = ICON_SIZES


def addresses() -> dict[int, str]:
    """Size -> address of a square PNG."""
    office = OfficeSettings.load()
    own = office.favicon_id or office.logo_id
    return (own and _of_picture(own)) or {size: static(f"build/icons/icon-{size}.png") for size in ICON_SIZES}


def for_manifest() -> list[dict]:
    """Our own sign also comes with a margin that a phone may cut into its own shape."""
    office, found = OfficeSettings.load(), addresses()
    icons = [_icon(found[size], size, "any") for size in (BROWSER, LARGE)]
    if office.favicon_id or office.logo_id:
        return icons
    vector = {"src": static("brand/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return [vector, *icons, _icon(static(f"build/icons/maskable-{LARGE}.png"), LARGE, "maskable")]


def _icon(address: str, size: int, purpose: str) -> dict:
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@settled_kept
def _of_picture(pk: int) -> dict[int, str] | None:
    """The cuts that are there; nothing while one is missing, and then our sign stands in."""
    cuts = {icon_cut(size): size for size in ICON_SIZES}
    image = CustomImage.objects.filter(pk=pk).first()
    found = image.renditions.filter(filter_spec__in=cuts) if image else ()
    urls = {cuts[each.filter_spec]: each.url for each in found}
    return urls if len(urls) == len(ICON_SIZES) else None
