"""The lifecycles on the ``transitions`` library: its rows are our table's rows, and its known traps are closed.

The traps: ``reference/reliability.md`` section 6, each of which a plain ``transitions.Machine`` falls into.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from transitions import Machine, MachineError

from states.context import Context
from states.errors import Refused
from states.facts import Kind
from states.finding import Finding, Verdict
from states.lives import LIFECYCLES
from tests.conftest import DIVIDEND, record
from workflow.book import Book
from workflow.machine import UNBORN, Case, attempt, machine

KINDS = pytest.mark.parametrize("kind", list(Kind))
DAY = date(2018, 6, 28)


def context(kind: Kind, event: str, source: str | None, dest: str) -> Context:
    return Context(kind=kind, ref="X", event=event, source=source, dest=dest, on=DAY, today=DAY)


def rows_of(kind: Kind) -> set[tuple[str, str, str]]:
    """(event, source, dest) of the table, remarks included."""
    life = LIFECYCLES[kind]
    return {(str(row.event), str(row.source or UNBORN), str(dest)) for row in life.table for dest in life.dests(row)}


@KINDS
def test_the_rows_of_the_machine_are_the_rows_of_the_table(kind: Kind) -> None:
    found = {
        (event.name, source, transition.dest)
        for event in machine(kind).events.values()
        for source, transitions in event.transitions.items()
        for transition in transitions
    }
    assert found == rows_of(kind)


@KINDS
def test_the_states_of_the_machine_are_the_states_of_the_table_and_the_one_before_birth(kind: Kind) -> None:
    assert set(machine(kind).states) == {str(state) for state in LIFECYCLES[kind].states} | {UNBORN}


@KINDS
def test_there_is_no_shortcut_past_the_guards(kind: Kind) -> None:
    assert not [name for name in machine(kind).events if name.startswith("to_")]
    assert set(machine(kind).events) == {str(event) for event in LIFECYCLES[kind].events}


@KINDS
def test_the_machine_has_no_model_that_someone_could_move(kind: Kind) -> None:
    assert machine(kind).models == []


@KINDS
def test_no_callback_runs_after_the_state_was_moved(kind: Kind) -> None:
    """A failing ``after`` would leave the state moved and nothing written."""
    built = machine(kind)
    transitions = [t for event in built.events.values() for rows in event.transitions.values() for t in rows]
    assert not [t for t in transitions if t.after or t.before or t.prepare]
    callbacks = (built.before_state_change, built.after_state_change, built.prepare_event, built.finalize_event)
    assert not any(callbacks)
    assert not built.on_exception
    assert not built.ignore_invalid_triggers
    assert not [state for state in built.states.values() if state.on_enter or state.on_exit or state.ignore_invalid_triggers]


@KINDS
def test_a_case_has_no_attribute_that_could_stand_in_for_an_event(kind: Kind) -> None:
    """A model's own method named like a trigger would win in silence."""
    assert not {name for name in dir(Case) if name in machine(kind).events}


@KINDS
def test_every_guard_of_the_machine_answers_with_a_bool(kind: Kind) -> None:
    """``transitions`` compares with ``True``: the text "no" would block, and 1 would pass."""
    for event in machine(kind).events.values():
        for source, transitions in event.transitions.items():
            for transition in transitions:
                for dest in (transition.dest, "elsewhere"):
                    case = Case(
                        source, context(kind, event.name, None if source == UNBORN else source, dest), (), frozenset()
                    )
                    data = _EventData(case)
                    for condition in transition.conditions:
                        assert type(condition.func(data)) is bool


class _EventData:
    """What a condition looks at, and no more."""

    def __init__(self, model: Case) -> None:
        self.model = model


def unguarded(kind: Kind, event: str, source: str | None, dest: str) -> Case:
    return Case(source or UNBORN, context(kind, event, source, dest), (), frozenset())


