"""Any country whose law this program does not know: what holds everywhere is asked, and that the law is not known is said.

The orders that hold everywhere (proposal before decision, decision before effect, effect before payment) stand in the
lifecycles.  A record date, a notice or a majority is judged nowhere here.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer
from states.context import Context
from states.finding import Verdict, Weight
from states.rulebooks.days import CONVENING, DECIDING, ON, PAYING
from states.rules import Confidence, InForce, Rule, Rulebook


def _not_known(c: Context) -> Answer:
    """Nothing was asked of the country's own law."""
    message = f"no rulebook for {c.company.jurisdiction}: only what holds in every country was asked"
    return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="ask counsel there")


UNIVERSAL: Final = Rulebook(
    name="universal",
    country="any other country",
    version="2026.1",
    published=date(2026, 11, 23),
    jurisdiction="",
    rules=(
        Rule(
            id="law_not_known",
            title="the law of the country is not known",
            title_ja="準拠法の規則は未収録",
            weight=Weight.NOTE,
            source="no source",
            confidence=Confidence.CHECK,
            in_force=InForce(since=date.min, keyed_on=ON),
            asked_at=DECIDING | PAYING | CONVENING,
            test=_not_known,
        ),
    ),
)
