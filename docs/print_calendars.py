"""Prints workflow/days, the calendars that the program works by, from the library ``holidays`` and from notices.

``python docs/print_calendars.py`` writes the files; ``pages()`` gives the same texts to a test.  A newer library changes
nothing before it is printed again, and then ``git diff`` shows which days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays

INTO = Path(__file__).parents[1] / "workflow" / "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the days of a calendar come from, and the years ``first`` to ``last`` for which they are known for certain.

    ``name`` is an exchange's code in the library, or a country's with ``categories`` of its holidays.  ``closed_yearly``
    are (month, day); ``by_notice`` are days on which the library is known to be wrong, with whether they were open.
    """

    name: str
    first: int  # year
    last: int
    categories: tuple[str, ...] = ()
    closed_yearly: tuple[tuple[int, int], ...] = ()
    by_notice: Mapping[date, bool] = field(default_factory=dict)

    def library(self) -> holidays.HolidayBase:
        """The calendar of the library."""
        if self.categories:
            return holidays.country_holidays(self.name, categories=self.categories)
        return holidays.financial_holidays(self.name)

    def exceptions(self) -> Iterator[date]:
        """The days from Monday to Friday that are closed, and those of a weekend that are open."""
        library, day = self.library(), date(self.first, 1, 1)
        while day.year <= self.last:
            is_open = (day.month, day.day) not in self.closed_yearly and library.is_working_day(day)
            if self.by_notice.get(day, is_open) is not (day.weekday() < 5):
                yield day
            day += timedelta(days=1)


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
SOURCES: Mapping[str, Source] = {
    # Japan fixes its equinox days, the last to be fixed, each February for the year after
    "XJPX": Source(name="XJPX", first=2000, last=2027),  # Tokyo, cash equities
    "JP-BANK": Source(name="JP", first=2000, last=2027, categories=("public", "bank")),
    "JP-GOV": Source(  # Act on Holidays of Administrative Organs art. 1: also closed from 12-29 to 01-03
        name="JP",
        first=2000,
        last=2027,
        categories=("public",),
        closed_yearly=((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)),
    ),
    "XLON": Source(name="XLON", first=2000, last=2027),  # London
    "XETR": Source(name="XETR", first=2016, last=2027),  # Xetra; the library begins in 2016
    "XHKG": Source(name="XHKG", first=2014, last=2026),  # Hong Kong; announced a year ahead
    "XNSE": Source(name="XNSE", first=2016, last=2026, by_notice=_INDIA),  # announced each December
    "XBOM": Source(name="XBOM", first=2016, last=2026, by_notice=_INDIA),
    "XKRX": Source(name="XKRX", first=2001, last=2026),  # Korea; elections and substitutes come late
    "XASX": Source(name="XASX", first=2003, last=2026),  # Australia; the library has notices of these years
    "XNYS": Source(name="XNYS", first=2000, last=2027),  # New York; announced three years ahead
    "US-BANK": Source(name="XFED", first=2000, last=2027),  # New York settles on no bank holiday
}


def pages() -> dict[str, str]:
    """Every file of workflow/days by its name."""
    return {f"{id}.txt": page(id, source) for id, source in SOURCES.items()}


def page(id: str, source: Source) -> str:
    """One calendar: its name, then a line for each year it knows."""
    noticed = f", {len(source.by_notice)} days by notice" if source.by_notice else ""
    years: dict[int, list[str]] = {year: [] for year in range(source.first, source.last + 1)}
    for day in source.exceptions():
        years[day.year].append(f"{day:%m-%d}")
    lines = [f"{year} {' '.join(days)}" for year, days in years.items()]
    return "\n".join([f"{id} (holidays {version('holidays')}{noticed})", *lines]) + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (INTO / name).write_text(text, encoding="utf-8", newline="\n")
