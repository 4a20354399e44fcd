"""One step after another with one fact moved: what every guard and rule says then."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints

from states import dividend as dividends
from states.context import Context, Sibling
from states.facts import Articles, Company, Dividend, Kind, Meeting, MeetingKind, Origin, Route
from states.finding import Finding, Guard
from states.lifecycle import Transition
from states.lives import LIFECYCLES
from states.money import Currency, Rounding, StatedTotal
from states.rulebooks.japan import JAPAN
from states.stated import Range, StatedDay
from states.terms import UNDECIDED, Follows, Undecided
from states.votes import Votes
from tests.domain.iij import (
    BOARD,
    COMPANY,
    CONVENED,
    DAY,
    DIVIDEND,
    EFFECT,
    MEETING,
    NOTICE,
    RECORD,
    SITTING,
    TODAY,
    deeds,
    sound,
    terms_digest,
)
from workflow.calendars import CALENDARS

FAR = 200 * DAY


SAMPLES: Mapping[Any, tuple[Any, ...]] = {
    types.NoneType: (None,),
    Undecided: (UNDECIDED,),
    bool: (True, False),
    int: (0, 1, 3, 12),
    str: ("another",),
    Decimal: (Decimal(0), Decimal(1), Decimal(20)),
    Currency: (Currency("USD"),),
    StatedTotal: tuple(map(StatedTotal.read, ("0", "2999999", "608451602", "1 billion"))),
    Route: tuple(Route),
    MeetingKind: tuple(MeetingKind),
    Rounding: (Rounding.DOWN,),
    StatedDay: tuple(map(StatedDay.read, ("from 2018-06-29", "by 2018-06-29"))),
    Range: (Range.read("up to 608 million"),),
    Origin: tuple(Origin),
    Follows: tuple(Follows),
    time: (time(9, 0), time(17, 0)),
}


def others(shape: Any, value: Any) -> Iterator[Any]:
    """Values of that type: none, less, as much, more."""
    for choice in () if get_origin(shape) is tuple else get_args(shape) or (shape,):
        if choice is date:
            base = value or SITTING
            yield from (base - FAR, base - DAY, base, base + DAY, base + FAR)
        elif choice is int and value:
            yield from (0, 1, value - 1, value + 1)
        else:
            yield from SAMPLES[choice]


def moved(known: Any) -> Iterator[Any]:
    """The same facts with one of them changed, at whatever depth."""
    hints = get_type_hints(type(known))
    for each in fields(known):
        value, shape = getattr(known, each.name), hints[each.name]
        if is_dataclass(value) and not isinstance(value, (StatedTotal, Currency)):
            within = moved(value)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            within = iter([(), *((one,) for one in moved(value[0]))])
        elif isinstance(value, Mapping):
            within = iter(())
        else:
            within = others(shape, value)
        yield from (replace(known, **{each.name: new}) for new in within if new != value)


def shifted(known: Any, by: Any) -> Any:
    """The same facts, every day moved."""
    if isinstance(known, date):
        return known + by
    if isinstance(known, tuple):
        return tuple(shifted(each, by) for each in known)
    if is_dataclass(known) and not isinstance(known, (type, StatedTotal, Currency)):
        return replace(known, **{each.name: shifted(getattr(known, each.name), by) for each in fields(known)})
    return known


def filled(known: Any) -> Any:
    """The same facts, and something stated wherever nothing was."""
    hints, new = get_type_hints(type(known)), {}
    for each in fields(known):
        value = getattr(known, each.name)
        if value is None:
            new[each.name] = next(choice for choice in others(hints[each.name], None) if choice is not None)
        elif is_dataclass(value) and not isinstance(value, (StatedTotal, Currency)):
            new[each.name] = filled(value)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            new[each.name] = tuple(map(filled, value))
    return replace(known, **new)


STATES = {None: 0, "drafted": 1, "proposed": 2, "approved": 3, "paying": 4, "paid": 5}
DAYS = {"resolve": BOARD, "decide": BOARD, "revise": BOARD, "convene": NOTICE, "pay": EFFECT, "plan": BOARD}
FIRST = Sibling(ref="FIRST", route="interim", state="approved", fiscal_year_end=RECORD, meeting="IIJ-AGM26")
SECOND = replace(FIRST, ref="SECOND", route="meeting")
ATTESTED = dict.fromkeys(
    [*(rule.attest for rule in JAPAN.rules), *(name for names in dividends.ATTESTED.values() for name in names)], "minutes 4"
)
BARE = (Company(), Meeting(), Dividend(route=Route.MEETING))
AS_IT_WAS = (COMPANY, MEETING, DIVIDEND)


def questions() -> Iterator[tuple[Kind, Transition, list[Guard]]]:
    """The steps at which all guards and rules are asked: a guard at the first, a rule at the first and where it may wait."""
    seen: set[tuple[str, bool]] = set()
    for kind, lifecycle in LIFECYCLES.items():
        if kind is Kind.PEOPLE:
            continue  # asked in test_people.py
        for row in lifecycle.table:
            step = (kind, str(row.event))
            guards = {(g.__name__, False): g for g in (*lifecycle.always, *row.guards)}
            rules = {(rule.id, step in rule.may_wait): rule.ask for rule in JAPAN.asked_at(*step)}
            if new := {name: ask for name, ask in (guards | rules).items() if name not in seen}:
                seen.update(new)
                yield kind, row, list(new.values())


def in_kind_and_private(company: Company, meeting: Meeting, dividend: Dividend) -> tuple[Company, Meeting, Dividend]:
    """The same of a company that is not public, paid in kind by a special resolution of a third of the votes."""
    articles = Articles(public=False, listed=False, special_quorum_third=True, interim_dividends=True)
    terms = replace(dividend.terms, in_kind=True, cash_option=False, minimum_holding=100)
    votes = Votes(in_favour=120, present=180, exercisable=540)
    return replace(company, articles=articles), meeting, replace(dividend, terms=terms, votes=votes)


def bases() -> Iterator[tuple[Context, list[Guard]]]:
    """Each of these steps: with the facts of the case, with every fact stated, with none, seven years later, and in kind."""
    later = shifted(AS_IT_WAS, date(2025, 6, 28) - SITTING)
    known = (AS_IT_WAS, tuple(map(filled, AS_IT_WAS)), BARE, tuple(map(filled, later)), in_kind_and_private(*later))
    for (kind, row, asked), (company, meeting, dividend) in product(questions(), known):
        by = (meeting.day or SITTING) - SITTING
        done = deeds(dividend.terms, STATES.get(row.source, 4)) if kind is Kind.DIVIDEND else (CONVENED,)
        yield (
            Context(
                kind=kind,
                ref="IIJ-AGM26" if kind is Kind.MEETING else "IIJ-FY2017-YE",
                event=str(row.event),
                source=row.source,
                dest=str(row.dest),
                on=DAYS.get(row.event, SITTING) + by,
                today=TODAY + by,
                company=company,
                meeting=meeting,
                dividend=dividend,
                meeting_state="planned" if row.source in (None, "drafted", "planned") else "convened",
                meeting_deeds=tuple(shifted(each, by) for each in (CONVENED,)),
                deeds=tuple(shifted(each, by) for each in done),
                terms_digest=terms_digest(dividend.terms),
                corrects=next((deed.seq for deed in done), 11),
                corrected_on=BOARD + by,
                calendars=CALENDARS,
            ),
            asked,
        )


def near(base: Context) -> Iterator[Context]:
    """A step, and the same with one thing moved."""
    yield base
    yield from (replace(base, company=each) for each in moved(base.company))
    yield from (replace(base, meeting=each) for each in (None, *moved(base.meeting)))
    yield from (replace(base, dividend=each, terms_digest=terms_digest(each.terms)) for each in moved(base.dividend))
    yield from (replace(base, on=each) for each in others(date | None, base.on))
    yield from (replace(base, meeting_state=each) for each in (None, "planned", "held", "cancelled"))
    vouched = [replace(each, attest=ATTESTED) for each in (base.company, base.meeting or Meeting(), base.dividend)]
    yield replace(base, company=vouched[0], meeting=vouched[1], dividend=vouched[2])
    yield replace(base, company=vouched[0], meeting=vouched[1], dividend=vouched[2], deeds=())
    yield replace(base, source="recovering")
    yield from (
        replace(base, siblings=(FIRST,)),
        replace(base, siblings=(FIRST, SECOND)),
        replace(base, meeting_deeds=()),
        replace(base, calendars={}),
    )
    yield from (replace(base, deeds=base.deeds[:count]) for count in range(len(base.deeds)))
    yield from (replace(base, corrects=None), replace(base, corrects=99), replace(base, corrected_on=base.today + DAY))
    for n, deed in enumerate(base.deeds):
        for on in (None, *((deed.on - DAY, deed.on + DAY) if deed.on else ())):
            yield replace(base, deeds=(*base.deeds[:n], replace(deed, on=on), *base.deeds[n + 1 :]))


def said() -> dict[str, set[str]]:
    """What each guard and rule finds at these steps, a line for each finding that differs."""
    found: dict[str, set[str]] = {}
    for base, asked in bases():
        for context in near(base):
            for ask in asked:
                finding = sound(ask(context))
                found.setdefault(finding.guard, set()).add(line(finding))
    return found


def line(found: Finding) -> str:
    """All that a finding says."""
    days = {"limit": found.bound, "slack": found.slack, "earliest": found.earliest}
    parts = (
        f"{found.verdict}{', stops' if found.stops() else ''}: {found.title}",
        found.message,
        ", ".join(f"{name} {value}" for name, value in found.figures.items()),
        ", ".join(f"{name} {value}" for name, value in days.items() if value is not None),
        found.remedy and f"→ {found.remedy}",
    )
    return " | ".join(part for part in parts if part)
