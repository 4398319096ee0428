"""Django's SQLite with a door in front of the outermost transaction; everything else is Django's own."""

import contextlib
import time
from functools import partial

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from core.sqlite3 import door

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")
LONG = 1.0  # seconds before the door after which SQLite's own wait is shortened, so that both keep one limit


class Cursor(base.SQLiteCursorWrapper):
    """A single write outside of any transaction is one of its own: it passes the door, too."""

    def __init__(self, *args, wrapper: "DatabaseWrapper"):
        super().__init__(*args)
        self.wrapper = wrapper

    def execute(self, query, params=None):
        alone = not self.wrapper.in_atomic_block and query[:6].upper() in WRITES
        with self.wrapper.turn() if alone else contextlib.nullcontext():
            return super().execute(query, params)


class DatabaseWrapper(base.DatabaseWrapper):
    _door = None  # held from BEGIN to COMMIT or ROLLBACK

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=partial(Cursor, wrapper=self))

    def _start_transaction_under_autocommit(self):
        start = time.monotonic()
        self._enter()
        try:
            self._begin(self.limit, time.monotonic() - start)
        except BaseException:
            self._leave()
            raise

    def _begin(self, limit: float, waited: float) -> None:
        if waited < LONG:
            super()._start_transaction_under_autocommit()
            return
        self._patience(limit - waited)
        try:
            super()._start_transaction_under_autocommit()
        finally:
            self._patience(limit)

    def _patience(self, seconds: float) -> None:
        self.cursor().execute(f"PRAGMA busy_timeout = {max(int(seconds * 1000), 0)}")

    @contextlib.contextmanager
    def turn(self):
        """The door for one statement; nothing to do for who is inside already."""
        if self._door is not None:
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    @property
    def limit(self) -> float:
        return self.settings_dict["OPTIONS"].get("timeout", 5.0)

    def _enter(self) -> None:
        if self.is_in_memory_db():
            return
        mine = door.of(str(self.settings_dict["NAME"]))
        if not mine.enter(self.limit):
            raise OperationalError("database is locked")
        self._door = mine

    def _commit(self):
        super()._commit()
        self._leave()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self):
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        mine, self._door = self._door, None
        if mine is not None:
            mine.leave()
