"""Killed at any moment: what was acknowledged is there, at most one entry more, and entry, state row and document go
together."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.tampering import audit
from workflow import chain, inspection
from workflow import verify as verifier
from workflow.audit import Depth
from workflow.book import Book

pytestmark = [pytest.mark.of_a_file, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork")]
ROOT = Path(__file__).parents[2]
OpenAt = Callable[[str], Book]


class Writers:
    """Writers of one habit, one after the other, each killed at a random moment."""

    def __init__(self, habit: str) -> None:
        self.reader, ours = os.pipe()
        fcntl.fcntl(self.reader, fcntl.F_SETFL, os.O_NONBLOCK)
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("writer.py")), habit, str(ours)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[ours],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        os.close(ours)

    def order(self, text: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    @contextlib.contextmanager
    def writing(self, path: Path | str) -> Iterator[None]:
        """Somebody writes to the book without pause; killed when the block ends, however it ends."""
        pid = self.order(str(path))
        try:
            yield
        finally:
            os.kill(pid, signal.SIGKILL)
            assert self.order("") == signal.SIGKILL

    def killed(self, path: Path | str, after: int, delay: float) -> list[int]:
        """Start a writer, wait for ``after`` acknowledgements and ``delay`` seconds, kill it; what it acknowledged."""
        heard = b""
        with self.writing(path):
            while heard.count(b"\n") < after:
                assert select.select([self.reader], [], [], 60)[0], "a writer that writes nothing"
                heard += os.read(self.reader, 65536)
            time.sleep(delay)  # the random moment; nothing is waited for
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.reader, 65536):
                heard += piece
        lines = heard.decode().split("\n")
        assert lines.pop() == ""  # one line is one call: never half an acknowledgement
        return [int(line.removeprefix("ACK ")) for line in lines]

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
        os.close(self.reader)


@contextlib.contextmanager
def writers(habit: str) -> Iterator[Writers]:
    group = Writers(habit)
    try:
        yield group
    finally:
        group.close()


def entries(path: Path) -> set[int]:
    with Book(path) as book, book.reading() as run:
        return {seq for (seq,) in run("SELECT seq FROM entry", {})}


def broken(path: Path, before: int, acknowledged: list[int], *, quick: bool) -> list[str]:
    """The checker: what is wrong with a book after a kill, knowing how many entries it had and what was acknowledged."""
    present = entries(path)
    said = [f"entry {seq} was acknowledged and is lost" for seq in acknowledged if seq not in present]
    more = len(present) - before - len(acknowledged)
    if more not in (0, 1):
        said.append(f"{more} entries that nobody acknowledged")
    with Book(path) as book, book.reading() as run:
        said += [what for _, what in inspection.compared(run, inspection.looked_at(run) if not quick else Unseen())]
    return said + [problem.what for problem in audit(path, quick=quick).problems]


class Unseen(dict[str, str]):
    """Every document, its bytes not looked at: whether it is there is all that is asked."""

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, _: str) -> str:
        return ""


def kill_often(habit: str, path: Path, seed: int, kills: int, *, stop: bool = False) -> tuple[int, int, list[str]]:
    """(kills, acknowledged entries, what was found wrong) of writers that were killed one after the other on one file."""
    chance, total, found = random.Random(seed), 0, []
    with writers(habit) as group:
        for number in range(1, kills + 1):
            before = len(entries(path))
            acknowledged = group.killed(path, after=chance.choice((0, 1, 1, 2)), delay=chance.uniform(0, 0.02))
            total += len(acknowledged)
            found += broken(path, before, acknowledged, quick=number % 20 != 0)
            if stop and found:
                break
    return number, total, found


@pytest.mark.parametrize("seed", range(2))
def test_killed_75_times_on_one_file_no_acknowledged_entry_is_lost(iij: OpenAt, memory: Path, seed: int) -> None:
    """On disk, where a commit takes its time, and in memory, where more of them are hit."""
    path = iij("add").path
    if seed % 2:
        path = Path(shutil.copy(path, memory / "crash.db"))
    kills, acknowledged, found = kill_often("sound", path, seed, 75)
    assert (kills, found) == (75, [])
    assert acknowledged > 50  # or the writers never got to write
    assert len(entries(path)) - 2 >= acknowledged
    assert audit(path).ok


def test_planted_acknowledging_before_the_commit_is_found(iij: OpenAt) -> None:
    kills, _, found = kill_often("early", iij("add").path, 7, 75, stop=True)
    assert any("was acknowledged and is lost" in what for what in found), f"not found in {kills} kills"


def test_planted_entry_and_state_row_in_two_transactions_is_found(iij: OpenAt) -> None:
    kills, _, found = kill_often("torn", iij("add").path, 8, 75, stop=True)
    assert any("state row" in what for what in found), f"not found in {kills} kills"


def test_planted_entry_and_document_in_two_transactions_is_found(iij: OpenAt) -> None:
    kills, _, found = kill_often("apart", iij("add").path, 10, 150, stop=True)
    assert any("is missing" in what for what in found), f"not found in {kills} kills"


def test_the_next_writer_needs_no_reader_to_clean_up_before_it(iij: OpenAt) -> None:
    """Kill upon kill with nobody looking in between; then everything is looked at at once."""
    path, chance, acknowledged = iij("add").path, random.Random(9), []
    with writers("sound") as group:
        for _ in range(25):
            acknowledged += group.killed(path, after=chance.choice((0, 1)), delay=chance.uniform(0, 0.02))
    assert set(acknowledged) <= entries(path)
    assert audit(path).ok


def test_a_book_verifies_at_every_moment_while_others_write_to_it(
    shelf: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in small chunks without a snapshot: the auditor keeps nobody waiting, and is never misled."""
    monkeypatch.setattr(chain, "CHUNK", 7)
    path = Path(shutil.copy(shelf / "add.db", memory / "busy.db"))
    seen, problems = [0], []
    with writers("sound") as group, group.writing(path):
        while (seen[-1] < 150 or len(set(seen)) <= 10) and not problems:  # however fast the writers are
            with Book(path) as book, book.reading(snapshot=False) as run:
                report = verifier.verify(run, Depth.QUICK)
            seen.append(report.entries)
            problems += report.problems
    assert problems == []
    assert seen == sorted(seen)
    assert len(set(seen)) > 10  # or the writer never wrote meanwhile
