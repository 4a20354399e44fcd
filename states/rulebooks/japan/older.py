"""Before the Companies Act: a day of which this rulebook knows no law is never passed over in silence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from states.bounds import Answer
from states.context import Context
from states.finding import Verdict, Weight
from states.rulebooks.days import CONVENING, DECIDING, ON, PAYING
from states.rulebooks.japan.days import ACT
from states.rules import Confidence, InForce, Rule


def _older_law(c: Context) -> Answer:
    """Nothing was asked of what the Commercial Code said before the Companies Act."""
    message = f"{c.on}: before {ACT} the Commercial Code was law, and this rulebook does not know it"
    return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="ask counsel")


OLDER: Final = (
    Rule(
        id="older_law",
        title="no law of that day is known",
        title_ja="会社法施行前(商法)の手続",
        weight=Weight.NOTE,
        source="Commercial Code (until 2006-04-30)",
        confidence=Confidence.CHECK,
        in_force=InForce(since=date.min, until=ACT - timedelta(days=1), keyed_on=ON),
        asked_at=DECIDING | PAYING | CONVENING,
        test=_older_law,
    ),
)
