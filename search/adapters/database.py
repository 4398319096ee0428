"""Answers from the table of documents: FTS5 on SQLite, tsvector on PostgreSQL, words and roots on both."""

from collections import Counter

from django.db import connection

from search import excerpts, text, vocabulary
from search.meaning import Group, Meaning, Phrase, understand
from search.models import SearchDocument
from search.results import FACETS, FEW, PER_PAGE, Hit, Query, Results, Suggestion, in_order

NAME = "database"
PREFIX_FROM = 3  # letters of the last word that may be the beginning of a longer one
MOST_COMBINATIONS = 5000  # of facet values; far above what an office has
WEIGHTS = "10.0, 6.0, 3.0, 1.0, 7.0, 1.0"  # title, keywords, summary, body, title_stems, stems
FACET_COLUMNS = ", ".join(f"d.{name}" for name in FACETS)
SHOWN = f'd.id, {FACET_COLUMNS}, d.object_id, d.title, d.url, d.summary, d.body, d."on", d.until'
# Of the edition that answers at this statement: another one may take over before the next.
SERVED = "d.language = %s AND NOT d.is_gone AND d.edition = (SELECT serving FROM search_indexstate WHERE id = 1)"


def search(query: Query) -> Results:
    meaning = understand(query.text, query.language)
    results = _search(query, meaning, strict=True)
    if results.unfiltered < FEW and len(meaning.groups) > 1:
        results = _search(query, meaning, strict=False)
    results.did_you_mean = meaning.did_you_mean
    return results


def _search(query: Query, meaning: Meaning, *, strict: bool) -> Results:
    source, values = _matching(meaning, query.language, strict=strict)
    combinations = _combinations(source, values)
    total = sum(count for each, count in combinations if _fits(each, query.filters))
    facets = {name: in_order(name, _counts(name, combinations, query.filters)) for name in FACETS}
    hits = _hits(source, values, query, meaning) if total > query.start else []
    unfiltered = sum(count for _each, count in combinations)
    return Results(hits=hits, total=total, facets=facets, answered_by=NAME, unfiltered=unfiltered)


def _matching(meaning: Meaning, language: str, *, strict: bool) -> tuple[str, list]:
    """FROM and WHERE of what fits the words, and their values; without words everything fits."""
    if not meaning.groups:
        return f"FROM search_searchdocument d WHERE {SERVED}", [language]
    expression = _expression(meaning, strict=strict)
    if connection.vendor == "sqlite":
        source = "FROM search_words JOIN search_searchdocument d ON d.id = search_words.rowid "
        return f"{source}WHERE search_words MATCH %s AND {SERVED}", [expression, language]
    source = "FROM search_searchdocument d, to_tsquery('simple', %s) asked "
    return f"{source}WHERE d.vector @@ asked AND {SERVED}", [expression, language]


def _rank(meaning: Meaning) -> str:
    """What to sort by, best first in descending order; takes the question twice, for titles that say just that."""
    if not meaning.groups:
        return "d.weight"
    named = "CASE WHEN lower(d.title) = %s THEN 3.0 WHEN lower(d.title) LIKE %s THEN 1.5 ELSE 1.0 END"
    if connection.vendor == "sqlite":
        return f"-bm25(search_words, {WEIGHTS}) * d.weight * {named}"
    return f"ts_rank('{{0.1, 0.3, 0.6, 1.0}}', d.vector, asked) * d.weight * {named}"


# Expressions: both databases read the same tree, with other signs.


def _expression(meaning: Meaning, *, strict: bool) -> str:
    either, both = (" OR ", " AND ") if connection.vendor == "sqlite" else (" | ", " & ")
    last = meaning.groups[-1]
    ways = []
    for way in meaning.ways(strict=strict):
        groups = [_group(group, meaning.language, either, both, is_last=group is last) for group in way]
        ways.append(f"({both.join(groups)})")
    return either.join(ways)


def _group(group: Group, language: str, either: str, both: str, *, is_last: bool) -> str:
    phrases = [_phrase(phrase, language, either, both) for phrase in group.phrases]
    asked = group.phrases[0]
    if is_last and len(asked) == 1 and len(asked[0]) >= PREFIX_FROM:
        phrases.append(_beginning_in_title(asked[0]))
    return f"({either.join(phrases)})"


def _phrase(phrase: Phrase, language: str, either: str, both: str) -> str:
    words = [either.join(_quoted(form) for form in sorted({word, text.stem(word, language)})) for word in phrase]
    return f"({both.join(f'({word})' for word in words)})"


def _quoted(word: str) -> str:
    """Words are letters and digits only (text.WORD), so a quote cannot be among them."""
    return f'"{word}"' if connection.vendor == "sqlite" else f"'{word}'"


def _prefix(word: str) -> str:
    return f"{_quoted(word)}*" if connection.vendor == "sqlite" else f"{_quoted(word)}:*"


