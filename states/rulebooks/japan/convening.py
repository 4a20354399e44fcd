"""Convening a general meeting: Companies Act, articles 298 to 325-7."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Disputed
from states.context import Context
from states.dates import clear_before, weeks_before
from states.finding import Weight
from states.rulebooks.days import BOARD, CONVENED, FIRST_SITTING, MEETING_SITS, NOTICE, clear_days, meeting_of
from states.rulebooks.japan.days import (
    E_PROVISION,
    NOT_PUBLIC,
    NOT_WAIVED,
    PROVIDED,
    PROVISION,
    PUBLIC,
    since_the_act,
)
from states.rules import Confidence, InForce, Rule

TOO_LATE: Final = "move the meeting, or override on counsel's opinion or, where art. 300 allows it, on the consent of all"


def _private_notice(c: Context, meeting: date) -> date | Disputed:
    """One week; two weeks with paper or electronic voting or electronic provision; less by articles without a board."""
    articles, paper = c.company.articles, meeting_of(c).paper_voting
    two_weeks, one_week = clear_before(meeting, 14), clear_before(meeting, 7)
    provided = articles.e_provision if meeting >= E_PROVISION else False  # art. 325-4(1) is in force from then
    if paper or provided:
        return two_weeks
    if articles.has_board is False and articles.notice_days is not None:
        one_week = clear_before(meeting, min(articles.notice_days, 7))
    if paper is None:
        why = "not stated whether votes may be cast on paper or electronically"
        return Disputed(two_weeks, one_week, why, remedy="state --paper-voting or --no-paper-voting, or move the meeting")
    if provided is None:
        why = "not stated whether the articles provide the materials electronically"
        remedy = "state --article e_provision=true or false with ketsugi company amend, or move the meeting"
        return Disputed(two_weeks, one_week, why, remedy)
    return one_week


def _provision(c: Context, meeting: date) -> date | Disputed:
    """The earlier of the day three weeks before the meeting and the day of dispatch, which can only make it earlier."""
    (arguable, safe), notice = weeks_before(meeting, 3), c.convened_on  # of two days in a row
    if notice is not None and notice <= safe:
        return notice
    return Disputed(safe, arguable, "whether this is still three weeks before is disputed")


def _by_provision(last: date, provided: date, meeting: date) -> str:
    """Both days counted back from the meeting; a last day of more than 22 days is that of the dispatch."""
    return f"{(meeting - provided).days} days before the meeting, last day {last}: {(meeting - last).days} days before"


CONVENING_RULES: Final = (
    Rule(
        id="board_decides_meeting",
        title="convened before the board decided",
        title_ja="取締役会による招集事項の決定",
        weight=Weight.DEFECT,
        source="Companies Act art. 298(1), (4)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(MEETING_SITS,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=BOARD,
                of=(NOTICE,),
                text="the day of dispatch",
                limit=lambda c, notice: notice,
                remedy="let the board decide first, or override",
                example=("2018-06-07", "2018-06-07"),
            ),
            Bound(
                day=BOARD,
                of=(PROVISION,),
                text="the day the electronic provision begins",
                limit=lambda c, provided: provided,
                when=lambda c: PROVISION.read(c) is not None or (not c.event and bool(PROVIDED.holds(c))),  # or is to come
                remedy="let the board decide first, or override",
                example=("2023-06-01", "2023-06-01"),
            ),
        ),
    ),
    Rule(
        id="notice_public_co",
        title="notice too short",
        title_ja="公開会社の招集通知は会日の2週間前まで",
        weight=Weight.DEFECT,
        source="Companies Act art. 299(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(PUBLIC, NOT_WAIVED),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="two weeks before the meeting: 14 clear days",
                limit=lambda c, meeting: clear_before(meeting, 14),
                measure=clear_days,
                remedy=TOO_LATE,
                example=("2018-06-13", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="notice_private_co",
        title="notice too short",
        title_ja="非公開会社の招集通知は会日の1週間前まで",
        weight=Weight.DEFECT,
        source="Companies Act arts. 299(1), 325-4(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(NOT_PUBLIC, NOT_WAIVED),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text=(
                    "one week before the meeting: 7 clear days, or fewer by the articles of a company without a "
                    "board; two weeks, 14 clear days, where votes may be cast on paper or electronically or, for meetings "
                    "from 2022-09-01 on, the articles have the materials provided electronically; where that is not stated, "
                    "a day between the two is answered unknown"
                ),
                limit=_private_notice,
                measure=clear_days,
                remedy=TOO_LATE,
                example=("2018-06-20", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="e_provision",
        title="electronic provision too late",
        title_ja="電子提供措置は会日の3週間前または発送日の早い日まで",
        weight=Weight.DEFECT,
        source="Companies Act arts. 325-2, 325-3(1); Book-Entry Transfer Act art. 159-2",
        confidence=Confidence.SURE,  # which day is "three weeks before" is not: that one day is answered unknown
        in_force=InForce(since=E_PROVISION, keyed_on=FIRST_SITTING),
        applies=(PROVIDED,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=PROVISION,
                of=(FIRST_SITTING,),
                text=(
                    "the earlier of the day of dispatch and three weeks before the meeting: 21 clear days; the next day, "
                    "with 20 clear days and on the meeting's weekday, is disputed"
                ),
                limit=_provision,
                measure=_by_provision,
                remedy="move the meeting, or override",
                example=("2023-06-07", "2023-06-29"),
            ),
        ),
    ),
)
