"""The log in words: each app names its acts and its objects, so that a register shows no internal names.

An act or an object nobody has named shows as it is stored: nothing is hidden.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from audit.models import Event


@dataclass(frozen=True)
class Kind:
    """One kind of object: its word, the column that names a row, and the route that opens it by its key."""

    label: Any
    column: str = ""
    route: str = ""


_acts: dict[str, Any] = {}
_kinds: dict[str, Kind] = {}


def register_acts(words: dict[str, Any]) -> None:
    """Verbs with their words; called from AppConfig.ready()."""
    _acts.update(words)


def register_kind(object_type: str, kind: Kind) -> None:
    _kinds[object_type] = kind


def act(verb: str) -> str:
    return str(_acts.get(verb, verb))


def kind(object_type: str) -> str:
    found = _kinds.get(object_type)
    return str(found.label) if found else object_type


def address(event: Event) -> str:
    """Where the object opens; the view there decides who may see it. Empty where there is none."""
    found = _kinds.get(event.object_type)
    return reverse(found.route, args=[event.object_ref]) if found and found.route else ""


def names(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """The names of the objects of many events: one query for each kind among them."""
    wanted = defaultdict(set)
    for event in events:
        if event.object_type in _kinds and _kinds[event.object_type].column:
            wanted[event.object_type].add(event.object_ref)
    found = {}
    for object_type, refs in wanted.items():
        rows = apps.get_model(object_type)._base_manager.filter(pk__in=refs)
        for pk, name in rows.values_list("pk", _kinds[object_type].column):
            found[object_type, str(pk)] = str(name)
    return found


def name(event: Event) -> str:
    """The name of the object of one event; the key of one that is gone."""
    return names([event]).get((event.object_type, event.object_ref), event.object_ref)
