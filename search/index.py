"""Keeps the table of documents: what changed, what became due, everything anew, and finding drift.

What changes is written in place, document by document. A rebuild writes a new edition of everything beside the one that
answers, and what changes meanwhile is written into both; then the new one takes over in one step (search.editions).
"""

import datetime as dt
import hashlib
import itertools
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from core import searchable
from core.searchable import Entry, Kind
from search import editions, receivers, replica, text, vocabulary
from search.models import Change, IndexState, SearchDocument

CHUNK = 100
MOST_A_ROUND = 2000  # of changes in one round of the worker
KEPT_GONE = dt.timedelta(days=1)
TEXTS = ("title", "summary", "body", "keywords")
COLUMNS = (*TEXTS, "url", "field", "district", "status", "on", "until", "weight", "changes_at")


def work(at: dt.datetime) -> int:
    """The tick: index what changed and what became another thing by the clock; returns how many objects."""
    _note_due(at)
    done = 0
    while done < MOST_A_ROUND and (changes := list(Change.objects.order_by("pk")[:CHUNK])):
        _work_off(changes)
        done += len(changes)
    _forget_gone(at)
    editions.tidy(at)
    return done


def _forget_gone(at: dt.datetime) -> None:
    """Rows without words, once every copy has heard of them."""
    gone = SearchDocument.objects.filter(is_gone=True, version__lt=_version_at(at - KEPT_GONE))
    (gone.filter(is_copied=True) if replica.is_configured() else gone).delete()


def _work_off(changes: list[Change]) -> None:
    """Whoever changed again meanwhile has another stamp, and stays for the next round."""
    for name, group in itertools.groupby(sorted(changes, key=lambda each: each.kind), key=lambda each: each.kind):
        ids = [change.object_id for change in group]
        if name == receivers.TREE:
            _spread(ids)
        elif name in searchable.kinds():
            refresh(searchable.kinds()[name], ids)
    seen = Q()
    for change in changes:
        seen |= Q(pk=change.pk, stamp=change.stamp)
    Change.objects.filter(seen).delete()


def _spread(page_ids: list[int]) -> None:
    """From a page that moved to every object that stands below it."""
    for page in Page.objects.filter(pk__in=page_ids):
        below = Page.objects.descendant_of(page, inclusive=True).order_by("pk")
        for each in below.specific().iterator(chunk_size=CHUNK):
            receivers.published(type(each), each)


def _note_due(at: dt.datetime) -> None:
    """Documents whose status is another one since a moment ago."""
    due = SearchDocument.objects.filter(changes_at__lte=at).values_list("kind", "object_id").distinct()[:MOST_A_ROUND]
    for kind, object_id in list(due):
        receivers.note(kind, object_id)


@dataclass
class Tally:
    """What a refresh did."""

    same: int = 0
    written: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.same += other.same
        self.written += other.written
        self.gone += other.gone


def refresh(kind: Kind, ids: Iterable[int], *, is_dry: bool = False) -> Tally:
    """Bring the documents of these objects to what the objects say now; what cannot be found any more goes."""
    ids = list(ids)
    with _as_they_are(kind, ids) as (wanted, state):
        standing = _standing(kind, ids, state.serving)
        tally = _compare(wanted, standing)
        if is_dry:
            return tally
        _write([wanted[key] for key in tally.written], standing, state.serving)
        _remove([standing[key] for key in tally.gone])
        if state.building:
            editions.copy(list(_standing(kind, ids, state.serving).values()), state.building)
    return tally


@contextmanager
def _as_they_are(kind: Kind, ids: list[int]) -> Iterator[tuple[dict[str, SearchDocument], IndexState]]:
    """What the objects say, inside a transaction in which nobody else writes documents. The objects are read before
    it, because that takes long; when somebody wrote their documents meanwhile, perhaps from newer rows, again in it."""
    before, wanted = _versions(kind, ids), _wanted(kind, ids)
    with transaction.atomic():
        state = editions.locked()
        if _versions(kind, ids) != before:
            wanted = _wanted(kind, ids)
        yield wanted, state


def _versions(kind: Kind, ids: list[int]) -> set[tuple]:
    rows = SearchDocument.objects.filter(kind=kind.name, object_id__in=ids)
    return set(rows.values_list("edition", "object_id", "language", "version"))


def _wanted(kind: Kind, ids: list[int]) -> dict[str, SearchDocument]:
    rows = kind.rows().filter(pk__in=ids)
    documents = [_document(kind, row.pk, entry) for row in rows for entry in kind.entries(row) if entry.url]
    return {document.key: document for document in documents}


def _standing(kind: Kind, ids: list[int], edition: int) -> dict[str, SearchDocument]:
    found = SearchDocument.objects.filter(edition=edition, kind=kind.name, object_id__in=ids)
    return {document.key: document for document in found}


