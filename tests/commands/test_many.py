"""One resolution for many dividends: several references, or the meeting in their place."""

from __future__ import annotations

import json

import pytest

MEETING = "IIJ-AGM26"
VOUCHED = ("--attest", "distributable-amount=worksheet", "--attest", "net-assets=balance sheet")
REGISTER = ("--attest", "entitled-shares=register")
TERMS = ("--route", "meeting", "--meeting", MEETING, "--fiscal-year-end", "2018-03-31", "--record-on", "2018-03-31")
MONEY = ("--currency", "JPY", "--resource", "retained earnings", "--per-share", "13.50", "--total", "608 million")
DAY, EARLY = ("--on", "2018-06-28"), ("--on", "2018-06-27")


def put(desk, *refs, effective="2018-06-29"):
    for ref in refs:
        desk.done("draft", ref, *TERMS, *MONEY, "--effective-on", effective)


@pytest.fixture
def desk(desk_at):
    """A desk whose meeting is planned, with A, B and C to be put to it, in entries 4 to 6."""
    desk = desk_at("planned")
    put(desk, "A", "B", "C")
    return desk


@pytest.fixture
def convened(desk):
    """The same once they are proposed and the notice went out, in entries 7 to 10."""
    desk.done("resolve", "A", "B", "C", "--on", "2018-05-24", *VOUCHED)
    desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")
    return desk


def states(desk):
    return {each["ref"]: each["state"] for each in desk.done("list", "--kind", "dividend", "--json").json}


def test_each_entry_is_a_line_and_the_next_step_is_said_once(desk):
    answer = desk.done("resolve", "B", "A", "C", "--on", "2018-05-24", *VOUCHED)
    assert answer.lines == [
        "recorded: resolve B on 2018-05-24 · drafted → proposed · entry 7",
        "recorded: resolve A on 2018-05-24 · drafted → proposed · entry 8",
        "recorded: resolve C on 2018-05-24 · drafted → proposed · entry 9",
    ]
    assert answer.err == f"next: ketsugi meeting convene {MEETING} --on DATE\n"


def test_a_meeting_in_the_place_of_references_means_its_dividends_and_says_which(convened):
    convened.done("withdraw", "B", "--on", "2018-06-08")
    answer = convened.done("approve", "--of", MEETING, *DAY)
    assert [line.split(" · ")[0] for line in answer.lines] == [
        "recorded: approve A on 2018-06-28",
        "recorded: approve C on 2018-06-28",
    ]
    assert answer.err == f"put to {MEETING}: A, C\nnext: ketsugi meeting hold {MEETING} --on 2018-06-28\n"
    assert states(convened) == {"A": "approved", "B": "withdrawn", "C": "approved"}


@pytest.mark.of_a_file
def test_of_very_many_the_first_are_named(desk):
    refs = [f"D{number:02}" for number in range(9)]
    put(desk, *refs)
    answer = desk.done("withdraw", "--of", MEETING, "--on", "2018-06-01")
    assert answer.err == f"put to {MEETING}: A, B, C, D00, D01, D02, D03, D04 and 4 more\n"
    assert len(answer.lines) == 12


NEXT = [
    (("suspend", "A", "B", "--on", "2018-06-29", "--reason", "x"), "next: ketsugi resume A B --on DATE"),
    (("suspend", "--of", MEETING, "--on", "2018-06-29", "--reason", "x"), f"next: ketsugi resume --of {MEETING} --on DATE"),
    (
        ("pay", "A", "B", "--on", "2018-06-29", *REGISTER),
        "next: ketsugi settle A --on DATE --paid AMOUNT --unclaimed AMOUNT --returned AMOUNT",
    ),
]


@pytest.mark.parametrize(("words", "following"), NEXT, ids=["named", "of a meeting", "figures of its own"])
def test_the_next_step_is_offered_for_all_of_them_where_it_is_the_same(convened, words, following):
    convened.done("approve", "--of", MEETING, *DAY)
    assert convened.done(*words).err.splitlines()[-1] == following


