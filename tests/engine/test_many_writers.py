"""Many who write at once, on a server and in a file: one winner of every race, no error, one whole chain."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_race import race, wrong
from workflow.book import Book
from workflow.verify import verify

OnAServer = Callable[[str], Book]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("number", "rounds"), [(8, 25), (32, 8)])
def test_in_each_round_one_process_wins_and_the_others_are_refused(on_a_server: OnAServer, number: int, rounds: int) -> None:
    book = on_a_server("add")
    with closing(race(str(book.path), "sound", number, rounds)) as answers:
        assert wrong(list(answers)) == []
    assert entries_of(book) > number * rounds


def test_32_writers_without_a_pause_get_no_error_and_the_chain_is_whole(on_a_server: OnAServer) -> None:
    all_write(on_a_server("add"), pause="0")


def test_32_writers_at_a_persons_pace_get_no_error_in_a_file_and_the_chain_is_whole(shelf: Path, tmp_path: Path) -> None:
    all_write(Book(Path(shutil.copy(shelf / "add.db", tmp_path / "book.db"))), pause="0.5")


def all_write(book: Book, pause: str) -> None:
    """Thirty-two write five entries each, after pauses of up to so many seconds; each opens the book anew."""
    before = entries_of(book)
    how: dict[str, Any] = {
        "cwd": ROOT,
        "env": os.environ | {"PYTHONPATH": str(ROOT)},
        "stderr": subprocess.PIPE,
        "text": True,
    }
    words = [sys.executable, "-c", WRITING, str(book.path), pause]
    writers = [subprocess.Popen(words, **how) for _ in range(4)]
    said = [each.communicate(timeout=120)[1] for each in writers]
    assert (said, [each.returncode for each in writers]) == ([""] * 4, [0] * 4)
    assert entries_of(book) == before + 32 * 5


def entries_of(book: Book) -> int:
    """How many entries there are, of a book that verifies."""
    with book.reading() as run:
        report = verify(run)
    assert report.ok
    return report.entries


WRITING = """
import os, random, sys, time
import sqlmodel, psycopg
from pathlib import Path
from tests.conftest import COMPANY, record
from workflow.book import Book
path, pause = sys.argv[1], float(sys.argv[2])
children = []
for _ in range(8):
    if not (child := os.fork()):
        for number in range(5):
            time.sleep(random.uniform(0, pause))
            with Book(path if "://" in path else Path(path)) as book:
                record(book, "company", COMPANY, "note", reason=f"{os.getpid()} {number}")
        os._exit(0)
    children.append(child)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""
