"""A book in a PostgreSQL database that a team shares: connects, takes the lock, says in words what the server says.

Who may do what, the database itself holds (``rights.py``).  Each person has a login role of their own, and what they
record is under its name.

Source: PostgreSQL 17, sections 13.3.5 (advisory locks), 9.26.2 (what a login may do).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from states.errors import BookUnusable, Conflict, KetsugiError
from workflow import sql
from workflow.connecting import connect, running
from workflow.plainly import BROKEN_OFF, of_server, one_word, server_said
from workflow.sql import Row, Run, ServerSaid

if TYPE_CHECKING:
    import psycopg

    from workflow.protection import Upgraded

SCHEMES: Final = ("postgresql", "postgres")
LOCK: Final = "SELECT pg_advisory_xact_lock(1263817543)"  # "KTSG": one writer at a time, released with the transaction
_SEEN: Final = """
SELECT to_regclass('entry'), to_regclass('alembic_version'), (SELECT session_user FROM pg_namespace
  WHERE nspname = 'ketsugi' AND NOT has_schema_privilege(oid, 'USAGE'))"""  # what one may not use, one does not see
_VERSION: Final = "SELECT version_num, EXISTS (SELECT 1 FROM entry) FROM alembic_version"
_ROWS: Final = "SELECT 1 FROM subject LIMIT 1"
_ENCODING: Final = "SELECT current_setting('server_encoding')"
_OWNS: Final = "SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'entry'::regclass"


@dataclass(frozen=True)
class Server:
    """A book in a database, by an address such as ``postgresql://db.example/ketsugi``."""

    address: str

    def __post_init__(self) -> None:
        scheme = self.address.partition("://")[0]
        if scheme not in SCHEMES:
            raise BookUnusable(f"{scheme}: no such kind of book", remedy="name a file, or postgresql://SERVER/DATABASE")
        if urlsplit(self.address).password is not None or "password=" in self.address:
            raise BookUnusable(
                "the address of a book holds no password: others could read it on the command line",
                remedy="put it into ~/.pgpass, or into a file named by PGPASSFILE",
            )

    def __str__(self) -> str:
        return self.address

    @property
    def begin(self) -> tuple[str, ...]:
        """What begins a write: the lock is a statement of its own, so that the next one sees what was written before."""
        return ("BEGIN ISOLATION LEVEL READ COMMITTED", LOCK)

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """What the server says, in words a person can act on."""
        try:
            yield
        except ServerSaid as error:
            raise of_server(self.address, error) from error
        except Exception as error:
            cause: Any = getattr(error, "orig", None)  # SQLAlchemy wraps what the driver said
            if not hasattr(cause, "sqlstate"):
                raise
            said = server_said(cause)
            raise of_server(self.address, said if said.state else ServerSaid(str(said), BROKEN_OFF)) from error

    def login(self) -> str:
        """The role that the server knows its visitor by; it is stated with every entry."""
        with self.visiting() as run:
            ((name,),) = run("SELECT session_user", {})
            return str(name)

    @contextmanager
    def visiting(self) -> Iterator[Run]:
        """A connection, whether there is a book or not."""
        with self.plainly(), closing(self._connection()) as connection:
            yield running(connection)

    @contextmanager
    def reading(self, *, snapshot: bool, begun: bool = True) -> Iterator[Run]:  # no reader keeps a writer waiting here
        """A read-only transaction that sees one instant of a book, or with ``begun`` unset of tables without an entry."""
        with self.visiting() as run:
            run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {})
            self._require(run, begun=begun)
            yield run

    def connected(self, kept: ExitStack) -> Run:
        """A connection for writing, held by one SQLModel session."""
        from sqlmodel import Session

        session = Session(self._engine(writes=True))
        kept.callback(session.invalidate)  # closing it would ask a connection to roll back that may be gone
        driver: Any = session.connection().connection.driver_connection
        return running(driver)

    def require_schema(self, run: Run, sound: object, *, begun: bool = True) -> object:
        """The tables and what guards them are ours, looked at once for each connection.

        Raises:
            BookUnusable: there is no book, or its schema was changed.
        """
        from workflow.protection import FINGERPRINT_ON_A_SERVER, fingerprint

        if sound is None:
            self._require(run, begun=begun)
            if fingerprint(run) != FINGERPRINT_ON_A_SERVER:
                raise BookUnusable(
                    f"{self.address}: its schema was changed (a table, a trigger, a policy or a function), or a right in it",
                    remedy="look with ketsugi verify; who owns the tables puts them right with ketsugi book upgrade",
                )
        return True

    def commit(self, run: Run, last: Row | None) -> None:
        """End the write, or without a ``last`` entry the making of the tables.

        Where the connection breaks off meanwhile, the book itself tells what became of it.

        Raises:
            Conflict: it was not done, and repeating is safe.  BookUnusable: nobody can tell yet.
        """
        try:
            run("COMMIT", {})
        except ServerSaid as error:
            if error.state and not error.state.startswith(("08", "57P0")):
                raise
            if not self._holds(last, error):
                raise ServerSaid(str(error), BROKEN_OFF) from error

    def _holds(self, last: Row | None, lost: ServerSaid) -> bool:
        """Whether what was to be written is there, once its transaction has ended either way."""
        from workflow.protection import FINGERPRINT_ON_A_SERVER, fingerprint

        try:
            with closing(self._connection()) as connection:
                run = running(connection)
                for statement in self.begin:  # the lock is free only when the broken transaction has ended
                    run(statement, {})
                if next(iter(run("SELECT pg_is_in_recovery()", {})))[0]:
                    raise lost  # a standby may not have received yet what its server has
                if next(iter(run(_SEEN, {})))[0] is None:
                    return False
                if last is None:
                    return fingerprint(run) == FINGERPRINT_ON_A_SERVER
                return (last[1],) in list(run(sql.HASH, {"seq": last[0]}))
        except (KetsugiError, ServerSaid):
            if last is None:
                what, remedy = "the tables were made", "repeat it, once the server answers: nothing is made twice"
            else:
                what, look = f"entry {last[0]} was recorded", f"ketsugi log, entry {last[0]}"
                remedy = f"before you repeat it look whether it is there, once the server answers: {look}"
            raise BookUnusable(
                f"{self.address}: the connection broke off, and whether {what} is not known", remedy=remedy
            ) from lost

    @contextmanager
    def made(self, mode: int = 0) -> Iterator[Run]:
        """A book without an entry: the tables, where they are not there yet, in the transaction of the first entry."""
        from workflow.rights import made

        with self._as_owner() as (connection, run):
            if self._seen(run)[0]:
                self.require_schema(run, None, begun=False)
                self._require_no_entry(run)
            else:
                self._require_utf8(run)
                made(connection, run)
            yield run
            self.commit(run, next(iter(run(sql.HEAD, {})), None))

    @contextmanager
    def as_others(self, run: Run) -> Iterator[None]:
        """Whoever owns the tables may state what others stated, in this transaction alone."""
        from workflow import rights

        run(rights.OTHERS_ARE_STATED, {})
        yield
        run(rights.NONE_BUT_OWN, {})

    def prepare(self) -> None:
        """Make the tables of a book, and what guards them, in a database without any."""
        with self.made():
            pass

    def upgrade(self, *, dry_run: bool = False) -> Upgraded:
        """Bring the tables, and what guards them, to this version; with ``dry_run`` it is tried, and then undone."""
        from workflow import rights
        from workflow.protection import FINGERPRINT_ON_A_SERVER, REVISION, Upgraded, digest, put_back, schema

        with self._as_owner() as (connection, run):
            if not self._seen(run)[0]:
                raise BookUnusable(f"no book at {self.address}", remedy="make one: ketsugi book create")
            before, version = schema(run), next(iter(run(_VERSION, {})), ("none",))[0]
            rights.made(connection, run)
            after, last = schema(run), next(iter(run(sql.HEAD, {})), None)
            if digest(after) != FINGERPRINT_ON_A_SERVER:
                what = (
                    f"{self.address}: in its schema is something that this program did not make, or something of it is gone"
                )
                raise BookUnusable(what, remedy="compare it with a new book's, or copy the book: ketsugi book copy")
            if not dry_run:
                self.commit(run, None)
            return Upgraded(before != after, put_back(before, after) if version == REVISION else [], last)

    def grant(self, login: str, role: str) -> bool:
        """Let a person in, as ``staff`` or ``auditor``, or out: ``none``; whether they are new on the server."""
        import psycopg

        from workflow.rights import grant

        with self.plainly(), closing(self._connection()) as connection:
            run = running(connection)
            self._require(run, begun=False)
            if not next(iter(run(_OWNS, {})))[0]:
                raise ServerSaid("only who owns the tables lets others in", "42501")
            try:
                return grant(connection, login, role)
            except psycopg.Error as error:
                raise server_said(error) from error

    @contextmanager
    def _as_owner(self) -> Iterator[tuple[Any, Run]]:
        """A transaction in which tables are made and changed, under the lock of all writers."""
        with self.plainly(), self._engine().connect() as connection:
            try:
                run = running(connection.connection.driver_connection)
                run("BEGIN", {})
                run(LOCK, {})
                yield connection, run
            finally:
                connection.invalidate()  # closing it would ask a connection to roll back that may be gone

    def require_nothing(self, remedy: str = "name an empty database") -> None:
        """There is no book in the database yet; there may be the tables of one.

        Raises:
            Conflict: there is.  BookUnusable: the database cannot be reached.
        """
        with self.visiting() as run:
            if self._seen(run)[0]:
                self._require_no_entry(run, remedy)
            else:
                self._require_utf8(run)

    def _require_no_entry(self, run: Run, remedy: str = "name an empty database") -> None:
        if list(run(sql.HEAD, {})):
            raise Conflict(f"{self.address} holds a book already", remedy=remedy)

    def _require_utf8(self, run: Run) -> None:
        """Every letter can be kept, and is hashed by the server as it is here."""
        ((encoding,),) = run(_ENCODING, {})
        if encoding != "UTF8":
            what = f"{self.address} keeps its text as {encoding}, and not every name could be written there"
            raise BookUnusable(what, remedy="make an empty database for the book: createdb -E UTF8 -T template0 NAME")

    def _seen(self, run: Run) -> tuple[bool, bool]:
        """Whether there are the tables of a book, and the version of them."""
        entry, version, shut_out = next(iter(run(_SEEN, {})))
        if shut_out is not None:
            what = f"{self.address}: the login {shut_out} was granted nothing in this book"
            remedy = f"let its owner run ketsugi book grant {one_word(shut_out)} --as staff, or auditor"
            raise BookUnusable(what, remedy=remedy)
        return entry is not None, version is not None

    def _require(self, run: Run, *, begun: bool) -> None:
        """There are the tables of a book of this version, and once it is ``begun`` entries in them."""
        from workflow.protection import REVISION

        if self._seen(run) != (True, True):
            raise BookUnusable(f"no book at {self.address}", remedy="make one with ketsugi init, or name yours with --book")
        found, any_entry = next(iter(run(_VERSION, {})), ("none", True))
        if found != REVISION:
            newer = "install a newer Ketsugi" if found > REVISION else "let its owner run ketsugi book upgrade"
            raise BookUnusable(f"{self.address} has schema {found}, this program needs {REVISION}", remedy=newer)
        if begun and not any_entry and not list(run(_ROWS, {})):  # with rows its log was emptied, and verify says so
            raise BookUnusable(f"{self.address} has no entry yet", remedy="begin it: ketsugi init")

    def _engine(self, *, writes: bool = False) -> Any:
        from sqlalchemy import NullPool, create_engine

        driver = "postgresql+psycopg://"  # asks each server for a type that no book has, unless it is told not to
        creator = partial(self._connection, writes=writes)
        return create_engine(driver, creator=creator, poolclass=NullPool, use_native_hstore=False)

    def _connection(self, *, writes: bool = False) -> psycopg.Connection[Row]:
        return connect(self.address, writes=writes)
