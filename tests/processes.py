"""Real processes on the database of the test: two web workers of gunicorn, and commands such as the worker."""

import contextlib
import http.client
import os
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
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    env = _environment() | {"HOST": "127.0.0.1", "PORT": str(port), "WEB_WORKERS": "2", "WEB_THREADS": "4"} | more
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        until(lambda: answers(port), PATIENCE)
        yield port
    finally:
        server.terminate()
        server.wait(30)


@contextlib.contextmanager
def worker(interval: str = "1") -> Iterator[int]:
    """The background process beside the web; gives its process id."""
    command = [sys.executable, "manage.py", "worker", "--interval", interval]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stderr=subprocess.DEVNULL)
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