def _beginning_in_title(word: str) -> str:
    """Only there: "sim" at the beginning of any word of any text would find nearly everything."""
    return f"{{title}} : {_prefix(word)}" if connection.vendor == "sqlite" else f"{_prefix(word)}A"


# Facets: one statement counts every combination of values; each facet is added up without its own filter.


def _combinations(source: str, values: list) -> list[tuple[dict[str, str], int]]:
    statement = f"SELECT {FACET_COLUMNS}, COUNT(*) {source} GROUP BY {FACET_COLUMNS} LIMIT {MOST_COMBINATIONS}"
    return [(dict(zip(FACETS, row[:-1], strict=True)), row[-1]) for row in _run(statement, values)]


def _counts(name: str, combinations: list, filters: dict[str, str]) -> Counter:
    others = {facet: value for facet, value in filters.items() if facet != name}
    counts: Counter = Counter()
    for each, count in combinations:
        if _fits(each, others):
            counts[each[name]] += count
    return counts


def _fits(each: dict[str, str], filters: dict[str, str]) -> bool:
    return all(each[name] == value for name, value in filters.items())


def _hits(source: str, values: list, query: Query, meaning: Meaning) -> list[Hit]:
    where = "".join(f" AND d.{name} = %s" for name in FACETS if name in query.filters)
    wanted = [query.filters[name] for name in FACETS if name in query.filters]
    best = (
        f"SELECT d.id, {_rank(meaning)} AS rank {source}{where} "
        f"ORDER BY rank DESC, d.id LIMIT {PER_PAGE} OFFSET {query.start}"
    )
    said = " ".join(text.words(query.text))
    named = [said, f"{said}%"] if meaning.groups else []
    joined = f"FROM ({best}) best JOIN search_searchdocument d ON d.id = best.id ORDER BY best.rank DESC, d.id"
    documents = SearchDocument.objects.raw(f"SELECT {SHOWN} {joined}", [*named, *values, *wanted])
    return [_hit(document, meaning) for document in documents]


def _hit(document: SearchDocument, meaning: Meaning) -> Hit:
    words, language = meaning.words, meaning.language
    return Hit(
        kind=document.kind,
        object_id=document.object_id,
        url=document.url,
        title=excerpts.marked(document.title, words, language),
        excerpt=excerpts.excerpt(document.summary, document.body, words, language),
        field=document.field,
        district=document.district,
        status=document.status,
        on=document.on,
        until=document.until,
    )


def _run(statement: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


# While somebody types.


LOOKED_AT = 5  # times as many as are shown


def suggest(words: str, language: str, limit: int) -> list[Suggestion]:
    """Titles that begin so, then titles with a word that begins so, then those whose keywords do; where nothing begins
    so, the same for what was probably meant."""
    found = text.words(words)[: text.MOST_WORDS]
    if not found:
        return []
    documents = list(SearchDocument.objects.raw(*_beginning(found, language, limit * LOOKED_AT)))
    if not documents:
        nearest = vocabulary.nearest(vocabulary.unknown(found, language), language)
        found = [nearest.get(word, word) for word in found]
        documents = SearchDocument.objects.raw(*_beginning(found, language, limit * LOOKED_AT)) if nearest else []
    nearest = sorted(documents, key=lambda each: _distance(each.title, found))
    return [Suggestion(each.title, each.url, each.kind) for each in nearest[:limit]]


def _distance(title: str, typed: list[str]) -> int:
    """How far a title is from what was typed; among equals the weight decides, as the database ordered them."""
    words = text.words(title)
    if " ".join(words).startswith(" ".join(typed)):
        return 0
    return 1 if any(word.startswith(typed[-1]) for word in words) else 2


def _beginning(found: list[str], language: str, limit: int) -> tuple[str, list]:
    both = " AND " if connection.vendor == "sqlite" else " & "
    expression = both.join([*map(_quoted, found[:-1]), _prefix(found[-1])])
    if connection.vendor == "sqlite":
        source = "FROM search_words JOIN search_searchdocument d ON d.id = search_words.rowid"
        match, values = "search_words MATCH %s", [f"{{title keywords title_stems}} : ({expression})"]
    else:
        source, match = "FROM search_searchdocument d", "d.vector @@ to_tsquery('simple', %s)"
        values = [_in_title(expression)]
    statement = f"SELECT {SHOWN} {source} WHERE {match} AND {SERVED} ORDER BY d.weight DESC, d.id LIMIT {int(limit)}"
    return statement, [*values, language]


def _in_title(expression: str) -> str:
    """Only words of weight A and B: title and keywords."""
    parts = [part if part.endswith(":*") else f"{part}:" for part in expression.split(" & ")]
    return " & ".join(f"{part}AB" for part in parts)
