"""What is measured, against floors, in one interleaved run: ``make bench``, or ``--quick`` for half the rounds.

Every figure is a ratio to a floor that the same round measured, so that a busy machine disturbs both alike.  The table
shows the median of the rounds' ratios and, as a check, the ratio of the two fastest times.
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

PYTHON = sys.executable
KETSUGI = Path(sys.executable).with_name("ketsugi")
BOOKS = Path(__file__).with_name("books.py")
DIVIDENDS, ENTRIES, FEW_ENTRIES, BLOCK, PEAK_MIB = 1_000, 100_000, 2_000, 40, 64
HIDDEN = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "KETSUGI_BOOK")  # would measure the compiler, or another book
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in HIDDEN}
READING = 'python -c "import typer"'
WRITING = 'python -c "import typer, sqlmodel, transitions"'


@dataclass
class Row:
    """A line of the table.  ``pairs`` are the seconds of ours and of the floor, round by round."""

    what: str
    floor: str
    aim: float | None
    as_rate: bool = False  # our rate over the floor's, which should be high, instead of our time over the floor's
    pairs: list[tuple[float, float]] = field(default_factory=list)

    def ratio(self, ours: float, floor: float) -> float:
        return floor / ours if self.as_rate else ours / floor

    def line(self, per: int = 1) -> str:
        """The cells: ratios first, then the medians in milliseconds."""
        ours, floors = zip(*self.pairs, strict=True)
        median = statistics.median(self.ratio(*pair) for pair in self.pairs)
        minima = self.ratio(min(ours), min(floors))
        aim, met = "–", "–"
        if self.aim is not None:
            aim = f"{'≥' if self.as_rate else '≤'} {self.aim}"
            met = "yes" if (median >= self.aim if self.as_rate else median <= self.aim) else "**no**"
        times = [f"{statistics.median(each) * 1000:.4g}" for each in (ours, floors)]
        return _line(self.what, self.floor, aim, f"{median:.2f}", f"{minima:.2f}", met, *times)


@dataclass
class Command:
    """A command line to time, made anew for each round, and the exit code it must end with."""

    row: Row
    words: Callable[[int], Sequence[str]]
    exit_code: int = 0


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def run(*words: str, exit_code: int = 0) -> float:
    """The wall time of a process whose output goes into pipes."""
    start = perf_counter()
    done = subprocess.run(words, capture_output=True, env=ENVIRONMENT)
    seconds = perf_counter() - start
    if done.returncode != exit_code:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
    return seconds


def task(name: str, *words: object) -> Any:
    """What a task of ``books.py`` found, in a process of its own."""
    command = (PYTHON, str(BOOKS), name, *map(str, words))
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=ENVIRONMENT)
    return json.loads(done.stdout)


def reading_commands(book: Path) -> list[Command]:
    """What answers without writing; a hundred times a day, so it may cost little more than Typer itself."""
    ref = f"DIV-{DIVIDENDS // 2:06}"
    at_once = {"--help": 0, "--version": 0, "nope": 2}
    reads = ("list", f"show {ref}", f"check {ref} approve --on 2018-06-28", f"log {ref}")
    return [
        *(Command(Row(f"`ketsugi {word}`", READING, 1.4), lambda _, w=word: [w], code) for word, code in at_once.items()),
        *(Command(Row(f"`{line}`", READING, 1.8), lambda _, w=line: [*w.split(), "--book", str(book)]) for line in reads),
    ]


def writing_commands(book: Path) -> list[Command]:
    """What records one entry, durably; ``book`` has a fresh dividend for each round."""
    note = Row("`note REF TEXT`", WRITING, 0.9)
    approve = Row("`approve REF --on DATE`", WRITING, 0.9)
    return [
        Command(note, lambda turn: ["note", f"DIV-{turn:06}", "asked by the auditor", "--book", str(book)]),
        Command(approve, lambda turn: ["approve", f"DIV-{turn:06}", "--on", "2018-06-28", "--book", str(book)]),
    ]


def time_commands(commands: list[Command], floor: str, turn: int) -> None:
    """One round: the floor, then each command."""
    imports = floor.split('"')[1]
    base = run(PYTHON, "-c", imports)
    for command in commands:
        ours = run(str(KETSUGI), *command.words(turn), exit_code=command.exit_code)
        command.row.pairs.append((ours, base))


def machine() -> str:
    """Where and when this was measured."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = models[0].partition(": ")[2] if models else model
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.release()}, {os.cpu_count()} cores ({model})"
    return f"{system} · {python} · SQLite {sqlite3.sqlite_version} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def say(text: str) -> None:
    """How far it is, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def measure(folder: Path, rounds: int) -> None:
    """Make the books, run the rounds, print the table."""
    say("making the books")
    book, whole, small = folder / "book.db", folder / "long.db", folder / "short.db"
    task("prepared", book, DIVIDENDS)
    size = task("long", whole, ENTRIES)
    task("long", small, FEW_ENTRIES)
    written = folder / "written.db"
    shutil.copyfile(book, written)

    reads, writes = reading_commands(book), writing_commands(written)
    hashing = "reading the rows, SHA-256"
    quick = Row(f"`verify --quick`, {size['entries']:,} entries", hashing, 2.5)
    full = Row(f"`verify`, {FEW_ENTRIES:,} entries, guards asked again", hashing, None)
    peaks = []
    for turn in range(-1, rounds):  # the first round warms the caches and compiles what was edited
        say(f"round {turn + 1} of {rounds}")
        time_commands(reads, READING, turn + 1)
        time_commands(writes, WRITING, turn + 1)
        if turn % 2 == 0:
            floor, ours = task("hashed", whole), task("verified", whole, "quick")
            quick.pairs.append((ours["seconds"], floor["seconds"]))
            peaks.append(ours["peak"])
        if turn % 4 == 0:
            floor, ours = task("hashed", small), task("verified", small, "full")
            full.pairs.append((ours["seconds"], floor["seconds"]))
    for command in (*reads, *writes):
        del command.row.pairs[0]

    say("durable transitions")
    durable = []
    for event, aim in (("withdraw", 0.6), ("approve", None)):
        row = Row(f"durable `{event}` in one process, rate", "the same rows by bare sqlite3", aim, as_rate=True)
        used = folder / f"{event}.db"
        shutil.copyfile(book, used)
        seconds = task("durable", used, event, min(rounds * 2, DIVIDENDS // BLOCK - 2), BLOCK)["pairs"]
        row.pairs = [(ours / BLOCK, floor / BLOCK) for ours, floor in seconds]
        durable.append(row)

    print(f"{machine()}\n")
    print(_line("measured", "against", "aim", "median ratio", "of minima", "met", "ms", "floor ms"))
    print(_line(*["---"] * 3, *["---:"] * 2, "---", *["---:"] * 2))
    for row in (*(command.row for command in (*reads, *writes)), *durable, quick, full):
        print(row.line())
    peak = max(peaks)
    met = "yes" if peak < PEAK_MIB else "**no**"
    print(_line("peak memory of `verify --quick`", "–", f"< {PEAK_MIB} MiB", f"{peak:.0f} MiB", "–", met, "–", "–"))
    spread = f"{size['bytes'] / size['own']:.2f} times the {size['own']:,.0f} of its body and two hashes"
    print(f"\nOne entry takes {size['bytes']:,.0f} bytes of the file, {spread}.  {rounds} rounds.")


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    rounds = 7 if "--quick" in sys.argv[1:] else 15
    with tempfile.TemporaryDirectory(prefix="ketsugi-bench-") as folder:
        measure(Path(folder), rounds)


if __name__ == "__main__":
    main()
