"""A book: one database with one log.  Opens it, checks that it is ours, takes the write lock before reading.

Reading uses ``sqlite3`` in read-only mode and leaves the file untouched; SQLModel is imported only to write.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from states.errors import BookUnusable, Conflict, KetsugiError
from workflow import log
from workflow.plainly import BUSY_SECONDS, plainly, reachable
from workflow.protection import APPLICATION_ID, FINGERPRINT, SCHEMA_VERSION, fingerprint
from workflow.sql import Run

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from workflow.heads import Heads

BEGIN: Final = "BEGIN IMMEDIATE"  # read-then-write under a deferred BEGIN lets two writers win
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


@dataclass
class Book:
    """A book on disk.  Close it when done; ``with`` does."""

    path: Path
    heads: Heads | None = field(default=None, repr=False, compare=False)  # of the desk: what it saw of the book before
    _run: Run | None = field(default=None, init=False, repr=False, compare=False)  # of the connection kept for writing
    _open: ExitStack = field(default_factory=ExitStack, init=False, repr=False, compare=False)
    _sound_schema: int | None = field(default=None, init=False, repr=False, compare=False)
    _writer: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._writer:
            self._let_go()

    def _let_go(self) -> None:
        self._run = self._sound_schema = None
        self._open.close()

    @contextmanager
    def reading(self, *, snapshot: bool = True) -> Iterator[Run]:
        """A view of the book.  Nothing is written, not even a lock file.

        A ``snapshot`` shows one instant and makes writers wait until the block ends; without it each statement sees
        the book as it then is, and a write that was interrupted is not undone but told: the file stays as it was found.

        Raises:
            BookUnusable: there is no book, or it is damaged, of another program or of a newer version.
        """
        connection = _connect_reader(self.path, mend=snapshot)
        try:
            with plainly(self.path):
                if snapshot:
                    connection.execute("BEGIN")
                if self.heads is not None:
                    self.heads.look(connection.execute)
                yield connection.execute
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """One transaction that holds the write lock from its first statement; committed when the block ends.

        Raises:
            BookUnusable: as for reading, or the book cannot be written.  Conflict: it stayed locked by someone else.
            LogBroken: it does not have an entry that ``heads`` remember.
        """
        if not self._writer.acquire(timeout=BUSY_SECONDS):  # one writer at a time, of all threads too
            raise Conflict(f"{self.path} is being written by this program", remedy="try again; nothing was written")
        try:
            with plainly(self.path):
                run = self._run or self._begin_writing()
                run(BEGIN, {})
                try:
                    self._require_schema(run)
                    if self.heads is not None:
                        self.heads.look(run)
                        self.heads.require()
                    yield run
                    remember = self.heads.written(run) if self.heads is not None else None
                    run("COMMIT", {})
                    if remember is not None:
                        remember()
                except BaseException:
                    with suppress(sqlite3.Error):  # where the database itself broke off there is nothing left to undo
                        run("ROLLBACK", {})
                    raise
        except KetsugiError as error:
            if error.__cause__ is not None:
                self._let_go()  # the database spoke: its connection may be in any state
            raise
        except BaseException:
            self._let_go()
            raise
        finally:
            self._writer.release()

    def _begin_writing(self) -> Run:
        """The connection of all later writes, held by one SQLModel session.

        Each write begins and ends its transaction on the driver's connection: the session's own bookkeeping would cost
        a seventh of the rate.
        """
        from sqlmodel import Session

        _require(self.path)
        engine = self._open.enter_context(_disposed(_writer(self.path)))
        driver = self._open.enter_context(Session(engine)).connection().connection.driver_connection
        assert driver is not None
        self._run = driver.execute
        return self._run

    def _require_schema(self, run: Run) -> None:
        """The tables and triggers are ours, looked at again whenever SQLite counts a change of the schema."""
        ((count,),) = run("PRAGMA schema_version", {})
        if count != self._sound_schema and fingerprint(run) != FINGERPRINT:
            raise BookUnusable(
                f"{self.path}: its schema was changed (a table, an index or a trigger)",
                remedy="look with ketsugi verify, and go on in a backup that verifies",
            )
        self._sound_schema = count


def open_book(path: Path) -> Book:
    """The book in a file.  Nothing is read before it is asked something."""
    return Book(path)


def create(
    path: Path,
    *,
    name: str,
    timezone: str,
    now: datetime,
    actor: str,
    policy: dict[str, Any],
    sign: log.Sign | None = None,
    then: Callable[[Run], object] | None = None,
) -> Book:
    """Make a new book: schema and first entry in one transaction, and a file under its name only when it is whole.

    ``sign`` signs the first entry; ``then`` records what belongs to the beginning, in the same transaction.

    Raises:
        Conflict: there is a file of that name.  BookUnusable: it cannot be written there.
    """
    from workflow.schema import upgrade

    require_nothing(path)
    body = {
        "v": 1,
        "book": uuid.uuid4().hex,
        "name": name,
        "timezone": timezone,
        "policy": policy,
        "event": "init",
        "recorded_at": log.instant(now),
        "actor": actor,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookUnusable(f"{path.parent} cannot be made: {error.strerror}", remedy="give another --book") from error
    with (
        reachable(path),
        _announced(path) as draft,
        plainly(path),
        _disposed(_writer(draft)) as engine,
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(BEGIN)
        upgrade(connection)
        run: Run = lambda text, values: connection.exec_driver_sql(text, dict(values))  # noqa: E731
        log.append(run, body, sign)
        if then is not None:
            then(run)
    return Book(path)


@contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _announced(path: Path) -> Iterator[Path]:
    """The draft of a new book, which gets its name once it is whole, never over a file that someone else made meanwhile."""
    from workflow.placing import whole  # only here: most commands make no book

    try:
        with whole(path) as draft:
            yield draft
    except FileExistsError:
        raise Conflict(f"{path} exists already", remedy="use it as it is, or give another --book") from None
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # a book that was announced is still there after a power cut
        finally:
            os.close(folder)


def require_nothing(path: Path) -> None:
    """There is nothing under that name yet.

    Raises:
        Conflict: there is.  BookUnusable: nothing can be under that name.
    """
    with reachable(path):
        if path.exists() or path.is_symlink():
            raise Conflict(f"{path} exists already", remedy="use it as it is, or give another --book")


def _require(path: Path, *, mend: bool = True) -> None:
    """There is a file under that name, it is a Ketsugi book, and of the version this program works with.

    Looked at through SQLite without a lock and without changing anything, before any other connection is made: opening
    another program's database the ordinary way could already change it.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise BookUnusable(f"SQLite {sqlite3.sqlite_version} is too old", remedy="use a Python with SQLite 3.37 or newer")
    with reachable(path):
        if not path.exists():
            raise BookUnusable(f"no book at {path}", remedy="make one with ketsugi init, or name yours with --book")
        if not path.is_file():
            raise BookUnusable(f"{path} is not a file", remedy="name the book's file with --book")
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
        raise BookUnusable(f"{path} is not a Ketsugi book", remedy="name the book's file with --book")
    if version > SCHEMA_VERSION:
        what = f"{path} has schema version {version}, this program knows {SCHEMA_VERSION}"
        raise BookUnusable(what, remedy="install a newer Ketsugi")
    if version == 1:
        raise BookUnusable(f"{path} was made before the first release", remedy="read it with the program that made it")
    if version < SCHEMA_VERSION:
        what = f"{path} has schema version {version}, this program needs {SCHEMA_VERSION}"
        raise BookUnusable(what, remedy="make a copy, then upgrade it")


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
    *(("PRAGMA fullfsync = ON",) if sys.platform == "darwin" else ()),
)
