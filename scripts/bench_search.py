#!/usr/bin/env python3
"""How well and how fast the search answers: recall@10 of the questions in the tests, then 10,000 pages beside a list.

Runs on the test database, which is put back afterwards; on Elasticsearch too when ELASTICSEARCH_URL_TEST is set.
Milliseconds are of this machine; the ratio to a list page in the same run is what counts.
"""

import logging
import os
import statistics
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
PAGES = 10_000
TIMES = 60


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        measure()
    finally:
        database.restore()


def measure() -> None:
    from django.conf import settings

    from tests.search import corpus

    corpus.load()
    addresses = os.environ.get("ELASTICSEARCH_URL_TEST", "")
    settings.ELASTICSEARCH_INDEX = f"bench-{uuid.uuid4().hex[:8]}"
    print_recall("database", [])
    if addresses:
        print_recall("elasticsearch", addresses.split(","))
    add_pages(PAGES)
    list_page = print_times("/pelatihan/", ["/pelatihan/"])
    print_times("search, database", questions(), list_page)
    if addresses:
        with_elasticsearch(addresses.split(","))
        print_times("search, elasticsearch", questions(), list_page)
        forget_indices()


def print_recall(name: str, addresses: list[str]) -> None:
    from search.adapters import database
    from tests.search.test_relevance import ASKED, missed

    adapter = database
    if addresses:
        adapter = with_elasticsearch(addresses)
    not_found = missed(adapter)
    print(f"{name:24} recall@10 {1 - len(not_found) / len(ASKED):.3f} of {len(ASKED)}; not found: {not_found}")


def with_elasticsearch(addresses: list[str]):
    from django.conf import settings
    from django.utils import timezone

    from search import replica
    from search.adapters import elastic

    settings.ELASTICSEARCH_URL = addresses
    replica.rebuild()
    replica.follow(timezone.now())
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
                kind="news", object_id=1_000_000 + number, language="id", url=f"/berita/{number}/", month="2026-01"
            )
            row.title, row.summary, row.body = f"{like.title} {number}", like.summary, mixed
            row.title_stems, row.stems = (" ".join(text.stems(each, "id")) for each in (row.title, mixed))
            row.weight, row.version, row.digest = 0.7, number + 1, str(number)
            rows.append(row)
        SearchDocument.objects.bulk_create(rows)
        vocabulary.learn(rows)


def questions() -> list[str]:
    from urllib.parse import urlencode

    from tests.search.test_relevance import ASKED

    return [f"/cari/?{urlencode({'q': row['query']})}" for row in ASKED if row["language"] == "id"]


def print_times(name: str, paths: list[str], base: float = 0.0) -> float:
    """The 95th percentile of many requests; the cache of whole pages is passed by a cookie of ours."""
    from django.test import Client

    client = Client(headers={"cookie": "sessionid=bench"})
    took = []
    for number in range(max(TIMES, len(paths))):
        start = time.perf_counter()
        client.get(paths[number % len(paths)])
        took.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    ratio = f", {p95 / base:.2f} of the list page" if base else ""
    print(f"{name:24} p50 {statistics.median(took):.0f} ms, p95 {p95:.0f} ms{ratio}")
    return p95


if __name__ == "__main__":
    main()
