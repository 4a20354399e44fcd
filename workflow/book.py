"""A book: one database with one log, in a file of its own or on a server that a team shares.

It takes the write lock before reading, and knows what this computer saw of the log before.  Where the database is, and
what is peculiar to it, ``file.py`` and ``server.py`` know.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from states.errors import Conflict, KetsugiError
from workflow import log, sql
from workflow.plainly import BUSY_SECONDS
from workflow.sql import Run

if TYPE_CHECKING:
    from workflow.heads import Heads


class Place(Protocol):
    """Where a book is: a file, or a database on a server.  As text it is its name, without a password."""

    @property
    def begin(self) -> tuple[str, ...]:
        """What begins a write: once it is run, nobody else writes."""
        ...

    def reading(self, *, snapshot: bool) -> AbstractContextManager[Run]:
        """A view that changes nothing, of one instant where it is a ``snapshot``."""
        ...

    def connected(self, kept: ExitStack) -> Run:
        """The connection of all later writes, closed with ``kept``."""
        ...

    def require_schema(self, run: Run, sound: object) -> object:
        """The tables, and what guards them, are ours; gives what tells that they were not changed since it was ``sound``."""
        ...

    def commit(self, run: Run, last: sql.Row | None) -> None:
        """End a write whose newest entry has the number and the hash ``last``: on return it is on disk."""
        ...

    def plainly(self) -> AbstractContextManager[None]:
        """What the database says, in words a person can act on."""
        ...

    def made(self, mode: int = ...) -> AbstractContextManager[Run]:
        """A new book without an entry, in a transaction; it is there for others only once the block ends.

        ``mode`` is who may read and write it, where it is a file.
        """
        ...

    def as_others(self, run: Run) -> AbstractContextManager[None]:
        """In the transaction of a new book: entries that others stated are copied into it."""
        ...

    def require_nothing(self, remedy: str = ...) -> None:
        """There is no book there yet, and there can be one, or it is said what to do."""
        ...

    def login(self) -> str:
        """Who is at the keyboard, as this place knows it."""
        ...


def place(at: Path | str) -> Place:
    """A file by its path, a database on a server by its address."""
    if isinstance(at, str) and "://" in at:
        from workflow.server import Server

        return Server(at)
    from workflow.file import File

    return File(Path(at))


@dataclass
class Book:
    """A book, by the path of its file or the address of its database.  Close it when done; ``with`` does."""

    path: Path | str
    heads: Heads | None = field(default=None, repr=False, compare=False)  # of the desk: what it saw of the book before
    _run: Run | None = field(default=None, init=False, repr=False, compare=False)  # of the connection kept for writing
    _open: ExitStack = field(default_factory=ExitStack, init=False, repr=False, compare=False)
    _sound_schema: object = field(default=None, init=False, repr=False, compare=False)
    _writer: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @cached_property
    def place(self) -> Place:
        """Where it is."""
        return place(self.path)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        with self._writer:
            self._let_go()

    def _let_go(self) -> None:
        self._run = self._sound_schema = None
        self._open.close()

    @contextmanager
    def reading(self, *, snapshot: bool = True) -> Iterator[Run]:
        """A view of the book.  Nothing is written, not even a lock file.

        A ``snapshot`` shows one instant, and of a file makes writers wait until the block ends; without it each statement
        sees the file as it then is, and a write that was interrupted is not undone but told: it stays as it was found.

        Raises:
            BookUnusable: there is no book, or it is damaged, of another program or of a newer version.
        """
        with self.place.reading(snapshot=snapshot) as run:
            if self.heads is not None:
                self.heads.look(run)
            yield run

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """One transaction that holds the write lock from its first statement; committed when the block ends.

        Raises:
            BookUnusable: as for reading, or the book cannot be written.  Conflict: it stayed locked by someone else.
            LogBroken: it does not have an entry that ``heads`` remember.
        """
        if not self._writer.acquire(timeout=BUSY_SECONDS):  # one writer at a time, of all threads too
            raise Conflict(f"{self.place} is being written by this program", remedy="try again; nothing was written")
        ending = False
        try:
            with self.place.plainly():
                self._run = run = self._run or self.place.connected(self._open)
                try:
                    for statement in self.place.begin:
                        run(statement, {})
                    self._sound_schema = self.place.require_schema(run, self._sound_schema)
                    if self.heads is not None:
                        self.heads.look(run)
                        self.heads.require()
                    yield run
                    remember = self.heads.written(run) if self.heads is not None else None
                    last, ending = next(iter(run(sql.HEAD, {})), None), True
                    self.place.commit(run, last)
                    if remember is not None:
                        remember()
                except BaseException:
                    with suppress(Exception):  # where the database itself broke off there is nothing left to undo
                        run("ROLLBACK", {})
                    raise
        except KetsugiError as error:
            if error.__cause__ is not None:
                self._let_go()  # the database spoke: its connection may be in any state
            raise
        except BaseException as stopped:
            self._let_go()
            if not ending and isinstance(stopped, KeyboardInterrupt):
                stopped.add_note("nothing was written")  # for who pressed Ctrl-C
            raise
        finally:
            self._writer.release()


def open_book(path: Path | str) -> Book:
    """The book in a file, or on a server.  Nothing is read before it is asked something."""
    return Book(path)


def create(
    path: Path | str,
    *,
    name: str,
    timezone: str,
    now: datetime,
    actor: str,
    policy: dict[str, Any],
    sign: log.Sign | None = None,
    then: Callable[[Run], object] | None = None,
) -> Book:
    """Make a new book: schema and first entry in one transaction; a file has its name only when it is whole.

    ``sign`` signs the first entry; ``then`` records what belongs to the beginning, in the same transaction.

    Raises:
        Conflict: there is one already.  BookUnusable: it cannot be written there.
    """
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
    with place(path).made() as run:
        log.append(run, body, sign)
        if then is not None:
            then(run)
    return Book(path)
