"""The sentence shown under a result: where the words were found, each of them marked."""

from django.utils.html import escape
from django.utils.safestring import SafeString

from search import text
from search.results import CLOSE_MARK, OPEN_MARK

LENGTH = 200  # characters
BEFORE = 60  # of context in front of the first word that was found


def marked(original: str, words: set[str], language: str) -> str:
    """The text with marks around the words, also around other forms of them."""
    roots = {text.stem(word, language) for word in words}
    return text.WORD.sub(lambda found: _mark(found.group(), words, roots, language), original)


def _mark(word: str, words: set[str], roots: set[str], language: str) -> str:
    plain = text.plain(word)
    is_found = plain in words or text.stem(plain, language) in roots
    return f"{OPEN_MARK}{word}{CLOSE_MARK}" if is_found else word


def excerpt(summary: str, body: str, words: set[str], language: str) -> str:
    """The summary when it has a word of the question, else the place in the text that has one."""
    for source in (summary, body):
        found = marked(source, words, language)
        if OPEN_MARK in found:
            return _window(found)
    return shortened(summary or body)


def _window(found: str) -> str:
    place = found.index(OPEN_MARK)
    if place <= BEFORE or len(found) <= LENGTH:
        return shortened(found)
    start = found.rfind(" ", 0, place - BEFORE // 2) + 1
    return f"… {shortened(found[start:])}"


def shortened(found: str) -> str:
    """At most LENGTH characters, ending with a whole word and with every mark closed."""
    found = " ".join(found.split())
    if len(found) <= LENGTH:
        return found
    short = found[:LENGTH].rpartition(" ")[0]
    if short.count(OPEN_MARK) > short.count(CLOSE_MARK):
        short += CLOSE_MARK
    return f"{short} …"


def as_html(found: str) -> SafeString:
    """Escaped text with <mark> around what was found."""
    safe = escape(found).replace(OPEN_MARK, "<mark>").replace(CLOSE_MARK, "</mark>")
    return SafeString(safe)
