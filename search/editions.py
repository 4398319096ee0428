"""Editions of the documents: one answers, at most one is built beside it, and the two change places in one step.

Every question names the edition by the row of IndexState in the statement itself, so it meets the old documents or the
new ones and never a mixture. The worker writes what changes meanwhile into both.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from search.models import IndexState, SearchDocument

CHUNK = 500
ABANDONED = dt.timedelta(minutes=10)  # nothing was added for so long: whoever built it is dead


class Superseded(Exception):
    """Another rebuild has begun, or the building was given up."""


def locked() -> IndexState:
    """The state, held until the end of the transaction: whoever writes documents takes turns here."""
    return IndexState.objects.select_for_update().get_or_create(pk=1)[0]


@transaction.atomic
def begin() -> int:
    """Open a new edition; one that is being built is given up."""
    state = locked()
    state.latest += 1
    state.building, state.built_at = state.latest, timezone.now()
    state.save()
    return state.building


def check(state: IndexState, edition: int) -> None:
    """Refuse to write into an edition that will never answer; else note that its builder is alive."""
    if state.building != edition:
        raise Superseded(f"edition {edition} is not being built any more")
    state.built_at = timezone.now()
    state.save(update_fields=["built_at"])


def copy(documents: list[SearchDocument], edition: int) -> None:
    """Bring an edition to what these documents say, gone ones too."""
    if not documents:
        return
    for document in documents:
        document.pk, document.edition = None, edition
        document._state.adding = True
    put(documents)


def put(documents: list[SearchDocument]) -> None:
    """Insert or replace, each in its edition."""
    fixed = {"id", "edition", "kind", "object_id", "language"}
    written = [column.name for column in SearchDocument._meta.concrete_fields if column.name not in fixed]
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["edition", "kind", "object_id", "language"],
        update_fields=written,
    )


def missing_in(edition: int):
    """What answers now and has no counterpart there: objects that went without anybody being told."""
    same = {name: OuterRef(name) for name in ("kind", "object_id", "language")}
    return SearchDocument.objects.served().exclude(Exists(SearchDocument.objects.filter(edition=edition, **same)))


def swap(edition: int) -> None:
    """From the next statement on the new edition answers; inside a transaction that holds the state."""
    state = locked()
    check(state, edition)
    state.serving, state.building, state.built_at = edition, None, None
    state.save()


def tidy(at: dt.datetime) -> None:
    """The tick: give up an edition whose builder died, and drop what will never answer again."""
    abandoned = IndexState.objects.filter(building__isnull=False, built_at__lt=at - ABANDONED)
    if abandoned.exists():  # an idle round writes nothing: a write makes every kept page stale
        abandoned.update(building=None)
    state = IndexState.objects.filter(pk=1).first()
    if state is None:
        return
    unused = SearchDocument.objects.filter(edition__lt=state.serving)
    _drop(unused)
    _drop(SearchDocument.objects.filter(edition__gt=state.serving).exclude(edition=state.building or 0))


def _drop(documents) -> None:
    """A handful at a time, so that nobody waits long for the database."""
    while ids := list(documents.values_list("pk", flat=True)[:CHUNK]):
        SearchDocument.objects.filter(pk__in=ids).delete()
