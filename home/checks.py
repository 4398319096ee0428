"""What a page still needs before people can use it, said in the editor's language.

Pure: words and pictures in, findings out. The sentences are those of the style guide: what is found, and what to do.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

JARGON = Path(__file__).parent / "data" / "jargon.json"
MONTHS = {
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "en": "january february march april may june july august september october november december",
}
# Every check by its key, as the CMS lists it: the name of what is found.
NAMES = {
    "no_summary": _lazy("No summary"),
    "long_title": _lazy("Title too long"),
    "all_caps": _lazy("Capitals only"),
    "personal_data": _lazy("Personal data"),
    "image_no_alt": _lazy("Picture without alternative text"),
    "poster": _lazy("Poster without text"),
    "date_without_year": _lazy("Date without a year"),
    "past_date": _lazy("Date has passed"),
    "link_text": _lazy("Link without a destination in words"),
    "heading_order": _lazy("Heading skips a level"),
    "no_source": _lazy("Figure without source or period"),
    "long_sentence": _lazy("Sentence too long"),
    "jargon": _lazy("Word that is hard to understand"),
    "hard_to_read": _lazy("Text that is hard to read"),
}
LONGEST_TITLE, LONGEST_SENTENCE = 60, 25
HARD_TO_READ = 60  # see hardness()
EMPTY_LINKS = {"klik di sini", "di sini", "klik", "baca selengkapnya", "selengkapnya", "link", "tautan"}
EMPTY_LINKS |= {"click here", "here", "read more", "more", "this link"}
NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9“\"])")
WORD = re.compile(r"[A-Za-zÀ-ÿ’'-]+")
VOWELS = re.compile(r"ai(?=\b)|au(?=\b)|oi(?=\b)|[aeiou]", re.I)
JOINED = "\u2060"  # stands for the space after an abbreviation while sentences are told apart
ABBREVIATIONS = re.compile(r"\b(?:No|Jl|Kec|Kel|Rp|St|Mr|Mrs|dr|Dr|Hj?)\.\s")


@dataclass(frozen=True)
class Finding:
    """One thing to mend: a stable key, and the sentence that names it."""

    key: str
    text: str


@dataclass
class Picture:
    alt: str
    is_decorative: bool = False
    title: str = ""
    width: int = 0
    height: int = 0


@dataclass
class Content:
    """A page as the checks see it."""

    title: str
    summary: str
    html: str = ""
    language: str = "id"
    pictures: list[Picture] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)  # figure, period and source


def findings(content: Content, today: dt.date) -> list[Finding]:
    """Everything to mend, the most important first."""
    reader = Reader.read(content.html)
    words = f"{content.title}. {content.summary}. {reader.text}"
    found = [
        *_head(content),
        *_personal(words),
        *_pictures(content, reader),
        *_dates(words, content.language, today),
        *_links(reader),
        *_headings(reader),
        *_figures(content),
        *_sentences(reader),
        *_jargon(words, content.language),
        *_level(reader, content.language),
    ]
    return list(dict.fromkeys(found))


class Reader(HTMLParser):
    """Text, links and headings of rich text; every block ends a sentence."""

    BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "br"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.links, self.headings = [], [], []
        self._link: list[str] | None = None

    @classmethod
    def read(cls, html: str) -> "Reader":
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._link = []
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if tag == "a" and self._link is not None:
            self.links.append(" ".join("".join(self._link).split()))
            self._link = None
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        self.parts.append(data)
        if self._link is not None:
            self._link.append(data)


def _head(content: Content) -> Iterator[Finding]:
    if not content.summary.strip():
        yield Finding("no_summary", _("There is no summary. The page cannot be published without one."))
    if len(content.title) > LONGEST_TITLE:
        values = {"count": len(content.title), "most": LONGEST_TITLE}
        yield Finding("long_title", _("The title has %(count)s characters; the limit is %(most)s.") % values)
    if is_shouted(content.title):
        yield Finding("all_caps", _("The title is in capitals only. Write it like a sentence."))


def is_shouted(text: str) -> bool:
    """Capitals only, longer than an abbreviation."""
    letters = [each for each in text if each.isalpha()]
    return len(letters) > 8 and all(each.isupper() for each in letters)


def _personal(text: str) -> Iterator[Finding]:
    if NIK.search(text):
        yield Finding("personal_data", _("This looks like a NIK. Remove it before publishing."))


def _pictures(content: Content, reader: Reader) -> Iterator[Finding]:
    for picture in content.pictures:
        if not picture.alt.strip() and not picture.is_decorative:
            yield Finding(
                "image_no_alt", _("The picture “%(name)s” has no alternative text.") % {"name": picture.title}
            )
    if content.pictures and len(WORD.findall(reader.text)) < 25 and _may_be_poster(content.pictures):
        yield Finding("poster", _("This picture seems to be a poster. Write its words as text."))


def _may_be_poster(pictures: list[Picture]) -> bool:
    """An upright picture, or one that is called so, on a page with hardly any words."""
    names = ("poster", "pamflet", "flyer", "brosur")
    return any(each.height > each.width or any(name in each.title.lower() for name in names) for each in pictures)


def _dates(text: str, language: str, today: dt.date) -> Iterator[Finding]:
    names = MONTHS[language].split()
    for match in re.finditer(rf"\b(\d{{1,2}})\s+({'|'.join(names)})\b(?:\s+(\d{{4}}))?", text, re.I):
        day, month, year = match.groups()
        date = " ".join(match.group(0).split())
        if year is None:
            if not _year_follows(text[match.end() :]):
                yield Finding("date_without_year", _("The date “%(date)s” has no year. Add it.") % {"date": date})
        elif _is_past(int(year), names.index(month.lower()) + 1, int(day), today):
            yield Finding("past_date", _("The date %(date)s has passed. Is the page still right?") % {"date": date})


def _year_follows(rest: str) -> bool:
    """In "11 Januari–22 Februari 2027" the year stands once, at the end."""
    return re.match(r"\s*(?:–|-|sampai|hingga|to|and|dan)\s*(?:\w+,\s*)?\d{1,2}\s+\w+\s+\d{4}", rest) is not None


def _is_past(year: int, month: int, day: int, today: dt.date) -> bool:
    """Only what looks like an appointment of this or last year; figures of older years are history."""
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return False
    return date < today and (today - date).days < 366


def _links(reader: Reader) -> Iterator[Finding]:
    for text in reader.links:
        if text.lower().strip(" .:→>") in EMPTY_LINKS:
            sentence = _("The link “%(text)s” does not say where it goes. Write the name of the page.")
            yield Finding("link_text", sentence % {"text": text})


def _headings(reader: Reader) -> Iterator[Finding]:
    levels = [1, *reader.headings]
    if any(after - before > 1 for before, after in pairwise(levels)):
        yield Finding("heading_order", _("A heading skips a level. Use the next one."))


def _figures(content: Content) -> Iterator[Finding]:
    for figure, source in content.figures:
        if not re.search(r"\d{4}", source):
            sentence = _("The figure “%(figure)s” has no source or period.")
            yield Finding("no_source", sentence % {"figure": figure})


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line ends one, and an abbreviation does not."""
    whole = ABBREVIATIONS.sub(lambda match: match.group(0).strip() + JOINED, text)
    parts = [part.strip() for line in whole.splitlines() for part in SENTENCE.split(line)]
    return [part.replace(JOINED, " ") for part in parts if WORD.search(part)]


