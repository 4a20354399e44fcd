"""A timetable for people: a table by day, a line through time, and a calendar that another program imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflow.render.plain import safe

Row = Mapping[str, Any]

COLUMNS = ("status", "day", "weekday", "slack", "what", "on", "weight", "rule", "source", "note")


def cells(row: Row) -> tuple[object, ...]:
    """One limit as a line of a table; a first lawful day is marked ``from``."""
    slack = "" if row["slack_days"] is None else f"{row['slack_days']:+d} d"
    day = f"from {row['first_on']}" if row["first_on"] else row["last_on"] or ""
    done = row["on"] or ""
    return (
        row["status"],
        day,
        row["weekday"] or "",
        slack,
        row["title"],
        f"{done} (entry {row['entry']})" if row["entry"] else done,
        row["weight"],
        f"{row['subject']} {row['id']}",
        row["source"],
        row["message"],
    )


def line(rows: Sequence[Row], today: date) -> str:
    """The days in order, the gaps between them, and today."""
    marks: dict[date, list[str]] = {today: ["▶ today"]}
    for row in rows:
        for name, sign in (("first_on", "├ from here: "), ("last_on", "┤ last day: "), ("on", "● ")):
            if row[name]:
                what = f"{row['title']} ({row['id']})"
                if name == "on":
                    what = row["id"] if row["weight"] == "duty" else row["title"]
                said = f"{sign}{what}"
                seen = marks.setdefault(date.fromisoformat(row[name]), [])
                seen += [] if said in seen else [said]
    lines, before = [], None
    for day in sorted(marks):
        if before is not None and (day - before).days > 1:
            lines.append(f"{'':16}│ {(day - before).days} days")
        for number, mark in enumerate(sorted(marks[day], reverse=True)):
            lines.append(f"{f'{day} {day:%a}' if number == 0 else '':16}{safe(mark)}")
        before = day
    return "\n".join(lines)


def moved(pairs: Iterable[tuple[Row | None, Row | None]]) -> list[str]:
    """What a change would move: each limit as it is and as it would be."""

    def shown(row: Row | None) -> str:
        if row is None:
            return "not asked"
        limit = row["first_on"] or row["last_on"] or "no day"
        slack = "" if row["slack_days"] is None else f" [{row['slack_days']:+d} d]"
        return f"{row['status']} {limit}{slack}"

    said = []
    for was, now in pairs:
        known = now or was
        assert known is not None
        note = f": {known['message']}" if known["message"] else ""
        said.append(safe(f"  {known['id']} ({known['title']})  {shown(was)} → {shown(now)}{note}"))
    return said


def calendar(rows: Iterable[Row], book: str, now: datetime) -> bytes:
    """The limits that have a last day, as an iCalendar file; a limit keeps its identity, so that it is updated in place.

    Source: RFC 5545.
    """
    from icalendar import Calendar, Event

    found = Calendar()
    found.add("prodid", "-//Ketsugi//timetable//EN")
    found.add("version", "2.0")
    for row in rows:
        if not row["last_on"]:
            continue
        last, event = date.fromisoformat(row["last_on"]), Event()
        slug = "".join(c if c.isalnum() else "-" for c in row["title"])
        event.add("uid", f"{book}.{row['subject']}.{row['id']}.{slug}@ketsugi")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", last)
        event.add("dtend", last + timedelta(days=1))
        event.add("summary", f"{row['subject']}: {row['title']} ({row['status']})")
        event.add("description", safe(f"{row['id']}, {row['weight']}, {row['source']}. {row['message']}"))
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    return bytes(found.to_ical())
