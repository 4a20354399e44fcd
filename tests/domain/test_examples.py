"""Each limit of a rulebook carries its own example, for a reader to reckon: on it all is well, a day beyond it nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, clear_before, roll, within_months
from states.duties import Duty
from states.finding import Verdict
from states.rulebooks import every_rulebook
from states.rulebooks.japan import JAPAN
from states.rules import Rule
from tests.domain.iij import COMPANY, step
from workflow.calendars import CALENDARS

PRIVATE = replace(COMPANY.articles, public=False, listed=False, exclusion_years=3, agm_months=3)
CONTEXT = step("settle", calendars=CALENDARS, meeting_deeds=())
CONTEXT = replace(CONTEXT, company=replace(COMPANY, articles=PRIVATE))
NO_PAPER = replace(CONTEXT, meeting=replace(CONTEXT.meeting, paper_voting=False)) if CONTEXT.meeting else CONTEXT

BY_THE_ARTICLES = "uk_unclaimed"  # counted by the years of the articles, where they state any, as they do here
EVERYWHERE = [duty for book in every_rulebook() for duty in book.duties if duty.id != BY_THE_ARTICLES]
BOUNDS = [
    pytest.param(rule, bound, id=f"{rule.id} {number}")
    for rule in JAPAN.rules
    if isinstance(rule.test, tuple)
    for number, bound in enumerate(rule.test, 1)
]


def told(bound: Bound, day: date, of: tuple[date, ...]) -> Bound:
    """The same bound, asked about days that are given."""
    days = tuple(replace(each, read=lambda _, given=given: given) for each, given in zip(bound.of, of, strict=True))
    return replace(bound, day=Day(bound.day.name, lambda _: day, ""), of=days)


def judged(bound: Bound, day: date, of: tuple[date, ...]) -> Verdict:
    return told(bound, day, of)(NO_PAPER).verdict


ALL_BOUNDS = [
    pytest.param(rule, bound, id=f"{rule.id} {number}")
    for book in every_rulebook()
    for rule in book.rules
    if isinstance(rule.test, tuple)
    for number, bound in enumerate(rule.test, 1)
]


@pytest.mark.parametrize(("rule", "bound"), ALL_BOUNDS)
def test_a_limit_is_lawful_and_the_day_beyond_it_is_not(rule: Rule, bound: Bound) -> None:
    assert bound.example, f"{rule.id} has no example"
    limit, *of = map(date.fromisoformat, bound.example)
    beyond = -DAY if bound.before else DAY
    assert judged(bound, limit, tuple(of)) is Verdict.PASS
    argued = isinstance(bound.limit(NO_PAPER, *of), Disputed)
    assert judged(bound, limit + beyond, tuple(of)) is (Verdict.UNKNOWN if argued else Verdict.FAIL)


@pytest.mark.parametrize("duty", EVERYWHERE, ids=[duty.id for duty in EVERYWHERE])
def test_a_duty_is_due_on_the_day_of_its_example(duty: Duty) -> None:
    assert duty.example, f"{duty.id} has no example"
    due, *of = map(date.fromisoformat, duty.example)
    assert duty.due(NO_PAPER, *of) == due


@pytest.mark.parametrize("duty", JAPAN.duties, ids=[duty.id for duty in JAPAN.duties])
def test_a_duty_is_in_force_on_the_day_of_its_example(duty: Duty) -> None:
    days = dict(zip(duty.of, map(date.fromisoformat, duty.example[1:]), strict=True))
    key = days.get(duty.in_force.keyed_on, next(iter(days.values())))
    assert duty.in_force.since <= key


def test_planted_a_limit_off_by_a_day_fails_its_example() -> None:
    for rule in JAPAN.rules:
        for bound in rule.test if isinstance(rule.test, tuple) else ():
            limit, *of = map(date.fromisoformat, bound.example)
            for shift in (DAY, -DAY):
                shifted = replace(bound, limit=_shifted(bound, shift))
                beyond = -DAY if bound.before else DAY
                answers = (judged(shifted, limit, tuple(of)), judged(shifted, limit + beyond, tuple(of)))
                assert answers not in ((Verdict.PASS, Verdict.FAIL), (Verdict.PASS, Verdict.UNKNOWN)), rule.id


def _shifted(bound: Bound, shift: timedelta) -> Callable[..., date | Disputed]:
    def limit(context: Context, *of: date) -> date | Disputed:
        found = bound.limit(context, *of)
        if isinstance(found, Disputed):
            return replace(found, safe=found.safe + shift, last=found.last + shift)
        return found + shift

    return limit


# ── The count in words agrees with the days ──────────────────────────────────────────────────────────────────────────

NUMBERS: Final = "no one two three four five six seven eight nine ten".split()
COUNT: Final = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)}) (clear days?|months?|years?|weeks? before|weeks? after)\b")
NO_BOARD: Final = replace(NO_PAPER, company=replace(COMPANY, articles=replace(PRIVATE, has_board=False)))
ON_PAPER: Final = replace(CONTEXT, meeting=replace(CONTEXT.meeting, paper_voting=True)) if CONTEXT.meeting else CONTEXT
Line = Bound | Duty

WORDED: Final = [
    *(pytest.param(each.values[1], id=each.id) for each in BOUNDS),
    *(pytest.param(duty, id=duty.id) for duty in JAPAN.duties),
]


def counts(text: str) -> list[tuple[int, str]]:
    """Each count that a text says: a number and its unit."""
    return [(int(n) if n.isdigit() else NUMBERS.index(n), unit) for n, unit in COUNT.findall(text)]


def reckoned(number: int, unit: str, day: date, text: str) -> date:
    """The day that a count gives, by the words of the text it stands in."""
    if unit.startswith("clear") or unit.endswith("before"):
        return clear_before(day, number if unit.startswith("clear") else 7 * number)
    if unit.endswith("after"):
        return day + 7 * number * DAY
    last = within_months(day, number if unit.startswith("month") else 12 * number)
    if "their next open day" in text:
        return roll(last, CALENDARS["JP-GOV"])
    return last + DAY if text.startswith("the day after the end of") else last


def given(line: Line, context: Context, of: tuple[date, ...]) -> set[date]:
    """The limits that the code gives."""
    limit = line.limit(context, *of) if isinstance(line, Bound) else line.due(context, *of)
    return {limit.safe, limit.last} if isinstance(limit, Disputed) else {limit} - {None}


def disagreements(line: Line) -> Iterator[str]:
    """Where text and example, or text and code, differ; the code is asked of other years and other companies too."""
    said = counts(line.text)
    if not said:
        return
    limit, *of = map(date.fromisoformat, line.example)
    if limit not in {reckoned(*said[0], day, line.text) for day in of}:
        yield f"{said[0]} is not {limit}"
    yield from (f"{count} is said twice" for count in set(said) if said.count(count) > 1)
    unsaid, spoken = set[date](), set[tuple[int, str]]()
    for years in (-5, 0, 5):
        days = tuple(day.replace(year=day.year + years) for day in of)
        found = set[date]().union(*(given(line, each, days) for each in (NO_PAPER, NO_BOARD, ON_PAPER)))
        by = {count: {reckoned(*count, day, line.text) for day in days} for count in said}
        unsaid |= found - set[date]().union(*by.values())
        spoken |= {count for count, each in by.items() if each & found}
    yield from (f"{day} is not said" for day in unsaid)
    yield from (f"{count} is never given" for count in said if count not in spoken)


@pytest.mark.parametrize("line", WORDED)
def test_the_count_in_words_is_that_of_the_example_and_of_every_case(line: Line) -> None:
    assert line.text == line.text.strip(" .")
    assert line.text
    assert list(disagreements(line)) == []


def test_planted_a_count_in_words_off_by_one_is_noticed() -> None:
    planted = 0
    for line in (param.values[0] for param in WORDED):
        for found in COUNT.finditer(line.text):
            number, unit = counts(found[0])[0]
            for wrong in (number - 1, number + 1):
                text = f"{line.text[: found.start()]}{wrong} {unit}{line.text[found.end() :]}"
                assert list(disagreements(replace(line, text=text))), text
                planted += 1
    assert planted > 50
