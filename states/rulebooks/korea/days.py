"""The days that the rules on Korea share."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Disputed
from states.context import Context
from states.dates import DAY, DayNotKnown, roll
from states.rulebooks.days import (
    calendar,
)

REFORM: Final = date(2012, 4, 15)  # Act 10600, by which the board may decide what articles give it
FSCMA: Final = date(2009, 2, 4)
GUIDANCE: Final = date(2023, 1, 31)
LONGEST_CLOSURE: Final = 10 * DAY  # around Chuseok
SATURDAY: Final = 5


def to_an_open_day(c: Context, last: date) -> date | Disputed:
    """To the next open day, where the last may be closed: the exchange is closed on more days than the law names."""
    try:
        moved = roll(last, calendar(c, "XKRX"))
    except DayNotKnown:
        moved = last + LONGEST_CLOSURE
    closed = f"is a {last:%A}" if last.weekday() >= SATURDAY else "may be a holiday"
    why = f"{last} {closed}, and the next open day may be the last (Civil Code art. 161)"
    return last if moved == last else Disputed(last, moved, why, "check the holidays, or keep to the earlier day")
