"""Tables of an old register, as an office has them. All people are invented."""

import csv
import datetime as dt
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from credentials.imports.importers import CERTIFICATES, PARTICIPANTS
from tests.factories.accounts import next_nik

BORN = dt.date(1999, 5, 5)


def person(**fields) -> dict:
    known = {"nik": next_nik(BORN), "nama": "Rina Contoh", "tempat_lahir": "Tangerang"}
    return known | {"tanggal_lahir": "05-05-1999", "jenis_kelamin": "P"} | fields


def certificate(number: int, **fields) -> dict:
    """A row as in the office's book of 2019."""
    words = {"nomor": f"{number:04d}/VII/PBK/2019", "program": "Menjahit Dasar", "angkatan": "Angkatan 2", "jp": "240"}
    days = {"mulai": "01-03-2019", "selesai": "30-06-2019", "tanggal_terbit": "08/07/2019", "jenis": ""}
    return words | person() | days | fields


def as_csv(rows: list[dict], *, separator: str = ";", name: str = "buku.csv") -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, ("\ufeff" + out.getvalue()).encode(), "text/csv")


def as_xlsx(rows: list[dict], *, name: str = "buku.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


__all__ = ["CERTIFICATES", "PARTICIPANTS", "as_csv", "as_xlsx", "certificate", "person"]
