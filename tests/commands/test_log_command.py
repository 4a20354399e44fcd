"""``log``: every step and every refusal, oldest first."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from workflow.people import login

REF = "IIJ-FY2017-YE"


@pytest.fixture
def told(desk_at):
    """A book with a refusal in it, recorded by someone on someone else's behalf."""
    desk = desk_at("convened")
    desk.run("approve", REF, "--on", "2018-06-27", "--acting-for", "the chair")
    desk.done("approve", REF, "--on", "2018-06-28")
    return desk


def test_the_log_is_tab_separated_without_a_header_in_a_pipe(told):
    rows = told.script("log").rows
    assert [row[0] for row in rows] == [str(number) for number in range(1, 9)]
    assert {len(row) for row in rows} == {9}
    assert [row[6] for row in rows] == ["init", "add", "plan", "draft", "resolve", "convene", "approve", "approve"]
    assert [row[7] for row in rows[-2:]] == ["refused", "applied"]
    assert rows[-2][4].endswith(" for the chair")
    assert "not a sitting day" in rows[-2][8]


def test_a_late_entry_is_shown_with_its_lag_in_days(told):
    day, lag = told.script("log", REF).rows[-1][2:4]
    assert (day, lag) == ("2018-06-28", "34 d")  # recorded on 2018-08-01


@pytest.mark.of_a_file
def test_instants_are_shown_in_the_zone_of_the_book(desk_at):
    desk = desk_at("empty")
    desk.done("company", "add", "IIJ", "--name", "IIJ", now=datetime(2018, 6, 27, 15, 0, tzinfo=UTC))
    assert desk.script("log").rows[-1][1] == "2018-06-28 00:00:00+09:00"  # Tokyo
    assert desk.last["recorded_at"] == "2018-06-27T15:00:00.000000Z"


def test_json_is_one_entry_a_line_its_body_verbatim_and_its_hash_recomputable(told):
    stored = told.sql("SELECT seq, prev, body, hash FROM entry ORDER BY seq")
    lines = told.script("log", "--json").lines
    assert len(lines) == len(stored)
    book = json.loads(stored[0][2])["book"]
    prev = bytes(32)
    for line, (seq, stored_prev, body, stored_hash) in zip(lines, stored, strict=True):
        entry = json.loads(line)
        assert line.endswith(f'"body":{body}}}'), "the body is not verbatim"
        assert bytes.fromhex(entry["prev"]) == stored_prev == prev
        verbatim = line[line.index('"body":') + len('"body":') : -1]
        header = f"ketsugi-log/v1\n{book}\n{seq}\n{entry['prev']}\n"
        assert hashlib.sha256(b"\0" + header.encode() + verbatim.encode()).hexdigest() == entry["hash"] == stored_hash.hex()
        assert entry["sig"] is None
        prev = stored_hash


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ((REF,), [4, 5, 7, 8]),
        (("--outcome", "refused"), [7]),
        (("--outcome", "applied", REF), [4, 5, 8]),
        (("--since", "2018-06-07", "--until", "2018-06-27"), [6, 7]),
        (("--since", "2018-06-28", "--until", "2018-06-28"), [8]),
        (("--until", "2018-05-24"), [5]),
        (("--actor", "nobody else"), []),
        (("--event", "approve"), [7, 8]),
        (("--event", "approve", "--outcome", "applied"), [8]),
        (("--company", "IIJ", "--outcome", "refused"), [7]),
        (("--company", "IIJ-AGM26"), []),
        (("--late", "34"), [5, 6, 7]),
        (("--late", "33"), [5, 6, 7, 8]),
        (("--recorded-since", "2018-08-01", "--recorded-until", "2018-08-01"), [1, 2, 3, 4, 5, 6, 7, 8]),
        (("--recorded-until", "2018-07-31"), []),
        (("--recorded-since", "2018-08-02"), []),
        (("--role", "preparer"), []),
        (("--overridden",), []),
    ],
    ids=lambda words: " ".join(words) if words and isinstance(words[0], str) else "",
)
def test_the_log_can_be_asked_for_what_an_auditor_looks_for(told, words, entries):
    assert [json.loads(line)["seq"] for line in told.done("log", "--json", *words).lines] == entries
    assert [int(row[0]) for row in told.done("log", *words).rows] == entries


def test_the_log_can_be_asked_for_the_actor_who_recorded_everything(told):
    actor = told.last["actor"]
    assert len(told.done("log", "--actor", actor).lines) == len(told.entries())


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", [("--outcome", "rejected"), ("--since", "June"), ("--until", "2018-6-1"), ("--since", "")])
def test_a_filter_of_the_log_that_means_nothing_is_wrong_words(told, words):
    answer = told.run("log", *words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert answer.out == ""


def test_the_log_of_an_unknown_reference_is_not_found(told):
    answer = told.run("log", "NOPE")
    assert answer.code == 4
    assert answer.err.startswith("error: NOPE")
    assert answer.err.count("\n") == 1


def test_an_empty_period_is_no_error(told):
    answer = told.done("log", "--since", "2030-01-01")
    assert (answer.out, answer.err) == ("", "nothing fits what was asked\n")


def test_a_correction_names_in_the_log_what_it_corrects_and_why(told):
    told.done("correct", REF, "--entry", "8", "--set", "for=5", "--set", "present=6", "--reason", "read from the minutes")
    what = told.done("log", REF).rows[-1][8]
    assert "entry 8" in what
    assert "read from the minutes" in what


def test_the_log_can_be_asked_for_a_person_a_role_and_what_was_passed_over(desk_at, tmp_path):
    desk = desk_at("proposed")
    ito = ("people", "add", "ito", "--name", "Ito", "--login", login(), "--no-segregation")
    desk.done(*ito, "--role", "admin", "--role", "preparer")
    (tmp_path / "consent.txt").write_text("all agree")
    grounds = ("--override", "notice_public_co", "--reason", "consent", "--evidence", str(tmp_path / "consent.txt"))
    desk.done("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-20", *grounds)

    def seqs(*words):
        return [int(row[0]) for row in desk.done("log", *words).rows]

    assert seqs("--actor", "ito") == [6, 7]
    assert seqs("--role", "admin") == [6]
    assert seqs("--role", "preparer") == seqs("--overridden") == [7]


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "king"), "king"),
        (("--event", "fly"), "fly"),
        (("--late", "-1"), "-1"),
        (("--recorded-since", "2018-08-02", "--recorded-until", "2018-08-01"), "is after --recorded-until"),
    ],
)
def test_what_the_log_cannot_be_asked_is_told(told, words, said):
    no = told.run("log", *words)
    assert (no.code, said in no.err) == (2, True)
