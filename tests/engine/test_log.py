"""The log: what an entry's hash covers, what its body looks like, and what the database itself refuses."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from states.canonical import SAFE_INTEGER, canonical
from tests.conftest import DIVIDEND, NOW, record
from workflow import log
from workflow.book import Book, create
from workflow.protection import TRIGGERS

pytestmark = pytest.mark.of_a_file

Rows = list[tuple[int, bytes, str, bytes, bytes | None]]


@pytest.fixture
def raw(iij: Callable[[str], Book]) -> Iterator[sqlite3.Connection]:
    """The book of the whole story, opened past the program, by someone who may write the file."""
    connection = sqlite3.connect(iij("settle").path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture
def rows(raw: sqlite3.Connection) -> Rows:
    return raw.execute("SELECT seq, prev, body, hash, sig FROM entry ORDER BY seq").fetchall()


# ── What is stored ──


def test_the_hash_of_every_entry_can_be_computed_from_its_row_and_the_books_identifier(rows: Rows) -> None:
    book = json.loads(rows[0][2])["book"]
    for seq, prev, body, digest, _ in rows:
        header = f"ketsugi-log/v1\n{book}\n{seq}\n{prev.hex()}\n"
        assert hashlib.sha256(b"\0" + header.encode() + body.encode()).digest() == digest


def test_every_entry_links_to_the_hash_of_the_one_before_and_the_first_to_nothing(rows: Rows) -> None:
    assert [prev for _, prev, *_ in rows] == [bytes(32), *(digest for *_, digest, _ in rows[:-1])]


def test_the_numbers_of_the_entries_have_no_gaps(rows: Rows) -> None:
    assert [seq for seq, *_ in rows] == list(range(1, len(rows) + 1))


def test_every_body_is_stored_in_canonical_form(rows: Rows) -> None:
    for _, _, body, *_ in rows:
        assert rfc8785.dumps(json.loads(body)) == body.encode()


def test_the_first_entry_names_the_book_its_zone_and_its_policy(rows: Rows) -> None:
    first = json.loads(rows[0][2])
    assert first["event"] == "init"
    assert len(first["book"]) == 32
    assert (first["name"], first["timezone"], first["policy"]) == ("test", "Asia/Tokyo", {"signing": "unsigned"})


def test_an_exported_line_holds_the_body_letter_for_letter(rows: Rows) -> None:
    for row in rows:
        line = log.Entry(*row).line()
        assert row[2] in line
        assert json.loads(line) == {
            "seq": row[0], "prev": row[1].hex(), "hash": row[3].hex(), "sig": None, "body": json.loads(row[2]),
        }  # fmt: skip


def test_the_columns_to_query_by_are_read_from_the_body(raw: sqlite3.Connection) -> None:
    for body, subject, rev in raw.execute("SELECT body, subject, rev FROM entry"):
        said = json.loads(body)
        assert (subject, rev) == (said.get("subject"), said.get("rev"))


def test_two_books_with_the_same_first_words_have_different_identifiers_and_hashes(shelf: Path, tmp_path: Path) -> None:
    heads = set()
    for name in ("one.db", "two.db"):
        with (
            create(tmp_path / name, name="x", timezone="UTC", now=NOW, actor="a", policy={"signing": "unsigned"}) as book,
            book.reading() as run,
        ):
            heads |= {bytes(digest) for (digest,) in run("SELECT hash FROM entry", {})}
    assert len(heads) == 2


# ── What the database refuses ──

FORGERIES = {
    "an edited body": "UPDATE entry SET body = replace(body, '13.50', '31.50') WHERE seq = 4",
    "an edited hash": "UPDATE entry SET hash = zeroblob(32) WHERE seq = 4",
    "a signature put on": "UPDATE entry SET sig = x'00' WHERE seq = 4",
    "the last entry deleted": "DELETE FROM entry WHERE seq = 10",
    "every entry deleted": "DELETE FROM entry",
    "an entry replaced": "INSERT OR REPLACE INTO entry (seq, prev, body, hash) SELECT seq, prev, body, hash FROM entry "
    "WHERE seq = 10",
    "an upsert": "INSERT INTO entry (seq, prev, body, hash) SELECT seq, prev, body, hash FROM entry WHERE seq = 10 "
    "ON CONFLICT (seq) DO UPDATE SET body = '{}'",
    "an entry out of place": "INSERT INTO entry (seq, prev, body, hash) SELECT 12, hash, '{}', hash FROM entry "
    "WHERE seq = 10",
    "an entry before the first": "INSERT INTO entry (seq, prev, body, hash) SELECT 0, zeroblob(32), '{}', hash FROM entry "
    "WHERE seq = 10",
    "an entry that follows another than the last": "INSERT INTO entry (seq, prev, body, hash) "
    "SELECT 11, hash, '{}', hash FROM entry WHERE seq = 9",
    "an entry without a number": "INSERT INTO entry (prev, body, hash) SELECT zeroblob(32), '{}', hash FROM entry "
    "WHERE seq = 10",
    "a subject deleted": "DELETE FROM subject WHERE ref = 'IIJ'",
}  # fmt: skip


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_the_database_refuses(raw: sqlite3.Connection, rows: Rows, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|never deleted"):
        raw.execute(statement)
    assert raw.execute("SELECT seq, prev, body, hash, sig FROM entry ORDER BY seq").fetchall() == rows


CLASHES = {
    "a second entry for the same revision of a subject": (
        "INSERT INTO entry (seq, prev, body, hash) SELECT 11, hash, body, hash FROM entry WHERE seq = 10",
        "UNIQUE",
    ),
    "a hash that is too short": (
        "INSERT INTO entry (seq, prev, body, hash) SELECT 11, hash, '{}', x'00' FROM entry WHERE seq = 10",
        "CHECK",
    ),
    "a body of the wrong type": (
        "INSERT INTO entry (seq, prev, body, hash) SELECT 11, hash, x'7b7d', hash FROM entry WHERE seq = 10",
        "cannot store BLOB",
    ),
    "no body": (
        "INSERT INTO entry (seq, prev, body, hash) SELECT 11, hash, NULL, hash FROM entry WHERE seq = 10",
        "NOT NULL",
    ),
}


@pytest.mark.parametrize(("statement", "reason"), CLASHES.values(), ids=CLASHES)
def test_the_table_refuses(raw: sqlite3.Connection, statement: str, reason: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        raw.execute(statement)


@pytest.mark.parametrize("column", ["subject", "rev"])
def test_a_column_to_query_by_cannot_be_written(raw: sqlite3.Connection, column: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="generated column"):
        raw.execute(f"UPDATE entry SET {column} = 1 WHERE seq = 4")


def test_every_trigger_of_the_program_is_in_a_fresh_book(raw: sqlite3.Connection) -> None:
    found = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert found == set(TRIGGERS)


def test_without_its_triggers_the_database_accepts_the_forgeries(raw: sqlite3.Connection) -> None:
    """The planted bug: each forgery above goes through when the triggers are gone, so it is they that stop it."""
    raw.execute("PRAGMA ignore_check_constraints = ON")
    for name in TRIGGERS:
        raw.execute(f"DROP TRIGGER {name}")
    for what, statement in FORGERIES.items():
        raw.execute("SAVEPOINT trial")
        changed = raw.execute(statement).rowcount
        assert changed, what
        raw.execute("ROLLBACK TO trial")


def test_replace_into_is_refused_by_a_connection_that_forgot_recursive_triggers(raw: sqlite3.Connection) -> None:
    assert raw.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    with pytest.raises(sqlite3.IntegrityError, match="follows the last"):
        raw.execute("REPLACE INTO entry (seq, prev, body, hash) SELECT seq, prev, '{}', hash FROM entry WHERE seq = 10")


def test_a_state_row_cannot_be_replaced_by_a_writer_of_the_program(iij: Callable[[str], Book]) -> None:
    with iij("settle") as book, pytest.raises(Exception, match="never deleted"), book.writing() as run:
        run("REPLACE INTO subject SELECT ref, kind, company, 'closed', rev, seq, day, label FROM subject", {})


def test_appending_to_the_log_continues_the_chain(iij: Callable[[str], Book]) -> None:
    with iij("settle") as book:
        entry = record(book, "dividend", DIVIDEND, "note", reason="filed")
        with book.reading() as run:
            (last,) = run("SELECT hash FROM entry WHERE seq = 10", {})
    assert (entry.seq, entry.prev) == (11, last[0])


# ── One spelling for every body ──

TEXT = st.text() | st.text(st.characters(max_codepoint=0x9F)) | st.sampled_from(["\x7f", "\u2028", "\ufeff", "é", "e\u0301"])
NUMBER = st.integers(-SAFE_INTEGER, SAFE_INTEGER)


def bodies(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    leaf = st.none() | st.booleans() | NUMBER | TEXT
    value = st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )
    return st.dictionaries(keys, value, max_size=6)


@settings(max_examples=400)
@given(bodies(TEXT))
@example({"\x7f": "\x7f", "\x00": "\x00\x1f\x80", "/": "</", "\\": '"', "": []})
@example({"\ufb33": 1, "\U0001f600": 2, "é": 3, "e\u0301": 4, "z": 5})  # UTF-16 orders them otherwise than Python does
@example({"n": SAFE_INTEGER, "m": -SAFE_INTEGER, "zero": 0, "deep": [[[{}]]]})
def test_the_canonical_form_is_that_of_the_standard(body: dict[str, Any]) -> None:
    assert canonical(body).encode() == rfc8785.dumps(body)
    assert json.loads(canonical(body)) == body


@given(bodies(TEXT), bodies(TEXT))
def test_two_bodies_with_the_same_canonical_form_are_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (canonical(one) == canonical(other)) == (repr(sorted_all(one)) == repr(sorted_all(other)))


def sorted_all(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sorted_all(value[key]) for key in sorted(value)}
    return [sorted_all(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", [1.0, float("nan"), SAFE_INTEGER + 1, b"x", "\ud800", {"\ud800": 1}, {1, 2}, ["\udfff"]])
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical({"x": value})
