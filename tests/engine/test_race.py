"""Of several processes that try the same transition exactly one wins; the others are refused, in an entry."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, STAFF, step
from tests.engine.tampering import audit
from workflow import file, plainly
from workflow.book import Book
from workflow.engine import take
from workflow.protection import fingerprint

ROOT = Path(__file__).parents[2]
Answers = list[dict[str, Any]]


def drafted(path: Path | str, rounds: int) -> list[str]:
    """A fresh dividend for each round, entered in one transaction."""
    refs = [f"D{number}" for number in range(rounds)]
    with Book(path) as book, book.writing() as run:
        for ref in refs:
            take(run, step("dividend", ref, "draft"), actor=STAFF, now=NOW)
    return refs


def race(path: Path | str, habit: str, number: int, rounds: int) -> Generator[Answers, None, None]:
    """The answers of ``number`` processes, round by round."""
    refs = drafted(path, rounds)
    racers = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("racer.py")), str(path), habit, str(number)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert racers.stdin is not None
    assert racers.stdout is not None
    try:
        for ref in refs:
            racers.stdin.write(f"{ref}\n")
            racers.stdin.flush()
            yield json.loads(racers.stdout.readline())
    finally:
        racers.stdin.close()
        racers.wait(60)
        racers.stdout.close()


def wrong(results: list[Answers]) -> list[str]:
    """The checker: every round in which not exactly one won, or someone heard anything but "refused".

    "Conflict" is honest only from someone who really waited as long as the program says it does.
    """
    said = []
    for number, answers in enumerate(results):
        heard = Counter(answer["outcome"] for answer in answers)
        if heard["won"] != 1:
            said.append(f"round {number}: {heard['won']} winners")
        for answer in answers:
            waited = answer["seconds"] >= plainly.BUSY_SECONDS
            honest = answer["outcome"] in ("won", "refused") or (answer["outcome"].startswith("Conflict") and waited)
            if not honest:
                said.append(f"round {number}: {answer['outcome']} after {answer['seconds']:.2f} s")
    return said


@pytest.fixture
def track(shelf: Path, memory: Path) -> Path:
    """A book with one company; a race without a disk is the closer one."""
    return Path(shutil.copy(shelf / "add.db", memory / "race.db"))


def test_in_each_of_100_rounds_one_of_8_processes_wins_and_7_are_refused(track: Path) -> None:
    results = list(race(track, "sound", 8, 100))
    assert wrong(results) == []
    report = audit(track, quick=True)
    assert (report.ok, report.entries) == (True, 2 + 100 + 100 * 8)  # every refusal is an entry
    with Book(track) as book, book.reading() as run:
        assert {state for (state,) in run("SELECT state FROM subject WHERE kind = 'dividend'", {})} == {"withdrawn"}
    winners = {place for answers in results for place, answer in enumerate(answers) if answer["outcome"] == "won"}
    assert len(winners) >= 3  # or the rounds were no races


@pytest.mark.parametrize("habit", ["driver", "deferred"])
def test_planted_a_careless_begin_without_the_unique_index_is_found(
    track: Path, habit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(track)
    connection.execute("DROP INDEX entry_subject_rev")
    connection.execute("CREATE INDEX entry_subject_rev ON entry (subject, rev)")
    monkeypatch.setattr(file, "FINGERPRINT", fingerprint(connection.execute))
    connection.close()
    with closing(race(track, habit, 8, 20)) as rounds:
        assert any(wrong([answers]) for answers in rounds)
