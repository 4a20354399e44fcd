"""The report on one subject, or on a part of the book, as plain values: what ``report --json`` prints and every page shows.

Nothing in it is of the clock: it is judged on a day that is asked for, so that one book and one question give one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from typing import Any
from zoneinfo import ZoneInfo

from states.errors import WrongWords
from states.facts import Kind
from states.lives import LIFECYCLES
from states.rulebooks import WITH_RULES
from workflow import audit, compare, findings, holdings, queries, sql, timetable, verdict
from workflow.log import Entry, body_of, genesis
from workflow.people import listing as roster
from workflow.queries import EVERYTHING, Answer, Filter
from workflow.recheck import differences
from workflow.replay import Past
from workflow.restores import restores
from workflow.sql import Run
from workflow.standing import put_to, show, standing


def of_subject(run: Run, ref: str, on: date, verification: Answer | None, *, at_most: int | None = None) -> Answer:
    """The report on a meeting, or on a dividend and its meeting, judged on a calendar day.

    Every question of the entries reported on is asked again, unless they are more than ``at_most``.  ``verification`` is
    the answer of a check of the whole book, ``None`` where it was not checked.

    Raises:
        NotFound: it is not in this book.  WrongWords: it is a company, the roster or the book itself.
    """
    past = standing(run, ref)
    if past.kind is Kind.COMPANY or past.kind.is_of_the_book:
        remedy = f"ketsugi report --company {ref}" if past.kind is Kind.COMPANY else "ketsugi report, of the whole book"
        raise WrongWords(f"{ref} is {past.kind.named}: its own entries alone make no report", remedy=remedy)
    met = past.facts.get("meeting") if past.kind is Kind.DIVIDEND else None
    refs = [ref, met] if met else [ref]
    parts = [_part(run, each, on) for each in refs]
    count = sum(part["findings"]["entries"] for part in parts)
    answer = {
        "about": _about(ref=ref, kind=str(past.kind), company=past.company),
        "company": standing(run, past.company).facts["name"],
        "on": str(on),
        "book": book(run),
        "verification": verification,
        "without_rulebook": _without_rulebook(run, [past.company]),
        "judged_again": _again(run, refs, count) if at_most is None or count <= at_most else None,
        "subjects": parts,
        "approved_and_paid": compare.diff(run, ref)["approved_and_paid"] if past.kind is Kind.DIVIDEND else None,
        "timetable": timetable.schedule(run, ref, on),
        "dividends": [] if past.kind is Kind.DIVIDEND else _put_to(run, past),
        "people": roster(run),
        "cannot_tell": _of_others(verification["cannot_tell"]) if verification else [],
    }
    return answer | _said_first(verdict.of_subject(answer))


def _again(run: Run, refs: Sequence[str], count: int) -> Answer:
    """Every question of the entries about some subjects, asked again: each takes as long as there are entries before it."""
    differ = [
        {"entry": entry.seq, "what": what} for entry in _log(run, refs) for what in differences(run, entry.seq, entry.body)
    ]
    return {"entries": count, "differences": differ}


def _of_others(cannot_tell: Sequence[str]) -> list[str]:
    """What a check of the book cannot tell, where all about one subject was asked again, and its documents were read."""
    asked = (*audit.NOT_ASKED.values(), audit.NOT_LOOKED_AT)
    return [audit.OF_OTHERS, *(each for each in cannot_tell if each not in asked)]


def of_part(run: Run, asked: Filter, on: date, verification: Answer) -> Answer:
    """The report on the whole book, or on a company or a period of it, judged on a calendar day.

    No question is asked again.  ``verification`` is the answer of a check of the whole book.

    Raises:
        NotFound: there is no such company.
    """
    if asked.company is not None:
        queries.require_company(run, asked.company)
    answer = {
        "about": _about(company=asked.company, since=asked.since, until=asked.until),
        "company": standing(run, asked.company).facts["name"] if asked.company else None,
        "on": str(on),
        "book": book(run),
        "verification": verification,
        "without_rulebook": _without_rulebook(run, [asked.company] if asked.company else None),
        "findings": findings.findings(run, on, asked=asked),
        "dividends": queries.listing(run, kind="dividend", company=asked.company),
        "meetings": queries.listing(run, kind="meeting", company=asked.company),
        "evidence": _documents(run, asked),
        "people": roster(run),
        "cannot_tell": verification["cannot_tell"],
    }
    return answer | _said_first(verdict.of_part(answer))


def _without_rulebook(run: Run, companies: Sequence[str] | None) -> list[str]:
    """The jurisdictions of companies, or of all, whose law this program does not know."""
    refs = [row["ref"] for row in queries.listing(run, kind="company")] if companies is None else companies
    places = {str(standing(run, ref).facts.get("jurisdiction")) for ref in refs}
    return sorted(places.difference(WITH_RULES))


def _documents(run: Run, asked: Filter) -> list[Answer]:
    """The documents that the entries asked for name; their bytes are not read."""
    shown_in = queries.zone(run)
    rows = holdings.listing(run)
    return [row for row in rows if asked == EVERYTHING or asked.wants(body_of(run, row["entry"], in_full=False), shown_in)]


def _said_first(points: list[Answer]) -> Answer:
    return {"summary": verdict.summary(points), "verdict": points}


def log_of(
    run: Run, answer: Answer, asked: Filter = EVERYTHING, *, in_full: bool = False
) -> tuple[Iterator[Answer], dict[str, Answer]]:
    """The entries that a report is about, oldest first and one in memory at a time; and who recorded them.

    The latter is filled while the former are read.  Unless ``in_full``, an applied entry comes without its answers.
    """
    refs = [part["standing"]["ref"] for part in answer.get("subjects", ())]
    acted: dict[str, Answer] = {}
    entries = _log(run, refs) if refs else queries.entries(run, asked=asked)
    return _noting(told(entries, queries.zone(run), in_full=in_full), acted), acted


def told(entries: Iterable[Entry], shown_in: ZoneInfo, *, in_full: bool = False) -> Iterator[Answer]:
    """Entries in plain values, each with the calendar days by which it was recorded late."""
    for entry in entries:
        body = entry.body if in_full else entry.brief
        yield {"entry": entry.seq, "hash": entry.hash.hex(), "lag_days": queries.lag(body, shown_in), "body": body}


def _noting(entries: Iterable[Answer], acted: dict[str, Answer]) -> Iterator[Answer]:
    for entry in entries:
        _note_who(entry["body"], acted)
        yield entry


def _note_who(body: Answer, acted: dict[str, Answer]) -> None:
    """By each login: the persons and roles it stood for, and how often it recorded which event."""
    by = body.get("by") or {}
    who = acted.setdefault(body["actor"], {"actor": body["actor"], "persons": [], "roles": [], "refused": 0, "events": {}})
    for name, said in (("persons", by.get("person")), ("roles", by.get("role"))):
        if said and said not in who[name]:
            who[name].append(said)
    who["refused"] += body.get("outcome") == "refused"
    who["events"][body["event"]] = who["events"].get(body["event"], 0) + 1


def _log(run: Run, refs: Sequence[str]) -> Iterator[Entry]:
    return merge(*(queries.entries(run, ref) for ref in refs), key=lambda entry: entry.seq)


def _part(run: Run, ref: str, on: date) -> Answer:
    """One subject of a report: where it stands, what is to be noted of it, and its documents, each looked at."""
    documents = holdings.listing(run, ref)
    for each in documents:
        if each["state"] == "kept" and not holdings.as_given(run, each["sha256"]):
            each["state"] = "altered"
    return {"standing": show(run, ref), "findings": findings.findings(run, on, ref), "evidence": documents}


def _put_to(run: Run, meeting: Past) -> list[Answer]:
    """The dividends that name a meeting, as they are listed."""
    named = {past.ref for past in put_to(run, meeting, *LIFECYCLES[Kind.DIVIDEND].states)}
    return [row for row in queries.listing(run, kind="dividend", company=meeting.company) if row["ref"] in named]


def _about(**asked: Any) -> Answer:
    names = ("ref", "kind", "company", "since", "until")
    return {name: None if asked.get(name) is None else str(asked[name]) for name in names}


def book(run: Run) -> Answer:
    """Which book this is, and how far its log goes."""
    first = genesis(run)
    ((entries, head),) = run(sql.HEAD, {})
    newest = body_of(run, entries, in_full=False)["recorded_at"]
    own = {name: first[name] for name in ("book", "name", "timezone")}
    return own | {"entries": entries, "head": head.hex(), "newest_recorded_at": newest, "restores": restores(run)}
