"""A book that is missing, read-only, locked, damaged, of another program or of a newer version."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys

import pytest

import workflow.file

pytestmark = pytest.mark.of_a_file

REF = "IIJ-FY2017-YE"
READING = [("list",), ("show", REF), ("check", REF, "withdraw"), ("log",), ("verify",), ("export",), ("diagram", REF)]
WRITING = [("approve", REF, "--on", "2018-06-28"), ("note", "IIJ", "x"), ("company", "add", "B", "--name", "B")]
EVERY = pytest.mark.parametrize("words", [*READING, *WRITING], ids=lambda words: words[0])


def unusable(answer, said=""):
    assert answer.code == 7, answer.err
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1, answer.err
    assert " · " in answer.err, "no remedy"
    assert said in answer.err


@EVERY
def test_a_missing_book_is_told_and_not_made(desk, tmp_path, words):
    desk.book = tmp_path / "none.db"
    unusable(desk.run(*words), f"no book at {desk.book}")
    assert not desk.book.exists()


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("a letter to the shareholders\n" * 200),
    "half a header": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(4)),
    "another program": lambda path: made_by_another_program(path),
}


def made_by_another_program(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
        connection.commit()


@pytest.mark.parametrize("words", [("list",), ("verify",), ("note", "IIJ", "x")], ids=lambda words: words[0])
@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_of_another_program_is_told_and_left_alone(desk, tmp_path, unchanged, what, words):
    desk.book = tmp_path / "other.db"
    FOREIGN[what](desk.book)
    with unchanged(desk):
        unusable(desk.run(*words), "not a Ketsugi book")


@pytest.mark.parametrize(
    "words", [("list",), ("verify",), ("note", "IIJ", "x"), ("import", "case")], ids=lambda words: words[0]
)
def test_a_book_of_a_newer_version_is_told_with_both_versions_and_left_alone(desk, unchanged, words):
    desk.sql("PRAGMA user_version = 99")
    with unchanged(desk):
        answer = desk.run(*words)
    unusable(answer, "version 99")
    assert "install a newer Ketsugi" in answer.err


@pytest.mark.parametrize("what", ["directory", "pipe", "device", "long name", "below a file"])
def test_a_path_that_cannot_be_a_book_is_told_and_does_not_hang(desk, script, tmp_path, what):
    path = tmp_path / "path"
    match what:
        case "directory":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = "/dev/zero"
        case "long name":
            path = tmp_path / ("a" * 300)
        case "below a file":
            path.write_text("x")
            path = path / "deeper"
    may_hang = what in ("pipe", "device")

    def typed(*words):
        return (
            script(*words, "--book", str(path), seconds=20)
            if may_hang
            else desk.run(*words, "--book", str(path), book=False)
        )

    for words in (("list",), ("note", "IIJ", "x")):
        unusable(typed(*words))
    made = typed("init")
    assert made.code in (5, 7)
    assert made.err.startswith("error: ")
    assert made.err.count("\n") == 1


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_who_may_only_read_can_ask_everything(desk, words):
    desk.book.chmod(0o444)
    desk.book.parent.chmod(0o555)
    try:
        answer = desk.script(*words, ordinary=True)
    finally:
        desk.book.parent.chmod(0o755)
    assert answer.code == 0, answer.err
    assert answer.out


@pytest.mark.parametrize("what", ["file", "folder"])
def test_who_may_only_read_can_record_nothing(desk, unchanged, what):
    desk.book.chmod(0o444 if what == "file" else 0o644)
    desk.book.parent.chmod(0o555 if what == "folder" else 0o755)
    try:
        with unchanged(desk):
            unusable(desk.script("approve", REF, "--on", "2018-06-28", ordinary=True), "cannot be")
    finally:
        desk.book.parent.chmod(0o755)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_who_may_not_even_read_is_told(desk, what):
    (desk.book if what == "file" else desk.book.parent).chmod(0)
    try:
        unusable(desk.script("list", ordinary=True))
    finally:
        desk.book.parent.chmod(0o755)
        desk.book.chmod(0o644)


def test_no_book_is_made_where_one_may_not_write(script, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        unusable(script("init", "--book", str(folder / "a.db"), ordinary=True))
        unusable(script("init", "--book", str(folder / "deeper" / "a.db"), ordinary=True))
    finally:
        folder.chmod(0o755)
    assert list(folder.iterdir()) == []


@pytest.fixture
def held(desk, monkeypatch):
    """A book that another program holds for longer than a person here would wait."""
    monkeypatch.setattr(workflow.file, "BUSY_SECONDS", 0.2)
    with contextlib.closing(sqlite3.connect(desk.book, isolation_level=None)) as other:
        yield desk, other


def test_a_book_that_stays_locked_is_a_conflict_and_can_still_be_read(held, unchanged):
    desk, other = held
    other.execute("BEGIN IMMEDIATE")
    with unchanged(desk):
        answer = desk.run("approve", REF, "--on", "2018-06-28")
        assert desk.run("list").code == 0
    assert answer.code == 5
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert "held by another" in answer.err
    assert "nothing was written" in answer.err
    other.execute("ROLLBACK")
    desk.done("approve", REF, "--on", "2018-06-28")


def test_a_book_that_is_locked_even_for_readers_is_a_conflict(held):
    desk, other = held
    other.execute("BEGIN EXCLUSIVE")
    answer = desk.run("list")
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.startswith("error: ")
    assert "held by another" in answer.err
    assert "database is locked" not in answer.err


def test_who_waits_long_enough_is_served(desk):
    hold = (
        "import sqlite3, sys, time\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True); time.sleep(1); c.execute('ROLLBACK')"
    )
    holder = subprocess.Popen([sys.executable, "-c", hold, str(desk.book)], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"held\n"
        desk.done("approve", REF, "--on", "2018-06-28")


@pytest.mark.parametrize("where", ["pages", "end"])
@pytest.mark.parametrize("words", [("list",), ("log",), ("verify",), ("note", "IIJ", "x")], ids=lambda words: words[0])
def test_a_damaged_file_is_told_in_words_and_with_a_code_of_its_own(desk, words, where):
    content = bytearray(desk.book.read_bytes())
    if where == "pages":
        content[4096:] = b"\xa5" * (len(content) - 4096)
    else:
        del content[4096 * 2 :]
    desk.book.write_bytes(content)
    answer = desk.run(*words)
    assert answer.code in (6, 7)
    if answer.code == 7:
        unusable(answer)
    else:
        assert answer.lines[0].startswith("NOT VERIFIED")


def test_a_write_that_a_crash_interrupted_is_undone_by_the_next_reader(desk, tmp_path):
    """A hot journal left behind: the reader sees the book as it was before."""
    before = desk.book.read_bytes()
    crash = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        'c.execute("UPDATE subject SET label = hex(randomblob(200))")\n'
        "c.execute('CREATE TABLE filler (x)'); c.executemany('INSERT INTO filler VALUES (?)', [('y' * 2000,)] * 500)\n"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", crash, str(desk.book)], check=False).returncode == 9
    journal = desk.book.with_name("book.db-journal")
    assert journal.exists()
    assert desk.book.read_bytes() != before, "the crash did not reach the file"
    found = desk.book.read_bytes()
    answer = desk.run("verify")  # which leaves what it is to judge as it was found
    assert answer.code == 7
    assert "a write was interrupted" in answer.err
    assert (desk.book.read_bytes(), journal.exists()) == (found, True)
    assert desk.done("list").rows[1][-1] == "year-end JPY 13.50 a share, 608 million"


DAMAGED = {
    "an event of the first entry": ("UPDATE entry SET body = json_set(body, '$.event', 'x') WHERE seq = 1", ("log",)),
    "a kind there is not": ("UPDATE entry SET body = json_set(body, '$.kind', 'x') WHERE seq = 5", ("reassess",)),
    "a state there is not": (
        "UPDATE entry SET body = json_set(body, '$.to', char(27) || '[31mx') WHERE seq = 4",
        ("reassess",),
    ),
}


@pytest.mark.parametrize(("change", "words"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_entry_is_told_and_obeyed_by_no_terminal(desk, change, words):
    desk.tamper(change)
    answer = desk.run(*words)
    assert answer.code in (0, 6)
    assert "\x1b" not in answer.out + answer.err


def test_two_ways_to_verify_at_once_are_asked_about(desk):
    no = desk.run("verify", "--quick", "--replay")
    assert (no.code, "--quick and --replay: which?" in no.err) == (2, True)
