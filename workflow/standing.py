"""Where one company, meeting or dividend stands, how it came there, and what may follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from states.codec import read
from states.context import versions
from states.errors import NotFound
from states.facts import Dividend, Kind
from states.lives import LIFECYCLES
from states.payable import payable
from states.stated import Range, StatedDay
from states.terms import UNDECIDED, Terms
from workflow import sql
from workflow.log import instant, read_body
from workflow.lookback import rows_then
from workflow.queries import Answer, not_yet, zone
from workflow.replay import Past, fold_rows, last_corrections, load, rows_of
from workflow.sql import Run


def standing(run: Run, ref: str) -> Past:
    """What the log says about ``ref``.

    Raises:
        NotFound: it is not in this book.
    """
    return _stands(ref, rows_of(run, ref))


def _stands(ref: str, rows: tuple[sql.Row, ...], as_of: date | None = None) -> Past:
    past = fold_rows(rows)
    if past is None:
        raise NotFound(f"{ref}: not in this book", remedy="look at what is there: ketsugi list")
    if past.kind is Kind.COMPANY:  # its articles in the order of their days, not of their entries
        past = replace(past, facts=getattr(fold_rows(rows, as_of or date.max), "facts", {}))
    return past


def show(run: Run, ref: str, *, as_of: date | None = None, known_at: datetime | None = None) -> Answer:
    """Where one subject stands, or stood, on what facts, how it came there, and what may follow.

    Raises:
        NotFound: it is not, or was not yet, in this book.
    """
    rows = rows_then(run, ref, as_of, known_at)
    if not rows and (later := rows_of(run, ref)):
        raise not_yet(run, ref, later[0][0], as_of, known_at)
    past = _stands(ref, rows, as_of)
    facts = dict(past.facts)
    terms = facts.pop("terms", None)
    return {
        "ref": past.ref,
        "kind": str(past.kind),
        "company": past.company,
        "state": past.state,
        "rev": past.rev,
        "terms": {"version": past.terms_version, "digest": past.terms_digest} | terms if terms else None,
        "earlier_terms": _earlier_terms(past),
        "facts": facts,
        "deeds": _deeds(past, rows),
        "next": [str(event) for event in LIFECYCLES[past.kind].following(past.state)],
        "next_step": None if as_of or known_at else offer(run, past),  # of what has been, nothing follows
        "as_of": as_of and str(as_of),
        "as_known_at": known_at and instant(known_at),
    }


def _earlier_terms(past: Past) -> list[Answer]:
    """The versions before the one in force, each with the entry that stated it."""
    stated = [
        {"version": number, "digest": deed.terms_digest, "entry": deed.seq, **deed.terms}
        for number, deed in enumerate(versions(past.deeds), 1)
    ]
    return stated[:-1]


def _deeds(past: Past, rows: tuple[sql.Row, ...]) -> list[Answer]:
    """What was done, on what grounds."""
    entries = {seq: read_body(seq, text) for seq, text in rows}
    return [
        {
            "entry": d.seq,
            "event": d.event,
            "from": d.source,
            "to": d.dest,
            "on": str(d.on) if d.on else None,
            "corrected_by": d.corrected_by,
            "corrects": entries[d.seq]["corrects"],
            "rulebook": entries[d.seq]["rulebook"],
            "facts": entries[d.seq]["facts"],
            "overridden": entries[d.seq]["overridden"],
            "reason": entries[d.seq]["reason"],
            "evidence": [each["name"] for each in entries[d.seq]["evidence"]],
        }
        for d in past.deeds
    ]


def offer(run: Run, past: Past) -> str | None:
    """The likeliest next command: of a meeting and the dividends put to it, what comes first in the order of the days.

    Nothing is offered that would go on with a dividend put in doubt by a correction: it is stopped first.
    """
    if past.kind is Kind.DIVIDEND:
        if past.state in ("approved", "paying", "paid") and _in_doubt(run, past):
            return None if past.state == "paid" else f"ketsugi suspend {past.ref} --on DATE --reason TEXT"
        named = past.facts.get("meeting")
        meeting = load(run, named) if named else None
        if meeting and meeting.state == "convened" and past.state in ("approved", "rejected", "superseded"):
            return _at_the_meeting(run, meeting, past)
        return next_step(past, meeting)
    if past.kind is Kind.MEETING and past.state != "planned":
        return _at_the_meeting(run, past)
    return next_step(past, None)


def _at_the_meeting(run: Run, meeting: Past, decided: Past | None = None) -> str | None:
    """What comes next of a meeting: a vote, a resolution that is still to be put to it, its end, or the payment.

    A rival of the dividend that has just carried needs no vote: it is superseded.
    """
    for found in put_to(run, meeting, "proposed"):
        if decided and decided.state == "approved" and _compete(found, decided):
            return f"ketsugi supersede {found.ref} --on {last_sitting(meeting) or 'DATE'} --by {decided.ref}"
        return _to_the_vote(found.ref, meeting)
    if meeting.state in ("convened", "adjourned"):
        drafted = None if decided else next(put_to(run, meeting, "drafted"), None)
        return next_step(drafted or meeting, None)
    approved = next(put_to(run, meeting, "approved"), None)
    return offer(run, approved) if approved else None


def _in_doubt(run: Run, past: Past) -> bool:
    """Whether a step would have been refused as it stands corrected, and nobody has resumed the dividend since."""
    resumed = max((deed.seq for deed in past.deeds if deed.event == "resume"), default=0)
    asked = [seq for seq in last_corrections(past.deeds).values() if seq > resumed]
    if not asked:
        return False
    found = [each for seq, text in rows_of(run, past.ref) if seq in asked for each in read_body(seq, text)["findings"]]
    return any(each["guard"] == "stands_as_corrected" and each["verdict"] == "fail" for each in found)


def put_to(run: Run, meeting: Past, *states: str) -> Iterator[Past]:
    """The dividends in one of ``states`` that name a meeting."""
    for state in states:
        for ref, *_ in list(run(sql.IN_STATE, {"kind": "dividend", "company": meeting.company, "state": state})):
            past = load(run, ref)
            if past is not None and past.facts.get("meeting") == meeting.ref:
                yield past


def _compete(one: Past, other: Past) -> bool:
    return one.facts.get("rival_of") == other.ref or other.facts.get("rival_of") == one.ref


def first_company(timezone: str) -> str:
    """The command that comes after a new book: with what Japan's law asks first, where the book is kept there."""
    at_home = " --article public=true --article record_dates_fixed=true" if timezone == "Asia/Tokyo" else ""
    return (
        f'ketsugi company add REF --name "NAME" --jurisdiction {"JP" if at_home else "CODE"} --timezone {timezone}{at_home}'
    )


