"""Where one company, meeting or dividend stands, how it came there, and what may follow."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from states.errors import NotFound
from states.facts import Kind
from states.lives import LIFECYCLES
from workflow.queries import Answer, zone
from workflow.replay import Past, load
from workflow.sql import Run


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
            {
                "entry": d.seq,
                "event": d.event,
                "from": d.source,
                "to": d.dest,
                "on": str(d.on) if d.on else None,
                "corrected_by": d.corrected_by,
            }
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


def seat(run: Run, past: Past) -> ZoneInfo:
    """The zone of the seat of a subject's company."""
    ours = past if past.kind is Kind.COMPANY else load(run, past.company)
    return ZoneInfo(ours.facts["timezone"]) if ours else zone(run)
