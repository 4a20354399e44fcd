"""A process that starts writers and is told to: importing the program once makes hundreds of killed writers affordable.

``writer.py HABIT FD``, then a line of standard input for each order: a path starts a writer on that book and its process
number is answered; an empty line waits for its end.  A writer records steps without pause, and after each it writes
``ACK seq`` to FD in one call.

HABIT is ``sound`` or a planted bug: ``early`` acknowledges before the commit; ``torn`` writes entry and state row in two
transactions, ``apart`` entry and document.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import sqlmodel

from states.facts import Kind
from workflow import sql
from workflow.book import Book
from workflow.engine import advance, take
from workflow.evidence import document
from workflow.step import Actor, Step

NOW = datetime(2018, 8, 1, tzinfo=UTC)
ME = Actor(name="writer")


def named(said: str) -> Path | str:
    """A file by its path, a database by its address."""
    return said if "://" in said else Path(said)


def steps() -> Iterator[Step]:
    """Drafts, documents, remarks and withdrawals, each on a dividend of its own."""
    for number in count():
        ref = f"D{os.getpid()}-{number}"
        yield Step(kind=Kind.DIVIDEND, ref=ref, event="draft", facts={"terms": {"currency": "JPY"}})
        paper = document(f"{ref}.pdf", ref.encode() * 2_000)
        yield Step(kind=Kind.DIVIDEND, ref=ref, event="attach", evidence=(paper,))
        yield Step(kind=Kind.DIVIDEND, ref=ref, event="note", reason="x" * 3_000)
        yield Step(kind=Kind.DIVIDEND, ref=ref, event="withdraw", on=date(2018, 8, 1))


def sound(book: Book, step: Step, acknowledge: Callable[[int], None]) -> None:
    entry, _ = advance(book, step, actor=ME, clock=lambda: NOW)
    assert entry is not None
    acknowledge(entry.seq)


def early(book: Book, step: Step, acknowledge: Callable[[int], None]) -> None:
    with book.writing() as run:
        acknowledge(take(run, step, actor=ME, now=NOW)[0].seq)


def torn(book: Book, step: Step, acknowledge: Callable[[int], None], what: str = sql.KEEP_SUBJECT) -> None:
    later: list[dict[str, Any]] = []
    with book.writing() as run:

        def postpone(text: str, values: Any = None) -> Any:
            return later.append(values) if text is what else run(text, values)

        entry, _ = take(postpone, step, actor=ME, now=NOW)
    with book.writing() as run:
        for values in later:
            run(what, values)
    acknowledge(entry.seq)


def apart(book: Book, step: Step, acknowledge: Callable[[int], None]) -> None:
    torn(book, step, acknowledge, sql.KEEP_DOCUMENT)


HABITS = {"sound": sound, "early": early, "torn": torn, "apart": apart}


def write(path: Path | str, habit: str, fd: int) -> None:
    with Book(path) as book:
        for step in steps():
            HABITS[habit](book, step, lambda seq: os.write(fd, f"ACK {seq}\n".encode()) and None)


if __name__ == "__main__":
    assert sqlmodel, "imported before the first writer is started"
    for order in sys.stdin:
        if path := order.strip():
            writer = os.fork()
            if not writer:
                write(named(path), sys.argv[1], int(sys.argv[2]))
            print(writer, flush=True)
        else:
            print(os.waitpid(writer, 0)[1], flush=True)
