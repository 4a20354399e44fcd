"""Effect and payment: Companies Act, article 454(1)(iii); Civil Code, article 412; the ways in which holders are paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from states import money
from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dates import DayNotKnown, roll, within_months
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import DECIDING, DECISION, EFFECT, ON, PAYING, PAYMENT, PAYMENT_DAY_SET, RESOLVED_ON, REVISING
from states.rulebooks.japan.days import since_the_act
from states.rulebooks.questions import paid_on_an_open_day
from states.rules import Confidence, Rule, When, steps


def _as_worked_out(c: Context) -> Answer:
    """What was paid, unclaimed and returned is the amount per share on the entitled shares, to the last digit."""
    went = c.dividend.settlement
    amounts = (went.paid, went.unclaimed, went.returned)
    exact = [
        money.product(line.per_share, shares)
        for line in c.terms.lines
        if isinstance(line.per_share, Decimal) and (shares := c.dividend.shares_of(line.share_class).entitled) is not None
    ]
    if None in amounts or not exact or len(exact) < len(c.terms.lines):
        message = "amounts per share, entitled shares or amounts settled not all stated"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="state them to have the difference shown")
    together, due = money.total([each for each in amounts if each is not None]), money.total(exact)
    figures = {"settled": str(together), "worked out": str(due)}
    message = f"{money.show(together)} settled, {money.show(due)} by the amount per share"
    if together == due:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    message = f"{message}: {together - due:+,f}"
    remedy = "explain it by the rounding of each holder's amount, or account for it with the paying agent"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


RECEIPT_END = Day("last day for receipts", lambda c: c.dividend.receipt_until_on, "--set receipt_until_on=DATE")
RECEIPTS: Final = When(
    text="receipts are cashed until a stated day",
    holds=lambda c: c.dividend.receipt_until_on is not None,
    give="--set receipt_until_on=DATE",
)
BY_WAYS: Final = When(
    text="what was paid is stated by the way it was paid",
    holds=lambda c: bool(c.dividend.settlement.paid_by),
    give="--set paid_by.receipt=AMOUNT",
)
WAYS: Final = ("receipt", "account", "registered_account", "proportional")
BOOK_ENTRY: Final = date(2009, 1, 5)  # the last two ways came with dematerialised shares


LONGEST_CLOSURE: Final = timedelta(days=10)  # of banks, as from 2019-04-27 to 05-06


def _no_delay(c: Context, effect: date) -> date | Disputed:
    """The effective day; where banks are closed on it, their next day is what practice takes."""
    banks = c.calendars.get("JP-BANK")
    try:
        open_day = roll(effect, banks) if banks else None
    except DayNotKnown:
        open_day = None
    if open_day is None:
        why = f"whether banks are open on {effect} is not known"
        return Disputed(effect, effect + LONGEST_CLOSURE, why, "check the days of banks by hand")
    if open_day == effect:
        return effect
    why = f"banks are closed on {effect}; whether interest runs from it could not be confirmed"
    return Disputed(effect, open_day, why, "set an effective day on which banks are open")


def _ways(c: Context) -> Answer:
    """Each way is one that there was on the day, and together they are what was paid."""
    ways, paid = c.dividend.settlement.paid_by, c.dividend.settlement.paid
    known = WAYS if c.on is None or c.on >= BOOK_ENTRY else WAYS[:2]
    together = money.total(list(ways.values()))
    figures = {name: str(value) for name, value in ways.items()}
    if strange := [name for name in ways if name not in known]:
        message = f"no way of payment: {', '.join(strange)}; known on the day: {', '.join(known)}"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy="check the registrar's report")
    if paid is None:
        message = f"{money.show(together)} by all ways; what was paid is not stated"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy="state --paid")
    message = f"{money.show(together)} by all ways, {money.show(paid)} paid"
    verdict = Verdict.PASS if together == paid else Verdict.FAIL
    remedy = "" if verdict is Verdict.PASS else "check the registrar's report"
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)


PAYMENT_RULES: Final = (
    Rule(
        id="settled_as_worked_out",
        title="not what the amount per share comes to",
        title_ja="支払額と1株当たり配当額×配当対象株式数との差",
        weight=Weight.NOTE,  # how a holder's fraction of a yen is rounded is the registrar's
        source="Companies Act art. 454(1)(i), (3)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        asked_at=steps(Kind.DIVIDEND, D.SETTLE),
        test=_as_worked_out,
    ),
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
                text="the day of the decision",
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
                text="the effective day",
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
        test=paid_on_an_open_day("JP-BANK", "banks"),
    ),
    Rule(
        id="pay_delay",
        title="paid after the effective day",
        title_ja="効力発生日後の支払(遅延損害金)",
        weight=Weight.NOTE,
        source="Civil Code art. 412",
        confidence=Confidence.CHECK,  # from when interest runs
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, PAYMENT_DAY_SET),
        asked_at=DECIDING | PAYING,
        test=(
            Bound(
                day=PAYMENT,
                of=(EFFECT,),
                text=(
                    "the effective day; where banks are closed on it, whether their next open day is in time could not be "
                    "confirmed"
                ),
                limit=_no_delay,
                remedy="pay on the effective day, or note why it takes longer",
                example=("2018-06-29", "2018-06-29"),
            ),
        ),
    ),
    Rule(
        id="pay_routes",
        title="the ways of payment do not add up",
        title_ja="配当金の受領方法別の支払額",
        weight=Weight.NOTE,
        source="JASDEC Business Rules for Book-Entry Transfer of Shares",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_WAYS,),
        asked_at=steps(Kind.DIVIDEND, D.SETTLE),
        test=_ways,
    ),
    Rule(
        id="receipt_window",
        title="receipts are cashed for less than a month",
        title_ja="配当金領収証の払渡期間",
        weight=Weight.NOTE,
        source="practice",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RECEIPTS,),
        asked_at=PAYING,
        test=(
            Bound(
                day=RECEIPT_END,
                of=(PAYMENT,),
                text=(
                    "one month from the day after payment begins, to the eve of the corresponding day, or the month's end "
                    "where there is none"
                ),
                limit=lambda c, payment: within_months(payment, 1),
                before=True,
                remedy="keep the receipts payable for a month at least",
                example=("2018-07-29", "2018-06-29"),
            ),
        ),
    ),
)
