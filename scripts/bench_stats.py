#!/usr/bin/env python3
"""What the live figures cost with a million moves behind them: folded as the worker leaves them, and not folded at all.

Runs on the test database, which is put back afterwards. Milliseconds are of this machine.
"""

import datetime as dt
import itertools
import logging
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
MOVES, YEARS, PROGRAMS, TIMES = 1_000_000, 5, 20, 5


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from tests import database

    database.prepare(anew=False)
    try:
        cells = _cells()
        for words, facts in (("folded", _folded(cells)), ("not folded", _single(cells))):
            took = _write(facts)
            print(f"\n{MOVES} moves {words}: {_rows()} rows, written in {took:.0f} s")
            _measure()
    finally:
        database.restore()


def _cells() -> list[dict]:
    """What moves are of: months of five years, measures, programmes, kecamatan and sexes."""
    from django.utils import timezone

    from core.models import District
    from stats.enums import Measure
    from tests.factories import programs as made

    programs = [made.program_page(code=f"bench{number}").pk for number in range(PROGRAMS)]
    this = timezone.localdate().year
    months = [dt.date(this - year, month, 1) for year in range(YEARS) for month in range(1, 13)]
    return [
        {"month": month, "measure": measure, "program_id": program, "district_id": district, "sex": sex}
        for month, measure, program, district, sex in itertools.product(
            months, Measure.values, programs, District.objects.values_list("pk", flat=True), ("male", "female")
        )
    ]


def _folded(cells: list[dict]):
    share, rest = divmod(MOVES, len(cells))
    return ({**cell, "count": share + (number < rest)} for number, cell in enumerate(cells))


def _single(cells: list[dict]):
    return (cells[number * 7919 % len(cells)] for number in range(MOVES))


def _write(facts) -> float:
    from stats.models import Fact

    start = time.perf_counter()
    Fact.objects.all().delete()
    for chunk in iter(lambda: list(itertools.islice(facts, 20_000)), []):
        Fact.objects.bulk_create([Fact(service="pelatihan", **fact) for fact in chunk])
    return time.perf_counter() - start


def _rows() -> int:
    from stats.models import Fact

    return Fact.objects.count()


def _measure() -> None:
    from django.utils import timezone

    from stats import live, queries, workflow

    year = timezone.localdate().year
    whole = queries.Filters(dt.date(year - YEARS, 1, 1), dt.date(year, 12, 1))
    tasks = {
        "years with figures": queries.years,
        "public figures of a year": lambda: live.year_of(year),
        "report, all years by programme": lambda: queries.sums(whole.apply(), "program_id"),
        "a round of folding": workflow.fold,
    }
    for words, task in tasks.items():
        print(f"  {words:34}{statistics.median(_once(task) for _time in range(TIMES)):>9.0f} ms")


def _once(task) -> float:
    start = time.perf_counter()
    task()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
