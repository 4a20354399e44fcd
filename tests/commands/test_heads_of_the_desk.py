"""What the desk remembers of a book, and what it says when the book does not have it any more."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

REF = "IIJ-FY2017-YE"
READING = [
    ("list",), ("show", REF), ("log",), ("due",), ("check", REF, "approve", "--on", "2018-06-28"), ("schedule", REF),
    ("export",), ("people", "list"), ("reassess",),
]  # fmt: skip
STEPS = [
    ("note", REF, "x"),
    ("approve", REF, "--on", "2018-06-28"),
    ("people", "add", "x", "--name", "x"),
    ("import", "FILE"),
]


def heads() -> list[Path]:
    folder = Path(os.environ["KETSUGI_STATE"], "heads")
    return sorted(folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def restored(desk):
    """A desk that saw entry 7, at a book that ends with entry 6 again."""
    older = desk.copied()
    desk.done("note", REF, "the newest")
    desk.put_back(older)
    return desk


@pytest.mark.parametrize("words", [*READING, ("verify",), ("verify", "--quick")], ids=" ".join)
def test_whatever_reads_a_book_remembers_it_and_says_nothing(desk, words):
    desk.run(*words)
    (file,) = heads()
    assert '"seq": 6' in file.read_text()
    assert "warning" not in desk.run(*words).err


def test_a_step_is_remembered(desk):
    desk.done("note", REF, "x")
    assert '"seq": 7' in heads()[0].read_text()


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_reading_answers_and_warns_in_one_line(restored, words, tmp_path):
    before = restored.run(*words, env={"KETSUGI_STATE": str(tmp_path / "elsewhere")})
    answer = restored.run(*words)
    assert (answer.code, answer.out) == (before.code, before.out)
    (warning,) = [line for line in answer.err.splitlines() if line.startswith("warning: ")]
    assert "this computer saw entry 7 (" in warning
    assert "now the book ends with entry 6 (" in warning


@pytest.mark.parametrize("words", STEPS, ids=" ".join)
@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)], ids=["done", "dry", "json"])
def test_a_step_is_refused_and_nothing_is_written(restored, words, more, unchanged, tmp_path):
    (tmp_path / "FILE").write_text((Path(__file__).parents[2] / "examples/iij-fy2017.toml").read_text())
    with unchanged(restored):
        answer = restored.run(*(str(tmp_path / "FILE") if word == "FILE" else word for word in words), *more)
    assert (answer.code, answer.err.count("\n")) == (6, 1)
    assert answer.err.startswith("error: on 2018-08-01 this computer saw entry 7 (")
    if more == ("--json",):
        assert answer.json["error"] == "LogBroken"


@pytest.mark.parametrize("words", [("write",), ("prove", "2"), ("sign", "FILE")], ids=" ".join)
def test_nobody_vouches_for_a_book_that_lost_an_entry(restored, words, tmp_path):
    state = {"KETSUGI_STATE": str(tmp_path / "of another computer")}
    restored.done("checkpoint", "write", "-o", str(tmp_path / "FILE"), env=state)
    answer = restored.run("checkpoint", *(str(tmp_path / "FILE") if word == "FILE" else word for word in words))
    assert (answer.code, answer.out, answer.err.count("\n")) == (6, "", 1)
    assert "this computer saw entry 7" in answer.err


def test_a_verification_has_it_among_its_problems_and_says_it_once(restored):
    answer = restored.run("verify")
    assert (answer.code, answer.err) == (6, "")
    assert answer.lines[0].startswith("NOT VERIFIED: 1 problem in 6 entries")
    assert answer.lines[1].startswith("  entry 7: is missing: this computer saw it on 2018-08-01 (")


def test_after_it_is_forgotten_the_work_goes_on(restored):
    told = restored.run("checkpoint", "forget", "--dry-run").out
    assert told.startswith("would forget entry 7 (")
    assert restored.run("note", REF, "x").code == 6
    assert restored.done("checkpoint", "forget").out == told.replace("would forget", "forgot").partition("\n")[0] + "\n"
    assert heads() == []
    assert restored.done("note", REF, "x").err.startswith("next: ")
    assert restored.done("checkpoint", "forget", "--json").json["forgotten"]["entry"] == 7
    assert restored.done("checkpoint", "forget").out == "forgot nothing: it was not remembered\n"


def test_the_remedy_is_a_command_for_this_book(restored):
    for words in (("note", REF, "x"), ("list",)):
        assert f"ketsugi checkpoint forget --book {restored.book}" in restored.script(*words).err


def test_a_demonstration_remembers_nothing(script, tmp_path):
    assert script("demo", "--book", str(tmp_path / "kept.db")).code == 0
    assert heads() == []


def test_what_cannot_be_read_is_one_line_and_the_work_goes_on(desk):
    desk.done("list")
    (file,) = heads()
    for broken in (b"", b"{}", b"\x1b[2J\xff" * 900):
        file.write_bytes(broken)
        answer = desk.done("note", REF, "x")
        (warning,) = [line for line in answer.err.splitlines() if line.startswith("warning: ")]
        assert str(file) in warning
        assert "\x1b" not in answer.err
        assert "warning" not in desk.done("list").err


@pytest.mark.of_a_file
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_cannot_be_used_is_told_and_the_work_goes_on(desk, tmp_path, mode):
    (tmp_path / "state").mkdir(mode=mode)
    try:
        for words in (("list",), ("note", REF, "x"), ("verify",)):
            answer = desk.script(*words, env={"KETSUGI_STATE": str(tmp_path / "state")}, ordinary=True)
            (warning,) = [line for line in answer.err.splitlines() if line.startswith("warning: ")]
            assert (answer.code, "this computer does not remember what it saw" in warning) == (0, True)
    finally:
        (tmp_path / "state").chmod(0o700)
    assert list((tmp_path / "state").iterdir()) == []


@pytest.mark.of_a_file
def test_a_process_without_a_home_works(desk):
    gone = {"KETSUGI_STATE": None, "HOME": None, "XDG_STATE_HOME": None}
    if os.name == "posix" and os.getuid() == 0:
        gone["XDG_STATE_HOME"] = str(desk.book.parent / "state")  # else it would be root's own folder
    assert desk.script("list", env=gone).code == 0


@pytest.mark.of_a_file
def test_many_who_read_and_write_at_once_are_never_warned(desk):
    """One user, several windows: what one remembers is never newer than what another then finds in the book."""
    from tests.commands.conftest import SCRIPT, _environment

    commands = [("note", REF, "x"), ("list",), ("verify", "--quick"), ("note", "IIJ", "y")] * 3
    running = [
        subprocess.Popen([SCRIPT, "--book", str(desk.book), *words], env=_environment({}), stdout=-1, stderr=-1)
        for words in commands
    ]
    told = [process.communicate(timeout=120)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0] * len(commands), told
    assert not [line for line in told if "warning" in line]
    assert '"seq": 12' in heads()[0].read_text()
