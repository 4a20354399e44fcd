"""Processes that race: ``racer.py BOOK HABIT NUMBER``, then a reference for each line of standard input.

For each reference every process tries to withdraw that dividend; the answers come back as one line of JSON, a list of
``won``, ``refused`` or the error, and how long it took.  HABIT is ``sound`` or a planted bug: ``driver`` leaves BEGIN to
the driver, as it is delivered; ``deferred`` begins without taking the write lock.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import sqlmodel  # noqa: F401  (before the forks, so that it is read once)
from sqlalchemy import create_engine

from states.errors import Refused
from states.facts import Kind
from workflow import file
from workflow.book import Book
from workflow.engine import advance
from workflow.protection import fingerprint
from workflow.step import Actor, Step

NOW = datetime(2018, 8, 1, tzinfo=UTC)


def named(said: str) -> Path | str:
    """A file by its path, a database by its address."""
    return said if "://" in said else Path(said)


def careless(habit: str) -> None:
    """Let the program begin a write otherwise."""
    if habit == "deferred":
        file.BEGIN = "BEGIN"  # type: ignore[misc]
    if habit == "driver":
        file.BEGIN = "SELECT 1"  # type: ignore[misc]
        file._writer = lambda path: create_engine(f"sqlite:///{path}", connect_args={"timeout": file.BUSY_SECONDS})


def tried(book: Book, ref: str) -> dict[str, Any]:
    step = Step(kind=Kind.DIVIDEND, ref=ref, event="withdraw", on=date(2018, 8, 1))
    began = time.monotonic()
    try:
        advance(book, step, actor=Actor(name="racer"), clock=lambda: NOW)
        outcome = "won"
    except Refused as no:
        outcome = "refused" if no.seq else "refused without an entry"
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"
    return {"outcome": outcome, "seconds": time.monotonic() - began}


def racer(path: Path | str, habit: str, orders: int, answers: int) -> None:
    """A process of its own: an order on one pipe, an answer on the other, until there are no more orders."""
    careless(habit)
    with Book(path) as book, os.fdopen(orders) as heard:
        if habit != "sound":
            with book.reading() as run:
                file.FINGERPRINT = fingerprint(run)  # type: ignore[misc]
        for line in heard:
            os.write(answers, json.dumps(tried(book, line.strip())).encode() + b"\n")


def started(path: Path | str, habit: str) -> tuple[int, IO[str]]:
    """Fork a racer: the pipe for its orders, the pipe of its answers."""
    (its_orders, orders), (answers, its_answers) = os.pipe(), os.pipe()
    if not os.fork():
        os.close(orders)
        os.close(answers)
        try:
            racer(path, habit, its_orders, its_answers)
        finally:
            os._exit(0)
    os.close(its_orders)
    os.close(its_answers)
    return orders, os.fdopen(answers)


if __name__ == "__main__":
    racers = [started(named(sys.argv[1]), sys.argv[2]) for _ in range(int(sys.argv[3]))]
    for order in sys.stdin:
        for orders, _ in racers:
            os.write(orders, order.encode())
        print(json.dumps([json.loads(answers.readline()) for _, answers in racers]), flush=True)
