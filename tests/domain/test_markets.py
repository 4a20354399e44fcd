"""Ex-dates: every check value of the brokers' tables, the days on which a lag changed, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.dates import DayNotKnown, roll_back
from states.markets import MARKETS, Lag, Market, SettlementDays, ex_dates, settlement_day
from workflow.calendars import CALENDARS

TOKYO = MARKETS["XJPX"]
TOKYO_DAYS = SettlementDays(TOKYO, (CALENDARS["XJPX"],))


def d(text: str) -> date:
    return date.fromisoformat(text)


def found(record: str, market: Market = TOKYO) -> tuple[date, date]:
    days = ex_dates(market, d(record), CALENDARS)
    return days.last_cum_day, days.ex_day


CHECKED = [
    ("2018-01-31", "2018-01-26", "2018-01-29"),
    ("2018-02-28", "2018-02-23", "2018-02-26"),
    ("2018-03-31", "2018-03-27", "2018-03-28"),  # the case itself
    ("2018-04-30", "2018-04-24", "2018-04-25"),
    ("2018-05-31", "2018-05-28", "2018-05-29"),
    ("2018-06-30", "2018-06-26", "2018-06-27"),
    ("2018-07-31", "2018-07-26", "2018-07-27"),
    ("2018-08-31", "2018-08-28", "2018-08-29"),
    ("2018-09-30", "2018-09-25", "2018-09-26"),
    ("2018-10-31", "2018-10-26", "2018-10-29"),
    ("2018-11-30", "2018-11-27", "2018-11-28"),
    ("2018-12-31", "2018-12-25", "2018-12-26"),
    ("2009-11-30", "2009-11-25", "2009-11-26"),
    ("2009-12-31", "2009-12-25", "2009-12-28"),
    ("2010-02-28", "2010-02-23", "2010-02-24"),
    ("2010-03-31", "2010-03-26", "2010-03-29"),
    ("2019-03-31", "2019-03-26", "2019-03-27"),
    ("2019-07-31", "2019-07-29", "2019-07-30"),
    ("2021-03-31", "2021-03-29", "2021-03-30"),
    ("2019-07-17", "2019-07-11", "2019-07-12"),  # the last record day under three days
    ("2019-07-18", "2019-07-16", "2019-07-17"),  # the first under two
    ("2009-10-30", "2009-10-26", "2009-10-27"),  # until 2009-11-13: four business days before
]
"""Record date, last day with the right, first day without it: brokers' tables of 2009, 2018, 2019 and 2021."""


@pytest.mark.parametrize(("record", "last_cum", "ex"), CHECKED)
def test_the_ex_day_in_tokyo_follows_from_settlement(record: str, last_cum: str, ex: str) -> None:
    assert found(record) == (d(last_cum), d(ex))


@pytest.mark.parametrize(
    ("trade", "record_day", "settles"),
    [
        ("2009-11-09", "2009-11-12", "2009-11-13"),  # the third day is the record day: a day later
        ("2009-11-09", "2009-11-13", "2009-11-12"),
        ("2009-11-13", "2009-11-18", "2009-11-19"),
        ("2009-11-16", "2009-11-19", "2009-11-19"),
        ("2019-07-12", "2019-07-31", "2019-07-18"),
        ("2019-07-16", "2019-07-31", "2019-07-18"),
        ("2019-07-17", "2019-07-31", "2019-07-19"),
    ],
)
def test_the_lag_of_settlement_is_keyed_on_the_trade_day(trade: str, record_day: str, settles: str) -> None:
    assert settlement_day(TOKYO, d(record_day), TOKYO_DAYS, d(trade)) == d(settles)


def test_the_record_business_day_of_the_case_is_the_friday_before() -> None:
    assert roll_back(d("2018-03-31"), CALENDARS["XJPX"]) == d("2018-03-30")
    days = ex_dates(TOKYO, d("2018-03-31"), CALENDARS)
    assert (days.record_on, days.record_business_day) == (d("2018-03-31"), d("2018-03-30"))


@pytest.mark.parametrize(("market", "asked"), [("XJPX", ["XJPX"]), ("XNYS", ["XNYS", "US-BANK"])])
def test_an_ex_day_names_the_calendars_that_were_asked(market: str, asked: list[str]) -> None:
    days = ex_dates(MARKETS[market], d("2018-03-29"), CALENDARS)
    assert days.calendar == " and ".join(CALENDARS[each].name for each in asked)


def test_trades_settle_on_every_day_after_the_one_that_is_enough() -> None:
    """2018-06-30 is a Saturday."""
    known = [replace(TOKYO_DAYS, enough=d("2018-06-30")).is_open(d(day)) for day in ("2018-06-30", "2018-07-01")]
    assert known == [False, True]


@pytest.mark.parametrize(
    ("market", "first", "last"),
    [("XJPX", "2009-11-01", "2009-11-30"), ("XJPX", "2019-07-01", "2019-07-31"), ("XNYS", "2017-08-28", "2017-09-15")]
    + [("XNYS", "2024-05-15", "2024-06-15")],
)
def test_around_a_change_both_trade_days_are_under_the_lag_that_is_named(market: str, first: str, last: str) -> None:
    for n in range((d(last) - d(first)).days + 1):
        days = ex_dates(MARKETS[market], d(first) + timedelta(days=n), CALENDARS)
        assert MARKETS[market].lag(days.ex_day) is MARKETS[market].lag(days.last_cum_day) is days.lag


