"""The steps of a dividend put to the meeting: one sentence on standard output, the next step on standard error."""

from __future__ import annotations

import json

import pytest

REF = "IIJ-FY2017-YE"
VOUCHED = ("--attest", "distributable-amount=worksheet", "--attest", "net-assets=balance sheet")
REGISTER = ("--attest", "entitled-shares=register")

HAPPY = [
    (
        "planned",
        ("draft", REF, "--route", "meeting", "--meeting", "IIJ-AGM26", "--effective-on", "2018-06-29"),
        "recorded: draft IIJ-FY2017-YE · drafted · entry 4",
        "next: ketsugi resolve IIJ-FY2017-YE --on DATE",
    ),
    (
        "drafted",
        ("resolve", REF, "--on", "2018-05-24", *VOUCHED),
        "recorded: resolve IIJ-FY2017-YE on 2018-05-24 · drafted → proposed · entry 5",
        "next: ketsugi meeting convene IIJ-AGM26 --on DATE",
    ),
    (
        "drafted",
        ("revise", REF, "--on", "2018-05-24", "--per-share", "14", "--total", "630 million"),
        "recorded: revise IIJ-FY2017-YE on 2018-05-24 · drafted · entry 5",
        "next: ketsugi resolve IIJ-FY2017-YE --on DATE",
    ),
    (
        "proposed",
        ("withdraw", REF, "--on", "2018-06-01"),
        "recorded: withdraw IIJ-FY2017-YE on 2018-06-01 · proposed → withdrawn · entry 6",
        None,
    ),
    (
        "convened",
        ("approve", REF, "--on", "2018-06-28"),
        "recorded: approve IIJ-FY2017-YE on 2018-06-28 · proposed → approved · entry 7",
        "next: ketsugi meeting hold IIJ-AGM26 --on 2018-06-28",
    ),
    (
        "convened",
        ("reject", REF, "--on", "2018-06-28", "--for", "10", "--against", "90", "--present", "100"),
        "recorded: reject IIJ-FY2017-YE on 2018-06-28 · proposed → rejected · entry 7",
        "next: ketsugi meeting hold IIJ-AGM26 --on 2018-06-28",
    ),
    (
        "convened",
        ("supersede", REF, "--on", "2018-06-28", "--by", "the shareholders' proposal"),
        "recorded: supersede IIJ-FY2017-YE on 2018-06-28 · proposed → superseded · entry 7",
        "next: ketsugi meeting hold IIJ-AGM26 --on 2018-06-28",
    ),
    (
        "approved",
        ("pay", REF, "--on", "2018-06-29", *REGISTER),
        "recorded: pay IIJ-FY2017-YE on 2018-06-29 · approved → paying · entry 8",
        "next: ketsugi settle IIJ-FY2017-YE --on DATE --paid AMOUNT --unclaimed AMOUNT --returned AMOUNT",
    ),
    (
        "paying",
        ("settle", REF, "--on", "2018-07-31", "--paid", "608,451,601", "--unclaimed", "0", "--returned", "0"),
        "recorded: settle IIJ-FY2017-YE on 2018-07-31 · paying → paid · entry 9",
        "next: ketsugi close IIJ-FY2017-YE --on DATE",
    ),
    (
        "paid",
        ("close", REF, "--on", "2018-08-01", "--cleared", "7,231,200"),
        "recorded: close IIJ-FY2017-YE on 2018-08-01 · paid → closed · entry 10",
        None,
    ),
    (
        "approved",
        ("suspend", REF, "--on", "2018-06-29", "--reason", "an injunction"),
        "recorded: suspend IIJ-FY2017-YE on 2018-06-29 · approved → suspended · entry 8",
        "next: ketsugi resume IIJ-FY2017-YE --on DATE",
    ),
    (
        "paid",
        ("annul", REF, "--on", "2018-08-01", "--reason", "judgment of 2018-08-01"),
        "recorded: annul IIJ-FY2017-YE on 2018-08-01 · paid → annulled · entry 10",
        None,
    ),
    (
        "paid",
        ("recover", REF, "--on", "2018-08-01", "--reason", "paid twice"),
        "recorded: recover IIJ-FY2017-YE on 2018-08-01 · paid → recovering · entry 10",
        'next: ketsugi close IIJ-FY2017-YE --on DATE --attest claims-ended="what ended them"',
    ),
    (
        "paid",
        ("note", REF, "counted twice"),
        "recorded: note IIJ-FY2017-YE · paid · entry 10",
        "next: ketsugi close IIJ-FY2017-YE --on DATE --cleared AMOUNT",
    ),
    (
        "paid",
        ("correct", REF, "--entry", "9", "--occurred-on", "2018-07-30", "--reason", "read wrongly"),
        "recorded: correct IIJ-FY2017-YE · paid · entry 10",
        "next: ketsugi close IIJ-FY2017-YE --on DATE --cleared AMOUNT",
    ),
]


