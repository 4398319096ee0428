"""What a row must say, column by column; each fault is told with its column. Names are those of the office's files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Sex
from core import nik
from core.forms import PhoneField
from credentials.enums import CredentialKind
from credentials.imports import table

SEXES = {"l": Sex.MALE, "laki-laki": Sex.MALE, "p": Sex.FEMALE, "perempuan": Sex.FEMALE}
KINDS = {"pelatihan": CredentialKind.TRAINING, "keterangan": CredentialKind.ATTENDANCE}


@dataclass(frozen=True)
class Column:
    """`read` turns a cell into a value or raises ValidationError; `note` is the guide in the template."""

    name: str
    read: Callable[[Any], Any]
    note: Any
    required: bool = True
    longest: int = table.MAX_CELL


def read_nik(value) -> str:
    """Only from a cell of text: a spreadsheet keeps fifteen digits of a number, and a NIK has sixteen."""
    if not isinstance(value, str):
        raise ValidationError(_("Format this column as text: as a number its last digit is lost."))
    return nik.parse(value).value


def read_sex(value) -> str:
    return _one_of(SEXES, value)


def read_kind(value) -> str:
    return _one_of(KINDS, value)


def _one_of(known: dict, value) -> str:
    found = known.get(str(value).strip().lower())
    if found is None:
        raise ValidationError(_("Write one of: %(names)s.") % {"names": ", ".join(known)})
    return found.value


def read_phone(value) -> str:
    return PhoneField(required=False).clean(str(value))


PERSON = [
    Column("nik", read_nik, gettext_lazy("16 digits, as text")),
    Column("nama", table.words, gettext_lazy("As on the KTP"), longest=120),
    Column("tempat_lahir", table.words, gettext_lazy("Place of birth"), longest=60),
    Column("tanggal_lahir", table.day, gettext_lazy("Day of birth, as 31-12-2000")),
    Column("jenis_kelamin", read_sex, gettext_lazy("L or P")),
]
CERTIFICATES = [
    Column("nomor", table.words, gettext_lazy("Number as printed; a number is taken over once"), longest=80),
    *PERSON,
    Column("program", table.words, gettext_lazy("Name of the training"), longest=200),
    Column("angkatan", table.words, gettext_lazy("Batch as printed, may be empty"), required=False, longest=120),
    Column("jp", table.count, gettext_lazy("Lesson hours, a whole number")),
    Column("mulai", table.day, gettext_lazy("First day of the training")),
    Column("selesai", table.day, gettext_lazy("Last day of the training")),
    Column("tanggal_terbit", table.day, gettext_lazy("Day of issue")),
    Column("jenis", read_kind, gettext_lazy("“pelatihan” (also when empty) or “keterangan”"), required=False),
]
PARTICIPANTS = [
    *PERSON,
    Column("ponsel", read_phone, gettext_lazy("Mobile number, may be empty"), required=False),
    Column("alamat", table.words, gettext_lazy("Address, may be empty"), required=False, longest=200),
]


def read(row: table.Row, columns: list[Column]) -> tuple[dict, list[tuple[str, str]]]:
    """The values of a row, and its faults as (column, reason)."""
    values, faults = {}, []
    for column in columns:
        cell = row.cells.get(column.name)
        try:
            values[column.name] = _value(column, cell)
        except ValidationError as fault:
            faults.append((column.name, " ".join(fault.messages)))
    return values, faults or _together(values)


def _value(column: Column, cell):
    if cell in (None, ""):
        if column.required:
            raise ValidationError(_("This is missing."))
        return ""
    value = column.read(cell)
    if isinstance(value, str) and len(value) > column.longest:
        raise ValidationError(_("At most %(count)d letters.") % {"count": column.longest})
    return value


def _together(values: dict) -> list[tuple[str, str]]:
    """What single cells cannot say: the NIK fits the birth date, days follow each other."""
    faults = []
    if not nik.parse(values["nik"]).fits(values["tanggal_lahir"]):
        faults.append(("nik", _("This NIK belongs to another day of birth.")))
    if "mulai" in values and values["mulai"] > values["selesai"]:
        faults.append(("selesai", _("The last day lies before the first.")))
    if "mulai" in values and values["tanggal_terbit"] < values["mulai"]:
        faults.append(("tanggal_terbit", _("Issued before the training began.")))
    return faults
