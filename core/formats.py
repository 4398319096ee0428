"""How dates, times, money and numbers are written for people, in the language that is active.

Indonesian: Rabu, 9 Desember 2026; 11 Januari–22 Februari 2027; pukul 08.00 WIB; Rp5,1–5,6 juta. English: British order,
08:00. Ranges have an en dash without spaces. Moments are told in the office's time zone (settings.TIME_ZONE).
"""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

WEEKDAY = {"id": "l, j F Y", "en": "l j F Y"}
WEEKDAY_SHORT = {"id": "l, j M Y", "en": "l j M Y"}
CLOCK = {"id": "H.i", "en": "H:i"}
MILLION = Decimal(1_000_000)


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def full_date(value: date) -> str:
    """Return the date as detail pages say it: with weekday and year."""
    return date_format(_local(value), WEEKDAY[_language()])


def plain_date(value: date) -> str:
    """Return day, month and year in words, without the weekday."""
    return date_format(_local(value), "j F Y")


def short_date(value: date) -> str:
    """Return the date with a short month, for cards and tables."""
    return date_format(_local(value), "j M Y")


def card_date(value: date) -> str:
    """Return weekday and short month: the closing date on a card."""
    return date_format(_local(value), WEEKDAY_SHORT[_language()])


def clock(value: time | datetime) -> str:
    """Return the time of day with the zone: 08.00 WIB."""
    return f"{time_of_day(value)} {zone()}"


def time_of_day(value: time | datetime) -> str:
    """Return the time of day for texts that name the zone themselves: 08.00."""
    return date_format(_local(value), CLOCK[_language()])


@cache
def zone() -> str:
    """Return what the office's time zone is called: WIB, WITA or WIT."""
    return timezone.localtime(timezone.now(), ZoneInfo(settings.TIME_ZONE)).tzname()


def moment(value: datetime) -> str:
    """Return date and time of day together."""
    return f"{full_date(value)}, {clock(value)}"


def time_range(start: time | datetime, end: time | datetime) -> str:
    """Return two times of one day: 08.00–14.30 WIB."""
    return f"{time_of_day(start)}–{clock(end)}"


def date_range(start: date, end: date | None, *, short: bool = False) -> str:
    """Return a period with nothing said twice: 8–10 Des 2026, 11 Januari–22 Februari 2027."""
    first, last, month = _local(start), _local(end or start), "M" if short else "F"
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return date_format(last, f"j {month} Y")
    return f"{date_format(first, _needed(first, last, month))}–{date_format(last, f'j {month} Y')}"


def _needed(first: date, last: date, month: str) -> str:
    if first.year != last.year:
        return f"j {month} Y"
    return "j" if first.month == last.month else f"j {month}"


def number(value: int | Decimal) -> str:
    """Return a number with its thousands apart: 1.912.679."""
    return number_format(value, use_l10n=True, force_grouping=True)


def rupiah(value: int | Decimal) -> str:
    """Return an amount in full: Rp5.100.000."""
    return f"Rp{number(int(value))}"


def rupiah_range(low: int | Decimal | None, high: int | Decimal | None) -> str:
    """Return a span of pay: Rp5,1–5,6 juta; below one million in full."""
    ends = sorted({int(each) for each in (low, high) if each})
    if not ends:
        return ""
    if ends[0] < MILLION:
        return "–".join(rupiah(each) for each in ends)
    words = "–".join(number_format(each / MILLION, decimal_pos=1) for each in ends)
    return f"Rp{words} {'million' if _language() == 'en' else 'juta'}"


def phone(value: str) -> str:
    """Return an Indonesian number as people read it out: 0812-0000-0000, (021) 5550-0100; others as they are."""
    digits = "".join(each for each in str(value) if each.isdigit())
    if not digits.startswith("62"):
        return str(value)
    local = "0" + digits[2:]
    if local.startswith("08"):
        return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)
    return f"({local[:3]}) {local[3:7]}-{local[7:]}"


def masked(value: str, *, keep: int = 4) -> str:
    """Return a number that only its owner can recognise: the first and last digits, dots between them."""
    text = str(value)
    return text if len(text) <= 2 * keep else f"{text[:keep]}{'•' * (len(text) - 2 * keep)}{text[-keep:]}"


def masked_email(value: str) -> str:
    """Return an address that only its owner can recognise: r•••@example.id."""
    name, at, domain = str(value).partition("@")
    return f"{name[:1]}•••{at}{domain}" if at else "•••"
