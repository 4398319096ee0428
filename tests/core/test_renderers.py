"""How forms are drawn: label, hint, error and control belong together, and nothing is a star."""

import datetime as dt
import re

import pytest
from django import forms
from django.utils import translation

from core.forms import DateField, DateWidget, Form


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


class Everything(Form):
    """One field of each kind."""

    nik = forms.CharField(label="NIK", max_length=20, help_text="16 angka")
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea, max_length=300)
    birth = DateField(label="Tanggal lahir", help_text="Contoh: 27 8 1999", widget=DateWidget(autocomplete="bday"))
    sex = forms.ChoiceField(label="Jenis kelamin", widget=forms.RadioSelect, choices=[("l", "L"), ("p", "P")])
    days = forms.MultipleChoiceField(
        label="Hari", widget=forms.CheckboxSelectMultiple, choices=[("1", "Senin")], required=False
    )
    place = forms.ChoiceField(label="Kecamatan", choices=[("", "Pilih"), ("1", "Benda")])
    agree = forms.BooleanField(label="Saya setuju", required=False, help_text="Boleh ditarik kembali")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(name, data=None, **kwargs):
    form = Everything(data, **kwargs)
    form.is_valid()
    return re.sub(r"\s+", " ", form[name].as_field_group())


def test_a_field_has_label_hint_and_control():
    html = drawn("nik")

    assert '<label class="govuk-label" for="id_nik">NIK </label>' in html
    assert '<div id="id_nik_helptext" class="govuk-hint">16 angka</div>' in html
    assert 'aria-describedby="id_nik_helptext" class="govuk-input govuk-input--width-20" id="id_nik"' in html
    assert "error" not in html


def test_an_error_stands_at_the_field_and_is_told_to_readers():
    html = drawn("nik", {})

    assert "govuk-form-group--error" in html
    assert '<span class="govuk-visually-hidden">Galat:</span> Isi NIK.' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_nik_helptext id_nik_error"' in html
    assert "govuk-input--error" in html


def test_nothing_asks_the_browser_to_answer_first():
    assert "required" not in str(Everything())


def test_what_was_typed_is_kept():
    assert 'value="36710"' in drawn("nik", {"nik": "36710"})


def test_optional_fields_say_so_and_nothing_has_a_star():
    html = str(Everything())

    assert html.count("(opsional)") == 2
    assert "*" not in html


def test_a_date_is_three_fields_in_one_group():
    html = drawn("birth", initial={"birth": dt.date(1999, 5, 15)})

    assert '<fieldset class="govuk-fieldset" aria-describedby="id_birth_helptext">' in html
    assert re.findall(r'name="(birth_\w+)" value="(\d+)"', html) == [
        ("birth_day", "15"),
        ("birth_month", "5"),
        ("birth_year", "1999"),
    ]
    assert re.findall(r'autocomplete="([\w-]+)"', html) == ["bday-day", "bday-month", "bday-year"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"birth_day": "15", "birth_month": "5"}, ["id_birth_2"]),
        ({"birth_year": "1999"}, ["id_birth_0", "id_birth_1"]),
        ({}, ["id_birth_0", "id_birth_1", "id_birth_2"]),
        ({"birth_day": "31", "birth_month": "2", "birth_year": "2020"}, ["id_birth_0", "id_birth_1", "id_birth_2"]),
    ],
)
def test_only_the_wrong_parts_of_a_date_are_marked(typed, wrong):
    html = drawn("birth", typed)

    assert re.findall(r'id="(id_birth_\d)" aria-invalid', html) == wrong
    assert html.count("govuk-input--error") == len(wrong)


def test_choices_share_a_legend():
    html = drawn("sex", {"sex": "p"})

    assert '<legend class="govuk-fieldset__legend">Jenis kelamin </legend>' in html
    assert re.search(r'govuk-radios__input" type="radio" name="sex" value="p" id="id_sex_1" checked', html)


def test_several_choices_keep_theirs():
    assert re.search(r'type="checkbox" name="days" value="1" id="id_days_0" checked', drawn("days", {"days": ["1"]}))


def test_a_box_to_tick_has_its_label_beside_it_and_is_never_optional():
    html = drawn("agree", {"agree": "on"})

    assert '<label class="govuk-label govuk-checkboxes__label" for="id_agree">Saya setuju</label>' in html
    assert 'aria-describedby="id_agree_helptext"' in html
    assert " checked" in html
    assert "opsional" not in html


def test_long_text_is_counted_and_never_cut():
    html = drawn("note")

    assert 'data-module="govuk-character-count" data-maxlength="300"' in html
    assert "Paling banyak 300 huruf" in html
    assert re.search(r"<textarea[^>]*>", html)[0].count("maxlength") == 0


def test_hidden_fields_have_no_group():
    assert drawn("secret") == '<input type="hidden" name="secret" id="id_secret">'


@pytest.mark.parametrize(
    ("name", "expected"),
    [("nik", "id_nik"), ("birth", "id_birth_0"), ("sex", "id_sex_0"), ("place", "id_place"), ("agree", "id_agree")],
)
def test_a_link_in_the_error_summary_leads_to_the_control(name, expected):
    assert Everything({})[name].first_id == expected


def test_widgets_of_the_cms_are_left_alone():
    class Staff(forms.Form):
        title = forms.CharField()

    assert str(Staff()["title"]) == '<input type="text" name="title" required id="id_title">'
