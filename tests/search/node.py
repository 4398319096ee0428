"""A node of Elasticsearch that a test may kill, and a door in front of it that delays."""

import contextlib
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import time
from pathlib import Path

from elasticsearch import ApiError, Elasticsearch, TransportError

HOME = Path(os.environ.get("SERVICES_DIR") or Path("/", "var", "tmp", f"cakap-services-{os.getuid()}"))
STARTED_WITHIN = 180  # seconds; three nodes on a busy machine of two processors
MODEST = ["-Xms128m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]  # 300 MB a node, quick to start


def is_built() -> bool:
    """Whether `make services SERVICES=elasticsearch` has put the server together on this machine."""
    return (HOME / "es-dist" / "launcher" / "node.jar").exists() and shutil.which("java") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Nodes on ports of their own; data in a folder of the test."""

    def __init__(self, folder: Path, size: int = 1) -> None:
        self.folder = folder
        self.ports = [(free_port(), free_port()) for _ in range(size)]
        self.processes: dict[int, subprocess.Popen] = {}

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{http}" for http, _inner in self.ports]

    def start(self) -> None:
        """Start what does not run, and wait until all nodes have found one another."""
        for number in range(len(self.ports)):
            if number not in self.processes:
                self.processes[number] = self._launch(number)
        self.wait(len(self.ports))

    def _launch(self, number: int) -> subprocess.Popen:
        folder, dist = self.folder / f"es{number}", HOME / "es-dist"
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (folder / "modules").symlink_to(dist / "modules")
        (folder / "plugins").mkdir(exist_ok=True)
        seeds = ",".join(f"127.0.0.1:{inner}" for _http, inner in self.ports)
        http, inner = (str(port) for port in self.ports[number])
        java = ["java", *MODEST, "--module-path", str(dist / "lib")]
        java += ["--add-modules=jdk.net,ALL-MODULE-PATH", "-cp", str(dist / "launcher" / "node.jar"), "cakap.Node"]
        with (self.folder / f"es{number}.log").open("ab") as log:
            return subprocess.Popen([*java, str(folder), http, inner, seeds], stdout=log, stderr=log)

    def wait(self, nodes: int, status: str = "yellow") -> None:
        """Until so many nodes form a cluster that answers; green: with every copy of every index."""
        alive = [self.addresses[number] for number in self.processes]
        deadline = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < deadline:
            with contextlib.suppress(ApiError, TransportError), Elasticsearch(alive, request_timeout=10) as client:
                health = client.cluster.health(wait_for_nodes=str(nodes), wait_for_status=status, timeout="5s")
                if not health["timed_out"]:
                    return
        raise TimeoutError(f"Elasticsearch did not come up; see {self.folder}")

    def kill(self, number: int = 0) -> None:
        process = self.processes.pop(number)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for number in list(self.processes):
            self.kill(number)


class SlowDoor(socketserver.ThreadingTCPServer):
    """Passes bytes to a server and back; `closed` holds every answer back until it is opened."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self.target = (host, int(port))
        self.is_open = threading.Event()
        self.is_open.set()
        super().__init__(("127.0.0.1", 0), _Passage)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passage(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection(self.server.target) as server:
            threading.Thread(target=_pass, args=(self.request, server), daemon=True).start()
            _pass(server, self.request, before=self.server.is_open.wait)


def _pass(source: socket.socket, target: socket.socket, before=lambda: None) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            before()
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
