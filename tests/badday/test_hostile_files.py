"""Files sent to harm whoever opens, keeps or unpacks them: refused in words, or only pixels and pages are left.

Further ones, made by hand for one property each, stand in tests/core/test_files.py.
"""

import io
import subprocess
import sys
import zipfile
import zlib

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core import files, sandbox
from core.models import PrivateFile
from tests.badday import hostile
from tests.badday.visitors import hidden
from tests.factories import forms as made
from tests.factories.accounts import UserFactory
from tests.factories.files import jpeg, pdf, picture, png

SCRIPT = b"<script>alert('jahat')</script><?php system('jahat'); ?>"
LEFT_OVER = (
    b"<script",
    b"<?php",
    b"jahat",
    b"PK\x03\x04",
    b"/JavaScript",
    b"/EmbeddedFile",
    b"/Launch",
    b"/OpenAction",
)
LIMIT = 5


# What is made


def archive(content: bytes = SCRIPT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("jahat.html", content)
    return out.getvalue()


def after(start: bytes, offset: int, piece: bytes) -> bytes:
    return start[:offset] + piece + start[offset:]


def photo_with_comment(text: bytes = SCRIPT) -> bytes:
    return after(jpeg(), 2, b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text)


def png_with_text() -> bytes:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", SCRIPT.decode())
    info.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    picture().save(out, "PNG", pnginfo=info)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png_that_unpacks(kind: bytes, head: bytes) -> bytes:
    """200 MB of nothing in a part beside the picture (a profile, a text)."""
    return after(png(), 33, chunk(kind, head + zlib.compress(bytes(200 * files.MEGABYTE), 9)))


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (400, 400), (n, n, n)) for n in range(60)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def large(kind: str, side: int = 6300) -> bytes:
    """Just under 40 megapixels of nothing: a few kilobytes to send, 160 MB to draw."""
    out = io.BytesIO()
    Image.new("L", (side, side), 200).save(out, kind)
    return out.getvalue()


