"""Rows of a table somebody uploads, one after the other: CSV or XLSX, never the whole file in memory at once."""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

MAX_MB = 8
MAX_UNPACKED = 120 * 1024 * 1024  # bytes of an XLSX once unpacked
MAX_ROWS = 10_000
MAX_CELL = 300
MAX_COLUMNS = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoTable(ValidationError):
    """The file as a whole cannot be read; says what to do."""


@dataclass(frozen=True)
class Row:
    """`number` as a spreadsheet shows it; values by the names of the first row, numbers of cells kept as numbers."""

    number: int
    cells: dict


def rows(upload, wanted: list[str]) -> Iterator[Row]:
    """The rows below the first one, which names the columns; every wanted column must be there. Raises NoTable."""
    found = _xlsx(upload) if zipfile.is_zipfile(upload) else _csv(upload)
    names = [_name(value) for value in next(found, [])]
    if missing := [name for name in wanted if name not in names]:
        raise NoTable(_("These columns are missing: %(names)s. Use the template.") % {"names": ", ".join(missing)})
    for number, values in enumerate(found, 2):
        if number > MAX_ROWS + 1:
            raise NoTable(_("The file has more than %(count)d rows. Divide it.") % {"count": MAX_ROWS})
        cells = {name: value for name, value in zip(names, values, strict=False) if name}
        if any(value not in (None, "") for value in cells.values()):
            yield Row(number, cells)


def _name(value) -> str:
    return str(value or "").strip().lower().replace(" ", "_")


def _csv(upload) -> Iterator[list]:
    """Separated by comma or semicolon, as spreadsheets of either language write it."""
    upload.seek(0)
    first = upload.readline(4096)
    separator = ";" if first.count(b";") > first.count(b",") else ","
    upload.seek(0)
    try:
        for values in csv.reader(codecs.getreader("utf-8-sig")(upload), delimiter=separator):
            yield [value.strip()[: MAX_CELL + 1] for value in values[:MAX_COLUMNS]]
    except (UnicodeDecodeError, csv.Error):
        raise NoTable(_("This file cannot be read. Save it as XLSX or as CSV in UTF-8."))


def _xlsx(upload) -> Iterator[list]:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise NoTable(_("This file is too large once unpacked. Divide it."))
        book = openpyxl.load_workbook(upload, read_only=True, data_only=True)
        for values in book.worksheets[0].iter_rows(values_only=True, max_col=MAX_COLUMNS):
            yield [value.strip()[: MAX_CELL + 1] if isinstance(value, str) else value for value in values]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise NoTable(_("This file cannot be read. Save it as XLSX or as CSV in UTF-8."))


def template(columns) -> bytes:
    """An XLSX to fill in: one row of names, every column as text (a NIK loses its last digit as a number), a guide."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": 49})
    sheet, guide = book.add_worksheet("data"), book.add_worksheet("petunjuk")
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 20, text)
        sheet.write_string(0, place, column.name, bold)
        guide.write_string(place, 0, column.name, bold)
        guide.write_string(place, 1, str(column.note))
    guide.set_column(0, 0, 20)
    guide.set_column(1, 1, 80)
    book.close()
    return out.getvalue()


DAY = re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")
ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def day(value) -> dt.date:
    """A day, as a date of the spreadsheet or typed as 31-12-2020."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    found = DAY.fullmatch(text) or ISO_DAY.fullmatch(text)
    try:
        return dt.date(**{name: int(part) for name, part in found.groupdict().items()})
    except (AttributeError, ValueError):
        raise ValidationError(_("Write the day as 31-12-2020."))


def words(value) -> str:
    """Text in one line; a number that stands in a text column is taken as it is written."""
    text = " ".join(str(value).split())
    if len(text) > MAX_CELL:
        raise ValidationError(_("At most %(count)d letters.") % {"count": MAX_CELL})
    return text


def count(value) -> int:
    text = str(value).strip()
    text = text.removesuffix(".0")
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 10_000:
        raise ValidationError(_("Write a whole number above zero."))
    return int(text)
