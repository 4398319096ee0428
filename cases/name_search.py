"""Finding a case by parts of the applicant's name through an index of trigrams.

SQLite: an FTS5 table of trigrams filled by triggers. PostgreSQL: a GIN index of trigrams. A
migration that rebuilds the table of cases drops SQLite's triggers, so they are put back after every `migrate`.
"""

import re

from django.db import connection, connections

NEWEST = 1000  # a common name answers with the newest cases only
SHORTEST = 3  # letters of a word; a trigram has three

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS cases_name USING fts5(name, tokenize='trigram')",
    "CREATE TRIGGER IF NOT EXISTS cases_name_new AFTER INSERT ON cases_case BEGIN "
    "INSERT INTO cases_name(rowid, name) VALUES (new.id, new.applicant_name); END",
    "CREATE TRIGGER IF NOT EXISTS cases_name_changed AFTER UPDATE OF applicant_name ON cases_case BEGIN "
    "UPDATE cases_name SET name = new.applicant_name WHERE rowid = new.id; END",
    "CREATE TRIGGER IF NOT EXISTS cases_name_gone AFTER DELETE ON cases_case BEGIN "
    "DELETE FROM cases_name WHERE rowid = old.id; END",
    "INSERT INTO cases_name(rowid, name) SELECT id, applicant_name FROM cases_case "
    "WHERE id NOT IN (SELECT rowid FROM cases_name)",
)
SQLITE_REMOVE = (
    *(f"DROP TRIGGER IF EXISTS cases_name_{name}" for name in ("new", "changed", "gone")),
    "DROP TABLE IF EXISTS cases_name",
)
POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS cases_name_trigrams ON cases_case USING gin (upper(applicant_name::text) gin_trgm_ops)",
)
POSTGRES_REMOVE = ("DROP INDEX IF EXISTS cases_name_trigrams",)


def install(database) -> None:
    """Create index and triggers where they are missing; safe to repeat."""
    _run(database, SQLITE if database.vendor == "sqlite" else POSTGRES)


def install_after_migrate(using: str, **kwargs) -> None:
    """Receiver of post_migrate."""
    database = connections[using]
    if "cases_case" in database.introspection.table_names():
        install(database)


def remove(database) -> None:
    _run(database, SQLITE_REMOVE if database.vendor == "sqlite" else POSTGRES_REMOVE)


def _run(database, statements) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def words(text: str) -> list[str]:
    """The words of a search that are long enough for the index."""
    return [word for word in text.replace('"', " ").split() if len(word) >= SHORTEST]


def matching(cases, text: str):
    """The cases among `cases` whose applicant's name contains every word of `text`; none for shorter words."""
    wanted = words(text)
    if not wanted:
        return cases.none()
    return cases.filter(pk__in=_sqlite_ids(wanted) if connection.vendor == "sqlite" else _postgres_ids(wanted))


def _sqlite_ids(wanted: list[str]) -> list[int]:
    phrase = " AND ".join(f'"{word}"' for word in wanted)
    statement = "SELECT rowid FROM cases_name WHERE cases_name MATCH %s ORDER BY rowid DESC LIMIT %s"
    return _ids(statement, [phrase, NEWEST])


def _postgres_ids(wanted: list[str]) -> list[int]:
    """The expression of the index, word by word; a percent sign or underline stands for itself."""
    each = " AND ".join(["upper(applicant_name::text) LIKE upper(%s)"] * len(wanted))
    plain = [re.sub(r"([\\%_])", r"\\\1", word) for word in wanted]
    parts = ("SELECT id FROM cases_case WHERE ", each, " ORDER BY id DESC LIMIT %s")
    return _ids("".join(parts), [*(f"%{word}%" for word in plain), NEWEST])


def _ids(statement: str, values: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
