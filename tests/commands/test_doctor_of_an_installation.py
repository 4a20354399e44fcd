"""``doctor``: modules of two programs mixed up, a time zone that is missing, a variable misspelt, a closed folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import workflow.installation
from tests.commands.conftest import SCRIPT, Answer, Typist, _environment, start
from tests.commands.test_doctor import PLAIN, asked, examine, says, wrong

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.of_a_file


def process(book: Path, code: str, **env: str) -> Answer:
    """The program as a process that is begun in another way than by its script."""
    done = subprocess.run(
        [sys.executable, *code.split(" ", 1), "doctor", "--json", "--book", str(book)],
        env=_environment({**PLAIN, "PYTHONPATH": None, **env}),
        cwd=book.parent,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_module_of_our_name_in_the_folder_where_it_is_run_is_named(desk: Typist) -> None:
    (desk.book.parent / "states.py").write_text("raise ZeroDivisionError('a letter to shareholders')\n")
    assert start("doctor", "--book", str(desk.book), env=PLAIN, cwd=desk.book.parent).code == 0, "it does not disturb"
    answer = process(desk.book, "-m cli", PYTHONPATH=str(ROOT))
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(
        f"error: another package named 'states' or 'workflow' shares this environment: {desk.book.parent}"
    )


def test_a_bug_of_ours_keeps_its_traceback_where_no_stranger_is_found(desk: Typist) -> None:
    (desk.book.parent / "transitions.py").write_text("raise ZeroDivisionError('a planted bug')\n")
    answer = start("check", "IIJ-FY2017-YE", "approve", "--book", str(desk.book), env={"PYTHONPATH": str(desk.book.parent)})
    assert "a planted bug" in answer.err


@pytest.mark.parametrize("name", ["states", "workflow"])
def test_our_own_packages_of_another_copy_are_told_with_their_place(desk: Typist, name: str) -> None:
    copied = shutil.copytree(ROOT / name, desk.book.parent / "older" / name)
    answer = asked(desk.book, {"PYTHONPATH": str(copied.parent)})
    assert ("installation", "fault") in wrong(answer)
    assert str(copied.parent) in says(answer)
    assert "in the folder of the program: uv tool install ." in says(answer)


def test_another_distribution_that_brings_a_module_of_our_name_is_told(desk: Typist) -> None:
    stranger = desk.book.parent / "stranger" / "states-0.2.1.dist-info"
    stranger.mkdir(parents=True)
    (stranger / "METADATA").write_text("Metadata-Version: 2.1\nName: states\nVersion: 0.2.1\n")
    (stranger / "top_level.txt").write_text("states\n")
    (stranger.parent / "states.py").write_text("")
    last = f"import sys; sys.path.append({str(stranger.parent)!r}); import cli; cli.main()"
    answer = process(desk.book, f"-c {last}", PYTHONPATH=str(ROOT))
    assert wrong(answer) == [("installation", "fault")]
    assert "states brings another 'states'" in says(answer)
    assert "pip uninstall states" in says(answer)


def test_two_programs_on_the_path_are_told_and_one_by_two_names_is_not(desk: Typist) -> None:
    first, second, third = (desk.book.parent / name for name in ("first", "second", "third"))
    for folder in (first, second, third):
        folder.mkdir()
    shutil.copy(SCRIPT, second / "ketsugi")
    (first / "ketsugi").symlink_to(SCRIPT)
    (third / "ketsugi").symlink_to(second / "ketsugi")
    assert wrong(asked(desk.book, {"PATH": f"{second}:{third}:"})) == []
    answer = asked(desk.book, {"PATH": f"{first}:{second}:{third}"})
    assert wrong(answer) == [("installation", "warning")]
    assert "2 programs of that name" in says(answer)


def test_without_time_zones_what_is_missing_is_told_and_not_that_the_log_is_broken(desk: Typist, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "tzdata.py").write_text("")
    answer = asked(desk.book, {"PYTHONTZPATH": str(tmp_path / "none"), "PYTHONPATH": str(tmp_path / "none")})
    assert wrong(answer) == [("installation", "fault")]
    assert "Asia/Tokyo" in says(answer)


def test_a_sqlite_that_is_too_old_is_told(desk: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (workflow.installation, workflow.file):
        monkeypatch.setattr(module, "OLDEST_SQLITE", (99, 0, 0))
    assert wrong(examine(desk)) == [("installation", "fault"), ("book", "fault")]


@pytest.mark.parametrize("name", ["KETSUGI_BOK", "ketsugi_book", "KETSUGI_LOG"])
def test_a_variable_that_means_nothing_is_told_with_the_one_it_may_be(desk: Typist, name: str) -> None:
    answer = asked(desk.book, {name: "elsewhere.db", "KETSUGI_KEY": ""})
    assert wrong(answer) == [("installation", "warning")]
    assert f"{name} is set" in says(answer)
    assert "KETSUGI_BOOK" in says(answer)


@pytest.mark.parametrize("closed", ["folder", "above", "a file", "what is remembered"])
def test_a_computer_that_cannot_remember_is_told(desk: Typist, tmp_path: Path, closed: str) -> None:
    state = tmp_path / "remembered"
    env: dict[str, Any] = {"KETSUGI_STATE": str(state)}
    if closed == "a file":
        state.write_text("")
        state.chmod(0o755)
    elif closed == "above":
        state.mkdir(mode=0o555)
    else:
        assert start("list", "--book", str(desk.book), env=env).code == 0
        (kept,) = (state / "heads").iterdir()
        kept.chmod(0) if closed == "what is remembered" else kept.parent.chmod(0o555)
    assert wrong(asked(desk.book, env)) == [("installation", "warning")]
    if closed == "a file":
        state.unlink()
        assert wrong(asked(desk.book, env)) == [], "a folder that is not there yet can be made"


def test_what_this_computer_remembers_is_told_as_damaged_with_what_to_look_at(desk: Typist, tmp_path: Path) -> None:
    env: dict[str, Any] = {"KETSUGI_STATE": str(tmp_path / "remembered")}
    assert start("list", "--book", str(desk.book), env=env).code == 0
    (kept,) = (tmp_path / "remembered" / "heads").iterdir()
    kept.write_text("{}")
    answer = asked(desk.book, env)
    assert wrong(answer) == [("installation", "warning")]
    (point,) = [each for each in answer.json["points"] if each["verdict"] == "warning"]
    assert point["says"].endswith("what this computer saw of the book is not known")
    assert point["remedy"] == "hold the book against a checkpoint or a backup that you trust"
    assert kept.read_text() == "{}", "nothing is noted by who only looks"


def test_who_has_no_home_is_told(desk: Typist) -> None:
    answer = asked(desk.book, {"KETSUGI_STATE": "", "HOME": "/dev/null", "XDG_STATE_HOME": ""})
    assert wrong(answer) == [("installation", "warning")]
