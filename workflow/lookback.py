"""A subject as it was: at the end of a day by what was done until then, or at an instant by what was recorded until then."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from workflow import sql
from workflow.log import read_body
from workflow.queries import recorded_on, zone
from workflow.replay import corrected_days, rows_of
from workflow.sql import Run


def rows_then(run: Run, ref: str, as_of: date | None, instant: datetime | None) -> tuple[sql.Row, ...]:
    """The applied entries about a subject, as far as they are asked for."""
    rows = rows_of(run, ref)
    if instant is not None:
        rows = known_at(rows, instant)
    return rows if as_of is None else done_until(rows, as_of, zone(run))


def end_of(day: date, shown_in: ZoneInfo) -> datetime:
    """The last instant of a calendar day where the book is kept."""
    return datetime.combine(day, time.max, shown_in)


def known_at(rows: tuple[sql.Row, ...], instant: datetime) -> tuple[sql.Row, ...]:
    """The entries that were recorded up to an instant."""
    return tuple(row for row in rows if datetime.fromisoformat(read_body(*row)["recorded_at"]) <= instant)


def done_until(rows: tuple[sql.Row, ...], day: date, shown_in: ZoneInfo) -> tuple[sql.Row, ...]:
    """The entries of what was done up to the end of a day, whenever it was recorded, as it stands corrected.

    A correction counts on the day of what it corrects; a deed without a day on the day it was recorded, and before whatever
    followed it.
    """
    bodies = {seq: read_body(seq, text) for seq, text in rows}
    days = {seq: body["occurred_on"] for seq, body in bodies.items()} | corrected_days(bodies.values())
    next_day = str(date.max)
    for seq, body in reversed(bodies.items()):
        if days[seq] is None:
            days[seq] = min(str(recorded_on(body, shown_in)), next_day)
        elif not body["corrects"]:
            next_day = min(next_day, days[seq])
    for seq, body in bodies.items():
        if body["corrects"]:
            days[seq] = days[body["corrects"]["entry"]]
    return tuple(row for row in rows if days[row[0]] <= str(day))
