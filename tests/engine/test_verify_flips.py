"""No bit is changed in silence: every byte of the log flipped, the whole file flipped, every value replaced by junk.

Whatever is done to a book, ``verify`` gives a report or says that the book cannot be opened; it never breaks.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import record
from tests.engine.tampering import audit, body_of, contents, forging, outcome, put, rehash, unindexed
from tests.engine.test_verify import AlwaysRight
from workflow import chain
from workflow.audit import Depth
from workflow.book import Book
from workflow.verify import verify

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]
COLUMNS = ("seq", "prev", "body", "hash")


@pytest.fixture
def small(iij: OpenAt) -> Path:
    """Seven short entries: init, a company, four dividends, one of them withdrawn."""
    with iij("add") as book:
        for ref in ("D1", "D2", "D3", "D4"):
            record(book, "dividend", ref, "draft")
        record(book, "dividend", "D4", "withdraw", "2018-08-01")
    return book.path


@contextmanager
def undone(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def each_byte(path: Path, mask: int, every: int) -> Iterator[tuple[int, str, bytes]]:
    """(seq, column, value with one byte flipped) for every byte of every column of every entry."""
    connection = sqlite3.connect(path)
    for column in COLUMNS:
        for seq, value in connection.execute(f"SELECT seq, CAST({column} AS BLOB) FROM entry").fetchall():
            whole = value if column != "seq" else seq.to_bytes(8, "big")
            for at in range(0, len(whole), every):
                yield seq, column, whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :]
    connection.close()


def flip(connection: sqlite3.Connection, seq: int, column: str, value: bytes) -> None:
    if column == "seq":
        connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (int.from_bytes(value, "big", signed=True), seq))
    elif column == "body":
        connection.execute("UPDATE entry SET body = CAST(? AS TEXT) WHERE seq = ?", (value, seq))
    else:
        connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (value, seq))


def unseen(path: Path, mask: int, every: int = 1) -> tuple[int, list[tuple[int, str]]]:
    """How many flips were tried, and those that a quick check did not lay at the door of the flipped entry."""
    tried, missed = 0, []
    with unindexed(path) as connection:
        for seq, column, value in each_byte(path, mask, every):
            with undone(connection):
                if column == "seq":  # make room: two entries cannot have one number
                    connection.execute("DELETE FROM entry WHERE seq = ?", (int.from_bytes(value, "big", signed=True),))
                flip(connection, seq, column, value)
                problems = verify(connection.execute, Depth.QUICK).problems
            tried += 1
            about = {problem.seq for problem in problems if "schema" not in problem.what}
            if seq not in about and (column != "seq" or not about):
                missed.append((seq, column))
    return tried, missed


@pytest.mark.parametrize("mask", [0x01, 0x80], ids=["lowest bit", "highest bit"])
def test_every_byte_of_every_entry_flipped_is_found_at_that_entry(small: Path, mask: int) -> None:
    """The highest bit of every third byte only: it makes no ASCII character of another."""
    tried, missed = unseen(small, mask, every=1 if mask == 1 else 3)
    assert (missed, tried > (4_000 if mask == 1 else 1_300)) == ([], True), f"{len(missed)} of {tried} flips were not found"


def test_a_sample_of_flips_is_found_by_a_full_check_of_the_file_on_disk(iij: OpenAt, tmp_path: Path) -> None:
    """As an auditor would: the flipped book is closed, opened read-only, checked in full."""
    path, copy, tried = iij("settle").path, tmp_path / "copy.db", 0
    for seq, column, value in list(each_byte(path, 0xFF, 1))[::211]:
        shutil.copy(path, copy)
        with unindexed(copy) as connection:
            flip(connection, seq, column, value)
        report = audit(copy)
        tried += 1
        assert not report.ok, (seq, column)
        assert not any("schema" in problem.what for problem in report.problems)
    assert tried > 70


def test_planted_an_auditor_without_hashes_misses_flips(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "hashlib", SimpleNamespace(sha256=lambda _: AlwaysRight()))
    tried, missed = unseen(small, 0x01, every=5)
    assert len(missed) > tried // 20


def test_a_flip_anywhere_in_the_file_is_found_or_changes_nothing_that_is_read(small: Path) -> None:
    """0xFF on every 29th byte of the file.  A quick check comes first; what it does not find gets a full one."""
    path = small
    whole, before = path.read_bytes(), contents(path)
    outcomes: dict[str, list[int]] = {"found": [], "unusable": [], "without effect": [], "silent": []}
    broken: list[str] = []
    file = os.open(path, os.O_WRONLY)
    for at in range(0, len(whole), 29):
        os.pwrite(file, bytes([whole[at] ^ 0xFF]), at)
        try:
            outcomes[outcome(path, before)].append(at)
        except Exception as error:
            broken.append(f"byte {at}: {type(error).__name__}: {error}")
        os.pwrite(file, whole[at : at + 1], at)
    os.close(file)
    counted = ", ".join(f"{len(places)} {name}" for name, places in outcomes.items())
    assert outcomes["silent"] == [], counted
    assert broken == [], f"{len(broken)} flips broke the check, {counted}; the first: {broken[0]}"
    assert len(outcomes["found"]) > 150
    assert audit(path).ok


# ── Junk in place of any value ──

JUNK = (None, 7, True, "junk", "2018-99-99", [], {}, [{}], {"junk": [1]})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, the inside of all but the first two findings left out: they are all of one form."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        if not (path == ("findings",) and key > 1):
            yield from places(item, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = replaced(value[key], tuple(rest), junk)
    return copy


@pytest.mark.parametrize("depth", list(Depth))
def test_no_value_in_any_entry_can_break_the_check(iij: OpenAt, depth: Depth) -> None:
    """Every value of every entry replaced by junk, the chain rehashed; every fourth of these, in full every 19th.

    The replay gets others than the quick check; no step of the sample divides the nine kinds of junk.
    """
    start, every = {Depth.QUICK: (0, 4), Depth.REPLAY: (2, 4), Depth.FULL: (0, 19)}[depth]
    broken: list[str] = []
    tried = 0
    with forging(iij("settle").path) as connection:
        connection.execute("DROP INDEX entry_subject_rev")  # or two entries of one revision could not be forged
        for seq in range(1, 11):
            body = body_of(connection, seq)
            forged = [(place, junk) for place in places(body) if place for junk in JUNK]
            for place, junk in forged[start::every]:
                with undone(connection):
                    put(connection, seq, replaced(body, place, junk))
                    rehash(connection)
                    try:
                        verify(connection.execute, depth)
                    except Exception as error:
                        broken.append(f"entry {seq}, {place} = {junk!r}: {type(error).__name__}: {error}")
                tried += 1
        connection.execute("CREATE UNIQUE INDEX entry_subject_rev ON entry (subject, rev)")
    assert tried > (140 if depth is Depth.FULL else 700)
    assert not broken, f"{len(broken)} of {tried} broke it, the first: {broken[0]}"
