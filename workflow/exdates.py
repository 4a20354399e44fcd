"""The ex-day of a record date on a market, from the calendars at hand: needs no book."""

from __future__ import annotations

from datetime import date
from typing import Any

from states.dates import DayNotKnown
from states.errors import WrongWords
from states.markets import MARKETS, ExDates, ex_dates
from workflow.calendars import CALENDARS


def found(record_on: date, market: str) -> ExDates:
    """The days around a record date.

    Raises:
        WrongWords: no such market, or a day that is not known there.
    """
    if market not in MARKETS:
        raise WrongWords(f"--market {market}: unknown", remedy=f"known here: {', '.join(MARKETS)}")
    try:
        return ex_dates(MARKETS[market], record_on, CALENDARS)
    except DayNotKnown as error:
        raise WrongWords(f"--record {record_on}: {error}", remedy="ask the exchange or the agent") from None


def answer(days: ExDates, market: str) -> dict[str, Any]:
    """The answer for a program."""
    return {
        "market": market,
        "record_on": str(days.record_on),
        "record_business_day": str(days.record_business_day),
        "last_cum_day": str(days.last_cum_day),
        "ex_day": str(days.ex_day),
        "lag_business_days": days.lag.days,
        "lag_since": str(days.lag.since),
        "calendar": days.calendar,
        "source": days.lag.source,
    }


def rows(days: ExDates, market: str) -> list[tuple[str, str, str]]:
    """The answer for a person: a name, a day or a number, and what to know about it."""
    said = [
        ("record date", days.record_on),
        ("record business day", days.record_business_day),
        ("last cum day", days.last_cum_day),
        ("ex day", days.ex_day),
    ]
    return [
        ("market", market, MARKETS[market].title),
        *((name, str(day), f"{day:%a}") for name, day in said),
        ("lag", str(days.lag.days), f"business days, for trades from {days.lag.since}; {days.lag.source}"),
        ("calendar", "", days.calendar),
    ]
