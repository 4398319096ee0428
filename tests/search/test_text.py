"""Words, roots, spelling: pure functions and their limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import excerpts, text
from search.meaning import needed
from search.results import CLOSE_MARK, OPEN_MARK


@pytest.mark.parametrize("word", ["pelatihan", "melatih", "dilatih", "latihan"])
def test_forms_of_a_word_have_one_root(word):
    assert text.stem(word, "id") == "latih"


def test_small_words_are_left_out_unless_there_is_nothing_else():
    assert text.said("cara daftar di BLK", "id") == ["daftar", "blk"]
    assert text.said("apa itu", "id") == ["apa", "itu"]


def test_a_question_has_at_most_eight_words():
    assert len(text.said("kata " * 50, "id")) == text.MOST_WORDS


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("menjahid", "menjahit", 1), ("barsita", "barista", 1), ("a", "", 1), ("jahit", "jahit", 0)],
)
def test_distance_counts_swapped_letters_once(one, other, edits):
    assert text.distance(one, other) == edits


@pytest.mark.parametrize(
    ("word", "other", "is_meant"),
    [
        ("barsita", "barista", True),
        ("sertfikat", "sertifikat", True),
        ("rambut", "lambat", False),
        ("malam", "mulai", False),
        ("jahit", "pahit", False),
    ],
)
def test_only_near_words_are_taken_for_one_another(word, other, is_meant):
    assert text.is_near(word, other) == is_meant


@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_symmetric_and_bounded(one, other):
    edits = text.distance(one, other)

    assert edits == text.distance(other, one)
    assert abs(len(one) - len(other)) <= edits <= max(len(one), len(other))


@pytest.mark.parametrize(("count", "wanted"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 2), (5, 3), (8, 5)])
def test_two_thirds_of_many_words_are_enough(count, wanted):
    assert needed(count) == wanted


def test_two_ways_to_ask_have_one_key():
    assert text.key("Cara bikin kartu kuning?") == text.key("bikin KARTU  kuning")


@given(st.text(max_size=400), st.sets(st.text(alphabet="abcdef", min_size=1, max_size=4), max_size=3))
def test_an_excerpt_is_short_and_closes_every_mark(source, words):
    clean = source.replace(OPEN_MARK, "").replace(CLOSE_MARK, "")
    found = excerpts.excerpt("", clean, words, "id")

    assert found.count(OPEN_MARK) == found.count(CLOSE_MARK)
    assert len(found) <= excerpts.LENGTH + 10


def test_html_of_a_text_is_escaped():
    assert excerpts.as_html(f"{OPEN_MARK}<b>{CLOSE_MARK}&") == "<mark>&lt;b&gt;</mark>&amp;"
