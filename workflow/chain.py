"""The chain of a log, read without trusting it: every entry once, in chunks, each held to the hash before it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from workflow import sql
from workflow.audit import Problem, Report
from workflow.log import FORMAT, NOTHING_BEFORE
from workflow.sql import Run

CHUNK = 1_000
LOWEST, HIGHEST = -(2**63), 2**63 - 1  # a number below 1 can only be forged, and is looked for
UNREADABLE = (
    sqlite3.Error,
    UnicodeDecodeError,
    sql.ServerSaid,
)  # the second where SQLite's own message quotes a damaged name


class Link(NamedTuple):
    """An entry of the chain: what stands before its body in what was hashed, its body, its signature and its hash."""

    seq: int
    header: bytes
    text: bytes
    sig: object
    hash: bytes

    @property
    def message(self) -> bytes:
        """Header and body: what was signed."""
        return self.header + self.text


def links(run: Run, report: Report, tick: Callable[[int], None] | None) -> Iterator[Link]:
    """All entries in order, after checking that each follows the one before and is what was hashed.

    ``tick`` is told the number of entries read, chunk by chunk.
    """
    head, expected, prefix = NOTHING_BEFORE, 1, None
    for seq, prev, text, digested, sig in _rows(run, report):
        if not (type(seq) is int and type(prev) is bytes and type(text) is bytes and type(digested) is bytes):
            report.problems.append(Problem(expected, "a column holds a value of the wrong type"))
            expected += 1
            continue
        if seq == 1:
            prefix = f"{FORMAT}\n{_book(text)}\n".encode()
        if seq != expected:
            gap = "is missing" if seq == expected + 1 else f"and all up to {seq - 1} are missing"
            report.problems.append(Problem(expected, gap) if seq > expected else Problem(seq, f"comes after {expected - 1}"))
        if prev != head:
            report.problems.append(Problem(seq, "does not follow the entry before it: its link is another hash"))
        if prefix is None:
            report.problems.append(Problem(None, "no hash can be checked without entry 1, which names the book"))
            prefix = b""
        header = b"%b%d\n%b\n" % (prefix, seq, prev.hex().encode())
        said = hashlib.sha256(b"\0" + header)
        said.update(text)  # apart, because a body is long and need not be copied
        if prefix and said.digest() != digested:
            report.problems.append(Problem(seq, "its content is not what was hashed"))
        head, expected = digested, seq + 1
        report.entries += 1
        if tick is not None and report.entries % CHUNK == 0:
            tick(report.entries)
        yield Link(seq, header, text, sig, digested)
    report.head = head.hex()
    if not report.entries:
        report.problems.append(Problem(None, "the log is empty"))


def _rows(run: Run, report: Report) -> Iterator[sql.Row]:
    """Every row of the log, in chunks that keep no writer waiting; only its end is read in one view with what follows."""
    first, at_the_end = LOWEST, False
    while True:
        try:
            chunk = list(run(sql.LOG_BYTES_FROM, {"first": first, "chunk": CHUNK}))
            yield from chunk
            if chunk and chunk[-1][0] < first:
                raise sqlite3.DatabaseError("its numbers do not rise")
            if chunk and chunk[-1][0] == HIGHEST:
                return  # there is no number after it
            if chunk:
                first = chunk[-1][0] + 1
            elif at_the_end:
                return
            if len(chunk) < CHUNK and not at_the_end:
                run("SAVEPOINT end_of_log", {})
                at_the_end = True
        except UNREADABLE as error:
            report.problems.append(Problem(None, f"the log cannot be read after entry {report.entries}: {error}"))
            return


def _book(text: bytes) -> object:
    """The identifier of the book, from its first entry."""
    try:
        book = json.loads(text)["book"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return book if isinstance(book, str) and book.isascii() else None
