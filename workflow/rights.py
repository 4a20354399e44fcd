"""What keeps the log append-only on a server, and who may do what there.

Triggers fire always, replication or not; the owner is bound by the policies too.  Who owns the database, or is its
superuser, can take all of it away; then the chain of hashes, signatures and checkpoints tell.

Source: PostgreSQL 17, sections 5.8 (privileges), 5.9 (row security policies), 37 (triggers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from states.errors import BookUnusable, NotFound, WrongWords
from workflow.connecting import SCHEMA
from workflow.log import FORMAT
from workflow.plainly import one_word
from workflow.sql import Run, rights_beyond

if TYPE_CHECKING:
    import psycopg

_OWNED_BY: Final = f"SELECT 1 FROM pg_tables WHERE (schemaname, tablename, tableowner) = ('{SCHEMA}', 'entry', %s)"  # noqa: S608  # ours
_REFUSING: Final = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.{{name}}() RETURNS trigger LANGUAGE plpgsql SET search_path = {SCHEMA}, pg_temp AS $$
BEGIN RAISE EXCEPTION '{{said}}' USING ERRCODE = 'KT001'; END $$"""
_GUARDING: Final = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.{{name}}() RETURNS trigger LANGUAGE plpgsql SET search_path = {SCHEMA}, pg_temp AS $$
{{body}}
$$"""

GUARDS: Final = {
    "entry_follows_the_last": (
        "BEFORE INSERT ON entry FOR EACH ROW",
        f"""
