"""``report`` at the desk: into which file, in which form, and what cannot be written."""

from __future__ import annotations

import subprocess

import pytest

import cli
from tests.commands.conftest import SCRIPT

REF = "IIJ-FY2017-YE"


@pytest.mark.parametrize("words", [(REF,), ()], ids=["subject", "book"])
def test_json_in_a_file_is_what_json_says(desk, tmp_path, words):
    said = desk.done("report", *words, "--json").out
    answer = desk.done("report", *words, "-o", str(tmp_path / "r.json"))
    assert (answer.out, (tmp_path / "r.json").read_text(encoding="utf-8")) == ("", said)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "r.txt"), 2, "--output r.txt: cannot write .txt · name it .html or .pdf or .json"),
        (("-o", "r", "--json"), 2, "--output r: cannot write a file without ending"),
        (("--json", "--language", "xx"), 2, "--language xx: unknown · known here: en, ja"),
        (("-o", "{mine}", "--dry-run"), 5, "{mine} exists already"),
        (("-o", "{mine}", "--json", "--dry-run"), 5, "{mine} exists already"),
    ],
)
def test_what_cannot_be_written_is_told_so(desk, tmp_path, words, code, said):
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    answer = desk.run("report", REF, *(word.format(mine=mine) for word in words))
    assert answer.code == code
    assert f"error: {said.format(mine=mine)}" in answer.err
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("report", REF), ("report", "--json"), ("sample", "--random-state", "7"), ("findings",), ("log",), ("log", "--json"),
        ("export",), ("dividend-note", "--fiscal-year-end", "2018-03-31"), ("show", "NOPE", "--json"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_where_nobody_reads_a_command_ends_as_any_other_program_does(desk, words):
    process = subprocess.Popen(
        [SCRIPT, "--book", str(desk.book), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (cli.NOBODY_READS, "")
