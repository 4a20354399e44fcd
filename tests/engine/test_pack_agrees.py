"""What the auditor's ``verify.py`` says of a pack is what ``ketsugi verify`` says of the book, whole or damaged.

The two share no code.  They part where the questions of the law are the only witness: ``verify.py`` does not ask them again,
so it takes the answers, and whatever a step states but terms, people and erased documents, as they stand.  A label in a
list is in no pack.  Where one entry was damaged, both name the same entry first.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workflow.pack
from tests.engine.forgers import DAMAGES, a_letter, name_of, rewritten
from tests.engine.histories import History, opened, story
from workflow.audit import Report
from workflow.log import Entry
from workflow.pack import writing
from workflow.verify import verify

VERIFIER = Path(workflow.pack.__file__).with_name("verify.py")
STORIES, ROUNDS = 28, 3  # of each round: every story once as it is, and then with up to eight damages


@cache
def loaded() -> ModuleType:
    """``verify.py`` as a module of no package."""
    spec = importlib.util.spec_from_file_location("the_auditors_own", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def first(problems: list[tuple[int | None, str]]) -> int | None:
    return min((seq for seq, _ in problems if seq is not None), default=None)


def by_the_program(run: sqlite3.Connection) -> list[tuple[int | None, str]]:
    report: Report = verify(run.execute)
    return [(each.seq, each.what) for each in report.problems if "the schema was changed" not in each.what]


def by_the_auditor(run: sqlite3.Connection, history: History) -> list[tuple[int | None, str]]:
    """The rules of ``verify.py`` over the lines that a pack of this book holds."""
    log = loaded().Log("cryptography")
    log.read(f"{Entry(*row).line()}\n".encode() for row in history.entries)
    log.rows(line.encode() for line in writing.rows(run.execute))
    held = {sha256: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for sha256, _, data in history.documents}
    log.evidence({f"evidence/{sha256}": said for sha256, said in held.items()})
    problems: list[tuple[int | None, str]] = log.problems
    return problems


def disagreements(seeds: range, *, damages: int) -> tuple[Counter[str], list[str]]:
    """How many histories of each kind were looked at, and of which the two verifiers say different things."""
    counted: Counter[str] = Counter()
    unlike = []
    sound, broken = opened(), opened(broken=True)
    for seed in seeds:
        rng, whole = random.Random(f"damage {seed}"), story(seed)
        for damage in (None, *rng.sample(DAMAGES, damages)):
            history = whole.copy()
            at = damage(history, rng) if damage else None
            if at == -1:
                continue  # there is nothing of the kind in this history
            run = broken if damage is a_letter else sound
            history.into(run)
            ours, theirs = by_the_program(run), by_the_auditor(run, history)
            name = name_of(damage) if damage else "whole"
            counted[name] += 1
            counted["found"] += bool(ours)
            if bool(ours) != bool(theirs) or (at is not None and first(ours) != first(theirs)):
                unlike.append(f"{name} of story {seed} at {at}: the program {ours[:2]}, verify.py {theirs[:2]}")
    sound.close()
    broken.close()
    return counted, unlike


@pytest.mark.parametrize("part", range(ROUNDS))
def test_both_verifiers_say_the_same_of_random_histories_whole_and_damaged(part: int) -> None:
    counted, unlike = disagreements(range(part * STORIES, (part + 1) * STORIES), damages=8)
    assert not unlike, f"{len(unlike)} of {counted.total()}: {unlike[:3]}"
    assert counted["whole"] == STORIES
    assert counted.total() - counted["found"] >= 200


@pytest.mark.parametrize(
    ("name", "blind"),
    [
        ("check_signature", lambda *words: None),
        ("ROLES", dict.fromkeys(("approve", "pay", "note"), ("auditor",))),
        ("canonical", lambda value: json.dumps(value, sort_keys=True, ensure_ascii=False)),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_planted_a_verifier_that_is_blind_in_one_place_disagrees(
    name: str, blind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded(), name, blind)
    assert disagreements(range(6), damages=12)[1] != []


@pytest.mark.parametrize("rule", ["actor", "follow", "sealed", "rows"])
def test_planted_a_verifier_without_a_rule_disagrees(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded().Log, rule, lambda *words, **said: None)
    assert disagreements(range(6), damages=12)[1] != []


def test_a_lie_about_what_only_the_law_asks_is_found_by_the_program_alone() -> None:
    """The figures of an answer, or a vote: the chain is mended, and the entry is signed anew by who has every key."""
    history, run = next(each.copy() for seed in range(200) if "312450" in str((each := story(seed)).entries)), opened()
    at = next(at for at in range(1, len(history.entries)) if "312450" in history.entries[at][2])
    history.entries[at][2] = history.entries[at][2].replace("312450", "312451")
    history.rehash()
    history.into(run)
    assert first(by_the_program(run)) == at + 1
    assert by_the_auditor(run, history) == []
    run.close()


@pytest.mark.parametrize("seed", range(4))
def test_as_processes_on_files_both_say_the_same(seed: int, tmp_path: Path) -> None:
    """A sample by way of a real zip and a process that knows no package but that of signatures."""
    rng, history, run = random.Random(seed), story(seed).copy(), opened()
    at = rewritten(True, history, rng) if seed % 2 else None
    history.into(run)
    writing.write(tmp_path / "a.zip", run.execute, {})
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(tmp_path / "a.zip")], capture_output=True, text=True, check=False
    )
    ours = by_the_program(run)
    assert (done.returncode, done.stderr) == (6 if ours else 0, "")
    assert bool(ours) == bool(seed % 2)
    assert at is None or f"first bad entry: {first(ours)}\n" in done.stdout
    run.close()


@pytest.mark.parametrize("name", ["rev", "version"])
def test_a_number_that_is_said_as_true_is_found_by_both(name: str) -> None:
    """In Python ``True`` is 1, and in a database too; in an entry it is another text with another hash."""
    history, run = next(each.copy() for seed in range(200) if '"version":1}' in str((each := story(seed)).entries)), opened()
    at = next(at for at in range(1, len(history.entries)) if f'"{name}":1' in history.entries[at][2])
    history.entries[at][2] = re.sub(rf'"{name}":1\b', f'"{name}":true', history.entries[at][2])
    history.rehash()
    history.into(run)
    assert first(by_the_program(run)) == first(by_the_auditor(run, history)) == at + 1
    run.close()
