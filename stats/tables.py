"""The table of a data page: read from CSV with faults that name row and column, kept as JSON, written again.

The first line holds the names of the columns. A text may hold both languages: "Bekerja | Employed". A column of which
half is numbers is a column of numbers: the rest of it must then be numbers too, or empty where the source has none.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.formats import number as written

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS, MOST_FAULTS = 1000, 16, 400, 12
BETWEEN_LANGUAGES = "|"
NOTHING = {"", "-", "–"}
WORDS = (
    "satuan",
    "periode",
    "sumber",
    "tanggal",
    "catatan",
    "kode",
)  # such a column holds words, also where it says 2023
PLAIN = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
GROUPED = re.compile(r"-?\d{1,3}(\.\d{3}){2,4}(,\d{1,6})?|-?\d{1,3}(\.\d{3}){1,4},\d{1,6}")
GROUPED_ENGLISH = re.compile(r"-?\d{1,3}(,\d{3}){2,4}(\.\d{1,6})?|-?\d{1,3}(,\d{3}){1,4}\.\d{1,6}")
TWO_WAYS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class Faults(Exception):
    """What is wrong with a CSV, in words for the editor."""

    def __init__(self, reasons: list[str]):
        super().__init__(reasons)
        self.reasons = reasons


def empty() -> dict:
    return {"columns": [], "rows": []}


@dataclass(frozen=True)
class Words:
    """A text in both languages; without English, the Indonesian is read in English too."""

    id: str
    en: str = ""

    def __str__(self) -> str:
        return (get_language() == "en" and self.en) or self.id

    @property
    def both(self) -> str:
        return f"{self.id} {BETWEEN_LANGUAGES} {self.en}" if self.en else self.id

    @classmethod
    def read(cls, text: str) -> "Words":
        first, _bar, second = text.partition(BETWEEN_LANGUAGES)
        return cls(first.strip(), second.strip())


@dataclass(frozen=True)
class Column:
    label: Words
    is_number: bool


Cell = Words | Decimal | None


@dataclass(frozen=True)
class Table:
    """Columns and rows; a cell is a number, words, or None where the source has nothing."""

    columns: list[Column] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The places of the columns of numbers."""
        return [place for place, column in enumerate(self.columns) if column.is_number]

    @classmethod
    def from_json(cls, data: dict) -> "Table":
        columns = [Column(Words(*column["label"]), column["is_number"]) for column in data.get("columns", [])]
        rows = [[_kept(cell) for cell in row] for row in data.get("rows", [])]
        return cls(columns, rows)

    def to_json(self) -> dict:
        columns = [{"label": [c.label.id, c.label.en], "is_number": c.is_number} for c in self.columns]
        return {"columns": columns, "rows": [[_keep(cell) for cell in row] for row in self.rows]}

    def to_csv(self) -> str:
        """The text an editor goes on with: both languages, numbers without thousands separators."""
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(column.label.both for column in self.columns)
        lines.writerows([_raw(cell) for cell in row] for row in self.rows)
        return out.getvalue() if self.columns else ""


def _keep(cell: Cell):
    if isinstance(cell, Words):
        return [cell.id, cell.en]
    return None if cell is None else str(cell)


def _kept(cell) -> Cell:
    if isinstance(cell, list):
        return Words(*cell)
    return None if cell is None else Decimal(cell)


def _raw(cell: Cell) -> str:
    if isinstance(cell, Words):
        return cell.both
    return "" if cell is None else f"{cell:f}"


def shown(cell: Cell) -> str:
    """A cell as the page prints it, with the digits of the source."""
    if cell is None:
        return "–"
    return written(cell) if isinstance(cell, Decimal) else str(cell)


def decode(content: bytes) -> str:
    """The text of a file; raises Faults for what is no text (a workbook, say)."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Faults([_("This is a workbook. Save the sheet as CSV and upload that file.")])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Faults([_("The file is not readable text. Save it as CSV (UTF-8).")])


def parse(text: str) -> Table:
    """Read a CSV with comma, semicolon or tab; raises Faults that name row and column."""
    lines = [(number, cells) for number, cells in _lines(text) if any(cells)]
    if len(lines) < 2:
        raise Faults([_("The table needs a line with the names of the columns and at least one row under it.")])
    header = [Words.read(cell) for cell in _without_empty_end(lines[0][1])]
    rows = [(number, _without_empty_end(cells, len(header))) for number, cells in lines[1:]]
    faults = _shape_faults(header, rows)
    if faults:
        raise Faults(_some(faults))
    return _typed(header, rows)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines with their numbers, as a spreadsheet shows them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").replace("\0", "")
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        raise Faults([_("A quotation mark is opened and not closed.")])
    return [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(found, 1)]


def _without_empty_end(cells: list[str], width: int = 0) -> list[str]:
    """Spreadsheets write empty cells at the end of a line; those beyond the header are no fault."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _shape_faults(header: list[Words], rows: list[tuple[int, list[str]]]) -> list[str]:
    return [*_header_faults(header), *_size_faults(header, rows), *_row_faults(header, rows)]


