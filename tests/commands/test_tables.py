"""Answers as files: a workbook in which nothing runs, CSV likewise, JSON as ``--json`` has it; never over another file."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from states.errors import WrongWords
from workflow.render import sheets
from workflow.render.plain import safe
from workflow.render.workbook import EXACT, LONGEST, workbook

REF = "IIJ-FY2017-YE"
ANSWERS = {
    ("findings",): ["findings", "pace", "counts"],
    ("diff", REF): ["terms", "approved and paid"],
    ("sample", "--random-state", "7"): ["sample", "about"],
    ("show", REF): ["shown", "deeds"],
    ("log", REF): ["log"],
    ("export",): ["log"],
}
HOSTILE = ("=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "＝1+1", "http://evil.example", "12345", "_x0041_")


def read(path: Path) -> dict[str, list[list[object]]]:
    """The values of each sheet; no cell is a formula, an error or a link."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell for cell in cells if cell.hyperlink] == []
    return {sheet.title: [[as_shown(cell.value) for cell in row] for row in sheet] for sheet in book}


def as_shown(value: object) -> object:
    """As Excel shows it; of text that stands in its cell, openpyxl leaves that undone."""
    return unescape(value) if isinstance(value, str) else value


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_a_workbook_has_a_sheet_for_each_list_and_the_same_bytes_each_time(desk_at, tmp_path, words):
    desk = desk_at("paid")
    for name in ("a.xlsx", "b.xlsx"):
        answer = desk.done(*words, "-o", str(tmp_path / name))
        assert answer.out == ""
        assert f"wrote {tmp_path / name}\n" in answer.err
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert list(read(tmp_path / "a.xlsx")) == ANSWERS[words]


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_csv_holds_the_first_sheet_of_the_workbook(desk_at, tmp_path, words):
    desk = desk_at("paid")
    desk.done(*words, "-o", str(tmp_path / "a.xlsx"))
    desk.done(*words, "-o", str(tmp_path / "a.csv"))
    first = next(iter(read(tmp_path / "a.xlsx").values()))
    table = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    assert table == [["" if value is None else str(value) for value in row] for row in first]


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_json_in_a_file_is_what_json_says(desk_at, tmp_path, words):
    desk = desk_at("paid")
    desk.done(*words, "-o", str(tmp_path / "a.json"))
    said = desk.done(*words, *([] if words == ("export",) else ["--json"])).out
    assert (tmp_path / "a.json").read_text("utf-8") == said


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_nothing_is_written_over_a_file_or_on_a_dry_run_or_in_an_unknown_form(desk_at, tmp_path, words):
    desk = desk_at("paid")
    (tmp_path / "a.xlsx").write_text("mine")
    again = desk.run(*words, "-o", str(tmp_path / "a.xlsx"))
    assert again.code == 5
    assert f"error: {tmp_path / 'a.xlsx'} exists already · give another name; nothing was written\n" in again.err
    assert (tmp_path / "a.xlsx").read_text() == "mine"
    assert "nothing was written" in desk.done(*words, "--dry-run", "-o", str(tmp_path / "b.xlsx")).out
    assert desk.run(*words, "-o", str(tmp_path / "b.pdf")).code == 2
    assert sorted(each.name for each in tmp_path.glob("?.*")) == ["a.xlsx"]


def test_a_log_in_a_file_holds_what_the_filter_wants(desk_at, tmp_path):
    desk = desk_at("paid")
    desk.done("log", "--event", "approve", "-o", str(tmp_path / "a.jsonl"))
    assert (tmp_path / "a.jsonl").read_text("utf-8") == desk.done("log", "--event", "approve", "--json").out
    desk.done("log", "--event", "approve", "-o", str(tmp_path / "a.xlsx"))
    assert [row[9] for row in read(tmp_path / "a.xlsx")["log"]] == ["event", "approve"]


