"""What comes in through the CMS and goes out as a file: pasted programs, pictures that are none, tables, formulas."""

import contextlib
import csv
import io
import json
import re
import socket
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from core import links, uploads
from core.blocks.links import ButtonBlock
from core.models import CustomDocument, CustomImage
from credentials.imports import table
from tests.badday import hostile, office
from tests.badday.addresses import addresses, content_of, desk_and_site
from tests.factories.files import jpeg

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
FOREIGN = "jahat.example"


@pytest.fixture
def people():
    return office.people()


@pytest.fixture
def objects(people):
    return office.objects(people)


# What editors paste and upload


def pasted(**entity) -> str:
    block = {
        "key": "a",
        "text": "<script>alert('jahat')</script>",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 8, "key": 0}],
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": entity}})


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert('jahat')"}},
        {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "JaVaScRiPt\n:alert('jahat')"}},
        {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "data:text/html,<script>alert('jahat')</script>"}},
        {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "vbscript:jahat"}},
        {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"id": 1, "alt": "x\" onerror=\"jahat", "format": "left"}},
        {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "http://127.0.0.1:1/"}},
        {"type": "JAHAT", "mutability": "MUTABLE", "data": {}},
    ],
)  # fmt: skip
def test_pasted_text_stays_text(entity):
    converter = ContentstateConverter(["bold", "link", "document-link", "ul", "ol", "h2"])

    html = converter.to_database_format(pasted(**entity))

    assert "<script" not in html
    assert not re.search(r"<[^>]*(jahat|127\.0\.0\.1|onerror)", html)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)"),
        *("data:text/html,x",),
        *("//jahat.example", "/\\jahat.example", "vbscript:x", "file:///etc/passwd"),
        *("jahat.example", "https://a b", "/a\nb"),
    ],
)  # fmt: skip
def test_a_program_is_no_address_of_a_button(address):
    block = ButtonBlock()
    value = block.to_python({"label": "Buka", "address": address, "is_main": False})

    assert value.url == ""
    with pytest.raises(Exception, match=r"https"):
        links.check_address(address)


@pytest.mark.parametrize(
    "address", ["/jadwal/", "/", "#isi", "https://contoh.id/a?b=c#d", "mailto:a@contoh.id", "tel:+6221"]
)
def test_an_honest_address_stays(address):
    links.check_address(address)

    assert links.localized(address) == address


@pytest.fixture
def editor(people):
    client = Client(raise_request_exception=False)
    client.force_login(people["administrator"])
    return client


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('jahat')</script></svg>"
PICTURES = {
    "svg": ("a.svg", SVG),
    "svg called png": ("a.png", SVG),
    "page called jpg": ("a.jpg", b"<script>alert('jahat')</script>"),
    "broken gif called jpg": ("a.jpg", b"GIF89a" + b"\x01\x00" * 11 + b","),
    "half a photo": ("a.jpg", jpeg()[:400]),
    "nothing": ("a.jpg", b""),
}  # fmt: skip


@pytest.mark.parametrize("what", PICTURES)
def test_a_picture_that_is_none_is_refused_to_editors_too(editor, what):
    name, content = PICTURES[what]
    file = SimpleUploadedFile(name, content, "image/jpeg")

    answer = editor.post("/cms/images/add/", {"title": "a", "collection": "1", "file": file})
    many = editor.post("/cms/images/multiple/add/", {"title": "a", "collection": "1", "files[]": file})

    assert (answer.status_code, many.status_code < 500) == (200, True)
    assert not CustomImage.objects.filter(title="a").exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_the_editors_does_not_say_where_it_was_taken(editor, kind):
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0110] = "Kamera jahat"
    Image.new("RGB", (300, 200), (9, 99, 200)).save(out, kind, exif=exif)
    assert b"jahat" in out.getvalue()
    name = f"kelas.{kind.lower()}"

    editor.post(
        "/cms/images/add/", {"title": name, "collection": "1", "file": SimpleUploadedFile(name, out.getvalue())}
    )

    image = CustomImage.objects.get(title=name)
    with image.file.open() as kept:
        content = kept.read()
    assert b"jahat" not in content
    assert (image.width, image.height, image.file_size) == (300, 200, len(content))


