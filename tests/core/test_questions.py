"""Questions of a programme: what an editor may compose, what becomes of it, and the form a citizen meets."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from core import question_forms, questions
from tests.factories.forms import options, question, question_step

BLOCK = questions.QuestionStreamBlock()


def stream(*steps: dict):
    return BLOCK.to_python(list(steps))


def define(*asked: dict) -> list[dict]:
    return questions.definition(stream(question_step(*asked)))


def errors_of(*asked: dict) -> dict[tuple[int, str], str]:
    """(question, field) -> message, from the errors the CMS would show at its blocks."""
    with pytest.raises(ValidationError) as caught:
        BLOCK.clean(stream(question_step(*asked)))
    listed = caught.value.block_errors[0].block_errors["questions"].block_errors
    return {
        (index, name): str(problem.message)
        for index, struct in listed.items()
        for name, problem in struct.block_errors.items()
    }


# What an editor may save


def test_a_sound_form_is_saved():
    asked = question("a", "choice", options=options("Satu", "Dua")), question("b", show_if="a", show_if_value="Satu")

    assert len(BLOCK.clean(stream(question_step(*asked)))[0].value["questions"]) == 2


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ([question("a"), question("a")], (1, "key")),
        ([question("Nama Saya")], (0, "key")),
        ([question("1a")], (0, "key")),
        ([question("nik")], (0, "key")),
        ([question("a", "choice")], (0, "options")),
        ([question("a", "choice", options=options("Satu"))], (0, "options")),
        ([question("a", "choices", options=options("Satu", "satu"))], (0, "options")),
        ([question("a", "text", options=options("Satu", "Dua"))], (0, "options")),
        ([question("a", show_if="b", show_if_value="x"), question("b")], (0, "show_if")),
        ([question("a", show_if="a", show_if_value="x")], (0, "show_if")),
        ([question("a", show_if_value="x")], (0, "show_if")),
        ([question("a", "file"), question("b", show_if="a", show_if_value="x")], (1, "show_if")),
        ([question("a"), question("b", show_if="a")], (1, "show_if_value")),
        ([question("a", "yes_no"), question("b", show_if="a", show_if_value="Mungkin")], (1, "show_if_value")),
        (
            [question("a", "choice", options=options("X", "Y")), question("b", show_if="a", show_if_value="Z")],
            (1, "show_if_value"),
        ),
    ],
)
def test_what_would_break_the_form_is_told_at_its_field(asked, where):
    assert list(errors_of(*asked)) == [where]


def test_several_mistakes_are_told_at_once():
    found = errors_of(question("a", "choice"), question("a", show_if="z", show_if_value="x"))

    assert set(found) == {(0, "options"), (1, "key"), (1, "show_if")}


def test_a_question_without_a_label_is_refused():
    with pytest.raises(ValidationError):
        BLOCK.clean(stream(question_step(question("a", label_id=""))))


def test_a_condition_may_name_a_question_of_an_earlier_step():
    first = question_step(question("a", "yes_no"))

    assert BLOCK.clean(stream(first, question_step(question("b", show_if="a", show_if_value="Tidak"))))


# Plain data


def test_a_definition_is_plain_and_complete():
    (step,) = define(question("a", "choice", options=options("Satu", "Dua"), help_id="Pilih."))

    assert step["key"] == "pertanyaan-1"
    assert step["questions"][0] == {
        "key": "a",
        "kind": "choice",
        "label_id": "Tanya a",
        "label_en": "Ask a",
        "help_id": "Pilih.",
        "help_en": "",
        "required": True,
        "options": [
            {"value": "satu-en", "label_id": "Satu", "label_en": "Satu (en)"},
            {"value": "dua-en", "label_id": "Dua", "label_en": "Dua (en)"},
        ],
        "show_if": "",
        "show_if_value": "",
    }


def test_choices_that_sound_alike_get_different_values():
    (step,) = define(
        question("a", "choice", options=[{"label_id": "Satu", "label_en": "!"}, {"label_id": "Dua", "label_en": "?"}])
    )

    assert [each["value"] for each in step["questions"][0]["options"]] == ["pilihan", "pilihan-2"]


@pytest.mark.parametrize("written", ["Ya", "ya", " YA ", "Yes", "yes"])
def test_a_condition_may_be_written_in_either_language(written):
    (step,) = define(question("a", "yes_no"), question("b", show_if="a", show_if_value=written))

    assert step["questions"][1]["show_if_value"] == "yes"


# Shown or hidden


CHAIN = (
    question("a", "yes_no"),
    question("b", "choices", options=options("Satu", "Dua"), show_if="a", show_if_value="Ya"),
    question("c", show_if="b", show_if_value="Dua"),
)


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({}, ["a"]),
        ({"a": "no"}, ["a"]),
        ({"a": "yes"}, ["a", "b"]),
        ({"a": "yes", "b": ["satu-en"]}, ["a", "b"]),
        ({"a": "yes", "b": ["satu-en", "dua-en"]}, ["a", "b", "c"]),
        ({"a": "no", "b": ["dua-en"]}, ["a"]),  # what hangs on a hidden question is hidden too
    ],
)
def test_a_question_is_shown_when_an_earlier_answer_equals(answers, keys):
    assert [each["key"] for each in questions.shown(define(*CHAIN), answers)] == keys


@given(st.dictionaries(st.sampled_from("abc"), st.one_of(st.text(), st.none(), st.lists(st.text())), max_size=3))
def test_any_answers_give_an_order_in_which_conditions_come_first(answers):
    keys = [each["key"] for each in questions.shown(define(*CHAIN), answers)]

    assert keys == list("abc")[: len(keys)]


def test_free_text_is_compared_without_regard_to_case_and_spaces():
    asked = questions.every(define(question("a"), question("b", show_if="a", show_if_value="Kota  Tangerang")))

    assert questions.visible(asked[1], {"a": "kota tangerang "})


# The form


def form(*asked: dict, **typed):
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in typed.items()})
    (step,) = define(*asked)
    return question_forms.form_class(step, {name: data.get(name) for name in data})(data, {})


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", " Singer ", "Singer"),
        ("textarea", "a\nb", "a\nb"),
        ("number", "12", "12"),
        ("number", "2,50", "2.5"),
        ("number", "1.500", "1500"),
        ("yes_no", "no", "no"),
    ],
)
def test_answers_become_json(kind, typed, answer):
    made = form(question("a", kind), a=typed)

    assert made.is_valid(), made.errors
    assert made.answers() == {"a": answer}


def test_a_date_becomes_iso_text():
    made = form(question("a", "date"), a_day="9", a_month="Desember", a_year="2026")

    assert made.is_valid(), made.errors
    assert made.answers() == {"a": "2026-12-09"}


def test_choices_become_a_list():
    made = form(question("a", "choices", options=options("Satu", "Dua")), a=["satu-en", "dua-en"])

    assert made.is_valid()
    assert made.answers() == {"a": ["satu-en", "dua-en"]}


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("text", "x" * 201, "Tulis paling banyak 200 huruf. Anda menulis 201."),
        ("textarea", "x" * 1001, "Tulis paling banyak 1000 huruf. Anda menulis 1001."),
        ("number", "banyak", "Tulis angka, misalnya 12 atau 2,5."),
        ("number", "NaN", "Tulis angka, misalnya 12 atau 2,5."),
        ("yes_no", "mungkin", None),
        ("text", "", "Jawab pertanyaan ini."),
        ("date", "", "Jawab pertanyaan ini."),
    ],
)
def test_wrong_answers_are_told_in_words(kind, typed, words):
    made = form(question("a", kind), a=typed)

    assert not made.is_valid()
    assert words is None or made.errors["a"] == [words]


def test_a_file_question_keeps_no_file_in_the_answers():
    (step,) = define(question("letter", "file", required=False))

    made = question_forms.form_class(step)({}, {})

    assert made.is_valid()
    assert made.answers() == {}


def test_an_optional_question_may_stay_empty():
    assert form(question("a", "choice", options=options("X", "Y"), required=False)).is_valid()


def test_hidden_questions_are_not_in_the_form():
    assert list(form(*CHAIN, a="no").fields) == ["a"]


def test_labels_follow_the_language():
    (step,) = define(question("a", label_id="Apa?", label_en="What?"))
    with translation.override("en"):
        assert question_forms.form_class(step)().fields["a"].label == "What?"
    assert question_forms.form_class(step)().fields["a"].label == "Apa?"


# As people read it


@pytest.mark.parametrize(
    ("asked", "answer", "words"),
    [
        (question("a"), "Singer", "Singer"),
        (question("a", "yes_no"), "yes", "Ya"),
        (question("a", "choices", options=options("Satu", "Dua")), ["satu-en", "dua-en"], "Satu, Dua"),
        (question("a", "date"), "2026-12-09", "9 Desember 2026"),
        (question("a", "date"), dt.date(2026, 12, 9), "9 Desember 2026"),
        (question("a", "date"), "rusak", "rusak"),
        (question("a"), "", ""),
        (question("a", "choices", options=options("Satu", "Dua")), [], ""),
    ],
)
def test_answers_in_words(asked, answer, words):
    (step,) = define(asked)

    assert questions.spoken(step["questions"][0], answer) == words
