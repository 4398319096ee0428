"""The kecamatan and kelurahan of a city, read from one CSV and written as one: another city gives its own.

One line for each kelurahan. Columns by name, in any order; the place in the map of tiles may be left out.
"""

import csv
import io
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.models import District, Village

NEEDED = ("kode_kelurahan", "kelurahan", "kode_pos", "kode_kecamatan", "kecamatan")
TILE = ("kolom_peta", "baris_peta")
FORMS = {"kode_kelurahan": r"\d\d\.\d\d\.\d\d\.\d{4}", "kode_kecamatan": r"\d\d\.\d\d\.\d\d", "kode_pos": r"(\d{5})?"}
EXAMPLES = {"kode_kelurahan": "36.71.01.1001", "kode_kecamatan": "36.71.01", "kode_pos": "15111"}
LONGEST, MOST_FAULTS = 60, 12


class Faults(Exception):
    """What is wrong with the file, in words for the office."""

    def __init__(self, reasons: list[str]):
        super().__init__(reasons)
        self.reasons = reasons[:MOST_FAULTS]


@dataclass(frozen=True)
class Result:
    """What the list holds now, and what is no longer in it but stays because people live there on record."""

    districts: int
    villages: int
    kept: list[str]


def decode(content: bytes) -> str:
    """UTF-8, or what spreadsheets on Windows write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str, *, city_code: str = "") -> list[dict[str, str]]:
    """The rows of the file; raises Faults that name row and column."""
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if missing := [name for name in NEEDED if name not in (reader.fieldnames or [])]:
        raise Faults([_("The column “%(column)s” is missing.") % {"column": name} for name in missing])
    rows = [{name: (row.get(name) or "").strip() for name in (*NEEDED, *TILE)} for row in reader]
    faults = [fault for number, row in enumerate(rows, 2) for fault in _faults(number, row, city_code)]
    faults += _doubles(rows)
    if not rows:
        faults.append(_("The file holds no kelurahan."))
    if faults:
        raise Faults(faults)
    return rows


def _faults(number: int, row: dict[str, str], city_code: str):
    for name, form in FORMS.items():
        if not re.fullmatch(form, row[name]):
            said = _("“%(cell)s” does not look like %(example)s.")
            yield _fault(number, name, said % {"cell": row[name], "example": EXAMPLES[name]})
    for name in ("kelurahan", "kecamatan"):
        if not 0 < len(row[name]) <= LONGEST:
            yield _fault(number, name, _("1 to %(most)s letters are needed.") % {"most": LONGEST})
    if not row["kode_kelurahan"].startswith(f"{row['kode_kecamatan']}."):
        yield _fault(number, "kode_kelurahan", _("it must begin with the code of its kecamatan."))
    if city_code and not row["kode_kecamatan"].startswith(f"{city_code}."):
        yield _fault(
            number, "kode_kecamatan", _("it must begin with the code of the city, %(code)s.") % {"code": city_code}
        )
    for name in TILE:
        if not re.fullmatch(r"\d{0,2}", row[name]):
            yield _fault(number, name, _("a whole number from 0 to 99 is needed."))


def _fault(row: int, column: str, what: str) -> str:
    return _("Row %(row)s, column “%(column)s”: %(what)s") % {"row": row, "column": column, "what": what}


def _doubles(rows: list[dict[str, str]]):
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        first = seen.setdefault(row["kode_kelurahan"], number)
        if first != number:
            yield _fault(number, "kode_kelurahan", _("the same code stands in row %(row)s.") % {"row": first})


@transaction.atomic
def replace(rows: list[dict[str, str]]) -> Result:
    """Make the list that of the file; a kelurahan on somebody's record is never deleted."""
    districts = {row["kode_kecamatan"]: _district(row) for row in rows}
    for row in rows:
        fields = {"name": row["kelurahan"], "postal_code": row["kode_pos"]}
        fields["district"] = districts[row["kode_kecamatan"]]
        Village.objects.update_or_create(code=row["kode_kelurahan"], defaults=fields)
    left = Village.objects.exclude(code__in=[row["kode_kelurahan"] for row in rows])
    kept = [each.name for each in left if not _deleted(each)]
    for district in District.objects.exclude(code__in=districts):
        _deleted(district)
    return Result(len(districts), len(rows), kept)


def _district(row: dict[str, str]) -> District:
    tile = [int(row[name]) if row[name] else None for name in TILE]
    fields = {"name": row["kecamatan"], "tile_column": tile[0], "tile_row": tile[1]}
    return District.objects.update_or_create(code=row["kode_kecamatan"], defaults=fields)[0]


def _deleted(row) -> bool:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def write() -> str:
    """The list as it is now, as the file that read() takes."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow((*NEEDED, *TILE))
    for each in Village.objects.select_related("district").order_by("code"):
        tile = [each.district.tile_column, each.district.tile_row]
        lines.writerow([each.code, each.name, each.postal_code, each.district.code, each.district.name, *tile])
    return out.getvalue()
