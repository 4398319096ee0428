"""What the templates of the site share: icons and the written form of dates, money and numbers."""

import re
from datetime import date

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join

from core import formats, pictures
from core.models import OfficeSettings

register = template.Library()

WRITERS = (
    formats.full_date,
    formats.plain_date,
    formats.short_date,
    formats.card_date,
    formats.clock,
    formats.moment,
    formats.number,
    formats.rupiah,
    formats.phone,
    formats.masked,
    formats.masked_email,
)


def _empty_stays_empty(write):
    """Let templates print an optional value without a test around it."""
    return lambda value: "" if value in (None, "") else write(value)


for _writer in WRITERS:
    register.filter(_writer.__name__, _empty_stays_empty(_writer))


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict:
    """Draw the icon; it is hidden from readers, so the text beside it must say the same."""
    return {"name": name}


@register.simple_tag
def responsive(image, *cuts: str, sizes: str, alt: str = "", **attributes: str) -> str:
    """Draw an editor's picture in the given cuts and every format, with width and height."""
    return pictures.responsive(image, list(cuts), sizes=sizes, alt=alt, **attributes)


@register.simple_tag
def date_range(start: date, end: date | None = None, short: bool = False) -> str:
    """Write a period, with short months on cards."""
    return formats.date_range(start, end, short=short)


@register.simple_tag
def time_range(start, end) -> str:
    """Write two times of one day."""
    return formats.time_range(start, end)


@register.simple_tag
def rupiah_range(low, high) -> str:
    """Write a span of pay."""
    return formats.rupiah_range(low, high)


@register.simple_tag
def site_name() -> str:
    """Return the name of the site, also where no database can be asked."""
    return settings.WAGTAIL_SITE_NAME


@register.simple_tag
def brand_name() -> str:
    """Return the name of the site as the office wrote it in the CMS."""
    return OfficeSettings.load().site_name


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """Return the present query string with some values replaced; None drops one."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value
    return f"?{values.urlencode()}"


@register.simple_tag(takes_context=True)
def page_url(context, number: int) -> str:
    """Return the address of another page of the same list; the filters stay."""
    values = context["request"].GET.copy()
    values[context.get("key") or "hal"] = str(number)
    return f"?{values.urlencode()}"


@register.simple_tag
def page_numbers(page) -> list[int | None]:
    """Return the numbers worth a link; None stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.simple_tag
def error_list(form) -> list[dict]:
    """Return every error of a form once, with the id of the control it is about; general errors come first."""
    general = [{"text": text, "id": ""} for text in form.non_field_errors()]
    return general + [
        {"text": text, "id": getattr(field, "first_id", field.id_for_label)} for field in form for text in field.errors
    ]


@register.filter
def unbroken(text: str) -> str:
    """Keep short codes in brackets, such as (AK-1), on one line."""
    parts = re.split(r"(\([A-Z0-9-]{2,8}\))", str(text))
    return format_html_join("", "{}", ((_kept(part),) for part in parts))


def _kept(part: str) -> str:
    return format_html('<span class="ck-nowrap">{}</span>', part) if part.startswith("(") else part


SYLLABLES = re.compile(r"(?<=\w{4}[aiueo])(?=[bcdfghjklmnpqrstvwxyz][aiueo]\w{2})", re.IGNORECASE)


@register.filter
def breakable(text: str) -> str:
    """Let a long word of a narrow column break between two syllables, with a hyphen that stands there only then."""
    return SYLLABLES.sub("\u00ad", str(text))


@register.filter
def digits(value: str) -> str:
    """Return a phone number as links need it: only plus and digits."""
    return "".join(each for each in str(value) if each.isdigit() or each == "+")


@register.filter
def wa_number(value: str) -> str:
    """Return a phone number as wa.me wants it: international, digits only."""
    return digits(value).removeprefix("+")
