"""``doctor``: each thing that can be wrong is made wrong for real, and is told with what to do about it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import DIVIDEND, NOW, Answer, Typist, start

PLAIN = {"PATH": "", "KETSUGI_TEST_SERVER": None, "KETSUGI_UPDATE": None}  # of the tests, and no part of what is asked
HALF_WRITTEN = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # pages go to the file before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE subject SET label = 'half done'")
connection.execute("CREATE TABLE ballast (x)")
for _ in range(50):
    connection.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


def told(answer: Answer) -> list[dict[str, str]]:
    """The points of an answer in JSON, which has the form of every such answer."""
    assert answer.err == "", answer.err
    points: list[dict[str, str]] = answer.json["points"]
    faulty = [point["about"] for point in points if point["verdict"] == "fault"]
    assert answer.code == (6 if "log" in faulty else 7 if faulty else 0), answer.out
    assert answer.json["ok"] is not bool(faulty)
    for point in points:
        assert point["verdict"] in ("ok", "warning", "fault")
        assert point["says"].isprintable()
        assert bool(point["remedy"]) is (point["verdict"] != "ok"), "what is wrong has a remedy, and only that"
        assert "Error" not in point["says"], "a person is told what is wrong, not what the program met"
    return points


def wrong(answer: Answer) -> list[tuple[str, str]]:
    """What is not in order: about what, and which of the two it is."""
    return [(point["about"], point["verdict"]) for point in told(answer) if point["verdict"] != "ok"]


def says(answer: Answer) -> str:
    return " / ".join(f"{point['says']} · {point['remedy']}" for point in told(answer) if point["verdict"] != "ok")


def examine(desk: Typist, **more: Any) -> Answer:
    return desk.run("doctor", "--json", env=PLAIN, **more)


def asked(path: Path | str, env: Mapping[str, str | None] = {}, **more: Any) -> Answer:
    """By a process, which is bound by the rights of files."""
    return start("doctor", "--json", "--book", str(path), env={**PLAIN, **env}, ordinary=True, **more)


# ── What is in order ──


@pytest.mark.of_a_file
def test_nothing_is_wrong_with_a_sound_book_and_nothing_is_written(desk: Typist, unchanged: Any) -> None:
    with unchanged(desk):
        answer = examine(desk)
    assert wrong(answer) == []
    assert [point["about"] for point in told(answer)] == ["installation", "clock", "file system", "book", "log"]
    assert "6 entries" in answer.out
    assert not Path(os.environ["KETSUGI_STATE"]).exists(), "what it saw is remembered"


@pytest.mark.of_a_file
def test_a_person_is_told_a_line_for_each_point_and_a_program_the_same_in_columns(desk: Typist) -> None:
    desk.book.chmod(0o646)
    points = told(examine(desk))
    rows = desk.run("doctor", env=PLAIN).rows
    room = re.compile(r"[\d.,]+ [MG]B free")  # others use the disk meanwhile
    assert [room.sub("", "\t".join(row)) for row in rows] == [room.sub("", "\t".join(each.values())) for each in points]
    shown = desk.terminal("doctor", env=PLAIN)
    for point in points:
        words = point["verdict"].upper() if point["remedy"] else "ok"
        if point["about"] != "clock" and not room.search(point["says"]):  # the terminal has the real one
            assert f"\n  {words:<7}  {' · '.join(filter(None, (point['says'], point['remedy'])))}\n" in f"\n{shown}"
    assert shown.endswith("\n1 warning\n")


# ── The clock ──


@pytest.mark.parametrize("seconds", [60, 61])
def test_a_clock_that_is_behind_the_newest_entry_by_more_than_a_minute_is_a_fault(desk: Typist, seconds: int) -> None:
    answer = examine(desk, now=NOW - timedelta(seconds=seconds))
    clock = [point for point in told(answer) if point["about"] == "clock" and "entry 6" in point["says"]]
    assert [point["verdict"] for point in clock] == ["fault" if seconds > 60 else "ok"]
    assert ("behind by 0:01:01" in clock[0]["says"]) is (seconds > 60)


# ── The book and its log ──


def cut(path: Path) -> None:
    """The newest entry is taken out past the program."""
    typist = Typist(path)
    typist.tamper("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")


CHANGED: dict[str, tuple[str, list[tuple[str, str]], str]] = {
    "an entry": ("UPDATE entry SET body = replace(body, '13.50', '13.60') WHERE seq = 4", [("log", "fault")], "entry 4"),
    "a state": ("UPDATE subject SET state = 'paid' WHERE kind = 'dividend'", [("log", "fault")], "ketsugi verify"),
    "the first entry": ("UPDATE entry SET body = '[]' WHERE seq = 1", [("log", "fault")], "entry 1"),
    "every entry": ("DELETE FROM entry", [("log", "fault")], "the log is empty"),
    "its instant": (
        "UPDATE entry SET body = json_set(body, '$.recorded_at', 'noon') WHERE seq = 6", [("log", "fault")], "entry 6"
    ),
}  # fmt: skip


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", CHANGED)
def test_a_log_that_does_not_hold_is_a_fault_with_the_exit_code_of_verify(desk: Typist, what: str) -> None:
    text, expected, words = CHANGED[what]
    desk.tamper(text)
    answer = examine(desk)
    assert (wrong(answer), words in says(answer)) == (expected, True)
    assert answer.code == desk.run("verify", "--quick").code == 6


@pytest.mark.of_a_file
def test_an_entry_that_this_computer_saw_and_the_book_lost_is_a_fault(desk: Typist) -> None:
    desk.done("list")
    cut(desk.book)
    desk.tamper("DELETE FROM subject WHERE seq = 6")
    answer = examine(desk)
    assert ("log", "fault") in wrong(answer)
    assert "this computer saw entry 6" in says(answer)
    assert "ketsugi checkpoint forget" in says(answer)
    assert desk.run("doctor", env=PLAIN).err == "", "it is told once"


@pytest.mark.of_a_file
def test_a_schema_without_a_trigger_is_a_fault_of_the_book(desk: Typist) -> None:
    desk.sql("DROP TRIGGER entry_is_not_edited")
    assert wrong(examine(desk)) == [("book", "fault"), ("log", "fault")]


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: path.unlink(), "no book at"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "is not a file"),
    "a pipe": (lambda path: (path.unlink(), os.mkfifo(path)), "is not a file"),
    "empty": (lambda path: path.write_bytes(b""), "not a Ketsugi book"),
    "a letter": (lambda path: path.write_text("To the shareholders\n" * 99), "not a Ketsugi book"),
    "half of it": (lambda path: path.write_bytes(path.read_bytes()[:9000]), "damaged"),
    "newer": (lambda path: Typist(path).sql("PRAGMA user_version = 99"), "install a newer Ketsugi"),
    "unreadable": (lambda path: path.chmod(0), "permission"),
    "in a closed folder": (lambda path: path.parent.chmod(0), "permission"),
    "link to nothing": (lambda path: (path.unlink(), path.symlink_to("nowhere.db")), "no book at"),
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", BROKEN)
def test_a_book_that_cannot_be_used_is_told_and_the_rest_is_looked_at(desk: Typist, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    path = Path(shutil.copy(desk.book, folder / "b.db"))
    make, words = BROKEN[what]
    make(path)
    try:
        answer = asked(path, seconds=20)
        text = start("doctor", "--book", str(path), env=PLAIN, ordinary=True, seconds=20)
    finally:
        folder.chmod(0o755)
    assert wrong(answer)[-1][0] in ("book", "log")
    assert words in says(answer)
    assert {"installation", "file system"} <= {point["about"] for point in told(answer)}
    assert (text.err, text.code) == ("", answer.code)


@pytest.mark.of_a_file
def test_a_write_that_was_broken_off_is_told_by_each_name_of_the_book_and_then_undone(desk: Typist, unchanged: Any) -> None:
    done = subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(desk.book)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    link = desk.book.with_name("link.db")
    link.symlink_to(desk.book)
    with unchanged(desk):
        for name in (desk.book, link):
            answer = examine(Typist(name))
            assert wrong(answer) == [("book", "fault")]
            assert "a write was interrupted" in says(answer)
    Typist(link).done("list")
    assert wrong(examine(desk)) == []


@pytest.mark.of_a_file
def test_a_book_in_wal_mode_is_told_and_nothing_left_beside_it_and_a_step_ends_it(desk: Typist, unchanged: Any) -> None:
    assert desk.sql("PRAGMA journal_mode = wal") == [("wal",)]
    with unchanged(desk):
        answer = examine(desk)
    assert wrong(answer) == [("book", "fault")]
    assert "book.db-wal" in says(answer)
    desk.done("note", "IIJ", "the remedy")
    assert wrong(examine(desk)) == []


@pytest.mark.of_a_file
def test_entries_that_lie_in_another_file_are_told_while_the_other_program_runs(desk: Typist) -> None:
    other = sqlite3.connect(desk.book)
    try:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("UPDATE subject SET label = label || ' moved'")
        other.commit()
        assert desk.book.with_name("book.db-wal").stat().st_size
        assert wrong(examine(desk)) == [("book", "fault")]
    finally:
        other.close()


@pytest.mark.of_a_file
@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_what_lies_there_without_its_book_is_told(desk: Typist, ending: str) -> None:
    desk.book.rename(desk.book.with_name("moved.db"))
    desk.book.with_name(f"book.db{ending}").write_bytes(b"\xd9\xd5\x05\xf9")
    answer = examine(desk)
    assert wrong(answer) == [("file system", "fault"), ("book", "fault")]
    assert f"book.db{ending} lies there without its book" in says(answer)


@pytest.mark.of_a_file
def test_a_book_that_is_named_by_no_words_or_by_wrong_ones_is_told(desk: Typist, script: Callable[..., Answer]) -> None:
    assert "no such kind of book" in says(script("doctor", "--json", "--book", "http://a/b", env=PLAIN))
    assert script("doctor", "--book", "", env=PLAIN).code == 7
    assert json.loads(script("doctor", "--json", env={**PLAIN, "HOME": "/nonexistent"}).out)["ok"] is False
    assert DIVIDEND not in examine(desk).out, "nothing of what is confidential is in what may be shown to others"
