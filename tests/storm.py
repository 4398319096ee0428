"""A storm on one batch: many people send the last page of the wizard at once while others leave, over real sockets.

Everything a citizen does goes through the served site (tests.processes.web), each request over a connection of its own,
so that any thread of any worker may answer. The office changes the number of seats meanwhile.
"""

import http.client
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.rules import Refused
from forms import steps
from programs import workflow
from programs.models import Batch
from programs.workflow.moving import standing
from tests.factories import forms as made
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

IN_FLIGHT = 64
FORM = "application/x-www-form-urlencoded"
SECRET = "a" * 32  # of the CSRF cookie: the field repeats it
PAGE = {"langkah-current_step": steps.DECLARATION, "declaration": "on", "promise": "on"}
TOLD = {"id": "Kapasitas ruang berubah.", "en": "The room changed."}


@dataclass(frozen=True)
class Person:
    """Somebody with a complete draft who is about to press "send"."""

    session: str
    token: str
    revision: int


@dataclass
class Storm:
    """What happened: statuses by kind of request, who got a receipt, and what the watcher saw."""

    statuses: Counter = field(default_factory=Counter)
    receipts: set = field(default_factory=set)
    left: set = field(default_factory=set)
    seconds: float = 0.0
    capacities: list = field(default_factory=list)
    looks: int = 0
    too_many: list = field(default_factory=list)

    @property
    def faults(self) -> dict:
        return {key: count for key, count in self.statuses.items() if key[1] >= 500}

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())


def batch(*, seats: int, reserve: int) -> Batch:
    """An open batch with a published page, of a programme that asks for no document and no further question."""
    now = timezone.now()
    program = make.page_in_site(questions=[], documents=[])
    page = make.batch_page(program, now=now, capacity=seats, reserve_size=reserve)
    return Batch.objects.get(page=page)


def people(of: Batch, count: int) -> list[Person]:
    return [person(of) for _ in range(count)]


def person(of: Batch) -> Person:
    draft = made.started(of)
    made.typed(draft, steps.IDENTITY, made.identity())
    made.typed(draft, steps.ADDRESS, made.ADDRESS)
    draft = made.typed(draft, steps.EDUCATION, made.EDUCATION)
    return Person(signed_in(draft.user), draft.token, draft.revision)


def signed_in(user=None) -> str:
    client = Client()
    client.force_login(user or UserFactory())
    return client.cookies["sessionid"].value


def post(port: int, path: str, session: str, **values) -> tuple[int, str]:
    """Send a form as a browser does; answers with the status and where it leads."""
    body = urlencode(values | {"csrfmiddlewaretoken": SECRET})
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={SECRET}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        server.request("POST", path, body, headers)
        answer = server.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location", "")
    finally:
        server.close()


