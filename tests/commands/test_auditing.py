"""``findings``, ``diff`` and ``sample`` at the desk: what is asked, what is said aside, and what cannot be asked."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime

import openpyxl
import pytest

REF, MEETING = "IIJ-FY2017-YE", "IIJ-AGM26"
SAMPLE = ("sample", "--random-state", "7")


@pytest.fixture
def told(desk_at):
    """A book with a refusal and an entry of a later day."""
    desk = desk_at("convened")
    desk.run("approve", REF, "--on", "2018-06-27")
    desk.done("note", REF, "asked by the auditor", "--on", "2018-08-02", now=datetime(2018, 8, 1, 15, 0, tzinfo=UTC))
    return desk


def test_findings_are_as_of_the_day_of_the_newest_entry_whatever_the_clock_says(told):
    first = told.done("findings", now=datetime(2018, 8, 3, tzinfo=UTC))
    second = told.done("findings", now=datetime(2030, 1, 1, tzinfo=UTC))
    assert first.out == second.out
    assert first.err.endswith("as of 2018-08-02, when the newest entry was recorded; for another day: --on DATE\n")
    assert "8 entries looked at: 1 refused, 1 not known, 1 attested, 2 late, " in first.err
    assert told.done("findings", "--json").json["on"] == "2018-08-02"


def test_findings_as_of_another_day_say_no_more_than_was_asked(told):
    answer = told.done("findings", "--on", "2018-09-30", "--json")
    assert answer.err == ""
    assert answer.json["on"] == "2018-09-30"


@pytest.mark.parametrize("words", [("findings",), ("report", REF, "--json")])
def test_nothing_is_judged_on_a_day_before_what_it_rests_on_was_recorded(told, words):
    answer = told.run(*words, "--on", "2018-08-01")
    assert (answer.code, answer.out.count("Traceback")) == (2, 0)
    assert "--on 2018-08-01 lies before 2018-08-02, when the newest entry was recorded" in answer.err
    assert told.run(*words, "--on", "2018-08-02").code == 0


def test_findings_are_one_line_each_in_a_pipe(told):
    rows = told.script("findings", REF).rows
    assert {len(row) for row in rows} == {8}
    assert [row[:4] for row in rows if row[0] == "refused"] == [["refused", "7", REF, "approve"]]


@pytest.mark.of_a_file
def test_a_person_sees_the_pace_below_the_findings(told):
    assert "draft → resolve" in told.terminal("findings")


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ((), [5, 6, 7]),
        (("--late", "54"), [5, 6, 7]),
        (("--late", "69"), [5, 6, 7]),
        ((MEETING,), [6]),
        (("--since", "2018-06-07", "--until", "2018-06-26"), [6]),
        (("--company", "IIJ", "--since", "2018-06-08"), [7]),
    ],
)
def test_findings_can_be_asked_for_a_subject_a_company_and_a_period(told, words, entries):
    found = told.done("findings", *words, "--json").json["findings"]
    assert sorted({row["entry"] for row in found if row["entry"]}) == entries


def test_a_sample_can_be_drawn_again_with_sha256_alone(told):
    answer = told.done(*SAMPLE, "--size", "3", "--json")
    lines = [json.loads(line) for line in told.done("log", "--json", "--outcome", "applied").lines]
    ranks = sorted((hashlib.sha256(f"7:{line['hash']}".encode()).hexdigest(), line["seq"]) for line in lines)
    assert [each["entry"] for each in answer.json["entries"]] == sorted(seq for _, seq in ranks[:3])
    assert answer.json["population"] == len(lines)
    assert answer.err.startswith("3 of 6 applied entries by the SHA-256 of RANDOM_STATE:HASH")


def test_a_sample_says_from_which_log_it_was_drawn(told, tmp_path):
    last = json.loads(told.done("log", "--json").lines[-1])
    answer = told.done(*SAMPLE, "--json")
    assert answer.json["book"] == {"entries": last["seq"], "head": last["hash"]}
    assert answer.err.endswith(f"drawn from the log up to entry 8, head {last['hash'][:12]}\n")
    told.done(*SAMPLE, "-o", str(tmp_path / "a.xlsx"))
    about = {row[0]: row[1] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["about"].values}
    assert (about["book.entries"], about["book.head"]) == (8, last["hash"])


def test_a_sample_can_be_asked_for_an_event_a_company_and_a_period(told):
    assert [row[0] for row in told.script(*SAMPLE, "--event", "convene").rows] == ["6"]
    assert [row[0] for row in told.script(*SAMPLE, MEETING, "--company", "IIJ").rows] == ["3", "6"]
    assert [row[0] for row in told.script(*SAMPLE, "--since", "2018-08-02").rows] == ["8"]


def test_the_documents_of_a_sample_go_into_a_folder_once(kept, tmp_path):
    folder = tmp_path / "drawn"
    trial = kept.done(*SAMPLE, "--documents", str(folder), "--dry-run")
    assert "would write 1 document into" in trial.err
    assert not folder.exists()
    kept.done(*SAMPLE, "--documents", str(folder))
    (file,) = folder.iterdir()
    assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest()
    again = kept.run(*SAMPLE, "--documents", str(folder))
    assert (again.code, again.out) == (5, "")


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("output", "code"), [("gone/a.csv", 2), ("a.pdf", 2), ("mine.csv", 5), ("drawn", 2)], ids=lambda each: str(each)
)
@pytest.mark.parametrize("there", [False, True], ids=["new folder", "folder"])
def test_of_documents_and_a_table_both_are_written_or_none(kept, tmp_path, output, code, there):
    folder = tmp_path / "drawn"
    if there:
        folder.mkdir()
    (tmp_path / "mine.csv").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    answer = kept.run(*SAMPLE, "--documents", str(folder), "-o", str(tmp_path / output))
    assert (answer.code, answer.out) == (code, "")
    assert "wrote" not in answer.err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "mine.csv").read_text() == "mine"


def test_without_the_package_for_the_table_no_document_is_written(kept, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    before = sorted(tmp_path.rglob("*"))
    answer = kept.run(*SAMPLE, "--documents", str(tmp_path / "drawn"), "-o", str(tmp_path / "a.xlsx"))
    assert answer.code == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_the_table_may_stand_in_the_folder_of_its_documents(kept, tmp_path):
    kept.done(*SAMPLE, "--documents", str(tmp_path / "drawn"), "-o", str(tmp_path / "drawn" / "a.csv"))
    assert len(list((tmp_path / "drawn").iterdir())) == 2


def test_a_diff_says_what_changed_and_what_is_not_decided(desk_at):
    desk = desk_at("drafted")
    desk.done("revise", REF, "--on", "2018-05-01", "--pay-on", "2018-07-02")
    shown = desk.done("diff", REF).out
    assert shown == (
        f"{REF}\nterms, version 1 → 2 (revise on 2018-05-01, entry 5)\n  pay_on  not stated → 2018-07-02\nnot decided yet\n"
    )


def test_a_diff_lays_the_decision_beside_the_payment(desk_at):
    lines = desk_at("paid").done("diff", REF).lines
    assert lines[1] == "terms: one version only"
    assert lines[-4:] == [
        "the terms are the same",
        "resolved in all JPY from 607,500,000 to below 608,500,000",
        "settled JPY paid 601,220,400, unclaimed 6,912,300, returned 318,900, sum 608,451,600",
        "the sum is within what was resolved, difference JPY 0",
    ]


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sample",), 2, "give --random-state N"),
        (("sample", "--random-state", "x"), 2, "x"),
        (("sample", "--random-state", "-1"), 2, "-1"),
        ((*SAMPLE, "--size", "0"), 2, "0"),
        ((*SAMPLE, "--event", "fly"), 2, "fly"),
        ((*SAMPLE, "--event", "init"), 2, "never drawn"),
        ((*SAMPLE, "NOPE"), 4, "NOPE"),
        ((*SAMPLE, "--company", MEETING), 4, "no such company"),
        (("findings", "NOPE"), 4, "NOPE"),
        (("findings", "--company", "NOPE"), 4, "no such company"),
        (("findings", "--on", "June"), 2, "June"),
        (("findings", "--late", "-1"), 2, "-1"),
        (("findings", "--since", "2018-08-02", "--until", "2018-08-01"), 2, "is after --until"),
        (("diff", "NOPE"), 4, "not in this book"),
        (("diff", MEETING), 2, "is a meeting: it has no terms · name a dividend"),
        (("diff", "IIJ"), 2, "is a company: it has no terms"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(told, words, code, said):
    answer = told.run(*words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_findings_sample_and_diff_write_nothing_into_the_book(told, unchanged):
    with unchanged(told):
        for words in (("findings",), SAMPLE, ("diff", REF)):
            told.done(*words)
