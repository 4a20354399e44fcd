"""What the auditor's ``verify.py`` says of a pack is what ``ketsugi verify`` says of the book, whole or damaged.

The two share no code.  They part where the questions of the law are the only witness: ``verify.py`` does not ask them again,
so it takes the answers, and whatever a step states but terms, people and erased documents, as they stand.  A label in a
list is in no pack.  Where one entry was damaged, both name the same entry first.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workflow.pack
from tests.engine.histories import PEOPLE, History, key_of, opened, story
from workflow.audit import Report
from workflow.log import Entry, message
from workflow.pack import writing
from workflow.verify import verify

VERIFIER = Path(workflow.pack.__file__).with_name("verify.py")
STORIES, ROUNDS = 28, 5  # of each round: every story once as it is, and then with up to eight damages


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
    log = loaded().Log("cryptography", "")
    log.read(f"{Entry(*row).line()}\n".encode() for row in history.entries)
    log.rows(line.encode() for line in writing.rows(run.execute))
    problems: list[tuple[int | None, str]] = log.problems
    return problems


# ── What a forger does.  Each takes a history and chance, and says at which entry it is, where it is at one. ──


def anywhere(
    history: History, rng: random.Random, wanted: Callable[[dict[str, Any]], object] = lambda _: True
) -> int | None:
    """The place of an entry after the first that is as wanted."""
    found = [at for at in range(1, len(history.entries)) if wanted(history.body(at))]
    return rng.choice(found) if found else None


def a_letter(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(len(history.entries))
    text = history.entries[at][2]
    place = rng.randrange(len(text))
    history.entries[at][2] = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
    return at + 1


def a_hash(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(len(history.entries))
    history.entries[at][rng.choice((1, 3))] = rng.randbytes(32)
    return at + 1


def deleted(history: History, rng: random.Random) -> int | None:
    del history.entries[(at := rng.randrange(len(history.entries) - 1))]
    return at + 1


def swapped(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(1, len(history.entries) - 1)
    one, other = history.entries[at : at + 2]
    history.entries[at : at + 2] = [[one[0], *other[1:]], [other[0], *one[1:]]]
    return at + 1


def inserted(history: History, rng: random.Random) -> int | None:
    """An entry once more, and the chain mended by who has every key."""
    at = rng.randrange(1, len(history.entries))
    history.entries.insert(at + 1, list(history.entries[at]))
    history.rehash()
    return None if history.body(at)["outcome"] == "refused" else at + 2


def truncated(history: History, rng: random.Random) -> int | None:
    del history.entries[rng.randrange(2, len(history.entries)) :]
    return None


def stripped(history: History, rng: random.Random) -> int | None:
    at = anywhere_signed(history, rng)
    if at is None:
        return -1
    history.entries[at][4] = None
    return at + 1


def anothers_signature(history: History, rng: random.Random) -> int | None:
    at = anywhere_signed(history, rng)
    if at is None:
        return -1
    row = history.entries[at]
    said = message(json.loads(history.entries[0][2])["book"], row[0], row[1], row[2])
    sig = key_of(rng.choice(["thief", *PEOPLE]), 1)[1](said)
    row[4] = rng.choice((sig, rng.randbytes(64), b"", row[4][:63], row[4][::-1]))
    return at + 1


def anywhere_signed(history: History, rng: random.Random) -> int | None:
    found = [at for at, row in enumerate(history.entries) if row[4] is not None]
    return rng.choice(found) if found else None


def signed_by_nobody_asked(history: History, rng: random.Random) -> int | None:
    found = [at for at, row in enumerate(history.entries) if row[4] is None]
    if not found:
        return -1
    history.entries[at := rng.choice(found)][4] = rng.randbytes(64)
    return at + 1


def another_book(history: History, rng: random.Random) -> int | None:
    """Entries of one book under the name of another; who cannot sign cannot move them."""
    body = history.body(0) | {"book": rng.randbytes(16).hex()}
    history.put(0, body)
    if history.entries[0][4] is not None:
        history.rehash(sign=False)
        return 1
    return 1


def a_state_row(history: History, rng: random.Random) -> int | None:
    row = rng.choice(history.subjects)
    column = rng.randrange(1, 7)  # the label is in no pack
    row[column] = {1: "meeting", 2: "X", 3: "paid", 4: 99, 5: rng.choice((1, 99)), 6: "2018-06-30"}[column]
    return None


def a_state_row_gone(history: History, rng: random.Random) -> int | None:
    del history.subjects[rng.randrange(len(history.subjects))]
    return None


def another_spelling(history: History, rng: random.Random) -> int | None:
    """The same content in another spelling, the chain mended by who has every key."""
    at = rng.randrange(len(history.entries))
    body = history.body(at)
    spellings = (
        json.dumps(body, sort_keys=True, ensure_ascii=False),
        json.dumps(dict(reversed(body.items())), separators=(",", ":"), ensure_ascii=False),
        history.entries[at][2].replace('"v":1', '"v":1.0'),
        history.entries[at][2].replace('"v":1', '"v":1,"v":1'),
        history.entries[at][2].replace('"v":1', '"v":1,"w":1'),
    )
    history.entries[at][2] = rng.choice(spellings)
    history.rehash()
    return at + 1


def rewritten(sign: bool, history: History, rng: random.Random) -> int | None:
    """One field of one entry made into a lie, and the chain mended; ``sign``: by who has every key."""
    at = anywhere(history, rng)
    assert at is not None
    body = history.body(at)
    lies: dict[str, Any] = {
        "from": "paying" if body["from"] != "paying" else "paid",
        "to": "paying" if body["to"] != "paying" else "paid",
        "rev": (body["rev"] or 0) + 1,
        "outcome": "applied" if body["outcome"] == "refused" else "refused",
        "company": "C2",
        "kind": "meeting" if body["kind"] != "meeting" else "dividend",
        "event": "fly" if body["outcome"] == "refused" else "convene" if body["event"] != "convene" else "hold",
    }
    if body["terms"]:
        lies["terms"] = body["terms"] | rng.choice(({"version": body["terms"]["version"] + 1}, {"digest": "0" * 64}))
    if body["by"]:
        lies["by"] = body["by"] | rng.choice(({"person": "mori"}, {"role": "auditor"}, {"waived": ["one_part", "x"]}))
        lies["actor"] = next(each for each in PEOPLE if each != body["actor"])
    name = rng.choice(list(lies))
    history.put(at, body | {name: lies[name]})
    history.rehash(sign=sign)
    return at + 1


def out_of_role(history: History, rng: random.Random) -> int | None:
    """A step in the name, and with the key, of a person who had no role for it."""
    at = anywhere(history, rng, lambda body: body["by"] and body["outcome"] == "applied")
    if at is None:
        return -1
    body = history.body(at)
    role, key = rng.choice(("auditor", body["by"]["role"])), key_of("mori")[0] if body["by"]["key"] else None
    history.put(at, body | {"actor": "mori", "by": body["by"] | {"person": "mori", "role": role, "key": key}})
    history.rehash()
    return at + 1


def segregation(history: History, rng: random.Random) -> int | None:
    """A policy that let one person take every part says that it did not; found where somebody took a second part."""
    at = anywhere(history, rng, lambda body: body["facts"].get("segregation") is False and body["outcome"] == "applied")
    if at is None:
        return -1
    history.put(at, history.body(at) | {"facts": {"segregation": True}})
    history.rehash()
    return None


def waived_by_one(history: History, rng: random.Random) -> int | None:
    """One admin speaks for two."""
    at = anywhere(history, rng, lambda body: body["event"] == "waive" and body["outcome"] == "applied")
    if at is None:
        return -1
    (name,) = history.body(at)["facts"]["waivers"]
    history.put(at, history.body(at) | {"facts": {"waivers": {name: {"ito": True, "ueda": True}}}})
    history.rehash()
    return at + 1


def an_old_key(history: History, rng: random.Random) -> int | None:
    """Signed with a key that is not, or not any more, or not yet the person's."""
    at = anywhere(history, rng, lambda body: body["by"] and body["by"]["key"])
    if at is None:
        return -1
    body = history.body(at)
    key = key_of(rng.choice((body["actor"], "thief", "mori")), 1)[0]
    history.put(at, body | {"by": body["by"] | {"key": key}})
    history.rehash()
    return at + 1


