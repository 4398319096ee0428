"""The figures as files: CSV and XLSX at lasting addresses, and one list of all tables for machines."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.registers import plain_cell
from stats.tables import Cell, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@dataclass(frozen=True)
class Sheet:
    """A table with what must travel with it: (label, words) of unit, period, source, date, note, licence, address."""

    title: str
    table: Table
    about: list[tuple[str, str]]


def files(page) -> list[dict]:
    """The links of a page to its files."""
    return [
        {"icon": "download", "label": _("Download %(kind)s") % {"kind": kind.upper()}, "url": address(page.slug, kind)}
        for kind in TYPES
    ]


def address(slug: str, kind: str) -> str:
    return reverse("stats:file", args=[slug, kind])


def written(sheet: Sheet, kind: str) -> bytes:
    return to_csv(sheet.table) if kind == "csv" else to_xlsx(sheet)


def to_csv(table: Table) -> bytes:
    """Plain rows with a mark of order, so that spreadsheets read the letters right; no cell is taken for a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(plain_cell(str(column.label)) for column in table.columns)
    lines.writerows([_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else plain_cell(str(cell))


def to_xlsx(sheet: Sheet) -> bytes:
    """A workbook with the table and a second sheet that says where it comes from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    page, about = book.add_worksheet(_("Table")[:31]), book.add_worksheet(_("About the data")[:31])
    _write_table(page, sheet.table, bold)
    for row, (label, words) in enumerate([(_("Title"), sheet.title), *sheet.about]):
        about.write_string(row, 0, plain_cell(label), bold)
        about.write_string(row, 1, plain_cell(words))
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    book.close()
    return out.getvalue()


def _write_table(page, table: Table, bold) -> None:
    for place, column in enumerate(table.columns):
        page.write_string(0, place, plain_cell(str(column.label)), bold)
        page.set_column(place, place, 30 if place == 0 else 18)
    for row, cells in enumerate(table.rows, 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                page.write_number(row, place, float(cell))
            elif cell is not None:
                page.write_string(row, place, plain_cell(str(cell)))
    page.freeze_panes(1, 1)


def about_page(page, chosen) -> list[tuple[str, str]]:
    """What travels with the table of a data page."""
    from core.links import absolute

    found = [
        (pgettext("figures", "Unit"), page.unit),
        (_("Period"), page.period),
        (_("Source"), page.source_name),
        (_("Date of the source"), page.source_date),
        (_("Note"), page.note),
        (_("Licence"), f"{chosen.licence}, {chosen.licence_url}"),
        (_("Address"), absolute(page.url or "")),
    ]
    return [(label, words) for label, words in found if words]