def test_a_document_is_never_a_page_of_this_site(editor, client):
    editor.post(
        "/cms/documents/add/",
        {"title": "a", "collection": "1", "file": SimpleUploadedFile("a.pdf", b"<script>alert('jahat')</script>")},
    )
    editor.post("/cms/documents/add/", {"title": "b", "collection": "1", "file": SimpleUploadedFile("b.html", b"<p>")})

    answer = client.get(CustomDocument.objects.get(title="a").url)

    assert not CustomDocument.objects.filter(title="b").exists()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_server_asks_no_address_that_an_editor_names(editor):
    """Not even a machine beside it: a video is a link, and an embed is only of sites that Wagtail knows."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/oembed"
        answer = editor.post("/cms/embeds/chooser/upload/", {"embed-chooser-url": url})
        editor.post("/cms/choose-external-link/", {"external-link-chooser-url": url})

        assert answer.status_code < 500
        with pytest.raises(TimeoutError):
            listener.accept()


def test_what_everybody_typed_is_shown_as_text(people, objects):
    """Every name, note and title in the database tries to be a program; every page shows it as text."""
    poison("\"'><img src=x onerror=alert('jahat')>")
    found, shown = [], 0
    for role in ("visitor", "owner", "administrator"):
        client = Client(raise_request_exception=False)
        if people[role]:
            client.force_login(people[role])
        for path in desk_and_site(objects):
            if path.startswith("/cms/") == (role == "administrator"):
                answer = client.get(path)
                shown += b"&lt;img src=x" in content_of(answer)
                found += hostile.harm(answer, f"{role} {path}")

    assert found == []
    assert shown > 20


# Tables that editors take over


def xlsx(**parts: bytes) -> bytes:
    """A workbook by hand: its parts replaced by what nobody's spreadsheet writes."""
    book, out, again = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["nomor", "nama"])
    book.active.append(["1", "Siti"])
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(each.filename, parts.get(each.filename.rpartition("/")[2].replace(".", "_"), old.read(each)))
    return again.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "ha">' + b"".join(
    b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 10)
)
FETCHES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">'
SHEET = (
    b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
)
TABLES = {
    "laughs": xlsx(sheet1_xml=LAUGHS + SHEET % b"&b9;"),
    "a file of the server": xlsx(sheet1_xml=FETCHES + SHEET % b"&b;"),
    "laughs in the words": xlsx(sharedStrings_xml=LAUGHS + b"]><sst><si><t>&b9;</t></si></sst>"),
    "unpacks to 200 MB": xlsx(sheet1_xml=bytes(200 * uploads.MEGABYTE)),
    "no xml": xlsx(sheet1_xml=b"\x00\xff"),
    "no workbook": xlsx(workbook_xml=b"<a/>"),
    "one endless line": b"nomor;nama\n" + b"1;" + b"x" * 2_000_000,
    "an open quotation": b'nomor;nama\n1;"' + b"x\n" * 200_000,
    "nul": b"nomor;nama\n1;\x00\n",
    "not utf-8": "nomor;nama\n1;é\n".encode("latin-1"),
    "utf-16": "nomor;nama\n1;a\n".encode("utf-16"),
    "many columns": b"nomor;nama" + b";x" * 100_000 + b"\n1;a",
}


@pytest.mark.parametrize("what", TABLES)
def test_a_hostile_table_is_read_as_a_table_or_refused_in_words(what):
    """Whatever is in it: no fault, nothing of the server in a cell, no cell without end."""
    found = []
    with contextlib.suppress(table.NoTable):
        found = list(table.rows(io.BytesIO(TABLES[what]), ["nomor", "nama"]))
    cells = [str(value) for row in found for value in row.cells.values()]

    assert [value[:40] for value in cells if "root:" in value or len(value) > table.MAX_CELL + 1] == []


# What leaves as a table


FORMULA = "=cmd|' /C calc'!A0"
STARTS = ("=", "+", "-", "@", "\t", "\r")
OURS = ("accounts", "cases", "programs", "helpdesk", "credentials", "home", "stats")
FREE = ("name", "title", "label", "label_id", "note", "text", "address", "reason", "venue", "first_name")
LISTS = {
    *("/cms/angka/", "/cms/pesan-keluar/", "/cms/catatan/", "/cms/credentials/credential/", "/cms/users/"),
    *("/cms/redirects/", "/cms/reports/site-history/", "/cms/reports/aging-pages/", "/cms/reports/locked/"),
    *("/cms/snippets/helpdesk/question/", "/cms/snippets/programs/room/", "/cms/snippets/search/failedquery/"),
}


def test_no_cell_of_any_export_begins_a_formula(people, objects):
    """Names, titles, notes and reasons are formulas all over the database; every file is looked through."""
    poison(FORMULA)
    client = Client(raise_request_exception=False)
    client.force_login(people["administrator"])
    found, files = [], 0
    for path in exports(objects):
        answer = client.get(path)
        cells = [*cells_of(answer.headers.get("Content-Type", ""), content_of(answer))]
        files += bool(cells)
        found += [(path, cell) for cell in cells if cell[:1] in STARTS and not is_number(cell)]

    assert found == []
    assert files > 5


def exports(objects: dict):
    """Every address of a table, and the lists of the CMS that hand out one."""
    for path in addresses(objects, "GET"):
        if path.endswith((".csv", ".xlsx")) or "templat" in path:
            yield path
        elif path in LISTS:
            yield from (f"{path}?export=csv", f"{path}?export=xlsx")


def poison(text: str) -> None:
    """Every free text of our own tables."""
    for model in apps.get_models():
        for field in model._meta.local_fields if model.__module__.startswith(OURS) else []:
            is_text = type(field) in (models.CharField, models.TextField) and not field.choices and not field.unique
            if is_text and field.name in FREE:
                model._base_manager.update(**{field.name: text[: field.max_length]})


def cells_of(kind: str, body: bytes):
    if kind.startswith("text/csv"):
        first = body.decode("utf-8-sig").partition("\n")[0]
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";" if ";" in first else ","):
            yield from row
    elif kind == table.XLSX:
        for sheet in openpyxl.load_workbook(io.BytesIO(body)).worksheets:
            for row in sheet.iter_rows():
                yield from (f"={cell.value}" if cell.data_type == "f" else "" for cell in row)


def is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+][0-9.,]+", text))
