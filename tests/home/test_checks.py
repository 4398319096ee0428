"""What the checks find in a text, and what they leave alone."""

import datetime as dt

import pytest
from django.utils import translation

from home.checks import NAMES, Content, Picture, findings, hardness, sentences

TODAY = dt.date(2026, 11, 24)
EASY = "Petugas memeriksa dokumen Anda. Hasilnya kami kirim lewat surel. " * 5
DECREE = (
    "Penyelenggaraan pengembangan kompetensi ketenagakerjaan dilaksanakan berdasarkan pertimbangan pemberdayaan "
    "masyarakat berkelanjutan sebagaimana diamanatkan peraturan perundangundangan ketenagakerjaan mengenai "
    "pemagangan penyelenggaraan pelatihan keterampilan berkesinambungan melalui pemberdayaan kelembagaan "
    "pengembangan keterampilan kewirausahaan pemerintahan pembangunan berkeadilan. "
) * 2


def found(html="", title="Kelas menjahit dibuka", summary="Tiga puluh hari.", **more):
    with translation.override("id"):
        return findings(Content(title, summary, html, **more), TODAY)


def keys(*args, **kwargs):
    return [finding.key for finding in found(*args, **kwargs)]


def test_a_good_page_has_nothing_to_mend():
    assert found(f"<p>{EASY}</p><h2>Tanggal</h2><p>Tutup Rabu, 9 Desember 2026.</p>") == []


@pytest.mark.parametrize(
    ("html", "more", "key"),
    [
        ("", {"summary": " "}, "no_summary"),
        ("", {"title": "K" + "a" * 60}, "long_title"),
        ("", {"title": "PENDAFTARAN PELATIHAN"}, "all_caps"),
        ("<p>NIK 3671234567890123</p>", {}, "personal_data"),
        ("<p>Tutup 9 Desember.</p>", {}, "date_without_year"),
        ("<p>Tutup 9 November 2026.</p>", {}, "past_date"),
        ('<p><a href="/x/">Klik di sini</a></p>', {}, "link_text"),
        ('<p><a href="/x/"><b>selengkapnya</b> →</a></p>', {}, "link_text"),
        ("<h2>Satu</h2><h4>Dua</h4>", {}, "heading_order"),
        ("<p>" + "kata " * 26 + "akhir.</p>", {}, "long_sentence"),
        ("<p>Silakan login dahulu.</p>", {}, "jargon"),
        (f"<p>{DECREE}</p>", {}, "hard_to_read"),
        ("", {"pictures": [Picture("", title="foto")]}, "image_no_alt"),
        ("", {"pictures": [Picture("Poster kelas", width=900, height=1200)]}, "poster"),
        ("", {"figures": [("3.085", "Data dinas")]}, "no_source"),
    ],
)
def test_each_fault_is_found(html, more, key):
    assert key in keys(html, **more)


def test_every_check_has_a_name_for_the_list():
    cases = {
        mark.args[1][number][2] for mark in test_each_fault_is_found.pytestmark for number in range(len(mark.args[1]))
    }

    assert cases == set(NAMES)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Berlangsung 11 Januari–22 Februari 2027.</p>",
        "<p>Data sampai 5 Desember 2023.</p>",
        "<p>Mulai 9 Desember 2026.</p>",
        "<p>Ruang 12 Mawar.</p>",
    ],
)
def test_dates_that_are_right_are_left_alone(html):
    assert keys(html) == []


@pytest.mark.parametrize("title", ["BLK", "Pelatihan BLK", "AK-1"])
def test_an_abbreviation_is_not_shouting(title):
    assert "all_caps" not in keys(title=title)


def test_a_decorative_picture_needs_no_words():
    assert keys(f"<p>{EASY}</p>", pictures=[Picture("", is_decorative=True)]) == []


def test_a_poster_with_its_words_beside_it_is_fine():
    assert keys(f"<p>{EASY}</p>", pictures=[Picture("Poster kelas", width=900, height=1200)]) == []


def test_the_sentence_names_what_to_mend():
    with translation.override("id"):
        texts = [finding.text for finding in found("<p>Tutup 9 Desember.</p>")]

    assert texts == ["Tanggal “9 Desember” tanpa tahun. Tambahkan tahunnya."]


def test_english_months_are_known_on_english_pages():
    assert keys("<p>Closes on 9 December.</p>", language="en") == ["date_without_year"]
    assert keys("<p>Silakan login.</p>", language="en") == []


def test_sentences_end_at_a_full_stop_and_not_at_an_abbreviation():
    assert sentences("Datang ke Jl. Contoh No. 2. Bawa KTP.\nGratis") == [
        "Datang ke Jl. Contoh No. 2.",
        "Bawa KTP.",
        "Gratis",
    ]


def test_plain_words_are_easier_than_those_of_a_decree():
    assert hardness(EASY) < 60 < hardness(DECREE)


def test_a_short_text_is_not_judged():
    assert hardness("Penyelenggaraan pemberdayaan.") == 0
