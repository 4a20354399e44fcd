"""By when a dividend is paid, and until when it may be claimed: Commercial Act, article 464-2."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, within_months
from states.duties import Duty
from states.facts import Kind, Route
from states.finding import Weight
from states.rulebooks.days import (
    DECIDING,
    DECISION,
    PAID_FROM,
    PAYING,
    PAYMENT,
    PROPOSING,
    RESOLVED_ON,
    TO_BE_PAID,
)
from states.rulebooks.korea.days import REFORM, to_an_open_day
from states.rules import Confidence, InForce, Rule, When

DAY_FIXED: Final = Day("day of payment the company fixed", lambda c: c.pay_on, PAYMENT.give)
NO_DAY_FIXED: Final = When(
    text="no other time of payment is fixed", holds=lambda c: c.terms.pay_on is None, give="--pay-on with ketsugi revise"
)


def _one_month(c: Context, decision: date) -> date | Disputed:
    """A month; of what may be a quarterly dividend, 20 days are safe."""
    last = to_an_open_day(c, within_months(decision, 1))
    if c.dividend.route is not Route.INTERIM or c.company.articles.listed is False:
        return last
    why = "a quarterly dividend is paid within 20 days, unless the articles say otherwise (FSCMA art. 165-12(3))"
    return Disputed(decision + 20 * DAY, last.last if isinstance(last, Disputed) else last, why, "check the articles")


_A_MONTH: Final = (
    "one month from the day after the decision, to the eve of the corresponding day, or the month's end where there is none "
    "(the next open day is arguable); of a quarterly dividend, 20 days are safe"
)

PAYMENT_RULES: Final = (
    Rule(
        id="kr_pay_1m",
        title="payable after a month",
        title_ja="配当の支払は決議から1か月以内",
        weight=Weight.BAR,
        source="Commercial Act art. 464-2(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        applies=(RESOLVED_ON, NO_DAY_FIXED),
        asked_at=DECIDING,
        may_wait=PROPOSING,
        test=(
            Bound(
                day=PAID_FROM,
                of=(DECISION,),
                text=_A_MONTH,
                limit=_one_month,
                remedy="pay earlier, or let the resolution fix the day of payment: --pay-on",
                example=("2024-04-29", "2024-03-29"),
            ),
        ),
    ),
    Rule(
        id="kr_pay_1m_paid",
        title="paid after its time",
        title_ja="支払時期を過ぎた配当の支払",
        weight=Weight.DEFECT,  # what is owed is paid late rather than never
        source="Commercial Act art. 464-2(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        asked_at=PAYING,
        test=(
            Bound(
                day=PAYMENT,
                of=(DAY_FIXED,),
                text="the day of payment that the company fixed",
                limit=lambda c, fixed: fixed,
                when=lambda c: c.pay_on is not None,
                remedy="say why it is paid late",
                example=("2024-05-10", "2024-05-10"),
            ),
            Bound(
                day=PAYMENT,
                of=(DECISION,),
                text=f"{_A_MONTH}; asked where no day is fixed",
                limit=_one_month,
                when=lambda c: c.pay_on is None,
                remedy="say why it is paid late",
                example=("2024-04-29", "2024-03-29"),
            ),
        ),
    ),
)

DUTIES: Final = (
    Duty(
        id="kr_unclaimed",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の消滅時効(5年)",
        of_kind=Kind.DIVIDEND,
        source="Commercial Act art. 464-2(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID,),
        of=(PAID_FROM,),
        text="five years from the day after payment begins",
        due=lambda c, payment: within_months(payment, 60),
        lasting=True,
        caution="from which day they run could not be confirmed; the later is shown",
        example=("2029-04-19", "2024-04-19"),
    ),
)