def _sentences(reader: Reader) -> Iterator[Finding]:
    for sentence in sentences(reader.text):
        count = len(sentence.split())
        if count > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:5])
            values = {"count": count, "start": start}
            text = _("The sentence “%(start)s …” has %(count)s words. Split it in two.")
            yield Finding("long_sentence", text % values)


@lru_cache
def jargon() -> dict[str, dict[str, str]]:
    return json.loads(JARGON.read_text(encoding="utf-8"))


def _jargon(text: str, language: str) -> Iterator[Finding]:
    lower = text.lower()
    for word, better in jargon().get(language, {}).items():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lower):
            values = {"word": word, "better": better}
            yield Finding("jargon", _("“%(word)s” is hard to understand. Try “%(better)s”.") % values)


def hardness(text: str) -> float:
    """How hard Indonesian words and sentences are, 0 easy to 100 hard.

    Indonesian spells as it sounds, so syllables are counted by vowels: long words (four syllables and more, prefixes
    and suffixes stacked up) and long sentences weigh the same. A news text stands at about 45, a decree above 70.
    """
    parts, words = sentences(text), WORD.findall(text)
    if len(words) < 40 or not parts:
        return 0.0
    long_words = sum(len(VOWELS.findall(word)) >= 4 for word in words) / len(words)
    return min(100.0, 50 * min(long_words / 0.4, 1) + 50 * min(len(words) / len(parts) / 30, 1))


def _level(reader: Reader, language: str) -> Iterator[Finding]:
    score = round(hardness(reader.text)) if language == "id" else 0
    if score > HARD_TO_READ:
        text = _("Hard to read: %(score)s of 100; at most %(most)s. Use shorter words and sentences.")
        yield Finding("hard_to_read", text % {"score": score, "most": HARD_TO_READ})
