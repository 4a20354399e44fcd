"""Whole timetables stand in ``what_is_due.txt``, every column of every line: a change in any of them shows up there.

The case of 2018 as it stood on five days, then a company of which nothing is stated, and one of 2025 under the rules of that
year.  ``KETSUGI_UPDATE=1`` writes the page anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from states.context import Context
from states.deadline import Deadline
from states.facts import Articles, Company, Dividend, Kind, Meeting, Route
from states.rulebooks.japan import JAPAN
from states.timetable import timetable
from tests.domain.grid import shifted
from tests.domain.iij import BOARD, COMPANY, CONVENED, DIVIDEND, EFFECT, MEETING, RECORD, SITTING, TODAY, step
from workflow.calendars import CALENDARS

PAGE = Path(__file__).with_name("what_is_due.txt")
DECIDED_BY_BOARD = replace(DIVIDEND, route=Route.BOARD)
SEVEN_YEARS = date(2025, 6, 28) - SITTING


def standing(source: str | None, today: date, **changes: Any) -> tuple[Context, Context]:
    """A meeting and its dividend on a day, no step asked for; ``source`` is the state of the dividend."""
    called = (CONVENED,) if source in ("approved", "paying") else ()
    known = {"calendars": CALENDARS, "meeting_deeds": called, "event": "", "dest": "", "on": today, "today": today}
    dividend = replace(step("pay"), source=source, **known | changes)
    state = "held" if source in ("approved", "paying") else "planned"
    meeting = replace(dividend, kind=Kind.MEETING, ref="IIJ-AGM26", source=state, deeds=dividend.meeting_deeds)
    return meeting, dividend


def timetables() -> Iterator[tuple[str, tuple[Context, ...]]]:
    """Each timetable of the page, and what it is of."""
    later = {"company": COMPANY, "meeting": shifted(MEETING, SEVEN_YEARS), "dividend": shifted(DIVIDEND, SEVEN_YEARS)}
    listed = Articles(listed=True, public=True, prime=True, e_provision=True, exclusion_years=3)
    unstated = {"company": Company(), "meeting": Meeting(), "dividend": Dividend()}
    yield "drafted, before the board", standing("drafted", RECORD, deeds=())
    yield "put to the meeting", standing("proposed", BOARD, deeds=step("pay").deeds[:2])
    yield "approved, the day before payment", standing("approved", SITTING)
    yield "paying, and nothing reported for three weeks", standing("paying", date(2018, 7, 20))
    yield "paying, eleven years later", standing("paying", date(2029, 7, 20))
    yield "decided by the board", standing("drafted", RECORD, deeds=(), dividend=DECIDED_BY_BOARD)
    yield "of which nothing is stated", standing(None, TODAY, deeds=(), **unstated)
    yield "without calendars", standing("approved", SITTING, calendars={})
    yield (
        "in 2025",
        standing("drafted", RECORD + SEVEN_YEARS, deeds=(), **later | {"company": replace(COMPANY, articles=listed)}),
    )
    missed = replace(DIVIDEND.terms, effective_on=date(2018, 7, 1))
    yield "effective too late", standing("approved", EFFECT, dividend=replace(DIVIDEND, terms=missed))


def line(each: Deadline) -> str:
    """All that a line of a timetable holds."""
    days = {"first": each.first_on, "last": each.last_on, "on": each.on, "slack": each.slack}
    said = " ".join(f"{name} {value}" for name, value in days.items() if value is not None)
    parts = (each.status, each.weight, each.id, each.subject, each.title, said, each.source, each.message)
    return " | ".join(parts)


def test_whole_timetables_are_what_stands_on_the_page() -> None:
    pages = [(title, [line(each) for each in timetable(contexts, JAPAN)]) for title, contexts in timetables()]
    text = "\n".join("\n".join([title, *(f"  {each}" for each in lines), ""]) for title, lines in pages)
    if os.environ.get("KETSUGI_UPDATE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8").split("\n") == text.split("\n")
