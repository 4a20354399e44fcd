"""People who work on a book at once, each in a process of their own, and what they wait for."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from secrets import token_hex
from time import perf_counter
from typing import Any

import psycopg
import sqlmodel  # noqa: F401  (before the forks, so that it is read once)

from benchmarks.books import ARTICLES, BIRTH, DRAFT, LINE, NOW, RESOLVE, SITTING, TERMS, WITHDRAW
from states.errors import KetsugiError
from states.facts import Kind
from tests.server import at
from workflow import queries, sql, standing
from workflow.audit import Depth
from workflow.book import Book, create, place
from workflow.connecting import spelled
from workflow.engine import advance, take
from workflow.log import genesis, leaf, message
from workflow.server import LOCK, Server
from workflow.step import Actor, Step
from workflow.verify import verify

FORKED = multiprocessing.get_context("fork")
MOST = 32  # writers at once

Deed = Callable[[], object]
"""One step, on disk when it returns."""
Doing = Callable[[int], contextlib.AbstractContextManager[Iterator[Deed]]]
"""What one person does all the time: the deeds of the person with that number, while the connection is open."""


def login(number: int) -> str:
    """The role of a writer on the server."""
    return f"ketsugi_bench_{number:02}"


def company(number: int) -> str:
    """Each writer keeps the dividends of a company of their own, as in a group."""
    return f"C{number:02}"


def group(where: Path | str) -> Book:
    """A new book of as many companies as there are writers, each with its convened meeting."""
    firm = {"name": "Benchmark Inc.", "jurisdiction": "JP", "timezone": "Asia/Tokyo", "articles": ARTICLES}
    me = Actor(name=place(where).login())
    book = create(where, name="G", timezone="Asia/Tokyo", now=NOW, actor=me.name, policy={"signing": "unsigned"})
    with book.writing() as run:
        for number in range(MOST):
            ref, meeting = company(number), f"{company(number)}-AGM"
            for step in (
                Step(kind=Kind.COMPANY, ref=ref, event="add", facts=firm),
                Step(kind=Kind.MEETING, ref=meeting, event="plan", facts=SITTING | {"company": ref}),
                Step(kind=Kind.MEETING, ref=meeting, event="convene", on=NOW.date().replace(month=6, day=7)),
            ):
                take(run, step, actor=me, now=NOW)
    return book


def lives(number: int, told: tuple[Any, ...] = (DRAFT, RESOLVE, WITHDRAW)) -> Iterator[Step]:
    """One dividend after another of a writer's company, each drafted, resolved and withdrawn."""
    ref = company(number)
    for another in iter(partial(token_hex, 6), None):
        for event, on, facts in told:
            born = BIRTH | {"company": ref, "meeting": f"{ref}-AGM", "terms": TERMS | {"lines": [LINE]}}
            said = born if event == "draft" else facts
            day = NOW.date().fromisoformat(on) if on else None
            yield Step(kind=Kind.DIVIDEND, ref=f"{ref}-{another}", event=event, on=day, facts=said)


@contextlib.contextmanager
def writing(where: Callable[[int], Path | str], number: int) -> Iterator[Iterator[Deed]]:
    """Steps through the program, each in a transaction of its own."""
    with Book(where(number)) as book:
        me = Actor(name=book.place.login())
        yield (partial(advance, book, step, actor=me, clock=lambda: NOW) for step in lives(number))


@contextlib.contextmanager
def bare(address: str, number: int) -> Iterator[Iterator[Deed]]:
    """The floor: entries and state rows like those of a draft by psycopg alone, in the same tables, under the same lock."""
    mine = at(address, user=login(number))
    with Server(mine).reading(snapshot=True) as run:
        identifier = genesis(run)["book"]
        ((_, text),) = run(sql.APPLIED_OF, {"subject": "LIKE-THIS", "before": 10**9})
        (row,) = run(sql.SUBJECT, {"ref": "LIKE-THIS"})
    kept = dict(zip(("ref", "kind", "company", "state", "rev", "seq", "day", "label"), row, strict=True))
    text = text.replace(json.loads(text)["actor"], login(number))

    def deed() -> None:
        ref = f"C00-{token_hex(6)}"
        connection.execute("BEGIN")
        connection.execute(LOCK)
        seq, prev = connection.execute(sql.HEAD).fetchone() or (0, b"")
        body = text.replace("LIKE-THIS", ref)
        entry = {"seq": seq + 1, "prev": prev, "body": body, "sig": None}
        entry["hash"] = leaf(message(identifier, seq + 1, prev, body))
        connection.execute(spelled(sql.APPEND), entry)
        connection.execute(spelled(sql.KEEP_SUBJECT), kept | {"ref": ref, "seq": seq + 1})
        connection.execute("COMMIT")

    with psycopg.connect(mine, autocommit=True) as connection:
        connection.execute("SET search_path TO ketsugi, pg_temp")
        yield iter(lambda: deed, None)


@contextlib.contextmanager
def looking(address: str, number: int) -> Iterator[Iterator[Deed]]:
    """A reader: the list, one subject and a check of the whole log but for its guards, in turn, without a pause."""

    def deed(what: Callable[[Any], object]) -> None:
        with Book(at(address, user=login(number))).reading() as run:
            what(run)

    whats = (queries.listing, lambda run: standing.show(run, company(0)), lambda run: verify(run, Depth.REPLAY))
    yield (partial(deed, what) for what in cycle(whats))


@dataclass
class Told:
    """What people did at once: steps a second in all, how long each waited, and what went wrong."""

    rate: float
    waits: list[float]
    errors: list[str]


def at_once(people: list[tuple[Doing, int, float]], seconds: float) -> Told:
    """Each person in a process of their own, all for the same seconds; those whose pause is negative are not counted."""
    together = FORKED.Barrier(len(people))
    ends = []
    for person in people:
        mine, theirs = FORKED.Pipe(duplex=False)
        child = FORKED.Process(target=_person, args=(*person, together, seconds, theirs))
        child.start()
        theirs.close()
        ends.append((child, mine, person[2] >= 0))
    waits, errors, in_time = [], [], 0
    for child, mine, counted in ends:
        did, late, wrong = mine.recv()
        child.join()
        errors += wrong
        waits += did if counted else []
        in_time += len(did) - late if counted else 0
    return Told(in_time / seconds, sorted(waits), errors)


def _person(doing: Doing, number: int, pause: float, together: Any, seconds: float, heard: Any) -> None:
    waits, errors, late = [], [], 0
    random.seed(os.urandom(8))
    with doing(number) as deeds:
        try:
            next(deeds)()  # looks at the schema, and fills the caches
        except KetsugiError as error:
            errors.append(error.message)
        together.wait(120)
        end = perf_counter() + seconds
        for deed in deeds:
            time.sleep(random.uniform(0, max(pause, 0)))
            start = perf_counter()
            if start >= end:
                break
            try:
                deed()
            except KetsugiError as error:
                errors.append(error.message)
            else:
                waits.append(perf_counter() - start)
                late = int(perf_counter() > end)  # it was under way at the end: it waited, but is not of the rate
    heard.send((waits, late, errors))
