"""What an auditor finds when a document of evidence was changed, taken out, put in, or put back."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from states.errors import BookUnusable
from tests.conftest import DIVIDEND, record
from tests.engine.tampering import audit, body_of, forging, lie, put, rehash
from tests.engine.test_verify import AlwaysRight
from workflow import inspection
from workflow import verify as verifier
from workflow.audit import NOT_LOOKED_AT, Depth
from workflow.book import Book
from workflow.evidence import LARGEST, Document, document
from workflow.protection import FINGERPRINT, fingerprint

OpenAt = Callable[[str], Book]
MINUTES, GONE = document("minutes.pdf", b"%PDF-1.7 the minutes of it"), document("gone.pdf", b"erased on request")
NAMED, ERASED = 11, 12  # the entries


@pytest.fixture(scope="module")
def sound(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The story with two documents attached at its end, one of them erased."""
    path = tmp_path_factory.mktemp("documents") / "b.db"
    path.write_bytes((shelf / "settle.db").read_bytes())
    with Book(path) as book:
        record(book, "dividend", DIVIDEND, "attach", evidence=(MINUTES, GONE))
        record(book, "dividend", DIVIDEND, "erase", erased=[GONE.sha256], reason="asked")
    return path.read_bytes()


@pytest.fixture
def path(sound: bytes, tmp_path: Path) -> Path:
    (tmp_path / "book.db").write_bytes(sound)
    return tmp_path / "book.db"


def checked(path: Path) -> dict[str, Any]:
    with Book(path) as book, book.reading() as run:
        return inspection.checked(run)


def test_a_book_whose_documents_are_as_they_were_given_verifies(path: Path) -> None:
    report = audit(path)
    assert (report.ok, report.documents, report.entries) == (True, 1, 12)
    assert checked(path) == {"ok": True, "documents": 1, "problems": []}


def changed(path: Path, column: str, value: object) -> list[str]:
    """Everything that is said once one column of the document was changed past the program."""
    with forging(path) as connection:
        connection.execute(f"UPDATE document SET {column} = ?", (value,))
    problems = {(each.seq, each.what) for each in audit(path).problems}
    assert {(each["entry"], each["what"]) for each in checked(path)["problems"]} <= problems
    return [what for _, what in problems]


@pytest.mark.parametrize("place", range(MINUTES.size))
def test_a_change_of_any_byte_of_a_document_is_found(path: Path, place: int) -> None:
    data = bytearray(MINUTES.data or b"")
    data[place] ^= 1
    said = changed(path, "data", bytes(data))
    assert any("is not what was given" in what for what in said)


@pytest.mark.parametrize("place", range(64))
def test_a_change_of_any_digit_of_its_digest_is_found(path: Path, place: int) -> None:
    digits = list(MINUTES.sha256)
    digits[place] = "0" if digits[place] != "0" else "1"
    said = changed(path, "sha256", "".join(digits))
    for what in ("is missing", "no entry names it", "is not what was given"):
        assert any(what in each for each in said), said


def places(raw: bytes) -> list[int]:
    """Where the book has something of its one document: its row from the header on, and its digest in the index."""
    data, digest = MINUTES.data or b"", MINUTES.sha256.encode()
    row = raw.index(data) - len(digest) - 1  # between them the size, in one byte
    (index,) = [at for found in re.finditer(digest, raw) if (at := found.start()) != row and raw[at - 1 : at] != b'"']
    return [*range(row - 7, row + 65 + MINUTES.size), *range(index, index + 64)]


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_a_change_of_any_byte_of_its_row_or_its_place_in_the_index_is_found_in_the_file_itself(
    path: Path, mask: int
) -> None:
    raw, missed = path.read_bytes(), []
    for place in places(raw):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ mask]) + raw[place + 1 :])
        try:
            if audit(path).ok:
                missed.append(place)
        except BookUnusable:
            continue  # found, by the database
    assert missed == []


@pytest.mark.parametrize("size", [0, 1, MINUTES.size - 1, MINUTES.size + 1, MINUTES.size + 256, -MINUTES.size, 2**62])
def test_any_other_size_on_record_is_found(path: Path, size: int) -> None:
    assert any("its size on record is" in what for what in changed(path, "size", size))


@pytest.mark.parametrize("data", [b"", b"x", (MINUTES.data or b"") + b"\0", (MINUTES.data or b"")[:-1], bytes(100_000)])
def test_a_document_cut_short_or_added_to_is_found(path: Path, data: bytes) -> None:
    said = changed(path, "data", data)
    assert any("the entry says" in what for what in said)


def test_one_too_large_is_found_without_being_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "LARGEST", 10)
    assert any("10 at most are taken" in problem.what for problem in audit(path).problems)
    assert LARGEST == 25 * 2**20


def insert(connection: sqlite3.Connection, each: Document) -> None:
    connection.execute("INSERT INTO document VALUES (?, ?, ?)", (each.sha256, each.size, each.data))


