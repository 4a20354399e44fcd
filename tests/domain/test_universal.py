"""A country without a rulebook: that its law is not known is said at every step that law could forbid."""

from __future__ import annotations

import pytest

from states.facts import Company
from states.finding import Verdict, Weight
from states.rulebooks.universal import UNIVERSAL
from tests.domain.abroad import d
from tests.domain.iij import answer, convening, step

SWEDEN = Company(name="AB", jurisdiction="SE", timezone="Europe/Stockholm")


@pytest.mark.parametrize("event", ["resolve", "decide", "approve", "revise", "pay", "convene"])
@pytest.mark.parametrize("on", ["1899-06-16", "2018-06-28", "2026-11-23"])
def test_of_a_country_whose_law_is_not_known_that_is_said_and_stops_nothing(event: str, on: str) -> None:
    """No day is too early to say so: law_not_known has always been in force."""
    told = {"company": SWEDEN, "on": d(on)}
    context = convening(**told) if event == "convene" else step(event, **told)
    (rule,) = UNIVERSAL.asked_at(context.kind, event)
    finding = rule.ask(context)
    assert answer(finding) == (Verdict.UNKNOWN, Weight.NOTE, False)
    assert finding.message.startswith("no rulebook for SE:")
    assert finding.remedy == "ask counsel there"