def objections(history: History, rng: random.Random) -> int | None:
    """An answer turned round: what was refused was not objected to, or what was applied was."""
    at = anywhere(history, rng, lambda body: body["findings"])
    if at is None:
        return -1
    body = history.body(at)
    if body["outcome"] == "refused":
        found = [each | {"verdict": "pass"} for each in body["findings"]]
    else:
        number = rng.randrange(len(body["findings"]))
        found = [
            each | ({"verdict": "fail", "weight": rng.choice(("bar", "defect"))} if place == number else {})
            for place, each in enumerate(body["findings"])
        ]
    history.put(at, body | {"findings": found})
    history.rehash()
    return at + 1


def other_terms(history: History, rng: random.Random) -> int | None:
    """Other terms, from the entry that states them on, with every digest mended: what is paid was never approved."""
    at = anywhere(history, rng, lambda body: body["kind"] == "dividend" and "terms" in body["facts"])
    if at is None:
        return -1
    body = history.body(at)
    body["facts"]["terms"]["grand_total"] = "9 million"
    history.put(at, body)
    history.rehash()
    return at + 1


DAMAGES = (
    *(a_letter, a_hash, deleted, swapped, inserted, truncated, stripped, anothers_signature, signed_by_nobody_asked),
    *(another_book, a_state_row, a_state_row_gone, another_spelling, partial(rewritten, True), partial(rewritten, False)),
    *(partial(rewritten, True), out_of_role, segregation, waived_by_one, an_old_key, objections, other_terms),
)


def name_of(damage: Any) -> str:
    return getattr(damage, "__name__", None) or f"rewritten, signed anew: {damage.args[0]}"


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
        ("signs", lambda *words, **said: True),
        ("ROLES", {}),
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
