"""Where a life's states and the ways between them stand in a drawing: numbers only; the pages draw them.

The course of a life runs down the middle, what interrupts or ends it stands to the right.  A drawing is as wide as a
telephone, so that nobody has to scroll sideways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from states.lifecycle import Lifecycle

BOX = (118, 34)  # of a state
PITCH, APART = 72, 46  # between the middles of two states of the course, and at least of two beside it
TOP, COURSE, BESIDE = 46, 112, 282  # where the first state stands, and the middles of the two columns


class Node(NamedTuple):
    """A state, by the middle of its box."""

    state: str
    x: float
    y: float
    seen: bool
    here: bool


class Way(NamedTuple):
    """A way from one state to another: the four points of its curve, and the steps that took it, at its middle."""

    curve: tuple[tuple[float, float], ...]
    x: float
    y: float
    steps: str

    @property
    def path(self) -> str:
        """The curve as SVG writes it."""
        start, *rest = (f"{x:g},{y:g}" for x, y in self.curve)
        return f"M{start}C{' '.join(rest)}"


class Drawing(NamedTuple):
    """A life as it is drawn, in the units of its view box."""

    height: float
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]


def drawn(lifecycle: Lifecycle, deeds: Iterable[Mapping[str, Any]], present: str) -> Drawing:
    """The life of one subject: every state, every way of the table, and the numbers of the deeds that took it."""
    moves = dict.fromkeys((source, str(dest)) for _, source, dest in lifecycle.moves() if source != dest)
    taken: dict[tuple[str | None, str], list[int]] = {}
    for number, deed in enumerate(deeds, 1):
        if deed["from"] != deed["to"]:
            taken.setdefault((deed["from"], deed["to"]), []).append(number)
    places = _places(lifecycle, moves)
    seen = {state for pair in taken for state in pair}
    nodes = tuple(Node(state, x, y, state in seen, state == present) for state, (x, y) in places.items())
    ways = [_way(places, source, dest, (dest, source) in moves, taken.get((source, dest), ())) for source, dest in moves]
    ways.sort(key=lambda way: bool(way.steps))  # a way that was taken lies above those that were not
    return Drawing(max(y for _, y in places.values()) + BOX[1], nodes, tuple(ways))


def _places(lifecycle: Lifecycle, moves: Iterable[tuple[str | None, str]]) -> dict[str, tuple[float, float]]:
    """The middle of each state: the course is as many states as follow one another in the order they are defined."""
    known, states = set(moves), [str(state) for state in lifecycle.states]
    course = states[:1]
    for before, state in pairwise(states):
        if (before, state) not in known:
            break
        course.append(state)
    places: dict[str, tuple[float, float]] = {state: (COURSE, TOP + PITCH * row) for row, state in enumerate(course)}
    wished: dict[str, float] = {}
    for state in states[len(course) :]:
        rows = [places[source][1] for source, dest in moves if dest == state and source in places]
        rows = rows or [wished[source] for source, dest in moves if dest == state and source in wished]
        wished[state] = sum(rows) / len(rows)
    last = TOP + PITCH * (len(course) - 1)
    for state, y in _spread(wished, last).items():
        places[state] = (BESIDE, y)
    return places


def _spread(wished: Mapping[str, float], last: float) -> dict[str, float]:
    """Heights near those wished, none too near to another, and within the course where there is room."""
    order = sorted(wished, key=lambda state: wished[state])
    ys: list[float] = []
    for state in order:
        ys.append(max(wished[state], ys[-1] + APART) if ys else wished[state])
    for index in range(len(ys) - 1, -1, -1):  # what stands below the last row moves up, as far as there is room
        ys[index] = max(min(ys[index], last - APART * (len(ys) - 1 - index)), TOP + APART * index)
    return dict(zip(order, ys, strict=True))


def _way(
    places: Mapping[str, tuple[float, float]], source: str | None, dest: str, both_ways: bool, steps: Sequence[int]
) -> Way:
    """The curve from a state to another; of two that lead both ways, each keeps to its side."""
    (x2, y2), (half, rise) = places[dest], (BOX[0] / 2, BOX[1] / 2)
    if source is None:
        return _curve((x2, 8), (x2, 14), (x2, 20), (x2, y2 - rise), steps)
    x1, y1 = places[source]
    aside = (5 if y2 >= y1 else -5) if both_ways else 0
    if x1 == x2 and x1 == COURSE and y2 - y1 == PITCH:
        return _curve((x1, y1 + rise), (x1, y1 + rise + 9), (x1, y2 - rise - 18), (x2, y2 - rise), steps)
    if x1 == x2:  # round the others, on the outer side
        side = -1 if x1 == COURSE else 1
        edge, far = x1 + side * half, x1 + side * (half + min(16 + abs(y2 - y1) / 9, 44 if side < 0 else 18))
        return _curve((edge, y1 + 6), (far, y1 + 6), (far, y2 - 6), (edge, y2 - 6), steps)
    side = 1 if x2 > x1 else -1
    start, end = (x1 + side * half, y1 + aside), (x2 - side * half, y2 + aside)
    middle = (start[0] + end[0]) / 2
    return _curve(start, (middle, start[1]), (middle, end[1]), end, steps)


_Point = tuple[float, float]


def _curve(start: _Point, first: _Point, second: _Point, end: _Point, steps: Sequence[int]) -> Way:
    points = (start, first, second, end)
    x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(*points, strict=True))
    return Way(tuple((round(x, 1), round(y, 1)) for x, y in points), round(x, 1), round(y, 1), ", ".join(map(str, steps)))
