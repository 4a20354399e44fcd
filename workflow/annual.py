"""The dividend note of an annual securities report (配当に関する事項), read from the log.

It has two tables: the dividends that took effect in the fiscal year, and those of a record date in it that take effect after
its end.  Nothing in it is worked out: an amount stands as it was stated, and what is not stated stays ``None``.

Source: Consolidated Financial Statements Regulation art. 80; Financial Statements Regulation art. 109; Accounting Rules
art. 105(iii).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from states.codec import FIRST_DAY, LAST_DAY
from states.context import Deed
from states.dates import DAY
from states.facts import Dividend
from states.stated import StatedDay
from states.terms import Terms, Undecided
from workflow import sql
from workflow.compare import last_deed
from workflow.log import genesis
from workflow.queries import Answer, require_company
from workflow.replay import Past, load
from workflow.sql import Run
from workflow.standing import last_sitting, standing

TABLES: Final = ("effective_in_year", "effective_after", "awaiting_approval", "not_certain")


class Days(NamedTuple):
    """The earliest and the latest day that a statement can mean: the same, where one day was stated."""

    first: date
    last: date

    def meets(self, other: Days) -> bool:
        """Whether a day may lie in both."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Days) -> bool:
        """Whether every day lies in the other."""
        return other.first <= self.first and self.last <= other.last


def dividend_note(run: Run, company: str, fiscal_year_end: date) -> Answer:
    """The dividend note of a company for the fiscal year that ends on ``fiscal_year_end``: a row for each class of shares.

    Only what was decided and stands is in its tables.  Apart from them is what is still to be put to the vote, as a report
    filed before the meeting names it, and what was decided of which no one day tells to which year it belongs.

    Raises:
        NotFound: there is no such company.
    """
    require_company(run, company)
    year = fiscal_year(fiscal_year_end)
    tables: dict[str, list[Answer]] = {name: [] for name in TABLES}
    for ref, *_ in list(run(sql.SUBJECTS, {"kind": "dividend", "company": company, "state": None})):
        past = standing(run, ref)
        named = past.facts.get("meeting")
        meeting = load(run, named) if named else None
        if isinstance(past.known, Dividend) and (table := _table(past, past.known.terms, meeting, year)):
            tables[table] += _rows(past, meeting)
    for rows in tables.values():
        rows.sort(key=lambda row: (row["resolved_on"] or row["planned_on"] or "", row["effective_on"] or "", row["ref"]))
    ((entries, head),) = run(sql.HEAD, {})
    return {
        "company": company,
        "name": standing(run, company).facts.get("name"),
        "first_on": str(year.first),
        "last_on": str(year.last),
        **tables,
        "book": {"name": genesis(run)["name"], "entries": entries, "head": head.hex()},
    }


def fiscal_year(last: date) -> Days:
    """The twelve months that end on ``last``; where that ends its month, the year before ended with the same month."""
    ends = monthrange(last.year - 1, last.month)[1]
    of_month = last.day == monthrange(last.year, last.month)[1]
    return Days(date(last.year - 1, last.month, ends if of_month else last.day) + DAY, last)


def _table(past: Past, terms: Terms, meeting: Past | None, year: Days) -> str | None:
    """Where a dividend belongs: judged at both ends of what its days can mean."""
    decided = _decided(past)
    if decided is None and past.state != "proposed":
        return None
    decision = decided.on if decided else None
    effect, record = _effect(past, terms, meeting, decision), _record(terms, decision)
    recorded = record is not None and record.meets(year)
    if decided is None:
        return "awaiting_approval" if recorded and effect.last > year.last else None
    if effect.within(year):
        return "effective_in_year"
    if record is not None and record.within(year) and effect.first > year.last:
        return "effective_after"
    return "not_certain" if effect.meets(year) or (recorded and effect.last > year.last) else None


def _decided(past: Past) -> Deed | None:
    """The decision on a dividend; ``None`` where there is none, or it was set aside or taken back."""
    if past.state == "withdrawn" or any(deed.event == "annul" for deed in past.deeds):
        return None
    return last_deed(past, "approve", "decide")


def _effect(past: Past, terms: Terms, meeting: Past | None, decision: date | None) -> Days:
    """The day of effect: as stated; else from the decision on, and not after payment was due or began."""
    if isinstance(terms.effective_on, date):
        return Days(terms.effective_on, terms.effective_on)
    sitting = last_sitting(meeting) if meeting and meeting.state != "cancelled" else None
    sits = date.fromisoformat(sitting) if sitting else None
    first, last = decision or sits or FIRST_DAY, LAST_DAY
    if isinstance(terms.effective_on, StatedDay):
        record = terms.record_on if isinstance(terms.record_on, date) else None
        anchors = {"decision": decision or sits, "meeting": sits, "record date": record}
        first, last = terms.effective_on.span(anchors, first)
    paid = last_deed(past, "pay")
    ends = [each for each in (last, terms.pay_on, paid and paid.on) if isinstance(each, date)]
    return Days(first, max(first, min(ends)))


def _record(terms: Terms, decision: date | None) -> Days | None:
    """The record date; ``None`` where none was stated.  One that is undecided comes after the decision."""
    match terms.record_on:
        case date() as day:
            return Days(day, day)
        case StatedDay() as day:
            return Days(*day.span({"decision": decision}))
        case Undecided():
            return Days(decision or FIRST_DAY, LAST_DAY)
    return None


def _rows(past: Past, meeting: Past | None) -> list[Answer]:
    """A row for each class of shares; one, where no class was stated."""
    decided, terms = _decided(past), past.facts.get("terms", {})
    stated = decided or last_deed(past, "resolve", "revise")
    by_board = decided is not None and decided.event == "decide"
    ahead = meeting is not None and meeting.state in ("planned", "convened", "adjourned")
    closed, fixed = last_deed(past, "close"), last_deed(past, "adjust")
    shared = {
        "ref": past.ref,
        "state": past.state,
        "entry": max(stated.seq, fixed.seq if decided and fixed else 0) if stated else past.seq,
        "resolved_by": "board" if by_board else "meeting",
        "meeting": None if by_board else past.facts.get("meeting"),
        "meeting_kind": None if by_board or meeting is None else meeting.facts.get("kind"),
        "resolved_on": str(decided.on) if decided and decided.on else None,
        "planned_on": last_sitting(meeting) if decided is None and meeting and ahead else None,
        "claimed_back": past.state == "recovering" or (closed is not None and closed.source == "recovering"),
    }
    shared |= {name: terms.get(name) for name in _OF_THE_TERMS}
    lines: list[Mapping[str, Any]] = terms.get("lines") or [{}]
    return [shared | {name: line.get(name) for name in ("share_class", "per_share", "parts", "total")} for line in lines]


_OF_THE_TERMS: Final = (
    "record_on", "effective_on", "currency", "resource", "resources", "grand_total", "in_kind", "asset",
)  # fmt: skip
