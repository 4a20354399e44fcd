"""A book in a PostgreSQL database that a team shares: connects, takes the lock, says in words what the server says.

Who may do what, the database itself holds (``rights.py``).  Each person has a login role of their own, and what they
record is under its name.

Source: PostgreSQL 17, sections 13.3.5 (advisory locks), 34.1.2 (what an address may say), appendix A (SQLSTATE).
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from states.errors import BookUnusable, Conflict, KetsugiError, needs
from workflow import sql
from workflow.plainly import BUSY_SECONDS, of_server, server_said
from workflow.sql import Row, Run, ServerSaid

if TYPE_CHECKING:
    import psycopg

SCHEMES: Final = ("postgresql", "postgres")
SCHEMA: Final = "ketsugi"
LOCK: Final = "SELECT pg_advisory_xact_lock(1263817543)"  # "KTSG": one writer at a time, released with the transaction
_SETTINGS: Final = f"""
SET search_path TO {SCHEMA}, pg_temp;
SET lock_timeout TO '{BUSY_SECONDS}s';
SET idle_in_transaction_session_timeout TO '10min';
SET TimeZone TO 'UTC'"""  # pg_temp last: a temporary table never stands in for one of ours
_TRIES: Final = 5
_LATER: Final = ("57P03", "53300")  # it is starting, or has no room: the same is asked again after a pause
_SEEN: Final = "SELECT to_regclass('entry'), to_regclass('alembic_version')"
VERSION: Final = "SELECT version_num FROM alembic_version"
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

    def login(self) -> str:
        """The role that the server knows its visitor by; it is stated with every entry."""
        with self.visiting() as run:
            ((name,),) = run("SELECT session_user", {})
            return str(name)

    @contextmanager
    def visiting(self) -> Iterator[Run]:
        """A connection, whether there is a book or not."""
        with self.plainly(), closing(self._connection()) as connection:
            yield _running(connection)

    @contextmanager
    def reading(self, *, snapshot: bool) -> Iterator[Run]:  # no reader keeps a writer waiting here
        """A read-only transaction that sees one instant."""
        with self.visiting() as run:
            run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {})
            self._require(run)
            yield run

    def connected(self, kept: ExitStack) -> Run:
        """A connection for writing, held by one SQLModel session."""
        from sqlmodel import Session

        session = Session(self._engine())
        kept.callback(session.invalidate)  # closing it would ask a connection to roll back that may be gone
        driver: Any = session.connection().connection.driver_connection
        return _running(driver)

    def require_schema(self, run: Run, sound: object) -> object:
        """The tables and what guards them are ours, looked at once for each connection.

        Raises:
            BookUnusable: there is no book, or its schema was changed.
        """
        from workflow.protection import FINGERPRINT_ON_A_SERVER, fingerprint

        if sound is None:
            self._require(run)
            if fingerprint(run) != FINGERPRINT_ON_A_SERVER:
                raise BookUnusable(
                    f"{self.address}: its schema was changed (a table, a trigger, a policy or a function)",
                    remedy="look with ketsugi verify; who owns the tables puts them right with ketsugi book upgrade",
                )
        return True

    def commit(self, run: Run, last: Row | None) -> None:
        """End the write.  Where the connection breaks off meanwhile, the log itself tells what became of it.

        Raises:
            Conflict: it was not recorded, and repeating is safe.  BookUnusable: nobody can tell yet.
        """
        try:
            run("COMMIT", {})
        except ServerSaid as error:
            if error.state and not error.state.startswith(("08", "57P0")):
                raise
            if not self._holds(last, error):
                raise Conflict(
                    f"{self.address}: the connection broke off", remedy="try again; nothing was written"
                ) from error

    def _holds(self, last: Row | None, lost: ServerSaid) -> bool:
        """Whether the entry that was to be written is there, once its transaction has ended either way."""
        if last is None:
            return True
        seq, digest = last
        try:
            with closing(self._connection()) as connection:
                run = _running(connection)
                for statement in self.begin:  # the lock is free only when the broken transaction has ended
                    run(statement, {})
                if next(iter(run("SELECT pg_is_in_recovery()", {})))[0]:
                    raise lost  # a standby may not have received yet what its server has
                return (digest,) in list(run(sql.HASH, {"seq": seq}))
        except (KetsugiError, ServerSaid):
            raise BookUnusable(
                f"{self.address}: the connection broke off, and whether entry {seq} was recorded is not known",
                remedy=f"before you repeat it look whether it is there, once the server answers: ketsugi log, entry {seq}",
            ) from lost

    @contextmanager
    def made(self, mode: int = 0) -> Iterator[Run]:
        """A book without an entry: the tables, where they are not there yet, in the transaction of the first entry."""
        from workflow.rights import made

        with self._as_owner() as (connection, run):
            if next(iter(run(_SEEN, {})))[0] is None:
                made(connection, run)
            else:
                self.require_schema(run, None)
                self._require_no_entry(run)
            yield run

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

    def upgrade(self, *, dry_run: bool = False) -> list[str] | None:
        """Bring the tables, and what guards them, to this version; the guards that were put back, ``None`` if all was so."""
        from workflow import rights
        from workflow.protection import FINGERPRINT_ON_A_SERVER, fingerprint

        with self._as_owner() as (connection, run):
            if next(iter(run(_SEEN, {})))[0] is None:
                raise BookUnusable(f"no book at {self.address}", remedy="make one: ketsugi book create")
            put_back = rights.put_right(connection, run)
            if fingerprint(run) != FINGERPRINT_ON_A_SERVER:
                what = f"{self.address}: in its schema is something that this program did not make, or something is gone"
                raise BookUnusable(what, remedy="compare it with a new book's, or copy the book: ketsugi book copy")
            if dry_run:
                run("ROLLBACK", {})
            return put_back

    def grant(self, login: str, role: str) -> bool:
        """Let a person in, as ``staff`` or ``auditor``, or out: ``none``; whether they are new on the server."""
        import psycopg

        from workflow.rights import grant

        with self.plainly(), closing(self._connection()) as connection:
            run = _running(connection)
            self._require(run)
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
            run = _running(connection.connection.driver_connection)
            run("BEGIN", {})
            run(LOCK, {})
            yield connection, run
            run("COMMIT", {})

    def require_nothing(self, remedy: str = "name an empty database") -> None:
        """There is no book in the database yet; there may be the tables of one.

        Raises:
            Conflict: there is.  BookUnusable: the database cannot be reached.
        """
        with self.visiting() as run:
            if next(iter(run(_SEEN, {})))[0] is not None:
                self._require_no_entry(run, remedy)

    def _require_no_entry(self, run: Run, remedy: str = "name an empty database") -> None:
        if list(run(sql.HEAD, {})):
            raise Conflict(f"{self.address} holds a book already", remedy=remedy)

    def _require(self, run: Run) -> None:
        """There are the tables of a book of this version."""
        from workflow.protection import REVISION

        entry, version = next(iter(run(_SEEN, {})))
        if entry is None or version is None:
            raise BookUnusable(f"no book at {self.address}", remedy="make one with ketsugi init, or name yours with --book")
        found = next(iter(run(VERSION, {})), ("none",))[0]
        if found != REVISION:
            newer = "install a newer Ketsugi" if found > REVISION else "let its owner run ketsugi book upgrade"
            raise BookUnusable(f"{self.address} has schema {found}, this program needs {REVISION}", remedy=newer)

    def _engine(self) -> Any:
        from sqlalchemy import NullPool, create_engine

        driver = "postgresql+psycopg://"  # asks each server for a type that no book has, unless it is told not to
        return create_engine(driver, creator=self._connection, poolclass=NullPool, use_native_hstore=False)

    def _connection(self) -> psycopg.Connection[Row]:
        """A connection that begins and ends its transactions as it is told.

        Raises:
            ServerSaid: the server cannot be reached, or does not know the visitor.
        """
        try:
            import psycopg
        except ModuleNotFoundError:
            raise needs("a book on a server", "psycopg", "postgres") from None
        for left in range(_TRIES - 1, -1, -1):
            try:
                connection = psycopg.connect(
                    self.address, autocommit=True, connect_timeout=10, application_name="ketsugi", client_encoding="UTF8"
                )
                connection.execute(_SETTINGS)
                return connection
            except psycopg.Error as error:
                said = server_said(error)
                if not left or said.state not in _LATER:
                    raise said from error
                time.sleep(random.randint(100, 500) * (_TRIES - left) / 1000)  # noqa: S311  # apart from others who wait
        raise AssertionError


def _running(connection: Any) -> Run:
    """Runs the statements of the program on a connection, in the spelling of PostgreSQL."""
    import psycopg

    def run(text: str, values: Mapping[str, Any]) -> list[Row]:
        try:
            cursor = connection.execute(_spelled(text), values or None)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise server_said(error) from error

    return run


@cache
def _spelled(text: str) -> str:
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql.ON_A_SERVER.get(text, text))