@KINDS
def test_the_machine_moves_exactly_where_the_table_leads_when_no_guard_objects(
    monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    """Every event in every state, towards every state: with guards that say yes, the table alone decides."""
    from workflow import machine as module

    monkeypatch.setattr(module, "judge", lambda *_: ())
    life, tried = LIFECYCLES[kind], 0
    for event in life.events:
        for source in (None, *map(str, life.states)):
            for dest in map(str, life.states):
                expected = dest if (event, source or UNBORN, dest) in rows_of(kind) else None
                assert attempt(unguarded(kind, str(event), source, dest)) == expected
                tried += 1
    assert tried == len(life.events) * (len(life.states) + 1) * len(life.states)


def test_an_event_without_a_row_is_answered_by_one_finding_and_does_not_move() -> None:
    case = unguarded(Kind.DIVIDEND, "pay", "drafted", "")
    assert attempt(case) is None
    assert case.state == "drafted"
    (finding,) = case.findings
    assert (finding.guard, finding.verdict) == ("lifecycle", Verdict.FAIL)


def test_a_refused_case_keeps_its_state_and_tells_every_objection() -> None:
    case = unguarded(Kind.DIVIDEND, "approve", "proposed", "approved")
    assert attempt(case) is None
    assert case.state == "proposed"
    assert {"decided_by_meeting", "meeting_convened", "sitting_day", "as_proposed"} <= {
        f.guard for f in case.findings if f.stops()
    }


def test_every_guard_is_asked_even_when_the_first_objects() -> None:
    life = LIFECYCLES[Kind.DIVIDEND]
    row = life.row("approve", "proposed")
    assert row is not None
    case = unguarded(Kind.DIVIDEND, "approve", "proposed", "approved")
    attempt(case)
    assert len(case.findings) == len(life.always) + len(row.guards)


def test_the_same_machine_serves_one_subject_after_another_and_remembers_none() -> None:
    for _ in range(3):
        first = unguarded(Kind.COMPANY, "add", None, "active")
        first.context = Context(kind=Kind.COMPANY, ref="A", event="add", source=None, dest="active", on=None, today=DAY)
        assert attempt(first) == "active"
    assert machine(Kind.COMPANY) is machine(Kind.COMPANY)
    assert machine(Kind.COMPANY).models == []


@KINDS
def test_every_guard_is_a_function_of_the_context_alone_that_returns_a_finding(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    for guard in {guard for row in life.table for guard in (*life.always, *row.guards)}:
        assert list(inspect.signature(guard).parameters) == ["context"]
        assert isinstance(guard(context(kind, "note", None, "")), Finding)


def test_the_engine_reaches_what_the_table_says_and_nothing_else(iij: Callable[[str], Book]) -> None:
    """Every event that the table lacks in a state is refused by the engine for just that reason."""
    life = LIFECYCLES[Kind.DIVIDEND]
    for stage, state in (("draft", "drafted"), ("resolve", "proposed"), ("approve", "approved"), ("settle", "paid")):
        with iij(stage) as book:
            for event in life.events:
                if life.row(event, None) or life.row(event, state):
                    continue
                news = {"revise": {"fiscal_year_end": "2018-03-31"}, "adjust": {"net_assets": "9 billion"}}
                said: dict[str, Any] = news.get(str(event), {})
                with pytest.raises(Refused) as no:
                    record(book, "dividend", DIVIDEND, str(event), "2018-07-31", reason="x", **said)
                assert [finding.guard for finding in no.value.findings] == ["lifecycle"]


# ── The traps themselves: what the library does when it is left to its defaults ──


class Subject:
    state: str


@pytest.fixture
def trap() -> Subject:
    subject = Subject()
    rows = [{"trigger": "pay", "source": "approved", "dest": "paid", "conditions": lambda: False}]
    Machine(subject, states=["approved", "paid"], transitions=rows, initial="approved")
    return subject


def test_planted_the_defaults_of_the_library_let_anyone_past_the_guards(trap: Any) -> None:
    trap.to_paid()
    assert trap.state == "paid"


def test_planted_the_defaults_of_the_library_refuse_in_silence(trap: Any) -> None:
    assert trap.pay() is False


def test_an_event_of_another_life_is_no_event_of_the_machine() -> None:
    with pytest.raises((MachineError, KeyError)):
        machine(Kind.DIVIDEND).events["convene"]
