"""Histories of one dividend, driven through the table, the guards and Japan's rulebook, and nothing else.

A ``Desk`` answers one step.  A ``History`` fixes seven days and takes the steps in the order in which staff enter them:
draft, resolve, convene, approve, pay.  What a step answers depends only on its context, and each context is built from a
few of the days; so each distinct context is judged once and remembered, and every combination is still decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from states import dividend, meeting
from states.context import Context, Deed
from states.facts import Dividend, Kind, Meeting
from states.finding import Finding, Verdict
from states.lifecycle import Back, Transition
from states.rulebooks.japan import JAPAN
from states.rules import Rule, judge
from states.terms import Terms
from tests.domain.iij import COMPANY, DIVIDEND, MEETING, TERMS, plain, terms_digest

Day = date | None
Guards = tuple[Any, ...]
FAR = date(2018, 12, 31)
LIFE = {Kind.DIVIDEND: dividend.LIFECYCLE, Kind.MEETING: meeting.LIFECYCLE}

# Seven days, so that seven dates fall into every order there is, with every tie; placed so that each limit of the law has
# a day on it and a day beyond it: 06-13 and 06-14 are 14 and 13 clear days before 06-28; 06-30 is three months after
# 03-31, and 07-01 is later.
GRID = tuple(map(date.fromisoformat, "2018-03-31 2018-06-13 2018-06-14 2018-06-28 2018-06-29 2018-06-30 2018-07-01".split()))
ANY: tuple[Day, ...] = (*GRID, None)
FEW: tuple[Day, ...] = (GRID[0], *GRID[2:5], GRID[6], None)  # a day on each limit or before it, and one beyond


class Answer(NamedTuple):
    """Where a step leads when nothing stops it, if anywhere, and what objects to it or cannot tell."""

    onward: str | None
    objections: tuple[Finding, ...]

    def dest(self, overridden: frozenset[str]) -> str | None:
        """Where it leads when this is passed over."""
        return None if any(each.stops(overridden) for each in self.objections) else self.onward


@dataclass(frozen=True)
class Desk:
    """Answers one step, with some guards and rules taken out: ``without`` names them, ``overridden`` is passed over."""

    without: frozenset[str] = frozenset()
    overridden: frozenset[str] = frozenset()
    memory: dict[Any, Answer] = field(default_factory=dict, compare=False)

    def asks(self, kind: Kind, event: str, source: str | None) -> tuple[Transition | None, Guards, tuple[Rule, ...]]:
        """The row of a step, and what is asked before it is taken."""
        return _asks(kind, event, source, self.without)

    def take(self, context: Context) -> str | None:
        """The state the step leads to, or ``None`` when there is no row for it or something stops it."""
        return self.answer(context).dest(self.overridden)

    def answer(self, context: Context) -> Answer:
        row, guards, rules = self.asks(context.kind, context.event, context.source)
        if row is None:
            return Answer(None, ())
        findings = judge(context, guards, rules)
        objections = tuple(each for each in findings if each.verdict in (Verdict.FAIL, Verdict.UNKNOWN))
        return Answer(context.dest if isinstance(row.dest, Back) else str(row.dest), objections)

    def less(self, *names: str) -> Desk:
        """This desk without some more guards; what none of them objected to is answered as before."""
        kept = {k: said for k, said in self.memory.items() if not any(each.guard in names for each in said.objections)}
        return Desk(self.without | set(names), self.overridden, kept)

    def passing_over(self, *names: str) -> Desk:
        """This desk with some guards overridden: they object as before, and are passed over."""
        return Desk(self.without, self.overridden | set(names), dict(self.memory))


@cache
def _asks(
    kind: Kind, event: str, source: str | None, without: frozenset[str]
) -> tuple[Transition | None, Guards, tuple[Rule, ...]]:
    life = LIFE[kind]
    row = life.row(event, source)
    guards = tuple(g for g in (*life.always, *(row.guards if row else ())) if g.__name__ not in without)
    return row, guards, tuple(rule for rule in JAPAN.asked_at(kind, event) if rule.id not in without)


class Days(NamedTuple):
    """The seven days of a history; ``None`` where a day was never stated."""

    record: Day
    board: Day
    notice: Day
    sitting: Day
    approval: Day
    effect: Day
    payment: Day


# ── Contexts, each from the days it depends on ───────────────────────────────────────────────────────────────────────


@cache
def _terms(record: Day, effect: Day) -> tuple[Terms, dict[str, Any], str]:
    terms = replace(TERMS, record_on=record, effective_on=effect)
    return terms, plain(terms), terms_digest(terms)


@cache
def _dividend(record: Day, effect: Day) -> Dividend:
    return replace(DIVIDEND, terms=_terms(record, effect)[0], holder_list_on=record)


@cache
def _meeting(record: Day, board: Day, sitting: Day) -> Meeting:
    return replace(MEETING, day=sitting, voting_record_on=record, board_on=board)


def deed(seq: int, event: str, source: str | None, dest: str, on: Day, record: Day = None, effect: Day = None) -> Deed:
    _, words, digest = _terms(record, effect)
    return Deed(
        seq=seq, event=event, source=source, dest=dest, on=on, terms=words, terms_digest=digest, meeting=DIVIDEND.meeting
    )


def resolving(days: Days, today: date = FAR) -> Context:
    return _step("resolve", "drafted", "proposed", days.board, days, today, dispatched=False)


def convening(days: Days, today: date = FAR) -> Context:
    return Context(
        kind=Kind.MEETING,
        ref="AGM",
        event="convene",
        source="planned",
        dest="convened",
        on=days.notice,
        today=today,
        company=COMPANY,
        meeting=_meeting(days.record, days.board, days.sitting),
    )


def approving(days: Days, dispatched: bool = True, today: date = FAR) -> Context:
    return _step("approve", "proposed", "approved", days.approval, days, today, dispatched)


def paying(days: Days, dispatched: bool = True, today: date = FAR) -> Context:
    return _step("pay", "approved", "paying", days.payment, days, today, dispatched)


def _step(event: str, source: str, dest: str, on: Day, days: Days, today: date, dispatched: bool) -> Context:
    record, effect = days.record, days.effect
    deeds = [deed(1, "draft", None, "drafted", None, record, effect)]
    if source in ("proposed", "approved"):
        deeds.append(deed(2, "resolve", "drafted", "proposed", days.board, record, effect))
    if source == "approved":
        deeds.append(deed(4, "approve", "proposed", "approved", days.approval, record, effect))
    return Context(
        kind=Kind.DIVIDEND,
        ref="YE",
        event=event,
        source=source,
        dest=dest,
        on=on,
        today=today,
        company=COMPANY,
        meeting=_meeting(record, days.board, days.sitting),
        dividend=_dividend(record, effect),
        meeting_state="convened" if dispatched else "planned",
        meeting_deeds=(deed(3, "convene", "planned", "convened", days.notice),) if dispatched else (),
        deeds=tuple(deeds),
        terms_digest=_terms(record, effect)[2],
    )


# ── Histories ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _remembered(desk: Desk, build: Callable[..., Context], days: Days, *more: Any) -> bool:
    """Whether the desk takes the step, judged once for each context: ``days`` holds only what the context is built from."""
    key = (build.__name__, days, *more)
    if key not in desk.memory:
        desk.memory[key] = desk.answer(build(days, *more))
    return desk.memory[key].dest(desk.overridden) is not None


def proposed(desk: Desk, days: Days, today: date = FAR) -> bool:
    return _remembered(desk, resolving, days._replace(notice=None, approval=None, payment=None), today)


def convened(desk: Desk, days: Days, today: date = FAR) -> bool:
    return _remembered(desk, convening, days._replace(approval=None, effect=None, payment=None), today)


def approved(desk: Desk, days: Days, dispatched: bool, today: date = FAR) -> bool:
    known = days._replace(payment=None, notice=days.notice if dispatched else None)
    return _remembered(desk, approving, known, dispatched, today)


def paid(desk: Desk, days: Days, dispatched: bool, today: date = FAR) -> bool:
    return _remembered(desk, paying, days, dispatched, today)


def histories(desk: Desk, any_of: tuple[Day, ...] = ANY) -> Iterator[Days]:
    """Every combination of seven days from a grid for which the desk takes the dividend all the way into ``paying``."""
    unset = Days(*[None] * 7)
    for record, board, sitting, effect in product(any_of, repeat=4):
        first = unset._replace(record=record, board=board, sitting=sitting, effect=effect)
        if not proposed(desk, first):
            continue
        for notice in any_of:
            second = first._replace(notice=notice)
            dispatched = convened(desk, second)  # the story goes on without it where it was refused
            for approval in any_of:
                third = second._replace(approval=approval)
                if approved(desk, third, dispatched):
                    for payment in any_of:
                        days = third._replace(payment=payment)
                        if paid(desk, days, dispatched):
                            yield days
