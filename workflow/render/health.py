"""What was looked at when something is wrong, in words: strings only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from workflow.render.plain import safe


def told(answer: Mapping[str, Any]) -> str:
    """A line for each point under what it is about, and at last how many are not in order."""
    return "\n".join([*_lines(answer["points"]), _counted(answer["faults"], answer["warnings"])])


def _lines(points: list[Mapping[str, str]]) -> Iterator[str]:
    for about, group in groupby(points, lambda point: point["about"]):
        yield about
        for each in group:
            verdict = each["verdict"] if each["verdict"] == "ok" else each["verdict"].upper()
            yield f"  {verdict:<7}  {' · '.join(safe(words) for words in (each['says'], each['remedy']) if words)}"


def _counted(faults: int, warnings: int) -> str:
    counts = ((faults, "fault"), (warnings, "warning"))
    return ", ".join(f"{n} {one}{'' if n == 1 else 's'}" for n, one in counts if n) or "nothing is wrong"