class Crowd:
    """Works off jobs with a number of them in flight; a job may add further ones."""

    def __init__(self, size: int = IN_FLIGHT):
        self.size, self.jobs, self.busy, self.turn = size, deque(), 0, threading.Condition()
        self.problems: list[Exception] = []

    def add(self, job: Callable[[], None]) -> None:
        with self.turn:
            self.jobs.append(job)
            self.turn.notify()

    def run(self) -> float:
        start = time.perf_counter()
        threads = [threading.Thread(target=self._work) for _ in range(self.size)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.problems:
            raise self.problems[0]
        return time.perf_counter() - start

    def _work(self) -> None:
        while job := self._next():
            try:
                job()
            except Exception as problem:
                self.problems.append(problem)
            finally:
                close_old_connections()
                with self.turn:
                    self.busy -= 1
                    self.turn.notify_all()
        connection.close()

    def _next(self) -> Callable[[], None] | None:
        """The next job; None when there is none and nobody at work could add one."""
        with self.turn:
            while not self.jobs and self.busy:
                self.turn.wait()
            if not self.jobs:
                return None
            self.busy += 1
            return self.jobs.popleft()


def registrations(port: int, of: Batch, crowd_of: list[Person], *, leaving: int, seed: int = 1) -> Storm:
    """All send at once; `leaving` of those who got a place give it up; the office changes the seats meanwhile."""
    storm, crowd, chance, lock = Storm(), Crowd(), random.Random(seed), threading.Lock()
    path, seats = made.address(of, steps.DECLARATION), of.capacity
    going = iter(range(leaving))

    def send(who: Person, *, as_reserve: bool = False) -> None:
        values = {"token": who.token, "revision": who.revision} | PAGE
        status, onward = post(port, path, who.session, **values | ({"as_reserve": "on"} if as_reserve else {}))
        with lock:
            storm.statuses["send", status] += 1
        if status == 302 and who.token in onward:
            received(who)
        elif status == 409 and not as_reserve:
            crowd.add(lambda: send(who, as_reserve=True))

    def received(who: Person) -> None:
        with lock:
            storm.receipts.add(who.token)
            goes = chance.random() < 0.5 and next(going, None) is not None
        if goes:
            crowd.add(lambda: leave(who))

    def leave(who: Person) -> None:
        number = Case.objects.values_list("number", flat=True).get(token=who.token)
        status, _onward = post(port, f"/akun/{number}/batal/", who.session)
        with lock:
            storm.statuses["leave", status] += 1
            storm.left |= {who.token} if status == 302 else set()

    for who in crowd_of:
        crowd.add(lambda who=who: send(who))
    plan = [(0, 0.8), (len(crowd_of) // 4, 1.0), (len(crowd_of) // 2, 1.1), (len(crowd_of) * 3 // 4, 0.9)]
    changes = [(after, round(seats * share)) for after, share in plan]
    with Beside(watcher(of, storm)), Beside(office(of, storm, changes)):
        storm.seconds = crowd.run()
    return storm


class Beside:
    """Runs `act(stopped)` in a thread beside the storm until it is over."""

    def __init__(self, act: Callable[[threading.Event], None]):
        self.act, self.stopped, self.problem = act, threading.Event(), None

    def __enter__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def __exit__(self, *problem):
        self.stopped.set()
        self.thread.join()
        if self.problem:
            raise self.problem

    def _run(self) -> None:
        try:
            self.act(self.stopped)
        except Exception as problem:
            self.problem = problem
        finally:
            connection.close()


SNAPSHOT = """
    SELECT capacity, held, seated,
        (SELECT count(*) FROM programs_enrolment WHERE batch_id = b.id AND state = 'held'),
        (SELECT count(*) FROM programs_enrolment WHERE batch_id = b.id AND state IN ('seated', 'finished'))
    FROM programs_batch b WHERE id = %s
"""


def watcher(of: Batch, storm: Storm) -> Callable[[threading.Event], None]:
    """Look at counters and places in one statement, again and again: at no moment may there be one too many."""

    def act(stopped: threading.Event) -> None:
        while not stopped.wait(0.02):
            with connection.cursor() as cursor:
                cursor.execute(SNAPSHOT, [of.pk])
                capacity, held, seated, places_held, places_seated = cursor.fetchone()
            storm.looks += 1
            if (held, seated) != (places_held, places_seated) or held + seated > capacity:
                storm.too_many.append((capacity, held, seated, places_held, places_seated))

    return act


def office(of: Batch, storm: Storm, changes: list[tuple[int, int]]) -> Callable[[threading.Event], None]:
    """Raise and lower the seats once so many receipts were given; fewer than are promised is refused."""

    def act(stopped: threading.Event) -> None:
        head = make.head()
        for after, capacity in changes:
            while len(storm.receipts) < after and not stopped.wait(0.02):
                pass
            storm.capacities.append((capacity, changed(of, capacity, head)))

    return act


def changed(of: Batch, capacity: int, head) -> bool:
    now = timezone.now()
    change = replace(standing(Batch.objects.get(pk=of.pk), now), capacity=capacity)
    try:
        workflow.move_batch(of, by=head, told=TOLD, change=change, at=now)
    except Refused:
        return False
    return True


def moves(port: int, asked: list[tuple[str, str, str]]) -> Storm:
    """Citizens answer about their own cases at once: (move, case number, session), `move` as in the address."""
    storm, crowd, lock = Storm(), Crowd(), threading.Lock()

    def ask(move: str, number: str, session: str) -> None:
        status, _onward = post(port, f"/akun/{number}/{move}/", session)
        with lock:
            storm.statuses[move, status] += 1

    for one in asked:
        crowd.add(lambda one=one: ask(*one))
    storm.seconds = crowd.run()
    return storm