def next_step(past: Past, meeting: Past | None) -> str | None:
    """The likeliest next command, with what is already known filled in; ``None`` at the end of a life."""
    ref, facts = past.ref, past.facts
    terms = facts.get("terms", {})
    match past.kind, past.state:
        case Kind.COMPANY, _:
            voters = " --voting-record-on DATE" if facts.get("jurisdiction") == "JP" else ""
            return f"ketsugi meeting plan REF --company {ref} --day DATE{voters}"
        case Kind.MEETING, "planned":
            return f"ketsugi meeting convene {ref} --on DATE"
        case Kind.MEETING, "convened" | "adjourned":
            return f"ketsugi meeting hold {ref} --on {last_sitting(past) or 'DATE'}"
        case Kind.DIVIDEND, "drafted":
            return _to_be_decided(ref, facts)
        case Kind.DIVIDEND, "proposed":
            return _to_the_vote(ref, meeting)
        case Kind.DIVIDEND, "approved":
            return _to_be_paid(past, read(Terms, terms))
        case Kind.DIVIDEND, "paying":
            return f"ketsugi settle {ref} --on DATE --paid AMOUNT --unclaimed AMOUNT --returned AMOUNT"
        case Kind.DIVIDEND, "paid":
            rest = [facts.get("settlement", {}).get(name, "0") for name in ("unclaimed", "returned")]
            return f"ketsugi close {ref} --on DATE{' --cleared AMOUNT' if any(Decimal(each) for each in rest) else ''}"
        case Kind.DIVIDEND, "recovering" if past.came_from("recovering") not in ("paid", "annulled"):
            return f"ketsugi resume {ref} --on DATE"
        case Kind.DIVIDEND, "recovering":
            return f'ketsugi close {ref} --on DATE --attest claims-ended="what ended them"'
        case Kind.DIVIDEND, "suspended":
            return f"ketsugi resume {ref} --on DATE"
    return None


def _to_be_decided(ref: str, facts: Mapping[str, Any]) -> str:
    """What comes next for a draft: who decides is said, the meeting is named, or the board resolves."""
    if facts.get("route") is None:
        return f"ketsugi revise {ref} --on DATE --route meeting|board|interim"
    if facts["route"] != "meeting":
        return f"ketsugi decide {ref} --on DATE"
    return f"ketsugi resolve {ref} --on DATE" if facts.get("meeting") else f"ketsugi revise {ref} --on DATE --meeting REF"


def _to_be_paid(past: Past, terms: Terms) -> str:
    """What comes next for a dividend that was decided: its effective day is fixed, it is closed at zero, or it is paid."""
    if isinstance(terms.effective_on, StatedDay):
        return f"ketsugi adjust {past.ref} --on DATE --effective-on DATE"
    if terms.lines and all(line.per_share == 0 for line in terms.lines):
        return f"ketsugi close {past.ref} --on DATE"
    if any(line.per_share is UNDECIDED or isinstance(line.per_share, Range) for line in terms.lines):
        return f"ketsugi adjust {past.ref} --on DATE --per-share AMOUNT"
    known = past.known
    count = " --entitled NUMBER" if isinstance(known, Dividend) and payable(known) is None else ""
    planned = [str(day) for day in (terms.pay_on, terms.effective_on) if isinstance(day, date)] or ["DATE"]
    remarks = LIFECYCLES[past.kind].remarks
    days = [str(deed.on) for deed in past.deeds if deed.on and deed.event not in remarks]
    return f"ketsugi pay {past.ref} --on {max([*planned, *days])}{count}"


def _to_the_vote(ref: str, meeting: Past | None) -> str | None:
    """What comes next for a dividend that awaits its vote."""
    if meeting is not None and meeting.state == "planned":
        return next_step(meeting, None)
    if meeting is not None and meeting.state == "cancelled":
        return f"ketsugi revise {ref} --on DATE --meeting REF"
    return f"ketsugi approve {ref} --on {(meeting and last_sitting(meeting)) or 'DATE'}"


def last_sitting(meeting: Past) -> str | None:
    """The last day on which a meeting sits; ``None`` where no day was stated."""
    days: list[str | None] = [meeting.facts.get("day"), *meeting.facts.get("continued_on", ())]
    return days[-1]


def seat(run: Run, past: Past) -> ZoneInfo:
    """The zone of the seat of a subject's company."""
    ours = past if past.kind is Kind.COMPANY else load(run, past.company)
    return ZoneInfo(ours.facts["timezone"]) if ours else zone(run)
