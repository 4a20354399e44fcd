"""What a guard answers: a verdict with the figures it used, the bound it computed, the source and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from states.context import Context


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (a verdict)
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"


class Weight(StrEnum):
    BAR = "bar"  # unlawful or impossible: never passed over, and neither is not knowing
    DEFECT = "defect"  # voidable: may be overridden with a reason and evidence
    NOTE = "note"  # blocks nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One guard's answer.

    ``bound`` is the day the guard computed as the limit; ``slack`` the calendar days between it and the day judged,
    negative when the limit is passed; ``earliest`` the first day on which this guard would no longer object, where the
    day of the deed is all that is wrong.
    """

    guard: str
    verdict: Verdict
    weight: Weight
    title: str
    message: str
    figures: Mapping[str, str] = field(default_factory=dict)
    bound: date | None = None
    slack: int | None = None
    source: str = ""
    remedy: str = ""
    earliest: date | None = None

    def stops(self, overridden: frozenset[str] = frozenset()) -> bool:
        """Whether the step may not be taken: a failed bar or an unknown one, or a failed defect not overridden."""
        match self.weight:
            case Weight.BAR:
                return self.verdict in (Verdict.FAIL, Verdict.UNKNOWN)
            case Weight.DEFECT:
                return self.verdict is Verdict.FAIL and self.guard not in overridden
            case Weight.NOTE:
                return False


Guard = Callable[["Context"], Finding]
"""A question asked before a transition, answered from the context alone."""


def universal(
    guard: str,
    title: str,
    verdict: Verdict,
    message: str,
    *,
    figures: Mapping[str, object] | None = None,
    bound: date | None = None,
    slack: int | None = None,
    remedy: str = "",
    earliest: date | None = None,
    weight: Weight = Weight.BAR,
) -> Finding:
    """The finding of a question that holds in every jurisdiction: a bar, or a note.  Only a rule of law is a defect."""
    return Finding(
        guard=guard,
        verdict=verdict,
        weight=weight,
        title=title,
        message=message,
        figures={name: str(value) for name, value in (figures or {}).items()},
        bound=bound,
        slack=slack,
        remedy=remedy,
        earliest=earliest,
    )
