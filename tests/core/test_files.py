"""Uploads: what honest phones and scanners send, and what somebody sends who wishes us ill."""

import io
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from core import files, sandbox
from core.models import PrivateFile
from tests.factories.files import jpeg, pdf, picture, png

LIMIT = 5


def upload(content: bytes, name: str = "ktp.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def checked(content: bytes, name: str = "ktp.jpg") -> files.Checked:
    return files.check(upload(content, name), max_mb=LIMIT)


def refusal(content: bytes, name: str = "ktp.jpg") -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        checked(content, name)
    return caught.value


def opened(found: files.Checked) -> Image.Image:
    return Image.open(io.BytesIO(found.content))


# What is accepted


def test_a_photo_is_kept_as_a_photo():
    found = checked(jpeg())

    assert (found.name, found.content_type) == ("ktp.jpg", "image/jpeg")
    assert opened(found).size == (640, 480)


def test_a_png_stays_a_png():
    assert checked(png(), "layar.png").content_type == "image/png"


def test_a_transparent_png_keeps_its_transparency():
    out = io.BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(checked(out.getvalue())).getpixel((5, 5)) == (0, 0, 0, 0)


def test_heic_of_an_iphone_becomes_jpeg():
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out)

    found = checked(out.getvalue(), "IMG_0001.HEIC")

    assert (found.name, found.content_type) == ("IMG_0001.jpg", "image/jpeg")
    assert opened(found).size == (640, 480)


def test_a_scan_as_pdf_keeps_its_pages():
    found = checked(pdf(pages=3), "ijazah.pdf")

    assert found.content_type == "application/pdf"
    with pikepdf.open(io.BytesIO(found.content)) as document:
        assert len(document.pages) == 3


@pytest.mark.parametrize("name", ["foto.pdf", "foto", "foto.exe", "foto.jpg.php", ".htaccess"])
def test_the_content_counts_and_not_the_name(name):
    found = checked(jpeg(), name)

    assert found.content_type == "image/jpeg"
    assert found.name.endswith(".jpg")
    assert not found.name.startswith(".")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Rina\\ktp.jpg", "ktp.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ("<script>.jpg", "script.jpg"),
        ("ktp\u202egpj.exe", "ktpgpj.jpg"),
        ("\u0000.jpg", "jpg.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_a_name_cannot_break_a_header_or_a_screen(given, kept):
    sent = upload(jpeg())
    sent._name = given

    assert files.check(sent, max_mb=LIMIT).name == kept


# Nothing but the picture is left


def test_where_and_with_what_a_photo_was_taken_is_forgotten():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "Kamera Rahasia"
    exif.get_ifd(0x8825)[2] = (IFDRational(6), IFDRational(10), IFDRational(41))
    picture().save(out, "JPEG", exif=exif, comment=b"catatan rahasia", icc_profile=b"profil rahasia", dpi=(300, 300))

    found = checked(out.getvalue())

    assert not dict(opened(found).getexif())
    assert b"ahasia" not in found.content
    assert b"Exif" not in found.content


def test_texts_inside_a_png_are_forgotten():
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Lokasi", "rahasia")
    picture().save(out, "PNG", pnginfo=info)

    assert b"rahasia" not in checked(out.getvalue()).content


def test_a_photo_held_sideways_stands_upright():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture().save(out, "JPEG", exif=exif)

    assert opened(checked(out.getvalue())).size == (480, 640)


def test_a_very_large_photo_is_made_smaller():
    found = checked(jpeg(5000, 3000))

    assert max(opened(found).size) == sandbox.LONGEST_SIDE


def test_a_page_hidden_behind_a_photo_is_cut_off():
    found = checked(jpeg() + b"<html><script>alert(1)</script></html>")

    assert b"script" not in found.content


def test_an_archive_hidden_behind_a_photo_is_cut_off():
    out = io.BytesIO(jpeg())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("jahat.html", "<script>")

    assert not zipfile.is_zipfile(io.BytesIO(checked(out.getvalue()).content))


# PDF


def hostile_pdf() -> bytes:
    """A document that would run, fetch, send, open and hand out things."""
    document = pikepdf.open(io.BytesIO(pdf()))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.Root.OpenAction = document.make_indirect(script)
    document.Root.AA = pikepdf.Dictionary(WC=launch)
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
    )
    widget = document.make_indirect(
        annotation("Widget", FT=pikepdf.Name.Btn, T="a", A=script, AA=pikepdf.Dictionary(D=launch))
    )
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([widget]), XFA=pikepdf.Stream(document, b"<xdp>http://jahat.example</xdp>")
    )
    document.pages[0].AA = pikepdf.Dictionary(O=script)
    document.pages[0].Annots = pikepdf.Array(
        [
            document.make_indirect(
                annotation("Link", A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://jahat.example"))
            ),
            document.make_indirect(annotation("FileAttachment")),
            widget,
        ]
    )
    document.attachments["jahat.exe"] = b"MZ jahat"
    document.docinfo["/Author"] = "rahasia"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def annotation(kind: str, **keys) -> pikepdf.Dictionary:
    common = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name(f"/{kind}"), "Rect": pikepdf.Array([0, 0, 10, 10])}
    return pikepdf.Dictionary(**common, **keys)


