"""A book in one SQLite file: opens it, checks that it is ours, and makes it.

Reading uses ``sqlite3`` in read-only mode and leaves the file untouched; SQLModel is imported only to write.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from states.errors import BookUnusable
from workflow import sql
from workflow.plainly import BUSY_SECONDS, one_word, plainly, reachable
from workflow.protection import APPLICATION_ID, FINGERPRINT, SCHEMA_VERSION, fingerprint
from workflow.sql import Run
from workflow.waiting import BEGIN, patient

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


@dataclass(frozen=True)
class File:
    """A book in a file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def begin(self) -> tuple[str, ...]:
        """What begins a write."""
        return (BEGIN,)

    def plainly(self) -> AbstractContextManager[None]:
        """What SQLite says, in words a person can act on."""
        return plainly(self.path)

    def login(self) -> str:
        """The account of the operating system."""
        from workflow import people

        return people.login()

    @contextmanager
    def reading(self, *, snapshot: bool) -> Iterator[Run]:
        """A read-only connection."""
        with closing(_connect_reader(self.path, mend=snapshot)) as connection, plainly(self.path):
            if snapshot:
                connection.execute("BEGIN")
            yield connection.execute

    def connected(self, kept: ExitStack) -> Run:
        """A connection for writing, held by one SQLModel session.

        Each write begins and ends its transaction on the driver's connection: the session's own bookkeeping would cost
        a seventh of the rate.
        """
        from sqlmodel import Session

        _require(self.path)
        engine = kept.enter_context(_disposed(_writer(self.path)))
        driver = kept.enter_context(Session(engine)).connection().connection.driver_connection
        assert driver is not None
        return patient(driver.execute, BUSY_SECONDS)

    def require_schema(self, run: Run, sound: object) -> object:
        """The tables and triggers are ours, looked at again whenever SQLite counts a change of the schema."""
        ((count,),) = run("PRAGMA schema_version", {})
        if count != sound and fingerprint(run) != FINGERPRINT:
            raise BookUnusable(
                f"{self.path}: its schema was changed (a table, an index or a trigger)",
                remedy="look with ketsugi verify, and go on in a backup that verifies",
            )
        return count

    def commit(self, run: Run, _last: sql.Row | None) -> None:
        """End the write."""
        run("COMMIT", {})

    @property
    def mode(self) -> int:
        """Who may read and write a copy: nobody who may not the file."""
        return self.path.stat().st_mode & 0o666 | 0o600

    @contextmanager
    def made(self, mode: int = 0o644) -> Iterator[Run]:
        """A new file, under its name once it is whole."""
        from workflow.placing import announced  # only here: most commands make no book
        from workflow.schema import upgrade

        path = self.path
        with reachable(path), announced(path, mode) as draft, plainly(path), File(draft).changing() as (connection, run):
            upgrade(connection)
            yield run

    @contextmanager
    def copied(self, to: Path) -> Iterator[Run]:
        """A copy of the file as it stands, to be looked at before it gets its name; whoever writes meanwhile waits.

        By SQLite's backup: VACUUM INTO would need permission to write the source (3.40 fails on generated columns without).
        """
        from workflow.placing import announced

        with reachable(to), announced(to, self.mode) as draft:
            opened = sqlite3.connect(_uri(self.path, "ro"), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            with plainly(self.path, written=to), closing(opened) as source, closing(sqlite3.connect(draft)) as copy:
                source.execute("BEGIN")
                source.execute("PRAGMA user_version").fetchone()  # holds the file: the backup alone would wait for ever
                source.backup(copy)  # never byte by byte: a write may be under way
                yield copy.execute

    @contextmanager
    def changing(self) -> Iterator[tuple[Connection, Run]]:
        """A transaction in which tables are made and changed."""
        with plainly(self.path), _disposed(_writer(self.path)) as engine, engine.begin() as connection:
            connection.exec_driver_sql(BEGIN)
            yield connection, lambda text, values: connection.exec_driver_sql(text, dict(values))

    def as_others(self, _run: Run) -> AbstractContextManager[None]:
        """A file asks nobody who they are."""
        return nullcontext()

    def require_nothing(self, remedy: str = "give another name") -> None:
        """There is nothing under that name yet, and a folder for it: none is made but the user's own data folder.

        Raises:
            Conflict: there is, with the ``remedy``.  BookUnusable: nothing can be under that name.
        """
        from workflow.placing import require_nothing

        with reachable(self.path):
            require_nothing(self.path, remedy)


@contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _require(path: Path, *, mend: bool = True) -> None:
    """There is a Ketsugi book under that name, and of the version this program works with."""
    version = schema_of(path, mend=mend)
    if version < SCHEMA_VERSION:
        what = f"{path} has schema version {version}, this program needs {SCHEMA_VERSION}"
        command = f"ketsugi book upgrade --book {one_word(str(path))}"
        remedy = f"bring it to this version: {command}; it is kept beside itself as it was"
        raise BookUnusable(what, remedy=remedy)


def schema_of(path: Path, *, mend: bool = True) -> int:
    """The version of the schema of a Ketsugi book, of this version or an earlier one.

    Looked at through SQLite without a lock and without changing anything, before any other connection is made: opening
    another program's database the ordinary way could already change it.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise BookUnusable(f"SQLite {sqlite3.sqlite_version} is too old", remedy="use a Python with SQLite 3.37 or newer")
    with reachable(path):
        if not path.exists():
            raise BookUnusable(f"no book at {path}", remedy="make one with ketsugi init, or name yours with --book")
        if not path.is_file():
            raise BookUnusable(f"{path} is not a file", remedy="name the file of a book")
    with plainly(path):
        try:
            application, version = _marks(f"{_uri(path, 'ro')}&immutable=1")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname == "SQLITE_NOTADB":
                raise
            if mend:
                _settle_interrupted_write(path)
            application, version = _marks(_uri(path, "ro"))  # someone is writing just now, or was when it broke off
    if application != APPLICATION_ID:
        raise BookUnusable(f"{path} is not a Ketsugi book", remedy="name the file of a book")
    if version > SCHEMA_VERSION:
        what = f"{path} has schema version {version}, this program knows {SCHEMA_VERSION}"
        raise BookUnusable(what, remedy="install a newer Ketsugi")
    return version


def _marks(uri: str) -> tuple[int, int]:
    """Whose file it is, and of which version."""
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    return application, version


def _connect_reader(path: Path, *, mend: bool) -> sqlite3.Connection:
    _require(path, mend=mend)
    with plainly(path):
        connection = sqlite3.connect(_uri(path, "ro"), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if mend:
                _settle_interrupted_write(path)
            connection.text_factory = lambda raw: raw.decode(errors="backslashreplace")  # a damaged byte is shown, not fatal
            connection.execute("PRAGMA application_id").fetchone()  # reads page 1: a write broken off is met here
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cell_size_check = ON")
        except BaseException:
            connection.close()
            raise
        return connection


def _settle_interrupted_write(path: Path) -> None:
    """Undo a write that a crash interrupted: a read-only connection may not, and would refuse to read.

    Who may not write the file is told so by the read that follows.
    """
    path = path.resolve()  # where SQLite puts what it may have to undo, by whichever name the file is called
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        other = sqlite3.connect(_uri(path, "rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            other.close()


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"


def _writer(path: Path) -> Engine:
    """An engine that leaves transactions to its user, and is durable through a power cut."""
    from sqlalchemy import URL, create_engine, event

    engine = create_engine(URL.create("sqlite", database=str(path.absolute())), connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late, and not before DDL
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    return engine


_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",  # readable by an auditor who may not write the folder
    "PRAGMA synchronous = EXTRA",  # DELETE with FULL loses an acknowledged entry at a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # INSERT OR REPLACE must meet the triggers
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
    "PRAGMA cache_spill = 65535",  # pages: up to 256 MB are written once the write is whole; until then others read
    *(("PRAGMA fullfsync = ON",) if sys.platform == "darwin" else ()),
)
