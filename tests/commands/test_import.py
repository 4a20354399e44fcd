"""``import``: a whole history from a case file, all of it or nothing."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import jsonschema
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "iij-fy2017.toml"
IN_THE_ISSUE = """\
[company]
ref = "IIJ"
name = "Internet Initiative Japan Inc."
jurisdiction = "JP"
timezone = "Asia/Tokyo"
articles = { public = true, listed = true, record_dates_fixed = true }    # what is absent is unknown
[[meeting]]
ref = "IIJ-AGM26"
kind = "ordinary"                       # or "extraordinary"
number = 26
day = 2018-06-28
voting_record_on = 2018-03-31
[[dividend]]
ref = "IIJ-FY2017-YE"
kind = "year-end"                       # interim, quarterly, special, …
route = "meeting"                       # board, interim
meeting = "IIJ-AGM26"
fiscal_year_end = 2018-03-31
record_on = 2018-03-31
effective_on = 2018-06-29
currency = "JPY"
resource = "retained earnings"
lines = [{ share_class = "common", per_share = "13.50", total = "608 million" }]
[[event]]
subject = "IIJ-FY2017-YE"
event = "resolve"
on = 2018-05-24
attest = { distributable_amount = "worksheet reviewed", net_assets = "above 3 million yen" }
[[event]]
subject = "IIJ-AGM26"
event = "convene"
on = 2018-06-07
"""
EARLY = '[[event]]\nsubject = "IIJ-FY2017-YE"\nevent = "approve"\non = 2018-06-27\n'
RIGHT = EARLY.replace("2018-06-27", "2018-06-28")


@pytest.fixture
def empty(desk_at):
    return desk_at("empty")


@pytest.fixture
def case(tmp_path):
    """A case file with a given text."""

    def made(text: str, name: str = "case.toml") -> str:
        (tmp_path / "files").mkdir(exist_ok=True)
        path = tmp_path / "files" / name
        path.write_text(text, encoding="utf-8", newline="")
        return str(path)

    return made


def test_the_case_of_the_issue_enters_letter_for_letter(empty, case):
    answer = empty.done("import", case(IN_THE_ISSUE))
    assert answer.lines == [
        "recorded: add IIJ · active · entry 2",
        "recorded: plan IIJ-AGM26 · planned · entry 3",
        "recorded: draft IIJ-FY2017-YE · drafted · entry 4",
        "recorded: resolve IIJ-FY2017-YE on 2018-05-24 · drafted → proposed · entry 5",
        "recorded: convene IIJ-AGM26 on 2018-06-07 · planned → convened · entry 6",
    ]
    assert answer.err.splitlines()[-1] == "next: ketsugi list"
    assert empty.done("show", "IIJ-FY2017-YE", "--json").json["state"] == "proposed"
    assert empty.done("verify", "--json").json["ok"] is True


def test_the_shipped_example_enters_and_is_paid(empty):
    empty.done("import", str(EXAMPLE))
    assert empty.done("show", "IIJ-FY2017-YE", "--json").json["state"] == "paid"
    assert empty.done("verify", "--json").json["ok"] is True


def test_an_import_says_what_the_same_words_on_the_command_line_say(desk_at, case):
    typed = desk_at("convened").entries()[1:]
    imported = desk_at("empty")
    imported.done("import", case(IN_THE_ISSUE.replace("2018-03-31\n[[div", "2018-03-31\nboard_on = 2018-05-24\n[[div")))
    told = imported.entries()[1:]
    assert [(each["event"], each["subject"], each["to"]) for each in typed] == [
        (each["event"], each["subject"], each["to"]) for each in told
    ]
    assert typed[2]["facts"] == told[2]["facts"]
    assert typed[2]["terms"] == told[2]["terms"]


def test_an_import_answers_in_json_with_each_entry(empty, case):
    lines = empty.done("import", case(IN_THE_ISSUE), "--json").lines
    assert [json.loads(line)["seq"] for line in lines] == [2, 3, 4, 5, 6]


def test_a_refusal_undoes_everything_and_names_file_and_event(empty, case, unchanged):
    path = case(IN_THE_ISSUE + EARLY)
    with unchanged(empty):
        answer = empty.run("import", path)
    assert answer.code == 3
    assert answer.out == "", "something undone was called recorded"
    assert answer.err.startswith(f"refused: {path}: event 3 (approve IIJ-FY2017-YE): approve IIJ-FY2017-YE on 2018-06-27")
    assert "not a sitting day" in answer.err
    assert "nothing was written" in answer.err


def test_keep_going_records_the_refusal_and_goes_on(empty, case):
    answer = empty.run("import", case(IN_THE_ISSUE + EARLY + RIGHT), "--keep-going")
    assert answer.code == 3
    assert "recorded as entry 7" in answer.err
    assert [(each["event"], each["outcome"]) for each in empty.entries()[-2:]] == [
        ("approve", "refused"),
        ("approve", "applied"),
    ]
    assert empty.done("verify", "--json").json["ok"] is True


def test_keep_going_without_a_refusal_is_an_ordinary_import(empty, case):
    assert empty.done("import", case(IN_THE_ISSUE + RIGHT), "--keep-going").lines[-1].endswith("entry 7")


@pytest.mark.parametrize("extra", ["", EARLY], ids=["lawful", "refused"])
@pytest.mark.parametrize("more", [(), ("--keep-going",), ("--json",)], ids=["plain", "keep going", "json"])
def test_a_dry_run_decides_and_writes_nothing(empty, case, unchanged, extra, more):
    path = case(IN_THE_ISSUE + extra)
    with unchanged(empty):
        answer = empty.run("import", path, "--dry-run", *more)
    assert answer.code == (3 if extra else 0)
    assert "nothing was written" in answer.err


@pytest.mark.parametrize("extra", ["", EARLY], ids=["lawful", "refused"])
def test_a_dry_run_does_not_call_recorded_what_was_not(empty, case, extra):
    """Printed means committed."""
    answer = empty.run("import", case(IN_THE_ISSUE + extra), "--dry-run", "--keep-going")
    assert "recorded" not in answer.out + answer.err


def test_a_second_import_is_a_conflict_and_writes_nothing(empty, case, unchanged):
    path = case(IN_THE_ISSUE)
    empty.done("import", path)
    with unchanged(empty):
        answer = empty.run("import", path)
    assert answer.code == 5
    assert answer.err.startswith(f"error: {path}: company 1")
    assert "IIJ is taken" in answer.err


WRONG = {
    "unknown table": ("[shareholder]\nref = 'X'\n", "shareholder"),
    "unknown key": ("[company]\nref = 'X'\nname = 'X'\ncolour = 'red'\n", "colour"),
    "unknown article": ("[company]\nref = 'X'\nname = 'X'\narticles = { pubic = true }\n", "pubic"),
    "no reference": ("[company]\nname = 'X'\n", "ref"),
    "number for text": ("[company]\nref = 'X'\nname = 5\n", "name"),
    "text for a truth": ("[company]\nref = 'X'\nname = 'X'\narticles = { public = 'yes' }\n", "public"),
    "text for a table": ("[company]\nref = 'X'\nname = 'X'\narticles = 'public'\n", "articles"),
    "a table for a list": ("[event]\nsubject = 'X'\nevent = 'add'\n", "event"),
    "not a table": ("company = 5\n", "company"),
    "not TOML": ("[company\nref = 'X'\n", "line 1"),
    "unknown event": ("[[event]]\nsubject = 'IIJ'\nevent = 'dissolve'\non = 2018-06-01\n", "dissolve"),
    "no event": ("[[event]]\nsubject = 'IIJ'\non = 2018-06-01\n", "event"),
    "unknown attestation": (
        "[[event]]\nsubject = 'IIJ-FY2017-YE'\nevent = 'resolve'\non = 2018-05-24\nattest = { luck = 'x' }\n",
        "luck",
    ),
    "override that is no list": (
        "[[event]]\nsubject = 'IIJ-FY2017-YE'\nevent = 'resolve'\non = 2018-05-24\noverride = 'x'\n",
        "override",
    ),
    "a day and an hour": ("[[event]]\nsubject = 'IIJ'\nevent = 'amend'\non = 2018-06-01T10:00:00\n", "2018"),
    "a day that is none": ("[[event]]\nsubject = 'IIJ'\nevent = 'amend'\non = 2018-02-30\n", "line 4"),
    "a number for a day": ("[[event]]\nsubject = 'IIJ'\nevent = 'amend'\non = 20180601\n", "20180601"),
    "an hour for a day": ("[[event]]\nsubject = 'IIJ'\nevent = 'amend'\non = 10:00:00\n", "on"),
    "a truth for an entry": (
        "[[event]]\nsubject = 'IIJ'\nevent = 'correct'\noccurred_on = 2018-06-01\nreason = 'x'\nentry = true\n",
        "entry",
    ),
    "5000 digits": (f"[[meeting]]\nref = 'M'\nnumber = {'9' * 5000}\n", ""),
    "nested too deep": (f"x = {'[' * 5000}", ""),
    "a huge entry": (
        f"[[event]]\nsubject = 'IIJ'\nevent = 'correct'\noccurred_on = 2018-06-01\nreason = 'x'\nentry = {'9' * 30}\n",
        "entry",
    ),
    "evidence that is missing": (
        "[[event]]\nsubject = 'IIJ'\nevent = 'note'\nreason = 'x'\nevidence = ['nowhere.pdf']\n",
        "nowhere.pdf",
    ),
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", WRONG)
def test_a_case_file_with_wrong_words_is_told_in_one_line_and_writes_nothing(desk_at, case, unchanged, what):
    desk = desk_at("drafted")
    text, named = WRONG[what]
    path = case(text)
    with unchanged(desk):
        answer = desk.run("import", path)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"error: {path}")
    assert answer.err.count("\n") == 1
    assert named in answer.err
    assert " · " in answer.err, "no remedy"


AMOUNTS = {
    "float": "per_share = 13.50",
    "negative": 'per_share = "-13.50"',
    "a negative number": "per_share = -13",
    "NaN": "per_share = nan",
    "infinity": "per_share = inf",
    "exponent": 'per_share = "1e3"',
    "yen sign": 'per_share = "¥13.50"',
    "full-width": 'per_share = "１３"',
    "31 digits": f'per_share = "{"1" * 31}"',
    "truth": "per_share = true",
    "float total": 'per_share = "13.50", total = 608.0',
    "total with a symbol": 'per_share = "13.50", total = "JPY 608 million"',
    "unknown unit": 'per_share = "13.50", total = "608 oku"',
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", AMOUNTS)
def test_an_amount_that_is_not_plain_decimal_text_is_wrong_words(desk_at, case, unchanged, what):
    desk = desk_at("planned")
    path = case(f"[[dividend]]\nref = 'D'\ncurrency = 'JPY'\nlines = [{{ {AMOUNTS[what]} }}]\n")
    with unchanged(desk):
        answer = desk.run("import", path)
    assert answer.code == 2
    assert answer.err.startswith(f"error: {path}: dividend 1: ")
    assert answer.err.count("\n") == 1
    assert "lines" in answer.err


def test_an_unknown_subject_of_an_event_is_not_found(desk_at, case, unchanged):
    desk = desk_at("drafted")
    path = case("[[event]]\nsubject = 'NOPE'\nevent = 'pay'\non = 2018-06-29\n")
    with unchanged(desk):
        answer = desk.run("import", path)
    assert answer.code == 4
    assert answer.err.startswith(f"error: {path}: event 1 (pay NOPE): NOPE")


def test_keep_going_passes_over_what_cannot_be_recorded_at_all_and_says_so(desk_at, case):
    desk = desk_at("drafted")
    note = "[[event]]\nsubject = 'IIJ'\nevent = 'note'\nreason = 'kept'\n"
    answer = desk.run("import", case("[[event]]\nsubject = 'NOPE'\nevent = 'pay'\non = 2018-06-29\n" + note), "--keep-going")
    assert answer.code == 4
    assert answer.err.count("error: ") == 1
    assert desk.last["reason"] == "kept"


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", ["directory", "missing", "latin-1", "pipe", "endless"])
def test_a_case_file_that_cannot_be_read_is_told_in_one_line(empty, tmp_path, unchanged, what):
    path = tmp_path / "case"
    match what:
        case "directory":
            path.mkdir()
        case "latin-1":
            path.write_bytes("name = 'Société'".encode("latin-1"))
        case "pipe":
            os.mkfifo(path)
        case "endless":
            path = Path("/dev/zero")
    with unchanged(empty):
        if what in ("pipe", "endless"):
            answer = empty.script("import", str(path), seconds=10, memory=2**29)
        else:
            answer = empty.run("import", str(path))
    assert answer.code == 2
    assert answer.err.startswith(f"error: {path}: ")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "event = []\n"])
@pytest.mark.parametrize("more", [(), ("--keep-going",), ("--dry-run",)])
def test_a_case_file_that_states_nothing_is_told(empty, case, unchanged, text, more):
    path = case(text)
    with unchanged(empty):
        answer = empty.run("import", path, *more)
    said = f"error: {path}: it states nothing · give a [company], [meeting], [dividend] or [[event]]\n"
    assert (answer.code, answer.out, answer.err) == (2, "", said)


def test_evidence_is_looked_for_beside_the_case_file(empty, case, tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "minutes.txt").write_text("the minutes")
    text = IN_THE_ISSUE + "[[event]]\nsubject = 'IIJ'\nevent = 'note'\nreason = 'x'\nevidence = ['minutes.txt']\n"
    empty.done("import", case(text))
    assert [each["name"] for each in empty.last["evidence"]] == ["minutes.txt"]


def test_a_file_of_a_windows_editor_enters(empty, case):
    empty.done("import", case(IN_THE_ISSUE.replace("\n", "\r\n")))
    assert len(empty.entries()) == 6


def test_a_file_with_a_byte_order_mark_enters_or_is_told_plainly(empty, case):
    """Notepad writes one."""
    answer = empty.run("import", case("\ufeff" + IN_THE_ISSUE))
    assert answer.code in (0, 2)
    if answer.code == 2:
        assert "byte order mark" in answer.err


def plain(value):
    """TOML as JSON has it: a day is its text."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | bool) else str(value)


@pytest.mark.of_a_file
def test_the_printed_schema_takes_the_examples_and_refuses_unknown_words(empty):
    schema = empty.done("schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    good = jsonschema.Draft202012Validator(schema)
    for text in (IN_THE_ISSUE, EXAMPLE.read_text(encoding="utf-8")):
        good.validate(plain(tomllib.loads(text)))
    for what in ("unknown table", "unknown key", "unknown article", "no reference", "number for text", "text for a truth"):
        assert not good.is_valid(plain(tomllib.loads(WRONG[what][0]))), what