def everything_in(content: bytes) -> bytes:
    """All objects of a document unpacked, so that nothing hides in a compressed part."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return out.getvalue()


WORDS = [b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/URI", b"/XFA", b"EmbeddedFile", b"/EF",
         b"jahat", b"rahasia", b"app.alert"]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_the_hostile_document_does_contain(word):
    assert word in everything_in(hostile_pdf())


@pytest.mark.parametrize("word", WORDS)
def test_a_document_loses(word):
    assert word not in everything_in(checked(hostile_pdf(), "ijazah.pdf").content)


def test_a_filled_field_of_a_form_stays_on_its_page():
    with pikepdf.open(io.BytesIO(checked(hostile_pdf(), "formulir.pdf").content)) as document:
        assert [str(each.Subtype) for each in document.pages[0].Annots] == ["/Widget"]


def test_a_font_or_picture_named_like_an_action_stays():
    document = pikepdf.open(io.BytesIO(pdf()))
    document.pages[0].Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary({"/A": pikepdf.Stream(document, b"q Q", Type=pikepdf.Name.XObject)}),
        Font=pikepdf.Dictionary({"/AA": pikepdf.Dictionary(Type=pikepdf.Name.Font)}),
    )
    out = io.BytesIO()
    document.save(out)

    with pikepdf.open(io.BytesIO(checked(out.getvalue(), "a.pdf").content)) as clean:
        assert "/A" in clean.pages[0].Resources.XObject
        assert "/AA" in clean.pages[0].Resources.Font


def test_a_document_with_a_password_is_refused():
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert refusal(out.getvalue(), "ijazah.pdf").code == "unreadable"


def test_a_document_that_grows_without_end_is_refused():
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    packed = zlib.compress(b"\0" * (300 * files.MEGABYTE), 9)
    document.pages[0].Contents = pikepdf.Stream(document, packed, Filter=pikepdf.Name.FlateDecode)
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < files.MEGABYTE

    assert refusal(out.getvalue(), "bom.pdf").code == "too_much"


def test_a_picture_inside_a_document_may_not_be_endless_either():
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.pages[0].Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(
            X=pikepdf.Stream(
                document, b"x", Subtype=pikepdf.Name.Image, Width=60000, Height=60000, Filter=pikepdf.Name.DCTDecode
            )
        )
    )
    document.save(out)

    assert refusal(out.getvalue(), "bom.pdf").code == "too_much"


def test_a_page_of_html_in_front_of_a_document_is_gone():
    found = files.check(upload(b"%PDF-1.7\n<script>x</script>\n" + pdf(), "a.pdf"), max_mb=LIMIT)

    assert b"script" not in found.content
    assert found.content.startswith(b"%PDF-")


# What is refused, with the words


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "kosong.jpg", "empty"),
        (b"halo", "surat.jpg", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "x.svg", "wrong_type"),
        (b"GIF89a" + b"\0" * 40, "x.gif", "wrong_type"),
        (b"MZ" + b"\0" * 90, "ktp.jpg", "wrong_type"),
        (b"PK\x03\x04" + b"\0" * 60, "ktp.docx", "wrong_type"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 60, "rusak.jpg", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "rusak.png", "unreadable"),
        (b"%PDF-1.7\nhalo", "rusak.pdf", "unreadable"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "rusak.heic", "unreadable"),
    ],
)
def test_what_is_no_picture_and_no_document_is_refused(content, name, code):
    assert refusal(content, name).code == code


def test_half_a_photo_is_refused():
    whole = jpeg()

    assert refusal(whole[: len(whole) // 2]).code == "unreadable"


def test_a_file_over_the_limit_is_refused_with_its_size():
    error = refusal(jpeg() + b"\0" * (6 * files.MEGABYTE), "besar.jpg")

    assert error.messages == [
        "Berkas besar.jpg berukuran 6 MB. Paling besar 5 MB; kecilkan, atau foto ulang dengan mutu sedang."
    ]


def test_a_picture_of_too_many_pixels_is_refused_without_being_drawn():
    out = io.BytesIO()
    Image.new("1", (20000, 20000)).save(out, "PNG")
    assert len(out.getvalue()) < files.MEGABYTE

    assert refusal(out.getvalue(), "bom.png").code == "too_large"


def test_a_header_that_lies_about_its_pixels_is_refused():
    content = bytearray(png())
    content[16:24] = (60000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")

    assert refusal(bytes(content), "bom.png").code == "too_large"


def test_a_picture_nobody_can_read_is_refused():
    assert refusal(jpeg(40, 30)).messages == [
        "Gambar ktp.jpg terlalu kecil untuk dibaca. Unggah gambar minimal 100 piksel."
    ]


def test_every_refusal_is_said_in_the_readers_language():
    with translation.override("en"):
        assert refusal(b"halo", "surat.jpg").messages == [
            "The file surat.jpg is not JPG, PNG, HEIC, PDF. Save it as one of these, or take a photo."
        ]


# Stored and served


@pytest.mark.django_db
def test_a_stored_file_has_a_name_that_tells_nothing():
    row = files.store(checked(jpeg(), "ktp-rina.jpg"))

    assert "rina" not in row.file.name
    assert (row.name, row.content_type) == ("ktp-rina.jpg", "image/jpeg")
    assert row.size == row.file.size
    with row.file.open() as kept:
        assert kept.read(3) == b"\xff\xd8\xff"


@pytest.mark.django_db
def test_the_name_is_encrypted_in_the_database():
    row = files.store(checked(jpeg(), "ktp-rina.jpg"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM core_privatefile WHERE id = %s", [row.pk])
        assert "rina" not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_deleting_removes_the_file_only_after_commit():
    row = files.store(checked(jpeg()))
    path = row.file.path
    with transaction.atomic():
        files.delete(PrivateFile.objects.get(pk=row.pk))
        transaction.set_rollback(True)
    assert Path(path).exists()

    files.delete(PrivateFile.objects.get(pk=row.pk))

    assert not Path(path).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "disposition", "kind"),
    [
        (jpeg(), "ktp.jpg", 'inline; filename="ktp.jpg"', "image/jpeg"),
        (pdf(), "ijazah.pdf", 'attachment; filename="ijazah.pdf"', "application/pdf"),
    ],
)
def test_pictures_are_shown_and_documents_downloaded(content, name, disposition, kind):
    response = files.serve(RequestFactory().get("/"), files.store(checked(content, name)))

    assert response["Content-Disposition"] == disposition
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_picture_can_be_asked_for_as_a_download():
    response = files.serve(RequestFactory().get("/"), files.store(checked(jpeg())), attachment=True)

    assert response["Content-Disposition"].startswith("attachment")


# The form field


def test_the_field_gives_what_store_takes():
    field = files.PrivateFileField(max_mb=LIMIT)

    assert isinstance(field.clean(upload(jpeg())), files.Checked)


def test_the_field_says_what_is_empty():
    with pytest.raises(ValidationError) as caught:
        files.PrivateFileField(max_mb=LIMIT).clean(upload(b""))

    assert caught.value.messages == ["Berkas ini kosong. Pilih lagi, atau ambil foto."]


def test_the_field_tells_the_browser_what_may_be_chosen():
    attrs = files.PrivateFileField(max_mb=LIMIT).widget.attrs

    assert attrs == {"accept": ".jpg,.jpeg,.png,.heic,.heif,.pdf", "data-max-bytes": "5242880"}
