#!/usr/bin/env python3
"""What the desk costs with many cases: statements, time in the database, slowest statement and time of the process.

Rows are written in bulk into the test database, which is put back afterwards: python scripts/bench_desk.py 100000
"""

import datetime as dt
import itertools
import logging
import os
import statistics
import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
TIMES = 9
CHUNK = 5000
FIRST = ("Siti", "Ayu", "Fajar", "Wulan", "Rizky", "Dewi", "Joko", "Nadia", "Yusuf", "Kartika", "Slamet", "Fitri")
LAST = ("Rahmawati", "Nugroho", "Lubis", "Gunawan", "Permata", "Saputra", "Nasution", "Hasanah", "Siregar", "Lestari")


def main(count: int) -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        start = time.perf_counter()
        write(count)
        print(f"{count} cases written in {time.perf_counter() - start:.0f} s\n")
        print(f"{'page':34}{'statements':>11}{'SQL ms':>9}{'slowest':>9}{'CPU ms':>9}")
        measure()
        measure_decisions()
    finally:
        database.restore()


def write(count: int) -> None:
    """Cases of forty batches over three stages and all states, spread over a year."""
    from django.db import connection
    from django.utils import timezone

    from cases import name_search
    from cases.models import Case
    from tests.factories.cases import register_letters, three_stages

    register_letters()
    stages, people = list(three_stages().stages.all()), _people(count)
    now, numbers = timezone.now(), itertools.count()
    for start in range(0, count, CHUNK):
        size = range(start, min(start + CHUNK, count))
        Case.objects.bulk_create(_case(next(numbers), people, stages, now) for _row in size)
    name_search.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(count: int) -> list:
    """One person for every ten cases; impossible numbers, the serial 9xxx."""
    from accounts.models import Applicant, User
    from core import nik

    total = max(count // 10, 1)
    users = User.objects.bulk_create(User(email=f"bench{number}@contoh.example") for number in range(total))
    found = []
    for number, user in enumerate(users):
        code = f"3671{number // 1000 % 100:02}010190{9000 + number % 1000}"
        name = f"{FIRST[number % 12]} {LAST[number // 12 % 10]} {LAST[number % 7]}"
        born = {"birth_date": dt.date(1990, 1, 1), "birth_place": "Tangerang", "sex": "female"}
        found.append(Applicant(user=user, name=name, nik=code, nik_hash=nik.keyed_hash(code), **born))
    return Applicant.objects.bulk_create(found, batch_size=CHUNK)


def _case(number: int, people: list, stages: list, now: dt.datetime):
    from cases.enums import Bucket, CaseState
    from cases.models import Case
    from tests.factories.cases import SLUG

    person, closed = people[number % len(people)], number % 5 < 2
    bucket = Bucket.CLOSED if closed else (Bucket.APPLICANT, Bucket.HELD, *[Bucket.OFFICE] * 8)[number // 5 % 10]
    sent = now - dt.timedelta(minutes=number * 5)
    return Case(
        number=f"SRT-{number:08X}-0",
        token=f"bench-{number}",
        service=SLUG,
        subject_id=number % 40 + 1,
        subject_label=f"Menjahit, Angkatan {number % 40 + 1}",
        applicant=person,
        applicant_name=person.name,
        state=CaseState.REJECTED if closed else CaseState.IN_REVIEW,
        bucket=bucket,
        version=stages[0].version,
        stage=stages[number // 7 % 3],
        due_at=None if closed else now + dt.timedelta(days=number % 9 - 1, minutes=number % 1440),
        submitted_at=sent,
        closed_at=sent if closed else None,
    )


def measure() -> None:
    from django.test import Client
    from django.urls import reverse

    from cases.models import Case
    from tests.factories.accounts import UserFactory

    for role, tab in (("checker", "saya"), ("head", "semua")):
        client = Client()
        client.force_login(UserFactory(role=role))
        queue = reverse("cases:queue", args=[tab])
        for name, token in _pages(tab):
            _page(client, f"{role}, {tab}: {name}", queue, {"p": token} if token else {})
        _page(client, f"{role}, {tab}: two filters", queue, {"layanan": "surat", "objek": "surat:3"})
        _page(client, f"{role}: name, two words", queue, {"q": "siti lubis"})
        _page(client, f"{role}: name, a common word", queue, {"q": "rahmawati"})
        _page(client, f"{role}: beginning of a number", queue, {"q": "SRT-0000"})
        _page(client, f"{role}: whole NIK", queue, {"q": "3671000101909000"})
        case = Case.objects.filter(bucket="office", stage__order=0).first()
        _page(client, f"{role}: case page", reverse("cases:edit", args=[case.pk]), {})
        _page(client, f"{role}: home of the CMS", "/cms/", {})


def _pages(tab: str) -> list[tuple[str, str]]:
    """The first page, one in the middle and the last, by the keys that the links of the pages would carry."""
    from cases.models import Case

    column, sign, end = ("due_at", "", "9999") if tab == "saya" else ("submitted_at", "-", "1999")
    rows = Case.objects.filter(**{f"{column}__isnull": False}).order_by(f"{sign}{column}")
    middle = rows.values_list(column, flat=True)[rows.count() // 2]
    return [("first page", ""), ("middle", f"a_{middle.isoformat()}_0"), ("last", f"b_{end}-01-01T00:00:00+00:00_0")]


def _page(client, name: str, url: str, data: dict) -> None:
    client.get(url, data)
    runs = [_once(lambda: client.get(url, data)) for _time in range(TIMES)]
    statements, sql, slowest, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{name[:33]:34}{statements:>11.0f}{sql:>9.1f}{slowest:>9.1f}{cpu:>9.0f}")


def _once(act) -> tuple[int, float, float, float]:
    from django.db import connection

    took = []

    def watch(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took.append((time.perf_counter() - start) * 1000)

    start = time.process_time()
    with connection.execute_wrapper(watch):
        act()
    return len(took), sum(took), max(took), (time.process_time() - start) * 1000


def measure_decisions() -> None:
    """One officer rejects with a reason and gets the next case: from the button to the next page, redirect and all."""
    from django.test import Client
    from django.urls import reverse

    from cases.models import Case
    from tests.factories.accounts import UserFactory

    client, took = Client(), []
    client.force_login(UserFactory(role="checker"))
    answer = client.post(reverse("cases:next"), follow=True)
    for _number in range(40):
        case = Case.objects.get(pk=answer.context["case"].pk)
        form, start = {"revision": case.revision, "reasons": "reject-dates-clash"}, time.perf_counter()
        url, answers = reverse("cases:reject", args=[case.pk]), []
        cost = _once(partial(_kept_answer, client, url, form, answers))
        answer = answers[0]
        took.append(((time.perf_counter() - start) * 1000, *cost))
    statements, sql, slowest, cpu = (statistics.median(column) for column in list(zip(*took, strict=True))[1:])
    elapsed = sorted(each[0] for each in took)
    print(f"\nfrom a decision to the next case: median {elapsed[20]:.0f} ms, 95 % {elapsed[37]:.0f} ms")
    print(f"of it {statements:.0f} statements, SQL {sql:.0f} ms (slowest {slowest:.0f}), CPU {cpu:.0f} ms")


def _kept_answer(client, url: str, form: dict, answers: list) -> None:
    answers.append(client.post(url, form, follow=True))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