@pytest.mark.parametrize(
    ("record", "since"), [("2009-11-18", "2000-01-01"), ("2009-11-19", "2009-11-16"), ("2019-07-18", "2019-07-16")]
)
def test_the_row_that_answers_is_that_of_the_last_day_with_the_right(record: str, since: str) -> None:
    assert ex_dates(TOKYO, d(record), CALENDARS).lag.since == d(since)


@pytest.mark.parametrize(
    ("market", "record", "last_cum", "ex"),
    [
        ("XLON", "2014-10-08", "2014-10-06", "2014-10-07"),  # the first under two days
        ("XLON", "2024-05-17", "2024-05-15", "2024-05-16"),  # record Friday, ex Thursday
        ("XETR", "2017-02-03", "2017-02-01", "2017-02-02"),  # Siemens: the meeting of 2017-02-01
        ("XKRX", "2022-12-31", "2022-12-27", "2022-12-28"),
        ("XKRX", "2023-12-31", "2023-12-26", "2023-12-27"),
        ("XNYS", "2017-09-06", "2017-08-31", "2017-09-01"),  # the last under three days
        ("XNYS", "2017-09-07", "2017-09-05", "2017-09-06"),  # the first under two: nothing goes ex on 09-05
        ("XNYS", "2024-05-28", "2024-05-23", "2024-05-24"),  # the last under two
        ("XNYS", "2024-05-29", "2024-05-28", "2024-05-29"),  # the first under one: nothing goes ex on 05-28
        ("XNYS", "2024-10-14", "2024-10-10", "2024-10-11"),  # Columbus Day: traded, not settled
        ("XNYS", "2024-10-15", "2024-10-14", "2024-10-15"),
        ("XJPX", "2027-12-31", "2027-12-28", "2027-12-29"),  # the last of the known years
        ("XNYS", "2024-11-12", "2024-11-11", "2024-11-12"),  # over Veterans Day: a trade of that day settles on the next
    ],
)
def test_the_ex_day_elsewhere_follows_from_settlement_too(market: str, record: str, last_cum: str, ex: str) -> None:
    assert found(record, MARKETS[market]) == (d(last_cum), d(ex))


@pytest.mark.parametrize(
    ("market", "record", "said"),
    [
        ("XLON", "2014-10-07", "before 2014-10-06 is not recorded"),
        ("XLON", "2027-10-11", "plans to settle a day after trade"),
        ("XETR", "2017-01-02", "XETR .* does not cover|before 2017-01-01 is not recorded"),
        ("XETR", "2019-12-24", "does not cover 2019-12-24"),  # no trade, and not confirmed whether trades settled
        ("XETR", "2019-12-27", "does not cover 2019-12-24"),
        ("XKRX", "2005-01-28", "before 2005-01-27 is not recorded"),
        ("XNYS", "2018-12-06", "does not cover 2018-12-05"),
        ("XNYS", "2025-01-10", "does not cover 2025-01-09"),
        ("XHKG", "2024-05-22", "from the day the register closes"),
        ("XNSE", "2024-05-22", "bank holidays of Mumbai"),
        ("XBOM", "2024-05-22", "bank holidays of Mumbai"),
        ("XJPX", "2000-01-04", "does not cover 1999-12-31"),
        ("XJPX", "2028-01-04", "does not cover 2028-01-04"),
    ],
)
def test_what_is_not_certain_is_unknown_and_said_so(market: str, record: str, said: str) -> None:
    with pytest.raises(DayNotKnown, match=said):
        found(record, MARKETS[market])


@pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
def test_every_market_has_a_calendar_and_a_table_in_order_each_row_with_its_source(market: Market) -> None:
    assert {market.calendar, *market.settles_on} <= set(CALENDARS)
    assert [row.since for row in market.lags] == sorted({row.since for row in market.lags})
    assert all(row.source for row in market.lags)
    assert bool(market.lags) != bool(market.why_unknown)
    assert all(CALENDARS[market.calendar].is_open(day) is not True for day in market.unsure)


# ── Planted bugs: the check values above must find each ──────────────────────────────────────────────────────────────


class KeyedOnRecordDate(Market):
    """The planted bug: the lag in force on the record date, for every trade before it."""

    record = date.max

    def lag(self, trade: date) -> Lag:
        return super().lag(self.record)


def keyed_on_record_date(record: str) -> Market:
    bug = KeyedOnRecordDate(**{name: getattr(TOKYO, name) for name in TOKYO.__dataclass_fields__})
    object.__setattr__(bug, "record", d(record))
    return bug


OLD, MIDDLE, NEW = TOKYO.lags
BUGS = {
    "keyed on the record date": keyed_on_record_date,
    "the change of 2019 keyed on the first record day": lambda _: replace(
        TOKYO, lags=(OLD, MIDDLE, replace(NEW, since=d("2019-07-18")))
    ),
    "the change of 2019 a day early": lambda _: replace(TOKYO, lags=(OLD, MIDDLE, replace(NEW, since=d("2019-07-12")))),
    "no change in 2019": lambda _: replace(TOKYO, lags=(OLD, MIDDLE)),
    "no exception before 2009-11-16": lambda _: replace(TOKYO, lags=(replace(MIDDLE, since=OLD.since), NEW)),
    "the exception for ever": lambda _: replace(TOKYO, lags=(OLD, NEW)),
}


@pytest.mark.parametrize("bug", BUGS)
def test_the_check_values_find_a_bug_planted_in_the_table(bug: str) -> None:
    assert any(found(record, BUGS[bug](record)) != (d(last_cum), d(ex)) for record, last_cum, ex in CHECKED)
