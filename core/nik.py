"""NIK, the 16-digit population number: PPKKCC DDMMYY SSSS (Permendagri on Dukcapil numbers).

Women add 40 to the day. The region is that of the first issue and does not change on moving, so it proves nothing
about where a person lives now: an unknown kecamatan is a warning, an unknown province an error.
"""

import csv
import datetime as dt
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"[0-9]{16}\Z")


@dataclass(frozen=True)
class Nik:
    """What a NIK says of itself; `day` and `month` of birth, `year` modulo 100, `sex` male or female."""

    value: str
    region: str
    day: int
    month: int
    year: int
    sex: str

    def fits(self, birth_date: dt.date) -> bool:
        """Whether the number belongs to this birth date (compared modulo 100: the century is not in the number)."""
        return (self.day, self.month, self.year) == (birth_date.day, birth_date.month, birth_date.year % 100)


def normalise(text: str) -> str:
    """One spelling of a NIK: spaces, dots and hyphens removed, full-width digits made plain ASCII."""
    return re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text or ""))


def parse(text: str) -> Nik:
    """The parts of a NIK; raises ValidationError with what to do, in the reader's words."""
    value = normalise(text)
    if not FORM.match(value):
        raise ValidationError(_("A NIK has 16 digits. Copy it from the KTP."), code="form")
    day, month, year = int(value[6:8]), int(value[8:10]), int(value[10:12])
    sex = "female" if day > 40 else "male"
    day = day - 40 if day > 40 else day
    if value[:2] not in provinces() or not _is_day(day, month, year) or value[12:] == "0000":
        raise ValidationError(_("This NIK does not exist. Check each digit against the KTP."), code="digits")
    return Nik(value, value[:6], day, month, year, sex)


def _is_day(day: int, month: int, year: int) -> bool:
    """A day of either century the two digits may mean (29 February needs a leap year in one of them)."""
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


@lru_cache
def provinces() -> frozenset[str]:
    with (Path(__file__).parent / "data" / "wilayah_province.csv").open(encoding="utf-8") as rows:
        return frozenset(row["nik_prefix"] for row in csv.DictReader(rows))


def keyed_hash(text: str) -> str:
    """HMAC-SHA256 of a normalised NIK under HASH_KEY: the only way to look one up."""
    return hmac.new(settings.HASH_KEY.encode(), normalise(text).encode(), hashlib.sha256).hexdigest()


def mask(text: str) -> str:
    """The first four and the last two digits: enough to recognise one's own, useless to a stranger."""
    return f"{text[:4]}••••••••••{text[-2:]}" if text else ""
