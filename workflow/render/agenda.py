"""A timetable for people: a table by day, a line through time, and a calendar that another program imports."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflow.render import plain
from workflow.render.plain import safe, width

Row = Mapping[str, Any]


def cells(row: Row) -> tuple[object, ...]:
    """One limit as a line for a program; a first lawful day is marked ``from``."""
    slack = "" if row["slack_days"] is None else f"{row['slack_days']:+d} d"
    day = f"from {row['first_on']}" if row["first_on"] else row["last_on"] or ""
    done = row["on"] or ""
    objection = row["status"] == "unknown" and row["weight"] not in ("duty", "until") and not done
    return (
        row["status"],
        day,
        row["weekday"] or "",
        slack,
        f"{row['title']}?" if objection else row["title"],
        f"{done} (entry {', '.join([str(row['entry']), *row.get('evidence', ())])})" if row["entry"] else done,
        row["weight"],
        f"{row['subject']} {row['id']}",
        row["source"],
        row["message"],
    )


def table(rows: Iterable[Row]) -> str:
    """The limits for a person: how each stands on a line of its own, and below it the rule, the source and what is to note.

    One line for each would be twice as wide as a screen.
    """
    known = list(rows)
    names = ("status", "day", "slack", "what")
    heads, *firsts = plain.table(names, map(_first_cells, known)).split("\n")
    lines, indent = [heads], heads.index("DAY")
    for row, first in zip(known, firsts, strict=True):
        grounds = f"{row['weight']} · {row['subject']} {row['id']} · {row['source']}"
        lines += _wrapped(first, heads.index("WHAT"))
        for text in filter(None, (grounds, row["message"])):
            lines += _wrapped(" " * indent + safe(text), indent)
    return "\n".join(lines)


def _first_cells(row: Row) -> tuple[object, ...]:
    status, day, weekday, slack, what, on, *_ = cells(row)
    return status, f"{day} {weekday}", slack, f"{what}: {on}" if on else what


SCREEN = 100  # columns


def _wrapped(text: str, indent: int) -> list[str]:
    """A line that goes on below itself where it is wider than a screen."""
    if width(text) <= SCREEN:
        return [text]
    words = textwrap.wrap(text[indent:], SCREEN - indent, break_long_words=False, break_on_hyphens=False)
    return [text[:indent] + words[0], *(" " * indent + more for more in words[1:])]


def line(rows: Sequence[Row], today: date) -> str:
    """The days in order, the gaps between them, and today."""
    marks: dict[date, list[str]] = {today: ["▶ today"]}
    for row in rows:
        for name, sign in (("first_on", "├ from here: "), ("last_on", "┤ last day: "), ("on", "● ")):
            if row[name] and (name == "on" or not (row["on"] and row["status"] == "unknown")):  # which has its mark
                is_duty = row["weight"] in ("duty", "until")  # whose title says what is to be done; a rule's names the day
                if name == "on":
                    what = row["id"] if is_duty else row["title"]
                else:
                    what = row["title"] if is_duty else f"{row['title']} ({row['id']})"
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
        limit = row["first_on"] or row["last_on"] or ""
        slack = "" if row["slack_days"] is None else f"[{row['slack_days']:+d} d]"
        return " ".join(filter(None, (row["status"], limit, slack)))

    said = []
    for was, now in pairs:
        known = now or was
        assert known is not None
        said.append(safe(f"  {known['id']} ({known['title']})  {shown(was)} → {shown(now)}"))
        if known["message"]:
            said.append(safe(f"    {known['message']}"))
    return said


def apart(rows: Iterable[Row]) -> list[str]:
    """The dates that cannot stand together, and the articles; nothing where they can."""
    beyond = [row for row in rows if row["status"] == "missed" and row["weight"] in ("bar", "defect")]
    missed = [f"  {row['message']} ({row['id']}, {row['source']})" for row in beyond]
    return ["these dates cannot stand together:", *missed] if missed else []


def calendar(rows: Iterable[Row], days: Iterable[Row], book: str, now: datetime) -> bytes:
    """The limits that are not kept yet, and the days themselves, as an iCalendar file.

    Each keeps its identity from one writing to the next, so that it is updated in place.

    Source: RFC 5545.
    """
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//Ketsugi//timetable//EN")
    found.add("version", "2.0")
    for row in days:
        uid = f"{book}.{row['subject']}.{_slug(row['what'])}"
        found.add_component(_all_day(uid, row["on"], now, f"{row['subject']}: {row['what']}"))
    for row in rows:
        day, word = (row["last_on"], "last day") if row["last_on"] else (row["first_on"], "from")
        if day is None or row["status"] not in _AHEAD:
            continue
        event = _all_day(
            f"{book}.{row['subject']}.{row['id']}.{_slug(row['title'])}" + (f"-{row['place']}" if row["place"] > 1 else ""),
            day,
            now,
            f"{row['subject']}: {word}: {row['title']} ({row['status']})",
        )
        event.add("description", safe(f"{row['id']}, {row['weight']}, {row['source']}. {row['message']}"))
        found.add_component(event)
    return bytes(found.to_ical())


_AHEAD = ("overdue", "missed", "open", "unknown")  # what was kept, or is over, asks for nothing any more


def _slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text)


def _all_day(uid: str, day: str, now: datetime, summary: str) -> Any:
    """An event of one whole day that leaves the day free."""
    from icalendar import Event

    first, event = date.fromisoformat(day), Event()
    event.add("uid", f"{uid}@ketsugi")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", first)
    event.add("dtend", first + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event
