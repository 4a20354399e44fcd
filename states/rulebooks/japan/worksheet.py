"""The distributable amount as a worksheet, added up again: Companies Act, articles 446 and 461; Accounting Rules 150, 158.

Single-entity accounts of Japan, and no figure of it is made here: each line is as the company worked it out, and what is
checked is that the lines make up the amount that was stated, and the adjustment for goodwill that follows from four of them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from states import money
from states.bounds import Answer
from states.context import Context
from states.finding import Verdict, Weight
from states.money import Span
from states.rulebooks.days import DECIDING, ON, PAYING, RESOLVED_ON
from states.rulebooks.japan.days import since_the_act
from states.rules import Confidence, Rule, When

ADDED: Final = {
    "other_capital_surplus": "446(i)",
    "other_retained_earnings": "446(i)",
    "gain_on_treasury_disposals": "446(ii)",
    "capital_and_reserves_reduced": "446(iii), (iv)",
    "profit_of_interim_accounts": "461(2)(ii)(a)",
    "treasury_disposed_in_interim_accounts": "461(2)(ii)(b)",
    "other_added": "Accounting Rules arts. 150(1)(v), (vi), 158(ix), (x)",
}
TAKEN_OFF: Final = {
    "loss_on_treasury_disposals": "446(ii)",
    "treasury_cancelled": "446(v)",
    "dividends_since": "446(vi)",
    "reserves_set_aside_since": "446(vii), Accounting Rules art. 150",
    "treasury_shares": "461(2)(iii)",
    "consideration_for_treasury_disposed": "461(2)(iv)",
    "loss_of_interim_accounts": "461(2)(v)",
    "goodwill_adjustment": "461(2)(vi), Accounting Rules art. 158(i)",
    "securities_valuation_loss": "Accounting Rules art. 158(ii)",
    "land_revaluation_loss": "Accounting Rules art. 158(iii)",
    "consolidated_difference": "Accounting Rules art. 158(iv)",
    "up_to_three_million": "Accounting Rules art. 158(vi)",
    "other_taken_off": "Accounting Rules arts. 150(1)(iii), (iv), 158(v), (vii), (viii)",
}
FOR_GOODWILL: Final = ("goodwill", "deferred_assets", "capital_and_reserves")  # beside other_capital_surplus
NEEDED: Final = ("other_capital_surplus", "other_retained_earnings", "treasury_shares")

DRAWN_UP: Final = When(
    text="a worksheet is stated", holds=lambda c: bool(c.dividend.worksheet), give="--set worksheet.NAME=AMOUNT"
)


def goodwill_adjustment(goodwill: Decimal, deferred: Decimal, kept: Decimal, surplus: Decimal) -> Decimal:
    """What goodwill and deferred assets take off the distributable amount.

    ``kept`` is capital and both reserves, ``surplus`` the other capital surplus, all in one currency.

    Source: Accounting Rules art. 158(i).
    """
    beyond = min(goodwill / 2 - kept, surplus)  # goodwill takes off no more than the other capital surplus
    return max(beyond + deferred, Decimal(0))


def _adds_up(c: Context) -> Answer:
    """The lines of the worksheet, added and taken off as the articles say, make up the amount that was stated."""
    sheet, stated = c.dividend.worksheet, c.dividend.distributable_amount
    unknown = [name for name in sheet if name not in (*ADDED, *TAKEN_OFF, *FOR_GOODWILL)]
    if unknown:
        remedy = f"state it as other_added or other_taken_off; known here: {', '.join((*ADDED, *TAKEN_OFF, *FOR_GOODWILL))}"
        message = f"not added up: not known whether {', '.join(unknown)} is added or taken off"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    missing = [name.replace("_", " ") for name in NEEDED if name not in sheet]
    if missing or stated is None:
        what = ", ".join([*missing, *(["distributable amount"] if stated is None else [])])
        remedy = "state --set worksheet.NAME=AMOUNT, 0 where there is none, and --distributable-amount"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{what} not stated", remedy=remedy)
    added = Span.sum([amount.span() for name, amount in sheet.items() if name in ADDED])
    off = Span.sum([amount.span() for name, amount in sheet.items() if name in TAKEN_OFF])
    found = added.less(off)
    figures = {"added": str(added), "taken off": str(off), "distributable amount": str(stated)}
    message = f"{added} less {off} is {found}, stated {stated}"
    if not found.meets(stated.span()):
        remedy = "work the sheet out again, or state --distributable-amount as it follows"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)
    return _goodwill(c, Answer(verdict=Verdict.PASS, message=message, figures=figures))


def _goodwill(c: Context, sound: Answer) -> Answer:
    """The same answer, unless the adjustment for goodwill does not follow from its own lines."""
    sheet = c.dividend.worksheet
    lines = [sheet.get(name) for name in (*FOR_GOODWILL, "other_capital_surplus")]
    if any(line is None or line.span().low != line.span().high for line in lines):
        return sound
    exact = goodwill_adjustment(*(line.amount for line in lines if line is not None))
    taken = sheet.get("goodwill_adjustment")
    off = Decimal(0) if taken is None else taken.amount
    if exact == off:
        return sound
    message = f"{sound.message}; goodwill takes off {money.show(exact)}, not {money.show(off)}"
    remedy = "state --set worksheet.goodwill_adjustment=AMOUNT as it follows"
    return Answer(verdict=Verdict.FAIL, message=message, figures=sound.figures, remedy=remedy)


def _reviewed(c: Context) -> Answer:
    """A second person has gone through the worksheet."""
    message = "not stated that a second person went through the worksheet"
    return Answer(verdict=Verdict.UNKNOWN, message=message, remedy='--attest worksheet="who, and when"')


WORKSHEET: Final = (
    Rule(
        id="distributable_worksheet",
        title="the worksheet does not make up the amount",
        title_ja="分配可能額計算書の検算",
        weight=Weight.BAR,
        source="Companies Act arts. 446, 461(2); Accounting Rules arts. 150, 158",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, DRAWN_UP),
        asked_at=DECIDING | PAYING,
        may_wait=DECIDING | PAYING,  # lines that are not stated yet; sums that are wrong stop
        test=_adds_up,
    ),
    Rule(
        id="worksheet_reviewed",
        title="no second person",
        title_ja="分配可能額計算書の第二者確認",
        weight=Weight.NOTE,
        source="no article asks for it; that nobody owned the amount is how it went wrong",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, DRAWN_UP),
        asked_at=DECIDING | PAYING,
        attest="worksheet",
        test=_reviewed,
    ),
)
