#!/usr/bin/env python3
"""What public pages cost here, uncached and from memory, at 10 and at 10,000 programmes, next to a bare Django view.

Statements are the same on every machine; milliseconds of CPU are of this one, so the last column is what to compare:
how many bare views the page costs, measured in the same minute. The database is put back afterwards.
"""

import datetime as dt
import gzip
import io
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
TIMES = 15
MANY = 10_000


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        call_command("seed_demo", verbosity=0, stdout=io.StringIO())
        measure("the demo office")
        add_programmes(MANY)
        measure(f"{MANY:,} programmes")
    finally:
        database.restore()


def measure(what: str) -> None:
    """One table: each kind of page made anew, and answered from memory."""
    from django.conf import settings

    bare = cost("/healthz")
    print(f"\n{what}; a bare view: {bare[1]:.2f} ms CPU")
    print(f"{'page':34}{'':>9}{'statements':>11}{'CPU ms':>9}{'KB gz':>8}{'x bare':>8}")
    for path in pages():
        for name, megabytes in (("uncached", 0), ("cached", 32)):
            settings.PAGE_CACHE_MB = megabytes
            statements, cpu, size = cost(path)
            line = f"{path[:33]:34}{name:>9}{statements:>11}{cpu:>9.2f}{size / 1024:>8.1f}{cpu / bare[1]:>8.1f}"
            print(line)


def pages() -> list[str]:
    """One address of every kind of public page."""
    from home.models import InfoPage, NewsIndexPage, NewsPage
    from programs.models import Batch

    batch = Batch.objects.filter(is_listed=True).exclude(page=None).first()
    kinds = [
        model.objects.live().filter(locale__language_code="id").first() for model in (NewsIndexPage, NewsPage, InfoPage)
    ]
    found = ["/", "/en/", "/pelatihan/", batch.program_page.url, batch.page.url, *(page.url for page in kinds if page)]
    return [*found, "/jadwal/", "/cari/?q=jahit", "/sitemap.xml"]


def cost(path: str) -> tuple[int, float, int]:
    """Statements, median milliseconds of CPU and packed bytes of one visit by a stranger."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, took = Client(HTTP_ACCEPT_ENCODING="identity"), []
    client.get(path)
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(path)
    asked = len(statements)  # now: the next request empties the list
    for _ in range(TIMES):
        start = time.process_time()
        client.get(path)
        took.append((time.process_time() - start) * 1000)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return asked, statistics.median(took), len(gzip.compress(body, 6))


def add_programmes(number: int) -> None:
    """Programmes of the CMS and their batches, row by row: through the editor it would take an hour."""
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Page

    from programs.models import Batch, ProgramIndexPage, ProgramPage

    index = ProgramIndexPage.objects.get(locale__language_code="id")
    model, now = ProgramPage.objects.filter(locale_id=index.locale_id).first(), timezone.now()
    with transaction.atomic():
        rows = [_page(index, model, count) for count in range(number)]
        for count, page in enumerate(Page.objects.bulk_create(rows)):
            program = ProgramPage(page_ptr_id=page.pk, kind=model.kind, field=model.field, code=f"k{count}")
            program.__dict__.update({name: value for name, value in page.__dict__.items() if name != "_state"})
            program.save_base(raw=True)
            _batch(program, count, now, Batch)
        Page.objects.filter(pk=index.pk).update(numchild=index.numchild + number)


def _page(index, model, count: int):
    from wagtail.models import Page

    return Page(
        title=f"Kelas {count}",
        draft_title=f"Kelas {count}",
        slug=f"kelas-{count}",
        content_type_id=model.content_type_id,
        locale_id=index.locale_id,
        depth=index.depth + 1,
        path=Page._get_path(index.path, index.depth + 1, index.numchild + count + 1),
        url_path=f"{index.url_path}kelas-{count}/",
        translation_key=uuid.uuid4(),
    )


def _batch(page, count: int, now: dt.datetime, model) -> None:
    model.objects.create(
        key=uuid.uuid4(),
        code=f"k{count}-1",
        program_page=page,
        is_listed=True,
        kind=page.kind,
        field=page.field,
        title=page.title,
        number=1,
        state="running",
        capacity=16,
        opens_at=now - dt.timedelta(days=1),
        closes_at=now + dt.timedelta(days=1 + count % 300),
        starts_on=now.date() + dt.timedelta(days=310),
        ends_on=now.date() + dt.timedelta(days=400),
    )


if __name__ == "__main__":
    main()
