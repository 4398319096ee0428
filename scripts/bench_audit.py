#!/usr/bin/env python3
"""What the log costs: writing events, sealing them, verifying the whole chain. usage: bench_audit.py [EVENTS]

Runs on the test database (SQLite, or DATABASE_URL), which is put back afterwards.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
EVENTS, CHUNK = 100_000, 5_000


def main() -> None:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
    finally:
        database.restore()


def measure(count: int) -> None:
    from django.utils import timezone

    from audit import log
    from core.models import Holiday

    thing = Holiday.objects.first()
    body = {"stage": 1, "note": "Dokumen diperiksa, semua sesuai."}
    one_by_one = timed(lambda: [log.record("core.holiday.seen", thing, by=None, body=body) for _number in range(1000)])
    print(f"record, each in its own transaction: {1000 / one_by_one:,.0f} events/s")
    made = timed(lambda: fill(log, thing, body, count - 1000, timezone.now()))
    print(f"record_many: {(count - 1000) / made:,.0f} events/s")
    sealed = timed(log.seal_due)
    print(f"seal: {count / sealed:,.0f} events/s ({sealed:.1f} s for {count:,})")
    print(f"seal, nothing to do: {timed(log.seal_due) * 1000:.1f} ms")
    faults = []
    chained = timed(lambda: faults.extend(log._verify_chain()))
    print(f"of it the chain alone: {chained:.1f} s")
    verified = timed(lambda: faults.extend(log.verify()))
    print(f"verify: {count / verified:,.0f} events/s ({verified:.1f} s for {count:,}), {len(faults)} faults")


def fill(log, thing, body: dict, count: int, at) -> None:
    from django.db import transaction

    for start in range(0, count, CHUNK):
        with transaction.atomic():
            events = [("core.holiday.seen", thing, None, body, at, False)] * min(CHUNK, count - start)
            log.record_many(events)


def timed(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
