"""Real ways to ask, written by hand: the expected page must be among the first ten."""

from pathlib import Path

import pytest

from core.bootstrap import rows
from search.results import Query
from tests.search import corpus

ASKED = rows(Path(__file__).parent / "relevance.csv")
WANTED = {"database": 0.9, "elasticsearch": 0.95}

pytestmark = pytest.mark.postgres


def missed(adapter) -> list[tuple[str, str]]:
    """Questions of which none of the right pages is on the first page of results."""
    return [(row["language"], row["query"]) for row in ASKED if not _found(adapter, row)]


def _found(adapter, row) -> bool:
    hits = adapter.search(Query(row["query"], row["language"])).hits
    return not {hit.url for hit in hits}.isdisjoint(row["expected"].split())


def test_the_set_is_large_enough_and_names_no_question_twice():
    assert len(ASKED) >= 60
    assert len({(row["language"], row["query"]) for row in ASKED}) == len(ASKED)


def test_people_find_what_they_ask_for(adapter, up_to_date):
    corpus.load()
    up_to_date()

    not_found = missed(adapter)

    recall = 1 - len(not_found) / len(ASKED)
    print(f"recall@10 {adapter.NAME}: {recall:.3f}, not found: {not_found}")
    assert recall >= WANTED[adapter.NAME], not_found
