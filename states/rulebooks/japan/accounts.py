"""The accounts of the year, their audit and the ordinary meeting: Companies Act, articles 296, 436 and 437."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Day
from states.context import Context
from states.dates import elapsed, within_months
from states.finding import Weight
from states.rulebooks.days import CONVENED, CONVENING, FIRST_SITTING, NOTICE, ORDINARY, YEAR_OF_MEETING, meeting_of
from states.rulebooks.japan.days import ACCOUNTS_BOARD, HAS_BOARD, since_the_act
from states.rules import Confidence, Rule, When


def _audited(c: Context) -> date | None:
    """The day of the audit report, or the day it was due if that is earlier: from then on the accounts count as audited.

    Four weeks elapsed from the accounts, one week from the schedules, or the day agreed, whichever is latest.

    Source: Accounting Rules art. 130(1)(i), (3).
    """
    meeting = meeting_of(c)
    if meeting.accounts_to_auditor_on is None or meeting.schedules_to_auditor_on is None:
        return meeting.audited_on
    due = max(elapsed(meeting.accounts_to_auditor_on, weeks=4), elapsed(meeting.schedules_to_auditor_on, weeks=1))
    due = max(due, meeting.audit_agreed_on) if meeting.audit_agreed_on else due
    return min(due, meeting.audited_on) if meeting.audited_on else due


AUDITED = Day(
    "audited",
    _audited,
    "--set audited_on=DATE, or accounts_to_auditor_on and schedules_to_auditor_on, of the meeting",
)
AUDITOR = When(
    text="an accounting auditor audits the accounts",
    holds=lambda c: c.company.articles.accounting_auditor,
    give="--article accounting_auditor=true or false with ketsugi company amend",
)
MONTHS_SET = When(
    text="the articles are stated to set a limit in months",
    holds=lambda c: c.company.articles.agm_months is not None,
    give="--article agm_months=N with ketsugi company amend",
)

ACCOUNTS: Final = (
    Rule(
        id="accounts_audited_first",
        title="accounts approved before their audit",
        title_ja="会計監査報告の受領後に計算書類を承認",
        weight=Weight.DEFECT,
        source="Companies Act art. 436(2), (3); Accounting Rules art. 130",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(ORDINARY, AUDITOR),
        asked_at=CONVENED,
        test=(
            Bound(
                day=ACCOUNTS_BOARD,
                of=(AUDITED,),
                text=(
                    "the day of the audit report or, where that is earlier, the latest of the day after four weeks from "
                    "the accounts, the day after one week from the schedules and the day agreed"
                ),
                limit=lambda c, audited: audited,
                before=True,
                remedy="let the board approve them after the audit, or override on counsel's opinion",
                example=("2018-05-21", "2018-05-21"),
            ),
        ),
    ),
    Rule(
        id="accounts_approved",
        title="notice before the board approved the accounts",
        title_ja="招集通知の発送前に取締役会が計算書類を承認",
        weight=Weight.DEFECT,
        source="Companies Act arts. 436(3), 437, 438",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(ORDINARY, HAS_BOARD),
        asked_at=CONVENED,
        test=(
            Bound(
                day=ACCOUNTS_BOARD,
                of=(NOTICE,),
                text="the day of dispatch",
                limit=lambda c, notice: notice,
                remedy="let the board approve them first, or override on counsel's opinion",
                example=("2018-06-07", "2018-06-07"),
            ),
        ),
    ),
    Rule(
        id="agm_within_articles",
        title="later than the articles say",
        title_ja="定時株主総会の開催時期(定款)",
        weight=Weight.NOTE,  # no absolute limit: a disaster may prevent it
        source="Companies Act art. 296(1); the articles",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(ORDINARY, MONTHS_SET),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text=(
                    "as many months as the articles set from the day after the fiscal year end, to the eve of the "
                    "corresponding day, or the month's end where there is none"
                ),
                limit=lambda c, year_end: within_months(year_end, c.company.articles.agm_months or 0),
                remedy="hold it earlier, or keep a note of what prevented it",
                example=("2018-06-30", "2018-03-31"),
            ),
        ),
    ),
)
