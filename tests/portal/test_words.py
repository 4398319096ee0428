"""Every state, verdict, move and public event has words, in both languages."""

import pytest
from django.utils import translation

from cases.enums import CaseState, DocumentVerdict, Move
from portal import words

SILENT = {Move.CLAIM, Move.LET_GO, Move.PASS_STAGE}  # not told, or worded with the stage


def test_every_move_the_applicant_hears_of_has_a_sentence():
    assert set(words.EVENTS) >= set(Move) - SILENT


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_has_meaning_and_next(state):
    assert words.MEANINGS[state]
    assert state == CaseState.IN_REVIEW or words.STATUS_NEXT[state]


def test_every_verdict_has_words():
    assert set(words.VERDICTS) == set(DocumentVerdict)


@pytest.mark.parametrize("table", [words.EVENTS, words.MEANINGS, words.STATUS_NEXT, words.ENDED])
def test_indonesian_is_not_english(table):
    for sentence in table.values():
        with translation.override("en"):
            english = str(sentence)
        with translation.override("id"):
            assert str(sentence) != english
