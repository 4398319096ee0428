#!/usr/bin/env python3
"""A public page from the memory of nginx against a file of the same length that nginx reads from the disk.

The sample configuration of deploy/nginx/ stands in front of two web workers, as an office has it. Both are asked in
turns over one connection that stays open; what counts is their ratio (wanted: 0.9), not the requests a second of this
machine. The page is asked for again every two seconds by nginx itself, which is part of its price.
"""

import io
import logging
import os
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
ROUNDS, IN_A_ROUND = 31, 900  # nginx closes a connection after 1,000 requests
PAGE, FILE = "/", "/errors/page.html"
WANTED = 0.9


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from tests import database, processes
    from tests.config import test_nginx

    if not test_nginx.NGINX:
        sys.exit("nginx is needed (Debian: apt install nginx-light)")
    database.prepare(anew=False)
    try:
        with processes.web() as web, tempfile.TemporaryDirectory() as folder:
            port = processes.free_port()
            page = processes.get(web, PAGE).body.encode()
            _lay(Path(folder), page)
            for _served in test_nginx.served(Path(folder), port, web, disk=Path(folder, "disk")):
                sys.exit(report(port, len(page)))
    finally:
        database.restore()


def _lay(folder: Path, page: bytes) -> None:
    """The same bytes as a file."""
    target = folder / "disk" / "errors"
    target.mkdir(parents=True)
    (target / "page.html").write_bytes(page)


def report(port: int, length: int) -> str:
    """Prints the figures; words when the ratio is missed."""
    from tests import processes

    processes.until(lambda: processes.get(port, PAGE).headers.get("x-proxy-cache") in ("HIT", "UPDATING"), 30)
    rounds = [(a_second(port, PAGE), a_second(port, FILE)) for _round in range(ROUNDS)]
    page, file = (statistics.median(each) for each in zip(*rounds, strict=True))
    ratio = statistics.median(page / file for page, file in rounds)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {length / 1024:.0f} KB, one connection")
    print(f"page kept by nginx {page:,.0f}/s, file on the disk {file:,.0f}/s, ratio {ratio:.2f}")
    return "" if ratio >= WANTED else f"the ratio is below {WANTED}"


def a_second(port: int, path: str) -> float:
    """Requests a second of one visitor who waits for each answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        answers = connection.makefile("rb", buffering=256 * 1024)
        start = time.perf_counter()
        for _number in range(IN_A_ROUND):
            connection.sendall(asked)
            _read(answers)
        return IN_A_ROUND / (time.perf_counter() - start)


def _read(answers: io.BufferedReader) -> None:
    """One whole answer; its length stands in its head."""
    status, length = answers.readline(), 0
    if b" 200 " not in status:
        raise RuntimeError(status.decode(errors="replace").strip() or "the connection was closed")
    while (line := answers.readline()) not in (b"\r\n", b""):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)


if __name__ == "__main__":
    main()
