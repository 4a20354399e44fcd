"""What a dividend does to the accounts: Companies Act, articles 445(4), 446, 461 and 465; Accounting Rules, 22 and 23."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Final

from states import money
from states.bounds import Answer, Bound, Day
from states.context import Context
from states.dividend import Event as D
from states.facts import Kind, MeetingKind, Route
from states.finding import Verdict, Weight
from states.money import MAX_DIGITS
from states.payable import in_all
from states.rulebooks.days import DECIDING, ON, PAYING, RESOLVED_ON, VOTING
from states.rulebooks.japan.days import since_the_act
from states.rules import Confidence, Rule, When, steps

WORKED_OUT = Day("day of the distributable amount", lambda c: c.dividend.distributable_on, "--set distributable_on=DATE")
SURPLUS_CHANGED = Day("surplus changed", lambda c: c.dividend.surplus_changed_on, "--set surplus_changed_on=DATE")


def _changed(c: Context) -> bool | None:
    """Since the year end; that nothing is said of it is said once, when the money leaves."""
    changed, year_end = c.dividend.surplus_changed_on, c.dividend.fiscal_year_end
    if changed is None:
        return None if c.event == D.PAY else False
    return year_end is None or changed > year_end


CHANGED: Final = When(
    text="a buy-back, dividend or disposal changed the surplus since the year end",
    holds=_changed,
    give="--set surplus_changed_on=DATE",
)


def reserve_needed(capital: Decimal, reserves: Decimal, dividend: Decimal) -> Decimal:
    """What a dividend adds to the reserves: a tenth of it, until they are a quarter of the capital.

    Capital 60,000, reserves 7,000, dividend 5,000: 500.  Capital 10,000, reserves 2,380, dividend 800: 80.

    Source: Companies Act art. 445(4); Accounting Rules arts. 22, 23.  Nothing is rounded here.
    """
    with localcontext() as context:
        context.prec = 2 * MAX_DIGITS
        return max(Decimal(0), min(capital / 4 - reserves, dividend / 10))


def _short(c: Context) -> bool | None:
    """Whether the reserves are below a quarter of the capital, by any reading."""
    capital, reserves = c.dividend.capital, c.dividend.reserves
    return None if capital is None or reserves is None else capital.widest().high > 4 * reserves.widest().low


SHORT: Final = When(
    text="the reserves are below a quarter of the capital",
    holds=_short,
    give="--set capital=AMOUNT --set reserves=AMOUNT",
)


def _set_aside(c: Context) -> Answer:
    """At least what is needed, the figures read in the direction that asks for more."""
    capital, reserves, aside = c.dividend.capital, c.dividend.reserves, c.dividend.reserve_set_aside
    paid = in_all(c.dividend)
    if capital is None or reserves is None or paid is None or c.terms.currency != "JPY":
        return Answer(verdict=Verdict.UNKNOWN, message="total in yen not stated", remedy="work it out in yen")
    most = reserve_needed(capital.widest().high, reserves.widest().low, paid.high)
    least = reserve_needed(capital.widest().low, reserves.widest().high, paid.low)
    rounded = most.to_integral_value(ROUND_CEILING)
    message = f"JPY {money.show(rounded)} to be set aside"
    if aside is None:
        return Answer(
            verdict=Verdict.UNKNOWN, message=f"{message}; not stated what was", remedy="state --set reserve_set_aside="
        )
    message += f", JPY {aside} was"
    figures = {"needed": str(rounded), "set aside": str(aside)}
    if aside.widest().low >= rounded:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    sources = max(1, len(c.terms.resources))  # each with a fraction of a yen of its own
    if aside.widest().high < least.to_integral_value(ROUND_FLOOR) - (sources - 1):
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy="book the difference")
    why = "whether a fraction of a yen is rounded up could not be confirmed" if most == least else "the figures are rounded"
    return Answer(verdict=Verdict.UNKNOWN, message=f"{message}: {why}", figures=figures, remedy="round it up to be safe")


def _exempt(c: Context) -> bool | None:
    """What the ordinary meeting decides is exempt from the liability for a deficit."""
    if c.dividend.route in (Route.BOARD, Route.INTERIM):
        return True
    kind = c.meeting.kind if c.meeting else None
    return None if kind is None else kind is MeetingKind.EXTRAORDINARY


NOT_BY_ORDINARY_MEETING: Final = When(
    text="the ordinary meeting does not decide it",
    holds=_exempt,
    give="--set kind=ordinary or extraordinary of the meeting",
)


def _deficit(c: Context) -> Answer:
    """No deficit is expected at the year end: who carries out such a dividend would be liable for it."""
    expected, liable = c.dividend.deficit_expected, "the directors who carry it out are liable for a deficit at the year end"
    if expected is False:
        return Answer(verdict=Verdict.PASS, message=f"{liable}; none is expected")
    if c.dividend.route is Route.BOARD:
        message = f"{liable}, unless it is the board that approves the accounts"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="ask counsel: art. 465(1)(x)(a)")
    if expected:
        return Answer(
            verdict=Verdict.FAIL, message=f"{liable}, and one is expected", remedy="lower it or wait for the accounts"
        )
    return Answer(verdict=Verdict.UNKNOWN, message=liable, remedy="state --set deficit_expected=true or false")


RESERVE_RULES: Final = (
    Rule(
        id="distributable_shared",
        title="the distributable amount is out of date",
        title_ja="分配可能額の再計算(自己株式取得等の反映)",
        weight=Weight.BAR,
        source="Companies Act arts. 446, 461",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, CHANGED),
        asked_at=DECIDING | PAYING,
        may_wait=DECIDING | PAYING,
        attest="surplus_unchanged",
        test=(
            Bound(
                day=WORKED_OUT,
                of=(SURPLUS_CHANGED,),
                text="the day on which the surplus last changed",
                limit=lambda c, changed: changed,
                before=True,
                remedy="work it out again, with all that was bought back, distributed and disposed of",
                example=("2018-06-28", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="reserve_one_tenth",
        title="too little set aside",
        title_ja="剰余金の配当に伴う準備金の積立て(10分の1)",
        weight=Weight.DEFECT,  # of the booking, not of the resolution: it is cured by booking the rest
        source="Companies Act art. 445(4); Accounting Rules arts. 22, 23",
        confidence=Confidence.SURE,  # the tenth is; that a fraction of a yen is rounded up is not, and answered unknown
        in_force=since_the_act(ON),
        applies=(SHORT,),
        asked_at=PAYING,
        test=_set_aside,
    ),
    Rule(
        id="deficit_465",
        title="liability for a deficit",
        title_ja="欠損填補責任(定時総会決議を除く)",
        weight=Weight.NOTE,
        source="Companies Act art. 465(1)(x)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(NOT_BY_ORDINARY_MEETING,),
        asked_at=VOTING | steps(Kind.DIVIDEND, D.DECIDE),
        test=_deficit,
    ),
)
