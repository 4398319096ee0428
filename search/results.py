"""What goes in and out of the search, the same for every adapter."""

import datetime as dt
from dataclasses import dataclass, field

FACETS = ("kind", "field", "district", "status", "month")
PER_PAGE = 10
FEW = 3  # hits with most of the words; with fewer, those with any of them are shown too
LAST_PAGE = 50  # nobody reads further, and nothing must make the index count that far
OPEN_MARK, CLOSE_MARK = "\ue000", "\ue001"  # around what was found; characters that no text has


@dataclass(frozen=True)
class Query:
    """What a visitor asks: words, language, one value for some of FACETS, and the page."""

    text: str
    language: str = "id"
    filters: dict[str, str] = field(default_factory=dict)
    page: int = 1

    @property
    def start(self) -> int:
        return (min(max(self.page, 1), LAST_PAGE) - 1) * PER_PAGE


@dataclass(frozen=True)
class Hit:
    """One result; title and excerpt carry marks around the words that were found."""

    kind: str
    object_id: int
    url: str
    title: str
    excerpt: str
    field: str = ""
    district: str = ""
    status: str = ""
    on: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Facet:
    value: str
    count: int


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind: str


@dataclass
class Results:
    """A page of hits; `facets` counts each value with all other filters applied."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    did_you_mean: str = ""
    answered_by: str = ""
    unfiltered: int = 0  # hits without any filter


def in_order(name: str, counts: dict[str, int]) -> list[Facet]:
    """Months as they come, everything else the most frequent first."""
    pairs = [(value, count) for value, count in counts.items() if value and count]
    pairs.sort(key=lambda pair: pair[0] if name == "month" else (-pair[1], pair[0]))
    return [Facet(value, count) for value, count in pairs]
