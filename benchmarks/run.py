"""What is measured, against floors, in one interleaved run: ``make bench``, or ``--quick`` for half the rounds.

``--million`` measures verification alone, of a book of a million entries: 5 GB of disk, a quarter of an hour.

Every figure is a ratio to a floor measured beside it, so that a busy machine disturbs both alike.  The table shows the
median of the rounds' ratios and, as a check, the ratio of the two fastest times.  The milliseconds are medians; they
tell what the floor was on this machine, and compare with no other.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

PYTHON = sys.executable
KETSUGI = str(Path(PYTHON).with_name("ketsugi"))
BOOKS = str(Path(__file__).with_name("books.py"))
DIVIDENDS, ENTRIES, FEW_ENTRIES = 1_000, 100_000, 2_000  # of the books that are measured on
REPORTED = 10_000  # entries of the book that is reported on
IMPORTED = 10_000  # steps of the case file that is entered
CROWD, STILL_OPEN = 10_000, 10  # dividends of a book that is mostly history
LISTED, FEW_LISTED, OPEN_LISTED = 100_000, 100, 12  # dividends of the books whose lists are shown page by page
BLOCK = 40  # durable transitions before the floor has its turn
PEAK_MIB = 64

NOT_FELT = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "KETSUGI_BOOK")  # a person's shell has none of these
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in NOT_FELT}

READING = "import typer"
WRITING = "import typer, sqlmodel, transitions"
HASHING = "reading the rows, SHA-256"
BARE = "the same rows by bare sqlite3"


@dataclass
class Row:
    """A line of the table.  ``pairs`` are the seconds of ours and of the floor, round by round.

    With ``as_rate`` the ratio is our rate over the floor's, to be high; else our time over the floor's, to be low.
    """

    what: str
    floor: str
    aim: float | None
    as_rate: bool = False
    pairs: list[tuple[float, float]] = field(default_factory=list)

    def _ratio(self, ours: float, floor: float) -> float:
        return floor / ours if self.as_rate else ours / floor

    def line(self) -> str:
        ours, floors = zip(*self.pairs, strict=True)
        median = statistics.median(self._ratio(*pair) for pair in self.pairs)
        minima = self._ratio(min(ours), min(floors))
        aim = met = "–"
        if self.aim is not None:
            aim = f"{'≥' if self.as_rate else '≤'} {self.aim}"
            met = _met(median >= self.aim if self.as_rate else median <= self.aim)
        times = (f"{statistics.median(each) * 1000:,.1f}" for each in (ours, floors))
        return _line(self.what, self.floor, aim, f"{median:.2f}", f"{minima:.2f}", met, *times)


@dataclass
class Command:
    """A command line to time, ``REF`` standing for another dividend each round, and the exit code it must end with.

    Its floor is Python doing what the row says, unless it is held ``against`` another process.
    """

    row: Row
    words: tuple[str, ...]
    exit_code: int = 0
    against: tuple[str, ...] = ()

    def measure(self, turn: int) -> None:
        """One round: the floor, then the command."""
        floor = timed(*(self.against or (PYTHON, "-c", self.row.floor)))
        words = [f"DIV-{turn:06}" if word == "REF" else word for word in self.words]
        self.row.pairs.append((timed(KETSUGI, *words, exit_code=self.exit_code), floor))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _met(yes: bool) -> str:
    return "yes" if yes else "**no**"


def timed(*words: str, exit_code: int = 0) -> float:
    """The wall time of a process whose output goes into pipes."""
    remembered = {"KETSUGI_STATE": f"{words[-1]}.state"}  # of each book apart: some are copies of one that go on
    start = perf_counter()
    done = subprocess.run(words, capture_output=True, env=ENVIRONMENT | remembered)
    seconds = perf_counter() - start
    if done.returncode != exit_code:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
    return seconds


def task(name: str, *words: object) -> Any:
    """What a task of ``books.py`` found, in a process of its own."""
    done = subprocess.run((PYTHON, BOOKS, name, *map(str, words)), stdout=subprocess.PIPE, check=True, env=ENVIRONMENT)
    return json.loads(done.stdout)


def commands(book: Path, written: Path) -> list[Command]:
    """What a person types: it may cost little more than the imports it cannot do without."""
    at_once = {"--help": 0, "--version": 0, "nope": 2}
    reads = ("list", "show REF", "check REF approve --on 2018-06-28", "log REF")
    writes = ("note REF TEXT", "approve REF --on 2018-06-28")
    return [
        *(Command(Row(f"`ketsugi {word}`", READING, 1.4), (word,), code) for word, code in at_once.items()),
        *(Command(Row(f"`{said}`", READING, 1.8), (*said.split(), "--book", str(book))) for said in reads),
        *(Command(Row(f"`{said}`", WRITING, 0.9), (*said.split(), "--book", str(written))) for said in writes),
    ]


def amid_history(crowd: Path, alone: Path) -> list[Command]:
    """What is asked of the few dividends that are open: it may cost little more for all those that have ended."""
    asked = ("schedule DIV-000003", "due", "check DIV-000003 approve --on 2018-06-28")
    what, floor = f"of {CROWD:,} dividends", f"the same of {STILL_OPEN}"
    return [
        Command(
            Row(f"`{said}`, {what}", floor, 2.0),
            (*said.split(), "--book", str(crowd)),
            against=(KETSUGI, *said.split(), "--book", str(alone)),
        )
        for said in asked
    ]


def durable(book: Path, event: str, aim: float | None, rounds: int) -> Iterable[Row]:
    """Transitions in one long-lived process, each on disk before the next; then what of it is processor time."""
    used = book.with_name(f"{event}.db")
    shutil.copyfile(book, used)
    found = task("durable", used, event, rounds, BLOCK)
    for named, limit, clock in ((f"durable `{event}`, rate", aim, "wall"), ("… its processor time", None, "processor")):
        row = Row(named, BARE, limit, as_rate=clock == "wall")
        row.pairs = [(ours / BLOCK, floor / BLOCK) for ours, floor in found[clock]]
        yield row


def listing(folder: Path, rounds: int) -> Iterable[Row]:
    """A page of a long list on the screen: it may cost little more than one of a short list."""
    large, small = folder / "large.db", folder / "small.db"
    task("crowded", large, LISTED, OPEN_LISTED)
    task("crowded", small, FEW_LISTED, OPEN_LISTED)
    for what, pairs in task("listed", large, small, LISTED, FEW_LISTED, rounds).items():
        aim = None if what == "with a search that finds one" else 2.0  # which reads every row: no index has parts of words
        row = Row(f"list page of {LISTED:,} dividends, {what}", f"the same of {FEW_LISTED}", aim)
        row.pairs = [(ours, floor) for ours, floor in pairs]
        yield row
    large.unlink()


class Verifying:
    """A book verified to each depth that asks no guard, beside the floor."""

    def __init__(self, book: Path, entries: int) -> None:
        self.book, self.peak = book, 0.0
        named = {
            "chain": ("the chain of a log", 1.5),
            "quick": ("`verify --quick`", 2.5),
            "replay": ("`verify --replay`", 6.0),
        }
        self.rows = {how: Row(f"{what}, {entries:,} entries", HASHING, aim) for how, (what, aim) in named.items()}

    def measure(self) -> None:
        """One round: the floor, then each depth."""
        floor = task("hashed", self.book)["seconds"]
        for how, row in self.rows.items():
            ours = task("verified", self.book, how)
            row.pairs.append((ours["seconds"], floor))
            self.peak = max(self.peak, ours["peak"])

    def say_peak(self) -> None:
        """The most memory that a check took."""
        small = _met(self.peak < PEAK_MIB)
        print(_line("peak memory of these", "–", f"< {PEAK_MIB} MiB", f"{self.peak:.0f} MiB", "–", small, "–", "–"))


def machine() -> str:
    """Where and when this was measured."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), cpu)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{os.cpu_count()} cores ({cpu}), {platform.system()} {platform.release()}"
    return f"{system} · {python} · SQLite {sqlite3.sqlite_version} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def say(text: str) -> None:
    """How far it is, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def measure(folder: Path, rounds: int) -> None:
    """Make the books, run the rounds, print the table."""
    say("making the books")
    names = ("book", "written", "long", "short", "crowd", "alone")
    book, written, long, short, crowd, alone = (folder / f"{name}.db" for name in names)
    task("prepared", book, DIVIDENDS)
    shutil.copyfile(book, written)
    size = task("long", long, ENTRIES)
    verifying = Verifying(long, ENTRIES)
    task("long", short, FEW_ENTRIES)
    task("crowded", crowd, CROWD, STILL_OPEN)
    task("crowded", alone, STILL_OPEN, STILL_OPEN)

    typed = [*commands(book, written), *amid_history(crowd, alone)]
    tenth = folder / "tenth.db"
    task("long", tenth, REPORTED)
    report = Row(f"a report on {REPORTED:,} entries", "reading them, and writing them as JSON", 3.0)
    full = Row(f"`verify`, {FEW_ENTRIES:,} entries", HASHING, None)
    for turn in range(rounds + 1):
        say(f"round {turn} of {rounds}" if turn else "warming up")
        for command in typed:
            command.measure(turn)
        if turn % 2:  # dear, and steady in a process of its own
            verifying.measure()
            floor, ours = task("hashed", short), task("verified", short, "full")
            full.pairs.append((ours["seconds"], floor["seconds"]))
            floor, ours = task("rendered", tenth), task("reported", tenth)
            report.pairs.append((ours["seconds"], floor["seconds"]))
    for command in typed:
        del command.row.pairs[0]  # compiled what was edited, and filled the caches
    say("durable transitions")
    kept = [*durable(book, "withdraw", 0.6, rounds), *durable(book, "approve", None, rounds)]
    signing = Row("a signed step, durable", "the same step unsigned", 1.25)
    signing.pairs = [(ours / BLOCK, floor / BLOCK) for ours, floor in task("signed", folder, rounds, BLOCK)["wall"]]

    say("a case file")
    found = task("imported", folder, IMPORTED, 3)
    entered = Row(f"a case file of {IMPORTED:,} steps, rate", "the same rows by `executemany`", 0.2, as_rate=True)
    entered.pairs = [(ours, floor) for ours, floor in found["wall"]]
    entering = Row("… its processor time", entered.floor, None)
    entering.pairs = [(ours, floor) for ours, floor in found["processor"]]

    say("pages of a long list")
    shown = list(listing(folder, rounds))

    table(
        [
            *(command.row for command in typed),
            *kept,
            signing,
            entered,
            entering,
            *shown,
            report,
            *verifying.rows.values(),
            full,
        ]
    )
    verifying.say_peak()
    print(_line("peak memory of the report", "–", "–", f"{ours['peak']:.0f} MiB", *["–"] * 4))
    ours, own = size["bytes"], size["own"]
    print(f"\nAn entry takes {ours:,.0f} bytes of the file, {ours / own:.2f} × its body and two hashes.  {rounds} rounds.")


def table(rows: Iterable[Row]) -> None:
    """Print every row under its heads."""
    print(f"{machine()}\n")
    print(_line("measured", "against", "aim", "median ratio", "of minima", "met", "ms", "floor, ms"))
    print(_line(*["---"] * 3, *["---:"] * 2, "---", *["---:"] * 2))
    for row in rows:
        print(row.line())


def million(folder: Path, rounds: int) -> None:
    """Verification of a book of a million entries, without asking the guards again."""
    say("making a book of a million entries")
    book = folder / "million.db"
    task("long", book, 1_000_000)
    verifying = Verifying(book, 1_000_000)
    for turn in range(rounds):
        say(f"round {turn + 1} of {rounds}")
        verifying.measure()
    table(verifying.rows.values())
    verifying.say_peak()


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    rounds = 6 if "--quick" in sys.argv[1:] else 12
    with tempfile.TemporaryDirectory(prefix="ketsugi-bench-") as folder:
        if "--million" in sys.argv[1:]:
            million(Path(folder), 3)
        else:
            measure(Path(folder), rounds)


if __name__ == "__main__":
    main()
