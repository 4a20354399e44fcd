"""Backups: made while others write, held against the book, and put in its place."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from states.errors import BookUnusable, Conflict, KetsugiError, LogBroken, Refused
from tests.commands.conftest import start
from tests.conftest import DIVIDEND, NOW, STAFF, everything_in, record, step
from workflow import backup, file, log, sql
from workflow.audit import Depth
from workflow.book import Book, create, place
from workflow.engine import take
from workflow.file import File
from workflow.heads import Head, Heads
from workflow.log import Entry
from workflow.people import stated
from workflow.protection import FINGERPRINT, FINGERPRINT_ON_A_SERVER, fingerprint
from workflow.step import Actor
from workflow.verify import verify

OpenAt = Callable[[str], Book]


def log_of(book: Book | Path) -> list[Any]:
    at = place(book) if isinstance(book, Path) else book.place
    with at.reading(snapshot=True) as run:
        return list(run(sql.LOG_AFTER, {"after": 0, "chunk": 10_000}))


def restored(kept: Path, to: Path, **more: Any) -> Entry:
    said: dict[str, Any] = {"actor": STAFF, "now": NOW, "reason": "the disk failed"}
    return backup.restore(kept, File(to), **said | more)[1]


@pytest.fixture
def kept(iij: OpenAt, tmp_path: Path) -> Path:
    """A backup of a book of ten entries, with a document."""
    to = tmp_path / "kept.db"
    with iij("settle") as book:
        backup.backup(book, to)
    return to


# ── Made ──


def test_a_backup_is_a_book_of_its_own_with_every_entry_row_and_guard(iij: OpenAt, tmp_path: Path) -> None:
    with iij("settle") as book:
        made = backup.backup(book, tmp_path / "kept.db")
        assert log_of(tmp_path / "kept.db") == log_of(book)
        with book.reading() as run, Book(tmp_path / "kept.db") as copy, copy.reading() as its:
            rows = {"kind": None, "company": None, "state": None}
            assert list(its(sql.SUBJECTS, rows)) == list(run(sql.SUBJECTS, rows))
            assert fingerprint(its) == FINGERPRINT
            assert verify(its).ok
    assert (made["entries"], made["documents"], made["head"]) == (10, 0, log_of(tmp_path / "kept.db")[-1][3].hex())


def test_a_backup_changes_nothing_in_the_book_and_leaves_nothing_beside_it(iij: OpenAt, tmp_path: Path) -> None:
    with iij("settle") as book:
        before = everything_in(book)
        (tmp_path / "elsewhere").mkdir()
        backup.backup(book, tmp_path / "elsewhere" / "kept.db")
        shutil.rmtree(tmp_path / "elsewhere")
        assert everything_in(book) == before


def test_a_backup_replaces_no_file_and_where_it_fails_there_is_none(iij: OpenAt, tmp_path: Path) -> None:
    with iij("settle") as book:
        backup.backup(book, tmp_path / "kept.db")
        before = (tmp_path / "kept.db").read_bytes()
        with pytest.raises(Conflict, match="exists already"):
            backup.backup(book, tmp_path / "kept.db")
        with pytest.raises(BookUnusable):
            backup.backup(book, tmp_path / "kept.db" / "kept.db")
    assert (tmp_path / "kept.db").read_bytes() == before
    assert not [each for each in tmp_path.rglob("*") if each.name.endswith(".new")]


@pytest.mark.of_a_file
def test_who_may_only_read_the_book_can_make_a_backup(iij: OpenAt, tmp_path: Path) -> None:
    path = iij("settle").path
    assert isinstance(path, Path)
    path.chmod(0o444)
    done = start("book", "backup", str(tmp_path / "kept.db"), "--book", str(path), ordinary=True)
    assert (done.code, done.out.partition(":")[0]) == (0, f"backed up 10 entries to {tmp_path / 'kept.db'}")


def test_a_backup_made_while_others_write_is_a_beginning_of_the_book(iij: OpenAt, tmp_path: Path) -> None:
    book, stop, made = iij("settle"), threading.Event(), []

    def write() -> None:
        with Book(book.path) as own:
            while not stop.is_set():
                record(own, "dividend", DIVIDEND, "note", reason="one more")

    writers = [threading.Thread(target=write) for _ in range(2)]
    for each in writers:
        each.start()
    try:
        for number in range(5):
            made.append(tmp_path / f"{number}.db")
            backup.backup(book, made[-1])
    finally:
        stop.set()
        for each in writers:
            each.join()
    whole = log_of(book)
    lengths = []
    for each in made:
        found = log_of(each)
        assert found == whole[: len(found)]
        lengths.append(len(found))
        assert backup.check(each, book)["newer"] == len(whole) - len(found)
    assert lengths == sorted(lengths)
    assert lengths[-1] > 10, "nobody wrote meanwhile: it shows nothing"
    book.close()


@pytest.mark.of_a_file
def test_planted_a_copy_of_the_bytes_of_a_file_in_use_is_torn(iij: OpenAt, tmp_path: Path) -> None:
    """Half of a write is in the file, and what undoes it lies beside it."""
    path = iij("settle").path
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA cache_size = 1")  # so that the file is written before the end of the write
    other.execute("BEGIN IMMEDIATE")
    other.execute("DROP TRIGGER entry_is_not_edited")
    other.execute("UPDATE entry SET body = body || ' '")
    shutil.copy(path, tmp_path / "torn.db")
    other.rollback()
    other.close()
    with Book(path) as book:
        backup.backup(book, tmp_path / "kept.db")
        with pytest.raises(KetsugiError):
            backup.check(tmp_path / "torn.db", book)
        assert backup.check(tmp_path / "kept.db", book)["newer"] == 0


@pytest.mark.of_a_file
def test_of_a_book_that_does_not_verify_no_backup_is_made(iij: OpenAt, tmp_path: Path) -> None:
    with iij("settle") as book:
        _tamper(book)
        with pytest.raises(KetsugiError) as no:
            backup.backup(book, tmp_path / "kept.db")
    assert no.value.exit_code in (LogBroken.exit_code, BookUnusable.exit_code)
    assert not (tmp_path / "kept.db").exists()


def _tamper(book: Book) -> None:
    text = "UPDATE entry SET body = replace(body, '13.50', '14.50') WHERE seq = 4"
    connection = sqlite3.connect(book.path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(text)
    connection.commit()
    connection.close()


@pytest.mark.of_a_file
def test_a_copy_waits_no_longer_than_any_other_for_who_holds_the_file(
    iij: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.2)
    path, said = iij("settle").path, list[KetsugiError]()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    def made() -> None:
        with pytest.raises(Conflict) as no, File(Path(path)).copied(tmp_path / "kept.db"):
            pass
        said.append(no.value)

    waiting = threading.Thread(target=made, daemon=True)  # where it waits for ever the tests still end
    waiting.start()
    waiting.join(20)
    assert [each.message.partition(" for ")[0] for each in said] == [f"{path} was held by another program"]
    other.close()
    assert [each.name for each in tmp_path.iterdir() if "kept" in each.name] == []


@pytest.mark.of_a_file
@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX files")
def test_a_backup_can_be_read_by_nobody_who_may_not_read_the_book(iij: OpenAt, tmp_path: Path) -> None:
    with iij("add") as book:
        Path(book.path).chmod(0o600)
        backup.backup(book, tmp_path / "kept.db")
    assert (tmp_path / "kept.db").stat().st_mode & 0o777 == 0o600


# ── Held against the book ──


def test_a_backup_is_all_of_the_book_or_a_beginning_of_it(iij: OpenAt, tmp_path: Path) -> None:
    with iij("settle") as book:
        backup.backup(book, tmp_path / "kept.db")
        assert backup.check(tmp_path / "kept.db", book)["newer"] == 0
        record(book, "dividend", DIVIDEND, "note", reason="one more")
        assert backup.check(tmp_path / "kept.db", book)["newer"] == 1


def test_a_backup_of_another_book_or_of_another_history_does_not_pass(iij: OpenAt, kept: Path, tmp_path: Path) -> None:
    create(tmp_path / "other.db", name="o", timezone="UTC", now=NOW, actor="sato", policy=log.UNSIGNED)
    with pytest.raises(LogBroken, match="is of another book"):
        backup.check(kept, Book(tmp_path / "other.db"))
    shutil.copy(kept, tmp_path / "apart.db")
    with Book(tmp_path / "apart.db") as apart, Book(kept) as own:
        record(apart, "dividend", DIVIDEND, "note", reason="here")
        with pytest.raises(LogBroken, match=r"ends with entry 11 .* has no entry 11"):
            backup.check(tmp_path / "apart.db", own)
        record(own, "dividend", DIVIDEND, "note", reason="there")
        with pytest.raises(LogBroken, match=r"ends with entry 11 .* has another entry 11"):
            backup.check(tmp_path / "apart.db", own)


@pytest.mark.of_a_file
def test_a_backup_that_was_changed_does_not_pass(iij: OpenAt, kept: Path) -> None:
    _tamper(Book(kept))
    with pytest.raises(LogBroken, match="entry 4: "):
        backup.check(kept, iij("settle"))


@pytest.mark.of_a_file
def test_a_book_that_was_changed_is_told_from_its_backup(iij: OpenAt, kept: Path) -> None:
    with iij("settle") as book:
        _tamper(book)
        with pytest.raises(LogBroken, match=r"does not verify: entry 4: .* is whole, and agrees up to entry 10"):
            backup.check(kept, book)


# ── Put in the place of the book ──


def test_a_restored_book_goes_on_and_says_that_it_was_restored(kept: Path, tmp_path: Path) -> None:
    entry = restored(kept, tmp_path / "new.db")
    assert entry.seq == 11
    assert log_of(tmp_path / "new.db")[:10] == log_of(kept)
    assert entry.body["facts"] == {"restored": {"entries": 10, "head": entry.prev.hex()}}
    assert (entry.body["reason"], entry.body["company"]) == ("the disk failed", "")
    with Book(tmp_path / "new.db") as book:
        assert record(book, "dividend", DIVIDEND, "note", reason="it goes on").seq == 12
        with book.reading() as run:
            assert verify(run, Depth.FULL).ok


def test_a_book_is_restored_to_a_server(databases: Any, kept: Path) -> None:
    at = databases.new()
    backup.restore(kept, place(at), actor=STAFF, now=NOW, reason="the file server burnt down")
    with Book(at) as book, book.reading() as run:
        assert fingerprint(run) == FINGERPRINT_ON_A_SERVER
        assert verify(run).ok
    databases.drop(at)


def test_what_was_seen_beyond_the_backup_is_recorded_as_lost(kept: Path, tmp_path: Path) -> None:
    beyond, within = Head(14, "ab" * 32, "2018-08-01T00:00:00Z"), Head(9, "cd" * 32, "2018-08-01T00:00:00Z")
    assert restored(kept, tmp_path / "a.db", lost=beyond).body["facts"]["lost"] == {"entries": 14, "head": "ab" * 32}
    assert "lost" not in restored(kept, tmp_path / "b.db", lost=within).body["facts"]


def test_a_restore_replaces_no_book_and_without_a_reason_makes_none(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="exists already"):
        restored(kept, kept)
    with pytest.raises(KetsugiError, match="reason"):
        restored(kept, tmp_path / "new.db", reason=None)
    assert not (tmp_path / "new.db").exists()


def test_in_a_book_with_a_roster_an_admin_restores_it(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    create(path, name="o", timezone="UTC", now=NOW, actor="sato", policy=log.UNSIGNED)
    with Book(path) as book:
        for person, role in (("sato", "admin"), ("abe", "preparer")):
            facts = stated(person, name=person, logins=[person], roles=[role])
            record(book, "people", "people", "add", **facts)
        backup.backup(book, tmp_path / "kept.db")
    with pytest.raises(Refused):
        restored(tmp_path / "kept.db", tmp_path / "new.db", actor=Actor(name="abe"))
    assert not (tmp_path / "new.db").exists()
    assert restored(tmp_path / "kept.db", tmp_path / "new.db").body["by"]["role"] == "admin"


def test_an_entry_that_names_another_end_than_that_before_it_is_found(kept: Path, tmp_path: Path) -> None:
    with Book(kept) as book, book.writing() as run:
        ended = {"restored": {"entries": 9, "head": "ab" * 32}}
        take(run, step("book", "book", "restore", NOW.date(), **ended, reason="x"), actor=STAFF, now=NOW)
    with book.reading() as run:
        assert [each.seq for each in verify(run).problems] == [11]


def test_a_computer_that_saw_more_is_told_of_the_restore(iij: OpenAt, kept: Path, tmp_path: Path) -> None:
    heads = Heads(tmp_path / "heads", lambda: NOW)
    shutil.copy(kept, tmp_path / "book.db")
    with Book(tmp_path / "book.db", heads) as book:
        for _ in range(3):
            record(book, "dividend", DIVIDEND, "note", reason="one more")
    restored(kept, tmp_path / "new.db")
    with Book(tmp_path / "new.db", heads) as book, pytest.raises(LogBroken) as no, book.writing():
        pass
    assert "saw entry 13" in no.value.message
    assert no.value.message.endswith("it was restored as of entry 10 (entry 11, by sato: the disk failed)")
    assert "checkpoint forget" in no.value.remedy