def endless_passes(times: int, side: int = 2000) -> bytes:
    """A JPEG that is drawn over itself many thousand times: each pass costs few bytes and the whole picture."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), (90, 120, 150)).save(out, "JPEG", progressive=True, quality=30)
    content = out.getvalue()
    last = content.rindex(files.PASS)
    return content[:-2] + content[last:-2] * times + content[-2:]


def saved(document: pikepdf.Pdf, **how) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf()))


def packed_twice(megabytes: int) -> bytes:
    document = opened()
    content = zlib.compress(zlib.compress(bytes(megabytes * files.MEGABYTE), 9), 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    document.pages[0].Contents = pikepdf.Stream(document, content, Filter=filters)
    return saved(document, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def many_streams(count: int) -> bytes:
    """No stream is too large, all together are."""
    document, content = opened(), zlib.compress(bytes(100 * files.MEGABYTE), 9)
    streams = [pikepdf.Stream(document, content, Filter=pikepdf.Name.FlateDecode) for _ in range(count)]
    document.pages[0].Resources = pikepdf.Dictionary({f"/X{n}": stream for n, stream in enumerate(streams)})
    return saved(document, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def nested(depth: int) -> bytes:
    return pdf().replace(b"/MediaBox", b"/X " + b"[" * depth + b"]" * depth + b" /MediaBox", 1)


def endless_tree() -> bytes:
    """The list of pages contains itself."""
    document = opened()
    document.Root.Pages.Kids.append(document.Root.Pages)
    document.Root.Pages.Count = 2
    return saved(document)


def with_attachment() -> bytes:
    document = opened()
    document.attachments["jahat.html"] = SCRIPT
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("jahat"))
    return saved(document)


def may_be_read_without_password() -> bytes:
    return saved(opened(), encryption=pikepdf.Encryption(owner="a", user=""))


def without_table() -> bytes:
    content = pdf()
    return content[: content.rindex(b"xref")] + b"startxref\n99999999\n%%EOF\n"


def polyglot_of_a_script() -> bytes:
    return b"/*%PDF-1.7*/=alert('jahat');/*\n" + pdf() + b"\n*/"


# Refused, with which words; what is sent under the name of a photo.
REFUSED = {
    "html": (SCRIPT, "wrong_type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "wrong_type"),
    "gif and script": (b"GIF89a/*" + bytes(40) + b"*/=alert('jahat')//", "wrong_type"),
    "zip": (archive(), "wrong_type"),
    "xml with entities": (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", "wrong_type"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(jahat) run", "wrong_type"),
    "mail": (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT, "wrong_type"),
    "tiff": (b"II*\x00" + bytes(60), "wrong_type"),
    "program": (b"\x7fELF" + bytes(60), "wrong_type"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), "wrong_type"),
    "film": (b"\x00\x00\x00\x18ftypmp42" + bytes(60), "wrong_type"),
    "script called pdf": (polyglot_of_a_script(), "wrong_type"),
    "animation": (animated(), "wrong_type"),
    "one byte": (b"\xff", "wrong_type"),
    "nothing": (b"", "empty"),
    "half a heic": (b"\0\0\0\x18ftypheic" + bytes(600), "unreadable"),
    "profile without end": (png_that_unpacks(b"iCCP", b"x\0\0"), "unreadable"),
    "text without end": (png_that_unpacks(b"zTXt", b"x\0\0"), "unreadable"),
    "61 pages": (pdf(sandbox.MAX_PAGES + 1), "too_many_pages"),
    "3000 pages": (pdf(3000), "too_many_pages"),
    "locked": (saved(opened(), encryption=pikepdf.Encryption(owner="a", user="b")), "unreadable"),
    "packed twice": (packed_twice(300), "too_much"),
    "many streams": (many_streams(8), "too_much"),
    "too deep": (nested(20_000), "unreadable"),
    "endless tree": (endless_tree(), "unreadable"),
    "no page": (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "unreadable"),
    "49 megapixels": (large("PNG", 7000), "too_large"),
    "49 megapixels, jpeg": (large("JPEG", 7000), "too_large"),
    "a thread": (jpeg(4000, 20), "too_small"),
}  # fmt: skip
# Taken, and harmless afterwards.
TAKEN = {
    "photo and page": jpeg() + SCRIPT,
    "photo and archive": jpeg() + archive(),
    "photo and document": jpeg() + with_attachment(),
    "photo with program in a comment": photo_with_comment(),
    "photo with archive in a comment": photo_with_comment(archive()),
    "png with program in a text": png_with_text(),
    "png and page": png() + SCRIPT,
    "39 megapixels": large("PNG"),
    "39 megapixels, jpeg": large("JPEG"),
    "document and archive": pdf() + archive(),
    "archive and document": b"%PDF-1.7\n" + archive() + pdf(),
    "document with script and attachment": with_attachment(),
    "document without table": without_table(),
    "document with rights": may_be_read_without_password(),
}


def sent(content: bytes, name: str = "ktp.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_refused_in_words(what):
    content, code = REFUSED[what]

    with pytest.raises(ValidationError) as caught:
        files.check(sent(content), max_mb=LIMIT)

    assert caught.value.code == code
    assert "ktp.jpg" in caught.value.messages[0]


@pytest.mark.parametrize("what", TAKEN)
def test_nothing_but_the_picture_or_the_pages_is_left(what):
    found = files.check(sent(TAKEN[what]), max_mb=LIMIT)

    assert [word for word in LEFT_OVER if word in found.content] == []
    assert not zipfile.is_zipfile(io.BytesIO(found.content))
    assert is_sound(found)


def is_sound(found: files.Checked) -> bool:
    """Whoever opens the result meets one picture or a document without password."""
    if found.content_type == "application/pdf":
        with pikepdf.open(io.BytesIO(found.content)) as document:
            return len(document.pages) == 1 and not document.is_encrypted
    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        return getattr(image, "n_frames", 1) == 1 and max(image.size) <= sandbox.LONGEST_SIDE


# The process of its own


@pytest.mark.parametrize(
    ("deed", "ends_with"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("open('jahat', 'wb', 0).write(b'x')", "File too large"),
        ("[1 for _ in iter(int, 1)]", "signal 9"),
    ],
)
def test_the_kernel_ends_what_takes_too_much(tmp_path, deed, ends_with):
    code = f"import sandbox; sandbox.CPU_SECONDS = 1; sandbox.limit(); {deed}"
    command = [sys.executable, "-c", code]
    env = {"PYTHONPATH": str(files.SANDBOX.parent)}

    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)

    ended = f"signal {-done.returncode}" if done.returncode < 0 else done.stderr
    assert ends_with in ended


def test_the_process_knows_no_secret_of_the_server(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "jahat")
    seen = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: seen.append(kwargs["env"]))

    files._run("pdf", b"")

    assert seen == [{}]


def test_a_picture_of_endless_passes_ends_in_time_and_in_words(monkeypatch):
    """Each pass is allowed; together they would keep a processor busy for many minutes."""
    monkeypatch.setattr(files, "SECONDS", 1)
    content = endless_passes(20_000)
    assert len(content) < LIMIT * files.MEGABYTE

    with pytest.raises(ValidationError) as caught:
        files.check(sent(content), max_mb=LIMIT)

    assert caught.value.messages == [
        "Isi berkas ktp.jpg terlalu besar untuk kami baca. Foto halamannya, lalu unggah foto itu."
    ]


def test_many_passes_leave_this_process_even_in_a_small_picture(monkeypatch):
    asked = []
    monkeypatch.setattr(files, "_in_sandbox", lambda *args: asked.append(args[0]) or b"x")

    files.check(sent(endless_passes(files.FEW_PASSES + 1, side=200)), max_mb=LIMIT)
    files.check(sent(jpeg(200, 200)), max_mb=LIMIT)

    assert asked == ["picture"]


def test_when_every_process_is_busy_the_file_can_be_sent_again(monkeypatch):
    """The wizard keeps everything else and says so at the field (OSError: tests/badday/test_faults.py)."""
    monkeypatch.setattr(files, "SECONDS", 0.01)
    for _ in range(files.ROOM):
        files._room.acquire()
    try:
        with pytest.raises(OSError, match="no room"):
            files.check(sent(pdf()), max_mb=LIMIT)
    finally:
        files._room.release(files.ROOM)


# Names


@pytest.mark.django_db
def test_a_name_is_only_a_name():
    """As a browser or a program sends it; a name that is none may be taken for no file at all."""
    wrong, kept = [], files.store(files.Checked("x.jpg", SMALL, "image/jpeg"))
    for sent_as in hostile.FILE_NAMES:
        names = [files.check(each, max_mb=LIMIT).name for each in arrived(sent_as)]
        wrong += [(sent_as, name) for name in names if not (is_plain(name) and is_header(files_header(kept, name)))]

    assert wrong == []


SMALL = jpeg(100, 100)
UNWANTED = set('/\\"<>|:*?')


def arrived(name: str) -> list:
    """What Django makes of a form with a file of this name."""
    sent_as = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22")
    head = b'--x\r\nContent-Disposition: form-data; name="ktp"; filename="' + sent_as + b'"\r\n'
    body = head + b"Content-Type: image/jpeg\r\n\r\n" + SMALL + b"\r\n--x--\r\n"
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=x")
    return request.FILES.getlist("ktp")


def is_plain(name: str) -> bool:
    """Short, printable, a picture, no part of a way, no device of Windows, nothing a shell or a list would read."""
    stem = name.removesuffix(".jpg")
    is_device = stem.partition(".")[0].upper() in hostile.DEVICES
    is_short = name.endswith(".jpg") and 0 < len(stem) <= 80
    return is_short and name.isprintable() and not is_device and not set(name) & UNWANTED and name[0] not in ".~-=+@"


def files_header(kept: PrivateFile, name: str) -> str:
    kept.name = name
    return files.serve(RequestFactory().get("/"), kept, attachment=True)["Content-Disposition"]


def is_header(value: str) -> bool:
    return value.startswith("attachment; filename") and value.isascii() and value.isprintable()


def test_the_list_of_names_is_long():
    assert len(set(hostile.FILE_NAMES)) >= 200


# Through the form


def post(client, draft, values: dict):
    page = client.get(draft.url("dokumen"))
    return client.post(draft.url("dokumen"), hidden(page) | values)


def at_the_field(answer) -> str:
    """Which refusal stands at the field."""
    words = BeautifulSoup(answer.content, "html.parser").select_one(".govuk-error-summary").get_text()
    starts = {code: str(text).partition("%(file)s") for code, text in files.ERRORS.items()}
    found = [code for code, (start, _file, end) in starts.items() if start in words and end[:7] in words]
    return found[0] if found else words


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["html", "nothing", "61 pages", "49 megapixels", "profile without end", "locked"])
def test_the_form_says_it_at_the_field_and_keeps_the_rest(client, what):
    batch, user = made.batch(), UserFactory()
    draft = made.complete(batch, user)
    before = draft.files.get(kind="ktp").file_id
    client.force_login(user)

    answer = post(client, draft, {"ktp": sent(REFUSED[what][0], "kartu.jpg"), "diploma": made.upload()})

    assert answer.status_code == 200
    assert at_the_field(answer) == REFUSED[what][1]
    assert draft.files.get(kind="ktp").file_id == before


@pytest.mark.django_db
def test_a_file_that_is_much_too_large_is_told_by_the_site_itself(client):
    """Not only by nginx: 30 MB arrive, five are allowed; the rest of the form is kept."""
    batch, user = made.batch(), UserFactory()
    draft = made.complete(batch, user)
    client.force_login(user)

    answer = post(client, draft, {"ktp": sent(bytes(30 * files.MEGABYTE), "film.jpg")})

    assert answer.status_code == 200
    assert "Berkas film.jpg berukuran 30 MB. Paling besar 5 MB" in answer.text
    assert draft.files.count() == 2


@pytest.mark.django_db
def test_what_is_kept_cannot_act_as_a_page_of_the_site(client):
    draft = made.complete(made.batch(), UserFactory())
    client.force_login(draft.user)

    answer = client.get(f"/daftar/berkas/{draft.files.first().file.key}/")

    assert {name: answer[name] for name in ("X-Content-Type-Options", "Cache-Control", "Content-Type")} == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Type": "image/jpeg",
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == 'inline; filename="ktp.jpg"'
