"""``export``: the log for another program, or for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile

import pytest

REF = "IIJ-FY2017-YE"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_lines_hold_every_entry_as_it_was_hashed(desk_at):
    desk = desk_at("paid")
    lines = desk.script("export").lines
    assert lines == desk.script("log", "--json").lines
    bodies = [body for (body,) in desk.sql("SELECT body FROM entry ORDER BY seq")]
    assert [line.split('"body":', 1)[1][:-1] for line in lines] == bodies


@pytest.mark.of_a_file
def test_json_lines_in_a_file_are_the_same_bytes_as_in_a_pipe(desk_at, tmp_path):
    desk = desk_at("paid")
    answer = desk.script("export", "--output", str(tmp_path / "log.jsonl"))
    assert (answer.out, answer.err) == ("", f"wrote {tmp_path / 'log.jsonl'}\n")
    assert (tmp_path / "log.jsonl").read_bytes() == desk.script("export").out.encode()


@pytest.mark.of_a_file
def test_the_csv_has_a_row_an_entry_and_opens_in_a_spreadsheet(desk_at, tmp_path):
    desk = desk_at("convened")
    desk.run("approve", REF, "--on", "2018-06-27", "--acting-for", "the chair")
    desk.done("export", "--format", "csv", "-o", str(tmp_path / "log.csv"))
    content = (tmp_path / "log.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "without a byte order mark Excel takes Japanese for Latin-1"
    assert content.count(b"\r\n") == 8
    rows = table(content.decode("utf-8-sig"))
    assert [row["seq"] for row in rows] == [str(number) for number in range(1, 8)]
    assert rows[-1]["outcome"] == "refused"
    assert rows[-1]["objections"] == "sitting_day"
    assert rows[-1]["acting_for"] == "the chair"
    assert rows[-1]["lag_days"] == "35"
    assert rows[-1]["hash"] == desk.sql("SELECT lower(hex(hash)) FROM entry WHERE seq = 7")[0][0]


@pytest.mark.of_a_file
def test_the_csv_in_a_pipe_has_the_same_rows(desk_at, tmp_path):
    desk = desk_at("paid")
    desk.script("export", "--format", "csv", "-o", str(tmp_path / "log.csv"))
    assert desk.script("export", "--format", "csv").out == (tmp_path / "log.csv").read_bytes().decode("utf-8-sig")


@pytest.mark.of_a_file
@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\u00a0=", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_csv_starts_a_formula(desk_at, start):
    desk = desk_at("paid")
    reason = f"{start}cmd|'/c calc'!A1"
    desk.done("note", "--acting-for", reason, "--", REF, reason)
    row = table(desk.done("export", "--format", "csv").out)[-1]
    assert desk.last["reason"] == reason, "stored otherwise than it was given"
    assert row["reason"] == row["acting_for"] == f"'{reason}"


@pytest.mark.of_a_file
@pytest.mark.parametrize(("start", "shown"), [("\t=", r"\u{9}="), ("\r=", r"\u{d}="), ("\n=", r"\u{a}=")])
def test_what_hides_a_formula_is_spelled_out_in_the_csv(desk_at, start, shown):
    desk = desk_at("paid")
    desk.done("note", "--", REF, f"{start}1+1")
    assert desk.last["reason"] == f"{start}1+1", "stored otherwise than it was given"
    assert table(desk.done("export", "--format", "csv").out)[-1]["reason"] == f"{shown}1+1"


@pytest.mark.of_a_file
def test_numbers_stay_numbers_in_the_csv(desk_at):
    rows = table(desk_at("paid").done("export", "--format", "csv").out)
    assert all(row["seq"].isdigit() for row in rows)


def test_one_subject_can_be_exported(desk_at):
    desk = desk_at("paid")
    assert [json.loads(line)["seq"] for line in desk.done("export", REF).lines] == [4, 5, 7, 8, 9]
    assert [row["seq"] for row in table(desk.done("export", REF, "--format", "csv").out)] == ["4", "5", "7", "8", "9"]


@pytest.mark.of_a_file
@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_an_unknown_reference_is_not_found_and_leaves_no_file(desk_at, tmp_path, form):
    answer = desk_at("paid").run("export", "NOPE", "--format", form, "-o", str(tmp_path / "out"))
    assert answer.code == 4
    assert answer.err.startswith("error: NOPE")
    assert not (tmp_path / "out").exists()


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", [("export",), ("log",)])
def test_an_unknown_reference_is_not_found_on_a_dry_run_either(desk_at, tmp_path, words):
    answer = desk_at("paid").run(*words, "NOPE", "-o", str(tmp_path / "a.csv"), "--dry-run")
    assert (answer.code, answer.out) == (4, "")


@pytest.mark.of_a_file
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_unknown_reference_prints_nothing_but_the_error(desk_at, form):
    answer = desk_at("paid").run("export", "NOPE", "--format", form)
    assert (answer.code, answer.out) == (4, "")


@pytest.mark.of_a_file
def test_a_file_is_never_written_over(desk_at, tmp_path):
    (tmp_path / "log.csv").write_text("mine")
    answer = desk_at("paid").run("export", "-o", str(tmp_path / "log.csv"))
    assert answer.code == 5
    assert answer.err.startswith(f"error: {tmp_path / 'log.csv'} exists already")
    assert (tmp_path / "log.csv").read_text() == "mine"


@pytest.mark.of_a_file
def test_the_book_itself_is_never_written_over(desk_at, unchanged):
    desk = desk_at("paid")
    with unchanged(desk):
        assert desk.run("export", "--format", "jsonl", "-o", str(desk.book)).code == 5


@pytest.mark.of_a_file
@pytest.mark.parametrize("where", ["missing/log.csv", "a" * 300])
def test_a_file_that_cannot_be_made_is_said_in_one_line(desk_at, tmp_path, where):
    answer = desk_at("paid").run("export", "-o", str(tmp_path / where))
    assert answer.code in (2, 7)
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1


@pytest.mark.of_a_file
def test_an_unknown_form_is_wrong_words(desk_at):
    answer = desk_at("paid").run("export", "--format", "ods")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: --format")
    assert "jsonl" in answer.err
    assert "csv" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.of_a_file
def test_a_name_that_promises_another_form_is_told_so(desk_at, tmp_path):
    answer = desk_at("paid").run("export", "-o", str(tmp_path / "log.ods"))
    assert answer.code == 2
    assert answer.err.endswith("cannot write .ods · name it .xlsx or .csv or .json or .jsonl\n")
    assert list(tmp_path.glob("*.ods")) == []


@pytest.mark.of_a_file
def test_a_dry_run_writes_no_file(desk_at, tmp_path):
    desk_at("paid").run("export", "-o", str(tmp_path / "log.jsonl"), "--dry-run")
    assert not (tmp_path / "log.jsonl").exists()


def test_a_pack_is_written_once_and_checked_anywhere(desk_at, tmp_path):
    desk, path = desk_at("paid"), tmp_path / "iij.zip"
    answer = desk.done("export", "--pack", str(path))
    unsigned = "unsigned: the book is not signed, and no --key is given\n"
    assert answer.err == f"{unsigned}wrote {path}: 7 files; check it anywhere: python verify.py {path}\n"
    again = desk.run("export", "--pack", str(path))
    assert (again.code, again.err) == (5, f"error: {path} exists already · give another name; nothing was written\n")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("entries.jsonl").decode() == desk.script("export").out
        (tmp_path / "checkpoint.txt").write_bytes(archive.read("checkpoint.txt"))
    desk.done("export", "--pack", str(tmp_path / "b.zip"), "--checkpoint", str(tmp_path / "checkpoint.txt"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.read("checkpoints/1.txt") == (tmp_path / "checkpoint.txt").read_bytes()


def test_a_pack_holds_the_whole_book_or_is_not_written(desk_at, tmp_path):
    desk, path = desk_at("paid"), str(tmp_path / "a.zip")
    for words in ((REF,), ("--format", "csv"), ("-o", "x.csv"), ("--checkpoint", str(tmp_path / "none.txt"))):
        assert desk.run("export", *words, "--pack", path).code == 2
    assert desk.run("export", "--checkpoint", "x").err == "error: --checkpoint: into which pack? · give --pack FILE.zip\n"
    answer = desk.done("export", "--pack", path, "--dry-run")
    assert answer.out.startswith(f"would write {path}: README.txt, verify.py, entries.jsonl, ")
    assert list(tmp_path.glob("a.zip")) == []


@pytest.mark.parametrize("how", ["an entry", "a state"])
def test_a_pack_of_a_book_that_does_not_verify_is_written_and_says_so(desk_at, tmp_path, how):
    desk, path = desk_at("approved"), tmp_path / "a.zip"
    change = {
        "an entry": "UPDATE entry SET body = replace(body, '13.50', '14.50') WHERE seq = 4",
        "a state": "UPDATE subject SET state = 'paid' WHERE ref = 'IIJ-FY2017-YE'",
    }
    desk.tamper(change[how])
    answer = desk.run("export", "--pack", str(path))
    assert (answer.code, path.is_file()) == (6, True)
    wrote, no = answer.err.splitlines()[-2:]
    assert wrote.startswith(f"wrote {path}: ")
    assert no.startswith(f"error: {path} does not verify: ")
    assert no.endswith(" · look at all: ketsugi verify")
    answer = desk.run("export", "--pack", str(tmp_path / "b.zip"), "--json")
    assert (answer.code, len(answer.json["problems"]) > 0) == (6, True)
    with zipfile.ZipFile(path) as pack:
        (tmp_path / "v.py").write_bytes(pack.read("verify.py"))
    said = subprocess.run([sys.executable, tmp_path / "v.py", path], capture_output=True, text=True, check=False)
    first = no.removeprefix(f"error: {path} does not verify: ").partition(" · ")[0]
    assert (said.returncode, first in said.stdout) == (6, True)
