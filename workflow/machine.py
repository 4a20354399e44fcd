"""A lifecycle on ``transitions.Machine``.  The only file that knows that library.

The machine is a rulebook, built once for each lifecycle and bound to no model.  Each attempt hands it a throw-away
``Case``; nothing is written here, and nothing outside changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from transitions import EventData, Machine, MachineError

from states.context import Context
from states.facts import Kind
from states.finding import Finding, Guard, Verdict, universal
from states.lifecycle import Lifecycle
from states.lives import LIFECYCLES, OF_THE_ACTOR
from states.rules import Rule, judge

UNBORN = "(not in the book)"


@dataclass(slots=True)
class Case:
    """One attempt at one event.  ``transitions`` writes ``state``; throw the case away after."""

    state: str
    context: Context
    rules: tuple[Rule, ...]
    overridden: frozenset[str]
    findings: tuple[Finding, ...] = ()


@cache
def machine(kind: Kind) -> Machine:
    """The machine of one lifecycle: no model, no initial state, no shortcuts past the guards."""
    lifecycle = LIFECYCLES[kind]
    return Machine(
        model=None,
        initial=None,
        states=[UNBORN, *(state.value for state in lifecycle.states)],
        auto_transitions=False,
        send_event=True,
        transitions=[
            {
                "trigger": row.event.value,
                "source": row.source.value if row.source else UNBORN,
                "dest": dest.value,
                "conditions": [_leads_to(dest.value), _nothing_stops(row.guards)],
            }
            for row in lifecycle.table
            for dest in lifecycle.dests(row)
        ],
    )


def _leads_to(dest: str) -> Callable[[EventData], bool]:
    """Picks, among the ways back out of an interruption, the one this subject came by."""

    def condition(event: EventData) -> bool:
        case = event.model
        assert isinstance(case, Case)
        return case.context.dest == dest

    return condition


def _nothing_stops(guards: tuple[Guard, ...]) -> Callable[[EventData], bool]:
    def condition(event: EventData) -> bool:
        case = event.model
        assert isinstance(case, Case)
        always = LIFECYCLES[case.context.kind].always
        of_the_actor = OF_THE_ACTOR if case.context.people is not None else ()
        case.findings = judge(case.context, (*of_the_actor, *always, *guards), case.rules)
        return not any(finding.stops(case.overridden) for finding in case.findings)  # strictly a bool

    return condition


def attempt(case: Case) -> str | None:
    """The state the event of ``case`` leads to, or ``None``; ``case.findings`` says why, or what to note."""
    context = case.context
    try:
        moved = machine(context.kind).events[context.event].trigger(case)
    except MachineError:
        case.findings = (_not_possible(LIFECYCLES[context.kind], context),)
        return None
    return case.state if moved else None


def _not_possible(lifecycle: Lifecycle, context: Context) -> Finding:
    """The table has no row for this event in this state."""
    following = [event for event in lifecycle.following(context.source) if event not in lifecycle.remarks]
    allowed = f"possible now: {', '.join(following)}" if following else "this is its end; a note may be added"
    return universal(
        "lifecycle",
        "not possible now",
        Verdict.FAIL,
        f"{context.ref} is {context.source}; {context.event} is not possible from there",
        figures={"state": context.source or "", "event": context.event},
        remedy=allowed,
    )
