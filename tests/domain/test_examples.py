"""Each limit of a rulebook carries its own example, for a reader to reckon: on it all is well, a day beyond it nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY
from states.duties import Duty
from states.finding import Verdict
from states.rulebooks.japan import JAPAN
from states.rules import Rule
from tests.domain.iij import COMPANY, step
from workflow.calendars import CALENDARS

PRIVATE = replace(COMPANY.articles, public=False, listed=False, exclusion_years=3, agm_months=3)
CONTEXT = step("settle", calendars=CALENDARS, meeting_deeds=())
CONTEXT = replace(CONTEXT, company=replace(COMPANY, articles=PRIVATE))
NO_PAPER = replace(CONTEXT, meeting=replace(CONTEXT.meeting, paper_voting=False)) if CONTEXT.meeting else CONTEXT

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


@pytest.mark.parametrize(("rule", "bound"), BOUNDS)
def test_a_limit_is_lawful_and_the_day_beyond_it_is_not(rule: Rule, bound: Bound) -> None:
    assert bound.example, f"{rule.id} has no example"
    limit, *of = map(date.fromisoformat, bound.example)
    beyond = -DAY if bound.before else DAY
    assert judged(bound, limit, tuple(of)) is Verdict.PASS
    argued = isinstance(bound.limit(NO_PAPER, *of), Disputed)
    assert judged(bound, limit + beyond, tuple(of)) is (Verdict.UNKNOWN if argued else Verdict.FAIL)


@pytest.mark.parametrize("duty", JAPAN.duties, ids=[duty.id for duty in JAPAN.duties])
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