def _header_faults(header: list[Words]) -> list[str]:
    faults, seen = [], set()
    for place, label in enumerate(header, 1):
        if not label.id:
            faults.append(_("Row 1, column %(place)s: the column has no name.") % {"place": place})
        elif label.id.lower() in seen:
            faults.append(_("Row 1, column “%(column)s”: two columns have this name.") % {"column": label.id})
        seen.add(label.id.lower())
    return faults


def _size_faults(header: list[Words], rows: list) -> list[str]:
    faults = []
    if not 2 <= len(header) <= MOST_COLUMNS:
        words = _("The table has %(count)s columns; it needs at least 2 and holds at most %(most)s.")
        faults.append(words % {"count": len(header), "most": MOST_COLUMNS})
    if len(rows) > MOST_ROWS:
        words = _("The table has %(count)s rows; a page holds at most %(most)s.")
        faults.append(words % {"count": len(rows), "most": MOST_ROWS})
    return faults


def _row_faults(header: list[Words], rows: list[tuple[int, list[str]]]) -> list[str]:
    faults = []
    for number, cells in rows:
        if len(cells) != len(header):
            words = ngettext(
                "Row %(row)s has %(count)s cell; the first line has %(width)s.",
                "Row %(row)s has %(count)s cells; the first line has %(width)s.",
                len(cells),
            )
            faults.append(words % {"row": number, "count": len(cells), "width": len(header)})
        elif not cells[0]:
            faults.append(_fault(number, header[0], _("the first cell of a row names it and is empty here.")))
        faults += [
            _fault(number, label, _("the text is longer than %(most)s letters.") % {"most": MOST_LETTERS})
            for label, cell in zip(header, cells, strict=False)
            if len(cell) > MOST_LETTERS
        ]
    return faults


def _typed(header: list[Words], rows: list[tuple[int, list[str]]]) -> Table:
    columns = zip(*(cells for _number, cells in rows), strict=True)
    numeric = [
        place > 0 and _is_numeric(label, cells)
        for place, (label, cells) in enumerate(zip(header, columns, strict=True))
    ]
    faults, typed = [], []
    for number, cells in rows:
        typed.append([])
        for label, is_number, cell in zip(header, numeric, cells, strict=True):
            try:
                typed[-1].append(_number(cell) if is_number else _words(cell))
            except ValueError as fault:
                faults.append(_fault(number, label, str(fault)))
    if faults:
        raise Faults(_some(faults))
    return Table([Column(label, is_number) for label, is_number in zip(header, numeric, strict=True)], typed)


def _is_numeric(label: Words, cells: tuple[str, ...]) -> bool:
    """Whether a column is one of numbers: at least half of what stands in it, unless its name says it holds words."""
    there = [cell for cell in cells if cell not in NOTHING]
    numbers = sum(_looks_numeric(cell) for cell in there)
    return not label.id.lower().startswith(WORDS) and 0 < len(there) <= 2 * numbers


def _looks_numeric(cell: str) -> bool:
    return any(pattern.fullmatch(_unspaced(cell)) for pattern in (PLAIN, GROUPED, GROUPED_ENGLISH))


def _unspaced(cell: str) -> str:
    """Some spreadsheets keep thousands apart by spaces that do not break."""
    return cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")


def _words(cell: str) -> Words | None:
    return Words.read(cell) if cell else None


def _number(cell: str) -> Decimal | None:
    """A number as a spreadsheet in either language writes it; what can be read in two ways is refused."""
    cell, printed = _unspaced(cell), cell
    if cell in NOTHING:
        return None
    if TWO_WAYS.fullmatch(cell):
        words = _("“%(cell)s” can be read in two ways. Write %(plain)s, without a separator, or with two decimals.")
        raise ValueError(words % {"cell": cell, "plain": re.sub(r"[.,]", "", cell)})
    if PLAIN.fullmatch(cell):
        return Decimal(cell.replace(",", "."))
    if GROUPED.fullmatch(cell):
        return Decimal(cell.replace(".", "").replace(",", "."))
    if GROUPED_ENGLISH.fullmatch(cell):
        return Decimal(cell.replace(",", ""))
    raise ValueError(
        _("“%(cell)s” is not a number. Leave the cell empty where there is none.") % {"cell": printed[:40]}
    )


def _fault(row: int, column: Words, what: str) -> str:
    return _("Row %(row)s, column “%(column)s”: %(what)s") % {"row": row, "column": column.id, "what": what}


def _some(faults: list[str]) -> list[str]:
    """The first faults; how many more there are, so that nobody mends one after the other."""
    rest = len(faults) - MOST_FAULTS
    if rest <= 0:
        return faults
    more = ngettext("And %(count)s more fault.", "And %(count)s more faults.", rest) % {"count": rest}
    return [*faults[:MOST_FAULTS], more]
