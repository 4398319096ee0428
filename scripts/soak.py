#!/usr/bin/env python3
"""A quarter of an hour of an office's day against real processes, with one of them killed every minute.

usage: soak.py [MINUTES]     default 15

Visitors read, applicants fill in whole wizards, a checker and the head decide, and once a minute a web worker or the
worker of the tasks dies by SIGKILL. At the end every acknowledged registration must be there exactly once, the log
must be whole, and memory must be flat. Runs on the test database (SQLite, or DATABASE_URL), which is put back.
Exits with 1 when a promise was broken.
"""

import contextlib
import itertools
import logging
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
VISITORS, APPLICANTS, PEOPLE_A_MINUTE = 3, 3, 120
WARM = 3  # minutes until caches are full; memory is compared from then on
GROWTH = 1.15  # how much larger a process may be in the last third than in the first after warming
PUBLIC = [
    "/",
    "/pelatihan/",
    "/jadwal/",
    "/berita/",
    "/cari/?q=jahit",
    "/statistik/",
    "/status/",
    "/verifikasi/",
    "/en/",
]
RETRIES = 40  # a request that died with its process is repeated as a browser does: for about 20 seconds


def main() -> int:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    database.prepare(anew=False)
    try:
        return Soak(float(sys.argv[1]) if len(sys.argv) > 1 else 15).run()
    finally:
        database.restore()


