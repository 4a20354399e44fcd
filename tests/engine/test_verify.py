"""What an auditor finds when someone with full access to the file has changed it, without touching the hashes' secret."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from states.errors import LogBroken, Refused
from tests.conftest import DIVIDEND, MEETING, STORY, record
from tests.engine.tampering import audit, forging, rehash
from workflow import chain
from workflow import verify as verifier
from workflow.audit import Depth
from workflow.backup import backup
from workflow.book import Book
from workflow.protection import TRIGGERS
from workflow.queries import entries
from workflow.trace import Traces

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]


@pytest.fixture
def path(iij: OpenAt) -> Path:
    """The story with a refusal before the approval: eleven entries, the refusal is entry 7."""
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27")
        for event in ("approve", "hold", "pay", "settle"):
            kind, ref, on, facts = STORY[event]
            record(book, kind, ref, event, on, **facts)
    return book.path


def test_an_untouched_book_verifies(path: Path) -> None:
    report = audit(path)
    assert (report.ok, report.entries, report.first_bad) == (True, 11, None)
    connection = sqlite3.connect(path)
    assert report.head == connection.execute("SELECT hex(hash) FROM entry WHERE seq = 11").fetchone()[0].lower()
    connection.close()


def test_a_fresh_book_verifies(book: Book) -> None:
    assert (audit(book.path).ok, audit(book.path).entries) == (True, 1)


def test_taking_the_protection_off_and_putting_it_back_is_no_change(path: Path) -> None:
    with forging(path) as connection:
        rehash(connection)
    assert audit(path).ok


# ── Rows of the log: (statement, the entry named first, what is said about it) ──


def edited(seq: int, old: str, new: str) -> str:
    return f"UPDATE entry SET body = replace(body, '{old}', '{new}') WHERE seq = {seq}"


SWAPPED = """
UPDATE entry SET seq = 99 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 5; UPDATE entry SET seq = 5 WHERE seq = 99"""
BODIES_SWAPPED = """
CREATE TABLE t AS SELECT seq, body FROM entry WHERE seq IN (2, 3); UPDATE entry SET body = '{}' WHERE seq = 2;
UPDATE entry SET body = (SELECT body FROM t WHERE seq = 2) WHERE seq = 3;
UPDATE entry SET body = (SELECT body FROM t WHERE seq = 3) WHERE seq = 2; DROP TABLE t"""
MOVED_UP = "DELETE FROM entry WHERE seq = 7; UPDATE entry SET seq = seq - 1 WHERE seq > 7"
REPEATED = "INSERT INTO entry (seq, prev, body, hash) SELECT 12, hash, body, hash FROM entry WHERE seq = 7"
ANOTHER_BOOK = "UPDATE entry SET body = json_replace(body, '$.book', 'another') WHERE seq = 1"
ROWS = {
    "one letter of a body": (edited(4, "sato", "kato"), 4, "not what was hashed"),
    "one digit of an amount": (edited(4, "13.50", "13.51"), 4, "not what was hashed"),
    "the first entry": (edited(1, "Asia/Tokyo", "Asia/Seoul"), 1, "not what was hashed"),
    "the last entry": (edited(11, "sato", "kato"), 11, "not what was hashed"),
    "the identifier of the book": (ANOTHER_BOOK, 1, "not what was hashed"),
    "a hash": ("UPDATE entry SET hash = zeroblob(32) WHERE seq = 4", 4, "not what was hashed"),
    "a link": ("UPDATE entry SET prev = zeroblob(32) WHERE seq = 4", 4, "does not follow"),
    "the link of the first": ("UPDATE entry SET prev = randomblob(32) WHERE seq = 1", 1, "does not follow"),
    "a number": ("UPDATE entry SET seq = 12 WHERE seq = 11", 11, "is missing"),
    "a number below the first": ("UPDATE entry SET seq = -1 WHERE seq = 1", -1, "comes after 0"),
    "all numbers, by one": ("UPDATE entry SET seq = -seq; UPDATE entry SET seq = 1 - seq", 1, "is missing"),
    "two entries swapped": (SWAPPED, 4, "does not follow"),
    "the bodies of two entries swapped": (BODIES_SWAPPED, 2, "not what was hashed"),
    "a middle entry deleted": ("DELETE FROM entry WHERE seq = 5", 5, "is missing"),
    "a refusal deleted": ("DELETE FROM entry WHERE seq = 7", 7, "is missing"),
    "a refusal deleted and the rest moved up": (MOVED_UP, 7, "does not follow"),
    "the first entry deleted": ("DELETE FROM entry WHERE seq = 1", 1, "is missing"),
    "the last entry deleted": ("DELETE FROM entry WHERE seq = 11", 10, "state row IIJ-FY2017-YE"),
    "every entry deleted": ("DELETE FROM entry", None, "the log is empty"),
    "an entry repeated": (REPEATED, 12, "not what was hashed"),
}


@pytest.mark.parametrize(("statements", "first", "said"), ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("depth", list(Depth))
def test_a_change_of_the_log_is_found(path: Path, statements: str, first: int | None, said: str, depth: Depth) -> None:
    with forging(path) as connection:
        for statement in statements.split(";"):
            connection.execute(statement)
    report = audit(path, depth)
    assert report.first_bad == first
    assert any(said in problem.what for problem in report.problems if problem.seq == first), report.problems


@pytest.mark.parametrize("seq", [1, 4, 11])
def test_a_signature_where_none_was_asked_for_is_found(path: Path, seq: int) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE entry SET sig = x'00' WHERE seq = ?", (seq,))
    (problem,) = audit(path).problems
    assert (problem.seq, problem.what) == (seq, "carries a signature, though entries were not signed then")


def test_every_problem_is_named_and_none_hides_the_next(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'sato', 'kato') WHERE seq IN (3, 6, 9)")
    report = audit(path)
    assert {problem.seq for problem in report.problems} == {3, 6, 9}
    assert [problem.seq for problem in report.problems] == sorted(problem.seq or 0 for problem in report.problems)


# ── State rows ──

LIES = {
    "kind": "'meeting'", "company": "'NTT'", "state": "'closed'", "rev": "rev + 1", "seq": "seq - 1",
    "day": "'2018-06-30'", "label": "'x'", "ref": "'IIJ-FY2018-YE'",
}  # fmt: skip


@pytest.mark.parametrize(("column", "lie"), LIES.items(), ids=list(LIES))
def test_a_lie_in_any_column_of_a_state_row_is_found(path: Path, column: str, lie: str) -> None:
    with forging(path) as connection:
        connection.execute(f"UPDATE subject SET {column} = {lie} WHERE ref = '{DIVIDEND}'")
    report = audit(path)
    assert report.first_bad == 11  # the last entry that the row should follow from
    assert any(f"state row {DIVIDEND}" in problem.what for problem in report.problems)


def test_no_column_of_a_state_row_is_left_out(path: Path) -> None:
    connection = sqlite3.connect(path)
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(subject)")}
    connection.close()
    assert columns == set(LIES)


@pytest.mark.parametrize("column", ["day", "label"])
def test_an_emptied_column_of_a_state_row_is_found(path: Path, column: str) -> None:
    with forging(path) as connection:
        connection.execute(f"UPDATE subject SET {column} = {'NULL' if column == 'day' else repr('')}")
    assert not audit(path).ok


def test_a_state_row_too_many_is_found(path: Path) -> None:
    with forging(path) as connection:
        connection.execute(
            "INSERT INTO subject SELECT 'D2', kind, company, state, rev, seq, day, label FROM subject LIMIT 1"
        )
    (problem,) = audit(path).problems
    assert problem.what == "state row D2: the log knows no such subject"


@pytest.mark.parametrize("depth", list(Depth))
def test_a_state_row_that_stops_short_of_the_last_entry_is_found(iij: OpenAt, depth: Depth) -> None:
    """The row is that of before the settlement: it fits the entry that it names, which is not the last."""
    with iij("settle") as book:
        with forging(book.path) as connection:
            before = connection.execute("SELECT seq, rev FROM entry WHERE subject = ? AND rev = 4", (DIVIDEND,)).fetchone()
            connection.execute("UPDATE subject SET state = 'paying', seq = ?, rev = ? WHERE ref = ?", (*before, DIVIDEND))
        report = audit(book.path, depth)
    assert report.first_bad == 10
    assert any("state row" in problem.what for problem in report.problems)


def test_a_state_row_too_few_is_found(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM subject WHERE ref = 'IIJ-AGM26'")
    (problem,) = audit(path).problems
    assert (problem.seq, problem.what) == (9, "state row IIJ-AGM26 is missing")


# ── Schema ──

INDEXES = ("entry_subject_rev", "subject_state_day")


@pytest.mark.parametrize(
    "statement", [*(f"DROP TRIGGER {name}" for name in TRIGGERS), *(f"DROP INDEX {name}" for name in INDEXES)]
)
def test_a_missing_protection_is_found(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    (problem,) = audit(path).problems
    assert problem.what.startswith("the schema was changed")


def test_a_trigger_that_was_made_harmless_is_found(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entry_is_not_edited")
    text = TRIGGERS["entry_is_not_edited"].strip()
    connection.execute(text.replace("BEFORE UPDATE ON entry", "BEFORE UPDATE ON entry WHEN 0"))
    connection.close()
    assert not audit(path, quick=True).ok


def test_an_index_that_hides_an_entry_is_found_by_a_full_check(path: Path) -> None:
    """The engine finds a subject's entries by this index: whoever edits it makes a deed invisible."""
    connection = sqlite3.connect(path)
    connection.create_function("json_extract", 2, lambda *_: None, deterministic=True)
    connection.execute("REINDEX entry_subject_rev")  # now nothing is known of anybody
    connection.close()
    assert any("damaged" in problem.what or "recorded" in problem.what for problem in audit(path).problems)


