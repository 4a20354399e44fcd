"""Days and amounts as they were stated, where that is no single day and no single amount.

Each is kept word by word.  What it can mean is a span; it is judged at both ends, and where they differ it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from states.dates import DAY, within_months
from states.money import Rounding, Span, StatedTotal

_FROM, _UNTIL = date(1900, 1, 1), date(2999, 12, 31)  # the days of a book
_SPELLINGS: Final = re.compile(
    r"""(?P<word>from|by|about)\ (?P<day>\d{4}-\d\d-\d\d)
    |(?P<first>\d{4}-\d\d-\d\d)\ to\ (?P<last>\d{4}-\d\d-\d\d)
    |(?P<month>\d{4}-\d\d)
    |within\ (?P<count>[1-9]\d{0,2})\ (?P<unit>day|month)s?\ of\ (?P<anchor>decision|meeting|record\ date)""",
    re.ASCII | re.VERBOSE,
)
SPELT: Final = '"from DATE", "by DATE", "about DATE", "DATE to DATE", "2018-06", "within 30 days of decision"'


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day that was not stated as one day: the earliest and the latest that it can mean, as far as there are such.

    ``within 1 month of meeting`` is counted from the day it names, once that day is known.
    """

    text: str
    first: date | None = None
    last: date | None = None
    count: int = 0
    unit: str = ""
    anchor: str = ""

    @classmethod
    def read(cls, text: str) -> StatedDay:
        """Read one of the spellings of ``SPELT``.

        Raises:
            ValueError: any other spelling, a day that does not exist, or a period that ends before it begins.
        """
        found = _SPELLINGS.fullmatch(text)
        if found is None:
            raise ValueError(text)
        part = found.groupdict()
        if part["anchor"]:
            return cls(text, count=int(part["count"]), unit=part["unit"], anchor=part["anchor"])
        if part["month"]:
            first = date.fromisoformat(f"{part['month']}-01")
            return cls(text, first, within_months(first - DAY, 1))
        if part["word"]:
            day = date.fromisoformat(part["day"])
            return cls(text, day if part["word"] == "from" else None, day if part["word"] == "by" else None)
        first, last = date.fromisoformat(part["first"]), date.fromisoformat(part["last"])
        if last < first:
            raise ValueError(text)
        return cls(text, first, last)

    def span(self, anchors: Mapping[str, date | None], floor: date = _FROM) -> tuple[date, date]:
        """The earliest and the latest day it can mean; an open end is ``floor``, or the last day of a book."""
        start = anchors.get(self.anchor)
        if start is not None:
            end = within_months(start, self.count) if self.unit == "month" else start + self.count * DAY
            return start, end
        last = self.last or _UNTIL
        return self.first or min(floor, last), last

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Range:
    """An amount that was stated as an upper bound (``up to 608 million``) or between two (``10 to 13.50``)."""

    text: str
    low: Decimal
    high: Decimal

    @classmethod
    def read(cls, text: str) -> Range:
        """Read ``up to 608 million`` or ``10 to 13.50``.

        Raises:
            ValueError: any other spelling, or an upper end below the lower one.
        """
        if text.startswith("up to "):
            return cls(text, Decimal(0), StatedTotal.read(text.removeprefix("up to ")).amount)
        least, to, most = text.partition(" to ")
        if not to:
            raise ValueError(text)
        low, high = StatedTotal.read(least).amount, StatedTotal.read(most).amount
        if high < low:
            raise ValueError(text)
        return cls(text, low, high)

    def span(self, rounding: Rounding | None = None) -> Span:
        """The amounts it can stand for, both ends included; nothing in it is rounded."""
        return Span(self.low, True, self.high, True)

    def widest(self) -> Span:
        """The same: nothing in it is rounded."""
        return self.span()

    def covers(self, exact: Decimal, rounding: Rounding | None = None) -> bool:
        """Whether ``exact`` lies within."""
        return self.span().covers(exact)

    def __str__(self) -> str:
        return self.text


Total = StatedTotal | Range
