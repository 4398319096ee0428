"""Write, seal and verify the log.

`record` runs inside the caller's transaction. Sealing into the chain happens in a short transaction of its own, on
commit and by the worker: chaining inside the business transaction halves the throughput and deadlocks.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import guard
from audit.models import Event, EventBody, Head, Link, Unsealed
from audit.signals import recorded
from core import health

GENESIS = "0" * 64
SEAL_BATCH = 500
LATE = dt.timedelta(minutes=5)
SYSTEM = "system"


def actor(by) -> str:
    """The reference of an actor: user:<id>, or "system" for what happens by itself."""
    return f"user:{by.pk}" if by is not None and by.pk else SYSTEM


def _spell(value) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(value)


# Made once: json.dumps makes a new one for every event, a tenth of the time of a verification.
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spell)


def canonical(value) -> str:
    """The one spelling that is hashed: sorted keys, no spaces, UTC with microseconds."""
    return _encoder.encode(value)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def body_digest(salt: str, body: dict) -> str:
    return _sha(salt + canonical(body))


SAID = ("verb", "object_type", "object_ref", "actor_ref", "is_public", "body_digest", "salt")


def event_digest(event: Event) -> str:
    """Digest of everything an event says; changing any column changes it."""
    return digest_of(event.pk, event.at, *(getattr(event, name) for name in SAID))


def digest_of(pk, at: dt.datetime, *said) -> str:
    """The digest of the columns `SAID` of an event, without building the event."""
    return _sha(canonical({"id": str(pk), "at": at} | dict(zip(SAID, said, strict=True))))


def record(verb: str, obj, *, by, body: dict | None = None, at=None, public: bool = False) -> Event:
    """Insert one event about `obj` in the current transaction; `body` may hold personal text, the event never does."""
    body = json.loads(canonical(body or {}))
    event = Event(
        verb=verb, object_type=obj._meta.label_lower, object_ref=str(obj.pk), actor_ref=actor(by), is_public=public
    )
    event.at = at or timezone.now()
    event.body_digest = body_digest(event.salt, body)
    event.save(force_insert=True)
    EventBody.objects.create(event=event, data=body)
    recorded.send(sender=Event, events=[(event, body)])
    return event


def record_many(events: list[tuple]) -> list[Event]:
    """Insert many events with two statements; each item is (verb, obj, by, body, at, public)."""
    rows, bodies = [], []
    for verb, obj, by, body, at, public in events:
        body = json.loads(canonical(body or {}))
        event = Event(verb=verb, object_type=obj._meta.label_lower, object_ref=str(obj.pk), actor_ref=actor(by))
        event.at, event.is_public = at, public
        event.body_digest = body_digest(event.salt, body)
        rows.append(event)
        bodies.append(EventBody(event=event, data=body))
    Event.objects.bulk_create(rows)
    EventBody.objects.bulk_create(bodies)
    recorded.send(sender=Event, events=[(row.event, row.data) for row in bodies])
    return rows


def about(obj, *, public_only: bool = False):
    """The events of one object, oldest first."""
    events = Event.objects.filter(object_type=obj._meta.label_lower, object_ref=str(obj.pk)).select_related("body")
    return (events.filter(is_public=True) if public_only else events).order_by("at", "id")


def seal_due(at: dt.datetime | None = None) -> int:
    """Chain every event that has no link yet; returns how many. Callers on several machines take turns."""
    sealed = 0
    try:
        while Unsealed.objects.exists():  # asked without a transaction: an idle round locks nothing
            sealed += _seal_batch()
    except IntegrityError:  # another machine sealed the same events first
        return sealed
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    last = Link.objects.select_for_update().order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    waiting = Unsealed.objects.select_related("event").order_by("at", "event_id")[:SEAL_BATCH]
    links = []
    for event in [row.event for row in waiting]:
        position, previous = position + 1, _sha(previous + event_digest(event))
        links.append(Link(position=position, event=event, hash=previous))
    Link.objects.bulk_create(links)
    Unsealed.objects.filter(event__in=[link.event_id for link in links]).delete()
    return len(links)


def unsealed_age(at: dt.datetime) -> health.Fact:
    """How long the oldest event has waited for its link."""
    oldest = Unsealed.objects.order_by("at").values_list("at", flat=True).first()
    problem = _("Events wait for their seal since more than five minutes: look at the worker.")
    return health.late("unsealed_oldest_seconds", oldest, int(LATE.total_seconds()), problem, at)


def verify(now: dt.datetime | None = None) -> Iterator[str]:
    """Walk the whole log and name every fault: altered event, missing link, late seal, body that does not fit."""
    now = now or timezone.now()
    for name in guard.missing(connection):
        yield f"the database does not guard the log: trigger {name} is missing"
    yield from _verify_chain()
    for event in Event.objects.filter(link=None, at__lt=now - LATE).iterator():
        yield f"event {event.pk} unsealed since {event.at.isoformat()}"
    yield from _verify_bodies()


def _verify_chain() -> Iterator[str]:
    """The chain from its beginning, against every head that was published."""
    heads = dict(Head.objects.values_list("position", "hash"))
    expected, previous = 1, GENESIS
    for position, found, *event in chain(1):
        if position != expected:
            yield f"link {expected} missing"
        previous = _sha(previous + digest_of(*event))
        if found != previous:
            yield f"event {event[0]} altered (link {position})"
        if heads.pop(position, found) != found:
            yield f"link {position} is not the one that was published"
        expected, previous = position + 1, found
    for position in heads:
        yield f"link {position} was published and is missing"


def chain(first: int, last: int | None = None) -> Iterator[tuple]:
    """(position, hash, id, at, *SAID) of the links from `first` to `last`, as a stream: a million need no memory."""
    links = Link.objects.filter(position__gte=first).order_by("position")
    links = links.filter(position__lte=last) if last else links
    columns = ("event__id", "event__at", *(f"event__{name}" for name in SAID))
    return links.values_list("position", "hash", *columns).iterator(chunk_size=2000)


def _verify_bodies() -> Iterator[str]:
    columns = ("id", "salt", "body_digest", "body__event", "body__data", "body__erased_at")
    for pk, salt, digest, body, data, erased_at in Event.objects.order_by().values_list(*columns).iterator(2000):
        if body is None:
            yield f"event {pk} has no body"
        elif not erased_at and body_digest(salt, data or {}) != digest:
            yield f"body of event {pk} does not fit"


@transaction.atomic
def erase_body(event: Event, *, by, at=None) -> None:
    """Erase the personal text of one event; the erasure is an event of its own and the chain still verifies."""
    EventBody.objects.filter(event=event).update(data=None, erased_at=at or timezone.now())
    record("audit.body.erased", event, by=by, at=at)
