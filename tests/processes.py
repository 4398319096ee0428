"""Real processes on the database of the test: two web workers of gunicorn, and commands such as the worker."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 40.0  # seconds for a process to come up on a busy machine


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def get(port: int, path: str, **headers: str) -> Answer:
    """Ask over a connection of its own, so that any worker may answer."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, names, answer.read().decode(errors="replace"))


def manage(*arguments: str) -> None:
    """Run a command of manage.py in a process of its own and wait for its end."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True, capture_output=True, timeout=120)


@contextlib.contextmanager
def web(**more: str) -> Iterator[int]:
    """Serve the database of the test by two workers; gives the port."""
    with Server(**more) as server:
        yield server.port


class Server:
    """gunicorn with two workers, which can be killed as a power cut or the kernel does, and started again."""

    def __init__(self, **more: str):
        self.port = free_port()
        self.env = _environment() | {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_WORKERS": "2"}
        self.env |= {"WEB_THREADS": "4"} | more

    def __enter__(self) -> "Server":
        self.first_start = self.start()
        return self

    def __exit__(self, *problem) -> None:
        self.process.terminate()
        self.process.wait(30)

    def start(self) -> float:
        """Returns after how many seconds it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        return until(lambda: answers(self.port), PATIENCE)

    def workers(self) -> list[int]:
        return children(self.process.pid)

    def kill_worker(self) -> int:
        """kill -9 of the process that answers requests since longest; the master puts another in its place."""
        victim = min(self.workers())
        os.kill(victim, signal.SIGKILL)
        return victim

    def kill(self) -> None:
        """kill -9 of everything at the same moment; nobody can put anything in its place."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


def children(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


@contextlib.contextmanager
def worker(interval: str = "1", **more: str) -> Iterator[int]:
    """The background process beside the web; gives its process id."""
    command = [sys.executable, "manage.py", "worker", "--interval", interval]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment() | more, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def until(is_so, seconds: float) -> float:
    """Ask again and again; returns after how many seconds it was so, and fails when that is too late."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if is_so():
            return time.monotonic() - start
    raise AssertionError(f"not so after {seconds} seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return get(port, "/healthz").status == 200
    return False


def _environment() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_PAGE_CACHE_MB": "8"}
