"""Rewrites one hostile file in a process of its own, with little memory and time: `sandbox.py pdf|picture|image`.

Reads the upload from standard input, writes the clean file to standard output. Exit 1: not taken, with the reason in
one word on standard error. It knows neither Django nor the database, so what takes it over gains nothing.
"""

import io
import os
import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MAX_PIXELS = 40_000_000
MIN_SIDE = 100  # less than that nobody can read
LONGEST_SIDE = 4000  # more than an A4 page at 300 dpi; a larger photo is made smaller
MAX_STREAM = 160 * 1024 * 1024  # one unpacked stream: an A4 page scanned in colour at 600 dpi has 105 MB
MAX_UNPACKED = 640 * 1024 * 1024
MAX_PAGES = 60
# What editors may upload, and how it is saved again.
EDITORS = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90}, "AVIF": {"quality": 80, "speed": 8}}
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


class Unfit(ValueError):
    """Why a file is not taken, as one of the words that core.files has a sentence for."""


def limit() -> None:
    """What the kernel enforces: memory, seconds of processor, no file written, no memory written out after a crash."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean_pdf(content: bytes) -> bytes:
    """The same pages without actions, scripts, links, attached files and metadata."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not 0 < len(pdf.pages) <= MAX_PAGES:
            raise Unfit("too_many_pages")
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
            raise Unfit("too_much")
        total += _unpacked_size(thing, pikepdf)
        if total > MAX_UNPACKED:
            raise Unfit("too_much")


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
        raise Unfit("too_much")
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


def clean_picture(content: bytes) -> bytes:
    """A picture of a citizen, upright, drawn anew: PNG stays PNG, HEIC becomes JPEG."""
    return _redrawn(content, _formats(content), MIN_SIDE, LONGEST_SIDE)


def clean_image(content: bytes) -> bytes:
    """A picture of the editors, in its own format and size, upright: without the place where it was taken."""
    return _redrawn(content, list(EDITORS), 1, MAX_PIXELS)


def _redrawn(content: bytes, formats: list[str], shortest: int, longest: int) -> bytes:
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=formats) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _require_size(opened, shortest)
            opened.load()
            kind = opened.format if opened.format in EDITORS else "JPEG"
            return _drawn_anew(ImageOps.exif_transpose(opened), kind, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("too_large")


def _formats(content: bytes) -> list[str]:
    """Only what is meant to come; the reader of HEIC is loaded for HEIC alone."""
    if content[4:8] != b"ftyp":
        return ["JPEG", "PNG"]
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    return ["HEIF"]


def _require_size(picture, shortest: int) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise Unfit("too_large")
    if min(picture.size) < shortest:
        raise Unfit("too_small")


def _drawn_anew(picture, kind: str, longest: int) -> bytes:
    """Only the pixels are taken over: no position, camera, comment, thumbnail, colour profile or trailing bytes."""
    has_alpha = kind != "JPEG" and ("A" in picture.getbands() or "transparency" in picture.info)
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.info = {}
    plain.thumbnail((longest, longest))
    out = io.BytesIO()
    plain.save(out, kind, **EDITORS[kind])
    return out.getvalue()


CLEANERS = {"pdf": clean_pdf, "picture": clean_picture, "image": clean_image}


def main() -> int:
    limit()
    try:
        clean = CLEANERS[sys.argv[1]](sys.stdin.buffer.read())
    except BaseException as problem:
        # Never the text of a foreign error: it may quote the file.
        os.write(2, _word(problem).encode())
        return 1
    sys.stdout.buffer.write(clean)
    return 0


def _word(problem: BaseException) -> str:
    if isinstance(problem, Unfit):
        return str(problem)
    return "too_much" if isinstance(problem, MemoryError) else type(problem).__name__


if __name__ == "__main__":
    sys.exit(main())
