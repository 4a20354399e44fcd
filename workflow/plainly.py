"""What a database or a file system says, in words a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from states.errors import BookUnusable, Conflict, WrongWords
from workflow.sql import ServerSaid

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS = 30  # how long a person may have to wait for another's write


def one_word(name: str) -> str:
    """A name as a command takes it for one word, in every shell."""
    return f'"{name}"' if " " in name else name


@contextmanager
def reachable(path: Path) -> Iterator[None]:
    """What the file system says of a path, in words a person can act on."""
    if "\0" in str(path):
        raise BookUnusable(f"{path}: no file can have that name", remedy="check the path")
    try:
        yield
    except OSError as error:
        raise BookUnusable(f"{path}: {error.strerror}", remedy="check the path, and your permission on it") from error


@contextmanager
def plainly(path: Path, written: Path | None = None) -> Iterator[None]:
    """What the database says, in words a person can act on; ``written`` is what is made of it elsewhere, on another disk."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged name can make even SQLite's message unreadable
        raise _in_words(path, written or path, error) from error
    except Exception as error:
        cause = getattr(error, "orig", None)  # SQLAlchemy wraps what the driver said; naming its class would import it
        if not isinstance(cause, sqlite3.Error):
            raise
        raise _in_words(path, written or path, cause) from error


def _in_words(path: Path, written: Path, error: sqlite3.Error | UnicodeDecodeError) -> BookUnusable | Conflict:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Conflict(
            f"{path} was held by another program for {BUSY_SECONDS} seconds", remedy="try again; nothing was written"
        )
    if name == "SQLITE_READONLY_ROLLBACK" or name == "SQLITE_READONLY_RECOVERY":
        return BookUnusable(
            f"{path}: a write was interrupted", remedy="let someone who may write it run ketsugi list; that undoes it"
        )
    if name == "SQLITE_READONLY_DBMOVED":
        return BookUnusable(f"{path} was moved or replaced", remedy="try again; nothing was written")
    if name.startswith("SQLITE_READONLY"):
        return BookUnusable(f"{path} cannot be written", remedy="ask for write permission on the file and its folder")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        disk = written if name == "SQLITE_FULL" else path  # what is only read is never full
        return BookUnusable(f"{disk}: the disk is full or failing ({name})", remedy="make room; nothing was written")
    if name.startswith("SQLITE_CANTOPEN"):
        return BookUnusable(f"{path} cannot be opened", remedy="check the path and your permission on file and folder")
    if name == "SQLITE_NOTADB":
        return BookUnusable(f"{path} is not a Ketsugi book", remedy="name the file of a book")
    detail = f"{error}".splitlines()[0] if f"{error}" else type(error).__name__
    return BookUnusable(
        f"{path} is damaged or in the way ({detail})", remedy="work on a backup; keep this file for the auditor"
    )


BROKEN_OFF: Final = "08006"


def server_said(error: psycopg.Error) -> ServerSaid:
    """What a server, or the driver about it, said of a statement or a connection."""
    lines = [each for each in f"{error}".splitlines() if each.strip() and not each.startswith((" ", "\t", "DETAIL", "HINT"))]
    tries = [each for each in lines if " failed: " in each]  # of several addresses the last; what follows it, advises
    last = (tries or lines or [type(error).__name__])[-1].rpartition("FATAL:")[2].strip()
    diagnosis = getattr(error, "diag", None)
    said = (diagnosis and diagnosis.message_primary) or last
    return ServerSaid(said, error.sqlstate or _by_its_words(said))


def _by_its_words(said: str) -> str:
    """The code that a connection which is refused comes without."""
    known = {"starting up": "57P03", "too many clients": "53300", "does not exist": "3D000"}
    known |= {"password": "28P01", "permission denied for": "42501"}
    return next((state for words, state in known.items() if words in said), "")


_CONFLICTS: Final = {
    "55P03": f" was held by someone else for {BUSY_SECONDS} seconds",
    "25P03": ": the server heard nothing for too long, and ended the connection",
    BROKEN_OFF: ": the connection broke off",
    **dict.fromkeys(("40001", "40P01", "23505"), ": someone else wrote at the same time"),
}
_NOT_REACHED: Final = "check the address, and that you may connect: psql"


def of_server(address: str, error: ServerSaid) -> BookUnusable | Conflict | WrongWords:
    """What a server said, in words a person can act on."""
    state, said = error.state, str(error)
    nothing = "try again; nothing was written"
    if words := _CONFLICTS.get(state):
        return Conflict(f"{address}{words}", remedy=nothing)
    if state == "42939":
        return WrongWords(said, remedy="name another login")
    if state.startswith("28"):
        return BookUnusable(f"{address}: {said}", remedy="check who you are there: a role and its password in ~/.pgpass")
    if state == "42501":
        return BookUnusable(
            f"{address}: {said}", remedy="ask who owns its tables; they let people in with ketsugi book grant"
        )
    if state == "25006":
        return BookUnusable(f"{address} can only be read: {said}", remedy="name the server that takes writes")
    if state.startswith("53"):
        return BookUnusable(f"{address}: the server has no room ({said})", remedy="make room; nothing was written")
    if state in ("3D000", "57P03") or not state or state.startswith("08"):
        return BookUnusable(f"{address} cannot be reached: {said}", remedy=_NOT_REACHED)
    if state.startswith("57"):
        return Conflict(f"{address}: {said}", remedy=nothing)
    if state.startswith(("22", "42")):
        return BookUnusable(f"{address}: the server refused: {said}", remedy="look what is there: ketsugi doctor")
    return BookUnusable(f"{address} is damaged or in the way ({said})", remedy="look with ketsugi verify; keep it as it is")
