"""One door in front of a database file: writers pass it in turn instead of asking SQLite again and again.

SQLite's own wait is a loop of growing sleeps without an order: under many writers some of them sleep until their time
is over although the file was free often. Threads of a process wait for a lock, processes for an advisory lock on a file
beside the database; the system gives it back when a process dies.
"""

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path

SHORTEST, LONGEST = 0.0005, 0.004  # seconds between two looks at the lock of the file
KEPT = 0.05  # seconds for which threads of one process may hand the door to each other
PAUSE = 0.003  # then the door stays open for so long, so that another process gets its turn


class Door:
    def __init__(self, path: str):
        self.path, self.threads, self.handle = path, threading.Lock(), None
        self.since = self.left_at = 0.0

    def enter(self, seconds: float) -> bool:
        """Wait for the turn, at most so many seconds; False when it did not come."""
        deadline = time.monotonic() + seconds
        if not self.threads.acquire(timeout=max(seconds, 0)):
            return False
        entered = False
        try:
            entered = self._lock_file(deadline)
        finally:
            if not entered:
                self.threads.release()
        return entered

    def leave(self) -> None:
        with contextlib.suppress(OSError):
            if self.handle is not None:
                fcntl.flock(self.handle, fcntl.LOCK_UN)
        self.left_at = time.monotonic()
        self.threads.release()

    def _lock_file(self, deadline: float) -> bool:
        """Without a file for the lock (a folder that cannot be written) SQLite's own wait must do."""
        if not self._opened():
            return True
        self._let_others_in()
        wait = SHORTEST
        while not self._is_locked():
            if time.monotonic() >= deadline:
                return False
            time.sleep(wait)
            wait = min(wait * 2, LONGEST)
        return True

    def _opened(self) -> bool:
        with contextlib.suppress(OSError):
            if self.handle is None:
                self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self.handle is not None

    def _is_locked(self) -> bool:
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without such locks
            pass
        return True

    def _let_others_in(self) -> None:
        now = time.monotonic()
        if now - self.left_at > SHORTEST:
            self.since = now
        elif now - self.since > KEPT:
            time.sleep(PAUSE)
            self.since = time.monotonic()


_doors: dict[str, Door] = {}
_making = threading.Lock()


def of(database: str) -> Door:
    """The door of a database file; one for all connections of this process."""
    with _making:
        if database not in _doors:
            _doors[database] = Door(str(Path(database).with_name(Path(database).name + "-door")))
        return _doors[database]


def _forget() -> None:
    """A lock belongs to the open file, which a forked process would share with its parent."""
    global _making
    for mine in _doors.values():
        with contextlib.suppress(OSError):
            if mine.handle is not None:
                os.close(mine.handle)
    _doors.clear()
    _making = threading.Lock()


os.register_at_fork(after_in_child=_forget)
