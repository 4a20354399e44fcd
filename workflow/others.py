"""The other subjects that a step is about: its company, its meeting, the dividends beside it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from states import dividend, meeting, people
from states.errors import NotFound, WrongWords
from states.facts import Dividend, Facts, Kind
from states.people import People
from workflow import sql
from workflow.replay import NEVER, Past, fold_rows, load, rows_of
from workflow.sql import Run
from workflow.step import Step
from workflow.transaction import Transaction

_remembered = lru_cache(maxsize=8)(fold_rows)  # one company and one meeting are asked about, step after step


def only_company(run: Run, ref: str, give: str = "give --company REF") -> str:
    """The book's company, when it holds just one: then there is nothing to guess; else ``give`` says how it is named."""
    companies = [row[0] for row in run(sql.SUBJECTS, {"kind": "company", "company": None, "state": None})]
    if len(companies) != 1:
        known = ", ".join(companies) or "none; ketsugi company add"
        raise WrongWords(f"{ref}: the company is not stated", remedy=f"{give}; in this book: {known}")
    return str(companies[0])


def other(run: Run, kind: Kind, ref: str | None, before: int, as_of: date | None = None) -> Past | None:
    """Another subject that the step names."""
    if ref is None:
        return None
    past = _past(run, ref, before, as_of)
    if past is None or past.kind is not kind:
        raise NotFound(f"{ref}: no such {kind} in this book", remedy="look at what is there: ketsugi list")
    return past


def _past(run: Run, ref: str, before: int, as_of: date | None = None) -> Past | None:
    if before == NEVER and not isinstance(run, Transaction):  # verify shares nothing with a writer
        return _remembered(rows_of(run, ref), as_of)
    return load(run, ref, before=before, as_of=as_of)


def meeting_named(run: Run, ref: str | None, ours: Past | None, before: int) -> Past | None:
    """The meeting that the step names, which is one of the company's own."""
    theirs = other(run, Kind.MEETING, ref, before)
    if ours and theirs and theirs.company != ours.ref:
        raise WrongWords(f"{theirs.ref} is a meeting of {theirs.company}, not of {ours.ref}", remedy="name one of its own")
    return theirs


def siblings_of(step: Step, own: Facts) -> frozenset[str] | None:
    """The other dividends that a step asks about; ``None`` for all of its company.

    Proposals that compete name each other, or stand in one item of the agenda.
    """
    if (step.kind, step.event) in _OF_ALL or (step.event == "approve" and isinstance(own, Dividend) and own.item):
        return None
    named = {own.rival_of, own.superseded_by} if isinstance(own, Dividend) and step.event in _OF_RIVALS else set()
    return frozenset(each for each in named if each)


def in_force(run: Run, before: int = NEVER) -> People | None:
    """The roster as the entries before ``before`` have it; ``None`` in a book without one."""
    past = _past(run, people.SUBJECT, before)
    return past.known if past is not None and isinstance(past.known, People) else None


_OF_RIVALS = (dividend.Event.RESOLVE, dividend.Event.REVISE, dividend.Event.APPROVE, dividend.Event.SUPERSEDE)
_OF_ALL = {
    (Kind.DIVIDEND, dividend.Event.DECIDE),
    *((Kind.MEETING, event) for event in (meeting.Event.RESCHEDULE, meeting.Event.CANCEL, meeting.Event.REVISE)),
}
