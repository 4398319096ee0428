"""A real clamd with one signature of its own, which finds the EICAR test file anywhere in a file."""

import contextlib
import shutil
import socket
import subprocess
from pathlib import Path

from tests import processes

WHY = "clamd is not installed (Debian: clamav-daemon)"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"  # harmless, known to all


def is_installed() -> bool:
    return bool(shutil.which("clamd"))


class Scanner:
    def __init__(self, folder: Path):
        self.port, self.settings = processes.free_port(), folder / "clamd.conf"
        self.address = f"127.0.0.1:{self.port}"
        (folder / "db").mkdir()
        (folder / "db" / "uji.ndb").write_text(f"Uji.Eicar:0:*:{EICAR[28:].hex()}\n")
        self.settings.write_text(
            f"DatabaseDirectory {folder / 'db'}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        )

    def start(self) -> None:
        command = ["clamd", "--config-file", str(self.settings)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.until(self.answers, processes.PATIENCE)

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as clamd:
            clamd.sendall(b"zPING\0")
            return clamd.recv(64) == b"PONG\0"
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


@contextlib.contextmanager
def running(folder: Path):
    scanner = Scanner(folder)
    scanner.start()
    try:
        yield scanner
    finally:
        scanner.kill()
