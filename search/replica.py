"""The copy in Elasticsearch: whether it is asked, how it follows the table, and how it is made anew.

A breaker in the database, seen by every process: the first failure opens it with one line in the log, then nobody
asks Elasticsearch any more. Only the worker tries it again; it closes the breaker when the cluster is well, has the
right mapping and has caught up, so a visitor never reads a copy that fell behind.
"""

import contextlib
import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.health import Fact
from search.models import Replica, SearchDocument

log = logging.getLogger(__name__)
CHUNK = 500
PATIENCE = 10.0  # seconds the worker waits for an answer
PROBE = 2.0  # seconds for the first question to a cluster that failed before
FIRST_PAUSE, LONGEST_PAUSE = 5, 60  # seconds until the worker tries again
MARGIN = 60_000_000  # microseconds: versions of transactions that were slow to commit
AN_HOUR = 3600
LOST_AFTER = dt.timedelta(minutes=2)  # an index that is red for so long does not come back: it is made anew


class NotWell(Exception):
    """Elasticsearch answers, but not as it should."""


def is_configured() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def state(at: dt.datetime) -> Replica:
    return Replica.objects.get_or_create(pk=1, defaults={"since": at, "retry_at": at})[0]


def is_asked() -> bool:
    """Whether visitors' questions go to Elasticsearch now."""
    return is_configured() and Replica.objects.filter(pk=1, is_open=False).exists()


def ask(question: Callable, *arguments):
    """The answer of Elasticsearch, or None when it fails; whatever the reason, the visitor must not notice."""
    try:
        return question(*arguments)
    except Exception as failure:
        trip(failure)
        return None


def trip(failure: Exception, at: dt.datetime | None = None) -> None:
    """Open the breaker; of many processes that fail at once, one writes the line in the log."""
    at, reason = at or timezone.now(), _reason(failure)
    row = {"is_open": True, "reason": reason, "since": at, "retry_at": at + dt.timedelta(seconds=FIRST_PAUSE)}
    state(at)
    if Replica.objects.filter(pk=1, is_open=False).update(failures=1, **row):
        log.error("Elasticsearch is not asked any more, the database answers: %s", reason)


def _reason(failure: Exception) -> str:
    return " ".join(f"{type(failure).__name__}: {failure}".split())[:200]


def follow(at: dt.datetime) -> None:
    """The tick: bring the copy up to date; after a failure, try again with longer and longer pauses."""
    if not is_configured():
        return
    row = state(at)
    if row.is_open and row.retry_at > at:
        return
    try:
        _catch_up(is_probe=row.is_open, is_lost=row.is_open and at - row.since >= LOST_AFTER)
    except Exception as failure:
        _wait(row, failure, at)
        return
    if Replica.objects.filter(pk=1, is_open=True).update(is_open=False, reason="", failures=0, since=at):
        log.warning("Elasticsearch is well again and answers")


def _wait(row: Replica, failure: Exception, at: dt.datetime) -> None:
    trip(failure, at)
    pause = min(FIRST_PAUSE * 2 ** min(row.failures, 10), LONGEST_PAUSE)
    retry_at = at + dt.timedelta(seconds=pause)
    Replica.objects.filter(pk=1).update(failures=F("failures") + 1, retry_at=retry_at, reason=_reason(failure))


def _catch_up(*, is_probe: bool, is_lost: bool) -> None:
    from search.adapters import elastic

    short = elastic.client(PROBE if is_probe else PATIENCE)
    if _meta(short) != elastic.definition()["mappings"]["_meta"]:
        rebuild()
    elif short.cluster.health(index=settings.ELASTICSEARCH_INDEX)["status"] == "red":
        if not is_lost:
            raise NotWell("the index is red")
        rebuild()
    push()
    if is_probe:
        _prove(short)
        if not _is_complete(short):
            drift(repair=True)


def _meta(client) -> dict:
    """What the index behind our alias says of its own shape; empty where there is none."""
    indices = _behind_alias(client)
    if len(indices) != 1:
        return {}
    mapping = client.indices.get_mapping(index=indices[0])
    return mapping[indices[0]]["mappings"].get("_meta", {})


