"""Record dates: Companies Act, article 124."""

from __future__ import annotations

from typing import Final

from states.bounds import Bound
from states.dates import clear_before, within_months
from states.facts import Kind
from states.finding import Weight
from states.rulebooks.japan.days import (
    BY_MEETING,
    CONVENING,
    DECIDING,
    EFFECT,
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
    since_the_act,
)
from states.rules import Confidence, Rule

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
                limit=lambda c, vote: vote,
                when=lambda c: bool(BY_MEETING.holds(c)) and VOTING_RECORD.read(c) is not None,
                remedy="set a voting record date on or before the meeting",
                example=("2018-06-28", "2018-06-28"),
            ),
            Bound(
                day=RECORD,
                of=(EFFECT,),
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
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.DIVIDEND,
                measure=clear_days,
                remedy="set a later record date, with public notice two weeks before it",
                example=("2018-10-31", "2018-11-15"),
            ),
            Bound(
                day=VOTING_RECORD_NOTICE,
                of=(VOTING_RECORD,),
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.MEETING and VOTING_RECORD.read(c) is not None,
                measure=clear_days,
                remedy="set a later voting record date, with public notice two weeks before it",
                example=("2018-10-31", "2018-11-15"),
            ),
        ),
    ),
)
