#!/usr/bin/env python3
"""How long certificates take here: a batch issued (numbered, frozen, signed, told) and a PDF made.

Works in the database of the tests, which is put back afterwards. Promises: 3,085 issued in less than 60 seconds, a PDF
of two pages in at most 80 ms of one core.
"""

import argparse
import logging
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=3085, help="certificates to issue (3085)")
    parser.add_argument("--pdfs", type=int, default=100, help="PDFs to make (100)")
    options = parser.parse_args()
    import django

    django.setup()
    logging.disable(logging.INFO)
    from tests import database

    database.prepare(anew=False)
    try:
        measure(options.count, options.pdfs)
    finally:
        database.restore()


def measure(count: int, pdfs: int) -> None:
    from credentials import workflow
    from credentials.models import Credential

    batch = finished_batch(count)
    start = time.perf_counter()
    results = workflow.issue_batch(batch, by=None)
    took = time.perf_counter() - start
    issued = sum(result.is_new for result in results)
    print(f"issued {issued} in {took:.1f} s, {took / issued * 1000:.1f} ms each")
    tell_pdfs(Credential.objects.select_related(None)[:pdfs])


def tell_pdfs(credentials) -> None:
    from credentials import documents

    documents.pdf(credentials[0])  # the first one reads templates and fonts
    wall, cpu = [], time.process_time()
    for credential in credentials:
        start = time.perf_counter()
        size = len(documents.pdf(credential))
        wall.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / len(wall)
    middle, high = statistics.median(wall), statistics.quantiles(wall, n=20)[-1]
    print(f"PDF of {size:,} bytes: median {middle:.0f} ms, 95 % within {high:.0f} ms, {cpu:.0f} ms of CPU")


def finished_batch(count: int):
    """A batch in which everybody passed, written in bulk."""
    from accounts.models import Applicant, User
    from core.nik import keyed_hash
    from programs.models import Completion, Enrolment
    from tests.factories import credentials as factories

    factories.office()
    head = factories.staff()
    batch = factories.BatchFactory(capacity=30_000)
    users = User.objects.bulk_create(User(email=f"peserta{n}@contoh.id") for n in range(count))
    niks = [f"3671{n // 1000:02d}050599{9000 + n % 1000}" for n in range(count)]
    people = Applicant.objects.bulk_create(
        Applicant(
            user=user,
            nik=nik,
            nik_hash=keyed_hash(nik),
            name=f"Peserta Contoh {number:05d}",
            birth_place="Tangerang",
            birth_date="1999-05-05",
            sex="female",
        )
        for number, (user, nik) in enumerate(zip(users, niks, strict=True))
    )
    seats = Enrolment.objects.bulk_create(
        Enrolment(batch=batch, applicant=person, state="finished", mark=87) for person in people
    )
    Completion.objects.bulk_create(
        Completion(enrolment=seat, jp_attended=232, jp_held=240, mark=87, passed=True, confirmed_by=head)
        for seat in seats
    )
    return batch


if __name__ == "__main__":
    main()
