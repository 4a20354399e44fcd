"""Business days of exchanges, banks and offices, each calendar a file of ``days`` that is read when a rule first asks.

A day outside the years of its file is answered "unknown", not "open": nobody has fixed it yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from states.dates import Calendar, Overridden

_DAYS = Path(__file__).with_name("days")


@dataclass(frozen=True, slots=True)
class Printed:
    """A named calendar: open from Monday to Friday but for the days in its file, which are the other way round."""

    id: str

    @property
    def name(self) -> str:
        """Its identifier, with the version of the library it was printed from and how many days came from elsewhere."""
        return _read(self.id)[0]

    def is_open(self, day: date) -> bool | None:
        """Whether ``day`` is a business day; ``None`` outside the years that are known for certain."""
        exceptions = _read(self.id)[1].get(day.year)
        return None if exceptions is None else (day.weekday() < 5) is (f"{day:%m-%d}" not in exceptions)


@cache
def _read(id: str) -> tuple[str, Mapping[int, frozenset[str]]]:
    name, *lines = (_DAYS / f"{id}.txt").read_text(encoding="utf-8").splitlines()
    years = (line.split() for line in lines)
    return name, {int(year): frozenset(exceptions) for year, *exceptions in years}


_IDS = ("XJPX", "JP-BANK", "JP-GOV", "XLON", "XETR", "XHKG", "XNSE", "XBOM", "XKRX", "XASX", "XNYS", "US-BANK")
CALENDARS: Mapping[str, Calendar] = {id: Printed(id) for id in _IDS}


def with_stated(stated: Mapping[str, Mapping[str, bool]]) -> Mapping[str, Calendar]:
    """The calendars with the days that a company states to be open or closed on top."""
    if not stated:
        return CALENDARS
    said = {id: {date.fromisoformat(day): is_open for day, is_open in days.items()} for id, days in stated.items()}
    return {**CALENDARS, **{id: Overridden(CALENDARS[id], days) for id, days in said.items() if days}}
