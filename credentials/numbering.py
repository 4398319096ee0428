"""Numbers of credentials: written by a pattern of the office, counted without gaps for each year and kind.

The pattern is a setting, because offices number differently: local practice is NNN/month/PBK-code/year, the month in
Roman numerals.
"""

import re
from datetime import date
from string import Formatter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

DEFAULT_PATTERN = "{sequence:04d}/{roman_month}/PBK-{program_code}/{year}"
FIELDS = ("sequence", "roman_month", "month", "year", "program_code")
REQUIRED = ("sequence", "year")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLAIN_TEXT = re.compile(r"[A-Za-z0-9 ./_-]*")
DIGITS = re.compile(r"(0?[1-9]d?|d)?")
LONGEST = 80


def write_number(pattern: str, *, sequence: int, on: date, program_code: str) -> str:
    """The printed number, for instance 0117/IX/PBK-MJT/2026."""
    return pattern.format(
        sequence=sequence,
        roman_month=ROMAN[on.month - 1],
        month=f"{on.month:02d}",
        year=on.year,
        program_code=program_code,
    )


def validate_pattern(pattern: str) -> None:
    """Refuse what could not be written or would repeat; the message says what to change."""
    names = [_checked_name(*part) for part in _parts(pattern)]
    for name in REQUIRED:
        if names.count(name) != 1:
            raise ValidationError(_("Write {%(name)s} exactly once in the pattern.") % {"name": name})
    longest = write_number(pattern, sequence=999_999, on=date(2026, 8, 1), program_code="X" * 20)
    if len(longest) > LONGEST:
        raise ValidationError(_("The pattern makes numbers of more than %(count)d characters.") % {"count": LONGEST})


def _parts(pattern: str):
    try:
        return list(Formatter().parse(pattern))
    except ValueError:
        raise ValidationError(_("A brace is missing: write every field as {name}."))


def _checked_name(text: str, name: str | None, spec: str | None, conversion: str | None) -> str | None:
    if not PLAIN_TEXT.fullmatch(text):
        raise ValidationError(_("Use only letters, digits, spaces and the signs . / _ - outside of the fields."))
    if name is None:
        return None
    if name not in FIELDS or conversion:
        fields = ", ".join(f"{{{field}}}" for field in FIELDS)
        raise ValidationError(_("{%(name)s} is not known. Known are: %(fields)s.") % {"name": name, "fields": fields})
    if spec and (name != "sequence" or not DIGITS.fullmatch(spec)):
        raise ValidationError(_("Only {sequence} may say how many digits it has, for instance {sequence:04d}."))
    return name


def next_sequence(kind: str, year: int) -> int:
    """The next of 1, 2, 3 ... of this kind and year. Call it inside of the issuing transaction.

    The increment holds the row until that transaction ends: two issues wait for each other, and one that is rolled back
    gives its number back.
    """
    from credentials.models import NumberSequence

    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number may only be taken inside of a transaction")
    row = NumberSequence.objects.filter(kind=kind, year=year)
    if not row.update(last=F("last") + 1):
        NumberSequence.objects.get_or_create(kind=kind, year=year)
        row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()


def last_of(kind: str, year: int) -> int:
    """The last number given out, 0 before the first."""
    from credentials.models import NumberSequence

    return NumberSequence.objects.filter(kind=kind, year=year).values_list("last", flat=True).first() or 0


@transaction.atomic
def start_after(kind: str, year: int, last: int) -> bool:
    """Go on after a number given out elsewhere; never backwards, which would give one out twice."""
    from credentials.models import NumberSequence

    NumberSequence.objects.get_or_create(kind=kind, year=year)
    return bool(NumberSequence.objects.filter(kind=kind, year=year, last__lte=last).update(last=last))
