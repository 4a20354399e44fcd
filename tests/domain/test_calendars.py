"""The calendars at hand: what each knows, where it ends, and what a company states on top."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version

import pytest

from docs import print_calendars
from states.dates import Overridden, is_open
from workflow.calendars import CALENDARS, with_stated


def d(text: str) -> date:
    return date.fromisoformat(text)


RANGES = {
    "XJPX": (2000, 2027),
    "JP-BANK": (2000, 2027),
    "JP-GOV": (2000, 2027),
    "XLON": (2000, 2027),
    "XETR": (2016, 2027),
    "XHKG": (2014, 2026),
    "XNSE": (2016, 2026),
    "XBOM": (2016, 2026),
    "XKRX": (2001, 2026),
    "XASX": (2003, 2026),
    "XNYS": (2000, 2027),
    "US-BANK": (2000, 2027),
}


@pytest.mark.parametrize("id", CALENDARS)
def test_a_calendar_knows_its_years_and_nothing_outside_them(id: str) -> None:
    first, last = RANGES[id]
    answers = [
        CALENDARS[id].is_open(day)
        for day in (date(first - 1, 12, 31), date(first, 1, 1), date(last, 12, 31), date(last + 1, 1, 1))
    ]
    assert [answer is None for answer in answers] == [True, False, False, True]


@pytest.mark.parametrize("id", CALENDARS)
def test_a_year_of_a_calendar_has_as_many_business_days_as_an_exchange_can_have(id: str) -> None:
    """A year for which the library has no holidays would show here, as one of 261 days."""
    for year in range(RANGES[id][0], RANGES[id][1] + 1):
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        assert 235 <= sum(CALENDARS[id].is_open(day) is True for day in days) <= 257, year


@pytest.mark.parametrize(
    ("day", "offices", "banks"),
    [
        ("2018-12-28", True, True),
        ("2020-12-28", True, True),
        ("2020-12-29", False, True),
        ("2020-12-30", False, True),
        ("2020-12-31", False, False),
        ("2021-01-01", False, False),
        ("2019-01-02", False, False),
        ("2019-01-03", False, False),
        ("2019-01-04", True, True),
        ("2018-07-16", False, False),
        ("2018-07-17", True, True),
    ],
)
def test_the_offices_of_government_close_two_days_before_the_banks_at_new_year(day: str, offices: bool, banks: bool) -> None:
    assert (is_open(d(day), CALENDARS["JP-GOV"]), is_open(d(day), CALENDARS["JP-BANK"])) == (offices, banks)


@pytest.mark.parametrize(
    ("id", "day", "known"),
    [
        ("XLON", "2022-09-19", False),  # a funeral
        ("XETR", "2021-05-24", False),  # Whit Monday closed until 2021
        ("XETR", "2022-06-06", True),
        ("XHKG", "2023-09-08", False),  # black rain
        ("XKRX", "2025-12-31", False),  # the last working day of a year
        ("XKRX", "2026-06-03", False),  # local elections
        ("XNYS", "2025-01-09", False),  # day of mourning
        ("XNYS", "2024-10-14", True),
        ("US-BANK", "2024-10-14", False),  # Columbus Day
        ("XNSE", "2024-11-20", False),
        ("XBOM", "2023-06-28", True),
        ("XBOM", "2023-06-29", False),
    ],
)
def test_days_that_are_easily_missed_are_known(id: str, day: str, known: bool) -> None:
    assert CALENDARS[id].is_open(d(day)) is known


def test_a_name_says_the_version_of_the_library_and_what_is_not_from_it() -> None:
    assert CALENDARS["JP-GOV"].name == f"JP-GOV (holidays {version('holidays')})"
    assert CALENDARS["XNSE"].name == f"XNSE (holidays {version('holidays')}, 8 days by notice)"


def test_every_file_is_as_it_is_printed_from_the_library_and_the_notices() -> None:
    assert {
        file.name: file.read_text(encoding="utf-8") for file in print_calendars.INTO.iterdir()
    } == print_calendars.pages()
    assert [*print_calendars.SOURCES] == [*CALENDARS]


@pytest.mark.parametrize("id", CALENDARS)
def test_every_day_is_as_the_library_has_it_but_for_those_by_notice(id: str) -> None:
    source, calendar = print_calendars.SOURCES[id], CALENDARS[id]
    library, day, differ = source.library(), date(source.first, 1, 1), set()
    while day.year <= source.last:
        if calendar.is_open(day) is not (library.is_working_day(day) and (day.month, day.day) not in source.closed_yearly):
            differ.add(day)
        day += timedelta(days=1)
    assert differ == {*source.by_notice}  # one that the library has learned is taken out of the table


# ── What a company states ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stated_day_is_as_stated_and_every_other_as_before() -> None:
    banks = with_stated({"JP-BANK": {"2027-05-06": False, "2018-12-31": True}})["JP-BANK"]
    assert [banks.is_open(d(day)) for day in ("2027-05-06", "2018-12-31", "2027-05-07", "2018-12-28")] == [
        False,
        True,
        True,
        True,
    ]


def test_a_stated_day_outside_the_known_years_is_known_and_its_neighbour_is_not() -> None:
    banks = with_stated({"JP-BANK": {"2031-06-30": True}})["JP-BANK"]
    assert (banks.is_open(d("2031-06-30")), banks.is_open(d("2031-07-01"))) == (True, None)


def test_a_day_stated_of_one_calendar_leaves_the_others_as_they_are() -> None:
    calendars = with_stated({"JP-BANK": {"2027-05-06": False}})
    assert calendars["XJPX"] is CALENDARS["XJPX"]
    assert calendars.keys() == CALENDARS.keys()


class Plain:
    name = "a test week"

    def is_open(self, day: date) -> bool | None:
        return None


@pytest.mark.parametrize(("days", "said"), [(1, "1 day stated"), (2, "2 days stated")])
def test_an_overridden_calendar_says_so_in_its_name(days: int, said: str) -> None:
    stated = {date(2027, 5, n): False for n in range(6, 6 + days)}
    below = CALENDARS["JP-BANK"].name
    assert Overridden(CALENDARS["JP-BANK"], stated).name == f"{below[:-1]}, {said})"
    assert Overridden(Plain(), stated).name == f"a test week ({said})"
