"""Case numbers and short codes: read back in any spelling, never with a wrong character."""

from hypothesis import given
from hypothesis import strategies as st

from core import numbers

bodies = st.text(alphabet=numbers.ALPHABET, min_size=8, max_size=8)


def test_a_case_number_is_read_back_as_people_type_it():
    number = numbers.case_number("BLK")
    assert numbers.read_case_number(number.lower().replace("-", " ")) == number
    assert numbers.read_case_number(number.replace("-", "")) == number


def test_letters_that_look_like_digits_are_read_as_digits():
    code = f"O1L0-0000-{numbers.check_character('01100000')}"
    assert numbers.read_code(code) == f"0110-0000-{numbers.check_character('01100000')}"


@given(bodies, st.integers(0, 7), st.sampled_from(numbers.ALPHABET))
def test_any_single_wrong_character_is_noticed(body, place, character):
    check = numbers.check_character(body)
    wrong = body[:place] + character + body[place + 1 :]
    if check in numbers.ALPHABET and wrong != body:
        assert numbers.read_code(wrong + check) is None


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_nothing(text):
    assert numbers.read_case_number(text) is None or "-" in numbers.read_case_number(text)


def test_numbers_do_not_repeat():
    assert len({numbers.case_number("KWU") for _ in range(2000)}) == 2000
