"""Judge a recorded step once more, on what was known then, and compare the entry with what would be written now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from states.errors import KetsugiError
from states.facts import Kind
from states.lives import LIFECYCLES
from states.rules import judge
from workflow.decision import Decision, body
from workflow.engine import decide
from workflow.sql import Run
from workflow.step import Actor, Step

Body = Mapping[str, Any]


def step_of(recorded: Body) -> Step:
    """The step that an entry records."""
    occurred, corrects = recorded["occurred_on"], recorded["corrects"] or {}
    right = corrects.get("occurred_on")
    return Step(
        kind=Kind(recorded["kind"]),
        ref=recorded["subject"],
        event=recorded["event"],
        on=date.fromisoformat(occurred) if occurred else None,
        facts=recorded["facts"],
        overrides=frozenset(recorded["overridden"]),
        reason=recorded["reason"],
        evidence=tuple(recorded["evidence"]),
        corrects=corrects.get("entry"),
        corrected_on=date.fromisoformat(right) if right else None,
    )


def differences(run: Run, seq: int, recorded: Body) -> Iterator[str]:
    """Everything in which entry ``seq`` is not what this program would have written, and why.

    An entry that names another version of the rulebook is asked the universal questions, and named: there is no other yet.
    """
    now = datetime.fromisoformat(recorded["recorded_at"])
    try:
        decision = decide(run, step_of(recorded), now=now, before=seq)
    except KetsugiError as error:
        yield f"could not have been recorded: {error.message}"
        return
    if not _same_rules(decision, recorded):
        yield from _universal_objections(decision, recorded)
        return
    actor = Actor(name=recorded["actor"], acting_for=recorded["acting_for"])
    expected = body(decision, actor, now) | {"op": recorded["op"]}
    for name in expected:
        if name == "findings":
            yield from _other_answers(recorded[name], expected[name])
        elif recorded[name] != expected[name]:
            yield f"says {name} {recorded[name]!r}, where {expected[name]!r} follows"


def _same_rules(decision: Decision, recorded: Body) -> bool:
    """Whether the entry was judged by the version of the rulebook that this program has."""
    return bool(decision.rulebook.label == recorded["rulebook"])


def _universal_objections(decision: Decision, recorded: Body) -> Iterator[str]:
    yield f"was judged by {recorded['rulebook']!r}: this program knows {decision.rulebook.label!r} alone"
    lifecycle, context = LIFECYCLES[decision.context.kind], decision.context
    row = lifecycle.row(context.event, context.source)
    asked = judge(context, (*lifecycle.always, *row.guards), ()) if row else decision.findings
    objections = [finding.guard for finding in asked if finding.stops()]
    if objections and recorded["outcome"] == "applied":
        yield f"is applied, but {', '.join(objections)} objects"


def _other_answers(recorded: list[Body], expected: list[Body]) -> Iterator[str]:
    """Where the recorded answers differ.  A note may: the calendar it rests on is a library with versions of its own."""
    if [each["guard"] for each in recorded] != [each["guard"] for each in expected]:
        yield "does not hold one answer of each guard that was to be asked, in order"
        return
    for was, now in zip(recorded, expected, strict=True):
        if was["verdict"] != now["verdict"] and now["weight"] != "note":
            yield f"{now['guard']} answered {was['verdict']}, now {now['verdict']}"
        elif was != now and not was["weight"] == now["weight"] == "note":
            yield f"{now['guard']} gave another answer: {was['message']!r}, now {now['message']!r}"
