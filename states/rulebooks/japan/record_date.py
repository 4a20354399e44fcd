"""Record dates: Companies Act, article 124."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound
from states.context import Context
from states.dates import clear_before, within_months
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    BY_MEETING,
    CONVENING,
    DECIDING,
    EFFECT,
    LISTED,
    ON,
    PAYING,
    RECORD,
    RECORD_DATES_NOT_FIXED,
    RECORD_NOTICE,
    RESOLVED_ON,
    REVISING,
    VOTE,
    VOTING_RECORD,
    VOTING_RECORD_NOTICE,
    clear_days,
)
from states.rulebooks.japan.days import RECORD_NOTICE_END, VOTING_RECORD_NOTICE_END, since_the_act
from states.rules import Confidence, InForce, Rule, When

ELECTRONIC_NOTICE = When(
    text="public notices are electronic",
    holds=lambda c: c.company.articles.electronic_notice,
    give="--article electronic_notice=true or false with ketsugi company amend",
)


def _holder_list(c: Context) -> Answer:
    """The list of all holders is drawn up for the record date, and for no other day; when it arrived is not asked."""
    listed, record = c.dividend.holder_list_on, c.record_on
    if listed is None or record is None:  # the rule is keyed on the record date, so that one is stated
        message = "the day for which the list of all holders is drawn up is not stated"
        remedy = "state --set holder_list_on=DATE, not the day on which the list arrived"
        return Answer(verdict=Verdict.UNKNOWN, message=message, bound=record, remedy=remedy)
    figures = {"list of all holders": str(listed), "record date": str(record)}
    said = f"list of all holders drawn up for {listed}, record date {record}"
    if listed == record:
        return Answer(verdict=Verdict.PASS, message=said, figures=figures, bound=record, slack=0)
    remedy = "pay by the list of the record date; or state its day, not that of its arrival: --set holder_list_on=DATE"
    return Answer(verdict=Verdict.FAIL, message=said, figures=figures, bound=record, remedy=remedy)


RECORD_DATE: Final = (
    Rule(
        id="vote_within_3_months",
        title="vote after three months",
        title_ja="議決権の行使は基準日から3か月以内",
        weight=Weight.BAR,
        source="Companies Act art. 124(2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(VOTING_RECORD),
        applies=(RESOLVED_ON, BY_MEETING),
        attest="voting_record",  # where no voting record date is set, who holds shares on the day votes
        asked_at=CONVENING | DECIDING | PAYING,
        may_wait=REVISING,
        test=(
            Bound(
                day=VOTE,
                of=(VOTING_RECORD,),
                text=(
                    "three months from the day after the voting record date, to the eve of the corresponding day, or the "
                    "month's end where there is none"
                ),
                limit=lambda c, record: within_months(record, 3),
                remedy="move the meeting, or set another voting record date with public notice",
                example=("2018-05-31", "2018-02-28"),
            ),
        ),
    ),
    Rule(
        id="effect_within_3_months",
        title="effect after three months",
        title_ja="配当の効力発生は基準日から3か月以内",
        weight=Weight.BAR,
        source="Companies Act art. 124(2)",
        confidence=Confidence.SURE,  # that it binds the effective day, not only the resolution, is the safe reading
        lowered=lambda c: bool(c.company.articles.effect_limit_as_note),
        in_force=since_the_act(RECORD),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=EFFECT,
                of=(RECORD,),
                text=(
                    "three months from the day after the record date, to the eve of the corresponding day, or the month's "
                    "end where there is none"
                ),
                limit=lambda c, record: within_months(record, 3),
                remedy="set an earlier effective day, or another record date with public notice",
                example=("2019-12-31", "2019-09-30"),
            ),
        ),
    ),
    Rule(
        id="record_before_right",
        title="record date after the right",
        title_ja="基準日は権利行使日より後でない",
        weight=Weight.BAR,
        source="Companies Act art. 124(1), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=CONVENING | DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=VOTING_RECORD,
                of=(VOTE,),
                text="the day of the vote",
                limit=lambda c, vote: vote,
                when=lambda c: bool(BY_MEETING.holds(c)) and VOTING_RECORD.read(c) is not None,
                remedy="set a voting record date on or before the meeting",
                example=("2018-06-28", "2018-06-28"),
            ),
            Bound(
                day=RECORD,
                of=(EFFECT,),
                text="the effective day",
                limit=lambda c, effect: effect,
                when=lambda c: c.kind is Kind.DIVIDEND,
                remedy="set a record date on or before the effective day",
                example=("2018-06-29", "2018-06-29"),
            ),
        ),
    ),
    Rule(
        id="record_public_notice",
        title="public notice too short",
        title_ja="基準日公告は2週間前まで",
        weight=Weight.BAR,
        source="Companies Act art. 124(3)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, RECORD_DATES_NOT_FIXED),
        asked_at=CONVENING | DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=RECORD_NOTICE,
                of=(RECORD,),
                text="two weeks before the record date: 14 clear days",
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.DIVIDEND,
                measure=clear_days,
                remedy="set a later record date, with public notice two weeks before it",
                example=("2018-10-31", "2018-11-15"),
            ),
            Bound(
                day=VOTING_RECORD_NOTICE,
                of=(VOTING_RECORD,),
                text="two weeks before the voting record date: 14 clear days",
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.MEETING and VOTING_RECORD.read(c) is not None,
                measure=clear_days,
                remedy="set a later voting record date, with public notice two weeks before it",
                example=("2018-10-31", "2018-11-15"),
            ),
        ),
    ),
    Rule(
        id="record_e_notice_continues",
        title="electronic public notice taken down too early",
        title_ja="電子公告は基準日まで継続",
        weight=Weight.DEFECT,
        source="Companies Act art. 940(1)(i)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, RECORD_DATES_NOT_FIXED, ELECTRONIC_NOTICE),
        asked_at=CONVENING | DECIDING,
        test=(
            Bound(
                day=RECORD_NOTICE_END,
                of=(RECORD,),
                text="the record date",
                limit=lambda c, record: record,
                before=True,
                when=lambda c: c.kind is Kind.DIVIDEND,
                remedy="set a later record date and give notice of it until then, or override on counsel's opinion",
                example=("2018-03-31", "2018-03-31"),
            ),
            Bound(
                day=VOTING_RECORD_NOTICE_END,
                of=(VOTING_RECORD,),
                text="the voting record date",
                limit=lambda c, record: record,
                before=True,
                when=lambda c: c.kind is Kind.MEETING and VOTING_RECORD.read(c) is not None,
                remedy="set a later voting record date and give notice of it until then, or override on counsel's opinion",
                example=("2018-03-31", "2018-03-31"),
            ),
        ),
    ),
    Rule(
        id="record_holder_list",
        title="paid by the list of another day",
        title_ja="総株主通知に基づく基準日現在の株主名簿",
        weight=Weight.BAR,
        source="Book-Entry Transfer Act arts. 151, 152",
        confidence=Confidence.SURE,
        in_force=InForce(since=date(2009, 1, 5), keyed_on=RECORD),  # shares of listed companies became book entries
        applies=(LISTED,),
        attest="entitled_shares",  # who vouches for the count by the register vouches for the day of its list
        asked_at=PAYING,
        test=_holder_list,
    ),
)
