"""What a person who had never seen the program needs to go on: the next step, the remedy, the word that was meant."""

from __future__ import annotations

from itertools import pairwise

import pytest

from states.rulebooks import WITH_RULES
from tests.commands.conftest import DIVIDEND as REF
from tests.commands.conftest import MEETING, VOUCHED

OTHER = "IIJ-SPECIAL"
TERMS = ("--route", "meeting", "--meeting", MEETING, "--record-on", "2018-03-31", "--effective-on", "2018-06-29")
MONEY = ("--currency", "JPY", "--per-share", "5.00", "--total", "225 million")
APPROVE = ("--on", "2018-06-28", "--for", "312450", "--present", "380120", "--exercisable", "450700")


def following(answer):
    return [line.removeprefix("next: ketsugi ") for line in answer.err.splitlines() if line.startswith("next:")]


def wrong(desk, *said):
    """What is said of words that mean nothing here, in one line."""
    answer = desk.run(*said)
    assert (answer.code, answer.err.count("\n")) == (2, 1), answer.err
    return answer.err.rstrip("\n")


# ── The next step ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_that_is_convened_waits_for_what_is_only_drafted(desk_at):
    desk = desk_at("drafted")
    assert following(desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")) == [f"resolve {REF} --on DATE"]


def test_after_the_vote_the_meeting_is_held_and_then_it_is_paid(desk):
    assert following(desk.done("approve", REF, *APPROVE)) == [f"meeting hold {MEETING} --on 2018-06-28"]
    held = desk.done("meeting", "hold", MEETING, "--on", "2018-06-28")
    assert following(held) == following(desk.done("show", MEETING)) == [f"pay {REF} --on 2018-06-29"]


def test_what_still_awaits_its_vote_comes_before_the_end_of_the_meeting(desk):
    desk.done("draft", OTHER, "--fiscal-year-end", "2018-03-31", *TERMS, *MONEY)
    desk.done("resolve", OTHER, "--on", "2018-05-24", *VOUCHED)
    assert following(desk.done("approve", REF, *APPROVE)) == [f"approve {OTHER} --on 2018-06-28"]


def test_a_rival_of_what_carried_is_superseded(desk_at):
    desk = desk_at("planned")
    for ref, rival in ((REF, OTHER), (OTHER, REF)):
        desk.done("draft", ref, "--fiscal-year-end", "2018-03-31", *TERMS, *MONEY, "--set", f"rival_of={rival}")
    for ref in (REF, OTHER):
        desk.done("resolve", ref, "--on", "2018-05-24", *VOUCHED)
    desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")
    step = following(desk.done("approve", REF, *APPROVE))
    assert step == [f"supersede {OTHER} --on 2018-06-28 --by {REF}"]
    desk.done(*step[0].split())


# ── Remedies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_known_after_a_step_says_how_to_state_it(desk_at):
    lines = desk_at("drafted").done("resolve", REF, "--on", "2018-05-24", *VOUCHED).err.splitlines()
    told = dict(pairwise(lines))
    (counts,) = [after for line, after in told.items() if "(board_quorum," in line]
    assert counts.startswith("    → state --set board.eligible=N ")
    assert all(after.startswith("    → ") for line, after in told.items() if line.startswith("  not known: "))


def test_who_decides_can_be_said_once_it_is_drafted(desk_at):
    desk = desk_at("planned")
    desk.done("draft", REF, *TERMS[2:], *MONEY)
    assert "→ say it: ketsugi revise … --on DATE --route meeting" in desk.run("resolve", REF, "--on", "2018-05-24").err
    desk.done("revise", REF, "--on", "2018-05-24", "--route", "meeting")
    desk.done("resolve", REF, "--on", "2018-05-24", *VOUCHED)


def test_terms_are_revised_and_not_corrected(desk):
    said = wrong(desk, "correct", REF, "--entry", "4", "--set", "per_share=3.70", "--reason", "typed wrong")
    assert said.startswith("error: per_share: does not go with correct · terms are not corrected, they are revised: ")
    assert "ketsugi revise REF --on DATE; once decided, ketsugi adjust" in said


def test_show_names_the_way_to_put_an_entry_right(desk):
    assert f"ketsugi correct {REF} --entry N --reason TEXT --set NAME=VALUE" in desk.done("show", REF).err


def test_votes_may_be_named_as_show_names_them(desk):
    desk.done("approve", REF, "--on", "2018-06-28", "--set", "in_favour=312,450", *APPROVE[4:])
    assert desk.last["facts"]["votes"]["in_favour"] == 312450


def test_votes_in_favour_are_said_once(desk):
    assert "say the same thing" in wrong(desk, "approve", REF, *APPROVE, "--set", "in_favour=312450")


def test_a_question_that_holds_everywhere_is_told_from_a_rule_that_there_is_not(desk_at, tmp_path):
    desk, paper = desk_at("paying"), tmp_path / "opinion.txt"
    paper.write_text("an opinion")
    why = ("settle", REF, "--on", "2018-07-31", "--reason", "x", "--evidence", str(paper), "--paid", "1", "--override")
    assert wrong(desk, *why, "ties_out").startswith(
        "error: override ties_out: asked everywhere, and cannot be overridden · "
    )
    assert wrong(desk, *why, "no_such").startswith("error: override no_such: no such rule · ")


@pytest.mark.skipif("HK" not in WITH_RULES, reason="there is no rulebook of HK")
def test_what_is_planned_in_thought_says_how_to_state_what_decides(desk):
    days = ("plan", "--jurisdiction", "HK", "--meeting", "2024-05-20", "--record", "2024-05-13", "--json")
    rows = {row["id"]: row for row in desk.done(*days).json}
    assert rows["hk_notice"]["message"].endswith(" → state --set kind=ordinary, extraordinary or written")
    assert rows["hk_ex_after_meeting"]["message"].endswith(" → state --article listed=true or false")
    rows = desk.run(*days, "--set", "kind=ordinary", "--article", "listed=true").json
    assert not [row for row in rows if "→" in row["message"]]


def test_the_facts_of_the_dividend_are_planned_as_well(desk):
    days = ("plan", "--record", "2024-03-31", "--article", "record_dates_fixed=false", "--json")

    def noticed(*more):
        return {row["on"] for row in desk.done(*days, *more).json if row["id"] == "record_public_notice"}

    assert noticed() == {None}
    assert "2024-03-16" in noticed("--set", "record_notice_on=2024-03-16")
    assert "record_on is given twice" in wrong(desk, *days, "--set", "record_on=2024-03-31")


# ── The word that was meant ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("revise", REF, "--on", "2018-05-25", "--per-share", "3,60"), "write a decimal point: 3.60"),
        (
            ("revise", REF, "--on", "2018-05-25", "--per-share", "49.17 pence"),
            "give it in the currency itself: 0.4917 with --currency GBP",
        ),
        (("revise", REF, "--on", "2018-05-25", "--per-share", "5 cents"), "give it in the currency itself: 0.05"),
        (("revise", REF, "--on", "2018-05-25", "--currency", "GBX"), "give amounts such as 0.4917 with --currency GBP"),
        (("settle", REF, "--on", "2018-07-31", "--paid", "2,898 million"), "what was paid is a figure to the last digit"),
        (
            ("approve", REF, "--on", "2018-06-28", "--for", "99.9%"),
            "a percentage has no count: leave it out and put it in a note",
        ),
        (("approve", REF, "--on", "2018-06-28", "--set", "for=1,2"), "--set for: '1,2' is not a count"),
        (("check", REF, "revise", "--on", "2018-05-25"), "revise: nothing new is stated · give the facts that change"),
    ],
    ids=["decimal comma", "pence", "cents", "GBX", "rounded", "percentage", "count", "nothing new"],
)
def test_what_cannot_be_read_is_told_as_it_was_probably_meant(desk, unchanged, said, meant):
    with unchanged(desk):
        assert meant in wrong(desk, *said)


def test_a_count_is_set_with_commas_as_well(desk_at):
    desk = desk_at("drafted")
    desk.done("revise", REF, "--on", "2018-05-24", "--set", "entitled=45,070,489")
    assert desk.last["facts"]["shares"] == [{"entitled": 45070489, "share_class": "common"}]


def test_what_has_no_duties_has_none_to_fulfil(desk_at):
    desk = desk_at("company")
    desk.done("company", "add", "BR", "--name", "X", "--jurisdiction", "BR")
    desk.done("draft", "BR-1", "--company", "BR")
    assert wrong(desk, "fulfil", "BR-1", "x", "--on", "2018-01-01").endswith(" · there is none to fulfil")


def test_a_par_value_alone_is_shown_as_one(desk_at):
    desk = desk_at("drafted")
    desk.done("revise", REF, "--on", "2018-05-24", "--set", "par=5")
    assert "JPY 13.50 a share, 608 million in all; par value 5" in desk.done("show", REF).out
