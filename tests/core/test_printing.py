"""Paper: every template renders, says what it was given letter by letter, and is the same file every time."""

import json
import threading
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from core import printing

ISSUED = datetime(2026, 9, 18, 3, 0, tzinfo=UTC)
SAMPLES = sorted(path.stem for path in (printing.TEMPLATES / "sample").glob("*.json"))
PAGES = {"attendance_batch": 3} | {name: 2 for name in SAMPLES if name.startswith("certificate")}


def sample(name: str) -> dict:
    return json.loads((printing.TEMPLATES / "sample" / f"{name}.json").read_text("utf-8"))


def template(name: str) -> str:
    stems = sorted((path.stem for path in printing.TEMPLATES.glob("*.typ")), key=len, reverse=True)
    kind = "attendance_sheet" if name.startswith("attendance") else name
    return next(stem for stem in stems if kind.startswith(stem)) + ".typ"


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def squeezed(text: str) -> str:
    return "".join(text.split())


def addresses(node) -> list[str]:
    if isinstance(node, dict):
        own = [node["url"]] if "url" in node else []
        return own + [url for value in node.values() for url in addresses(value)]
    return [url for value in node for url in addresses(value)] if isinstance(node, list) else []


def codes_in(pdf: bytes) -> set[str]:
    pages = [page.render(scale=1.85).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return {code.text for page in pages for code in zxingcpp.read_barcodes(page)}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_renders_with_its_codes(name):
    data = sample(name)
    pdf = printing.render(template(name), data, timestamp=ISSUED)
    assert len(pypdfium2.PdfDocument(pdf)) == PAGES.get(name, 1)
    assert codes_in(pdf) == set(addresses(data))


def test_same_data_and_moment_make_the_same_file():
    data = sample("certificate")
    first = printing.render("certificate.typ", data, timestamp=ISSUED)
    printing._compiler.cache_clear()
    assert printing.render("certificate.typ", dict(reversed(data.items())), timestamp=ISSUED) == first
    assert printing.render("certificate.typ", data, timestamp=datetime(2026, 9, 19, tzinfo=UTC)) != first


def test_data_of_the_caller_stay_as_they_are():
    data = sample("receipt")
    before = json.dumps(data)
    printing.render("receipt.typ", data, timestamp=ISSUED)
    assert json.dumps(data) == before


def test_file_is_archivable_accessible_and_has_its_fonts():
    pdf = printing.render("certificate.typ", sample("certificate"), timestamp=ISSUED)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    fonts = fonts_of(pdf)
    assert fonts
    assert all(is_embedded for _name, is_embedded in fonts)
    assert {name.partition("+")[2].partition("-")[0] for name, _embedded in fonts} == {"PlusJakartaSans"}


def fonts_of(pdf: bytes) -> list[tuple[str, bool]]:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        descriptors = [each for each in document.objects if _type(each) == "/FontDescriptor"]
        return [(str(each.FontName)[1:], "/FontFile2" in each or "/FontFile3" in each) for each in descriptors]


def _type(each) -> str:
    import pikepdf

    return str(each.get("/Type")) if isinstance(each, pikepdf.Dictionary) else ""


def test_hostile_text_prints_letter_by_letter():
    data = sample("certificate_hostile")
    printed = squeezed(text_of(printing.render("certificate.typ", data, timestamp=ISSUED)))
    for words in (data["person"]["name"], data["person"]["birth_place"], data["program"]["title"]):
        assert squeezed(words) in printed


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("Rina 漢字", ("漢", "字")),
        ("Rina \N{GRINNING FACE}", ("😀",)),
        ("Ri\x00na", ("\x00",)),
        ("سارة", tuple("سارة")),
    ],
)
def test_missing_character_is_named(name, missing):
    data = sample("receipt")
    data["person"]["name"] = name
    with pytest.raises(printing.PrintError) as caught:
        printing.render("receipt.typ", data, timestamp=ISSUED)
    assert set(missing) <= set(caught.value.characters)
    assert f"U+{ord(missing[0]):04X}" in str(caught.value)


def test_latin_of_any_country_is_printable_and_invisible_signs_are_not():
    assert printing.unprintable("Nguyễn Thị Ánh, Şêyhmus Çağlar, Łukasz Ó Briain", "e\u0301") == ()
    assert printing.unprintable("Rina\u202eContoh", "\u200b") == ("\u202e", "\u200b")
    with pytest.raises(printing.PrintError, match=r"U\+202E"):
        printing.require_printable("Rina\u202eContoh")


def test_warning_of_the_typesetter_is_an_error(monkeypatch, tmp_path):
    (tmp_path / "lost.typ").write_text(
        '#set document(title: "x")\n#set text(lang: "id")\n#par[*]\n#text(font: "None such")[a]'
    )
    monkeypatch.setattr(printing, "TEMPLATES", tmp_path)
    printing._compiler.cache_clear()
    try:
        with pytest.raises(printing.PrintError):
            printing.render("lost.typ", {}, timestamp=ISSUED)
    finally:
        printing._compiler.cache_clear()


def test_missing_fonts_say_what_to_do(settings, tmp_path):
    settings.PRINT_FONTS = tmp_path
    printing._compiler.cache_clear()
    try:
        with pytest.raises(printing.PrintError, match="make install"):
            printing.render("receipt.typ", sample("receipt"), timestamp=ISSUED)
    finally:
        printing._compiler.cache_clear()


def test_threads_share_one_compiler():
    data, made, faults = sample("receipt"), [], []

    def print_one(number):
        try:
            made.append(printing.render("receipt.typ", {**data, "number": f"BLK-{number}"}, timestamp=ISSUED))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=print_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(made)) == 8
