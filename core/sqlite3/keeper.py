"""One connection that a web process never closes.

When the last connection closes, SQLite removes the files of its log (-wal, -shm); on a full disk the next one cannot
make them again, and then not a page can be read any more.
"""

import sqlite3

from django.db import connection

_kept: list[sqlite3.Connection] = []


def keep_open() -> None:
    """Called once in each web process, after it was forked."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    kept = sqlite3.connect(str(connection.settings_dict["NAME"]), check_same_thread=False)
    kept.execute("SELECT 1 FROM sqlite_master").fetchone()
    _kept.append(kept)
