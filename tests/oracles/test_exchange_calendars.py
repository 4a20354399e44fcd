"""Business days and ex-dates against an independent calendar, the package ``exchange_calendars``: each day of eleven years.

``make oracle`` installs the package (108 MB with pandas) and runs this.  Every difference is listed below with its reason;
one that is not listed fails, and so does a listed one that is gone.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from docs import print_calendars
from states.dates import Calendar, DayNotKnown, Overridden
from states.markets import MARKETS, Market, ex_dates
from workflow.calendars import CALENDARS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what pandas deprecates is not ours to mend
    package = pytest.importorskip("exchange_calendars", reason="exchange_calendars is not installed: make oracle")

FIRST, LAST = date(2016, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
EVERY_DAY = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
THEIRS = {
    "XJPX": "XTKS",
    "XLON": "XLON",
    "XETR": "XFRA",
    "XHKG": "XHKG",
    "XBOM": "XBOM",
    "XNSE": "XBOM",  # the package has no XNSE; the two exchanges close on the same days
    "XKRX": "XKRX",
    "XASX": "XASX",
    "XNYS": "XNYS",
}
DAYS_THAT_DIFFER: dict[str, dict[str, str]] = {
    "XJPX": {"2020-10-01": "open here: the exchange stood still for a day, but it was a business day and trades settled"},
    "XHKG": {
        "2023-09-01": "closed here: typhoon Saola, no session; the package has it open",
        "2023-09-08": "closed here: black rainstorm, no session; the package has it open",
    },
    "XKRX": {
        "2026-06-03": "closed here: local elections; the package is older than its announcement",
        "2026-07-17": "closed here: Constitution Day is a holiday again from 2026; the package is older",
    },
}
"""Market, day and reason; every other day of the eleven years is open, or closed, in both."""

EX_DATES_THAT_DIFFER: dict[str, dict[str, str]] = {
    "XJPX": {
        "2020-10-01": "itself the day of the outage: a record business day here, the day before it there",
        "2020-10-02": "trades of 2020-09-30 settled over the outage, on 2020-10-02: the last day here, 2020-09-29 there",
        "2020-10-05": "two business days before is the day of the outage here, on which nobody traded; 2020-09-30 there",
    },
    "XKRX": {
        "2026-06-04": "2026-06-03 is closed here: the last day is 2026-06-01 here, 2026-06-02 there",
        "2026-06-05": "2026-06-03 is closed here: the last day is 2026-06-02 here, 2026-06-03 there",
        "2026-07-20": "2026-07-17 is closed here: the last day is 2026-07-15 here, 2026-07-16 there",
        "2026-07-21": "2026-07-17 is closed here: the last day is 2026-07-16 here, 2026-07-17 there",
    },
}
"""Market, record date and reason: what follows from the days above."""


@dataclass(frozen=True)
class Theirs:
    """A calendar of the package, as ours are asked."""

    sessions: frozenset[date]
    name: str = "exchange_calendars"

    def is_open(self, day: date) -> bool | None:
        return day in self.sessions


@cache
def theirs(market: str) -> Calendar:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = package.get_calendar(THEIRS[market], start=str(FIRST - 30 * DAY), end=str(LAST))
    return Theirs(frozenset(session.date() for session in calendar.sessions))


def days_that_differ(ours: Calendar, market: str) -> set[str]:
    return {str(day) for day in EVERY_DAY if ours.is_open(day) != theirs(market).is_open(day)}


def answer(market: Market, record: date, calendars: dict[str, Calendar]) -> Any:
    try:
        days = ex_dates(market, record, calendars)
    except DayNotKnown:
        return None
    return days.record_business_day, days.last_cum_day, days.ex_day


def ex_dates_that_differ(market: Market) -> tuple[set[str], int]:
    """The record dates of business days and month ends on which the two disagree, and how many agree."""
    ours: dict[str, Calendar] = {**CALENDARS}
    independent = ours | {market.calendar: theirs(market.id)}
    differ, agree = set(), 0
    for day in EVERY_DAY:
        if (day + DAY).day != 1 and not CALENDARS[market.calendar].is_open(day):
            continue
        mine = answer(market, day, ours)
        if mine is None:
            continue  # unknown is an answer that no calendar can contradict
        if mine == answer(market, day, independent):
            agree += 1
        else:
            differ.add(str(day))
    return differ, agree


def test_the_package_is_the_one_that_was_compared() -> None:
    assert package.__version__ == "4.13.2"


@pytest.mark.parametrize("market", THEIRS)
def test_every_day_of_2016_to_2026_is_open_or_closed_in_both_and_differences_are_explained(market: str) -> None:
    assert days_that_differ(CALENDARS[market], market) == set(DAYS_THAT_DIFFER.get(market, {}))


@pytest.mark.parametrize("market", [each for each in MARKETS.values() if each.lags], ids=lambda each: each.id)
def test_ex_dates_of_2016_to_2026_agree_with_an_independent_calendar_and_differences_are_explained(market: Market) -> None:
    differ, agree = ex_dates_that_differ(market)
    assert differ == set(EX_DATES_THAT_DIFFER.get(market.id, {}))
    assert agree > 2300


# ── Planted bugs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_forgotten_holiday_is_found() -> None:
    bug = Overridden(CALENDARS["XJPX"], {date(2019, 4, 30): True})
    assert days_that_differ(bug, "XJPX") == {"2020-10-01", "2019-04-30"}


def test_a_closed_day_of_india_that_is_left_to_the_library_is_found() -> None:
    by_notice = print_calendars.SOURCES["XBOM"].by_notice
    bug = Overridden(CALENDARS["XBOM"], {day: not is_open for day, is_open in by_notice.items()})
    assert days_that_differ(bug, "XBOM") == {str(day) for day in by_notice}
