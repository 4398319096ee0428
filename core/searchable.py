"""What the public search may find. An app declares its kinds in AppConfig.ready() and knows nothing of the search.

    searchable.register(searchable.Kind(name="news", label=_("News"), model=NewsPage, rows=live_news, entries=entries))

The search keeps its index from `rows` and `entries`. It hears of saved, deleted, published, withdrawn and moved
objects by itself; what changes rows without a signal (an UPDATE of a queryset) says so by `changed`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet
from django.dispatch import Signal


@dataclass(frozen=True)
class Status:
    """The words and the tone (of components/status_tag.html) of a status."""

    label: object
    tone: str = "done"


@dataclass(frozen=True)
class Entry:
    """What is found of one object in one language. Public words only: nothing about a person."""

    language: str
    title: str
    url: str
    summary: str = ""
    body: str = ""
    keywords: str = ""  # further names people may type
    field: str = ""
    district: str = ""  # kecamatan
    status: str = ""  # a key of Kind.statuses
    on: dt.date | None = None  # the date shown, and the month of the filter
    until: dt.date | None = None
    changes_at: dt.datetime | None = None  # when the status becomes another one by itself
    weight: float = 1.0  # above 1 stands further up


@dataclass(frozen=True)
class Kind:
    """A kind of result: what can be found now, and how to say it."""

    name: str  # in addresses: never changes
    label: object
    model: type[Model]
    rows: Callable[[], QuerySet]
    entries: Callable[[Model], Iterable[Entry]]
    # Other models whose change touches objects of this kind: from one of their rows to primary keys of this kind.
    follows: dict[type[Model], Callable[[Model], Iterable[int]]] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}
changed_rows = Signal()  # sender: the model; ids


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


_field_names: list[Callable[[str], str]] = []


def name_fields(say: Callable[[str], str]) -> None:
    """Tell how a field of results is called in the active language; documents keep one word for all languages."""
    if say not in _field_names:
        _field_names.append(say)


def field_name(field: str) -> str:
    """The first name that is not the stored word itself."""
    return next((name for say in _field_names if (name := say(field)) != field), field)


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def changed(model: type[Model], *ids: int) -> None:
    """Say that rows changed although no object was saved; inside the transaction that changed them."""
    changed_rows.send(model, ids=ids)


def plain_text(value) -> str:
    """The words of a StreamField or rich text, without its marks."""
    from wagtail.blocks import StreamValue
    from wagtail.rich_text import get_text_for_indexing

    if isinstance(value, StreamValue):
        return "\n".join(str(each) for each in value.stream_block.get_searchable_content(value))
    return get_text_for_indexing(str(value or ""))
