"""What a question is taken to mean."""

import pytest

from search.meaning import understand
from search.models import SearchDocument, Synonym
from search.vocabulary import learn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _words():
    Synonym.objects.all().delete()
    Synonym.objects.create(term="lupa sandi", means="kode masuk")
    learn([SearchDocument(language="id", title="Kode masuk, lupa, sandi, komputer")])


def test_a_corrected_word_is_known_by_its_other_names():
    meaning = understand("lupa sandri", "id")

    assert [group.phrases for group in meaning.groups] == [[("lupa", "sandi"), ("kode", "masuk")]]
    assert meaning.did_you_mean == "lupa sandi"


def test_what_was_typed_stays_beside_what_was_meant():
    """It may still be the beginning of a word."""
    meaning = understand("komputr", "id")

    assert [group.phrases for group in meaning.groups] == [[("komputr",), ("komputer",)]]


def test_words_that_are_known_are_left_alone():
    meaning = understand("sandi komputer", "id")

    assert [group.phrases for group in meaning.groups] == [[("sandi",)], [("komputer",)]]
    assert meaning.did_you_mean == ""