@pytest.mark.parametrize(("stage", "words", "said", "following"), HAPPY, ids=[words[0] for _, words, _, _ in HAPPY])
def test_each_step_says_what_was_recorded_and_what_may_follow(desk_at, stage, words, said, following):
    answer = desk_at(stage).done(*words)
    assert answer.out == f"{said}\n"
    steps = [line for line in answer.err.splitlines() if line.startswith("next:")]
    assert steps == ([following] if following else [])


@pytest.mark.parametrize(("stage", "words", "said", "following"), HAPPY, ids=[words[0] for _, words, _, _ in HAPPY])
def test_each_step_answers_in_json_with_its_entry_as_it_was_written(desk_at, stage, words, said, following):
    desk = desk_at(stage)
    answer = desk.done(*words, "--json")
    (text,) = desk.sql("SELECT body FROM entry ORDER BY seq DESC LIMIT 1")[0]
    assert len(answer.lines) == 1
    assert text in answer.out, "the body is not verbatim"
    assert answer.json["body"] == json.loads(text)


@pytest.mark.parametrize(("stage", "words", "said", "following"), HAPPY, ids=[words[0] for _, words, _, _ in HAPPY])
def test_each_step_writes_nothing_on_a_dry_run(desk_at, unchanged, stage, words, said, following):
    desk = desk_at(stage)
    with unchanged(desk):
        answer = desk.done(*words, "--dry-run")
    assert answer.lines[0].startswith(f"possible: {words[0]} {REF}")
    assert "nothing was written" in answer.out
    assert "recorded" not in answer.out


def test_an_interrupted_dividend_goes_on_where_it_was(desk_at):
    desk = desk_at("paying")
    desk.done("suspend", REF, "--on", "2018-07-01", "--reason", "an injunction")
    answer = desk.done("resume", REF, "--on", "2018-07-02")
    assert answer.out == f"recorded: resume {REF} on 2018-07-02 · suspended → paying · entry 10\n"


def test_a_meeting_may_amend_the_terms_on_the_floor_only_when_it_is_said(desk):
    changed = ("--per-share", "15", "--total", "676 million")
    refused = desk.run("approve", REF, "--on", "2018-06-28", *changed, *VOUCHED)
    assert refused.code == 3
    assert "not the terms proposed" in refused.err
    desk.done("approve", REF, "--on", "2018-06-28", "--amended", *changed, *VOUCHED)
    terms = desk.done("show", REF, "--json").json["terms"]
    assert terms["version"] == 2
    assert terms["lines"] == [{"per_share": "15", "share_class": "common", "total": "676 million"}]


def test_the_board_decides_by_its_own_power_where_the_articles_say_so(desk_at):
    desk = desk_at("company")
    articles = ("board_decides_dividends", "accounting_auditor", "directors_one_year_term", "audit_board")
    desk.done("company", "amend", "IIJ", "--on", "2018-05-01", *(w for a in articles for w in ("--article", f"{a}=true")))
    desk.done(
        *("draft", "IIJ-Q1", "--route", "board", "--record-on", "2018-06-30", "--effective-on", "2018-07-31"),
        *("--currency", "JPY", "--per-share", "5", "--total", "225 million"),
    )
    answer = desk.done("decide", "IIJ-Q1", "--on", "2018-07-20", "--accounts-clean", *VOUCHED)
    assert answer.out == "recorded: decide IIJ-Q1 on 2018-07-20 · drafted → approved · entry 5\n"
    assert "next: ketsugi pay IIJ-Q1 --on 2018-07-31" in answer.err


def test_a_refusal_names_every_finding_with_figures_source_and_remedy(desk):
    answer = desk.run("approve", REF, "--on", "2018-06-06")
    assert answer.code == 3
    assert answer.out == ""
    lines = answer.err.splitlines()
    assert lines[0] == f"refused: approve {REF} on 2018-06-06"
    assert any("not a sitting day" in line and "meeting 2018-06-28, approval 2018-06-06" in line for line in lines)
    assert any("notice 2018-06-07, approve 2018-06-06" in line for line in lines), "the second finding is missing"
    assert any(line.lstrip().startswith("→ ") for line in lines), "no remedy"
    assert lines[-1] == (
        f"recorded as entry 7 · earliest day: 2018-06-28 · try: ketsugi check {REF} approve --on 2018-06-28"
    )


def test_a_refusal_is_recorded_and_moves_nothing(desk):
    desk.run("approve", REF, "--on", "2018-06-27", "--acting-for", "the chair")
    refused = desk.last
    assert (refused["outcome"], refused["from"], refused["to"], refused["rev"]) == ("refused", "proposed", "proposed", None)
    assert refused["acting_for"] == "the chair"
    assert desk.done("show", REF, "--json").json["state"] == "proposed"


def test_a_refusal_answers_in_json(desk):
    answer = desk.run("approve", REF, "--on", "2018-06-27", "--json")
    assert answer.code == 3
    assert answer.json["entry"] == 7
    assert answer.json["earliest_on"] == "2018-06-28"
    assert [each["guard"] for each in answer.json["findings"]] == ["sitting_day"]
    assert answer.err.startswith("refused: ")


