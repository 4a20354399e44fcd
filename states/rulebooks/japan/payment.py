"""Effect and payment: Companies Act, article 454(1)(iii)."""

from __future__ import annotations

from typing import Final

from states.bounds import Answer, Bound
from states.context import Context
from states.finding import Verdict, Weight
from states.rulebooks.japan.days import (
    DECIDING,
    DECISION,
    EFFECT,
    ON,
    PAYING,
    PAYMENT,
    PAYMENT_DAY_SET,
    RESOLVED_ON,
    REVISING,
    since_the_act,
)
from states.rules import Confidence, Rule


def _bank_day(c: Context) -> Answer:
    day, banks = c.on, c.calendars.get("JP-BANK")
    if day is None or banks is None:
        return Answer(verdict=Verdict.UNKNOWN, message="no calendar of bank days at hand")
    known = banks.is_open(day)
    figures = {"payment": f"{day} ({day:%a})", "calendar": banks.name}
    if known is None:
        return Answer(verdict=Verdict.UNKNOWN, message=f"{banks.name} does not cover {day}", figures=figures)
    message = f"payment {day} ({day:%a}), banks {'open' if known else 'closed'} by {banks.name}"
    verdict = Verdict.PASS if known else Verdict.FAIL
    return Answer(verdict=verdict, message=message, figures=figures, remedy="" if known else "pay on the next bank day")


PAYMENT_RULES: Final = (
    Rule(
        id="effect_not_before_resolution",
        title="effective before the decision",
        title_ja="効力発生日は決議の日以後",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(iii)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        restates="effect_not_before_decision",
        test=(
            Bound(
                day=EFFECT,
                of=(DECISION,),
                limit=lambda c, decision: decision,
                before=True,
                remedy="set an effective day on or after the decision",
                example=("2018-06-28", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="pay_not_before_effect",
        title="before the effective day",
        title_ja="支払は効力発生日以後",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(iii)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, PAYMENT_DAY_SET),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        restates="payment_not_before_effect",
        test=(
            Bound(
                day=PAYMENT,
                of=(EFFECT,),
                limit=lambda c, effect: effect,
                before=True,
                remedy="pay on the effective day",
                example=("2018-06-29", "2018-06-29"),
            ),
        ),
    ),
    Rule(
        id="pay_business_day",
        title="banks are closed",
        title_ja="支払開始日は銀行営業日",
        weight=Weight.NOTE,
        source="practice",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        asked_at=PAYING,
        test=_bank_day,
    ),
)
