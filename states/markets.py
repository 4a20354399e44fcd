"""Exchanges, and how many business days their trades take to settle: what ex-dates follow from.

A day is the last to carry the right when its trades settle by the record date.  A trade day before the first row of a
market's table, and a market whose ex-days do not follow from settlement alone, are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from states.dates import Calendar, DayNotKnown, Settlement, business_days, ex_day, last_cum_day, roll_back


@dataclass(frozen=True, slots=True)
class Lag:
    """The business days from trade to settlement, for trade days from ``since`` on; ``None`` is not known."""

    since: date
    days: int | None
    source: str
    later_on_record_day: bool = False  # a trade that would settle on the record day settles a business day later


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """An exchange.  Trades settle on days on which all of ``settles_on`` are open."""

    id: str
    title: str
    calendar: str  # on which it trades
    settles_on: tuple[str, ...]
    lags: tuple[Lag, ...] = ()
    unsure: frozenset[date] = frozenset()  # no trade, and not confirmed whether earlier trades settled
    why_unknown: str = ""  # where there are no lags

    def lag(self, trade: date) -> Lag:
        """The row in force on a trade day: the lag is keyed on the trade day, never on the record date.

        Raises:
            DayNotKnown: before the first row, or in a time of which the lag is not known.
        """
        row = next((row for row in reversed(self.lags) if row.since <= trade), None)
        if row is None or row.days is None:
            raise DayNotKnown(row.source if row else f"how {self.id} settled before {self.lags[0].since} is not recorded")
        return row


@dataclass(frozen=True, slots=True)
class SettlementDays:
    """The days on which a market's trades settle: those on which every calendar is open, and none that is unsure.

    After ``enough`` every day passes for one: there it matters only that a trade settles later.
    """

    market: Market
    calendars: tuple[Calendar, ...]
    enough: date = date.max

    @property
    def name(self) -> str:
        return " and ".join(calendar.name for calendar in self.calendars)

    def is_open(self, day: date) -> bool | None:
        """Whether trades settle on ``day``; ``None`` where a calendar does not know, or where it was not confirmed."""
        if day > self.enough:
            return True
        if day in self.market.unsure:
            return None
        known = [calendar.is_open(day) for calendar in self.calendars]
        return None if None in known else all(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExDates:
    """The days around a record date.

    ``lag`` is that of ``last_cum_day``, and of ``ex_day`` too: where a lag gets shorter between two trade days, both
    settle on one day, so that both carry the right or neither.
    """

    record_on: date
    record_business_day: date
    last_cum_day: date
    ex_day: date
    lag: Lag
    calendar: str  # names and versions of the calendars that were asked


def ex_dates(market: Market, record_on: date, calendars: Mapping[str, Calendar]) -> ExDates:
    """The last day with the right and the first without it.  Record date 2018-03-31 in Tokyo: 2018-03-27, 2018-03-28.

    Raises:
        DayNotKnown: a day on the way is outside a calendar or the table of lags, or nothing is known of the market.
    """
    if not market.lags:
        raise DayNotKnown(f"ex-days of {market.id} are not known: {market.why_unknown}")
    trading, settling = calendars[market.calendar], SettlementDays(market, tuple(calendars[id] for id in market.settles_on))
    record_business_day = roll_back(record_on, settling)
    until_then = replace(settling, enough=record_business_day)  # else no last record date of the known years has an answer
    settles: Settlement = partial(settlement_day, market, record_business_day, until_then)
    last = last_cum_day(record_business_day, trading, settles)
    return ExDates(
        record_on=record_on,
        record_business_day=record_business_day,
        last_cum_day=last,
        ex_day=ex_day(record_business_day, trading, settles),
        lag=market.lag(last),
        calendar=settling.name,
    )


def settlement_day(market: Market, record_business_day: date, settling: Calendar, trade: date) -> date:
    """The day a trade of ``trade`` settles.  In Tokyo, trades of 2019-07-12 and 2019-07-16 both settle on 2019-07-18."""
    lag = market.lag(trade)
    assert lag.days is not None
    settled = business_days(trade, lag.days, settling)
    if lag.later_on_record_day and settled == record_business_day:
        return business_days(settled, 1, settling)
    return settled


_CSDR = "Regulation (EU) 909/2014 art. 5(2)"
_BOOKS_CLOSE = "they follow from the day the register closes, which each company announces, not from the record date"
_BANKS = "trades do not settle on bank holidays of Mumbai, of which no calendar is at hand"
_GERMANY_CLOSED = "2017-06-05 2018-05-21 2019-06-10 2020-06-01 2021-05-24 2017-10-03 2018-10-03 2019-10-03 2017-10-31"
_NEW_YORK_CLOSED = """2001-09-11 2001-09-12 2001-09-13 2001-09-14 2004-06-11 2007-01-02 2012-10-29 2012-10-30
    2018-12-05 2025-01-09"""
_TABLE: Final = (
    Market(
        id="XJPX",
        title="Tokyo Stock Exchange",
        calendar="XJPX",
        settles_on=("XJPX",),
        lags=(
            Lag(date(2000, 1, 1), 3, "practice until the exchange's change of 2009-11-16", later_on_record_day=True),
            Lag(date(2009, 11, 16), 3, "notices of the exchange and brokers on the change of 2009-11-16"),
            Lag(date(2019, 7, 16), 2, "notices of the exchange and brokers on the change of 2019-07-16"),
        ),
    ),
    Market(
        id="XLON",
        title="London Stock Exchange",
        calendar="XLON",
        settles_on=("XLON",),
        lags=(
            Lag(date(2014, 10, 6), 2, f"{_CSDR}; London Stock Exchange, Dividend Procedure Timetable"),
            Lag(date(2027, 10, 11), None, "London plans to settle a day after trade from 2027-10-11; not confirmed"),
        ),
    ),
    Market(
        id="XETR",
        title="Xetra",
        calendar="XETR",
        settles_on=("XETR",),
        lags=(  # two days since 2014-10-06, but German dividends have a record day only since AktG s. 58(4) was changed
            Lag(date(2017, 1, 1), 2, f"{_CSDR}; AktG s. 58(4), on dividends from 2017-01-01"),
            Lag(date(2027, 10, 11), None, "Xetra plans to settle a day after trade from 2027-10-11; not confirmed"),
        ),
        unsure=frozenset(map(date.fromisoformat, _GERMANY_CLOSED.split()))
        | frozenset(day for year in range(2016, 2028) for n in (24, 31) if (day := date(year, 12, n)).weekday() < 5),
    ),
    Market(id="XHKG", title="Hong Kong Exchange", calendar="XHKG", settles_on=("XHKG",), why_unknown=_BOOKS_CLOSE),
    Market(id="XNSE", title="National Stock Exchange of India", calendar="XNSE", settles_on=("XNSE",), why_unknown=_BANKS),
    Market(id="XBOM", title="BSE, Mumbai", calendar="XBOM", settles_on=("XBOM",), why_unknown=_BANKS),
    Market(
        id="XKRX",
        title="Korea Exchange",
        calendar="XKRX",
        settles_on=("XKRX",),
        lags=(Lag(date(2005, 1, 27), 2, "Korea Exchange, Business Regulation: the second business day after trade"),),
    ),
    Market(
        id="XNYS",
        title="New York Stock Exchange",
        calendar="XNYS",
        settles_on=("XNYS", "US-BANK"),  # FINRA: Columbus Day and Veterans Day are trade days, but trades do not settle
        lags=(
            Lag(date(1995, 6, 7), 3, "17 CFR 240.15c6-1, in force 1995-06-07; FINRA rule 11140(b)(1)"),
            Lag(date(2017, 9, 5), 2, "17 CFR 240.15c6-1 as amended for 2017-09-05; FINRA rule 11140(b)(1)"),
            Lag(
                date(2024, 5, 28),
                1,
                "17 CFR 240.15c6-1 as amended for 2024-05-28; FINRA rule 11140(b)(1), below 25% of value",
            ),
        ),
        unsure=frozenset(map(date.fromisoformat, _NEW_YORK_CLOSED.split())),
    ),
)
MARKETS: Final[Mapping[str, Market]] = {market.id: market for market in _TABLE}
