"""The words that stand in the documents, and the nearest of them to a word that stands nowhere."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from search import text
from search.models import SearchDocument, Synonym, Term, Trigram

SHORTEST = 4  # letters of a word that may hold a typing error; "AC" is never taken for another
LONGEST = 40
CANDIDATES = 30
CHUNK = 400
SHARING = "FROM search_term t JOIN search_trigram g ON g.term_id = t.id WHERE t.language = %s AND g.letters IN"
MOST_FIRST = f"GROUP BY t.id, t.word ORDER BY COUNT(*) DESC, t.word LIMIT {CANDIDATES}"


def learn(documents: Iterable[SearchDocument]) -> None:
    """Add the words of these documents."""
    found: dict[str, set[str]] = {}
    for document in documents:
        words = text.words(f"{document.title} {document.keywords} {document.summary} {document.body}")
        found.setdefault(document.language, set()).update(words)
    for language, words in found.items():
        _add(words, language)


def _add(words: set[str], language: str) -> None:
    wanted = sorted(word for word in words if len(word) <= LONGEST and not word.isdigit())
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        known = set(Term.objects.filter(language=language, word__in=chunk).values_list("word", flat=True))
        new = [Term(word=word, language=language) for word in chunk if word not in known]
        if new:
            Term.objects.bulk_create(new, ignore_conflicts=True)
            _add_trigrams([term.word for term in new], language)


def _add_trigrams(words: list[str], language: str) -> None:
    terms = Term.objects.filter(language=language, word__in=words, trigrams=None)
    rows = [Trigram(letters=letters, term=term) for term in terms for letters in text.trigrams(term.word)]
    Trigram.objects.bulk_create(rows, batch_size=1000)


def relearn(start: dt.datetime) -> None:
    """Forget the words that no document has any more: those that a look at every document does not confirm."""
    now, last = timezone.now(), 0
    there = SearchDocument.objects.served().filter(is_gone=False).order_by("pk")
    while documents := list(there.filter(pk__gt=last)[:CHUNK]):
        learn(documents)
        for language in {document.language for document in documents}:
            _confirm([each for each in documents if each.language == language], language, now)
        last = documents[-1].pk
    for synonym in Synonym.objects.iterator(chunk_size=CHUNK):
        _add(set(text.words(f"{synonym.term} {synonym.means}")), "id")
        _touch(set(text.words(f"{synonym.term} {synonym.means}")), "id", now)
    Term.objects.filter(seen_at__lt=start).delete()


def _confirm(documents: list[SearchDocument], language: str, now: dt.datetime) -> None:
    words: set[str] = set()
    for document in documents:
        words.update(text.words(f"{document.title} {document.keywords} {document.summary} {document.body}"))
    _touch(words, language, now)


def _touch(words: set[str], language: str, now: dt.datetime) -> None:
    found = sorted(words)
    for start in range(0, len(found), CHUNK):
        Term.objects.filter(language=language, word__in=found[start : start + CHUNK]).update(seen_at=now)


def unknown(words: Iterable[str], language: str) -> list[str]:
    """The words that stand in no document, and are long enough to hold a typing error."""
    asked = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
    if not asked:
        return []
    known = set(Term.objects.filter(language=language, word__in=asked).values_list("word", flat=True))
    return [word for word in asked if word not in known]


def nearest(words: Iterable[str], language: str) -> dict[str, str]:
    """For each word the one that was meant; absent when none is near. One statement, however many words."""
    near: dict[str, tuple[int, str]] = {}
    for word, candidate in _candidates(list(words), language):
        if text.is_near(word, candidate):
            found = (text.distance(word, candidate), candidate)
            near[word] = min(near.get(word, found), found)
    return {word: candidate for word, (_edits, candidate) in near.items()}


def _candidates(words: list[str], language: str) -> list[tuple[str, str]]:
    """Pairs of a word and a term that shares much of it."""
    parts, values = [], []
    for place, word in enumerate(words):
        letters = sorted(text.trigrams(word))
        sharing = f"{SHARING} ({', '.join(['%s'] * len(letters))}) {MOST_FIRST}"
        best = f"(SELECT {place} AS place, t.word {sharing}) best_{place}"
        parts.append(" ".join(["SELECT * FROM", best]))
        values += [language, *letters]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [(words[place], term) for place, term in cursor.fetchall()]
