"""What goes with every command, before or after its word: the book, the form of the answer, the dry run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli

REF = "IIJ-FY2017-YE"


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "words",
    [
        ("--book", "BOOK", "--json", "show", REF),
        ("show", "--book", "BOOK", "--json", REF),
        ("show", REF, "--json", "--book", "BOOK"),
        ("--json", "show", REF, "--book=BOOK"),
        ("--book=BOOK", "show", REF, "--json"),
        ("meeting", "show", "IIJ-AGM26", "--json", "--book", "BOOK"),
        ("meeting", "--json", "--book", "BOOK", "show", "IIJ-AGM26"),
    ],
    ids=lambda words: " ".join(words),
)
def test_book_and_json_are_taken_anywhere_on_the_line(desk, words):
    answer = desk.done(*(word.replace("BOOK", str(desk.book)) for word in words), book=False)
    assert answer.json["ref"] in (REF, "IIJ-AGM26")


@pytest.mark.of_a_file
@pytest.mark.parametrize("asked", [(), ("-h",), ("--help",)])
def test_the_list_of_commands_is_the_same_where_none_of_them_is_built(desk, script, asked):
    assert script(*asked).out.split() == desk.run(*asked, book=False).out.split()  # of another width


SHARED = {
    "--attest": ("entitled-shares=register", lambda body: body["facts"]["attest"] == {"entitled_shares": "register"}),
    "--reason": ("as agreed", lambda body: body["reason"] == "as agreed"),
    "--acting-for": ("the treasurer", lambda body: body["acting_for"] == "the treasurer"),
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("place", ["before", "after", "equals sign"])
@pytest.mark.parametrize("option", SHARED)
def test_what_goes_with_every_step_is_taken_before_and_after_the_command_word(desk_at, option, place):
    desk = desk_at("approved")
    value, kept = SHARED[option]
    said = (f"{option}={value}",) if place == "equals sign" else (option, value)
    register = () if option == "--attest" else ("--attest", "entitled-shares=register")
    step = ("pay", REF, "--on", "2018-06-29", *register)
    desk.done(*((*said, *step) if place == "before" else (*step, *said)))
    assert kept(desk.last)


@pytest.mark.of_a_file
@pytest.mark.parametrize("place", ["before", "after"])
def test_evidence_and_overrides_are_taken_before_and_after_the_command_word(desk_at, tmp_path, place):
    desk = desk_at("proposed")
    paper = tmp_path / "consent.txt"
    paper.write_text("all of them")
    said = ("--override", "notice_public_co", "--reason", "consent", "--evidence", str(paper))
    step = ("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-20")
    desk.done(*((*said, *step) if place == "before" else (*step, *said)))
    assert desk.last["overridden"] == ["notice_public_co"]
    assert [each["name"] for each in desk.last["evidence"]] == ["consent.txt"]


def test_an_option_that_repeats_is_kept_from_both_sides(desk_at):
    desk = desk_at("drafted")
    first, second = ("--attest", "distributable-amount=worksheet"), ("--attest", "net-assets=balance sheet")
    desk.done(*first, "resolve", REF, "--on", "2018-05-24", *second)
    assert desk.last["facts"]["attest"] == {"distributable_amount": "worksheet", "net_assets": "balance sheet"}


@pytest.mark.of_a_file
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_dry_run_is_one_wherever_it_is_said(desk, unchanged, place):
    step = ("approve", REF, "--on", "2018-06-28")
    with unchanged(desk):
        desk.done(*(("--dry-run", *step) if place == "before" else (*step, "--dry-run")))


@pytest.mark.of_a_file
def test_a_value_that_looks_like_an_option_stays_a_value(desk):
    desk.done("note", "--", REF, "--dry-run")
    assert desk.last["reason"] == "--dry-run"
    desk.done("note", REF, "x", "--acting-for=--json")
    assert desk.last["acting_for"] == "--json"


def test_a_shared_option_without_its_value_is_wrong_words(desk, unchanged):
    with unchanged(desk):
        answer = desk.run("show", REF, "--reason")
    assert answer.code == 2
    assert "--reason" in answer.err


GIVEN_TWICE = [
    (("list", "--kind", "company", "--kind", "meeting"), "--kind is given twice"),
    (("approve", "X", "--on", "2018-06-28", "--on=2018-06-29"), "--on is given twice"),
    (
        ("pay", "X", "--on", "2018-06-29", "--share-class", "a", "--entitled", "1", "--share-class", "b"),
        "--share-class is given",
    ),
    (("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-07", "--paper-voting", "--no-paper-voting"), "--paper-voting is"),
    (("export", "-o", "a.jsonl", "--output", "b.jsonl"), "--output is given twice"),
    (("check", "IIJ", "amend", "--set", "articles.listed=true", "--set", "articles={public=true}"), "--set articles is"),
    (("check", "IIJ", "amend", "--set", "name=A", "--set", "name.x=1"), "--set name is given twice"),
    (("--book", "a.db", "list", "--book", "b.db"), "--book is given twice"),
    (("check", "X", "pay", "--set", "entitled=1", "--set", "entitled=2"), "--set entitled is given twice"),
    (
        ("resolve", "X", "--on", "2018-05-24", "--attest", "net-assets=a", "--attest", "net_assets=b"),
        "--attest net_assets is",
    ),
]


@pytest.mark.of_a_file
@pytest.mark.parametrize(("words", "said"), GIVEN_TWICE)
def test_of_two_answers_to_one_question_none_is_taken(desk, unchanged, words, said):
    words = tuple("IIJ-FY2017-YE" if word == "X" else word for word in words)
    with unchanged(desk):
        answer = desk.run(*words)
    assert answer.code == 2
    assert answer.err.startswith(f"error: {said}")


@pytest.mark.of_a_file
def test_a_value_that_looks_like_an_option_is_not_given_twice(desk):
    desk.done("note", "IIJ", "--on=2018-06-01", "--acting-for", "--on", "a remark")
    assert (desk.last["acting_for"], desk.last["occurred_on"]) == ("--on", "2018-06-01")


def test_what_the_help_says_to_repeat_may_be_repeated(desk):
    """Only options of one answer are held to one: which they are is read from the options themselves."""
    asked = ("schedule", "IIJ-FY2017-YE", "--what-if", "day=2018-06-29", "--what-if", "effective_on=2018-06-30")
    moved = {pair["would_be"]["id"] for pair in desk.done(*asked, "--json", "--json").json}
    assert {"vote_within_3_months", "effect_within_3_months"} <= moved
    assert desk.run("due", "--fail-on-overdue", "--within", "1d", "--within", "2d").err.startswith(
        "error: --within is given"
    )


MISPLACED = [
    ("nope",),
    ("lst",),
    ("approve",),
    ("approve", "X"),
    ("list", "--nope"),
    ("meeting", "nope"),
    ("log", "A", "B"),
    ("--book",),
]


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", MISPLACED, ids=" ".join)
def test_words_that_no_command_has_get_one_line_with_what_to_ask(desk, words):
    answer = desk.run(*words)
    assert (answer.code, answer.out) == (2, "")
    (line,) = answer.err.splitlines()
    assert line.startswith("error: ")
    assert line.endswith(" -h")
    told = json.loads(desk.run("--json", *words).out)
    assert line == f"error: {told['message']} · {told['remedy']}"


@pytest.mark.parametrize("word", ["--version"])
def test_the_version_is_the_packages(script, word):
    assert script(word).out == f"ketsugi {cli.__version__}\n"


@pytest.mark.parametrize("words", [("-h",), ("--help",), ("meeting", "-h"), ("approve", "--help"), ("company", "add", "-h")])
def test_help_is_on_standard_output_and_exits_0(script, words):
    answer = script(*words)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Usage: ketsugi ")


@pytest.mark.parametrize("words", [(), ("meeting",), ("company",)], ids=["nothing", "meeting", "company"])
def test_without_a_command_there_is_help(script, words):
    answer = script(*words)
    assert answer.code in (0, 2)
    assert "Usage: ketsugi" in answer.out + answer.err


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "words", [("aprove", REF), ("approve",), ("approve", REF), ("list", "--colour"), ("approve", REF, "--on")], ids=" ".join
)
def test_wrong_words_are_told_on_standard_error_with_exit_code_2(desk, unchanged, words):
    with unchanged(desk):
        answer = desk.run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(("show", "NOPE"), 4), (("check", REF, "aprove"), 2), (("company", "add", "IIJ", "--name", "X"), 5)],
    ids=["not found", "wrong words", "conflict"],
)
def test_an_error_answers_in_json_too(desk, words, code):
    answer = desk.run(*words, "--json")
    assert answer.code == code
    assert set(answer.json) == {"error", "message", "remedy"}
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", REF),
        ("check", REF, "withdraw"),
        ("verify",),
        ("diagram", REF),
        ("approve", REF, "--on", "2018-06-28"),
    ]
    + [("note", REF, "x"), ("import", "CASE"), ("company", "show", "IIJ"), ("meeting", "show", "IIJ-AGM26"), ("log",)],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["", "dry"])
def test_every_command_answers_in_json_lines_and_nothing_else(desk, tmp_path, words, dry):
    (tmp_path / "case.toml").write_text("[company]\nref = 'B'\nname = 'B'\njurisdiction = 'JP'\ntimezone = 'Asia/Tokyo'\n")
    answer = desk.done(*(word.replace("CASE", str(tmp_path / "case.toml")) for word in words), "--json", *dry)
    assert answer.lines
    for line in answer.lines:
        json.loads(line)


@pytest.mark.of_a_file
def test_an_answer_in_a_pipe_keeps_its_letters(desk_at):
    desk = desk_at("empty")
    desk.done("company", "add", "IIJ", "--name", "株式会社インターネットイニシアティブ")
    assert "株式会社インターネットイニシアティブ" in desk.script("show", "IIJ", "--json").out
    assert "株式会社インターネットイニシアティブ" in desk.script("list").out


@pytest.mark.of_a_file
def test_a_stream_that_cannot_show_a_letter_still_answers(desk_at):
    desk = desk_at("empty")
    desk.done("company", "add", "IIJ", "--name", "株式会社")
    answer = desk.script("list", env={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    assert answer.code == 0
    assert "\\u682a\\u5f0f" in answer.out


@pytest.mark.of_a_file
def test_a_reader_who_leaves_early_is_no_bug(desk_at):
    import subprocess
    import sysconfig

    desk = desk_at("paid")
    ketsugi = Path(sysconfig.get_path("scripts")) / "ketsugi"
    shell = f"for i in 1 2 3; do '{ketsugi}' --book '{desk.book}' log --json | true; done"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
