"""The days that the rules on India share."""

from __future__ import annotations

import calendar as _calendar
from datetime import date
from typing import Final

ACT: Final = date(2014, 4, 1)  # commencement of ss. 96, 101 and 123


def months_from(day: date, count: int) -> date:
    """The last day of ``count`` months from ``day``: the day of the same number, or the month's end where there is none.

    Six months from 2024-06-30: 2024-12-30.

    Source: General Clauses Act 1897 ss. 3(35), 9.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))