def test_a_document_taken_out_is_found_at_the_entry_that_names_it(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM document")
    (problem,) = audit(path).problems
    assert (problem.seq, problem.what) == (NAMED, f"document {MINUTES.sha256[:12]} is missing")


def test_a_document_that_no_entry_names_is_found(path: Path) -> None:
    with forging(path) as connection:
        insert(connection, document("x", b"planted"))
    (problem,) = audit(path).problems
    assert problem.seq is None
    assert "no entry names it" in problem.what


def test_an_erased_document_put_back_is_found_at_the_entry_that_erased_it(path: Path) -> None:
    with forging(path) as connection:
        insert(connection, GONE)
    (problem,) = audit(path).problems
    assert (problem.seq, problem.what) == (ERASED, f"document {GONE.sha256[:12]} was erased, and is still held")


LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another digest": lambda b: b["evidence"][0].update(sha256="0" * 64),
    "another size": lambda b: b["evidence"][0].update(size=5),
    "one document less": lambda b: b["evidence"].pop(0),
    "one document more": lambda b: b["evidence"].append(document("y", b"never given").named()),
    "none": lambda b: b.update(evidence=[]),
}


@pytest.mark.parametrize("change", LIES.values(), ids=LIES)
def test_an_entry_that_names_other_documents_is_found_though_every_hash_was_made_anew(
    path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    assert not lie(path, NAMED, change).ok


ERASURES: dict[str, Callable[[dict[str, Any]], object]] = {
    "of the other document": lambda b: b["facts"].update(erased=[MINUTES.sha256]),
    "of both": lambda b: b["facts"]["erased"].append(MINUTES.sha256),
    "of one never held": lambda b: b["facts"].update(erased=["0" * 64]),
    "of none": lambda b: b["facts"].update(erased=[]),
    "of what is no digest": lambda b: b["facts"].update(erased=[5]),
    "of what is no list": lambda b: b["facts"].update(erased="x"),
    "that was refused": lambda b: b.update(outcome="refused", rev=None),
    "that is a note": lambda b: b.update(event="note", facts={}),
}


@pytest.mark.parametrize("change", ERASURES.values(), ids=ERASURES)
def test_a_lie_about_an_erasure_is_found(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    assert not lie(path, ERASED, change).ok


def test_an_entry_that_no_program_could_follow_hides_no_document(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM document")
        body = body_of(connection, 5) | {"evidence": "all of them"}
        put(connection, 5, body)
        rehash(connection)
    assert any("is missing" in problem.what for problem in audit(path).problems)


def test_a_value_that_is_no_bytes_is_found(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'document'")
    connection.close()
    with forging(path) as connection:
        connection.execute("UPDATE document SET data = CAST(data AS TEXT)")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = sql || 'STRICT' WHERE name = 'document'")
    connection.close()
    with Book(path) as book, book.reading() as run:
        assert fingerprint(run) == FINGERPRINT
    assert any("is not bytes" in problem.what for problem in audit(path).problems)


def test_a_check_without_the_documents_and_a_quick_one_say_that_they_were_left_out(path: Path) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM document")
    with Book(path) as book, book.reading() as run:
        for how in ({"evidence": False}, {"depth": Depth.QUICK}, {"depth": Depth.REPLAY}):
            report = verifier.verify(run, **how)
            assert (report.ok, report.documents) == (True, None)
            assert NOT_LOOKED_AT in report.cannot_tell
        whole = verifier.verify(run)
        assert (whole.ok, NOT_LOOKED_AT in whole.cannot_tell) == (False, False)


# ── One document in memory at a time ──

EACH, MANY = 2 * 2**20, 8


def peak(book: Book) -> int:
    """Bytes that Python had at once while a book was verified."""
    with book.reading(snapshot=False) as run:
        tracemalloc.start()
        try:
            assert verifier.verify(run).ok
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.fixture
def heavy(iij: OpenAt) -> Book:
    with iij("add") as book:
        for number in range(MANY):
            paper = document(f"{number}.bin", bytes([number]) * EACH)
            record(book, "company", "IIJ", "attach", evidence=(paper,))
    return book


def test_at_most_one_document_is_in_memory_at_a_time(heavy: Book) -> None:
    assert peak(heavy) < 2 * EACH


def test_planted_a_check_that_reads_all_documents_first_takes_more(heavy: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_at(run: Any) -> dict[str, str]:
        return {sha256: "" for sha256, _ in list(run("SELECT sha256, data FROM document", {}))}

    monkeypatch.setattr(inspection, "looked_at", looked_at)
    assert peak(heavy) > 4 * EACH


# ── Planted auditors ──


def test_planted_an_auditor_who_does_not_hash_documents_misses_a_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE document SET data = ?", ((MINUTES.data or b"")[::-1],))
    assert not audit(path).ok
    right = AlwaysRight()
    monkeypatch.setattr(inspection, "hashlib", SimpleNamespace(sha256=lambda _: SimpleNamespace(hexdigest=lambda: right)))
    assert audit(path).ok


def test_planted_an_auditor_who_does_not_compare_documents_misses_that_one_is_gone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM document")
    assert not audit(path).ok
    monkeypatch.setattr(inspection, "report_on", lambda *_: None)
    assert audit(path).ok


def test_what_is_kept_is_what_sha256sum_would_name(path: Path) -> None:
    connection = sqlite3.connect(path)
    ((sha256, data),) = connection.execute("SELECT sha256, data FROM document").fetchall()
    connection.close()
    assert hashlib.sha256(data).hexdigest() == sha256
