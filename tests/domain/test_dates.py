"""How the law counts days: every worked example, every trap, and an oracle made from the words of the Civil Code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from states.dates import (
    DayNotKnown,
    business_days,
    clear_before,
    clear_between,
    elapsed,
    ex_day,
    is_open,
    roll,
    roll_back,
    weeks_before,
    within_months,
)
from workflow.calendars import CALENDARS

TOKYO, BANKS = CALENDARS["XJPX"], CALENDARS["JP-BANK"]
DAY = timedelta(days=1)


def d(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Week:
    """A test calendar: it knows ``first`` to ``last`` and is closed on Saturdays, Sundays and ``closed``."""

    first: date
    last: date
    closed: tuple[date, ...] = ()
    name: str = "a test week"

    def is_open(self, day: date) -> bool | None:
        if not self.first <= day <= self.last:
            return None
        return day.weekday() < 5 and day not in self.closed


JULY = Week(d("2018-07-01"), d("2018-07-31"), closed=(d("2018-07-16"),))  # 07-01 is a Sunday, 07-31 a Tuesday


@pytest.mark.parametrize(
    ("day", "clear_days", "latest"),
    [
        ("2018-06-28", 14, "2018-06-13"),
        ("2018-02-14", 14, "2018-01-30"),
        ("2018-06-25", 14, "2018-06-10"),
        ("2018-06-30", 14, "2018-06-15"),  # guides that say 06-16 leave 13 clear days
        ("2018-06-28", 7, "2018-06-20"),
        ("2018-11-15", 14, "2018-10-31"),
        ("2018-06-28", 56, "2018-05-02"),  # eight weeks, for a shareholder's proposal
        ("2018-06-27", 14, "2018-06-12"),
        ("2020-03-10", 14, "2020-02-24"),
        ("2019-03-10", 14, "2019-02-23"),
        ("2020-03-15", 14, "2020-02-29"),
        ("2019-01-10", 14, "2018-12-26"),
        ("2018-06-28", 0, "2018-06-27"),
    ],
)
def test_the_latest_day_leaves_that_many_full_days_and_neither_end_counts(day: str, clear_days: int, latest: str) -> None:
    assert clear_before(d(day), clear_days) == d(latest)
    assert clear_between(d(latest), d(day)) == clear_days
    assert clear_between(d(latest) + DAY, d(day)) == clear_days - 1


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2018-06-13", "2018-06-28", 14), ("2018-06-27", "2018-06-28", 0), ("2018-06-28", "2018-06-28", -1)]
    + [("2020-02-28", "2020-03-01", 1), ("2019-02-28", "2019-03-01", 0), ("2018-06-29", "2018-06-28", -2)],
)
def test_the_full_days_between_two_days_are_counted_without_both_ends(first: str, last: str, days: int) -> None:
    assert clear_between(d(first), d(last)) == days


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2018-03-31", 3, "2018-06-30"),
        ("2018-02-28", 3, "2018-05-31"),  # adding three months gives 05-28
        ("2019-09-30", 3, "2019-12-31"),  # adding three months gives 12-30
        ("2020-02-29", 3, "2020-05-31"),
        ("2018-11-30", 3, "2019-02-28"),
        ("2018-11-29", 3, "2019-02-28"),  # clamping first and then stepping back gives 02-27
        ("2018-11-28", 3, "2019-02-28"),
        ("2018-11-27", 3, "2019-02-27"),
        ("2019-11-30", 3, "2020-02-29"),
        ("2019-11-29", 3, "2020-02-29"),
        ("2019-11-28", 3, "2020-02-28"),
        ("2020-02-28", 3, "2020-05-28"),
        ("2017-12-31", 3, "2018-03-31"),
        ("2018-01-30", 1, "2018-02-28"),
        ("2018-01-31", 1, "2018-02-28"),
        ("2018-06-28", 3, "2018-09-28"),  # the suit for annulment
        ("2018-06-28", 120, "2028-06-28"),  # the minutes
        ("2018-03-31", 0, "2018-03-31"),
        ("2018-03-31", -12, "2017-03-31"),
        ("2020-02-29", -12, "2019-02-28"),
    ],
)
def test_a_period_of_months_does_not_count_its_first_day_and_ends_before_the_corresponding_one(
    day: str, months: int, last: str
) -> None:
    assert within_months(d(day), months) == d(last)


@pytest.mark.parametrize(
    ("day", "period", "on"),
    [
        ("2018-04-28", {"weeks": 4}, "2018-05-27"),
        ("2018-04-28", {"weeks": 1}, "2018-05-06"),
        ("2018-06-29", {"years": 1}, "2019-06-30"),
        ("2018-06-29", {"years": 3}, "2021-06-30"),
        ("2020-02-29", {"years": 1}, "2021-03-01"),
        ("2018-02-28", {"months": 3}, "2018-06-01"),
        ("2018-11-30", {"months": 3}, "2019-03-01"),
        ("2018-03-31", {"months": 3, "years": 1}, "2019-07-01"),
        ("2018-06-13", {"weeks": 2}, "2018-06-28"),
    ],
)
def test_a_period_has_elapsed_on_the_day_after_its_last(day: str, period: dict[str, int], on: str) -> None:
    assert elapsed(d(day), **period) == d(on)


@pytest.mark.parametrize(
    ("day", "weeks", "arguable", "safe"),
    [
        ("2023-06-29", 3, "2023-06-08", "2023-06-07"),
        ("2023-06-28", 3, "2023-06-07", "2023-06-06"),
        ("2024-03-21", 3, "2024-02-29", "2024-02-28"),
        ("2023-03-22", 3, "2023-03-01", "2023-02-28"),
        ("2023-01-10", 2, "2022-12-27", "2022-12-26"),
    ],
)
def test_the_day_weeks_before_has_an_arguable_and_a_safe_reading(day: str, weeks: int, arguable: str, safe: str) -> None:
    assert weeks_before(d(day), weeks) == (d(arguable), d(safe))


# ── Business days ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "day", "reached"),
    [
        (1, "2018-07-13", "2018-07-17"),  # over a weekend and a holiday
        (1, "2018-07-14", "2018-07-17"),  # from a closed day
        (3, "2018-07-17", "2018-07-20"),
        (4, "2018-07-17", "2018-07-23"),
        (0, "2018-07-14", "2018-07-14"),
        (-1, "2018-07-17", "2018-07-13"),
        (-1, "2018-07-15", "2018-07-13"),
        (-2, "2018-07-17", "2018-07-12"),
    ],
)
def test_business_days_are_counted_on_a_named_calendar(count: int, day: str, reached: str) -> None:
    assert business_days(d(day), count, JULY) == d(reached)


@pytest.mark.parametrize(
    ("day", "on", "back"),
    [
        ("2018-07-29", "2018-07-30", "2018-07-27"),
        ("2018-07-28", "2018-07-30", "2018-07-27"),
        ("2018-07-30", "2018-07-30", "2018-07-30"),
        ("2018-07-14", "2018-07-17", "2018-07-13"),
        ("2018-07-16", "2018-07-17", "2018-07-13"),
    ],
)
def test_a_closed_day_rolls_to_the_next_open_day_or_back(day: str, on: str, back: str) -> None:
    assert (roll(d(day), JULY), roll_back(d(day), JULY)) == (d(on), d(back))


def test_a_tax_deadline_on_a_sunday_rolls_to_monday_in_the_real_calendar() -> None:
    assert roll(d("2018-07-29"), BANKS) == d("2018-07-30")


@pytest.mark.parametrize(
    ("day", "banks", "exchange"),
    [("2018-12-28", True, True), ("2018-12-31", False, False), ("2019-01-03", False, False), ("2019-01-04", True, True)]
    + [("2019-04-30", False, False), ("2019-05-06", False, False), ("2019-05-07", True, True), ("2018-06-30", False, False)],
)
def test_the_real_calendars_know_the_days_around_new_year_and_the_special_holidays(
    day: str, banks: bool, exchange: bool
) -> None:
    assert (is_open(d(day), BANKS), is_open(d(day), TOKYO)) == (banks, exchange)


@pytest.mark.parametrize(
    "count_on",
    [
        pytest.param(lambda: is_open(d("2018-06-30"), JULY), id="the day before it begins"),
        pytest.param(lambda: is_open(d("2018-08-01"), JULY), id="the day after it ends"),
        pytest.param(lambda: business_days(d("2018-07-31"), 1, JULY), id="a count that runs out of it"),
        pytest.param(lambda: business_days(d("2018-07-02"), -1, JULY), id="a count back before it"),
        pytest.param(lambda: roll_back(d("2018-07-01"), JULY), id="a roll back before it"),
        pytest.param(lambda: roll(d("2018-08-04"), JULY), id="a roll after it"),
        pytest.param(lambda: ex_day(d("2018-07-31"), JULY, lambda *_: d("2018-07-31")), id="an ex-day after it"),
        pytest.param(lambda: is_open(d("1999-12-31"), TOKYO), id="the exchange before it is recorded"),
        pytest.param(lambda: roll(d("2999-12-31"), BANKS), id="the banks in a far year"),
    ],
)
def test_a_day_outside_a_calendar_is_neither_open_nor_closed(count_on: Callable[[], object]) -> None:
    with pytest.raises(DayNotKnown):
        count_on()


def test_a_calendar_that_does_not_know_says_its_name_and_the_day() -> None:
    with pytest.raises(DayNotKnown, match="a test week does not cover 2018-08-01"):
        is_open(d("2018-08-01"), JULY)


# ── T18: every day of fifteen years against the words of the code ────────────────────────────────────────────────────


def oracle(day: date, months: int) -> date:
    """Civil Code 140, 143, read aloud: walk day by day from the start, and stop before the day that corresponds to it.

    The first day is not counted, so the period starts on the next (140).  It ends on the day before the one that
    corresponds to its start in the last month; where there is none, on the last day of that month (143(2)).
    """
    start = day + DAY
    walking, turned = start, 0
    while True:
        walking += DAY
        turned += walking.day == 1
        if (turned == months and walking.day == start.day) or turned > months:
            return walking - DAY


def added(day: date, months: int) -> date:
    """The planted bug: the same day of the month ``months`` on, or the last there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return max(date(year, month + 1, n) for n in range(1, day.day + 1) if n <= 28 or _exists(year, month + 1, n))


