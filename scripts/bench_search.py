#!/usr/bin/env python3
"""How well and how fast the search answers: recall@10 of the questions in the tests, then 10,000 pages beside a list.

On SQLite, on PostgreSQL when DATABASE_URL_TEST_PG is given, on Elasticsearch when ELASTICSEARCH_URL_TEST is; each on
its test database, which is put back afterwards. Milliseconds are of this machine, so each question takes turns with
the list of /pelatihan/ at the same size: the ratio of the two is what counts.
"""

import datetime as dt
import logging
import os
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
PAGES = 10_000
ROUNDS = 3  # of all questions
WANTED_RATIO = 1.5


def main() -> int:
    """Each database in a process of its own: the settings of one process know one."""
    if "--here" in sys.argv:
        return measure_here()
    databases = ["", os.environ.get("DATABASE_URL_TEST_PG", "")]
    if not databases[1]:
        print("PostgreSQL: not measured, DATABASE_URL_TEST_PG is not set")
    if not os.environ.get("ELASTICSEARCH_URL_TEST"):
        print("Elasticsearch: not measured, ELASTICSEARCH_URL_TEST is not set")
    print(
        f"{'':14}{'recall@10':>10}{'wanted':>8}{'p50 ms':>9}{'p95 ms':>9}{'list p95':>10}{'ratio':>7}{'wanted':>8}",
        flush=True,
    )
    return max(_run(address) for address in dict.fromkeys(databases))


def _run(address: str) -> int:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if address:
        environment["DATABASE_URL"] = address
    return subprocess.run([sys.executable, __file__, "--here"], env=environment, check=False).returncode


def measure_here() -> int:
    """0 when all figures are as wanted, 1 otherwise."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        return measure()
    finally:
        database.restore()


def measure() -> int:
    from django.conf import settings
    from django.db import connection

    from tests.search import corpus

    corpus.load()
    settings.ELASTICSEARCH_INDEX = f"bench-{uuid.uuid4().hex[:8]}"
    addresses = os.environ.get("ELASTICSEARCH_URL_TEST", "") if connection.vendor == "sqlite" else ""
    servers = {connection.vendor: []} | ({"elasticsearch": addresses.split(",")} if addresses else {})
    recalls = {name: recall(adapter_of(urls)) for name, urls in servers.items()}
    add_pages(PAGES)
    add_batches(PAGES)
    is_good = True
    for name, urls in servers.items():
        adapter_of(urls)
        is_good &= show(name, *recalls[name], *times())
    if addresses:
        forget_indices()
    return 0 if is_good else 1


def show(name: str, found: float, not_found: list, asked: list[float], listed: list[float]) -> bool:
    from tests.search.test_relevance import WANTED

    wanted = WANTED["elasticsearch" if name == "elasticsearch" else "database"]
    p50, p95, base = statistics.median(asked), p95_of(asked), p95_of(listed)
    line = f"{name:14}{found:>10.3f}{wanted:>8.2f}{p50:>9.0f}{p95:>9.0f}{base:>10.0f}"
    line += f"{p95 / base:>7.2f}{WANTED_RATIO:>8.1f}"
    print(line, *[f"  not found: {language} {words}" for language, words in not_found], sep="\n", flush=True)
    return found >= wanted and p95 <= WANTED_RATIO * base


def p95_of(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def recall(adapter) -> tuple[float, list]:
    from tests.search.test_relevance import ASKED, missed

    not_found = missed(adapter)
    return 1 - len(not_found) / len(ASKED), not_found


def adapter_of(addresses: list[str]):
    """The adapter that the site asks from now on."""
    from django.conf import settings

    from search.adapters import database

    settings.ELASTICSEARCH_URL = addresses
    return with_elasticsearch() if addresses else database


def with_elasticsearch():
    from django.conf import settings
    from django.utils import timezone

    from search import replica
    from search.adapters import elastic
    from search.models import Replica

    replica.rebuild()
    Replica.objects.update(retry_at=timezone.now())
    replica.follow(timezone.now())
    elastic.client(30.0).indices.refresh(index=settings.ELASTICSEARCH_INDEX)
    if not replica.is_asked():
        raise SystemExit(f"Elasticsearch is not well: {Replica.objects.get().reason}")
    return elastic


def forget_indices() -> None:
    from django.conf import settings

    from search.adapters import elastic

    for name in elastic.client(30.0).indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*"):
        elastic.client(30.0).indices.delete(index=name)


def add_pages(count: int) -> None:
    """Documents as an office has after many years: words of real pages in another order."""
    from search import text, vocabulary
    from search.models import SearchDocument

    real = list(SearchDocument.objects.filter(language="id", is_gone=False))
    words = sorted({word for document in real for word in text.words(document.body + document.summary)})
    for start in range(0, count, 500):
        rows = []
        for number in range(start, start + 500):
            like = real[number % len(real)]
            mixed = " ".join(words[(number * 7 + step * 31) % len(words)] for step in range(60))
            row = SearchDocument(
                edition=like.edition,
                kind="news",
                object_id=1_000_000 + number,
                language="id",
                url=f"/berita/{number}/",
                month="2026-01",
            )
            row.title, row.summary, row.body = f"{like.title} {number}", like.summary, mixed
            row.title_stems, row.stems = (" ".join(text.stems(each, "id")) for each in (row.title, mixed))
            row.weight, row.version, row.digest = 0.7, number + 1, str(number)
            rows.append(row)
        SearchDocument.objects.bulk_create(rows)
        vocabulary.learn(rows)


def add_batches(count: int) -> None:
    """As many open batches, so that the list has as much to choose from."""
    from django.utils import timezone

    from programs.models import Batch

    now, day = timezone.now(), timezone.localdate()
    program = Batch.objects.filter(is_listed=True).first().program_page
    fields = {"program_page": program, "is_listed": True, "kind": "blk", "state": "running", "capacity": 16}
    Batch.objects.bulk_create(
        (
            Batch(
                **fields,
                key=uuid.uuid4(),
                code=f"bench-{number}",
                field=f"Bidang {number % 9}",
                title=f"Kelas {number}",
                number=number,
                opens_at=now - dt.timedelta(days=1),
                closes_at=now + dt.timedelta(days=1 + number % 300),
                starts_on=day + dt.timedelta(days=301 + number % 60),
                ends_on=day + dt.timedelta(days=400),
            )
            for number in range(count)
        ),
        batch_size=500,
    )


def questions() -> list[str]:
    from tests.search.test_relevance import ASKED

    return [f"/cari/?{urlencode({'q': row['query']})}" for row in ASKED if row["language"] == "id"]


def times() -> tuple[list[float], list[float]]:
    """Milliseconds of every question and, in turn with it, of the list; a cookie of ours passes the cache of pages."""
    from django.test import Client

    client, asked, listed = Client(headers={"cookie": "sessionid=bench"}), [], []
    for path in questions()[:5]:
        took(client, path), took(client, "/pelatihan/")
    for path in questions() * ROUNDS:
        asked.append(took(client, path))
        listed.append(took(client, "/pelatihan/"))
    return asked, listed


def took(client, path: str) -> float:
    start = time.perf_counter()
    if client.get(path).status_code != 200:
        raise SystemExit(f"{path} does not answer")
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
