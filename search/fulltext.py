"""Full text kept by the database itself: an FTS5 table with triggers on SQLite, a generated tsvector on PostgreSQL.

A migration that rebuilds the table of documents drops SQLite's triggers, so they are put back after every `migrate`.
"""

from django.db import connections

TABLE = "search_searchdocument"
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(
        title, keywords, summary, body, title_stems, stems, content='search_searchdocument', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER IF NOT EXISTS search_words_new AFTER INSERT ON search_searchdocument BEGIN
        INSERT INTO search_words(rowid, title, keywords, summary, body, title_stems, stems)
        VALUES (new.id, new.title, new.keywords, new.summary, new.body, new.title_stems, new.stems); END""",
    """CREATE TRIGGER IF NOT EXISTS search_words_gone AFTER DELETE ON search_searchdocument BEGIN
        INSERT INTO search_words(search_words, rowid, title, keywords, summary, body, title_stems, stems) VALUES
        ('delete', old.id, old.title, old.keywords, old.summary, old.body, old.title_stems, old.stems); END""",
    """CREATE TRIGGER IF NOT EXISTS search_words_changed AFTER UPDATE OF title, keywords, summary, body, title_stems,
        stems ON search_searchdocument BEGIN
        INSERT INTO search_words(search_words, rowid, title, keywords, summary, body, title_stems, stems) VALUES
        ('delete', old.id, old.title, old.keywords, old.summary, old.body, old.title_stems, old.stems);
        INSERT INTO search_words(rowid, title, keywords, summary, body, title_stems, stems)
        VALUES (new.id, new.title, new.keywords, new.summary, new.body, new.title_stems, new.stems); END""",
    "INSERT INTO search_words(search_words) VALUES ('rebuild')",
)
SQLITE_REMOVE = (
    *(f"DROP TRIGGER IF EXISTS search_words_{name}" for name in ("new", "changed", "gone")),
    "DROP TABLE IF EXISTS search_words",
)
POSTGRES = (
    """ALTER TABLE search_searchdocument ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, title), 'A') ||
        setweight(to_tsvector('simple'::regconfig, title_stems), 'A') ||
        setweight(to_tsvector('simple'::regconfig, keywords), 'B') ||
        setweight(to_tsvector('simple'::regconfig, summary), 'C') ||
        setweight(to_tsvector('simple'::regconfig, body), 'D') ||
        setweight(to_tsvector('simple'::regconfig, stems), 'D')) STORED""",
    "CREATE INDEX IF NOT EXISTS search_vector ON search_searchdocument USING gin (vector)",
)
POSTGRES_REMOVE = ("ALTER TABLE search_searchdocument DROP COLUMN IF EXISTS vector",)


def install(database) -> None:
    """Create what is missing; safe to repeat."""
    _run(database, SQLITE if database.vendor == "sqlite" else POSTGRES)


def install_after_migrate(using: str, **kwargs) -> None:
    """Receiver of post_migrate."""
    database = connections[using]
    if TABLE in database.introspection.table_names() and not _is_installed(database):
        install(database)


def _is_installed(database) -> bool:
    """Only SQLite loses its triggers; to read every document again after each `migrate` would cost too much."""
    if database.vendor != "sqlite":
        return True
    with database.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_words_%%'")
        return cursor.fetchone()[0] == 3


def remove(database) -> None:
    _run(database, SQLITE_REMOVE if database.vendor == "sqlite" else POSTGRES_REMOVE)


def _run(database, statements) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
