"""The search hears of changes and notes them; nothing is indexed here, so no save ever waits for an index."""

import uuid
from collections import defaultdict
from functools import cache

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from audit.models import Event
from core import searchable
from search.models import Change

TREE = "tree"


def note(kind: str, *ids: int) -> None:
    """One row for each object, however often it changes; written in the caller's transaction."""
    rows = [Change(kind=kind, object_id=pk, stamp=uuid.uuid4(), at=timezone.now()) for pk in sorted(set(ids))]
    Change.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["stamp"]
    )


@cache
def _kinds_of_model() -> dict[type, list[str]]:
    found = defaultdict(list)
    for kind in searchable.kinds().values():
        found[kind.model].append(kind.name)
    return dict(found)


@cache
def _followers() -> dict[type, list[tuple]]:
    found = defaultdict(list)
    for kind in searchable.kinds().values():
        for model, ids_of in kind.follows.items():
            found[model].append((kind.name, ids_of))
    return dict(found)


def _note_object(model: type, instance) -> None:
    for kind in _kinds_of_model().get(model, ()):
        note(kind, instance.pk)
    for kind, ids_of in _followers().get(model, ()):
        note(kind, *ids_of(instance))


def _is_known(model: type) -> bool:
    return model in _kinds_of_model() or model in _followers()


def saved(sender, instance, raw=False, **kwargs):
    """Rows speak by being saved, pages by being published."""
    if not raw and not issubclass(sender, Page) and _is_known(sender):
        _note_object(sender, instance)


def deleted(sender, instance, **kwargs):
    if _is_known(sender):
        _note_object(sender, instance)


def published(sender, instance, **kwargs):
    _note_object(type(instance), instance)


def happened(sender, instance, **kwargs):
    """Every act of the business is an event about an object, also where rows change without being saved."""
    names = _by_label().get(instance.object_type, ())
    if names and instance.object_ref.isdigit():
        for kind in names:
            note(kind, int(instance.object_ref))


@cache
def _by_label() -> dict[str, list[str]]:
    return {model._meta.label_lower: names for model, names in _kinds_of_model().items()}


def said(sender, ids, **kwargs):
    for kind in _kinds_of_model().get(sender, ()):
        note(kind, *ids)


def moved(sender, instance, **kwargs):
    """A page elsewhere in the tree takes everything below it along: other addresses, perhaps other rights."""
    note(TREE, instance.pk)


def restricted(sender, instance, **kwargs):
    note(TREE, instance.page_id)


def connect() -> None:
    post_save.connect(saved, dispatch_uid="search.saved")
    post_delete.connect(deleted, dispatch_uid="search.deleted")
    post_save.connect(happened, sender=Event, dispatch_uid="search.happened")
    searchable.changed_rows.connect(said, dispatch_uid="search.said")
    page_published.connect(published, dispatch_uid="search.published")
    page_unpublished.connect(published, dispatch_uid="search.unpublished")
    page_slug_changed.connect(moved, dispatch_uid="search.slug")
    post_page_move.connect(moved, dispatch_uid="search.moved")
    post_save.connect(restricted, sender=PageViewRestriction, dispatch_uid="search.restricted")
    post_delete.connect(restricted, sender=PageViewRestriction, dispatch_uid="search.opened")
