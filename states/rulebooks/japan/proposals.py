"""Proposals of holders: Companies Act, articles 303 to 305.  What fails here the company may leave out of the notice."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day
from states.context import Context
from states.dates import clear_before, elapsed
from states.finding import Verdict, Weight
from states.rulebooks.days import CONVENING, FIRST_SITTING, meeting_of
from states.rulebooks.japan.days import since_the_act
from states.rules import Confidence, InForce, Rule, When

REQUESTED = Day(
    "proposals requested",
    lambda c: meeting_of(c).proposal_requested_on,
    "--set proposal_requested_on=DATE of the meeting",
)
FAILED = Day(
    "the same proposal failed",
    lambda c: meeting_of(c).proposal_failed_on,
    "--set proposal_failed_on=DATE of the meeting",
)
ASKED = When(
    text="a holder is stated to have asked for proposals",
    holds=lambda c: REQUESTED.read(c) is not None or meeting_of(c).proposals is not None,
    give="--set proposal_requested_on=DATE of the meeting",
)
FAILED_BEFORE = When(
    text="the same proposal is stated to have failed before",
    holds=lambda c: FAILED.read(c) is not None,
    give="--set proposal_failed_on=DATE of the meeting",
)
MOST: Final = 10  # proposals of one holder at one meeting
MAY_REFUSE: Final = "the company may leave it out, on counsel's opinion"


def _ten(c: Context) -> Answer:
    """A holder makes ten proposals at the most."""
    count = meeting_of(c).proposals
    if count is None:
        message, remedy = "number of proposals not stated", "state --set proposals=N of the meeting"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    figures, message = {"proposals": str(count)}, f"{count} proposals of one holder, {MOST} at most"
    if count <= MOST:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = f"the company may leave out those beyond {MOST}"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


PROPOSALS: Final = (
    Rule(
        id="shareholder_proposal_late",
        title="proposals requested too late",
        title_ja="株主提案の請求は会日の8週間前まで",
        weight=Weight.NOTE,
        source="Companies Act arts. 303(2), 305(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(ASKED,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=REQUESTED,
                of=(FIRST_SITTING,),
                text="eight weeks before the meeting: 56 clear days",
                limit=lambda c, meeting: clear_before(meeting, 56),
                remedy=MAY_REFUSE,
                example=("2018-05-02", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="shareholder_proposal_cap",
        title="too many proposals",
        title_ja="株主提案の議案数の上限(10個)",
        weight=Weight.NOTE,
        source="Companies Act art. 305(4)",
        confidence=Confidence.SURE,
        in_force=InForce(since=date(2021, 3, 1), keyed_on=REQUESTED),  # of requests made from that day on
        applies=(ASKED,),
        asked_at=CONVENING,
        test=_ten,
    ),
    Rule(
        id="proposal_repeat_bar",
        title="proposed again within three years",
        title_ja="議決権の10分の1未満の賛成にとどまった議案の再提案",
        weight=Weight.NOTE,
        source="Companies Act arts. 304, 305(6)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(FAILED_BEFORE,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,  # the reading that refuses least: not yet elapsed even when the meeting sits
                of=(FAILED,),
                text="the day after the end of three years from the day after the same proposal failed",
                limit=lambda c, failed: elapsed(failed, years=3),
                before=True,
                remedy=MAY_REFUSE,
                example=("2018-06-27", "2015-06-26"),
            ),
        ),
    ),
)
