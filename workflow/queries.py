"""Questions about a book.  Nothing here writes, and nothing here knows how an answer will look.

Every answer is plain values in the shape that ``--json`` prints; ``docs/reference/json.md`` promises these shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from states.errors import NotFound
from states.facts import Kind
from states.lives import LIFECYCLES
from workflow import sql
from workflow.log import Entry, genesis
from workflow.replay import Past, load
from workflow.sql import Run

Answer = dict[str, Any]


def listing(run: Run, *, kind: str | None = None, company: str | None = None, state: str | None = None) -> list[Answer]:
    """The subjects of the book and where they stand."""
    names = ("ref", "kind", "company", "state", "rev", "entry", "day", "label")
    rows = run(sql.SUBJECTS, {"kind": kind, "company": company, "state": state})
    return [dict(zip(names, row, strict=True)) for row in rows]


def standing(run: Run, ref: str) -> Past:
    """What the log says about ``ref``.

    Raises:
        NotFound: it is not in this book.
    """
    past = load(run, ref)
    if past is None:
        raise NotFound(f"{ref}: not in this book", remedy="look at what is there: ketsugi list")
    return past


def show(run: Run, ref: str) -> Answer:
    """Where one subject stands, on what facts, how it came there, and what may follow."""
    past = standing(run, ref)
    facts = dict(past.facts)
    terms = facts.pop("terms", None)
    meeting = load(run, facts["meeting"]) if past.kind is Kind.DIVIDEND and "meeting" in facts else None
    return {
        "ref": past.ref,
        "kind": str(past.kind),
        "company": past.company,
        "state": past.state,
        "rev": past.rev,
        "terms": {"version": past.terms_version, "digest": past.terms_digest} | terms if terms else None,
        "facts": facts,
        "deeds": [
            {"entry": d.seq, "event": d.event, "from": d.source, "to": d.dest, "on": str(d.on) if d.on else None}
            for d in past.deeds
        ],
        "next": [str(event) for event in LIFECYCLES[past.kind].following(past.state)],
        "next_step": next_step(past, meeting),
    }


def next_step(past: Past, meeting: Past | None) -> str | None:
    """The likeliest next command, with what is already known filled in; ``None`` at the end of a life."""
    ref, facts = past.ref, past.facts
    terms = facts.get("terms", {})
    decide = f"ketsugi decide {ref} --on DATE"
    match past.kind, past.state:
        case Kind.COMPANY, _:
            return f"ketsugi meeting plan REF --company {ref} --day DATE --voting-record-on DATE"
        case Kind.MEETING, "planned":
            return f"ketsugi meeting convene {ref} --on DATE"
        case Kind.MEETING, "convened" | "adjourned":
            return f"ketsugi meeting hold {ref} --on {([facts.get('day'), *facts.get('continued_on', [])])[-1] or 'DATE'}"
        case Kind.DIVIDEND, "drafted":
            return f"ketsugi resolve {ref} --on DATE" if facts.get("route", "meeting") == "meeting" else decide
        case Kind.DIVIDEND, "proposed" if meeting is not None and meeting.state == "planned":
            return next_step(meeting, None)
        case Kind.DIVIDEND, "proposed":
            days = [meeting.facts.get("day"), *meeting.facts.get("continued_on", [])] if meeting else []
            return f"ketsugi approve {ref} --on {days[-1] if days and days[-1] else 'DATE'}"
        case Kind.DIVIDEND, "approved":
            day = terms.get("pay_on") or terms.get("effective_on") or "DATE"
            return f"ketsugi pay {ref} --on {day}"
        case Kind.DIVIDEND, "paying":
            return f"ketsugi settle {ref} --on DATE --paid AMOUNT --unclaimed AMOUNT --returned AMOUNT"
        case Kind.DIVIDEND, "paid" | "recovering":
            return f"ketsugi close {ref} --on DATE"
        case Kind.DIVIDEND, "suspended":
            return f"ketsugi resume {ref} --on DATE"
    return None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries an auditor asks for; days are inclusive and compare with the day of the deed."""

    since: date | None = None
    until: date | None = None
    actor: str | None = None
    outcome: str | None = None

    def wants(self, body: Mapping[str, Any]) -> bool:
        day = body.get("occurred_on") or body["recorded_at"][:10]
        return (
            (self.since is None or day >= str(self.since))
            and (self.until is None or day <= str(self.until))
            and (self.actor is None or body["actor"] == self.actor)
            and (self.outcome is None or body.get("outcome") == self.outcome)
        )


CHUNK = 1_000


def entries(run: Run, ref: str | None = None, asked: Filter = Filter()) -> Iterator[Entry]:
    """The entries of one subject, or of the whole book, oldest first.

    Raises:
        NotFound: there is no entry about ``ref``.
    """
    found = False
    for entry in _all(run) if ref is None else (Entry(*row) for row in run(sql.LOG_OF, {"subject": ref})):
        found = True
        if asked == Filter() or asked.wants(entry.body):
            yield entry
    if ref is not None and not found:
        raise NotFound(f"{ref}: no entry in this book", remedy="look at what is there: ketsugi list")


def _all(run: Run) -> Iterator[Entry]:
    after = 0
    while rows := list(run(sql.LOG_AFTER, {"after": after, "chunk": CHUNK})):
        for row in rows:
            yield Entry(*row)
        after = rows[-1][0]


def zone(run: Run) -> ZoneInfo:
    """The zone of the book, in which instants are shown."""
    return ZoneInfo(genesis(run)["timezone"])


def lag(body: Mapping[str, Any], shown_in: ZoneInfo) -> int | None:
    """Calendar days between a deed and its recording; ``None`` where no day was stated."""
    if not body.get("occurred_on"):
        return None
    recorded = datetime.fromisoformat(body["recorded_at"]).astimezone(shown_in).date()
    return (recorded - date.fromisoformat(body["occurred_on"])).days


def seat(run: Run, past: Past) -> ZoneInfo:
    """The zone of the seat of a subject's company."""
    ours = past if past.kind is Kind.COMPANY else load(run, past.company)
    return ZoneInfo(ours.facts["timezone"]) if ours else zone(run)
