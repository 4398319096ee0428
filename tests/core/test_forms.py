"""Fields of our own: what is accepted, and what is said when it is not."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.forms import DateField, DateWidget, Form, PhoneField, UploadField, in_sentence


def codes(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return [error.code for error in caught.value.error_list]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["9", "12", "2026"], dt.date(2026, 12, 9)),
        ([" 09 ", "02", "2024"], dt.date(2024, 2, 9)),
        (["29", "2", "2024"], dt.date(2024, 2, 29)),
        (["17", "Agustus", "1999"], dt.date(1999, 8, 17)),
        (["17", "mei", "1999"], dt.date(1999, 5, 17)),
        (["17", "Des", "1999"], dt.date(1999, 12, 17)),
    ],
)
def test_date_is_read_from_three_fields(typed, expected):
    with translation.override("id"):
        assert DateField().clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["", "5", "1999"], ["day"]),
        (["15", "", "1999"], ["month"]),
        (["15", "5", ""], ["year"]),
        (["", "", "1999"], ["day", "month"]),
        (["32", "5", "1999"], ["day"]),
        (["15", "13", "1999"], ["month"]),
        (["15", "5", "99"], ["year"]),
        (["lima", "5", "1999"], ["day"]),
        (["²", "5", "1999"], ["day"]),
        (["31", "2", "2020"], ["invalid"]),
        (["29", "2", "2023"], ["invalid"]),
        (["", "", ""], ["required"]),
        ([None, None, None], ["required"]),
    ],
)
def test_date_names_the_part_that_is_wrong(typed, expected):
    assert codes(DateField(), typed) == expected


def test_optional_date_may_be_empty():
    assert DateField(required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"min_date": dt.date(2026, 1, 2), "max_date": dt.date(2026, 3, 1)}, "range"),
        ({"min_date": dt.date(2026, 1, 2)}, "too_early"),
        ({"max_date": lambda: dt.date(2025, 12, 31)}, "too_late"),
    ],
)
def test_date_outside_its_bounds(limits, expected):
    assert codes(DateField(**limits), ["1", "1", "2026"]) == [expected]


def test_date_says_its_bounds_in_words():
    field = DateField(max_date=dt.date(2008, 11, 24))

    with translation.override("id"), pytest.raises(ValidationError) as caught:
        field.clean(["1", "1", "2026"])

    assert caught.value.messages == ["Tanggal paling akhir 24 November 2008."]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(["9", "12", "2026"], False), (["10", "12", "2026"], True), (["", "12", "2026"], True), (["", "", ""], True)],
)
def test_date_knows_whether_it_changed(typed, expected):
    assert DateField().has_changed(dt.date(2026, 12, 9), typed) is expected


def test_date_widget_splits_a_date():
    assert DateWidget().decompress(dt.date(2026, 12, 9)) == [9, 12, 2026]
    assert DateWidget().decompress(None) == [None, None, None]


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812-3456-7890", "6281234567890", "+6281234567890", "+62 812 3456 7890", " 62 812-3456-7890"],
)
def test_phone_is_cleaned_to_one_form(typed):
    assert PhoneField().clean(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["0812", "02155500100", "+6591234567", "08123456789012345", "nomor saya", "12"])
def test_phone_that_is_no_mobile_number(typed):
    assert codes(PhoneField(), typed) == ["invalid"]


def test_phone_shows_what_is_stored_as_people_write_it():
    assert PhoneField().prepare_value("+6281234567890") == "0812-3456-7890"
    assert PhoneField().prepare_value("08 salah") == "08 salah"


def test_optional_phone_may_be_empty():
    assert PhoneField(required=False).clean("") == ""


def upload(name="ktp.jpg", size=10):
    return SimpleUploadedFile(name, b"x" * size)


def test_upload_takes_a_file_of_its_types():
    file = UploadField(max_mb=1, types=(".jpg", ".pdf")).clean(upload("KTP.JPG"))

    assert file.name == "KTP.JPG"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (upload(size=1024 * 1024 + 1), ["too_big"]),
        (upload("virus.exe"), ["wrong_type"]),
        (None, ["required"]),
    ],
)
def test_upload_that_is_refused(file, expected):
    assert codes(UploadField(max_mb=1, types=(".jpg",)), file) == expected


class Person(Form):
    """A form with one field of each kind that can be missing."""

    nik = forms.CharField(label="NIK")
    full_name = forms.CharField(label="Nama lengkap")
    district = forms.ChoiceField(label="Kecamatan", choices=[("1", "Benda")])
    ktp = UploadField(label="KTP", max_mb=1, types=(".jpg",))
    agree = forms.BooleanField(label="Setuju")
    email = forms.EmailField(label="Surel", error_messages={"required": "Isi surel Anda."})


def test_missing_answers_are_named():
    with translation.override("id"):
        form = Person({}, {})

        assert {name: errors[0] for name, errors in form.errors.items()} == {
            "nik": "Isi NIK.",
            "full_name": "Isi nama lengkap.",
            "district": "Pilih kecamatan.",
            "ktp": "Unggah KTP.",
            "agree": "Centang kotak ini untuk melanjutkan.",
            "email": "Isi surel Anda.",
        }


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Nama lengkap", "nama lengkap"), ("KTP", "KTP"), ("NIK ibu", "NIK ibu"), ("D3 atau S1", "D3 atau S1"), ("", "")],
)
def test_label_inside_a_sentence(label, expected):
    assert in_sentence(label) == expected


@pytest.mark.parametrize("place", [0, 1, 2])
def test_thousands_of_digits_are_a_wrong_date_not_a_fault(place):
    typed = {"day_0": "5", "day_1": "5", "day_2": "1999"} | {f"day_{place}": "9" * 5000}

    class DayForm(Form):
        day = DateField()

    assert not DayForm(typed).is_valid()