def _behind_alias(client) -> list[str]:
    if not client.indices.exists_alias(name=settings.ELASTICSEARCH_INDEX):
        return []
    return sorted(client.indices.get_alias(name=settings.ELASTICSEARCH_INDEX))


def _prove(client) -> None:
    """A question of the kind visitors ask, and a write: a full or read-only index would take the one, not the other."""
    from search.adapters import elastic
    from search.results import Query

    elastic.search(Query("pelatihan"))
    probe = {"index": {"_index": settings.ELASTICSEARCH_INDEX, "_id": "probe"}}
    answer = client.bulk(operations=[probe, {"kind": "probe", "is_gone": True}, _deletion("probe")], require_alias=True)
    _check(answer["items"])


def _is_complete(client) -> bool:
    """An index that comes back may have lost what was ticked off as copied."""
    client.indices.refresh(index=settings.ELASTICSEARCH_INDEX)
    there = client.count(index=settings.ELASTICSEARCH_INDEX)["count"]
    return there == SearchDocument.objects.served().filter(is_gone=False).count()


def _deletion(key: str) -> dict:
    return {"delete": {"_index": settings.ELASTICSEARCH_INDEX, "_id": key}}


# Copying.


def push() -> int:
    """Copy what the copy does not have yet; returns how many documents."""
    done = 0
    while documents := list(SearchDocument.objects.served().filter(is_copied=False).order_by("pk")[:CHUNK]):
        send(documents, settings.ELASTICSEARCH_INDEX, require_alias=True)
        _tick_off(documents)
        done += len(documents)
    return done


def send(documents: list[SearchDocument], index: str, **more) -> None:
    """One bulk request. Versions are ours, so an older copy of a document never replaces a newer one."""
    from search.adapters import elastic

    operations = [line for document in documents for line in _operation(document, index, elastic.source_of)]
    answer = elastic.client(PATIENCE).bulk(operations=operations, **more)
    _check(answer["items"])


def _operation(document: SearchDocument, index: str, source_of: Callable) -> Iterator[dict]:
    about = {"_index": index, "_id": document.key, "version": document.version, "version_type": "external_gte"}
    if document.is_gone:
        yield {"delete": about}
    else:
        yield {"index": about}
        yield source_of(document)


def _check(items: list[dict]) -> None:
    """409: it has a newer version; 404: it was gone already. Everything else is a failure."""
    for item in items:
        answer = next(iter(item.values()))
        if answer["status"] >= 300 and answer["status"] not in (404, 409):
            raise NotWell(f"{answer['status']} {answer.get('error', {}).get('type')}")
        if answer["status"] == 404 and "error" in answer:
            raise NotWell(f"404 {answer['error'].get('type')}")


def _tick_off(documents: list[SearchDocument]) -> None:
    """Copied, unless it changed meanwhile."""
    by_version = defaultdict(list)
    for document in documents:
        by_version[document.version].append(document.pk)
    for version, ids in by_version.items():
        SearchDocument.objects.filter(pk__in=ids, version=version).update(is_copied=True)


# Anew: an index beside the old one, then the alias moves; edits go on meanwhile.


def rebuild() -> str:
    """Build a new index from the table and let the alias point at it; returns its name."""
    from search.adapters import elastic

    client, name = elastic.client(PATIENCE), f"{settings.ELASTICSEARCH_INDEX}-{time.time_ns() // 1000}"
    definition = elastic.definition()
    try:
        client.indices.create(index=name, settings=definition["settings"], mappings=definition["mappings"])
        old = _fill(client, name)
    except Exception:
        _clear_away(client, name)
        raise
    _forget(client, old, name)
    return name


def _fill(client, name: str) -> list[str]:
    """Everything, and what was written meanwhile; then the alias moves. Returns what it pointed at before."""
    start = time.time_ns() // 1000 - MARGIN
    for documents in _all_chunks():
        send(documents, name)
    _send_since(start, name)
    client.indices.refresh(index=name)
    old = _swap(client, name)
    _send_since(start, name)
    return old


def _clear_away(client, name: str) -> None:
    """A new index that could not be filled must not stay: every further try would leave another one behind."""
    with contextlib.suppress(Exception):
        if name not in _behind_alias(client):
            client.indices.delete(index=name, ignore_unavailable=True)