class Soak:
    """The office, its people, and what was seen."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        self.over = threading.Event()
        self.took: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.broken: Counter[str] = Counter()
        self.receipts: dict[int, str] = {}  # user id -> address of the receipt that was acknowledged
        self.memory: list[tuple[float, float, float]] = []  # minute; MB of all web processes; of the task worker
        self.kills: Counter[str] = Counter()
        self.problems: list[str] = []

    def run(self) -> int:
        from tests import processes

        self._open_office()
        with processes.web() as self.port, TaskWorker() as self.worker:
            self.start = time.monotonic()
            people = [threading.Thread(target=self._guarded, args=(part,)) for part in self._parts()]
            for thread in people:
                thread.start()
            self.over.wait(self.minutes * 60)
            self.over.set()
            for thread in people:
                thread.join(120)
            self._settle()
        self._compare()
        self._print()
        return 1 if self.problems else 0

    def _open_office(self) -> None:
        """One programme whose wizard asks for two documents and two steps of questions, and people with an account."""
        from accounts.models import User
        from tests.factories import forms as made
        from tests.factories.accounts import UserFactory

        count = int(self.minutes * PEOPLE_A_MINUTE) + APPLICANTS
        self.batch = made.batch(capacity=200, reserve_size=count)
        User.objects.bulk_create(User(email=f"uji{number}@contoh.test") for number in range(count))
        self.people = itertools.cycle(User.objects.filter(email__startswith="uji").order_by("pk").in_bulk().values())
        self.turn = threading.Lock()
        self.staff = [UserFactory(role="checker"), UserFactory(role="head")]

    def _parts(self) -> list:
        moderators = [lambda user=user: self._moderator(user) for user in self.staff]
        return [
            *[self._visitor] * VISITORS,
            *[self._applicant] * APPLICANTS,
            *moderators,
            self._killer,
            self._watcher,
        ]

    def _guarded(self, part) -> None:
        """One who stumbles is named, and goes on."""
        while not self.over.is_set():
            try:
                part()
            except Exception as fault:
                name = getattr(part, "__name__", "moderator")
                self.problems.append(f"{name}: {type(fault).__name__}: {str(fault)[:200]}")

    # People

    def _browser(self, who: str, user=None) -> "Browser":
        return Browser(self, who, user)

    def _visitor(self) -> None:
        browser = self._browser("visitor")
        for path in itertools.cycle(PUBLIC):
            if self.over.wait(0.2):
                return
            browser.get(path)

    def _applicant(self) -> None:
        """One person from the first step to the receipt."""
        from tests.factories import forms as made
        from tests.factories.files import jpeg

        with self.turn:
            user = next(self.people)
        if user.pk in self.receipts:
            self.over.wait(1)
            return
        browser = self._browser("applicant", user)
        files = {"ktp": ("ktp.jpg", jpeg(), "image/jpeg"), "diploma": ("ijazah.jpg", jpeg(), "image/jpeg")}
        browser.fill(made.address(self.batch, "identitas"), made.identity())
        browser.fill(made.address(self.batch, "alamat"), made.ADDRESS)
        browser.fill(made.address(self.batch, "pendidikan"), made.EDUCATION)
        browser.fill(made.address(self.batch, "dokumen"), {}, files)
        for step, values in made.ANSWERS.items():
            browser.fill(made.address(self.batch, step), values)
        browser.fill(made.address(self.batch, "periksa"), {})
        answer = browser.fill(made.address(self.batch, "pernyataan"), {"declaration": "on", "promise": "on"})
        where = answer.headers.get("Location", "")
        if "tanda-terima" not in where:
            raise AssertionError(f"no receipt: {answer.status_code} {where}")
        self.receipts[user.pk] = where
        browser.get(where)
        browser.get("/akun/")

    def _moderator(self, user) -> None:
        browser = self._browser("moderator", user)
        while not self.over.wait(0.2):
            page = browser.post("/cms/berkas/berikutnya/", browser.hidden(browser.get("/cms/berkas/").text))
            if not re.search(r"/cms/berkas/\d+/", page.url):
                self.over.wait(1)
                continue
            decide(browser, page)

    # The day

    def _killer(self) -> None:
        """Every minute a process dies; gunicorn and, in an installation, systemd put another in its place."""
        for victim in itertools.cycle(["web worker", "task worker"]):
            if self.over.wait(60):
                return
            if victim == "web worker":
                os.kill(children(self._master())[0], signal.SIGKILL)  # the older of the two
            else:
                self.worker.restart()
            self.kills[victim] += 1

    def _watcher(self) -> None:
        while not self.over.wait(5):
            web = [resident(pid) for pid in (self._master(), *children(self._master()))]
            at = (time.monotonic() - self.start) / 60
            self.memory.append((at, sum(web), resident(self.worker.process.pid)))

    def _master(self) -> int:
        return next(pid for pid in children(os.getpid()) if "gunicorn" in command_of(pid))

    def _settle(self) -> None:
        """Nobody acts any more: the worker brings what is due to its end."""
        from core.models import OutboxMessage
        from tests import processes

        due = OutboxMessage.objects.filter(sent_at=None)
        with contextlib.suppress(AssertionError):
            processes.until(lambda: not due.exists(), 120)
        if due.exists():
            self.problems.append(f"{due.count()} messages were not sent within two minutes")

    # What must be so

    def _compare(self) -> None:
        from audit import log
        from audit.models import Event
        from cases.models import Case
        from programs.models import Enrolment

        cases = Case.objects.filter(applicant__user__email__startswith="uji")
        tokens = {case.applicant.user_id: str(case.token) for case in cases.select_related("applicant")}
        lost = [user for user, where in self.receipts.items() if tokens.get(user, "-") not in where]
        self.cases = cases.count()
        self.decided = Event.objects.filter(actor_ref__in=[f"user:{user.pk}" for user in self.staff]).count()
        if not self.decided:
            self.problems.append("the moderators moved nothing")
        if lost:
            self.problems.append(f"{len(lost)} acknowledged registrations are lost")
        if len(tokens) != self.cases:
            self.problems.append(f"{self.cases - len(tokens)} registrations are doubled")
        if self.cases - len(self.receipts) > APPLICANTS:
            self.problems.append(f"{self.cases - len(self.receipts)} cases without a receipt")
        ranks = list(Enrolment.objects.filter(batch=self.batch, rank__isnull=False).values_list("rank", flat=True))
        if len(set(ranks)) != len(ranks):
            self.problems.append("a rank was given twice")
        log.seal_due()
        self.problems += [f"log: {fault}" for fault in log.verify()]
        self.problems += [f"{who} got {status}" for (who, status), _n in self.statuses.items() if status >= 500]
        self.problems += self._grown()

    def _grown(self) -> list[str]:
        return [
            f"memory of {name} grew from {first:.0f} to {last:.0f} MB"
            for name, first, last in self._thirds()
            if last > first * GROWTH
        ]

    def _thirds(self):
        """Median memory in the first and the last third after warming; not the mean: a process dies each minute."""
        seen = [sample for sample in self.memory if sample[0] > WARM]
        third = len(seen) // 3
        for column, name in ((1, "web"), (2, "task worker")):
            if third:
                values = [sample[column] for sample in seen]
                yield name, statistics.median(values[:third]), statistics.median(values[-third:])

    def _print(self) -> None:
        print(f"{self.minutes:g} minutes; killed: {dict(self.kills)}")
        repeated = sum(self.broken.values())
        print(f"acknowledged {len(self.receipts)}, cases {self.cases}, requests sent again {repeated}")
        print(f"steps of moderators {self.decided}")
        print(f"{'who':12}{'requests':>10}{'median ms':>11}{'p95 ms':>9}{'worst ms':>10}")
        for who, took in self.took.items():
            middle, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
            print(f"{who:12}{len(took):>10}{middle * 1000:>11.0f}{p95 * 1000:>9.0f}{max(took) * 1000:>10.0f}")
        print("answers:", ", ".join(f"{who} {status}: {n}" for (who, status), n in sorted(self.statuses.items())))
        for name, first, last in self._thirds():
            print(f"memory {name}: {first:.0f} MB, in the end {last:.0f} MB")
        print("\n".join(sorted(set(self.problems))) or "nothing lost, nothing doubled, memory flat, the log whole")


class Browser:
    """One person's session over real connections; a request that dies with the server's process is sent again."""

    def __init__(self, soak: Soak, who: str, user=None) -> None:
        import requests

        self.soak, self.who = soak, who
        self.session = requests.Session()
        self.base = f"http://127.0.0.1:{soak.port}"
        if user is not None:
            self.session.cookies.update(signed_in(user))

    def get(self, path: str):
        return self._ask("GET", path)

    def post(self, path: str, data: dict, files: dict | None = None, **more):
        return self._ask("POST", path, data=data, files=files, **more)

    def fill(self, path: str, values: dict, files: dict | None = None):
        """Open a step, send it, and expect to be led on."""
        answer = self.post(path, self.hidden(self.get(path).text) | values, files, allow_redirects=False)
        if answer.status_code != 302:
            said = re.findall(r"error-message[^>]*>(?:<[^>]+>[^<]*</[^>]+>)?\s*([^<]+)", answer.text)
            raise AssertionError(f"{path} answered {answer.status_code}: {said}")
        return answer

    def hidden(self, text: str) -> dict:
        return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))

    def _ask(self, method: str, path: str, **more):
        import requests

        broken_off = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)  # before an answer, or in it
        for _attempt in range(RETRIES):
            start = time.perf_counter()
            try:
                answer = self.session.request(method, self.base + path, timeout=35, **more)
            except broken_off:
                self.soak.broken[self.who] += 1
                time.sleep(0.5)
                continue
            self.soak.took[self.who].append(time.perf_counter() - start)
            self.soak.statuses[self.who, answer.status_code] += 1
            return answer
        raise AssertionError(f"{path}: no answer in {RETRIES} attempts")


def decide(browser: Browser, page) -> None:
    """Every document is good, every check is done: on to the next stage, or accepted."""
    fields = browser.hidden(page.text)
    address = re.search(r"/cms/berkas/\d+/", page.url)[0]
    for path in sorted(set(re.findall(rf"{address}dokumen/\d+/nilai/", page.text))):
        browser.post(path, fields | {"verdict": "accepted"})
    checks = re.findall(r'name="check" value="([^"]+)"', page.text)
    if checks:
        browser.post(f"{address}kerja/", fields | {"check": checks})
    fields = browser.hidden(browser.get(address).text)
    for word in ("luluskan", "terima"):
        if f"{address}{word}/" in page.text:
            browser.post(f"{address}{word}/", fields)
            return


def signed_in(user) -> dict[str, str]:
    """The cookies of somebody who has signed in: 900 sign-ins by mail are not what this is about."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


class TaskWorker:
    """The worker of the tasks, started again after it was killed, as systemd does."""

    def __enter__(self) -> "TaskWorker":
        self._start()
        return self

    def __exit__(self, *fault) -> None:
        self.process.terminate()
        self.process.wait(30)

    def restart(self) -> None:
        self.process.kill()
        self.process.wait(30)
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=os.environ)


def children(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def resident(pid: int) -> float:
    """Megabytes of a process that are its own or its share of what several hold."""
    with contextlib.suppress(OSError):
        return int(re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
