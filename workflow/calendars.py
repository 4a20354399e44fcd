"""Business days of exchanges and banks, from the ``holidays`` library, which is loaded when a rule first asks.

Far ahead that library predicts; a day outside ``FIRST_YEAR`` to ``LAST_YEAR`` is answered "unknown", not "open".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR = 2000
LAST_YEAR = 2027  # Japan's equinox days, the last to be fixed, are announced each February for the year after


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """A named calendar: closed on Saturdays, Sundays and the days ``holidays`` lists."""

    id: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.id} (holidays {_version()})"

    def is_open(self, day: date) -> bool | None:
        """Whether ``day`` is a business day; ``None`` outside the years that are known for certain."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        return bool(_closed_days(self.source).is_working_day(day))


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("holidays")


@cache
def _closed_days(source: str) -> HolidayBase:
    import holidays

    if source == "XJPX":
        return holidays.financial_holidays("XJPX")
    return holidays.country_holidays("JP", categories=("public", "bank"))


CALENDARS: Mapping[str, HolidayCalendar] = {
    "XJPX": HolidayCalendar("XJPX", "XJPX"),  # Tokyo Stock Exchange, cash equities
    "JP-BANK": HolidayCalendar("JP-BANK", "JP"),  # Japanese banks: also closed from 12-31 to 01-03
}
