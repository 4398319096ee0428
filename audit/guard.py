"""What the database itself does for the log: it refuses changes, and queues each new event for sealing.

A migration that rebuilds a table on SQLite drops its triggers, so they are put back after every `migrate`, and
`audit_verify` names one that is missing.
"""

TABLES = ("audit_event", "audit_link")

SQLITE = {
    f"{table}_no_{act.lower()}": f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    for table in TABLES
    for act in ("UPDATE", "DELETE")
} | {
    "audit_event_waits": "CREATE TRIGGER audit_event_waits AFTER INSERT ON audit_event "
    "BEGIN INSERT INTO audit_unsealed(event_id, at) VALUES (new.id, new.at); END"
}
POSTGRES_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION audit_insert_only() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql",
    "CREATE OR REPLACE FUNCTION audit_event_waits() RETURNS trigger AS $$ "
    "BEGIN INSERT INTO audit_unsealed(event_id, at) VALUES (new.id, new.at); RETURN NULL; END $$ LANGUAGE plpgsql",
)
POSTGRES = {
    f"{table}_insert_only": f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION audit_insert_only()"
    for table in TABLES
} | {
    "audit_event_waits": "CREATE TRIGGER audit_event_waits AFTER INSERT ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_waits()"
}


def _wanted(database) -> dict[str, str]:
    return SQLITE if database.vendor == "sqlite" else POSTGRES


def missing(database) -> list[str]:
    """The names of the triggers that should be there and are not."""
    known = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if database.vendor != "sqlite":
        known = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    with database.cursor() as cursor:
        cursor.execute(known)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in _wanted(database) if name not in found]


def install(database) -> None:
    """Create the triggers that are missing; safe to repeat."""
    names = missing(database)
    if not names:
        return
    functions = POSTGRES_FUNCTIONS if database.vendor == "postgresql" else ()
    with database.cursor() as cursor:
        for statement in (*functions, *(_wanted(database)[name] for name in names)):
            cursor.execute(statement)


def install_after_migrate(using: str, **kwargs) -> None:
    """Receiver of post_migrate."""
    from django.db import connections

    if "audit_unsealed" in connections[using].introspection.table_names():
        install(connections[using])
