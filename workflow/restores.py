"""When a book was restored from a backup, and what it lost by that: its log says so for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.facts import Kind
from workflow import sql
from workflow.log import read_body
from workflow.replay import NEVER
from workflow.sql import Run


def restores(run: Run, *, before: int = NEVER) -> list[dict[str, Any]]:
    """Each restore in an entry with a lower number than ``before``: by whom and why, where the backup ended, and up to
    which entry the book went until then, ``None`` where that is not known.

    Raises:
        LogBroken: such an entry is not the body of one.
    """
    asked = {"subject": str(Kind.BOOK), "before": before}
    applied = ((seq, read_body(seq, text, in_full=False)) for seq, text in run(sql.APPLIED_OF, asked))
    return [
        {"entry": seq, "actor": body["actor"], "reason": body["reason"], **how_far(body["facts"])}
        for seq, body in applied
        if body["event"] == "restore"
    ]


def how_far(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Where the backup ended, and up to which entry the book went until then."""
    return {"as_of": facts["restored"]["entries"], "lost": facts.get("lost", {}).get("entries")}


def in_words(facts: Mapping[str, Any]) -> str:
    """The same as a person reads it."""
    as_of, lost = how_far(facts).values()
    if lost is None:
        return f"as of entry {as_of}, what came after it is not known"
    gone = f"the former entry {lost} is gone" if lost == as_of + 1 else f"the former entries {as_of + 1} to {lost} are gone"
    return f"as of entry {as_of}, {gone}"