def test_a_refusal_on_a_dry_run_writes_nothing_and_still_exits_3(desk, unchanged):
    with unchanged(desk):
        answer = desk.run("approve", REF, "--on", "2018-06-27", "--dry-run")
    assert answer.code == 3
    assert "nothing was written" in answer.err
    assert "recorded" not in answer.err


def test_an_override_needs_a_defect_a_reason_and_evidence_and_is_kept(desk_at, tmp_path):
    desk = desk_at("proposed")
    late = ("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-20")
    assert desk.run(*late).code == 3
    consent = tmp_path / "consent.txt"
    consent.write_text("every shareholder consents")
    said = ("--override", "notice_public_co", "--reason", "all consented", "--evidence", str(consent))
    answer = desk.done(*late, *said)
    assert "overridden: notice too short" in answer.err
    entry = desk.last
    assert entry["overridden"] == ["notice_public_co"]
    assert entry["reason"] == "all consented"
    assert [(each["name"], each["size"]) for each in entry["evidence"]] == [("consent.txt", 26)]


@pytest.mark.parametrize("missing", ["--reason", "--evidence"])
def test_an_override_without_reason_or_evidence_is_wrong_words(desk_at, unchanged, tmp_path, missing):
    desk = desk_at("proposed")
    (tmp_path / "consent.txt").write_text("x")
    said = {"--override": "notice_public_co", "--reason": "all consented", "--evidence": str(tmp_path / "consent.txt")}
    del said[missing]
    with unchanged(desk):
        answer = desk.run("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-20", *(w for p in said.items() for w in p))
    assert answer.code == 2
    assert missing in answer.err


def test_what_is_not_known_yet_is_said_when_a_step_is_allowed(desk):
    answer = desk.done("approve", REF, "--on", "2018-06-28")
    assert "not known: votes present and exercisable not stated (ordinary_quorum, Companies Act art. 309(1))" in answer.err


def test_what_was_not_known_at_the_dispatch_is_named_in_one_line_at_the_vote_and_kept_whole_in_the_entry(desk):
    answer = desk.done("approve", REF, "--on", "2018-06-28")
    (brief,) = [line for line in answer.err.splitlines() if "not known since the dispatch" in line]
    assert "accounts_approved, accounts_audited_first, fs_enclosed" in brief
    assert "accounts approved by the board not stated" not in answer.err
    body = json.loads(desk.done("log", REF, "--json").lines[-1])["body"]
    kept = {each["guard"]: each["verdict"] for each in body["findings"]}
    assert (kept["accounts_approved"], kept["ordinary_quorum"]) == ("unknown", "unknown")
    assert "ordinary_quorum" not in brief  # asked at the vote for the first time


def test_a_correction_changes_what_is_known_and_leaves_the_wrong_entry_readable(desk_at):
    desk = desk_at("paid")
    desk.done("correct", REF, "--entry", "7", "--set", "for=312451", "--reason", "misread")
    assert desk.done("show", REF, "--json").json["facts"]["votes"]["in_favour"] == 312451
    assert desk.entries()[6]["facts"]["votes"]["in_favour"] == 312450
    assert desk.last["corrects"] == {"entry": 7, "occurred_on": None}


def test_a_note_may_carry_a_reason_of_its_own(desk):
    """TEXT is the remark; --reason is accepted with every step, so the two together must not be a bug."""
    answer = desk.run("note", "IIJ", "the text of the remark", "--reason", "asked by audit")
    assert answer.code in (0, 2)
    if answer.code == 0:
        assert "the text of the remark" in json.dumps(desk.last)


def test_parts_make_up_the_per_share_amount(desk_at):
    desk = desk_at("planned")
    common = ("draft", REF, "--meeting", "IIJ-AGM26", "--route", "meeting", "--currency", "JPY", "--per-share", "13.50")
    wrong = desk.run(*common, "--part", "ordinary=10", "--part", "commemorative=3")
    assert wrong.code == 3
    assert "parts do not add up" in wrong.err
    desk.done(*common, "--part", "ordinary=10", "--part", "commemorative=3.50")
    line = desk.done("show", REF, "--json").json["terms"]["lines"][0]
    assert line["parts"] == {"ordinary": "10", "commemorative": "3.50"}


def test_several_share_classes_are_given_line_by_line(desk_at):
    desk = desk_at("planned")
    desk.done(
        *("draft", REF, "--currency", "JPY"),
        *("--line", '{ share_class = "common", per_share = "13.50", total = "608 million" }'),
        *("--line", '{ share_class = "preferred", per_share = "20", total = "undecided" }'),
    )
    lines = desk.done("show", REF, "--json").json["terms"]["lines"]
    assert [line["share_class"] for line in lines] == ["common", "preferred"]
    assert lines[1]["total"] == "undecided"
