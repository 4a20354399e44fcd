"""Days on a line: where each stands between the first and the last, in per cent of its length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MOST_TICKS = 7
MARGIN = 0.04  # of the line, at each end


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from one calendar day to another."""

    first: date
    last: date

    def at(self, day: str | None) -> float | None:
        """Where a day stands; at the end of the line, what lies beyond it."""
        if day is None:
            return None
        share = (date.fromisoformat(day) - self.first) / (self.last - self.first)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def beyond(self, day: str | None) -> str:
        """``before`` or ``after`` where a day does not lie on the line."""
        if day is None or str(self.first) <= day <= str(self.last):
            return ""
        return "before" if day < str(self.first) else "after"

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The first days of months, or of years, as many as can be read side by side."""
        days = list(_months(self.first, self.last))
        every = next(each for each in _STEPS if len(days) / each <= MOST_TICKS)
        shown = [day for day in days if (day.year * 12 + day.month - 1) % every == 0]
        return [(self.at(str(day)) or 0.0, f"{day:%Y-%m}" if every < 12 else f"{day:%Y}") for day in shown]


_STEPS = (1, 2, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 1_000, 10_000)))  # months


def _months(first: date, last: date) -> Iterable[date]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        if (day := date(year, month, 1)) >= first:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def scale(days: Sequence[str], on: str) -> Scale:
    """The line on which the days of what was done have room; limits far beyond them stand at its end."""
    known = sorted(map(date.fromisoformat, days)) or [date.fromisoformat(on)]
    room = max(timedelta(days=7), (known[-1] - known[0]) * MARGIN)
    return Scale(_moved(known[0], -room), _moved(known[-1], 3 * room))


def _moved(day: date, by: timedelta) -> date:
    return date.fromordinal(min(max(day.toordinal() + by.days, 1), date.max.toordinal()))


def of_timetable(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The days that a line has to hold: those on which something was done, or is planned."""
    return [row["on"] for row in rows if row["on"]]
