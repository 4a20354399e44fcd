"""Tax withheld from a dividend: rates by the day it becomes payable, and what is withheld, each tax cut to the yen.

Rates of 2027 and later are not known: a surtax is planned, and no law that could be confirmed fixes them.

Source: Income Tax Act arts. 170, 175, 182, 213; Special Taxation Measures Act arts. 9-3, 9-3-2; Act on Reconstruction
Funding art. 28; Local Tax Act art. 71-28; Income Tax Act art. 177 (holdings of over a third, from 2023-10-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from states.context import Context
from states.dates import DAY, elapsed, roll, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.days import EFFECT, PAID_FROM, TO_BE_PAID
from states.rulebooks.japan.days import offices, since_the_act
from states.rules import Confidence, When


class Payee(StrEnum):
    """Who receives a dividend, as far as the rate depends on it."""

    INDIVIDUAL = "individual, listed shares, below the large-holder line"
    LARGE_HOLDER = "individual of a large holding, or of shares that are not listed"
    CORPORATION = "domestic corporation, listed shares"
    PARENT = "domestic corporation holding all, or directly more than a third"
    NON_RESIDENT = "non-resident, listed shares, without a treaty rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """One row: what is withheld from dividends payable from ``since`` to ``until``, in fractions of the gross amount.

    ``income`` is the income tax with its surtax, one figure; ``local`` the local tax.
    """

    payee: Payee
    since: date
    until: date
    income: Decimal
    local: Decimal


def _row(payee: Payee, since: str, until: str, income: str, local: str = "0") -> Rate:
    days = date.fromisoformat(since), date.fromisoformat(until)
    return Rate(payee, *days, Decimal(income) / 100, Decimal(local) / 100)


P = Payee

RATES: Final = (
    _row(P.INDIVIDUAL, "2003-04-01", "2003-12-31", "10"),
    _row(P.INDIVIDUAL, "2004-01-01", "2012-12-31", "7", "3"),
    _row(P.INDIVIDUAL, "2013-01-01", "2013-12-31", "7.147", "3"),
    _row(P.INDIVIDUAL, "2014-01-01", "2026-12-31", "15.315", "5"),
    _row(P.LARGE_HOLDER, "2003-04-01", "2012-12-31", "20"),
    _row(P.LARGE_HOLDER, "2013-01-01", "2026-12-31", "20.42"),
    _row(P.CORPORATION, "2004-01-01", "2012-12-31", "7"),
    _row(P.CORPORATION, "2013-01-01", "2013-12-31", "7.147"),
    _row(P.CORPORATION, "2014-01-01", "2026-12-31", "15.315"),
    _row(P.PARENT, "2004-01-01", "2012-12-31", "7"),
    _row(P.PARENT, "2013-01-01", "2013-12-31", "7.147"),
    _row(P.PARENT, "2014-01-01", "2023-09-30", "15.315"),
    _row(P.PARENT, "2023-10-01", "2026-12-31", "0"),
    _row(P.NON_RESIDENT, "2004-01-01", "2012-12-31", "7"),
    _row(P.NON_RESIDENT, "2013-01-01", "2013-12-31", "7.147"),
    _row(P.NON_RESIDENT, "2014-01-01", "2026-12-31", "15.315"),
)


LINE_LOWERED: Final = date(2011, 10, 1)  # dividends payable from then on


def large_holder_line(payable_on: date) -> Decimal:
    """The share of all issued shares from which an individual holder of listed shares is a large one: 5%, later 3%.

    Three per cent holds for dividends payable from 2011-10-01.
    """
    return Decimal("0.03") if payable_on >= LINE_LOWERED else Decimal("0.05")


_LINES: Final = tuple(f"{large_holder_line(day):.0%}" for day in (LINE_LOWERED - DAY, LINE_LOWERED))
TABLES: Final = {
    "Tax withheld, each tax cut to the yen by itself": (
        ("payee", "payable", "income tax", "local tax"),
        *((row.payee, f"{row.since} to {row.until}", f"{row.income:.5%}", f"{row.local:.0%}") for row in RATES),
    ),
    "The large-holder line, of all issued shares": (
        ("payable", "of an individual with listed shares"),
        (f"before {LINE_LOWERED}", _LINES[0]),
        (f"from {LINE_LOWERED} on", _LINES[1]),
    ),
}


class Withheld(NamedTuple):
    """Whole yen: income tax with its surtax, local tax, and what the holder receives."""

    income: Decimal
    local: Decimal
    net: Decimal


def rate(payee: Payee, payable_on: date) -> Rate | None:
    """The rates for a dividend payable on a day; ``None`` where they are not known."""
    return next((row for row in RATES if row.payee is payee and row.since <= payable_on <= row.until), None)


def withheld(gross: Decimal, payee: Payee, payable_on: date) -> Withheld | None:
    """What is withheld from one holder's gross amount, in yen: each tax by itself, fractions cut off.

    A gross amount of JPY 1,350 payable in 2018: 206 and 67, and 1,077 to the holder.  Of JPY 6: nothing and nothing.

    Source: Act on General Rules for National Taxes art. 119(1); Local Tax Act art. 20-4-2(3).
    """
    row = rate(payee, payable_on)
    if row is None:
        return None
    income, local = ((gross * part).quantize(Decimal(1), rounding=ROUND_DOWN) for part in (row.income, row.local))
    return Withheld(income, local, gross - income - local)


def _tenth_of_next_month(c: Context, day: date) -> date:
    """The tenth of the month after ``day``; the offices' next day of business where it is closed."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return roll(date(year, month + 1, 10), offices(c))