def _all_chunks() -> Iterator[list[SearchDocument]]:
    last, there = 0, SearchDocument.objects.served().filter(is_gone=False).order_by("pk")
    while documents := list(there.filter(pk__gt=last)[:CHUNK]):
        yield documents
        last = documents[-1].pk


def _send_since(version: int, index: str) -> None:
    """What was written while the index was being built, gone documents too."""
    newer = SearchDocument.objects.served().filter(version__gte=version).order_by("version", "pk")
    ids = list(newer.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        send(list(SearchDocument.objects.filter(pk__in=ids[start : start + CHUNK])), index)


def _swap(client, name: str) -> list[str]:
    """One atomic step: no question falls between the old index and the new one. An index that took the alias's name
    (some program wrote to it before it existed) gives way."""
    alias = settings.ELASTICSEARCH_INDEX
    old = _behind_alias(client)
    actions = [{"add": {"index": name, "alias": alias}}]
    actions += [{"remove": {"index": index, "alias": alias}} for index in old]
    if not old and client.indices.exists(index=alias):
        actions.insert(0, {"remove_index": {"index": alias}})
    client.indices.update_aliases(actions=actions)
    return old


def _forget(client, old: list[str], name: str) -> None:
    """The indices that served before, and what a rebuild that was killed left behind an hour ago."""
    alias = settings.ELASTICSEARCH_INDEX
    limit = time.time_ns() // 1000 - AN_HOUR * 1_000_000
    ours = [index for index in client.indices.get(index=f"{alias}-*") if index.rpartition("-")[2].isdigit()]
    left = [index for index in ours if int(index.rpartition("-")[2]) < limit]
    for index in {*old, *left} - {name}:
        client.indices.delete(index=index, ignore_unavailable=True)


# Drift.


def drift(*, repair: bool) -> list[str]:
    """Documents that the copy lacks, has in another version, or has too many."""
    from search.adapters import elastic

    client, wrong = elastic.client(PATIENCE), []
    for documents in _all_chunks():
        wrong += _different(client, documents, repair=repair)
    wrong += _too_many(client, repair=repair)
    if repair:
        push()
    return wrong


def _different(client, documents: list[SearchDocument], *, repair: bool) -> list[str]:
    ids = [document.key for document in documents]
    found = client.mget(index=settings.ELASTICSEARCH_INDEX, ids=ids, source=False)["docs"]
    versions = {each["_id"]: each.get("_version") for each in found if each.get("found")}
    wrong = [document for document in documents if versions.get(document.key) != document.version]
    if repair:  # with a newer version: the copy remembers for a while in which version it lost a document
        now = time.time_ns() // 1000
        for each in wrong:
            same = {"kind": each.kind, "object_id": each.object_id, "language": each.language}
            SearchDocument.objects.filter(**same).update(is_copied=False, version=now)
    return [document.key for document in wrong]


def _too_many(client, *, repair: bool) -> list[str]:
    """Every key of the copy, page after page, compared with the table."""
    alias, extra, after = settings.ELASTICSEARCH_INDEX, [], None
    while True:
        more = {"search_after": after} if after else {}
        found = client.search(index=alias, size=CHUNK, sort=[{"key": "asc"}], source=False, **more)["hits"]["hits"]
        if not found:
            break
        extra += sorted({hit["_id"] for hit in found} - _known([hit["_id"] for hit in found]))
        after = found[-1]["sort"]
    if repair and extra:
        _check(client.bulk(operations=[_deletion(key) for key in extra], refresh=True)["items"])
    return extra


def _known(keys: list[str]) -> set[str]:
    ids = [int(key.split("-")[1]) for key in keys if key.count("-") == 2 and key.split("-")[1].isdigit()]
    return {each.key for each in SearchDocument.objects.served().filter(object_id__in=ids, is_gone=False)}


def fact(at: dt.datetime) -> Fact:
    """For whoever watches the machine."""
    if not is_configured():
        return Fact("search", "database")
    row = Replica.objects.filter(pk=1).first()
    if row and not row.is_open:
        return Fact("search", "elasticsearch")
    problem = _("Elasticsearch is not asked, the database answers instead: %(reason)s")
    return Fact("search", "database", problem % {"reason": row.reason if row else _("the worker has not tried it yet")})
