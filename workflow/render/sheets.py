"""Answers as tables, a sheet for each list: for a spreadsheet, of which CSV holds the first sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from states.fold import spread
from workflow.render.workbook import Sheets

Answer = Mapping[str, Any]
FINDINGS = ("what", "entry", "subject", "event", "actor", "person", "on", "recorded_at", "days", "said")
PACE = ("subject", "from_event", "to_event", "from_on", "to_on", "days", "entry")
SAMPLE = (
    "entry", "hash", "subject", "event", "on", "recorded_at", "lag_days", "actor", "person", "role", "rulebook", "guards",
    "overridden", "attested", "evidence",
)  # fmt: skip
TERMS = ("from", "to", "entry", "event", "on", "fact", "was", "now")
DEEDS = (
    "entry", "event", "from", "to", "on", "corrected_by", "corrects", "rulebook", "facts", "overridden", "reason",
    "evidence",
)  # fmt: skip


def findings(answer: Answer) -> Sheets:
    """The findings, the pace of each dividend, and how many there are of each kind."""
    counts = [*answer["counts"].items(), ("entries looked at", answer["entries"]), ("as of", answer["on"])]
    return {
        "findings": _table(FINDINGS, answer["findings"]),
        "pace": _table(PACE, answer["pace"]),
        "counts": (("what", "count"), counts),
    }


def sample(answer: Answer) -> Sheets:
    """The entries of a sample, and how they were drawn."""
    about = {name: value for name, value in answer.items() if name != "entries"}
    return {"sample": _table(SAMPLE, answer["entries"]), "about": _pairs(about)}


def diff(answer: Answer) -> Sheets:
    """The changes of the terms, and what was decided beside what was paid."""
    rows = [version | _no_gap(change) for version in answer["versions"] for change in version["changes"]]
    return {"terms": _table(TERMS, rows), "approved and paid": _pairs(answer["approved_and_paid"] or {})}


def _no_gap(change: Answer) -> dict[str, Any]:
    """What is stated as empty is said so: an empty cell is what is not stated."""
    return {name: "empty" if value in ({}, []) else value for name, value in change.items()}


def shown(answer: Answer) -> Sheets:
    """What is known of a subject, fact by fact, and its deeds."""
    known = {name: value for name, value in answer.items() if name != "deeds"}
    return {"shown": _pairs(known), "deeds": _table(DEEDS, answer["deeds"])}


def _table(columns: Sequence[str], rows: Iterable[Answer]) -> tuple[Sequence[str], list[list[object]]]:
    return columns, [[_cell(row[name]) for name in columns] for row in rows]


def _pairs(facts: Answer) -> tuple[Sequence[str], list[tuple[str, object]]]:
    return ("name", "value"), [(name, _cell(value)) for name, value in spread(facts).items()]


def _cell(value: Any) -> object:
    """A value in one cell: a list behind semicolons, named values behind their names."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(str(_cell(each)) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_cell(each)}" for name, each in spread(value).items())
    return value
