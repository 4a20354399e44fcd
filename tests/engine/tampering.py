"""A forger: full access to the file, knows the format, puts everything back so that it looks untouched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from states.errors import BookUnusable
from workflow.audit import Depth, Report
from workflow.book import Book
from workflow.log import NOTHING_BEFORE, leaf, message
from workflow.protection import TRIGGERS
from workflow.verify import verify


def audit(path: Path | str, depth: Depth = Depth.FULL, *, quick: bool = False) -> Report:
    """What ``ketsugi verify`` does, and an error instead of a check that never ends."""

    def too_many(entries: int) -> None:
        if entries > 50_000:
            raise AssertionError(f"{entries} entries read, and no end")

    with Book(path) as book, book.reading(snapshot=False) as run:
        return verify(run, Depth.QUICK if quick else depth, tick=too_many)


@contextmanager
def forging(path: Path) -> Iterator[sqlite3.Connection]:
    """The file without its protection; every trigger is put back word for word."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # a forger does not fear power cuts
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.create_function("json_extract", 2, lenient, deterministic=True)  # or broken JSON could not be stored
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for text in TRIGGERS.values():
        connection.execute(text.strip())
    connection.close()


@contextmanager
def unindexed(path: Path) -> Iterator[sqlite3.Connection]:
    """Like ``forging``, and nothing is read from the bodies meanwhile: bytes that are no text at all can be stored."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    index = "name = 'entry_subject_rev'"
    (row,) = connection.execute(f"SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE {index}").fetchall()
    _rewrite_schema(connection, f"DELETE FROM sqlite_master WHERE {index}")
    reads, ignores = "json_extract(body, ", "json_extract('{}', "
    redeclare = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'entry'"
    _rewrite_schema(connection, redeclare, (reads, ignores))
    with forging(path) as unprotected:
        yield unprotected
    _rewrite_schema(connection, redeclare, (ignores, reads))
    _rewrite_schema(connection, "INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    connection.close()


def _rewrite_schema(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...] = ()) -> None:
    ((version,),) = connection.execute("PRAGMA schema_version").fetchall()
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(statement, values)
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.execute("PRAGMA writable_schema = RESET")


def lenient(body: object, path: str) -> Any:
    """``json_extract`` that finds nothing in a body that is no JSON, instead of failing."""
    try:
        value = json.loads(body)[path.removeprefix("$.")]  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    return value if isinstance(value, str | int) else None


def rehash(connection: sqlite3.Connection) -> None:
    """Make the chain consistent again, from the first entry to the last."""
    head, book = NOTHING_BEFORE, None
    for seq, text in connection.execute("SELECT seq, CAST(body AS BLOB) FROM entry ORDER BY seq").fetchall():
        body = text.decode(errors="replace")
        if book is None:
            try:
                book = json.loads(body).get("book")
            except (ValueError, AttributeError, RecursionError):
                book = "None"
        digest = leaf(message(str(book), seq, head, body))
        connection.execute("UPDATE entry SET prev = ?, hash = ? WHERE seq = ?", (head, digest, seq))
        head = digest


def body_of(connection: sqlite3.Connection, seq: int) -> dict[str, Any]:
    ((text,),) = connection.execute("SELECT body FROM entry WHERE seq = ?", (seq,))
    body: dict[str, Any] = json.loads(text)
    return body


def put(connection: sqlite3.Connection, seq: int, body: dict[str, Any] | str) -> None:
    text = body if isinstance(body, str) else json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    connection.execute("UPDATE entry SET body = ? WHERE seq = ?", (text, seq))


def lie(path: Path, seq: int, change: Callable[[dict[str, Any]], object]) -> Report:
    """Change the body of one entry, rehash the whole chain, and have it audited."""
    with forging(path) as connection:
        body = body_of(connection, seq)
        change(body)
        put(connection, seq, body)
        rehash(connection)
    return audit(path)


def contents(path: Path) -> list[Any]:
    """All that an auditor reads."""
    tables = ("SELECT seq, prev, body, hash, sig FROM entry", "SELECT * FROM subject", "SELECT * FROM document")
    with Book(path) as book, book.reading() as run:
        return [list(run(text, {})) for text in tables]


def outcome(path: Path, before: list[Any]) -> str:
    try:
        if not audit(path, quick=True).ok:
            return "found"
        if contents(path) == before:
            return "without effect"
        return "silent" if audit(path).ok else "found"
    except BookUnusable:
        return "unusable"
