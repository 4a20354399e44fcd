"""Steps under the law of other countries: one rule of a rulebook, asked by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from states.context import Context
from states.finding import Finding
from states.rulebooks import rulebook
from states.rules import Rule
from tests.domain.iij import sound


def d(text: str) -> date:
    return date.fromisoformat(text)


def asking(jurisdiction: str) -> Callable[[str, Context], Finding]:
    """Asks one rule of a jurisdiction, where it is asked at the step."""

    def ask(rule_id: str, context: Context) -> Finding:
        book = rulebook(jurisdiction)
        assert book is not None
        (rule,) = [rule for rule in book.asked_at(context.kind, context.event) if rule.id == rule_id]
        return sound(rule.ask(context))

    return ask


def the_rule(jurisdiction: str, rule_id: str) -> Rule:
    """One rule of a jurisdiction, to plant a fault in."""
    book = rulebook(jurisdiction)
    assert book is not None
    (rule,) = [rule for rule in book.rules if rule.id == rule_id]
    return rule
