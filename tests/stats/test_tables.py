"""A CSV is read, or refused with words that name row and column."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stats import tables
from stats.tables import Column, Faults, Table, Words

HEAD = "Kegiatan | Activity,Laki-laki | Men,Perempuan\n"


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


def faults_of(text):
    with pytest.raises(Faults) as caught:
        tables.parse(text)
    return caught.value.reasons


def test_a_table_has_words_in_both_languages_and_numbers():
    table = tables.parse(f"{HEAD}Bekerja | Employed,595664,\nSekolah,1,2\n")

    assert table.columns[:2] == [Column(Words("Kegiatan", "Activity"), False), Column(Words("Laki-laki", "Men"), True)]
    assert table.rows == [
        [Words("Bekerja", "Employed"), Decimal(595664), None],
        [Words("Sekolah"), Decimal(1), Decimal(2)],
    ]


def test_words_are_read_in_the_language_of_the_visitor():
    both, one = Words("Bekerja", "Employed"), Words("Barista")

    assert (str(both), str(one)) == ("Bekerja", "Barista")
    with translation.override("en"):
        assert (str(both), str(one)) == ("Employed", "Barista")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1912679", "1912679"),
        ("1.912.679", "1912679"),
        ("1,912,679", "1912679"),
        ("1 912 679", "1912679"),
        ("6,33", "6.33"),
        ("6.33", "6.33"),
        ("206.60", "206.60"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("-3", "-3"),
        ("0,123", "0.123"),
    ],
)
def test_numbers_are_read_as_either_language_writes_them(cell, number):
    table = tables.parse(f"Tahun;Jumlah\n2023;{cell}\n")

    assert table.rows[0][1] == Decimal(number)
    assert str(table.rows[0][1]) == number  # with the digits of the source


@pytest.mark.parametrize("cell", ["", "-", "–"])
def test_an_empty_number_stays_empty(cell):
    assert tables.parse(f"A,B\nx,1\ny,{cell}\n").rows[1][1] is None


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_usual_separator_is_known(mark):
    assert tables.parse(f"A{mark}B\r\nx{mark}1\r\n").rows == [[Words("x"), Decimal(1)]]


def test_a_column_of_periods_holds_words():
    table = tables.parse("Indikator,Nilai,Periode\nPDRB,206.60,2023\n")

    assert [column.is_number for column in table.columns] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Tabel memerlukan satu baris nama kolom dan paling sedikit satu baris di bawahnya."),
        ("A,B\n", "Tabel memerlukan satu baris nama kolom dan paling sedikit satu baris di bawahnya."),
        (f"{HEAD}Bekerja,12x,3\nSekolah,4,5\n", "Baris 2, kolom “Laki-laki”: “12x” bukan angka."),
        (f"{HEAD}Bekerja,1,2\n\nSekolah,4,lima\n", "Baris 4, kolom “Perempuan”: “lima” bukan angka."),
        (f"{HEAD}Bekerja,1.234,3\n", "Baris 2, kolom “Laki-laki”: “1.234” dapat dibaca dengan dua cara. Tulis 1234"),
        (f"{HEAD}Bekerja,1\n", "Baris 2 punya 2 sel, sedangkan baris pertama punya 3."),
        (f"{HEAD}Bekerja,1,2,3\n", "Baris 2 punya 4 sel, sedangkan baris pertama punya 3."),
        (f"{HEAD},1,2\n", "Baris 2, kolom “Kegiatan”: sel pertama adalah nama baris dan di sini kosong."),
        ("A,,C\nx,1,2\n", "Baris 1, kolom ke-2: kolom ini belum bernama."),
        ("A,B,b\nx,1,2\n", "Baris 1, kolom “b”: ada dua kolom dengan nama ini."),
        ("A\nx\n", "Tabel ini punya 1 kolom; seharusnya paling sedikit 2"),
        ('A,B\n"x,1\n', "Ada tanda kutip yang dibuka tetapi tidak ditutup."),
        (f"A,B\n{'x' * 401},1\n", "Baris 2, kolom “A”: teksnya lebih dari 400 huruf."),
    ],
)
def test_a_fault_names_row_and_column(text, reason):
    assert any(found.startswith(reason) for found in faults_of(text)), faults_of(text)


def test_all_faults_are_named_at_once_up_to_a_limit():
    rows = "".join(f"baris {n},1,{'x' if n < 20 else 2}\n" for n in range(60))

    reasons = faults_of(HEAD + rows)

    assert len(reasons) == tables.MOST_FAULTS + 1
    assert reasons[-1] == "Dan 8 kesalahan lagi."


def test_a_table_that_is_too_long_is_refused():
    assert "paling banyak 1000" in faults_of("A,B\n" + "x,1\n" * 1001)[0]


def test_empty_cells_behind_the_table_are_no_fault():
    assert tables.parse("A,B,,\nx,1,,\n,,,\n").rows == [[Words("x"), Decimal(1)]]


def test_a_workbook_is_told_from_text():
    with pytest.raises(Faults) as caught:
        tables.decode(b"PK\x03\x04...")

    assert caught.value.reasons == ["Ini berkas lembar kerja. Simpan lembarnya sebagai CSV, lalu unggah berkas itu."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_of_spreadsheets_is_decoded(encoding):
    assert tables.decode("Rasio–é".encode(encoding)) == "Rasio–é"


words = st.text(st.characters(categories=["L", "N", "Zs", "P"]), min_size=1, max_size=20).map(str.strip)
words = words.filter(lambda text: text and "|" not in text)
values = st.none() | st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(st.tuples(words, values), min_size=1, max_size=20))
def test_what_is_kept_comes_back(rows):
    head = [Column(Words("Nama", "Name"), False), Column(Words("Nilai"), True)]
    table = Table(head, [[Words(word, "x"), value] for word, value in rows])

    assert Table.from_json(table.to_json()) == table
    if any(value is not None for _word, value in rows) and 2 * sum(v is not None for _w, v in rows) >= len(rows):
        assert tables.parse(table.to_csv()) == table
