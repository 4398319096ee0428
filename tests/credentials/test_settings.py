"""What the office may set: checked when it is saved, with a sentence that says what to change."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from credentials import settings as words
from tests.factories.credentials import issued, office


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lulus {nik}", "{nik}"),
        ("lulus {program", "{name}"),
        ("lulus {program.__class__}", "{program.__class__}"),
        ("lulus {program:>9999999}", "{program:}"),
        ("lulus {program!r}", "{program:}"),
        ("lulus {}", "{}"),
        ("lulus *{program}", "*"),
    ],
)
def test_bad_statement_is_refused(text, says):
    with pytest.raises(ValidationError) as caught:
        words.validate_statement(text)
    assert says in caught.value.messages[0]


@given(text=st.text(alphabet="{}programbtch*:!.[0] ", max_size=40))
def test_accepted_statement_can_be_written(text):
    try:
        words.validate_statement(text)
    except ValidationError:
        return
    text.format_map(dict.fromkeys(words.STATEMENT_FIELDS, "x"))


def test_grades_are_read_from_the_highest():
    assert words.read_grades("70 | Cukup | fair\n\n 90|Sangat baik|excellent ") == [
        (90, "Sangat baik", "excellent"),
        (70, "Cukup", "fair"),
    ]


@pytest.mark.parametrize(
    "text", ["90", "90 | Baik", "x | Baik | good", "90 | | good", "9|a|b\n9|c|d", "-1|a|b", "90|a|b|c"]
)
def test_bad_grades_are_refused(text):
    with pytest.raises(ValidationError):
        words.read_grades(text)


@pytest.mark.django_db
def test_defaults_are_valid():
    office().full_clean()


@pytest.mark.django_db
def test_pattern_and_nip_are_checked_when_saved():
    settings = office()
    settings.number_pattern, settings.head_nip = "{sequence}", "satu"
    with pytest.raises(ValidationError) as caught:
        settings.full_clean()
    assert set(caught.value.message_dict) == {"number_pattern", "head_nip"}


@pytest.mark.django_db
def test_without_grades_none_is_printed():
    office(grades="")
    assert issued().subject["result"]["grade"] is None