def clamped(day: date, months: int) -> date:
    """The other planted bug: the corresponding day clamped to its month, and then one day back."""
    return added(day + DAY, months) - DAY


def _exists(year: int, month: int, number: int) -> bool:
    return (date(year, month, 28) + timedelta(days=number - 28)).month == month


FIFTEEN_YEARS = [d("2018-01-01") + n * DAY for n in range((d("2032-12-31") - d("2018-01-01")).days + 1)]


def test_three_months_agree_with_the_words_of_the_code_on_every_day_of_fifteen_years() -> None:
    assert len(FIFTEEN_YEARS) == 5479
    assert [day for day in FIFTEEN_YEARS if within_months(day, 3) != oracle(day, 3)] == []


@pytest.mark.parametrize("months", [1, 2, 6, 11, 12])
def test_other_periods_agree_with_the_words_of_the_code_too(months: int) -> None:
    assert [day for day in FIFTEEN_YEARS[:1500] if within_months(day, months) != oracle(day, months)] == []


@pytest.mark.parametrize(
    ("bug", "caught_on"),
    [(added, ("2018-02-28", "2018-04-30", "2019-09-30")), (clamped, ("2018-11-29", "2019-11-29"))],
)
def test_the_oracle_catches_the_usual_mistakes(bug: Callable[[date, int], date], caught_on: tuple[str, ...]) -> None:
    caught = [day for day in FIFTEEN_YEARS if bug(day, 3) != oracle(day, 3)]
    assert len(caught) > 10
    assert set(map(d, caught_on)) <= set(caught)
