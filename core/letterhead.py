"""How the office signs what leaves the site: its mail and its paper carry the name, colours and logo of the CMS."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import colours
from core.formats import zone
from core.links import absolute
from core.models import OfficeSettings

ON_PAPER = ("primary", "accent", "third")


def paper(office: OfficeSettings | None = None, *, unit: str = "") -> dict:
    """The letterhead as the templates of paper take it; what the office did not choose stays ours."""
    office = office or OfficeSettings.load()
    hours = office.hours_en if get_language() == "en" else office.hours
    contact = [office.phone, office.whatsapp and f"WhatsApp {office.whatsapp}", office.email]
    return {
        "government": _("Government of %(city)s") % {"city": office.city},
        "name": office.office,
        "city": office.city,
        "unit": unit,
        "address": office.address or hours,
        "address_lines": [line for line in (office.address, hours) if line],
        "contact": " · ".join(part for part in contact if part) or hours,
        "zone": zone(),
    } | _look(office)


def _look(office: OfficeSettings) -> dict:
    """Colours and logo, only where the office has its own: documents of an office without stay what they were."""
    chosen = {name: value for name, value in office.colours.items() if name in ON_PAPER}
    return ({"colours": chosen} if chosen else {}) | ({"logo": office.logo_file} if office.logo_file else {})


def mail() -> dict:
    """What the template of mails needs to look like the site."""
    office = OfficeSettings.load()
    contact = [office.phone, office.whatsapp and f"WhatsApp {office.whatsapp}", office.email]
    return {
        "office": office,
        "site": office.site_name,
        "address": ", ".join(part for part in (office.address or office.city, *contact) if part),
        "look": mail_colours(office.colours),
        "logo_url": absolute(office.logo_url) if office.logo_url.startswith("/") else office.logo_url,
    }


def mail_colours(chosen: dict[str, str]) -> dict[str, str]:
    """Mail programs know no custom properties: the tokens of the light theme, by names a template can write."""
    tokens = colours.GROUNDS["light"] | colours.tokens(chosen, "light")
    return {name.replace("-", "_"): value for name, value in tokens.items()} | {
        "ink": colours.INK,
        "soft": colours.SOFT,
    }
