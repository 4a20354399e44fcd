"""Every command in the README, the tutorial, the how-to pages and the cases is run, and what it says is compared.

A ```console block holds commands (``$ ketsugi …``, ``$ python FILE …``, ``$ ssh-keygen …``) and their answers.  In an answer
``…`` stands for anything on its line, and a line that is only ``…`` for any lines.  ``KETSUGI_UPDATE=1`` writes what the
commands say now.
Comments, which a reader does not see, set the stage:

    <!-- clock 2025-06-18 15:00 -->     the instant, in Tokyo, of the commands that follow
    <!-- file NAME: text -->            a file with that text; without ": text" it holds the next block
    <!-- copy NAME OTHER -->            a copy of a file
    <!-- sql NAME: statements -->       someone changes a book past the program
    <!-- login abe keys/abe -->         who types from here on, and the file of their key, if they have one
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

import cli
from states.rulebooks import WITH_RULES
from tests.commands.conftest import DESK

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    p
    for at in ("README.md", "docs/tutorial.md", "docs/how-to/*.md", "tests/cases/*.md", "tests/cases/paths/*.md")
    for p in ROOT.glob(at)
)
_PIECE = re.compile(r"^<!-- (clock|file|copy|sql|login) (.*?) -->$|^```(\w*)\n(.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)
_CHANGING = re.compile(  # by run, or by version
    r"\b[0-9a-f]{64}\b|(?<=ketsugi/)[0-9a-f]{32}|(?<=SHA256:)[\w+/]{43}|\b[\w+/]{43}=|[\w+/]{88,}=*|(?<=\(holidays )[0-9.]+"
)
_PROGRAMS = {"python": sys.executable, "ssh-keygen": "ssh-keygen", "sha256sum": "sha256sum", "cat": "cat"}


class Stage:
    """One page as it is played, piece by piece."""

    now, awaited = "2026-01-15 10:00", ""  # the instant; the file that the next block is
    login, key = "sato", ""

    def __init__(self, *, codes: bool) -> None:
        self.codes = codes  # whether exit codes are shown; a person at a terminal does not see them

    def play(self, piece: re.Match[str]) -> str:
        """The piece as it should read."""
        word, rest, kind, text = piece.groups()
        name, _, more = (rest or "").partition(" ")
        if word == "clock":
            self.now = rest
        elif word == "login":
            self.login, self.key = name, more
        elif word == "copy":
            shutil.copy(name, more)
        elif word == "sql":
            with contextlib.closing(sqlite3.connect(name.rstrip(":"))) as book:
                book.executescript(more)
        elif word == "file" and name.endswith(":"):
            Path(name.rstrip(":")).write_text(more, encoding="utf-8", newline="\n")
        elif word == "file":
            self.awaited = name
        elif self.awaited:
            Path(self.awaited).write_text(text, encoding="utf-8", newline="\n")
            self.awaited = ""
        elif kind == "console":
            return f"```console\n{_COMMAND.sub(self.answer, text)}```"
        return piece[0]

    def answer(self, found: re.Match[str]) -> str:
        """A command with its answer: as it stands where that fits, else as it is now."""
        said, expected = self.run(shlex.split(found[1])), found[2].rstrip("\n")
        now = f"$ {found[1]}\n{refreshed(expected, _CHANGING.sub('…', said))}\n{found[2][len(expected) + 1 :]}"
        return found[0] if fits(expected, said) else now

    def run(self, words: list[str]) -> str:
        if program := _PROGRAMS.get(words[0]):
            said = subprocess.run([program, *words[1:]], capture_output=True, encoding="utf-8", check=False)
            return (said.stdout + said.stderr).rstrip()
        told, code, now = io.StringIO(), 0, datetime.fromisoformat(self.now).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        who = patch("workflow.people.login", lambda: self.login), patch.dict(os.environ, {"KETSUGI_KEY": self.key})
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told), who[0], who[1]:
            try:
                DESK.main(words[1:], obj=cli.Office(clock=lambda: now, person=True), prog_name="ketsugi")
            except SystemExit as end:
                code = end.code
        return told.getvalue().rstrip() + (f"\n[exit {code}]" if code and self.codes else "")


def fits(expected: str, said: str) -> bool:
    """Whether an answer is as expected, ``…`` standing for anything."""
    lines = ["(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + "\n" for line in expected.split("\n")]
    return re.fullmatch("".join(lines), said + "\n") is not None


def refreshed(expected: str, said: str) -> str:
    """What is said now, left out where the expected answer leaves lines out."""
    old, new, lines = expected.split("\n"), said.split("\n"), []
    for _, i, j, k, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        at = old.index("…", i, j) if "…" in old[i:j] else None
        lines += new[k:end] if at is None else [*new[k : min(k + at - i, end)], "…", *new[max(end - j + at + 1, k) : end]]
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_answers_as_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text(encoding="utf-8")
    if taken_out := set(re.findall(r'jurisdiction = "([\w-]+)"', text)) - {*WITH_RULES, "BR"}:
        pytest.skip(f"there is no rulebook of {', '.join(taken_out)}")
    monkeypatch.chdir(shutil.copytree(ROOT / "examples", tmp_path / "examples").parent)
    monkeypatch.setenv("KETSUGI_BOOK", "practice.db")
    monkeypatch.setattr("cli.Office.simulated", False)  # a reader has a real clock
    played = _PIECE.sub(Stage(codes="cases" in page.parts).play, text)
    if os.environ.get("KETSUGI_UPDATE"):
        page.write_text(played, encoding="utf-8", newline="\n")
    else:
        assert played == text


@pytest.mark.parametrize(("expected", "same"), [("a 1\nb", True), ("a …\nb", True), ("…\nb", True), ("a 2\nb", False)])
def test_an_answer_that_differs_is_noticed(expected: str, same: bool) -> None:
    assert fits(expected, "a 1\nb") is same
