"""Who decides, within what, and by which votes: Commercial Act, arts. 368, 449-2, 462 and 462-3; FSCMA, art. 165-12."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Disputed, every
from states.context import Context
from states.dates import DAY, within_months
from states.dividend import Event as D
from states.facts import Kind, Route
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    AGAIN,
    BY_BOARD,
    BY_MEETING,
    DECIDING,
    DECISION,
    FISCAL_YEAR_END,
    FIXED,
    INTERIM,
    LISTED,
    MEETING_SITS,
    ON,
    PROPOSING,
    RESOLVED_ON,
    VOTING,
)
from states.rulebooks.korea.days import FSCMA, REFORM, to_an_open_day
from states.rulebooks.questions import uncounted, within_what_may_be_distributed
from states.rules import Confidence, InForce, Rule, steps
from states.votes import more_than_half

BY_THE_BOARD: Final = steps(Kind.DIVIDEND, D.DECIDE)


def _by_board(c: Context) -> Answer:
    """The articles let the board approve the accounts, their audit is unqualified, and all auditors consent."""
    return every(
        {
            "the articles let the board approve the accounts": c.company.articles.board_decides_dividends,
            "an unqualified opinion on the accounts": c.dividend.accounts_clean,
            "the consent of all auditors, or of all members of the audit committee": None,  # the book does not hold it
        },
        passed="the board approves the accounts, and so decides",
        lacking="put it to the general meeting",
        unknown="state --article board_decides_dividends=… with ketsugi company amend, the audit with --accounts-clean",
    )


def _earlier(c: Context) -> list[str]:
    """The interim dividends of the same fiscal year that were decided already."""
    year_end = c.dividend.fiscal_year_end
    same_year = [each for each in c.siblings if each.route == Route.INTERIM and each.fiscal_year_end == year_end]
    return [each.ref for each in same_year if each.carried]


def _interim(c: Context) -> Answer:
    """The articles allow it, and it is the only one of its year; of a listed company, one of three at most."""
    earlier, listed = _earlier(c), c.company.articles.listed
    few: bool | None = listed
    if not earlier:
        few = True if c.dividend.fiscal_year_end else None
    elif len(earlier) >= 3:
        few = False
    return every(
        {
            "the articles allow interim dividends": c.company.articles.interim_dividends,
            "the only one of its fiscal year, or one of three of a listed company": few,
        },
        passed=f"allowed by the articles; decided before in that year: {', '.join(earlier) or 'none'}",
        lacking="put it to the general meeting",
        unknown="state --article interim_dividends=… and listed=… with ketsugi company amend, and --fiscal-year-end",
        figures={"decided before": ", ".join(earlier)} if earlier else None,
    )


def _45_days(c: Context, year_end: date) -> date | Disputed:
    """From the end of the latest quarter; the one interim dividend of a year that is not quarterly has the year."""
    decision, begin = DECISION.read(c) or c.today, within_months(year_end, -12)
    quarters = [within_months(begin, months) for months in (3, 6, 9)]
    last = max((each for each in quarters if each <= decision), default=quarters[0]) + 45 * DAY
    if _earlier(c):
        return to_an_open_day(c, last)
    why = "a quarterly dividend must be decided by then, the one interim dividend of a year (art. 462-3) need not"
    return Disputed(last, year_end, why, "check by which article it is decided")


def _carried(c: Context) -> Answer:
    """A majority of the votes present, and a quarter of the issued shares that can vote, are in favour."""
    votes = c.dividend.votes
    if votes.in_favour is None or votes.present is None or votes.exercisable is None:
        return uncounted({"for": votes.in_favour, "present": votes.present, "exercisable": votes.exercisable})
    figures = {"for": str(votes.in_favour), "present": str(votes.present), "exercisable": str(votes.exercisable)}
    message = (
        f"{votes.in_favour:,} votes for: more than half of the {votes.present:,} present and a quarter of the "
        f"{votes.exercisable:,} that can be cast needed"
    )
    if more_than_half(votes.in_favour, votes.present) and 4 * votes.in_favour >= votes.exercisable:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = "check the counts and what the articles ask for, or record the rejection: ketsugi reject"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


DECISION_RULES: Final = (
    Rule(
        id="kr_agm",
        title="not the board's decision",
        title_ja="利益配当は株主総会の決議事項(財務諸表を取締役会が承認する場合を除く)",
        weight=Weight.BAR,
        source="Commercial Act arts. 449-2(1), 462(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(BY_BOARD,),
        attest="board_authority",
        asked_at=BY_THE_BOARD,
        test=_by_board,
    ),
    Rule(
        id="kr_profits",
        title="more than the distributable profit",
        title_ja="配当可能利益の範囲内",
        weight=Weight.BAR,
        source="Commercial Act arts. 462(1), 462-3(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        applies=(RESOLVED_ON,),
        attest="distributable_amount",
        asked_at=DECIDING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="kr_interim",
        title="not an interim dividend the board may decide",
        title_ja="中間配当・四半期配当(定款の定め、回数)",
        weight=Weight.BAR,
        source="Commercial Act art. 462-3(1); FSCMA art. 165-12(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(INTERIM,),
        asked_at=BY_THE_BOARD,
        test=_interim,
    ),
    Rule(
        id="kr_interim_45_days",
        title="decided too long after the quarter",
        title_ja="四半期配当の決議は四半期末から45日以内",
        weight=Weight.BAR,
        source="FSCMA art. 165-12(1), (2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=FSCMA, keyed_on=DECISION),
        applies=(LISTED, INTERIM),
        asked_at=BY_THE_BOARD,
        test=(
            Bound(
                day=DECISION,
                of=(FISCAL_YEAR_END,),
                text="45 days after the end of the third, sixth or ninth month of the fiscal year, whichever came last",
                limit=_45_days,
                remedy="put it to the general meeting, or wait for the next quarter",
                example=("2018-05-15", "2018-12-31"),
            ),
        ),
    ),
    Rule(
        id="kr_majority",
        title="not carried",
        title_ja="普通決議の要件(出席議決権の過半数かつ発行済株式総数の4分の1以上)",
        weight=Weight.NOTE,
        source="Commercial Act arts. 368(1), 371",
        confidence=Confidence.CHECK,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(BY_MEETING, MEETING_SITS),
        asked_at=VOTING,
        test=_carried,
    ),
)
