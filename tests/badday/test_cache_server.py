"""The cache server is killed, hangs and comes back: pages go on, the door counts on, nobody restarts anything."""

import contextlib
import shutil
import signal
import subprocess

import pytest
import redis
from django.core.cache import caches

from core import generation
from core.caches import REST, server
from tests import processes
from tests.badday.visitors import Visitor, text
from tests.factories.accounts import UserFactory

WHY = "redis-server is not installed (make services SERVICES=redis installs it)"
pytestmark = [pytest.mark.skipif(not shutil.which("redis-server"), reason=WHY), pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/pelatihan/", "/jadwal/", "/status/", "/masuk/")
CODES_A_MINUTE = 3
NOTICED = 8  # seconds for a page during which the server is found to be dead, on a busy machine


class CacheServer:
    """A Redis of the test's own."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        processes.until(self.answers, processes.PATIENCE)

    def answers(self) -> bool:
        with contextlib.suppress(redis.RedisError):
            return redis.Redis.from_url(self.url, retry=None).ping()
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    @contextlib.contextmanager
    def hanging(self):
        """It takes connections and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        yield
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def cache_server():
    found = CacheServer()
    found.start()
    yield found
    found.kill()


def asks_for_a_code(port: int, email: str):
    """One request for a code, from a browser that was never here."""
    return Visitor(port).fill_in("/masuk/", {"email": email})


def all_open(port: int, user) -> None:
    visitor = Visitor(port, user)
    for path in (*PAGES[:-1], "/akun/"):
        answer = visitor.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert visitor.seconds < NOTICED
    assert Visitor(port).get(PAGES[-1]).status_code == 200


def the_door_counts(port: int, email: str) -> None:
    """Three codes for one address, the fourth is one too many; another person still comes in."""
    answers = [asks_for_a_code(port, email) for _number in range(CODES_A_MINUTE + 1)]
    assert (email, [answer.status_code for answer in answers]) == (email, [302] * CODES_A_MINUTE + [200])
    assert "Terlalu banyak percobaan" in text(answers[-1])
    assert asks_for_a_code(port, f"lain-{email}").status_code == 302


def problems(port: int) -> list[str]:
    return Visitor(port).get("/readyz").json()["problems"]


def test_pages_and_door_go_on_without_the_cache_server(cache_server):
    user = UserFactory()
    with processes.web(CACHE_URL=cache_server.url) as port:
        all_open(port, user)
        assert "cache" not in problems(port)
        the_door_counts(port, "pertama@contoh.test")

        with cache_server.hanging():
            all_open(port, user)
            the_door_counts(port, "kedua@contoh.test")
        cache_server.kill()
        all_open(port, user)
        the_door_counts(port, "ketiga@contoh.test")
        assert "cache" in problems(port)

        cache_server.start()
        processes.until(lambda: both_have_it_again(port), REST * 6)
        all_open(port, user)
        the_door_counts(port, "keempat@contoh.test")


def both_have_it_again(port: int) -> bool:
    """Each process finds out by itself: so many answers in a row come from both."""
    return all("cache" not in problems(port) for _number in range(12))


@pytest.fixture
def shared(cache_server, settings):
    """This process uses the cache server, too."""
    facts = {"LOCATION": cache_server.url}
    table = settings.CACHES["marks"] if "reserve" not in settings.CACHES else settings.CACHES["reserve"]
    settings.CACHES = {
        "default": facts | {"BACKEND": "core.caches.RedisCache"},
        "marks": facts | {"BACKEND": "core.caches.PlainRedisCache"},
        "reserve": table,
    }
    settings.GENERATION_IN_CACHE = True
    server.asked_again_at = 0.0
    yield cache_server
    server.asked_again_at = 0.0


def test_a_change_while_the_server_was_away_is_told_when_it_is_back(shared):
    """The server kept its memory: what another process remembers under the old mark must not come back."""
    mark = generation.Mark("uji")
    mark.bump()
    before = mark.current()
    with shared.hanging():
        mark.bump()
    server.asked_again_at = 0.0
    mark.heard = (0.0, "")
    assert mark.current() not in ("", before)
    assert caches["marks"].get(mark.key) == mark.current()


def test_what_is_counted_while_the_server_is_away_stands_in_the_database(shared):
    shared.kill()
    assert caches["default"].add("pintu", 1, 60)
    assert not caches["default"].add("pintu", 2, 60)
    assert caches["reserve"].get("pintu") == 1
    with pytest.raises(redis.RedisError):
        caches["marks"].get("pintu")
    shared.start()
    server.asked_again_at = 0.0
    assert caches["default"].get("pintu") is None