def _compare(wanted: dict[str, SearchDocument], standing: dict[str, SearchDocument]) -> Tally:
    tally = Tally()
    for key, document in wanted.items():
        there = standing.get(key)
        if there and not there.is_gone and there.digest == document.digest:
            tally.same += 1
        else:
            tally.written.append(key)
    tally.gone = [key for key, document in standing.items() if key not in wanted and not document.is_gone]
    return tally


def _document(kind: Kind, pk: int, entry: Entry) -> SearchDocument:
    values = {name: getattr(entry, name) for name in COLUMNS}
    values["title"], values["url"] = entry.title[:255], entry.url[:400]
    document = SearchDocument(kind=kind.name, object_id=pk, language=entry.language, **values)
    document.month = f"{entry.on:%Y-%m}" if entry.on else ""
    language = entry.language
    document.title_stems = " ".join(text.stems(f"{entry.title} {entry.keywords}", language))
    document.stems = " ".join(text.stems(f"{entry.summary} {entry.body}", language))
    document.digest = _digest(document)
    return document


def _digest(document: SearchDocument) -> str:
    """One value for everything a document says."""
    said = [str(getattr(document, name)) for name in (*COLUMNS, "stems", "title_stems")]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _write(documents: list[SearchDocument], standing: dict[str, SearchDocument], edition: int) -> None:
    now = time.time_ns() // 1000
    for document in documents:
        before = standing.get(document.key)
        document.edition, document.version = edition, max(now, before.version + 1 if before else 0)
    editions.put(documents)
    vocabulary.learn(documents)


def _remove(documents: list[SearchDocument]) -> None:
    """The words go at once; the empty row tells the copies."""
    now = time.time_ns() // 1000
    empty = dict.fromkeys((*TEXTS, "stems", "title_stems", "digest", "status"), "")
    for document in documents:
        SearchDocument.objects.filter(pk=document.pk).update(
            is_gone=True, is_copied=False, changes_at=None, version=max(now, document.version + 1), **empty
        )


def _version_at(at: dt.datetime) -> int:
    return int(at.timestamp() * 1_000_000)


# Everything.


def rebuild() -> Tally:
    """Write every object into a new edition, let it take over, forget words nobody uses; edits go on meanwhile."""
    start, tally, edition = timezone.now(), Tally(), editions.begin()
    for kind in searchable.kinds().values():
        for ids in _chunks(kind.rows().order_by("pk")):
            tally.add(_fill(kind, ids, edition))
    tally.gone += _take_over(edition)
    editions.tidy(start)
    vocabulary.relearn(start)
    return tally


def _fill(kind: Kind, ids: list[int], edition: int) -> Tally:
    """Into the new edition; what says the same as before keeps its version, so no copy is sent it again."""
    with _as_they_are(kind, ids) as (wanted, state):
        editions.check(state, edition)
        serving = _standing(kind, ids, state.serving)
        tally = _compare(wanted, serving)
        _write([wanted[key] for key in tally.written], serving, edition)
        same = [serving[key] for key in wanted if key not in set(tally.written)]
        editions.copy(same, edition)
    return Tally(same=tally.same, written=tally.written)


@transaction.atomic
def _take_over(edition: int) -> list[str]:
    """Swap; what has no counterpart any more comes along as gone, so that every copy hears of it."""
    editions.locked()
    left = list(editions.missing_in(edition))
    gone = [document for document in left if not document.is_gone]
    _remove(gone)
    SearchDocument.objects.filter(pk__in=[document.pk for document in left]).update(edition=edition)
    editions.swap(edition)
    return [document.key for document in gone]


def drift(*, repair: bool) -> Tally:
    """Objects whose documents do not say what the objects say, and documents of objects that are gone."""
    tally = Tally()
    for kind in searchable.kinds().values():
        for ids in _chunks(kind.rows().order_by("pk")):
            tally.add(refresh(kind, ids, is_dry=not repair))
        for ids in _chunks(_indexed(kind), name="object_id"):
            there = set(kind.rows().filter(pk__in=ids).values_list("pk", flat=True))
            tally.add(refresh(kind, set(ids) - there, is_dry=not repair))
    return tally


def _indexed(kind: Kind):
    return SearchDocument.objects.served().filter(kind=kind.name, is_gone=False).order_by("object_id")


def _chunks(rows, name: str = "pk") -> Iterator[list[int]]:
    """Keys in their order, a handful at a time; never the whole table."""
    last = -1
    while True:
        found = list(rows.filter(**{f"{name}__gt": last}).values_list(name, flat=True)[:CHUNK])
        if not found:
            return
        yield sorted(set(found))
        last = found[-1]
