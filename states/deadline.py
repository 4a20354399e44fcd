"""One line of a timetable: a limit, and how the days stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How a limit stands on a day."""

    OVERDUE = "overdue"  # the last day is over, and nothing says that it was done
    OPEN = "open"  # still to come, or still going on
    UNKNOWN = "unknown"  # a fact is missing, or the law is not certain
    MISSED = "missed"  # done or planned beyond the limit
    FAILS = "fails"  # asked about something else than a day, and answered no
    KEPT = "kept"  # done or planned within it
    OVER = "over"  # lasted until a day that has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One line of the timetable.

    ``first_on`` and ``last_on`` are the lawful days, as far as there are such limits; ``on`` is the day it was done, or is
    planned for.  ``slack`` is the calendar days between that day, or else today, and the limit; negative beyond it.
    """

    id: str
    subject: str
    weight: str  # bar, defect, note; duty, or until: the day a duty or a right ends
    title: str
    status: Status
    first_on: date | None = None
    last_on: date | None = None
    on: date | None = None
    slack: int | None = None
    source: str = ""
    message: str = ""
    remedy: str = ""  # how to state what is missing, of a limit of which it is not known whether it is set
    entry: int | None = None  # that says it was done, of a duty
    place: int = 1  # of the limit in its rule: what tells two limits of one name apart
    pressing: bool = False  # a duty that applies and has no day yet, or of which only a fact of the company is missing
