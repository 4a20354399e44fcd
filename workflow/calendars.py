"""Business days of exchanges, banks and offices, from the ``holidays`` library, which is loaded when a rule first asks.

Far ahead that library predicts, and some of its calendars begin late: a day outside the years of a calendar's row is
answered "unknown", not "open".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from states.dates import Calendar, Overridden

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayCalendar:
    """A named calendar: closed on Saturdays, Sundays and the days ``holidays`` lists, known for ``first`` to ``last``.

    ``source`` is an exchange's code in the library, or a country's with ``categories`` of its holidays.  ``closed_yearly``
    are (month, day); ``by_notice`` are days on which the library is known to be wrong, with whether they were open.
    """

    id: str
    source: str
    first: int  # year
    last: int
    categories: tuple[str, ...] = ()
    closed_yearly: tuple[tuple[int, int], ...] = ()
    by_notice: Mapping[date, bool] = field(default_factory=dict)

    @property
    def name(self) -> str:
        noticed = f", {len(self.by_notice)} days by notice" if self.by_notice else ""
        return f"{self.id} (holidays {_version()}{noticed})"

    def is_open(self, day: date) -> bool | None:
        """Whether ``day`` is a business day; ``None`` outside the years that are known for certain."""
        if not self.first <= day.year <= self.last:
            return None
        if day in self.by_notice:
            return self.by_notice[day]
        if (day.month, day.day) in self.closed_yearly:
            return False
        return bool(_closed_days(self.source, self.categories).is_working_day(day))


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("holidays")


@cache
def _closed_days(source: str, categories: tuple[str, ...]) -> HolidayBase:
    import holidays

    if categories:
        return holidays.country_holidays(source, categories=categories)
    return holidays.financial_holidays(source)


_INDIA: Mapping[date, bool] = {  # notices of the two exchanges, which close and move on the same days
    date(2019, 4, 29): False,  # election in Mumbai
    date(2019, 10, 21): False,  # election in Maharashtra
    date(2023, 6, 28): True,  # Bakri Id was moved
    date(2023, 6, 29): False,  # to this day
    date(2024, 1, 22): False,  # holiday of Maharashtra for Ayodhya
    date(2024, 5, 20): False,  # election in Mumbai
    date(2024, 11, 20): False,  # election in Maharashtra
    date(2026, 1, 15): False,  # election in Mumbai
}
_TABLE = (
    # Japan fixes its equinox days, the last to be fixed, each February for the year after
    HolidayCalendar(id="XJPX", source="XJPX", first=2000, last=2027),  # Tokyo, cash equities
    HolidayCalendar(id="JP-BANK", source="JP", first=2000, last=2027, categories=("public", "bank")),
    HolidayCalendar(  # Act on Holidays of Administrative Organs art. 1: also closed from 12-29 to 01-03
        id="JP-GOV",
        source="JP",
        first=2000,
        last=2027,
        categories=("public",),
        closed_yearly=((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)),
    ),
    HolidayCalendar(id="XLON", source="XLON", first=2000, last=2027),  # London
    HolidayCalendar(id="XETR", source="XETR", first=2016, last=2027),  # Xetra; the library begins in 2016
    HolidayCalendar(id="XHKG", source="XHKG", first=2014, last=2026),  # Hong Kong; announced a year ahead
    HolidayCalendar(id="XNSE", source="XNSE", first=2016, last=2026, by_notice=_INDIA),  # announced each December
    HolidayCalendar(id="XBOM", source="XBOM", first=2016, last=2026, by_notice=_INDIA),
    HolidayCalendar(id="XKRX", source="XKRX", first=2001, last=2026),  # Korea; elections and substitutes come late
    HolidayCalendar(id="XASX", source="XASX", first=2003, last=2026),  # Australia; the library has notices of these years
    HolidayCalendar(id="XNYS", source="XNYS", first=2000, last=2027),  # New York; announced three years ahead
    HolidayCalendar(id="US-BANK", source="XFED", first=2000, last=2027),  # New York settles on no bank holiday
)
CALENDARS: Mapping[str, HolidayCalendar] = {calendar.id: calendar for calendar in _TABLE}


def with_stated(stated: Mapping[str, Mapping[str, bool]]) -> Mapping[str, Calendar]:
    """The calendars with the days that a company states to be open or closed on top."""
    if not stated:
        return CALENDARS
    said = {id: {date.fromisoformat(day): is_open for day, is_open in days.items()} for id, days in stated.items()}
    return {**CALENDARS, **{id: Overridden(CALENDARS[id], days) for id, days in said.items() if days}}
