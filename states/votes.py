"""Quorum and majority, as strict fractions of whole votes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Votes counted on one item.  ``present`` is the votes of all attendees: abstentions stay in the denominator."""

    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    present: int | None = None
    exercisable: int | None = None

    def least_present(self) -> int:
        """The votes present; where they are not stated there were at least those that were cast."""
        return self.least_cast() if self.present is None else self.present

    def least_cast(self) -> int:
        """The votes cast and abstained, as far as they are stated."""
        return (self.in_favour or 0) + (self.against or 0) + (self.abstained or 0)

    def miscounted(self) -> str:
        """Why the counts cannot be right; nothing where they can."""
        cast, present = self.least_cast(), self.least_present()
        if self.exercisable is not None and present > self.exercisable:
            how = "cast" if self.present is None else "present"
            return f"{present:,} votes {how}, {self.exercisable:,} could be cast at all"
        return f"{cast - present:,} more votes cast than the {present:,} present" if cast > present else ""


def more_than_half(part: int, whole: int) -> bool:
    """Whether ``part`` is a majority of ``whole``: more than half, so 50 of 100 is none."""
    return 2 * part > whole


def a_third(part: int, whole: int) -> bool:
    """Whether ``part`` is a third of ``whole`` or more; of nothing at all, nothing is."""
    return part > 0 and 3 * part >= whole


def two_thirds(part: int, whole: int) -> bool:
    """Whether ``part`` is two thirds of ``whole`` or more; of nothing at all, nothing is."""
    return part > 0 and 3 * part >= 2 * whole