@pytest.mark.of_a_file
def test_where_the_next_day_is_not_the_same_that_of_the_first_is_offered(desk):
    put(desk, "D", effective="2018-06-30")
    desk.done("resolve", "A", "D", "--on", "2018-05-24", *VOUCHED)
    desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")
    desk.done("approve", "A", "D", *DAY)
    desk.done("suspend", "A", "D", *DAY, "--reason", "x")
    desk.done("meeting", "hold", MEETING, *DAY)
    assert desk.done("resume", "A", "D", *DAY).err.splitlines()[-1] == "next: ketsugi pay A --on 2018-06-29"


def test_one_reference_answers_as_it_always_did(convened):
    answer = convened.done("approve", "A", *DAY)
    assert len(answer.lines) == 1
    assert "not known" in answer.err
    assert answer.err.splitlines()[-1] == "next: ketsugi approve B --on 2018-06-28"


def test_in_json_each_entry_is_a_line_as_it_was_written(convened):
    answer = convened.done("approve", "A", "B", *DAY, "--json")
    assert [(said["seq"], said["body"]["subject"]) for said in map(json.loads, answer.lines)] == [(11, "A"), (12, "B")]
    assert [said["body"] for said in map(json.loads, answer.lines)] == convened.entries()[-2:]


@pytest.mark.parametrize("more", [(), ("--json",)], ids=["plain", "json"])
def test_a_dry_run_says_what_would_be_and_writes_nothing(convened, unchanged, more):
    with unchanged(convened):
        answer = convened.done("approve", "--of", MEETING, *DAY, "--dry-run", *more)
    assert len(answer.lines) == 3
    assert more or answer.lines[0] == "would record: approve A on 2018-06-28 · proposed → approved · entry 11"
    assert answer.err.splitlines()[-1] == "dry run: nothing was written"


def test_where_one_is_refused_none_is_applied_and_the_refusal_is_recorded(desk):
    put(desk, "D", effective="2018-06-30")
    desk.done("resolve", "A", "D", "--on", "2018-05-24", *VOUCHED)
    desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")
    desk.done("approve", "A", "D", *DAY)
    answer = desk.run("pay", "A", "D", "--on", "2018-06-29", *REGISTER)
    assert (answer.code, answer.out) == (3, ""), "something undone was called recorded"
    assert answer.err.startswith("refused: pay D on 2018-06-29\n")
    assert answer.err.splitlines()[-2:] == [
        "recorded as entry 13 · earliest day: 2018-06-30 · try: ketsugi check D pay --on 2018-06-30",
        "none of the 2 steps was applied",
    ]
    assert states(desk)["A"] == "approved"
    assert desk.done("verify", "--json").json["ok"] is True


@pytest.mark.parametrize("more", [(), ("--json",), ("--dry-run",)], ids=["plain", "json", "dry run"])
def test_every_objection_is_said(convened, more):
    answer = convened.run("approve", "A", "B", "C", *EARLY, *more)
    assert answer.code == 3
    assert answer.err.count("refused: approve ") == answer.err.count("not a sitting day") == 3
    recorded = [None] * 3 if "--dry-run" in more else [11, 12, 13]
    if "--json" in more:
        assert [json.loads(line)["entry"] for line in answer.lines] == recorded
    assert ("none of the 3 steps was applied" in answer.err) == (recorded[0] is not None)
    assert answer.err.count("nothing was written") == recorded.count(None)


def test_a_list_that_is_refused_for_its_own_sake_leaves_no_entry(desk_at, unchanged):
    """B is refused because A carries in the same command."""
    desk = desk_at("planned")
    for ref, rival in ("AB", "BA"):
        desk.done("draft", ref, *TERMS, *MONEY, "--effective-on", "2018-06-29", "--set", f"rival_of={rival}")
    desk.done("resolve", "A", "B", "--on", "2018-05-24", *VOUCHED)
    desk.done("meeting", "convene", MEETING, "--on", "2018-06-07")
    with unchanged(desk):
        answer = desk.run("approve", "--of", MEETING, *DAY)
    assert answer.code == 3
    assert "refused: approve B on 2018-06-28" in answer.err
    assert answer.err.splitlines()[-1] == "nothing was written"


