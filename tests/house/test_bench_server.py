"""What a book on a server carries can be measured, and the page that speaks of it shows what the command prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.server import VARIABLE, Databases

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/plan-a-shared-book.md").read_text(encoding="utf-8")
_, MEASURED, AFTER = re.split(r"<!-- measured.*-->\n", PAGE)
ROW = re.compile(r"^\| (.+) \|$", re.M)


def rows(said: str) -> list[list[str]]:
    return [row.split(" | ") for row in ROW.findall(said)]


@pytest.fixture(scope="module")
def measured(databases: Databases) -> str:
    words = [sys.executable, "-m", "benchmarks.server", "--tiny"]
    how: dict[str, Any] = {"cwd": ROOT, "env": os.environ | {VARIABLE: databases.address}}
    done = subprocess.run(words, **how, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_row_of_the_page_can_be_measured_today_and_no_writer_gets_an_error(measured: str) -> None:
    assert [row[0] for row in rows(measured)] == [row[0] for row in rows(MEASURED)]
    errors = [
        dict(zip(rows(said)[0], row, strict=True))["errors"] for said in (measured, MEASURED) for row in rows(said)[2:14]
    ]
    assert errors == ["0"] * 24


def test_a_command_crosses_the_network_as_often_as_the_page_says(measured: str) -> None:
    """But for the whole check, which asks the guards of entries of random order."""
    ours, theirs = ([row[:3] for row in rows(said)[16:23]] for said in (measured, MEASURED))
    assert ours == theirs


def test_every_measured_figure_that_the_page_speaks_of_stands_in_the_table() -> None:
    said = re.findall(r"\*\*([\d.,]+)\*\*", AFTER)
    assert len(said) > 15
    known = set(re.findall(r"(?<![\d.,])\d[\d.,]*\d|\d", MEASURED))
    assert [figure for figure in said if figure not in known] == []


def test_a_figure_that_was_not_measured_is_noticed() -> None:
    known = set(re.findall(r"(?<![\d.,])\d[\d.,]*\d|\d", MEASURED))
    assert {"309", "2,237", "0.31"} <= known
    assert "310" not in known
