"""What a book on a server carries, in one interleaved run: ``make bench-server``.

It starts a PostgreSQL server of its own, every commit flushed to the disk, or uses the one that ``KETSUGI_TEST_SERVER``
names as superuser.  Every writer is a process with a login role of its own.  Each round measures every row once; the table
shows medians.  A ratio is to what the row names, measured in the same round.  ``--page`` writes what is printed into the
page that speaks of it; ``--tiny`` measures next to nothing, with two people at most, and shows that all of it can be
measured.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.books import NOW
from benchmarks.run import _line, machine, say
from benchmarks.trips import AWAY, crossings, distant
from benchmarks.writers import MOST, Doing, Told, at_once, bare, group, lives, login, looking, writing
from tests.server import VARIABLE, Databases, at, started
from workflow.book import Book, place
from workflow.copying import copy
from workflow.engine import advance
from workflow.server import Server
from workflow.step import Actor, Step

PAGE = Path(__file__).parents[1] / "docs/how-to/plan-a-shared-book.md"
MEASURED = re.compile(r"(?<=<!-- measured: make bench-server -->\n).*?(?=<!-- measured -->)", re.S)
BOOKS = 8  # on one server
PAUSE = 0.5  # seconds; a person who is quick pauses for half as long between steps, on average
People = list[tuple[Doing, int, float]]
"""What each does, their number, and their longest pause in seconds."""


@dataclass
class Row:
    """A line of the table: who does what at once; of each round what was told of them, and of what it is held against."""

    what: str
    people: People
    against: str = "–"
    others: Row | People | None = None
    told: list[Told] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    def measure(self, seconds: float, who: Callable[[People], People]) -> None:
        """One round; a floor of its own has its turn right after."""
        self.told.append(at_once(who(self.people), seconds))
        if isinstance(self.others, list):
            self.ratios.append(self.told[-1].rate / (at_once(who(self.others), seconds).rate or 1))
        elif self.others:
            self.ratios.append(self.told[-1].rate / (self.others.told[-1].rate or 1))

    def line(self) -> str:
        """Medians of the rounds."""
        waits = [each.waits for each in self.told if each.waits]
        halfway, longest = (
            f"{statistics.median(each[int(len(each) * part)] * 1000 for each in waits):,.0f}" if waits else "–"
            for part in (0.5, 0.99)
        )
        rate = statistics.median(each.rate for each in self.told)
        wrong = [error for each in self.told for error in each.errors]
        if wrong:
            say(f"{self.what}: {wrong[0]}")
        ratio = f"{statistics.median(self.ratios):.2f}" if self.ratios else "–"
        return _line(self.what, f"{rate:,.0f}", halfway, longest, f"{len(wrong)}", self.against, ratio)


def rows(address: str, far: str, floor: str, others: list[str], files: list[Path]) -> list[Row]:
    """Every row, in the order of a round."""

    def ours(number: int) -> str:
        return at(address, user=login(number))

    def from_afar(number: int) -> str:
        return at(far, user=login(number))

    def staff(count: int, pause: float = 0.0, where: Callable[[int], Path | str] = ours) -> People:
        return [(partial(writing, where), number, pause) for number in range(count)]

    found = []
    for count in (1, 2, 8, MOST):
        beside = [(partial(bare, floor), number, 0.0) for number in range(count)]
        what = f"server, {count} without a pause" if count > 1 else "server, 1 writer without a pause"
        found.append(Row(what, staff(count), "the same rows by bare psycopg", beside))
    readers = [(partial(looking, address), number, -1.0) for number in range(3)]
    most = found[-1]
    found += [
        Row("server, 8 and 3 readers without a pause", staff(8) + readers, "8 without readers", found[2]),
        Row(f"server, 8 without a pause, {AWAY * 1000:.0f} ms away", staff(8, 0.0, from_afar), "8 beside it", found[2]),
        Row(
            f"{BOOKS} books, {MOST // BOOKS} writers each",
            staff(MOST, 0.0, lambda number: at(others[number % BOOKS], user=login(number))),
            f"{MOST} writers of one book",
            most,
        ),
        Row(f"server, {MOST} at a person's pace", staff(MOST, PAUSE)),
    ]
    for count, file in zip((1, 8, MOST), files, strict=True):
        at_pace = "1 writer" if count == 1 else f"{count}"
        found.append(Row(f"file, {at_pace} at a person's pace", staff(count, PAUSE, lambda _, file=file: file)))
    alone = files[0].with_name("alone.db")
    return [
        *found,
        Row("file, 1 writer without a pause", staff(1, 0.0, lambda _: alone), "1 writer on the server", found[0]),
    ]


def all_of_them(people: People) -> People:
    """Who takes part when it is measured in earnest."""
    return people


def first_and_last(people: People) -> People:
    """One of each kind: a writer, and a reader where there are any."""
    return [people[0], *people[1:][-1:]]


def flushes(folder: str, count: int) -> float:
    """Milliseconds in which the disk takes one page and says that it has it."""
    with open(Path(folder, "flushed"), "wb", buffering=0) as file:
        file.write(bytes(8192))
        took = []
        for _ in range(count):
            start = perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fsync(file.fileno())
            took.append(perf_counter() - start)
    return statistics.median(took) * 1000


def sizes(address: str, databases: Databases, folder: str) -> str:
    """Bytes that an entry takes, of one and the same log in both places."""
    file = Path(folder, "copy.db")
    with Book(address).reading() as run:
        count = copy(run, place(file))["entries"]
    ((taken,),) = databases.run("SELECT pg_total_relation_size('entry') + pg_total_relation_size('subject')", address)
    there, here = taken / count, file.stat().st_size / count
    return (
        f"An entry takes {there:,.0f} bytes on the server and {here:,.0f} in a file, its share of the state rows included."
    )


def measure(
    address: str,
    folder: str,
    *,
    rounds: int,
    seconds: float,
    away: float = AWAY,
    who: Callable[[People], People] = all_of_them,
) -> None:
    """Make the books, run the rounds, print the tables."""
    databases = Databases(address)
    known = {name for (name,) in databases.run("SELECT rolname FROM pg_roles")}
    say("making the books")
    book, floor, others = databases.new(), None, []
    try:
        group(book).close()
        for number in range(MOST):
            Server(book).grant(login(number), "staff")
        others = [databases.new(book) for _ in range(BOOKS)]
        floor = databases.new(book)
        draft = next(lives(0))
        with Book(floor) as one:
            like = Step(kind=draft.kind, ref="LIKE-THIS", event="draft", facts=draft.facts)
            advance(one, like, actor=Actor(name=one.place.login()), clock=lambda: NOW)
        files = [Path(folder, f"{name}.db") for name in ("one", "eight", "most", "alone")]
        group(files[0]).close()
        for file in files[1:]:
            shutil.copyfile(files[0], file)
        with writing(lambda _: files[-1], 0) as deeds:
            for _ in range(3):
                next(deeds)()  # loads what a step needs before the forks, so that it is loaded once
        trips = list(crossings(others[0], folder, rounds, away))
        with distant(book, away) as far:
            measured = rows(book, far, floor, others, files[:3])
            for turn in range(rounds):
                say(f"round {turn + 1} of {rounds}")
                for row in measured:
                    row.measure(seconds, who)
        ((version, kept),) = databases.run("SELECT current_setting('server_version'), current_setting('synchronous_commit')")
        print(f"{machine()} · PostgreSQL {version} · synchronous_commit {kept}\n")
        print(_line("at once", "steps a second", "p50, ms", "p99, ms", "errors", "against", "ratio"))
        print(_line("---", *["---:"] * 4, "---", "---:"))
        for row in measured:
            print(row.line())
        print()
        print("\n".join(trips))
        print(f"\n{sizes(book, databases, folder)}  A flush of the disk alone takes {flushes(folder, 200):.1f} ms.")
        print(f"{rounds} rounds of {seconds:g} seconds a row.")
    finally:
        for each in filter(None, (book, floor, *others)):
            databases.drop(each)
        for name in {login(number) for number in range(MOST)} - known:
            databases.run(f"DROP ROLE IF EXISTS {name}")


def main() -> None:
    """Measure on a server and in a folder that are gone afterwards."""
    how: dict[str, Any] = {"rounds": 3, "seconds": 3}
    if "--tiny" in sys.argv[1:]:
        how = {"rounds": 1, "seconds": 0.1, "away": AWAY / 10, "who": first_and_last}
    named, said = os.environ.get(VARIABLE), io.StringIO()
    with (
        contextlib.nullcontext(named) if named else started(quick=False) as address,
        tempfile.TemporaryDirectory(prefix="ketsugi-bench-") as folder,
        contextlib.redirect_stdout(said),
    ):
        os.environ["KETSUGI_STATE"] = folder
        measure(address, folder, **how)
    print(said.getvalue(), end="")
    if "--page" in sys.argv[1:]:
        page = MEASURED.sub(lambda _: f"\n{said.getvalue()}\n", PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