DECLARE last record; book text;
BEGIN
  SELECT seq, hash INTO last FROM entry ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.prev <> coalesce(last.hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'the log is append-only: an entry follows the last one' USING ERRCODE = 'KT001';
  END IF;
  book := coalesce((SELECT body FROM entry WHERE seq = 1), NEW.body)::json ->> 'book';
  IF NEW.hash IS DISTINCT FROM sha256('\\x00'::bytea || convert_to(concat_ws(
      E'\\n', '{FORMAT}', book, NEW.seq, encode(NEW.prev, 'hex'), NEW.body), 'UTF8')) THEN
    RAISE EXCEPTION 'the hash is not that of the entry' USING ERRCODE = 'KT001';
  END IF;
  RETURN NEW;
END""",  # noqa: S608  # a format of our own
    ),
    "subject_follows_its_entry": (
        "BEFORE INSERT OR UPDATE ON subject FOR EACH ROW",
        """
DECLARE said json; last bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.seq <= OLD.seq THEN
    RAISE EXCEPTION 'a state row is changed with an entry, and once' USING ERRCODE = 'KT001';
  END IF;
  SELECT seq, body::json INTO last, said FROM entry ORDER BY seq DESC LIMIT 1;
  IF (NEW.seq, NEW.ref, NEW.kind, NEW.company, NEW.state, NEW.rev::text) IS DISTINCT FROM
      (last, said ->> 'subject', said ->> 'kind', said ->> 'company', said ->> 'to', said ->> 'rev') THEN
    RAISE EXCEPTION 'a state row says what the last entry says' USING ERRCODE = 'KT001';
  END IF;
  RETURN NEW;
END""",
    ),
    "document_comes_with_its_entry": (
        "BEFORE INSERT ON document FOR EACH ROW",
        """
BEGIN
  IF NEW.sha256 <> encode(sha256(NEW.data), 'hex') OR NOT EXISTS (
      SELECT 1 FROM json_array_elements((SELECT body FROM entry ORDER BY seq DESC LIMIT 1)::json -> 'evidence') AS each
      WHERE each ->> 'sha256' = NEW.sha256) THEN
    RAISE EXCEPTION 'a document is kept once, with an entry that names it' USING ERRCODE = 'KT001';
  END IF;
  RETURN NEW;
END""",
    ),
    "document_is_erased_by_entry": (
        "BEFORE DELETE ON document FOR EACH ROW",
        """
DECLARE said json;
BEGIN
  SELECT body::json INTO said FROM entry ORDER BY seq DESC LIMIT 1;
  IF said ->> 'event' <> 'erase' OR said ->> 'outcome' <> 'applied' OR NOT EXISTS (
      SELECT 1 FROM json_array_elements_text(said -> 'facts' -> 'erased') AS each WHERE each = OLD.sha256) THEN
    RAISE EXCEPTION 'a document is erased by an entry that says so' USING ERRCODE = 'KT001';
  END IF;
  RETURN OLD;
END""",
    ),
}
"""Each trigger by its name: when it fires, and its function."""

NEVER: Final = {
    "entry_is_not_changed": ("BEFORE UPDATE OR DELETE OR TRUNCATE ON entry", "the log is append-only: an entry stays"),
    "subject_is_not_deleted": ("BEFORE DELETE OR TRUNCATE ON subject", "a subject is never deleted"),
    "document_is_not_edited": ("BEFORE UPDATE OR TRUNCATE ON document", "a document is never edited"),
}
"""What never happens, and what is said to who tries."""

_NO_RIGHTS_BEYOND: Final = f"""
DO $$ DECLARE each record;
BEGIN
  FOR each IN SELECT * FROM ({rights_beyond}) AS given WHERE is_grantable OR NOT known LOOP
    EXECUTE format('REVOKE %s%s %s ON %s %I FROM %s CASCADE', CASE WHEN each.known THEN 'GRANT OPTION FOR ' END,
      each.privilege_type, '(' || quote_ident(each.attname) || ')', each.kind, each.relname,
      CASE each.grantee WHEN 0 THEN 'PUBLIC' ELSE each.grantee::regrole::text END);
  END LOOP;
END $$"""  # noqa: S608  # ours
"""Takes back what nobody is let in with, from whoever was given it past the program."""

POLICIES: Final = {
    "entry_is_read_by_all": "FOR SELECT USING (true)",
    "entry_is_stated_by_its_actor": "FOR INSERT WITH CHECK ((body::json ->> 'actor') = session_user)",
}

OTHERS_ARE_STATED: Final = "ALTER TABLE entry NO FORCE ROW LEVEL SECURITY"
NONE_BUT_OWN: Final = "ALTER TABLE entry FORCE ROW LEVEL SECURITY"

GRANTS: Final = {
    "auditor": ("SELECT ON entry, subject, document, alembic_version",),
    "staff": (
        "SELECT ON entry, subject, document, alembic_version",
        "INSERT (seq, prev, body, hash, sig) ON entry",
        "INSERT, UPDATE ON subject",
        "INSERT, DELETE ON document",
    ),
    "none": (),
}
"""What a person may do in the database; what of it is lawful, the program and ``verify`` know."""


def made(connection: Any, run: Run) -> None:
    """Make the tables of a book, and what guards them, inside the caller's transaction."""
    from workflow.schema import migrate

    run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}", {})
    run(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC", {})
    run("DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$", {})
    migrate(connection)
    for statement in fences():
        run(statement, {})


def grant(connection: psycopg.Connection[Any], login: str, role: str) -> bool:
    """Let a person into the book, as ``staff``, as ``auditor`` or, with ``none``, no longer; whether they were made a login.

    What they could do before is taken from them first.

    Raises:
        WrongWords: it is the login that owns the tables, or none at all.  NotFound: who is to be let out is not known.
    """
    from psycopg import sql

    who = sql.Identifier(login)
    database = sql.Identifier(connection.info.dbname)
    with connection.transaction():
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone()
        if not 0 < len(login.encode()) < 64:
            raise WrongWords(f"a login has 1 to 63 bytes, not {len(login.encode())}", remedy="name it in full")
        if connection.execute(_OWNED_BY, (login,)).fetchone():
            raise WrongWords(f"{login} owns the tables of the book, and keeps its rights", remedy="name another login")
        if known is None and not GRANTS[role]:
            raise NotFound(f"no login {login} on the server", remedy=r"look how it is spelt: \du in psql")
        if known is None:
            _require_makes_logins(connection, login)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(who))
        connection.execute(sql.SQL(f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {{}}").format(who))
        connection.execute(sql.SQL(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM {{}}").format(who))
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(database, who))
        for what in GRANTS[role]:
            connection.execute(sql.SQL(f"GRANT {what} TO {{}}").format(who))
        if GRANTS[role]:
            connection.execute(sql.SQL(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {{}}").format(who))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, who))
    return known is None


def _require_makes_logins(connection: psycopg.Connection[Any], login: str) -> None:
    """Who lets a new person in may make logins on the server.

    Raises:
        BookUnusable: they may not.
    """
    asked = "SELECT session_user, rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = session_user"
    ((keeper, may),) = connection.execute(asked).fetchall()
    if not may:
        what = f"{login} is not known on the server, and {keeper} may make no login there (CREATEROLE)"
        remedy = f"let who keeps the server make it, createuser {one_word(login)}, and repeat this"
        raise BookUnusable(what, remedy=remedy)


def fences() -> list[str]:
    """The statements that put up what guards the tables."""
    said = []
    for name, (when, body) in GUARDS.items():
        said += [_GUARDING.format(name=name, body=body.strip()), *_trigger(name, when)]
    for name, (when, words) in NEVER.items():
        said += [_REFUSING.format(name=name, said=words), *_trigger(name, f"{when} FOR EACH STATEMENT")]
    said += ["ALTER TABLE entry ENABLE ROW LEVEL SECURITY", NONE_BUT_OWN]
    for name, what in POLICIES.items():
        said += [f"DROP POLICY IF EXISTS {name} ON entry", f"CREATE POLICY {name} ON entry {what}"]
    return [*said, _NO_RIGHTS_BEYOND]


def _trigger(name: str, when: str) -> list[str]:
    table = when.partition(" ON ")[2].split()[0]
    return [
        f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {SCHEMA}.{name}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]
