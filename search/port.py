"""The one door to the public search. Callers ask here and never learn who answered.

The database always can answer. With ELASTICSEARCH_URL set, Elasticsearch is asked first; when it fails, the visitor
gets the database's answer in the same request, and everybody else until it is well again (search.replica).
"""

from collections.abc import Callable
from dataclasses import dataclass

from core import links
from search import replica, text
from search.adapters import database
from search.models import Promoted, SearchDocument
from search.results import FACETS, PER_PAGE, Facet, Hit, Query, Results, Suggestion

__all__ = ["FACETS", "PER_PAGE", "Facet", "Hit", "Query", "Results", "Suggestion", "search", "suggest"]
SUGGESTIONS = 6
MOST_PROMOTED = 3


@dataclass(frozen=True)
class Promotion:
    """A page that the office puts first for exactly this question."""

    title: str
    url: str


def search(query: Query) -> Results:
    """Hits with highlights, facets with counts, and another spelling where one is likely."""
    return _first_that_answers("search", query)


def suggest(words: str, language: str, limit: int = SUGGESTIONS) -> list[Suggestion]:
    """Titles that begin like what is being typed."""
    return _first_that_answers("suggest", words[: text.MOST_LETTERS], language, limit) if words.strip() else []


def promotions(query: Query) -> list[Promotion]:
    """What the office promotes for this question, as far as it is there."""
    asked = text.key(query.text, "id")
    if not asked or query.page > 1:
        return []
    found = list(Promoted.objects.filter(key=asked)[:MOST_PROMOTED])
    there = _there([row.address for row in found])
    english = query.language == "en"
    return [
        Promotion(row.title_en if english else row.title_id, links.localized(row.address))
        for row in found
        if row.address in there
    ]


def _there(addresses: list[str]) -> set[str]:
    """Those that lead somewhere: an address of ours, or a page that can be found."""
    paths = {each: each.partition("?")[0].partition("#")[0] for each in addresses}
    unsure = [path for path in paths.values() if not links.is_served(path)]
    pages = SearchDocument.objects.served().filter(url__in=unsure, is_gone=False)
    found = set(pages.values_list("url", flat=True)) if unsure else set()
    return {each for each, path in paths.items() if path not in unsure or path in found}


def _first_that_answers(what: str, *arguments):
    if replica.is_asked():
        from search.adapters import elastic

        answer = replica.ask(_of(elastic, what), *arguments)
        if answer is not None:
            return answer
    return _of(database, what)(*arguments)


def _of(adapter, what: str) -> Callable:
    return getattr(adapter, what)