WHERE = "see where each stands: ketsugi list --kind dividend --company IIJ"
ONE = "the one or the other"
WRONG = {
    "nothing": ((), 2, "approve: which? · name the dividends, or give --of MEETING"),
    "both": (("A", "--of", MEETING), 2, f"approve: dividends are named, and --of {MEETING} as well · give {ONE}"),
    "twice": (("A", "B", "A"), 2, "A is named twice · name each dividend once"),
    "one unknown": (("A", "X"), 4, "X is not in this book · look at what is there: ketsugi list"),
    "a meeting among them": (("A", MEETING), 4, f"{MEETING} is a meeting · look at what is there: ketsugi list"),
    "of nothing": (("--of", "X"), 4, "X: not in this book · look at what is there: ketsugi list"),
    "of a dividend": (("--of", "A"), 4, "A is a dividend, not a meeting · look at what is there: ketsugi list"),
    "none fits": (("--of", MEETING), 4, f"no dividend put to {MEETING} is where approve is possible · {WHERE}"),
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_meant_is_told_in_one_line_and_writes_nothing(desk, unchanged, what):
    words, code, said = WRONG[what]
    with unchanged(desk):
        answer = desk.run("approve", *words, *DAY)
    assert (answer.code, answer.out, answer.err) == (code, "", f"error: {said}\n")


MANY = [  # the command, what goes with it, and the stage at which it is possible
    ("resolve", ("--on", "2018-05-24", *VOUCHED), "drafted"),
    ("revise", ("--on", "2018-05-24", "--record-on", "2018-03-30"), "drafted"),
    ("withdraw", ("--on", "2018-05-24"), "drafted"),
    ("approve", DAY, "convened"),
    ("reject", DAY, "convened"),
    ("supersede", (*DAY, "--by", "the shareholders' proposal"), "convened"),
    ("adjust", (*DAY, "--pay-on", "2018-07-02"), "approved"),
    ("pay", ("--on", "2018-06-29", *REGISTER), "approved"),
    ("suspend", ("--on", "2018-06-29", "--reason", "x"), "approved"),
    ("annul", ("--on", "2018-06-29", "--reason", "x"), "approved"),
    ("resume", ("--on", "2018-06-29"), "suspended"),
    ("recover", ("--on", "2018-06-29", "--reason", "x"), "paying"),
]


@pytest.mark.parametrize(("event", "words", "stage"), MANY, ids=[event for event, *_ in MANY])
def test_what_can_be_done_to_one_can_be_done_to_many_with_the_same_words(desk, event, words, stage):
    on_the_way = [
        ("convened", ("resolve", "A", "B", "--on", "2018-05-24", *VOUCHED)),
        ("convened", ("meeting", "convene", MEETING, "--on", "2018-06-07")),
        ("approved", ("approve", "A", "B", *DAY)),
        ("suspended", ("suspend", "A", "B", "--on", "2018-06-29", "--reason", "x")),
        ("paying", ("pay", "A", "B", "--on", "2018-06-29", *REGISTER)),
    ]
    reached = {"drafted": (), "convened": ("convened",), "suspended": ("convened", "approved", "suspended")}
    for leads_to, step in on_the_way:
        if leads_to in reached.get(stage, ("convened", "approved", stage)):
            desk.done(*step)
    before = len(desk.entries())
    answer = desk.run(event, "A", "B", *words)
    assert answer.code == 0, answer.err
    assert [(each["subject"], each["event"]) for each in desk.entries()[before:]] == [("A", event), ("B", event)]


@pytest.mark.parametrize("event", ["decide", "close"])
def test_what_is_not_possible_is_refused_of_each(desk, event):
    answer = desk.run(event, "A", "B", *DAY)
    assert answer.code == 3
    assert [(each["subject"], each["event"], each["outcome"]) for each in desk.entries()[-2:]] == [
        ("A", event, "refused"),
        ("B", event, "refused"),
    ]
