"""The three lives as they are written down in the design, and what no life may be."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import pytest

from states import book, company, dividend, meeting, roster
from states.context import Context
from states.facts import FACTS, Kind
from states.finding import Finding, Verdict, universal
from states.lifecycle import BACK, Lifecycle, Transition, UnsoundLifecycle

LIVES = {
    Kind.COMPANY: company.LIFECYCLE,
    Kind.MEETING: meeting.LIFECYCLE,
    Kind.DIVIDEND: dividend.LIFECYCLE,
    Kind.PEOPLE: roster.LIFECYCLE,
    Kind.BOOK: book.LIFECYCLE,
}

# Written by hand from the design, section 4.
DIVIDEND = {
    ("draft", None, "drafted"),
    ("resolve", "drafted", "proposed"),
    ("decide", "drafted", "approved"),
    ("revise", "drafted", "drafted"),
    ("revise", "proposed", "proposed"),
    ("withdraw", "drafted", "withdrawn"),
    ("withdraw", "proposed", "withdrawn"),
    ("approve", "proposed", "approved"),
    ("reject", "proposed", "rejected"),
    ("supersede", "proposed", "superseded"),
    ("adjust", "approved", "approved"),
    ("adjust", "paying", "paying"),
    ("withdraw", "approved", "withdrawn"),
    ("withdraw", "suspended", "withdrawn"),
    ("close", "approved", "closed"),
    ("pay", "approved", "paying"),
    ("settle", "paying", "paid"),
    ("close", "paid", "closed"),
    ("suspend", "approved", "suspended"),
    ("suspend", "paying", "suspended"),
    ("resume", "suspended", "approved"),
    ("resume", "suspended", "paying"),
    ("annul", "approved", "annulled"),
    ("annul", "paying", "annulled"),
    ("annul", "paid", "annulled"),
    ("annul", "suspended", "annulled"),
    ("annul", "closed", "annulled"),
    ("recover", "paying", "recovering"),
    ("recover", "paid", "recovering"),
    ("recover", "annulled", "recovering"),
    ("recover", "suspended", "recovering"),
    ("resume", "recovering", "paying"),
    ("resume", "recovering", "paid"),
    ("resume", "recovering", "annulled"),
    ("resume", "recovering", "suspended"),
    ("close", "recovering", "closed"),
}
MEETING = {
    ("plan", None, "planned"),
    ("revise", "planned", "planned"),
    ("revise", "convened", "convened"),
    ("reschedule", "planned", "planned"),
    ("reschedule", "convened", "planned"),
    ("convene", "planned", "convened"),
    ("hold", "convened", "held"),
    ("adjourn", "convened", "adjourned"),
    ("adjourn", "adjourned", "adjourned"),
    ("hold", "adjourned", "held"),
    ("cancel", "planned", "cancelled"),
    ("cancel", "convened", "cancelled"),
}
REMARKS = {"correct", "note", "fulfil", "attach", "erase"}
EXPECTED = {
    Kind.DIVIDEND: (
        DIVIDEND,
        {"closed", "withdrawn", "rejected", "superseded"},
        {"correct", "note", "fulfil", "attach", "erase"},
    ),
    Kind.MEETING: (MEETING, {"held", "cancelled"}, REMARKS),
    Kind.COMPANY: ({("add", None, "active")}, {"active"}, {"amend", "correct", "note", "attach", "erase"}),
    Kind.PEOPLE: (
        {("add", None, "kept")},
        {"kept"},
        {"add", "grant", "revoke", "policy", "waive", "note", "attach", "erase"},
    ),
    Kind.BOOK: ({("restore", None, "kept")}, {"kept"}, {"restore", "note", "attach", "erase"}),
}
ACCEPTS = {
    Kind.COMPANY: company.ACCEPTS,
    Kind.MEETING: meeting.ACCEPTS,
    Kind.DIVIDEND: dividend.ACCEPTS,
    Kind.PEOPLE: roster.ACCEPTS,
    Kind.BOOK: book.ACCEPTS,
}
KINDS = pytest.mark.parametrize("kind", list(Kind))


@KINDS
def test_the_moves_of_a_life_are_those_of_the_design(kind: Kind) -> None:
    moves = [tuple(None if word is None else str(word) for word in move) for move in LIVES[kind].moves()]
    assert set(moves) == EXPECTED[kind][0]
    assert len(moves) == len(set(moves))


@KINDS
def test_a_life_has_one_beginning_and_the_ends_of_the_design(kind: Kind) -> None:
    assert {str(state) for state in LIVES[kind].final} == EXPECTED[kind][1]
    assert {str(dest) for _, source, dest in LIVES[kind].moves() if source is None} == {
        {Kind.DIVIDEND: "drafted", Kind.MEETING: "planned", Kind.COMPANY: "active"}.get(kind, "kept")
    }


@KINDS
def test_every_event_has_a_row_and_every_state_a_way_in(kind: Kind) -> None:
    life = LIVES[kind]
    assert {row.event for row in life.table} == set(life.events)
    assert {dest for _, _, dest in life.moves()} == set(life.states)


@KINDS
def test_remarks_are_possible_in_every_state_and_never_move_a_subject(kind: Kind) -> None:
    life = replace(LIVES[kind])  # drawn up again
    assert {str(event) for event in life.remarks} == EXPECTED[kind][2]
    for state in life.states:
        for event, asked in life.remarks.items():
            row = life.row(event, state)
            assert row == Transition(event, state, state, asked)
            assert life.dests(row) == (state,)


@KINDS
def test_nothing_but_remarks_follows_an_end(kind: Kind) -> None:
    life = LIVES[kind]
    for state in life.final:
        assert set(life.following(state)) <= set(life.remarks) | life.undone_by
    assert life.undone_by == ({dividend.Event.ANNUL} if kind is Kind.DIVIDEND else set())  # the judgment of a court


def test_what_is_not_in_the_table_has_no_row() -> None:
    life = dividend.LIFECYCLE
    assert life.row("pay", "drafted") is None
    assert life.row("pay", None) is None
    assert life.row("draft", "drafted") is None
    assert life.row("dance", "drafted") is None
    assert life.following(None) == ("draft",)
    assert life.following("no such state") == ()


def test_what_follows_a_state_is_in_the_order_of_the_table() -> None:
    assert dividend.LIFECYCLE.following("proposed")[:5] == ("approve", "reject", "supersede", "revise", "withdraw")


def guards(event: str, source: str | None) -> set[str]:
    row = dividend.LIFECYCLE.row(event, source) or meeting.LIFECYCLE.row(event, source)
    assert row is not None
    return {guard.__name__ for guard in row.guards}


@pytest.mark.parametrize(
    ("event", "source", "asked"),
    [
        ("resolve", "drafted", {"decided_by_meeting", "put_to_a_meeting"}),
        ("decide", "drafted", {"decided_by_board", "effect_not_before_decision"}),
        ("approve", "proposed", {"decided_by_meeting", "meeting_convened", "sitting_day", "as_proposed"}),
        ("approve", "proposed", {"parts_add_up", "effect_not_before_decision"}),
        ("reject", "proposed", {"decided_by_meeting", "meeting_convened", "sitting_day"}),
        ("supersede", "proposed", {"decided_by_meeting", "meeting_convened", "sitting_day"}),
        ("draft", None, {"parts_add_up"}),
        ("revise", "drafted", {"parts_add_up"}),
        ("revise", "proposed", {"parts_add_up", "put_to_a_meeting"}),
        ("pay", "approved", {"payment_not_before_effect", "terms_unchanged"}),
        ("settle", "paying", {"terms_unchanged", "ties_out"}),
        ("close", "paid", {"nothing_left_to_claim"}),
        ("close", "recovering", {"nothing_left_to_claim"}),
        ("convene", "planned", {"day_is_set", "notice_before_meeting"}),
        ("hold", "convened", {"last_sitting"}),
        ("hold", "adjourned", {"last_sitting"}),
        ("adjourn", "adjourned", {"sitting_day", "continued_later"}),
        ("correct", "paid", {"corrects_own_entry"}),
    ],
)
def test_a_row_asks_at_least_what_the_design_says(event: str, source: str | None, asked: set[str]) -> None:
    assert asked <= guards(event, source)


@KINDS
def test_no_deed_of_any_subject_lies_in_the_future_and_moving_ones_are_in_order(kind: Kind) -> None:
    always = {guard.__name__ for guard in LIVES[kind].always}
    assert "not_in_future" in always
    assert "in_order" in always or kind is Kind.COMPANY or kind.is_of_the_book  # these never move


@KINDS
def test_an_event_states_only_facts_that_its_subject_has(kind: Kind) -> None:
    known = {fact.name for fact in fields(FACTS[kind])}
    for event, names in ACCEPTS[kind].items():
        assert event in set(LIVES[kind].events)
        assert set(names) <= known


def test_terms_are_drafted_revised_amended_on_the_floor_or_fixed_where_left_open_and_never_corrected() -> None:
    """What was approved is what is paid: nothing after the approval may state terms."""
    assert {str(event) for event, names in dividend.ACCEPTS.items() if "terms" in names} == {
        "draft",
        "revise",
        "approve",
        "adjust",
    }


def test_the_day_of_a_meeting_is_set_by_its_plan_or_moved_never_corrected() -> None:
    assert {str(event) for event, names in meeting.ACCEPTS.items() if "day" in names} == {"plan", "reschedule"}
    assert {str(event) for event, names in meeting.ACCEPTS.items() if "continued_on" in names} == {"adjourn"}


# ── Tables that are no life ──────────────────────────────────────────────────────────────────────────────────────────


class State(StrEnum):
    SEED = "seed"
    TREE = "tree"
    LOG = "log"


class Event(StrEnum):
    SOW = "sow"
    GROW = "grow"
    FELL = "fell"


class Elsewhere(StrEnum):
    TREE = "tree"
    GROW = "grow"
    SAIL = "sail"


def fine(context: Context) -> Finding:
    return universal("fine", "fine", Verdict.PASS, "fine")


def life(**changes: Any) -> Lifecycle:
    sound: dict[str, Any] = {
        "kind": Kind.DIVIDEND,
        "states": State,
        "events": Event,
        "final": frozenset({State.LOG}),
        "rows": (
            Transition(Event.SOW, None, State.SEED),
            Transition(Event.GROW, State.SEED, State.TREE, (fine,)),
            Transition(Event.FELL, State.TREE, State.LOG),
        ),
    }
    return Lifecycle(**sound | changes)


SOW, GROW, FELL = life().rows


def test_a_sound_table_is_a_life() -> None:
    assert [tuple(map(str, move)) for move in life().moves()][1:] == [("grow", "seed", "tree"), ("fell", "tree", "log")]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param(
            {"rows": (SOW, GROW, FELL, Transition(Event.GROW, State.SEED, State.LOG))},
            "an event decided two ways from one state",
            id="one event, two destinations",
        ),
        pytest.param(
            {"rows": (SOW, GROW, FELL), "remarks": {Event.GROW: ()}},
            "an event decided two ways from one state",
            id="a remark that is also a move",
        ),
        pytest.param({"rows": (GROW, FELL)}, "not exactly one initial state", id="no beginning"),
        pytest.param(
            {"rows": (SOW, GROW, FELL, Transition(Event.FELL, None, State.TREE))},
            "not exactly one initial state",
            id="two beginnings",
        ),
        pytest.param(
            {"rows": (SOW, Transition(Event.GROW, State.SEED, Elsewhere.TREE), FELL)},
            "a state or event of another lifecycle",
            id="a destination of another life that is spelled the same",
        ),
        pytest.param(
            {"rows": (SOW, Transition(Elsewhere.GROW, State.SEED, State.TREE), FELL)},
            "a state or event of another lifecycle",
            id="an event of another life that is spelled the same",
        ),
        pytest.param(
            {"remarks": {Elsewhere.SAIL: ()}}, "a state or event of another lifecycle", id="a remark of another life"
        ),
        pytest.param(
            {"rows": (SOW, Transition(Event.GROW, State.SEED, State.LOG), Transition(Event.FELL, State.TREE, State.LOG))},
            "a state that cannot be reached",
            id="nothing leads to a tree",
        ),
        pytest.param(
            {"rows": (SOW, GROW), "final": frozenset({State.SEED, State.TREE})},
            "a state that cannot be reached",
            id="nothing leads to a log",
        ),
        pytest.param(
            {"rows": (SOW, GROW, Transition(Event.FELL, State.SEED, State.LOG))},
            "a state with no way to an end",
            id="a tree is trapped",
        ),
        pytest.param({"final": frozenset()}, "a state with no way to an end", id="no end at all"),
        pytest.param(
            {"rows": (SOW, Transition(Event.GROW, State.SEED, State.TREE), Transition(Event.FELL, State.TREE, BACK))},
            "a state that cannot be reached",
            id="back leads only where the life has been",
        ),
        pytest.param(
            {"rows": (*life().rows, Transition(Event.GROW, State.LOG, State.SEED))},
            "a final state that is left again",
            id="a log grows",
        ),
        pytest.param(
            {"rows": (*life().rows, Transition(Event.GROW, State.LOG, State.LOG))},
            "a final state that is left again",
            id="a log grows and stays a log",
        ),
        pytest.param(
            {"rows": (SOW, GROW, Transition(Event.GROW, State.TREE, State.LOG))}, "an event with no row", id="never felled"
        ),
        pytest.param(
            {"final": frozenset({State.LOG, Elsewhere.SAIL})}, "a state or event of another lifecycle", id="a foreign end"
        ),
    ],
)
def test_a_table_that_is_no_life_is_refused_by_the_rule_it_breaks(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(UnsoundLifecycle, match=rf"^dividend: {rule}: "):
        life(**changes)


def test_the_real_lives_are_checked_by_the_same_rules() -> None:
    with pytest.raises(UnsoundLifecycle, match="a final state that is left again"):
        replace(dividend.LIFECYCLE, final=dividend.LIFECYCLE.final | {dividend.State.PAID})


def test_a_row_that_leads_back_leads_to_every_state_the_interruption_can_begin_in() -> None:
    rows = (SOW, GROW, FELL, Transition(Event.SOW, State.TREE, State.SEED), Transition(Event.FELL, State.SEED, BACK))
    back = life(rows=rows)
    assert back.dests(rows[-1]) == (State.TREE,)
