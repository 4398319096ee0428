#!/usr/bin/env python3
"""What pages and a submit cost here: statements, milliseconds and bytes, in the demo office on the test database.

The database is put back afterwards. Milliseconds are of this machine; statements are the same everywhere.
"""

import gzip
import io
import logging
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
TIMES = 15


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
        print(f"{'page':32}{'statements':>11}{'median ms':>11}{'KB gz':>8}")
        for who, paths in pages().items():
            measure_pages(who, paths)
        measure_submits(100)
    finally:
        database.restore()


def pages() -> dict[str, list[str]]:
    """Addresses to measure for each visitor, the most used ones."""
    from django.urls import reverse

    from cases.models import Case
    from programs.models import Batch

    batch = Batch.objects.filter(is_listed=True).first()
    case = Case.objects.filter(bucket="office").first()
    own = Case.objects.filter(applicant__user__email="pelamar@contoh.id").first()
    public = ["/", "/pelatihan/", batch.program_page.url, batch.page.url, "/berita/", "/status/", "/verifikasi/"]
    desk = [reverse("wagtailadmin_home"), reverse("cases:index"), reverse("cases:edit", args=[case.pk])]
    return {"": public, "pelamar@contoh.id": ["/akun/", f"/akun/{own.number}/"], "kepala@contoh.id": desk}


def measure_pages(who: str, paths: list[str]) -> None:
    from django.test import Client

    from accounts.models import User

    client = Client()
    if who:
        client.force_login(User.objects.get(email=who))
    for path in paths:
        client.get(path)
        statements, took, size = zip(*(_once(client, path) for _ in range(TIMES)), strict=True)
        print(f"{path[:31]:32}{statements[-1]:>11}{statistics.median(took):>11.0f}{size[-1] / 1024:>8.1f}")


def _once(client, path: str) -> tuple[int, float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    start = time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(path)
    took = (time.perf_counter() - start) * 1000
    return len(statements), took, len(gzip.compress(answer.getvalue() if answer.streaming else answer.content))


def measure_submits(count: int) -> None:
    """Registrations through the engine, one after the other: seat, rank, event and message in one transaction."""
    from django.utils import timezone

    from tests.factories import programs as made

    batch = made.batch(now=timezone.now(), capacity=count, reserve_size=0)
    people = [made.local_applicant() for _ in range(count)]
    start = time.perf_counter()
    for person in people:
        made.register(batch, person, at=timezone.now())
    took = time.perf_counter() - start
    print(f"\n{count} registrations in {took:.1f} s, {took / count * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
