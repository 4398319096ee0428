"""Words of a text as the search sees them: normal form, stems, and the bounds of what a visitor may ask."""

import re
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

MOST_LETTERS = 120  # of a query
MOST_WORDS = 8
LONG = 8  # letters of a word that may hold two errors
WORD = re.compile(r"[^\W_]+")
PERSONAL = re.compile(r"\S*@\S*|(?:\d[ .\-]*){6,}")  # addresses of mail; six digits and more

# Words that say nothing of what is looked for. Kept short: "tanpa" or "gratis" may matter.
STOP = {
    "id": "ada adalah agar aja akan anda apa apakah atau bagaimana bagi bisa boleh buat cara dan dalam dari dengan di "
    "gimana gmn ini itu ingin jadi jika juga kalau kalo kapan karena ke kita mana mau oleh pada pakai para saja saya "
    "sebagai sih supaya tentang untuk utk yang yg ya",
    "en": "a about an and are at be by can do for from get how i in is it me my of on or the to want what when where "
    "which with",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in STOP.items()}


def plain(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def said(text: str, language: str) -> list[str]:
    """The words of a query that matter; when none does, all of them."""
    found = words(text[:MOST_LETTERS])
    kept = [word for word in found if word not in STOP_WORDS[language]]
    return (kept or found)[:MOST_WORDS]


@lru_cache
def _stemmer(language: str):
    return stemmer("english" if language == "en" else "indonesian")


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """The root of a word: pelatihan, melatih, latihan -> latih. Words with digits stay."""
    return word if any(each.isdigit() for each in word) else _stemmer(language).stemWord(word)


def stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in words(text)]


def key(text: str, language: str = "id") -> str:
    """What two spellings of one question have in common: its roots, in order, without small words."""
    return " ".join(stem(word, language) for word in said(text, language))


def without_personal(text: str) -> str:
    """A query as it may be kept: no address of mail, no number of six digits or more."""
    return " ".join(PERSONAL.sub(" ", text[:MOST_LETTERS]).lower().split())


def trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def distance(one: str, other: str) -> int:
    """Edits from one word to the other: a letter more, less, other, or two swapped."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def is_near(word: str, other: str) -> bool:
    """Whether one was probably meant by the other: one error, two in words of eight letters and more, never the first
    letter; the same rule as Elasticsearch's `AUTO:4,8`."""
    return word[:1] == other[:1] and distance(word, other) <= (1 if len(word) < LONG else 2)


def runs(found: list[str], longest: int = 4) -> list[tuple[int, int]]:
    """Every run of neighbouring words, longer ones first: (first, end)."""
    sizes = range(min(longest, len(found)), 0, -1)
    return [(first, first + size) for size in sizes for first in range(len(found) - size + 1)]