@pytest.fixture(scope="module")
def hostile(desk_in, tmp_path_factory):
    """A book with hostile text wherever somebody may write some."""
    desk = desk_in("drafted", tmp_path_factory.mktemp("hostile"))
    apart = {"env": {"KETSUGI_STATE": str(tmp_path_factory.mktemp("state"))}}  # what each test remembers is its own
    for text in HOSTILE:
        desk.done("note", "--acting-for", text, "--", REF, text, **apart)
        desk.done("revise", REF, "--on", "2018-05-01", f"--resource={text}", **apart)
    attest = [f"--attest=distributable-amount={''.join(HOSTILE)}", f"--attest=net-assets={HOSTILE[0]}"]
    desk.done("resolve", REF, "--on", "2018-05-24", *attest, **apart)
    return desk


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_hostile_text_is_text_in_every_cell_of_a_workbook(hostile, tmp_path, words):
    path = tmp_path / "a.xlsx"
    hostile.done(*words, "-o", str(path))
    texts = {str(value) for rows in read(path).values() for row in rows for value in row}
    if words[0] in ("log", "export"):
        assert {safe(text) for text in HOSTILE} <= texts
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")}
    assert not [name for name, text in parts.items() if "<f>" in text or "hyperlink" in text or "_rels" in name]


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_hostile_text_starts_no_formula_in_csv(hostile, tmp_path, words):
    hostile.done(*words, "-o", str(tmp_path / "a.csv"))
    table = csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline=""))
    assert [cell for row in table for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "＝"))] == []


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (EXACT - 1, EXACT - 1),
        (EXACT, str(EXACT)),
        (-EXACT, str(-EXACT)),
        ("608451601.5", "608451601.5"),
        ("007", "007"),
        ("x" * LONGEST, "x" * LONGEST),
        ("", None),
        (None, None),
        ("\x1b[2J", r"\u{1b}[2J"),
    ],
)
def test_no_figure_is_rounded_and_no_text_is_lost(tmp_path, value, cell):
    (tmp_path / "a.xlsx").write_bytes(workbook({"one": (("name",), [(value,)])}))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["one"]
    assert sheet["A2"].value == cell
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:A2"


@pytest.mark.parametrize("letter", ["x", "\U00020b9f"])
def test_what_is_longer_than_a_cell_says_that_it_is_cut(tmp_path, letter):
    (tmp_path / "a.xlsx").write_bytes(workbook({"one": (("name",), [(letter * (LONGEST + 1),)])}))
    text = openpyxl.load_workbook(tmp_path / "a.xlsx")["one"]["A2"].value
    assert len(text) == LONGEST
    assert text.endswith(" … (16,384 characters, cut)")


@pytest.mark.parametrize(("rows", "fits"), [(2, True), (3, False)])
def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch, rows, fits):
    monkeypatch.setattr("workflow.render.workbook.ROWS", 2)
    with contextlib.nullcontext() if fits else pytest.raises(WrongWords, match="more than 2 rows"):
        workbook({"one": (("name",), [(at,) for at in range(rows)])})


def test_every_list_has_all_the_names_that_its_rows_have(desk_at):
    desk = desk_at("paid")
    found = desk.done("findings", "--json").json
    assert {tuple(row) for row in found["findings"]} == {sheets.FINDINGS}
    assert {tuple(row) for row in found["pace"]} == {sheets.PACE}
    assert {tuple(row) for row in desk.done("sample", "--random-state", "7", "--json").json["entries"]} == {sheets.SAMPLE}
    assert {tuple(row) for row in desk.done("show", REF, "--json").json["deeds"]} == {sheets.DEEDS}


def test_a_workbook_goes_into_a_file(desk_at):
    answer = desk_at("paid").run("export", "--format", "xlsx")
    assert (answer.code, answer.err) == (2, "error: --format xlsx: into which file? · give --output FILE.xlsx\n")


_WITHOUT = """
import sys
sys.modules["xlsxwriter"] = None
import cli
sys.argv = ["ketsugi", *sys.argv[1:]]
cli.main()
"""


@pytest.mark.of_a_file
def test_without_the_package_the_extra_is_named_and_nothing_is_written(desk_at, tmp_path):
    desk = desk_at("paid")
    words = ["--book", str(desk.book), "log", "-o", str(tmp_path / "a.xlsx")]
    done = subprocess.run([sys.executable, "-c", _WITHOUT, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    remedy = "install it in the folder of the program: uv tool install '.[office]'"
    assert done.stderr == f"error: a workbook needs the package xlsxwriter · {remedy}\n"
    assert not (tmp_path / "a.xlsx").exists()
