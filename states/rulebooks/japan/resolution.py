"""The resolution and who may take it: Companies Act, articles 309, 454 and 459."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from states.bounds import Answer, every
from states.context import Context
from states.dates import within_months
from states.dividend import Event as D
from states.facts import Kind, Route
from states.finding import Verdict, Weight
from states.rulebooks.days import BY_BOARD, DECIDING, INTERIM, ON, RESOLVED_ON, REVISING
from states.rulebooks.japan.days import has_board, since_the_act
from states.rulebooks.japan.in_kind import without_cash
from states.rules import Confidence, Rule, steps
from states.stated import Range, StatedDay
from states.terms import UNDECIDED


def _three_items(c: Context) -> Answer:
    """Kind and total book value; allotment; effective date."""
    open_items, missing, vague = [], [], []
    items: dict[str, list[object]] = {
        "lines (per share and total)": [c.terms.lines or None],
        "total": [line.total for line in c.terms.lines],
        "per share": [line.per_share for line in c.terms.lines],
        "currency": [c.terms.currency],
        "effective day": [c.terms.effective_on],
    }
    for name, values in items.items():
        if any(value is UNDECIDED for value in values):
            open_items.append(name)
        elif any(value is None for value in values):
            missing.append(name)
        elif loose := [str(value) for value in values if isinstance(value, StatedDay | Range)]:
            vague.append(f"{name} {', '.join(loose)}")
    remedy = "state them with ketsugi revise"
    if open_items:
        return Answer(verdict=Verdict.FAIL, message=f"{', '.join(open_items)} undecided", remedy=remedy)
    if missing:
        return Answer(verdict=Verdict.UNKNOWN, message=f"{', '.join(missing)} not stated", remedy=remedy)
    if vague:
        message = f"{', '.join(vague)}: not one day or amount, and whether that is enough could not be confirmed"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    return Answer(verdict=Verdict.PASS, message="total, allotment and effective date are fixed")


TO_THE_MEETING: Final = "put it to the general meeting"


def _interim(c: Context) -> Answer:
    """The articles allow it; it is decided within the fiscal year; it is the only one of that year."""
    allowed, year_end = c.company.articles.interim_dividends, c.dividend.fiscal_year_end
    board = has_board(c)
    if board is None:
        remedy = "state --article has_board=true or false with ketsugi company amend"
        return Answer(
            verdict=Verdict.UNKNOWN, message="not stated whether the company has a board of directors", remedy=remedy
        )
    if not board:
        return Answer(verdict=Verdict.FAIL, message="the company has no board of directors", remedy=TO_THE_MEETING)
    if c.terms.in_kind:
        return Answer(verdict=Verdict.FAIL, message="an interim dividend of the board is money", remedy=TO_THE_MEETING)
    if allowed is False:
        return Answer(verdict=Verdict.FAIL, message="the articles do not allow interim dividends", remedy=TO_THE_MEETING)
    if allowed is None:
        remedy = "state --article interim_dividends=true or false with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message="not stated whether the articles allow it", remedy=remedy)
    if year_end is None or c.on is None:
        remedy = "state --fiscal-year-end with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message="the fiscal year is not stated", remedy=remedy)
    begin = within_months(year_end, -12) + timedelta(days=1)
    same_year = [other for other in c.siblings if other.route == Route.INTERIM and other.fiscal_year_end == year_end]
    earlier = [other.ref for other in same_year if other.carried]
    figures = {"fiscal year": f"{begin} to {year_end}", "decided": str(c.on)}
    if earlier:
        message = f"fiscal year to {year_end} already has {', '.join(earlier)}"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=TO_THE_MEETING)
    message = f"decided {c.on}, fiscal year {begin} to {year_end}"
    if begin <= c.on <= year_end:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = f"decide it within the fiscal year, or {TO_THE_MEETING}"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


def _authority_459(c: Context) -> Answer:
    """Articles, organs and the last accounts meet every condition of the article."""
    articles = c.company.articles
    conditions = {
        "a board of directors": has_board(c),
        "the articles give dividends to the board": articles.board_decides_dividends,
        "an accounting auditor": articles.accounting_auditor,
        "directors' terms end within one year": articles.directors_one_year_term,
        "a board of auditors or an audit committee": articles.audit_board,
        "money, or an option of it": None if (property_only := without_cash(c)) is None else not property_only,
        "a clean audit of the last accounts": c.dividend.accounts_clean,
    }
    return every(
        conditions,
        passed="all conditions of the article are met",
        lacking=TO_THE_MEETING,
        unknown="state the articles with ketsugi company amend --article, the audit with --accounts-clean, "
        "an option of money with ketsugi revise --set cash_option=true or false",
    )


RESOLUTION: Final = (
    Rule(
        id="resolve_three_items",
        title="an item is not fixed",
        title_ja="配当決議の三事項",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        test=_three_items,
    ),
    Rule(
        id="interim_by_board",
        title="not an interim dividend the board may decide",
        title_ja="取締役会決議による中間配当(事業年度の途中に1回)",
        weight=Weight.BAR,
        source="Companies Act art. 454(5)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(INTERIM,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=_interim,
    ),
    Rule(
        id="board_authority_459",
        title="no authority of the board",
        title_ja="剰余金の配当を取締役会が決定する旨の定款の定め",
        weight=Weight.BAR,
        source="Companies Act art. 459(1)(iv), (2); Accounting Rules art. 155",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_BOARD,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=_authority_459,
    ),
)
