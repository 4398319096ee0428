#!/usr/bin/env python3
"""What the desk costs with many cases: statements, time in the database, slowest statement and time of the process.

Rows are written in bulk into the test database, which is put back afterwards: python scripts/bench_desk.py 100000
"""

import datetime as dt
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
DECISIONS = 100
CHUNK = 5000
PER_PERSON = 10  # cases of one person
SOURCE = " FROM cases_case c JOIN accounts_applicant a ON a.id = c.applicant_id + %s WHERE c.number LIKE 'SRT-0000%%'"
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
        print(f"{'page':34}{'statements':>11}{'SQL ms':>9}{'slowest':>9}{'CPU ms':>9}{'ms':>7}", flush=True)
        measure()
        measure_decisions()
        measure_bulk()
    finally:
        database.restore()


def write(count: int) -> None:
    """Cases of forty batches over three stages and all states, over a year: one block, copied in the database."""
    from django.db import connection
    from django.utils import timezone

    from cases import name_search
    from cases.models import Case
    from tests.factories.cases import register_letters, three_stages

    register_letters()
    stages, people = list(three_stages().stages.all()), _people(count)
    block, now = min(count, CHUNK), timezone.now()
    Case.objects.bulk_create((_case(number, people, stages, now) for number in range(block)), batch_size=500)
    for number in range(1, count // block):
        _copy_block(number, block // PER_PERSON)
    name_search.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy_block(number: int, people: int) -> None:
    """The first block again, of the next people and some minutes earlier."""
    from django.db import connection

    from cases.models import Case

    columns = [field.column for field in Case._meta.local_concrete_fields if not field.primary_key]
    earlier = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', c.submitted_at, '-{n} minutes')"
    if connection.vendor == "postgresql":
        earlier = "c.submitted_at - interval '{n} minutes'"
    new = {
        "number": f"replace(c.number, 'SRT-0000', 'SRT-{number:04X}')",
        "token": f"c.token || '-{number}'",
        "applicant_id": "a.id",
        "applicant_name": "a.name",
        "submitted_at": earlier.format(n=number * 7),
    }
    into, values = ", ".join(columns), ", ".join(new.get(name, f"c.{name}") for name in columns)
    parts = ("INSERT INTO cases_case (", into, ") SELECT ", values, SOURCE)
    with connection.cursor() as cursor:
        cursor.execute("".join(parts), [number * people])


def _people(count: int) -> list:
    """One person for every ten cases; impossible numbers, the serial 9xxx."""
    from accounts.models import Applicant, User
    from core import nik

    total = max(count // PER_PERSON, 1)
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

    person, closed = people[number // PER_PERSON], number % 5 < 2
    bucket = Bucket.CLOSED if closed else (Bucket.APPLICANT, Bucket.HELD, *[Bucket.OFFICE] * 8)[number // 5 % 10]
    sent = now - dt.timedelta(minutes=number * 100)
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
    statements, sql, slowest, cpu, wall = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{name[:33]:34}{statements:>11.0f}{sql:>9.1f}{slowest:>9.1f}{cpu:>9.0f}{wall:>7.0f}", flush=True)


def _once(act) -> tuple[int, float, float, float, float]:
    """Statements, their time, the slowest of them, time of the process, time on the clock; in milliseconds."""
    from django.db import connection

    took = []

    def watch(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took.append((time.perf_counter() - start) * 1000)

    start, clock = time.process_time(), time.perf_counter()
    with connection.execute_wrapper(watch):
        act()
    wall = (time.perf_counter() - clock) * 1000
    return len(took), sum(took), max(took), (time.process_time() - start) * 1000, wall


def measure_decisions() -> None:
    """One officer rejects with a reason and gets the next case: from the button to the next page, redirect and all."""
    from django.test import Client
    from django.urls import reverse

    from cases.models import Case
    from tests.factories.accounts import UserFactory

    client, took = Client(), []
    client.force_login(UserFactory(role="checker"))
    answer = client.post(reverse("cases:next"), follow=True)
    for _number in range(DECISIONS):
        case = Case.objects.get(pk=answer.context["case"].pk)
        form = {"revision": case.revision, "reasons": "reject-dates-clash"}
        url, answers = reverse("cases:reject", args=[case.pk]), []
        took.append(_once(partial(_kept_answer, client, url, form, answers)))
        answer = answers[0]
    statements, sql, slowest, cpu, wall = (statistics.median(column) for column in zip(*took, strict=True))
    elapsed, used = sorted(each[4] for each in took), sorted(each[3] for each in took)
    late = int(DECISIONS * 0.95) - 1
    print(f"\nfrom a decision to the next case: median {wall:.0f} ms, 95 % {elapsed[late]:.0f} ms")
    print(f"of it {statements:.0f} statements, SQL {sql:.0f} ms (slowest {slowest:.0f})")
    print(f"time of the process {cpu:.0f} ms, 95 % {used[late]:.0f} ms")
    print(f"decisions a minute by one scripted officer: {DECISIONS / sum(elapsed) * 60_000:.0f}")


def _kept_answer(client, url: str, form: dict, answers: list) -> None:
    answers.append(client.post(url, form, follow=True))


def measure_bulk() -> None:
    """The largest selection accepted and then told, from the trial run to the last message in the outbox."""
    from cases import bulk
    from cases.enums import BulkAction
    from cases.models import Case
    from tests.factories.accounts import UserFactory
    from tests.factories.cases import many_cases, one_stage

    one_stage(release="together")
    pks, by = [case.pk for case in many_cases(bulk.LIMIT)], UserFactory(role="head")
    head = f"{bulk.LIMIT} cases at once"
    print(f"\n{head:34}{'statements':>11}{'a part':>9}{'SQL ms':>9}{'CPU s':>8}{'s':>7}")
    for action in (BulkAction.ACCEPT, BulkAction.RELEASE):
        parts = []
        cost = _once(partial(_carry_out, action, Case.objects.filter(pk__in=pks), by, parts))
        statements, sql, _slowest, cpu, wall = cost
        part = statements / max(len(parts), 1)
        print(
            f"{action.value:34}{statements:>11}{part:>9.0f}{sql:>9.0f}{cpu / 1000:>8.1f}{wall / 1000:>7.1f}", flush=True
        )


def _carry_out(action, cases, by, parts: list) -> None:
    from django.utils import timezone

    from cases import bulk
    from cases.workflow import jobs

    job = jobs.start(bulk.plan(action, cases, by=by, at=timezone.now()), by=by)
    while part := jobs.work(job):
        parts.append(part)
    if job.items.filter(state="done").count() != bulk.LIMIT:
        raise SystemExit("not every case was done")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
