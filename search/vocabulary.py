"""The words that stand in the documents, and the nearest of them to a word that stands nowhere."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count
from django.utils import timezone

from search import text
from search.models import SearchDocument, Synonym, Term, Trigram

SHORTEST = 4  # letters of a word that may hold a typing error; "AC" is never taken for another
LONGEST = 40
CANDIDATES = 30
CHUNK = 400


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
    while documents := list(SearchDocument.objects.filter(is_gone=False, pk__gt=last).order_by("pk")[:CHUNK]):
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


def nearest(word: str, language: str) -> str:
    """The word that was meant: at most one error in short words, two in long ones; empty when none is near."""
    found = Term.objects.filter(language=language, trigrams__letters__in=text.trigrams(word))
    found = found.annotate(shared=Count("trigrams")).order_by("-shared", "word")
    allowed = 1 if len(word) <= 5 else 2
    near = [(text.distance(word, each), each) for each in found.values_list("word", flat=True)[:CANDIDATES]]
    return min(((edits, each) for edits, each in near if edits <= allowed), default=(0, ""))[1]
