"""Words that mean nothing: one line on standard error, exit code 2, and a book that has not changed by a byte."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.of_a_file  # what means nothing is told before it matters where the book is

REF = "IIJ-FY2017-YE"


def wrong(answer, named=""):
    """Held to what every wrong word gets."""
    assert answer.code == 2, answer.err
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1, answer.err
    assert " · " in answer.err, "no remedy"
    assert answer.err.rstrip("\n").isprintable(), "control characters in a message"
    assert len(answer.err) < 1000
    assert named in answer.err


DAYS = {
    "no zeros": "2018-6-28",
    "no hyphens": "20180628",
    "slashes": "2018/06/28",
    "dots": "28.06.2018",
    "a week": "2018-W26-4",
    "day of year": "2018-179",
    "an instant": "2018-06-28T00:00:00",
    "no such day": "2018-02-30",
    "no leap day": "2018-02-29",
    "month 13": "2018-13-01",
    "full-width": "２０１８-06-28",
    "era": "平成30年6月28日",
    "blank before": " 2018-06-28",
    "newline after": "2018-06-28\n",
    "a word": "today",
    "too early": "1899-12-31",
    "too late": "3000-01-01",
    "five digits": "12018-06-28",
    "negative": "-2018-06-28",
    "empty": "",
    "long": "2018-06-28" * 500,
}


@pytest.mark.parametrize("spelling", DAYS)
def test_a_day_is_spelt_in_one_way_only(desk, unchanged, spelling):
    with unchanged(desk):
        wrong(desk.run("approve", REF, f"--on={DAYS[spelling]}"), "--on")


@pytest.mark.parametrize("spelling", DAYS)
def test_a_fact_that_is_a_day_is_spelt_in_one_way_only(desk_at, unchanged, spelling):
    desk = desk_at("drafted")
    with unchanged(desk):
        wrong(desk.run("revise", REF, "--on", "2018-05-24", f"--record-on={DAYS[spelling]}"), "record_on")


@pytest.mark.parametrize(
    "words",
    [("check", REF, "approve", "--on="), ("correct", REF, "--entry", "5", "--reason", "x", "--occurred-on=")]
    + [("note", "IIJ", "x", "--on="), ("log", "--until=")],
    ids=lambda words: words[0],
)
def test_an_empty_day_is_not_taken_for_no_day(desk, unchanged, words):
    """``--on "$DAY"`` with an unset variable must not be recorded without a day."""
    with unchanged(desk):
        wrong(desk.run(*words), words[-1].rstrip("="))


AMOUNTS = {
    "negative": "-13.50",
    "plus sign": "+13.50",
    "NaN": "NaN",
    "infinity": "Infinity",
    "exponent": "1e3",
    "yen sign": "¥13.50",
    "currency": "JPY 13.50",
    "no integer part": ".5",
    "no decimals": "13.",
    "comma for a point": "13,50",
    "misplaced commas": "1,2345",
    "underscore": "1_000",
    "full-width": "１３",
    "Arabic digits": "١٣",
    "blank": " 13",
    "newline": "13\n",
    "fraction": "27/2",
    "hexadecimal": "0x10",
    "too many digits": "1" * 31,
    "empty": "",
    "a word": "thirteen",
    "long": "9" * 5000,
}


@pytest.mark.parametrize("spelling", AMOUNTS)
@pytest.mark.parametrize("option", ["per-share", "total", "net-assets"])
def test_an_amount_is_plain_decimal_text_only(desk_at, unchanged, option, spelling):
    desk = desk_at("drafted")
    with unchanged(desk):
        answer = desk.run("revise", REF, "--on", "2018-05-24", f"--{option}={AMOUNTS[spelling]}")
        wrong(answer, option.replace("-", "_"))


@pytest.mark.of_a_file
@pytest.mark.parametrize("amount", ["0", "13.50", "608,451,601", "0.000000000000000001", "1" * 30, "undecided"])
def test_plain_decimal_text_is_kept_to_the_last_digit(desk_at, amount):
    desk = desk_at("drafted")
    desk.done("revise", REF, "--on", "2018-05-24", f"--per-share={amount}", "--total=undecided")
    line = desk.done("show", REF, "--json").json["terms"]["lines"][0]
    assert line["per_share"] == amount.replace(",", "")


@pytest.mark.parametrize(
    "total", ["608 oku", "608  million", "million", "608million", "608 Million", "-608 million", "608.x million"]
)
def test_a_stated_total_has_a_figure_and_a_known_unit(desk_at, unchanged, total):
    desk = desk_at("drafted")
    with unchanged(desk):
        wrong(desk.run("revise", REF, "--on", "2018-05-24", f"--total={total}"), "total")


@pytest.mark.parametrize("currency", ["YEN", "jpy", "¥", "ＪＰＹ", "JPYX", "XXX", ""])
def test_a_currency_is_an_iso_code(desk_at, unchanged, currency):
    desk = desk_at("drafted")
    with unchanged(desk):
        wrong(desk.run("revise", REF, "--on", "2018-05-24", f"--currency={currency}"), "currency")


@pytest.mark.parametrize("count", ["-1", "9007199254740992", "1" * 40])
def test_a_count_is_a_whole_number_that_every_reader_can_hold(desk, unchanged, count):
    with unchanged(desk):
        wrong(desk.run("approve", REF, "--on", "2018-06-28", f"--present={count}"), "present")


@pytest.mark.parametrize("count", ["1.5", "many", "1e3", "", "0x10"])
def test_a_count_that_is_no_whole_number_is_wrong_words(desk, unchanged, count):
    with unchanged(desk):
        answer = desk.run("approve", REF, "--on", "2018-06-28", f"--present={count}")
    assert answer.code == 2
    assert "--present" in answer.err


REFERENCES = {
    "empty": "",
    "blank": " ",
    "traversal": "../../etc/passwd",
    "slash": "IIJ/2018",
    "backslash": "IIJ\\2018",
    "dot first": ".hidden",
    "hyphen first": "-IIJ",
    "300 letters": "A" * 300,
    "newline": "IIJ\n2",
    "escape": "IIJ\x1b[31m",
    "NUL": "IIJ\x00",
    "right-to-left": "IIJ\u202e",
    "Japanese": "決議",
    "quote": "IIJ'; DROP TABLE entry; --",
    "wildcard": "IIJ%",
    "not Unicode": "IIJ\udcff",
}


@pytest.mark.parametrize("what", REFERENCES)
@pytest.mark.parametrize(
    "command", [("company", "add", "--name", "X"), ("meeting", "plan"), ("draft",)], ids=lambda words: words[0]
)
def test_a_new_reference_is_letters_digits_and_few_marks(desk_at, unchanged, command, what):
    desk = desk_at("company")
    with unchanged(desk):
        wrong(desk.run(*command, "--", REFERENCES[what]))


@pytest.mark.parametrize("what", REFERENCES)
@pytest.mark.parametrize(
    "command",
    [("show",), ("log",), ("export",), ("diagram",), ("meeting", "show"), ("resolve", "--on", "2018-05-24")],
    ids=lambda w: w[0],
)
def test_an_unknown_reference_is_not_found_however_it_is_spelt(desk, unchanged, command, what):
    with unchanged(desk):
        answer = desk.run(*command, "--", REFERENCES[what])
    assert answer.code in (2, 4)
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert answer.err.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (("company", "add", "IIJ", "--name", "X"), "IIJ is taken: a company, active"),
        (("meeting", "plan", "IIJ-AGM26"), "IIJ-AGM26 is taken: a meeting, convened"),
        (("draft", REF), f"{REF} is taken: a dividend, proposed"),
        (("draft", "IIJ"), "IIJ is taken: a company, active"),
        (("meeting", "plan", REF), f"{REF} is taken: a dividend, proposed"),
    ],
    ids=["company", "meeting", "dividend", "by a company", "by a dividend"],
)
def test_a_reference_is_given_once_in_a_book(desk, unchanged, words, taken):
    with unchanged(desk):
        answer = desk.run(*words)
    assert answer.code == 5
    assert answer.err.startswith(f"error: {taken}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--attest", "luck=good"), "luck"),
        (("--attest", "=good"), "attest"),
        (("--attest", "net-assets"), "--attest net-assets"),
        (("--attest", "net-assets="), "--attest net-assets="),
        (("--override", "gravity", "--reason", "x"), "gravity"),
        (("--override", "distributable_amount", "--reason", "x"), "cannot be overridden"),
        (("--override", ""), "override"),
    ],
    ids=["unknown fact", "no fact", "no note", "empty note", "unknown rule", "a bar", "empty rule"],
)
def test_an_unknown_attestation_or_override_is_wrong_words(desk_at, unchanged, words, named):
    desk = desk_at("drafted")
    with unchanged(desk):
        wrong(desk.run("resolve", REF, "--on", "2018-05-24", *words), named)


@pytest.mark.parametrize("event", ["suspend", "annul", "recover"])
def test_a_grave_step_needs_a_reason(desk_at, unchanged, event):
    desk = desk_at("paying")
    with unchanged(desk):
        wrong(desk.run(event, REF, "--on", "2018-07-01"), "--reason")


@pytest.mark.parametrize("number", ["0", "-1", "99", "9007199254740993", "9" * 30])
def test_a_correction_of_an_entry_that_is_not_there_is_no_bug(desk, number):
    answer = desk.run("correct", REF, f"--entry={number}", "--occurred-on", "2018-05-24", "--reason", "x")
    assert answer.code in (2, 3, 4)
    assert answer.err.startswith(("error: ", "refused: "))
    assert desk.done("verify", "--json").json["ok"] is True


@pytest.mark.parametrize("said", [(), ("--set", "colour=red"), ("--set", "per_share=14"), ("--set", "for")], ids=" ".join)
def test_a_correction_says_what_the_entry_should_have_said_and_never_the_terms(desk, unchanged, said):
    with unchanged(desk):
        wrong(desk.run("correct", REF, "--entry", "5", "--reason", "x", *said))


def test_an_event_that_the_state_does_not_allow_is_refused_and_the_refusal_recorded(desk_at):
    desk = desk_at("drafted")
    before = len(desk.entries())
    answer = desk.run("pay", REF, "--on", "2018-06-29")
    assert answer.code == 3
    assert answer.err.startswith(f"refused: pay {REF} on 2018-06-29\n  not possible now")
    assert "possible now: resolve, decide, revise, withdraw" in answer.err
    assert len(desk.entries()) == before + 1
    assert (desk.last["event"], desk.last["outcome"]) == ("pay", "refused")


TEXTS = {"not Unicode": "\udcff", "too long": "x" * 10_001, "blank": "  "}


@pytest.mark.parametrize("what", TEXTS)
@pytest.mark.parametrize(
    "words",
    [
        ("note", "IIJ", "TEXT"),
        ("note", "IIJ", "x", "--acting-for=TEXT"),
        ("suspend", REF, "--on", "2018-06-29", "--reason=TEXT"),
    ]
    + [
        ("company", "amend", "IIJ", "--on", "2018-06-01", "--name=TEXT"),
        ("pay", REF, "--on", "2018-06-29", "--attest=net-assets=TEXT"),
    ],
    ids=["note", "acting for", "reason", "name", "attestation"],
)
def test_a_text_is_unicode_not_blank_and_not_endless(desk_at, unchanged, words, what):
    desk = desk_at("approved")
    with unchanged(desk):
        wrong(desk.run(*(word.replace("TEXT", TEXTS[what]) for word in words)))
