#!/usr/bin/env python3
"""What public pages cost here, uncached and from memory, at 10 and at 10,000 programmes, next to bare Django views.

Every kind of page is asked through the WSGI application as the web server asks it. Statements are the same on every
machine, and it fails when one kind needs more than twelve or more of them for many programmes than for few.
Milliseconds are the processor's time of this machine; the ratio to a bare view, measured in the same minute, is what to
compare. The bare view gives out as many bytes as the home page: without any middleware, and with those that Django
gives every new project. The database is put back afterwards.
"""

import argparse
import contextlib
import gzip
import io
import logging
import os
import sqlite3
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
TIMES, CACHED_TIMES = 9, 200
FEW, MANY = 10, 10_000
MOST = 12
AT_ONCE = 500
STARTED_WITH = [
    f"django.{name}"
    for name in (
        "middleware.security.SecurityMiddleware",
        "contrib.sessions.middleware.SessionMiddleware",
        "middleware.common.CommonMiddleware",
        "middleware.csrf.CsrfViewMiddleware",
        "contrib.auth.middleware.AuthenticationMiddleware",
        "contrib.messages.middleware.MessageMiddleware",
        "middleware.clickjacking.XFrameOptionsMiddleware",
    )
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--office", help="an SQLite file with a filled office, copied instead of filling one anew")
    given = parser.parse_args()
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from tests import database

    database.prepare(anew=False)
    try:
        fill(given.office)
        add_programmes(FEW, 0)
        print(f"{os.cpu_count()} cores")
        few = measure(f"the demo office and {FEW} programmes")
        add_programmes(MANY - FEW, FEW)
        many = measure(f"the demo office and {MANY:,} programmes")
        sys.exit(faults(few, many))
    finally:
        database.restore()


def fill(office: str | None) -> None:
    """The demo office, or what lies in a file."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection

    if not office:
        return call_command("seed_demo", verbosity=0, stdout=io.StringIO())
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(office)) as source:
        source.backup(connection.connection)
    return ContentType.objects.clear_cache()  # kinds of pages have other numbers there


def faults(few: dict[str, int], many: dict[str, int]) -> str:
    """What breaks the promise, in words; empty when nothing does."""
    found = [f"{kind}: {count} statements, at most {MOST}" for kind, count in many.items() if count > MOST]
    found += [f"{kind}: {few[kind]} became {count}" for kind, count in many.items() if count > few[kind]]
    return "\n".join(found)


def measure(what: str) -> dict[str, int]:
    """One table: each kind of page made anew, and answered from memory; its statements by kind."""
    bare, started, found = bare_view([]), bare_view(STARTED_WITH), {}
    print(f"\n{what}; bare view: {bare:.3f} ms, with Django's own middleware {started:.3f} ms")
    print(f"{'':25}{'made anew':>31}{'from memory':>30}")
    print(f"{'page':25}{'statements':>11}{'ms':>9}{'KB gz':>11}{'ms':>10}{'x bare':>9}{'x started':>11}")
    for kind, path in pages().items():
        found[kind], cpu, size, kept = costs(path)
        line = f"{kind:25}{found[kind]:>11}{cpu:>9.2f}{size / 1024:>11.1f}"
        print(line + (f"{kept:>10.3f}{bare / kept:>9.2f}{started / kept:>11.2f}" if kept else f"{'(its own)':>10}"))
    return found


def pages() -> dict[str, str]:
    """One address of every kind of public page, in Indonesian, and what machines ask for."""
    from tests.page_kinds import addresses

    files = {"sitemap": "/sitemap.xml", "calendar": "/jadwal.ics", "feed": "/pelatihan/atom.xml"}
    return addresses() | {"home, English": "/en/"} | files


def costs(path: str) -> tuple[int, float, int, float]:
    """Statements, ms of a page made anew, its bytes packed, and ms from memory (0 when nobody may keep it)."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core.front import Front
    from core.pagecache import store

    application = Front(get_wsgi_application(), store)
    settings.PAGE_CACHE_MB = 0
    ask(application, path)
    with CaptureQueriesContext(connection) as statements:
        _headers, body = ask(application, path)
    asked = len(statements)  # now: the next request empties the list
    cpu = median_ms(lambda: ask(application, path), TIMES)
    settings.PAGE_CACHE_MB = 32
    for _visit in range(3):  # made, answered by Django, answered in front of it
        headers, _body = ask(application, path)
    is_kept = headers.get("X-Cache") == "hit"
    kept = median_ms(lambda: ask(application, path), CACHED_TIMES) if is_kept else 0.0
    return asked, cpu, len(gzip.compress(body, 6)), kept


def bare_view(middleware: list[str]) -> float:
    """Milliseconds of a view that only gives out bytes."""
    from django.core.wsgi import get_wsgi_application
    from django.test.utils import override_settings

    with override_settings(MIDDLEWARE=middleware, ROOT_URLCONF="tests.bare_view"):
        application = get_wsgi_application()
        return median_ms(lambda: ask(application, "/"), CACHED_TIMES)


def ask(application, path: str) -> tuple[dict, bytes]:
    """One visit by a stranger with a browser that unpacks nothing, as the web server hands it over."""
    from urllib.parse import unquote

    address, _mark, query = path.partition("?")
    given = {"PATH_INFO": unquote(address), "QUERY_STRING": query, "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost"}
    given |= {"SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "127.0.0.1"}
    headers: dict[str, str] = {}
    answer = application(given, lambda _status, found, *_rest: headers.update(found))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return headers, body


def median_ms(do: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        start = time.process_time()
        do()
        took.append((time.process_time() - start) * 1000)
    return statistics.median(took)


def add_programmes(number: int, first: int) -> None:
    """Programmes of the CMS with a batch each, as rows: through the editor they would take an hour."""
    from django.db import transaction
    from wagtail.models import Page

    from programs.models import Batch, ProgramIndexPage, ProgramPage

    index = ProgramIndexPage.objects.get(locale__language_code="id")
    model = ProgramPage.objects.filter(locale_id=index.locale_id).first()
    with transaction.atomic():
        rows = [_page(index, model, first + count) for count in range(number)]
        pages = Page.objects.bulk_create(rows, batch_size=AT_ONCE)
        programs = [_program(page, model, first + count) for count, page in enumerate(pages)]
        for start in range(0, number, AT_ONCE):
            part = programs[start : start + AT_ONCE]
            ProgramPage.objects.all()._insert(part, fields=ProgramPage._meta.local_fields, using="default")
        batches = [_batch(program, first + count) for count, program in enumerate(programs)]
        Batch.objects.bulk_create(batches, batch_size=AT_ONCE)
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
        path=Page._get_path(index.path, index.depth + 1, 1000 + count),
        url_path=f"{index.url_path}kelas-{count}/",
        translation_key=uuid.uuid4(),
    )


def _program(page, model, count: int):
    from programs.models import ProgramPage

    program = ProgramPage(page_ptr_id=page.pk, kind=model.kind, field=model.field, code=f"k{count}")
    program.__dict__.update({name: value for name, value in page.__dict__.items() if name != "_state"})
    return program


def _batch(page, count: int):
    import datetime as dt

    from django.utils import timezone

    from programs.models import Batch

    now = timezone.now()
    return Batch(
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
