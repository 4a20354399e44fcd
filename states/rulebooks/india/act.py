"""The Companies Act 2013: who declares a dividend, within what, and by when it is paid."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Disputed
from states.context import Context
from states.dates import DAY, clear_before
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    AGAIN,
    BY_BOARD,
    BY_MEETING,
    CONVENED,
    CONVENING,
    DECIDING,
    DECISION,
    FIRST_SITTING,
    FIXED,
    NOTICE,
    ON,
    ORDINARY,
    PAYING,
    PAYMENT,
    RESOLVED_ON,
    VOTING,
    YEAR_OF_MEETING,
    clear_days_or,
    meeting_of,
)
from states.rulebooks.india.days import ACT, months_from
from states.rulebooks.questions import (
    more_for_than_against,
    not_above_the_proposal,
    not_the_boards,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, When, steps

PENALTY: Final = date(2013, 9, 12)  # of s. 127


CAPPED: Final = When(
    text="the articles do not let the meeting exceed the recommendation",
    holds=lambda c: not c.company.articles.meeting_may_exceed,
    give="--article meeting_may_exceed=true or false with ketsugi company amend",
)


PRIVATE_NOTICE: Final = date(2015, 6, 5)  # Notification G.S.R. 464(E): ss. 101 to 107 and 109 give way to such articles


def _notice(c: Context, meeting: date) -> date | Disputed:
    """21 clear days; the articles of a private company may set fewer."""
    safe, articles = clear_before(meeting, 21), c.company.articles
    few = articles.notice_days if articles.public is False and not articles.listed else None
    if few is None or few >= 21 or meeting < PRIVATE_NOTICE:
        return safe
    why = f"the articles of a private company may set fewer ({few} here): Notification G.S.R. 464(E) of 2015-06-05"
    return Disputed(safe, clear_before(meeting, few), why, "check that the company comes under the notification")


def _interest(c: Context) -> Answer:
    """Nothing is owed for delay: payment begins within 30 days of the declaration."""
    decision, paid = DECISION.read(c), PAYMENT.read(c)
    if decision is None or paid is None:
        return Answer(verdict=Verdict.UNKNOWN, message="day of payment not stated", remedy=f"state {PAYMENT.give}")
    last = decision + 30 * DAY
    figures = {"decision": str(decision), "payment": str(paid)}
    message, slack = f"decision {decision}, payment {paid}", (last - paid).days
    if slack >= 0:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures, bound=last, slack=slack)
    message += f": {-slack} {'day' if slack == -1 else 'days'} beyond the 30"
    remedy = "pay simple interest of 18 per cent a year for the delay, as counsel confirms"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, bound=last, slack=slack, remedy=remedy)


SURE, CHECK = Confidence.SURE, Confidence.CHECK

COMPANIES_ACT: Final = (
    Rule(
        id="in_declaration",
        title="not the board's decision",
        title_ja="期末配当の宣言は株主総会の決議事項",
        weight=Weight.BAR,
        source="Companies Act 2013 s. 102(2)(a)(ii); Schedule I Table F reg. 80",
        confidence=SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_BOARD,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="in_recommended_cap",
        title="more than the board recommended",
        title_ja="総会の宣言額は取締役会の勧告額以内",
        weight=Weight.NOTE,
        source="Companies Act 2013 Schedule I Table F reg. 80",
        confidence=CHECK,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_MEETING, CAPPED),
        asked_at=VOTING,
        test=not_above_the_proposal,
    ),
    Rule(
        id="in_profits",
        title="more than the profits",
        title_ja="配当可能利益の範囲内",
        weight=Weight.NOTE,
        source="Companies Act 2013 s. 123(1), (3)",
        confidence=CHECK,
        in_force=InForce(since=ACT, keyed_on=ON),
        attest="distributable_amount",
        asked_at=steps(Kind.DIVIDEND, D.RESOLVE, D.DECIDE, D.APPROVE) | AGAIN,
        may_wait=FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="in_pay_30d",
        title="not to be paid within 30 days of the decision",
        title_ja="配当は宣言から30日以内に支払",
        weight=Weight.BAR,
        source="Companies Act 2013 ss. 124(1), 127",
        confidence=SURE,
        in_force=InForce(since=PENALTY, keyed_on=DECISION),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=DECIDING,  # a decision need not name the day
        test=(
            Bound(
                day=PAYMENT,
                of=(DECISION,),
                text="30 days after the declaration",
                limit=lambda c, decision: decision + 30 * DAY,
                remedy="set a day of payment within 30 days of the declaration",
                example=("2024-09-19", "2024-08-20"),
            ),
            Bound(
                day=PAYMENT,
                of=(DECISION,),
                text="the day of the declaration",
                limit=lambda c, decision: decision,
                before=True,
                remedy="set a day of payment on or after the declaration",
                example=("2024-08-20", "2024-08-20"),
            ),
        ),
    ),
    Rule(
        id="in_pay_interest",
        title="paid after 30 days",
        title_ja="宣言から30日を超える支払(年18%の利息)",
        weight=Weight.NOTE,  # what is late is owed all the same, and must be paid
        source="Companies Act 2013 s. 127",
        confidence=CHECK,
        in_force=InForce(since=PENALTY, keyed_on=DECISION),
        asked_at=PAYING,
        test=_interest,
    ),
    Rule(
        id="in_majority",
        title="not carried",
        title_ja="普通決議の要件(賛成票が反対票を上回ること)",
        weight=Weight.NOTE,
        source="Companies Act 2013 s. 114(1)",
        confidence=CHECK,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_MEETING,),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="in_agm",
        title="convened too late",
        title_ja="招集通知は21日前まで(両端不算入)",
        weight=Weight.DEFECT,
        source="Companies Act 2013 s. 101(1)",
        confidence=SURE,
        in_force=InForce(since=ACT, keyed_on=FIRST_SITTING),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="21 clear days before the meeting; with fewer, by the articles of a private company, answered unknown",
                limit=_notice,
                measure=clear_days_or(21, "by the articles of a private company"),
                remedy=(
                    "move the meeting; or, of a private company whose articles set fewer days, state --article public=false "
                    "--article notice_days=N with ketsugi company amend; or override with the consent to shorter notice "
                    "that s. 101(1) asks for"
                ),
                example=("2024-07-29", "2024-08-20"),
            ),
        ),
    ),
    Rule(
        id="in_agm_6m",
        title="after six months",
        title_ja="定時総会は事業年度末から6か月以内(最初の総会は9か月以内)",
        weight=Weight.NOTE,
        source="Companies Act 2013 s. 96(1)",
        confidence=SURE,
        in_force=InForce(since=ACT, keyed_on=FIRST_SITTING),
        applies=(ORDINARY,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text="six months after the fiscal year end, nine for the company's first meeting",
                limit=lambda c, year_end: months_from(year_end, 9 if meeting_of(c).number == 1 else 6),
                remedy="hold it earlier, or ask the Registrar of Companies for more time",
                example=("2024-09-30", "2024-03-31"),
            ),
        ),
    ),
)
