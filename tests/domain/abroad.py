"""Steps under the law of other countries: one rule or duty of a rulebook, asked by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from states.context import Context
from states.deadline import Deadline
from states.finding import Finding
from states.rulebooks import rulebook
from states.rules import Rule, Rulebook
from states.timetable import timetable
from tests.domain.iij import sound


def d(text: str) -> date:
    return date.fromisoformat(text)


def book_of(jurisdiction: str) -> Rulebook:
    """The newest rulebook of a jurisdiction; where it was taken out, what is asked of it is skipped."""
    book = rulebook(jurisdiction)
    if book is None or book.jurisdiction != jurisdiction:
        pytest.skip(f"there is no rulebook of {jurisdiction}")
    return book


def asking(jurisdiction: str) -> Callable[[str, Context], Finding]:
    """Asks one rule of a jurisdiction, where it is asked at the step."""

    def ask(rule_id: str, context: Context) -> Finding:
        (rule,) = [rule for rule in book_of(jurisdiction).asked_at(context.kind, context.event) if rule.id == rule_id]
        return sound(rule.ask(context))

    return ask


def the_rule(jurisdiction: str, rule_id: str) -> Rule:
    """One rule of a jurisdiction, to plant a fault in."""
    (rule,) = [rule for rule in book_of(jurisdiction).rules if rule.id == rule_id]
    return rule


def showing(jurisdiction: str) -> Callable[[str, Context], Deadline | None]:
    """Shows one duty of a jurisdiction as the timetable has it, where it binds; no step is asked for."""

    def show(duty_id: str, context: Context) -> Deadline | None:
        lines = timetable((replace(context, event="", dest=""),), book_of(jurisdiction))
        return next((line for line in lines if line.id == duty_id), None)

    return show
