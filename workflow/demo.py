"""The story ``ketsugi demo`` plays: a real dividend, told step by step, two refusals included.

The dates, the amount per share and the total are those Internet Initiative Japan Inc. announced on 2018-05-24.  The day
of dispatch, the vote counts and the figures of settlement were not part of that announcement; they are made up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Scene:
    """What is told, when it is played, what is typed, and the exit code it must end with."""

    telling: str
    now: datetime
    commands: tuple[tuple[str, ...], ...]
    exit_code: int = 0


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 6, 30, tzinfo=UTC)  # mid-afternoon in Tokyo


DIVIDEND, MEETING = "IIJ-FY2017-YE", "IIJ-AGM26"

STORY: Final = (
    Scene(
        "2018-05-24. A new book. The company, its 26th general meeting, and the dividend the board is to put to it.",
        _at(2018, 5, 24),
        (
            ("init", "--name", "IIJ, demonstration"),
            ("company", "add", "IIJ", "--name", "Internet Initiative Japan Inc.", "--article", "public=true")
            + ("--article", "listed=true", "--article", "record_dates_fixed=true"),
            ("meeting", "plan", MEETING, "--kind", "ordinary", "--number", "26", "--day", "2018-06-28")
            + ("--voting-record-on", "2018-03-31", "--board-on", "2018-05-24"),
            ("draft", DIVIDEND, "--kind", "year-end", "--route", "meeting", "--meeting", MEETING)
            + ("--fiscal-year-end", "2018-03-31", "--record-on", "2018-03-31", "--effective-on", "2018-06-29")
            + ("--currency", "JPY", "--resource", "retained earnings", "--per-share", "13.50", "--total", "608 million"),
        ),
    ),
    Scene(
        "The same afternoon the board resolves. What a rule needs and the book does not hold, a person vouches for.",
        _at(2018, 5, 24),
        (
            ("resolve", DIVIDEND, "--on", "2018-05-24", "--attest", "distributable-amount=worksheet reviewed by finance")
            + ("--attest", "net-assets=balance sheet of 2018-03-31"),
        ),
    ),
    Scene(
        "2018-06-07. The notice goes out: 20 clear days before the meeting, 14 are needed.",
        _at(2018, 6, 7),
        (("meeting", "convene", MEETING, "--on", "2018-06-07"),),
    ),
    Scene(
        "2018-06-27. Someone is a day early and records the approval before the meeting has sat. The book refuses.",
        _at(2018, 6, 27),
        (("approve", DIVIDEND, "--on", "2018-06-27"),),
        exit_code=3,
    ),
    Scene(
        "2018-06-28. The meeting sits and approves; the terms are frozen by their digest.",
        _at(2018, 6, 28),
        (
            ("approve", DIVIDEND, "--on", "2018-06-28", "--for", "312450", "--present", "380120", "--exercisable", "450700"),
            ("meeting", "hold", MEETING, "--on", "2018-06-28"),
        ),
    ),
    Scene(
        "That evening someone releases the payment. It takes effect tomorrow. The book refuses.",
        _at(2018, 6, 28),
        (("pay", DIVIDEND, "--on", "2018-06-28", "--attest", "entitled-shares=register of 2018-03-31"),),
        exit_code=3,
    ),
    Scene(
        "2018-06-29, the effective day. Now it may be paid.",
        _at(2018, 6, 29),
        (("pay", DIVIDEND, "--on", "2018-06-29", "--attest", "entitled-shares=register of 2018-03-31"),),
    ),
    Scene(
        "2018-07-31. The paying agent reports; every yen is accounted for, within the total as it was stated.",
        _at(2018, 7, 31),
        (
            ("settle", DIVIDEND, "--on", "2018-07-31", "--paid", "601,220,400", "--unclaimed", "6,912,300")
            + ("--returned", "318,900"),
        ),
    ),
    Scene("What the book now holds.", _at(2018, 7, 31), (("list",), ("show", DIVIDEND))),
    Scene(
        "And for the auditor: every step, both refusals, and a check of the whole book.",
        _at(2018, 7, 31),
        (("log",), ("verify",)),
    ),
)

LAST: Final = (
    "That book is gone. To keep one and look around in it:\n"
    "  ketsugi demo --book demo.db\n  ketsugi log IIJ-FY2017-YE --book demo.db"
)
KEPT: Final = f"Look around:  ketsugi log {DIVIDEND} --book FILE   or begin your own:  ketsugi init --book FILE"
