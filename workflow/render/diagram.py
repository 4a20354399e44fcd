"""A lifecycle drawn from its own table: Mermaid for documents, lines for a terminal."""

from __future__ import annotations

from states.lifecycle import Lifecycle


def mermaid(lifecycle: Lifecycle, present: str | None = None) -> str:
    """A Mermaid state diagram; the present state is marked."""
    lines = ["stateDiagram-v2"]
    grouped: dict[tuple[str, str], list[str]] = {}
    for event, source, dest in lifecycle.moves():
        if source != dest:
            grouped.setdefault((source or "[*]", dest), []).append(event)
    lines += [f"    {source} --> {dest}: {', '.join(events)}" for (source, dest), events in grouped.items()]
    lines += [f"    {state} --> [*]" for state in lifecycle.states if state in lifecycle.final]
    if present:
        lines += [
            "    classDef present fill:#ffd54f,stroke:#5d4037,stroke-width:3px,color:#000",
            f"    class {present} present",
        ]
    return "\n".join(lines)


def terminal(lifecycle: Lifecycle, present: str | None = None) -> str:
    """The states one below the other, each with what may follow; the present state is marked with ``▶``."""
    widest = max(len(event) for event in lifecycle.events)
    lines = []
    for state in lifecycle.states:
        mark = "▶" if state == present else "●" if state in lifecycle.final else "○"
        here = "   (here)" if state == present else "   (end)" if state in lifecycle.final else ""
        lines.append(f"{mark} {state}{here}")
        exits: dict[str, list[str]] = {}
        for event, source, dest in lifecycle.moves():
            if source == state:
                exits.setdefault(event, []).append(dest)
        for name, dests in exits.items():
            aim = "stays" if dests == [state] else " or back to ".join(dests)
            lines.append(f"│   {name:<{widest}} → {aim}")
    births = [event for event, source, _ in lifecycle.moves() if source is None]
    remarks = ", ".join(lifecycle.remarks)
    return "\n".join([f"begins with: {', '.join(births)}", *lines, f"in every state: {remarks}"])