def test_one_entry_hidden_from_its_subject_is_found_wherever_entries_are_read(path: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)

    def hiding(body: str, name: str) -> object:
        return None if '"event":"convene"' in body else json.loads(body).get(name[2:])

    connection.create_function("json_extract", 2, hiding, deterministic=True)
    connection.execute("REINDEX entry_subject_rev")
    connection.close()
    with Book(path) as book, book.reading() as run:
        assert [each.body["event"] for each in entries(run, MEETING)] == ["plan", "hold"]
    said = [problem.what for problem in audit(path, Depth.REPLAY).problems]
    assert said == ["the entries found by their subjects are not those of the log: an answer about one may leave some out"]
    with Book(path) as book, pytest.raises(LogBroken, match="found by their subjects"):
        backup(book, tmp_path / "kept.db")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("prev", "text"),
        ("prev", 7),
        ("body", 7),
        ("body", None),
        ("hash", "text"),
        ("hash", 1.5),
        ("sig", "x"),
    ],
)
def test_a_value_of_the_wrong_type_is_found(path: Path, column: str, value: object) -> None:
    """STRICT tables refuse it, so the table is declared otherwise for a moment."""
    swap(path, "STRICT", "")
    with forging(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        if value is None:
            swap(path, "body TEXT NOT NULL", "body TEXT")
        connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = 4", (value,))
    if value is None:
        swap(path, "body TEXT,", "body TEXT NOT NULL,")
    swap(path, ")\n \n\n", ")\n STRICT\n\n")
    report = audit(path)
    assert report.first_bad == 4
    assert not any("schema" in problem.what for problem in report.problems)


def swap(path: Path, old: str, new: str) -> None:
    """Rewrite the declaration of the log's table past SQLite."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    query = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'entry' AND instr(sql, ?)"
    assert connection.execute(query, (old, new, old)).rowcount == 1
    ((version,),) = connection.execute("PRAGMA schema_version")
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.close()


# ── What no check of the book alone can find, and says so ──


def test_a_refusal_cut_off_the_end_cannot_be_told_from_the_book_alone(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27")
        head = audit(book.path).head
        with forging(book.path) as connection:
            connection.execute("DELETE FROM entry WHERE seq = 7")
        report = audit(book.path)
    assert report.ok
    assert report.head != head  # which is why an auditor keeps the head
    assert any("cut off: hold it against a checkpoint" in text for text in report.cannot_tell)


def test_a_book_that_was_written_anew_has_another_head(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    with forging(other) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'sato', 'kato')")
        rehash(connection)
    assert (audit(other).ok, audit(path).ok) == (True, True)
    assert audit(other).head != audit(path).head


# ── The planted bug: an auditor who does not compare hashes ──


class AlwaysRight:
    """A digest that equals whatever it is compared with."""

    __hash__ = None  # type: ignore[assignment]

    def digest(self) -> AlwaysRight:
        return self

    def update(self, _: bytes) -> None:
        pass

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def test_planted_an_auditor_who_does_not_compare_hashes_misses_an_edit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'sato', 'kato') WHERE seq = 4")
    assert not audit(path).ok
    monkeypatch.setattr(chain, "hashlib", SimpleNamespace(sha256=lambda _: AlwaysRight()))
    assert audit(path).ok


def test_planted_an_auditor_who_does_not_compare_state_rows_misses_a_lie(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE subject SET state = 'closed'")
    assert not audit(path).ok
    monkeypatch.setattr(verifier.Projection, "finish", lambda *_: None)
    assert audit(path).ok


def test_a_state_row_without_a_reference_is_found(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("INSERT INTO subject SELECT '', kind, company, state, rev, seq, day, label FROM subject LIMIT 1")
    for depth in Depth:
        assert not audit(path, depth).ok


@pytest.mark.parametrize("identifier", ["\\ud800", "決議", ""])
def test_an_identifier_of_a_book_that_is_none_is_a_finding_and_no_crash(path: Path, identifier: str) -> None:
    with forging(path) as connection:
        text = "UPDATE entry SET body = replace(body, ?, ?) WHERE seq = 1"
        ((body,),) = connection.execute("SELECT body FROM entry WHERE seq = 1")
        connection.execute(text, (json.loads(body)["book"], identifier))
    for depth in Depth:
        assert audit(path, depth).first_bad == 1


@pytest.mark.parametrize("statements", [each[0] for each in ROWS.values()], ids=ROWS)
def test_who_holds_one_subject_in_memory_at_a_time_finds_the_same_first(
    path: Path, monkeypatch: pytest.MonkeyPatch, statements: str
) -> None:
    """However many subjects a book has, few are held; the others are followed anew, revision by revision, when heard of."""
    with forging(path) as connection:
        for statement in statements.split(";"):
            connection.execute(statement)
    found = audit(path, Depth.REPLAY).first_bad
    monkeypatch.setattr(verifier, "Traces", partial(Traces, most=1))
    report = audit(path, Depth.REPLAY)
    assert (report.ok, report.first_bad) == (False, found)


def test_who_holds_one_subject_in_memory_at_a_time_finds_nothing_in_a_sound_book(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "Traces", partial(Traces, most=1))
    assert audit(path, Depth.REPLAY).problems == []
