"""Questions about a book: its lists and its log.  Nothing here writes, and nothing here knows how an answer will look.

Every answer is plain values in the shape that ``--json`` prints; ``docs/reference/json.md`` promises these shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from states.errors import LogBroken, NotFound
from workflow import sql
from workflow.log import Entry, body_of, genesis
from workflow.shape import REMEDY
from workflow.sql import Run

Answer = dict[str, Any]


def listing(run: Run, *, kind: str | None = None, company: str | None = None, state: str | None = None) -> list[Answer]:
    """The subjects of the book and where they stand."""
    rows = run(sql.SUBJECTS, {"kind": kind, "company": company, "state": state})
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


_NAMES = ("ref", "kind", "company", "state", "rev", "entry", "day", "label")


def require_company(run: Run, ref: str) -> None:
    """Hold a company that is asked for to be one: no findings about nobody is no answer.

    Raises:
        NotFound: there is no such company.
    """
    if ("company",) not in [row[1:2] for row in run(sql.SUBJECT, {"ref": ref})]:
        raise NotFound(f"{ref}: no such company in this book", remedy="look at what is there: ketsugi list")


def page(
    run: Run,
    size: int,
    after: str = "",
    *,
    kind: str | None = None,
    company: str | None = None,
    state: str | None = None,
    sought: str | None = None,
) -> list[Answer]:
    """At most ``size`` subjects after a reference, in their order; ``sought`` is a part of the reference or the label."""
    like = None if sought is None else "%" + re.sub("([!%_])", r"!\1", sought) + "%"
    asked = {"after": after, "kind": kind, "company": company, "state": state, "sought": like, "chunk": size}
    return [dict(zip(_NAMES, row, strict=True)) for row in run(sql.SUBJECTS_PAGE, asked)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries an auditor asks for; days are inclusive, calendar days where the book is kept.

    ``since`` and ``until`` are of the deed, ``recorded_since`` and ``recorded_until`` of its recording.  ``actor`` is a
    login, or a person of the roster; ``late`` asks for what was recorded more than so many days after the deed.
    """

    since: date | None = None
    until: date | None = None
    recorded_since: date | None = None
    recorded_until: date | None = None
    actor: str | None = None
    role: str | None = None
    company: str | None = None
    event: str | None = None
    outcome: str | None = None
    late: int | None = None
    overridden: bool = False

    def wants(self, body: Mapping[str, Any], shown_in: ZoneInfo) -> bool:
        """Whether an entry is asked for; one without a day of its own counts on the day it was recorded."""
        recorded, by = recorded_on(body, shown_in), body.get("by") or {}
        day = date.fromisoformat(body["occurred_on"]) if body.get("occurred_on") else recorded
        return (
            within(self.since, day, self.until)
            and within(self.recorded_since, recorded, self.recorded_until)
            and self.actor in (None, body["actor"], by.get("person"))
            and self.role in (None, by.get("role"))
            and self.company in (None, body.get("company"))
            and self.event in (None, body["event"])
            and self.outcome in (None, body.get("outcome"))
            and (self.late is None or (recorded - day).days > self.late)
            and (not self.overridden or bool(body.get("overridden")))
        )


def within(first: date | None, day: date, last: date | None) -> bool:
    """Whether a day lies in a period that may be open at either end, both ends counted in."""
    return (first is None or first <= day) and (last is None or day <= last)


EVERYTHING = Filter()
CHUNK = 1_000


def entries(run: Run, ref: str | None = None, asked: Filter = EVERYTHING, after: int = 0) -> Iterator[Entry]:
    """The entries of one subject, or of the whole book, oldest first, from the one that follows entry ``after``.

    Raises:
        NotFound: there is no entry about ``ref``, or about the company that is asked for.
    """
    if asked.company is not None and not any(run(sql.LOG_OF, {"subject": asked.company})):
        require_company(run, asked.company)
    found, shown_in = False, None if asked == EVERYTHING else zone(run)
    if ref is not None and not ref.isprintable():
        raise NotFound(f"{ref}: no entry in this book", remedy="look at what is there: ketsugi list")
    for entry in _all(run, after) if ref is None else (Entry(*row) for row in run(sql.LOG_OF, {"subject": ref})):
        found = True
        if entry.seq > after and (shown_in is None or asked.wants(entry.body, shown_in)):
            yield entry
    if ref is not None and not found:
        raise NotFound(f"{ref}: no entry in this book", remedy="look at what is there: ketsugi list")


def _all(run: Run, after: int) -> Iterator[Entry]:
    while rows := list(run(sql.LOG_AFTER, {"after": after, "chunk": CHUNK})):
        for row in rows:
            yield Entry(*row)
        after = rows[-1][0]


def zone(run: Run) -> ZoneInfo:
    """The zone of the book, in which instants are shown."""
    return ZoneInfo(genesis(run)["timezone"])


def newest_day(run: Run) -> date:
    """The latest calendar day, where the book is kept, on which one of its newest entries was recorded.

    Not the last alone: a clock set back would set back the day on which everything is judged.

    Raises:
        LogBroken: an entry does not say it.
    """
    shown_in = zone(run)
    try:
        ((seq, _),) = run(sql.HEAD, {})
        ((latest,),) = run(sql.LATEST_RECORDED, {"after": seq - CHUNK})
        return recorded_on({"recorded_at": latest}, shown_in)
    except ValueError:
        raise LogBroken("an instant at which an entry was recorded cannot be read", remedy=REMEDY) from None


def lag(body: Mapping[str, Any], shown_in: ZoneInfo) -> int | None:
    """Calendar days between a deed and its recording; ``None`` where no day was stated."""
    if not body.get("occurred_on"):
        return None
    return (recorded_on(body, shown_in) - date.fromisoformat(body["occurred_on"])).days


def not_yet(run: Run, ref: str, first: int, as_of: date | None, known_at: datetime | None) -> NotFound:
    """What was not there yet is told otherwise than what never was: with its first entry."""
    recorded = datetime.fromisoformat(body_of(run, first)["recorded_at"]).astimezone(zone(run))
    asked = [f"recorded by {known_at.isoformat(' ', 'seconds')}"] if known_at else []
    asked += [f"done by {as_of}"] if as_of else []
    said = f"its first entry is {first}, recorded {recorded.isoformat(' ', 'seconds')}"
    return NotFound(f"{ref}: nothing of it was {' and '.join(asked)}; {said}", remedy=f"look at it: ketsugi log {ref}")


def recorded_on(body: Mapping[str, Any], shown_in: ZoneInfo) -> date:
    """The calendar day on which an entry was recorded, where the book is kept."""
    return datetime.fromisoformat(body["recorded_at"]).astimezone(shown_in).date()
