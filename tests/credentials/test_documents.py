"""The PDF: whatever the person, programme and office are called, two pages with every word and both codes."""

import io
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.utils import translation

from credentials import documents, workflow
from credentials.models import Credential
from tests.factories.credentials import (
    ISSUED,
    ApplicantFactory,
    BatchFactory,
    CompletionFactory,
    EnrolmentFactory,
    issued,
    office,
    program_page,
)

pytestmark = pytest.mark.django_db
LONG_NAME = "Raden Ajeng Siti Nurhalimah Kusumaningrum Prameswari Contohya"
UNBROKEN_NAME = "Sitinurhalimahkusumaningrumprameswaricontohyangsangatpanjang"
LONG_TITLE = "Menangani, memulihkan, dan mendaur ulang refrigeran secara aman bagi lingkungan pada sistem"
HOSTILE = "#pagebreak() *x* $a$ _b_ <c> @d \\e `f` [g] // h {name} %s"


def squeezed(text: str) -> str:
    """Without white space and the hyphens that a line break may add."""
    return "".join(text.split()).replace("\ufffe", "")


def text_of(pdf: bytes) -> list[str]:
    return [squeezed(sheet.get_textpage().get_text_range()) for sheet in pypdfium2.PdfDocument(pdf)]


def printed(**fields) -> list[str]:
    return text_of(documents.pdf(issued(**fields)))


def units(count: int, title: str) -> list[dict]:
    values = [{"code": f"C.CONTOH.{n:03d}.01", "title": f"{title} {n}", "jp": 10} for n in range(1, count + 1)]
    return [{"type": "unit", "value": value} for value in values]


def test_every_word_of_the_certificate_is_printed():
    first, second = printed()
    for words in (
        "SERTIFIKAT PELATIHAN".title(),
        "0001/IX/PBK-MJT/2026",
        "Rina Contoh",
        "lahir di Tangerang, 5 Mei 1999",
        "yang telah menyelesaikan pelatihan Menjahit, Angkatan 3 Tahun 2026,",
        "dan dinyatakan LULUS dengan predikat Baik.",
        "has completed the training programme Sewing, batch 3, 2026, and passed with the grade good.",
        "3 Agustus–11 September 2026",
        "240 jam pelajaran (JP)",
        "96,7%",
        "Tangerang, 18 September 2026",
        "Dra. Contoh Pejabat, M.Si.",
        "NIP 19700101 199503 2 000",
    ):
        assert squeezed(words) in first
    for words in (
        "Mengikuti prosedur K3",
        "C.CONTOH.002.01",
        "Menjahit dengan mesin",
        "3 unit",
        "Hadir 232 dari 240 JP: 232 ÷ 240 × 100 = 96,7.",
        "batas lulus 80%",
        "80–89 Baik",
        "1 JP = 45 menit.",
    ):
        assert squeezed(words) in second


@pytest.mark.parametrize("name", [LONG_NAME, UNBROKEN_NAME, "A"])
def test_long_names_and_24_long_units_stay_on_two_pages(name):
    assert name == "A" or len(name) >= 60
    page = program_page(units=units(24, LONG_TITLE))
    batch = BatchFactory(program_page=page, title="Teknisi Pendingin dan Tata Udara Residensial (Teknisi AC)")
    enrolment = EnrolmentFactory(
        batch=batch, applicant=ApplicantFactory(name=name, birth_place="Kabupaten Kepulauan Contoh")
    )
    pages = printed(enrolment=enrolment)
    assert len(pages) == 2
    assert squeezed(name) in pages[0]
    assert all(squeezed(f"{LONG_TITLE} {n}") in pages[1] for n in range(1, 25))


def test_hostile_text_prints_as_it_is():
    batch = BatchFactory(title=HOSTILE, title_en="$ x $", program_page=program_page(units=units(1, HOSTILE)))
    applicant = ApplicantFactory(name=HOSTILE, birth_place='#panic("x")')
    first, second = printed(enrolment=EnrolmentFactory(batch=batch, applicant=applicant))
    assert first.count(squeezed(HOSTILE)) == 2
    assert squeezed('#panic("x")') in first
    assert squeezed(f"{HOSTILE} 1") in second


def test_marks_of_units_are_printed():
    page = program_page()
    keys = [block.id for block in page.units]
    marks = dict(zip(keys, (90, 87.5, "85"), strict=True))
    second = printed(enrolment__batch__program_page=page, enrolment__unit_marks=marks)[1]
    for words in ("Mengikutiprosedur K3 40 90", "Mengukurtubuh 80 87,5", "Rata-rata nilai unit menurut jumlah JP."):
        assert squeezed(words) in second


def test_without_a_mark_there_is_no_grade():
    first, second = printed(unmarked=True)
    assert squeezed("dan dinyatakan LULUS.") in first
    assert "predikat" not in first
    assert "Artinilai" not in second


def test_programme_without_units_is_its_own_unit():
    second = printed(enrolment__batch__program_page=program_page(units=[]))[1]
    assert squeezed("Menjahit 240") in second
    assert "1unit" in second


def test_both_codes_lead_to_the_page():
    pdf = documents.pdf(issued())
    found = [zxingcpp.read_barcodes(sheet.render(scale=1.85).to_pil()) for sheet in pypdfium2.PdfDocument(pdf)]
    addresses = [code.text for codes in found for code in codes]
    assert addresses == [f"http://127.0.0.1:8000{Credential.objects.get().get_absolute_url()}"] * 2


def test_short_code_stands_on_both_pages():
    credential = issued()
    assert all(credential.short_code in page for page in text_of(documents.pdf(credential)))


def test_no_nik_is_printed():
    credential = issued()
    assert not any(credential.applicant.nik in page for page in text_of(documents.pdf(credential)))


def test_file_names_title_and_author():
    with pikepdf.open(_file(documents.pdf(issued()))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Sertifikat Pelatihan 0001/IX/PBK-MJT/2026, Rina Contoh"
        assert "Dinas Ketenagakerjaan Kota Contoh" in str(pdf.docinfo["/Author"])
        assert str(pdf.Root.Lang).startswith("id")


def _file(data: bytes):
    return io.BytesIO(data)


def test_paper_is_indonesian_whatever_the_desk_speaks():
    office()
    with translation.override("en"):
        credential = workflow.issue(CompletionFactory(mark=Decimal("92.50")), by=None, at=ISSUED)
        pages = text_of(documents.pdf(credential))
    assert squeezed("dan dinyatakan LULUS dengan predikat Sangat baik.") in pages[0]
    assert "92,5" in pages[1]
    assert squeezed("Hadir 232 dari 240 JP") in pages[1]


def test_printing_again_gives_the_same_bytes():
    credential = issued()
    assert documents.pdf(credential) == documents.pdf(Credential.objects.get(pk=credential.pk))