def _not_all_paid(c: Context) -> bool:
    """Unless the settlement says that nothing was left over; before it, something may be."""
    left = (c.dividend.settlement.unclaimed, c.dividend.settlement.returned)
    effect, closed = EFFECT.read(c), c.last(D.CLOSE)  # all that is cleared within the year was paid
    if effect and closed and closed.on and closed.on <= elapsed(effect, years=1):
        return False
    return None in left or any(left)


NOT_ALL_PAID: Final = When(text="not all was paid at once", holds=_not_all_paid, give="--unclaimed --returned")
SURE, CHECK = Confidence.SURE, Confidence.CHECK

TAX_DUTIES: Final = (
    Duty(
        id="withholding_due",
        title="pay over the tax withheld",
        title_ja="源泉所得税・地方税の納付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 181(1); Local Tax Act",
        confidence=SURE,
        in_force=since_the_act(PAID_FROM),
        applies=(TO_BE_PAID,),
        of=(PAID_FROM,),
        text="the 10th of the month after that in which payment begins, or the next day government offices are open",
        due=_tenth_of_next_month,
        example=("2018-07-10", "2018-06-29"),
    ),
    Duty(
        id="payment_record_due",
        title="file the statements of payment with the tax office",
        title_ja="支払調書の提出",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 225(1)",
        confidence=SURE,
        in_force=since_the_act(EFFECT),
        applies=(TO_BE_PAID,),
        of=(EFFECT,),
        text=(
            "one month from the day after the effective day, to the eve of the corresponding day, or the month's end where "
            "there is none; if offices are closed, their next open day"
        ),
        due=lambda c, effect: roll(within_months(effect, 1), offices(c)),
        example=("2018-07-30", "2018-06-29"),
    ),
    Duty(
        id="payment_notice_due",
        title="send the holders their payment notices",
        title_ja="支払通知書の交付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 225(2)",
        confidence=CHECK,
        caution="the day could not be confirmed; that of the statements of payment is shown",
        in_force=since_the_act(EFFECT),
        applies=(TO_BE_PAID,),
        of=(EFFECT,),
        text=(
            "one month from the day after the effective day, to the eve of the corresponding day, or the month's end where "
            "there is none; if offices are closed, their next open day"
        ),
        due=lambda c, effect: roll(within_months(effect, 1), offices(c)),
        example=("2018-07-30", "2018-06-29"),
    ),
    Duty(
        id="deemed_paid_1y",
        title="pay over the tax on what is still unpaid after a year",
        title_ja="みなし支払(1年)に係る源泉所得税の納付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 181(2)",
        confidence=SURE,
        in_force=since_the_act(EFFECT),
        applies=(TO_BE_PAID, NOT_ALL_PAID),
        of=(EFFECT,),
        text=(
            "a year from the day after the effective day: the 10th of the month after that of the day following its end, or "
            "the next day government offices are open"
        ),
        due=lambda c, effect: _tenth_of_next_month(c, elapsed(effect, years=1)),
        arises=lambda c, effect: elapsed(effect, years=1),
        example=("2019-07-10", "2018-06-29"),
    ),
)
