"""A lifecycle: the states and events of one kind of subject, and the table of what may follow what.

The table is checked when it is defined.  A table that could leave a subject stuck, or decide one event two ways, is a
mistake in the program and raises ``UnsoundLifecycle`` at import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, NamedTuple

from states.facts import Kind
from states.finding import Guard


class Back(Enum):
    """Where an interrupted life goes on: the state it was in when the interruption began."""

    BACK = "back"


BACK: Final = Back.BACK


class UnsoundLifecycle(Exception):
    """The table contradicts itself."""


class Transition(NamedTuple):
    """One row: ``event`` done to a subject in ``source`` leads to ``dest``, if no guard objects.

    ``source`` is ``None`` for the event that enters a subject into the book.
    """

    event: StrEnum
    source: StrEnum | None
    dest: StrEnum | Back
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Lifecycle:
    """The life of one kind of subject.

    ``undone_by`` are events that may yet befall what has ended: the judgment of a court.  ``always`` are the guards of
    every row.  ``remarks`` are events that are possible in every state, final ones
    included, and never move a subject.
    """

    kind: Kind
    states: type[StrEnum]
    events: type[StrEnum]
    final: frozenset[StrEnum]
    rows: tuple[Transition, ...]
    undone_by: frozenset[StrEnum] = frozenset()
    always: tuple[Guard, ...] = ()
    remarks: Mapping[StrEnum, tuple[Guard, ...]] = field(default_factory=dict)
    table: tuple[Transition, ...] = field(init=False)
    _row_of: Mapping[tuple[str, str | None], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        remarks = (Transition(e, state, state, guards) for state in self.states for e, guards in self.remarks.items())
        object.__setattr__(self, "table", (*self.rows, *remarks))
        object.__setattr__(self, "_row_of", {(row.event, row.source): row for row in self.table})
        _check(self)

    def row(self, event: str, source: str | None) -> Transition | None:
        """The row for ``event`` in ``source``, or ``None`` when that event is not possible there."""
        return self._row_of.get((event, source))

    def following(self, state: str | None) -> tuple[StrEnum, ...]:
        """The events possible in ``state``, in the order of the table."""
        return tuple(row.event for row in self.table if row.source == state)

    def dests(self, row: Transition) -> tuple[StrEnum, ...]:
        """The states a row can lead to: one, or for a row that leads back, every state the interruption can begin in.

        A subject that was interrupted twice goes back one interruption at a time.
        """
        if not isinstance(row.dest, Back):
            return (row.dest,)
        return tuple(
            dict.fromkeys(r.source for r in self.rows if r.dest == row.source and r.source and r.source != row.source)
        )

    def moves(self) -> Iterator[tuple[StrEnum, StrEnum | None, StrEnum]]:
        """Every (event, source, dest) of the table, rows that lead back spelled out, remarks left out."""
        for row in self.rows:
            for dest in self.dests(row):
                yield row.event, row.source, dest


_Edges = dict[StrEnum | None, set[StrEnum | None]]


def _check(lifecycle: Lifecycle) -> None:
    """Hold the table to what makes it a life: one beginning, every state reachable, none trapped, no choice hidden.

    Raises:
        UnsoundLifecycle: naming the rule and the states or rows that break it.
    """
    pairs = [(row.event, row.source) for row in lifecycle.table]
    states: set[StrEnum | None] = set(lifecycle.states)
    onward: _Edges = {}
    backward: _Edges = {}
    for _, source, dest in lifecycle.moves():
        onward.setdefault(source, set()).add(dest)
        backward.setdefault(dest, set()).add(source)
    births = onward.get(None, set())
    left = {row.source for row in lifecycle.rows if row.source in lifecycle.final and row.event not in lifecycle.undone_by}
    rules: tuple[tuple[str, object], ...] = (
        ("a state or event of another lifecycle", [row for row in lifecycle.table if not _belongs(lifecycle, row)]),
        ("a state or event of another lifecycle", [end for end in lifecycle.final if not isinstance(end, lifecycle.states)]),
        ("an event decided two ways from one state", {pair for pair in pairs if pairs.count(pair) > 1}),
        ("not exactly one initial state", "none or several" if len(births) != 1 else ""),
        ("a state that cannot be reached", states - _closure(births, onward)),
        ("a state with no way to an end", states - _closure(set(lifecycle.final), backward)),
        ("a final state that is left again", left),
        ("an event with no row", set(lifecycle.events) - {row.event for row in lifecycle.table}),
    )
    for rule, broken in rules:
        if broken:
            raise UnsoundLifecycle(f"{lifecycle.kind}: {rule}: {broken}")


def _belongs(lifecycle: Lifecycle, row: Transition) -> bool:
    named = [state for state in (row.source, row.dest) if isinstance(state, StrEnum)]
    return isinstance(row.event, lifecycle.events) and all(isinstance(state, lifecycle.states) for state in named)


def _closure(start: set[StrEnum | None], edges: _Edges) -> set[StrEnum | None]:
    """Every state that ``edges`` lead to from ``start``, ``start`` included."""
    reached, todo = set(start), list(start)
    while todo:
        for state in edges.get(todo.pop(), set()) - reached:
            reached.add(state)
            todo.append(state)
    return reached
