"""Opening a book: whatever lies at that path, the answer is one line a person can act on, and nothing is touched."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workflow.file
from states.errors import BookUnusable, Conflict, KetsugiError, LogBroken
from tests.conftest import NOW, record
from workflow.book import Book, create
from workflow.protection import TRIGGERS
from workflow.verify import verify

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]


def read(path: Path) -> int:
    with Book(path) as book, book.reading() as run:
        return len(list(run("SELECT seq, prev, body, hash, sig FROM entry", {})))


def write(path: Path) -> int:
    with Book(path) as book:
        return record(book, "company", "IIJ", "note", reason="seen").seq


def make(path: Path) -> Book:
    return create(path, name="x", timezone="UTC", now=NOW, actor="sato", policy={"signing": "unsigned"})


BOTH = pytest.mark.parametrize("visit", [read, write])


# ── Something else lies there ──


def nothing(path: Path) -> str:
    return "no book at"


def a_folder(path: Path) -> str:
    path.mkdir()
    return "is not a file"


def a_pipe(path: Path) -> str:
    os.mkfifo(path)
    return "is not a file"


def a_link_to_nothing(path: Path) -> str:
    path.symlink_to("nowhere.db")
    return "no book at"


def an_empty_file(path: Path) -> str:
    path.write_bytes(b"")
    return "is not a Ketsugi book"


def a_letter(path: Path) -> str:
    path.write_text("Dear shareholders,\n" * 500)
    return "is not a Ketsugi book"


def a_few_bytes(path: Path) -> str:
    path.write_bytes(b"SQLite format 3\0")
    return "is not a Ketsugi book|damaged"


def another_programs_database(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
    connection.close()
    return "is not a Ketsugi book"


def another_programs_database_in_wal_mode(path: Path) -> str:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE moz_places (url TEXT)")
    connection.close()
    return "is not a Ketsugi book"


def marked(version: int) -> Callable[[Path], None]:
    def mark(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()

    return mark


def a_newer_book(path: Path) -> str:
    make(path)
    marked(99)(path)
    return "schema version 99, this program knows 2"


def an_older_book(path: Path) -> str:
    make(path)
    marked(0)(path)
    return "schema version 0, this program needs 2"


THINGS = [nothing, a_folder, a_pipe, a_link_to_nothing, an_empty_file, a_letter, a_few_bytes, another_programs_database]
THINGS += [another_programs_database_in_wal_mode, a_newer_book, an_older_book]


def contents(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in sorted(folder.iterdir())}


@BOTH
@pytest.mark.parametrize("lay", THINGS, ids=lambda lay: lay.__name__)
def test_what_is_no_book_of_this_program_is_said_to_be_none_and_left_as_it_is(
    tmp_path: Path, lay: Callable[[Path], str], visit: Callable[[Path], int]
) -> None:
    expected = lay(tmp_path / "some.db")
    before = contents(tmp_path)
    with pytest.raises(BookUnusable, match=expected) as no:
        visit(tmp_path / "some.db")
    assert no.value.remedy
    assert "\n" not in no.value.message
    assert contents(tmp_path) == before


@pytest.mark.parametrize("lay", THINGS[1:3] + THINGS[4:], ids=lambda lay: lay.__name__)
def test_init_never_overwrites_what_lies_there(tmp_path: Path, lay: Callable[[Path], str]) -> None:
    lay(tmp_path / "some.db")
    before = contents(tmp_path)
    with pytest.raises(Conflict, match="exists already"):
        make(tmp_path / "some.db")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("where", ["a/b/book.db", "file/book.db"])
def test_no_folder_is_made_for_a_book_and_the_one_that_is_not_there_is_named(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BookUnusable, match="there is no folder") as no:
        make(tmp_path / where)
    assert no.value.message.endswith(str((tmp_path / where).parent))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


NAMES = [
    "a?b.db",
    "a?mode=memory",
    "a#b.db",
    "a%41.db",
    "a&b=c;d.db",
    "a b.db",
    "決議 ü.db",
    ":memory:",
    "file:x.db",
    "'\".db",
]


@pytest.mark.parametrize("name", [*NAMES, os.fsdecode(b"latin-\xe9.db")], ids=ascii)
@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
def test_a_book_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, relative: bool) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name) if relative else tmp_path / name
    with make(path) as book:
        record(book, "company", "IIJ", "add", name="IIJ", jurisdiction="JP", timezone="Asia/Tokyo")
    assert (write(path), read(path)) == (3, 3)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["x" * 300, "x\0y"], ids=["too long", "with a NUL"])
@pytest.mark.parametrize("visit", [read, write, make])
def test_an_impossible_name_is_said_in_words(tmp_path: Path, name: str, visit: Callable[[Path], Any]) -> None:
    with pytest.raises(KetsugiError) as no:
        visit(tmp_path / name)
    assert no.value.remedy


# ── Someone else holds it ──


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow.file, "BUSY_SECONDS", 0.1)


def held(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"BEGIN {how}")
    return connection


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("visit", "how"), [(read, "EXCLUSIVE"), (write, "EXCLUSIVE"), (write, "IMMEDIATE")])
def test_a_held_book_is_a_conflict_that_may_be_repeated(iij: OpenAt, visit: Callable[[Path], int], how: str) -> None:
    path = iij("settle").path
    other = held(path, how)
    with pytest.raises(Conflict, match="was held by another program") as no:
        visit(path)
    assert "try again" in no.value.remedy
    other.close()
    assert visit(path) in (10, 11)


@pytest.mark.usefixtures("impatient")
def test_a_book_that_is_being_written_can_be_read(iij: OpenAt) -> None:
    path = iij("settle").path
    other = held(path, "IMMEDIATE")
    assert read(path) == 10
    other.close()


@pytest.mark.usefixtures("impatient")
def test_a_snapshot_shows_one_instant_and_keeps_writers_waiting(iij: OpenAt) -> None:
    with iij("settle") as book, book.reading() as run:
        assert len(list(run("SELECT seq FROM entry", {}))) == 10
        with pytest.raises(Conflict):
            write(book.path)
        assert len(list(run("SELECT seq FROM entry", {}))) == 10


def test_reading_without_a_snapshot_keeps_nobody_waiting(iij: OpenAt) -> None:
    with iij("settle") as book, book.reading(snapshot=False) as run:
        assert len(list(run("SELECT seq FROM entry", {}))) == 10
        assert write(book.path) == 11
        assert len(list(run("SELECT seq FROM entry", {}))) == 11


def test_a_reader_cannot_write(iij: OpenAt) -> None:
    with iij("settle") as book, pytest.raises(BookUnusable, match="cannot be written"), book.reading() as run:
        run("UPDATE subject SET label = 'x'", {})


# ── It is damaged ──


def told(path: Path, visit: Callable[[Path], int]) -> bool:
    """Whether a visitor is told in words that the book is damaged; anything but words is a traceback and fails here."""
    try:
        visit(path)
    except (BookUnusable, LogBroken) as no:
        return bool(no.remedy)
    with Book(path) as book, book.reading() as run:  # what was read without a word must be found by an auditor
        return not verify(run).ok


@BOTH
def test_of_a_book_cut_short_the_reader_or_the_auditor_is_told(iij: OpenAt, visit: Callable[[Path], int]) -> None:
    path = iij("settle").path
    whole = path.read_bytes()
    for length in (*range(1, 120, 17), *range(512, len(whole) - 4096, 4096), *range(len(whole) - 4096, len(whole), 512)):
        path.write_bytes(whole[:length])
        assert told(path, visit), length


@BOTH
@pytest.mark.parametrize("junk", [b"\0", b"\xff", b"\xaa\x55\x01"])
def test_of_a_page_of_junk_the_reader_or_the_auditor_is_told(iij: OpenAt, visit: Callable[[Path], int], junk: bytes) -> None:
    path = iij("settle").path
    whole = path.read_bytes()
    for at in range(0, len(whole), 4096):
        path.write_bytes(whole[:at] + (junk * 4096)[:4096] + whole[at + 4096 :])
        assert told(path, visit), at


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_book_without_one_of_its_triggers_can_be_read_but_not_written(iij: OpenAt, trigger: str) -> None:
    path = iij("settle").path
    connection = sqlite3.connect(path)
    connection.execute(f"DROP TRIGGER {trigger}")
    connection.close()
    assert read(path) == 10
    with pytest.raises(BookUnusable, match="its schema was changed") as no:
        write(path)
    assert "verify" in no.value.remedy
    assert read(path) == 10


BROKEN = {
    "not JSON": "{",
    "not an object": "[]",
    "without its facts": "{}",
    "another type": '{"facts":1,"rev":1,"subject":"IIJ"}',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_an_entry_that_cannot_be_followed_stops_the_next_step_in_words(iij: OpenAt, body: str) -> None:
    """Whoever edited the log past the program: the next person is told so, and sees no traceback."""
    path = iij("settle").path
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("json_extract", 2, lambda _, key: {"$.subject": "IIJ", "$.rev": 1}[key], deterministic=True)
    connection.execute("DROP TRIGGER entry_is_not_edited")
    connection.execute("UPDATE entry SET body = ? WHERE seq = 2", (body,))
    connection.execute(TRIGGERS["entry_is_not_edited"].strip())
    connection.close()
    with pytest.raises((LogBroken, BookUnusable)) as no:
        write(path)
    assert no.value.remedy
