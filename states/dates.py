"""How the law counts days.  All days are calendar days at the company's seat; nothing here reads a clock.

The examples in the docstrings are tested.  "Business day" always means a day on which a *named* calendar is open.
"""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

DAY = timedelta(days=1)


class DayNotKnown(LookupError):
    """The calendar does not cover the day: neither open nor closed may be assumed."""


class Calendar(Protocol):
    """A named calendar of business days."""

    @property
    def name(self) -> str:
        """Its name and version, as written into findings."""

    def is_open(self, day: date) -> bool | None:
        """Whether ``day`` is a business day; ``None`` outside the range the calendar knows."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A calendar with days stated by a company on top; such a day is known, also outside the range of ``calendar``."""

    calendar: Calendar
    days: Mapping[date, bool]  # open, or closed

    @property
    def name(self) -> str:
        """The name of the calendar below and how many days were stated: ``JP-BANK (holidays 0.109, 1 day stated)``."""
        known, bracket, version = self.calendar.name.removesuffix(")").partition(" (")
        stated = f"{len(self.days)} day{'s' if len(self.days) > 1 else ''} stated"
        return f"{known} ({version}{', ' if bracket else ''}{stated})"

    def is_open(self, day: date) -> bool | None:
        """Whether ``day`` is a business day: as stated, else as the calendar below knows."""
        return self.days[day] if day in self.days else self.calendar.is_open(day)


def clear_before(day: date, clear_days: int) -> date:
    """The latest day that leaves ``clear_days`` full days before ``day``; neither end day counts.

    A meeting on 2018-06-28 with 14 clear days: 2018-06-13.

    Source: Civil Code art. 140; Daishin-in, 1935-07-15 (two full weeks lie between dispatch and meeting).
    """
    return day - (clear_days + 1) * DAY


def clear_between(first: date, last: date) -> int:
    """The full days between two days; negative when ``first`` is not before ``last``."""
    return (last - first).days - 1


def within_months(day: date, months: int) -> date:
    """The last day of "within ``months`` months of ``day``": the first day is not counted.

    The period begins on the next day and ends on the day before the corresponding day; where the last month has no
    corresponding day it ends with that month.  From 2018-03-31, three months: 2018-06-30.  From 2018-02-28: 2018-05-31.

    Source: Civil Code arts. 140, 141, 143.
    """
    start = day + DAY
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    last = _calendar.monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last)
    return date(year, month, start.day) - DAY


def elapsed(day: date, *, weeks: int = 0, months: int = 0, years: int = 0) -> date:
    """The day on which a period counted from ``day`` has elapsed: the day after its last day.

    Four weeks from 2018-04-28: 2018-05-27.  One year from 2018-06-29: 2019-06-30.

    Source: Civil Code arts. 140, 141, 143.
    """
    return within_months(day, months + 12 * years) + timedelta(weeks=weeks) + DAY


def weeks_before(day: date, weeks: int) -> tuple[date, date]:
    """The two readings of "the day ``weeks`` weeks before ``day``": the last day arguable, and the last day safe.

    Three weeks before 2023-06-29: (2023-06-08, 2023-06-07).  Which one the statute means could not be confirmed.
    """
    return day - timedelta(weeks=weeks), day - timedelta(weeks=weeks) - DAY


def is_open(day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is a business day of ``calendar``.

    Raises:
        DayNotKnown: the calendar does not cover the day.
    """
    known = calendar.is_open(day)
    if known is None:
        raise DayNotKnown(f"{calendar.name} does not cover {day}")
    return known


def roll(day: date, calendar: Calendar) -> date:
    """``day``, or the next business day when it is closed.  2018-07-29 (a Sunday): 2018-07-30.

    Source: Act on General Rules for National Taxes art. 10(2), for tax deadlines.  Clear days before a meeting and
    the periods of Companies Act art. 124 do not roll.
    """
    while not is_open(day, calendar):
        day += DAY
    return day


def roll_back(day: date, calendar: Calendar) -> date:
    """``day``, or the business day before it when it is closed."""
    while not is_open(day, calendar):
        day -= DAY
    return day


def business_days(day: date, count: int, calendar: Calendar) -> date:
    """The ``count``-th business day after ``day`` (before it when negative); ``day`` itself need not be open."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_open(day, calendar):
            day += step
    return day


Settlement = Callable[[date], date]
"""Trade day -> the day on which the trade settles."""


def last_cum_day(record: date, calendar: Calendar, settlement: Settlement) -> date:
    """The last trade day that still carries the right: the latest whose settlement is not after the record date.

    A record date on a closed day stays what it is; trades settle by the business day before it.
    """
    trade = roll_back(record, calendar)
    while settlement(trade) > record:
        trade = business_days(trade, -1, calendar)
    return trade


def ex_day(record: date, calendar: Calendar, settlement: Settlement) -> date:
    """The first trade day without the right.  Record date 2018-03-31 in Tokyo: 2018-03-28."""
    return business_days(last_cum_day(record, calendar, settlement), 1, calendar)
