"""Documents of invented people, drawn so that nobody takes them for real: CONTOH stands across every one."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.files import Checked, store
from core.models import PrivateFile

INK = (24, 36, 44)
SKINS = [(214, 170, 136), (186, 138, 104), (150, 104, 76), (228, 190, 158)]
GROUNDS = [(176, 32, 40), (38, 84, 150)]
KTP_BLUE, PAPER, LETTER = (158, 204, 226), (250, 246, 232), (246, 247, 244)


@lru_cache
def _font(size: int):
    return ImageFont.load_default(size)


def _write(draw, place, text, size, *, bold=False, middle=False, colour=INK):
    anchor = {"anchor": "mm"} if middle else {}
    draw.text(place, text, font=_font(size), fill=colour, stroke_width=1 if bold else 0, stroke_fill=colour, **anchor)


@lru_cache
def _stamp(size: tuple[int, int]) -> Image.Image:
    """The word CONTOH in grey from corner to corner, to be laid over a document."""
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    word = Image.new("RGBA", (size[0], size[0] // 4), (0, 0, 0, 0))
    draw = ImageDraw.Draw(word)
    _write(draw, (size[0] // 2, size[0] // 8), "C O N T O H", size[0] // 8, middle=True, colour=(150, 30, 40, 90))
    word = word.rotate(24, expand=True)
    layer.paste(word, ((size[0] - word.width) // 2, (size[1] - word.height) // 2), word)
    return layer


def _finished(picture: Image.Image) -> Image.Image:
    stamp = _stamp(picture.size)
    picture.paste(stamp, (0, 0), stamp)
    return picture


def _face(draw, box, number: int) -> None:
    x, y, w, h = box
    draw.rectangle([x, y, x + w, y + h], fill=GROUNDS[number % 2])
    draw.ellipse([x + w * 0.28, y + h * 0.16, x + w * 0.72, y + h * 0.58], fill=SKINS[number % len(SKINS)])
    draw.pieslice([x + w * 0.25, y + h * 0.1, x + w * 0.75, y + h * 0.56], 180, 360, fill=(40, 30, 28))
    draw.pieslice([x + w * 0.08, y + h * 0.58, x + w * 0.92, y + h * 1.5], 180, 360, fill=(238, 238, 242))


@lru_cache
def _ktp_ground() -> Image.Image:
    card = Image.new("RGB", (1012, 638), KTP_BLUE)
    draw = ImageDraw.Draw(card)
    for x in range(0, 1320, 24):
        draw.line([x, 0, x - 300, 638], fill=(168, 211, 231), width=5)
    _write(draw, (506, 36), "PROVINSI BANTEN (CONTOH)", 26, bold=True, middle=True)
    _write(draw, (506, 72), "KOTA TANGERANG", 26, bold=True, middle=True)
    _write(draw, (506, 612), "SPESIMEN, BUKAN DOKUMEN ASLI", 20, middle=True, colour=(180, 40, 40))
    return card


def ktp(person) -> Image.Image:
    card = _ktp_ground().copy()
    draw = ImageDraw.Draw(card)
    _write(draw, (36, 112), f"NIK : {person.nik}", 34, bold=True)
    for number, (label, value) in enumerate(_ktp_lines(person)):
        _write(draw, (36, 178 + number * 46), label, 22)
        _write(draw, (270, 178 + number * 46), f": {value}", 22, bold=number == 0)
    _face(draw, (780, 170, 196, 262), person.number)
    photo = Image.new("RGB", (1180, 800), (166, 158, 146))
    photo.paste(card.rotate(-1.5, expand=True, fillcolor=(166, 158, 146)), (70, 60))
    return _finished(photo)


def _ktp_lines(person) -> list[tuple[str, str]]:
    sex = "PEREMPUAN" if person.sex == "female" else "LAKI-LAKI"
    return [
        ("Nama", person.name.upper()),
        ("Tempat/Tgl Lahir", f"{person.birth_place.upper()}, {person.birth_date:%d-%m-%Y}"),
        ("Jenis Kelamin", sex),
        ("Alamat", person.address.upper()),
        ("Kel/Desa", person.village.name.upper()),
        ("Kecamatan", person.village.district.name.upper()),
        ("Agama", "-"),
        ("Pekerjaan", "BELUM/TIDAK BEKERJA"),
        ("Berlaku Hingga", "SEUMUR HIDUP"),
    ]


def diploma(person) -> Image.Image:
    sheet = Image.new("RGB", (900, 1230), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle([24, 24, 876, 1206], outline=(150, 120, 50), width=8)
    _write(draw, (450, 140), "IJAZAH", 64, bold=True, middle=True)
    lines = [
        person.school or "Sekolah Contoh",
        "diberikan kepada",
        person.name.upper(),
        f"lahir di {person.birth_place}, {person.birth_date:%d-%m-%Y}",
        person.major or "",
        "dinyatakan LULUS",
        f"tahun {person.graduation_year}",
    ]
    for number, line in enumerate(lines):
        _write(draw, (450, 260 + number * 84), line, 40 if number == 2 else 28, bold=number in (2, 5), middle=True)
    _face(draw, (140, 920, 150, 200), person.number)
    _write(draw, (620, 1080), "Kepala Sekolah", 24, middle=True)
    return _finished(sheet)


def photo(person) -> Image.Image:
    return _photo(person.number % len(SKINS))


@lru_cache
def _photo(number: int) -> Image.Image:
    picture = Image.new("RGB", (450, 600))
    _face(ImageDraw.Draw(picture), (0, 0, 450, 600), number)
    return _finished(picture)


def domicile_letter(person) -> Image.Image:
    sheet = Image.new("RGB", (900, 1230), LETTER)
    draw = ImageDraw.Draw(sheet)
    _write(draw, (450, 110), f"KELURAHAN {person.village.name.upper()} (CONTOH)", 30, bold=True, middle=True)
    _write(draw, (450, 180), "SURAT KETERANGAN DOMISILI", 34, bold=True, middle=True)
    lines = ["Menerangkan bahwa", person.name, f"NIK {person.nik}", "berdomisili di", person.address]
    for number, line in enumerate([*lines, f"Kelurahan {person.village.name}", person.letter_date]):
        _write(draw, (120, 300 + number * 70), line, 28)
    return _finished(sheet)


def sample(person) -> Image.Image:
    """A work sample: a poster of plain shapes."""
    sheet = Image.new("RGB", (900, 1230), (11, 95, 102))
    draw = ImageDraw.Draw(sheet)
    draw.ellipse([180, 240, 720, 780], fill=(245, 181, 59))
    _write(draw, (450, 920), "PASAR WARGA", 80, bold=True, middle=True, colour=(255, 251, 244))
    return _finished(sheet)


def proof(person) -> Image.Image:
    """A letter that says that the person belongs to a group."""
    sheet = Image.new("RGB", (900, 1230), LETTER)
    draw = ImageDraw.Draw(sheet)
    _write(draw, (450, 110), "DINAS SOSIAL (CONTOH)", 30, bold=True, middle=True)
    _write(draw, (450, 180), "SURAT KETERANGAN", 34, bold=True, middle=True)
    for number, line in enumerate(["Menerangkan bahwa", person.name, f"NIK {person.nik}", "tercatat pada kami."]):
        _write(draw, (120, 300 + number * 70), line, 28)
    return _finished(sheet)


DRAWN = {"ktp": ktp, "diploma": diploma, "photo": photo, "domicile_letter": domicile_letter, "portfolio": sample}
DRAWN |= {"disability_proof": proof, "social_aid_proof": proof}
NAMES = {
    "ktp": "ktp.jpg",
    "diploma": "ijazah.jpg",
    "photo": "pas-foto.jpg",
    "domicile_letter": "surat-domisili.jpg",
    "portfolio": "karya.jpg",
    "disability_proof": "kartu-disabilitas.jpg",
    "social_aid_proof": "bukti-dtsen.jpg",
}


def kept(kind: str, person, *, is_blurred: bool = False) -> PrivateFile:
    """Draw one document and keep it like an upload."""
    picture = DRAWN[kind](person)
    if is_blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(9))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return store(Checked(NAMES[kind], out.getvalue(), "image/jpeg"))
