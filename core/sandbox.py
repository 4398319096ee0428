"""Rewrites one hostile file in a process of its own, with little memory and time. Runs alone: `sandbox.py pdf|heic`.

Reads the upload from standard input, writes the clean file to standard output. Exit 1: damaged, locked or too large
inside. It knows neither Django nor the database, so what takes it over gains nothing.
"""

import io
import os
import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MAX_PIXELS = 40_000_000
MAX_STREAM = 160 * 1024 * 1024  # one unpacked stream: an A4 page scanned in colour at 600 dpi has 105 MB
MAX_UNPACKED = 640 * 1024 * 1024
MAX_PAGES = 60
# Kinds of actions: what a reader program would run, fetch, send or open.
ACTIONS = {
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/GoTo3DView", "/URI", "/SubmitForm", "/ResetForm", "/ImportData",
    "/Rendition", "/Movie", "/Sound", "/Thread", "/Hide", "/Named", "/SetOCGState", "/Trans", "/RichMediaExecute",
}  # fmt: skip
ACTIVE_ANNOTATIONS = {
    "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Link", "/TrapNet", "/PrinterMark",
}  # fmt: skip
# Keys of the document, of pages, fields and annotations; elsewhere the same words may name fonts and pictures.
IN_ROOT = ("/Names", "/Metadata", "/OpenAction", "/AA", "/AF", "/Outlines", "/Threads", "/SpiderInfo", "/Collection",
           "/PieceInfo", "/URI", "/Dests", "/Perms", "/Legal", "/DSS")  # fmt: skip
IN_PAGES_AND_FIELDS = ("/A", "/AA", "/PA", "/AF", "/Metadata", "/PieceInfo", "/Trans", "/B", "/JS")


def limit() -> None:
    """What the kernel enforces: memory, seconds of processor, no file written, no process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean_pdf(content: bytes) -> bytes:
    """The same pages without actions, scripts, links, attached files and metadata."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not 0 < len(pdf.pages) <= MAX_PAGES:
            raise ValueError("pages")
        _measure(pdf)
        for thing in pdf.objects:
            _disarm(thing, pikepdf)
        for page in pdf.pages:
            _drop(page.obj, IN_PAGES_AND_FIELDS)
            _disarm_annotations(page.obj, pikepdf)
        _drop(pdf.Root, IN_ROOT)
        if "/AcroForm" in pdf.Root:
            _drop(pdf.Root.AcroForm, ("/XFA",))
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()


def _measure(pdf) -> None:
    """Unpack every stream once under a budget: a small file that grows without end stops here."""
    import pikepdf

    total = 0
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        if thing.get("/Subtype") == "/Image" and _pixels(thing) > MAX_PIXELS:
            raise ValueError("pixels")
        total += _unpacked_size(thing, pikepdf)
        if total > MAX_UNPACKED:
            raise ValueError("unpacked size")


def _pixels(image) -> int:
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _unpacked_size(stream, pikepdf) -> int:
    """The size a reader would meet; filters that only pictures have are left to the pixel count."""
    packed = stream.get("/Filter")
    names = {str(name) for name in packed} if isinstance(packed, pikepdf.Array) else {str(packed)}
    if names & {"/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/Crypt"}:
        return 0
    size = len(stream.read_bytes())
    if size > MAX_STREAM:
        raise ValueError("stream")
    return size


def _disarm(thing, pikepdf, depth: int = 0) -> None:
    """Empty every action and take attached files out, also in what is written inside an object."""
    if depth > 40:
        raise ValueError("depth")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _disarm_dictionary(thing)
        children = [value for _name, value in thing.items()]
    else:
        children = list(thing) if isinstance(thing, pikepdf.Array) else []
    for child in children:
        if isinstance(child, pikepdf.Array | pikepdf.Dictionary) and not child.is_indirect:
            _disarm(child, pikepdf, depth + 1)


def _disarm_dictionary(thing) -> None:
    if str(thing.get("/S")) in ACTIONS or str(thing.get("/Type")) == "/Action":
        _drop(thing, list(thing.keys()))
    if "/EF" in thing and (str(thing.get("/Type")) == "/Filespec" or "/F" in thing or "/UF" in thing):
        _drop(thing, ("/EF", "/RF"))
    if "/FT" in thing or "/Rect" in thing:
        _drop(thing, IN_PAGES_AND_FIELDS)


def _drop(thing, names) -> None:
    for name in names:
        if name in thing:
            del thing[name]


def _disarm_annotations(page, pikepdf) -> None:
    """Keep what is drawn (filled fields, stamps); drop what opens, plays or hands out something."""
    found = page.get("/Annots")
    if found is None:
        return
    page.Annots = pikepdf.Array([each for each in found if str(each.get("/Subtype")) not in ACTIVE_ANNOTATIONS])


def clean_heic(content: bytes) -> bytes:
    """The picture as JPEG without metadata, upright."""
    import pillow_heif
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    pillow_heif.register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(content), formats=["HEIF"]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError("pixels")
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


CLEANERS = {"pdf": clean_pdf, "heic": clean_heic}


def main() -> int:
    limit()
    try:
        clean = CLEANERS[sys.argv[1]](sys.stdin.buffer.read())
    except BaseException as problem:
        # The kind only: its text may quote the file.
        os.write(2, type(problem).__name__.encode())
        return 1
    sys.stdout.buffer.write(clean)
    return 0


if __name__ == "__main__":
    sys.exit(main())
