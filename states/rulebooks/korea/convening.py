"""The notice of the meeting, and record dates: Commercial Act, articles 354 and 363; the guidance of 2023."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dates import clear_before
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    BY_MEETING,
    CONVENED,
    CONVENING,
    DECIDING,
    DECISION,
    FIRST_SITTING,
    LISTED,
    MEETING_SITS,
    NOTICE,
    ON,
    PAID_FROM,
    PAYING,
    PROPOSING,
    RECORD,
    RECORD_DATES_NOT_FIXED,
    RECORD_NOTICE,
    RESOLVED_ON,
    VOTE,
    VOTING_RECORD,
    VOTING_RECORD_NOTICE,
    clear_days,
    clear_days_or,
    counted_months,
    longer_by_articles,
)
from states.rulebooks.korea.days import GUIDANCE, REFORM
from states.rules import Confidence, InForce, Rule, steps


def _votes_have_one(c: Context) -> bool:
    return bool(BY_MEETING.holds(c)) and VOTING_RECORD.read(c) is not None


VOTES_NOTICE: Final = Day(
    "public notice of the record date of the votes",
    VOTING_RECORD_NOTICE.read,
    "--voting-record-notice-on of the meeting (where the articles fix the record date of the votes, attest those)",
)


def _before_its_use(record: Day, use: Day, last_use: Day, when: Callable[[Context], bool]) -> tuple[Bound, Bound]:
    """The use is within three months of the record date, and the record date not after the last use."""
    within = Bound(
        day=use,
        of=(record,),
        text=f"three months after the {record.name}, to the day of the same number (to the end of the month is arguable)",
        limit=lambda c, day: counted_months(day, 3),
        when=when,
        remedy=f"set a later {record.name}",
        example=("2024-03-31", "2023-12-31"),
    )
    before = Bound(
        day=record,
        of=(last_use,),
        text=f"the day of the {last_use.name}",
        limit=lambda c, day: day,
        when=when,
        remedy=f"set an earlier {record.name}",
        example=("2024-04-19", "2024-04-19"),
    )
    return within, before


def _record_before_vote(c: Context) -> Answer:
    """The holders are counted on the day of the vote or after it; to count them before it is lawful too, and a choice."""
    record, vote = c.record_on, VOTE.read(c)
    if record is None or vote is None:
        missing = [day for day, value in ((RECORD, record), (VOTE, vote)) if value is None]
        names, give = (" and ".join(day.name for day in missing), ", ".join(day.give for day in missing))
        return Answer(verdict=Verdict.UNKNOWN, message=f"{names} not stated", remedy=f"state {give}")
    figures, message = {"record date": str(record), "meeting": str(vote)}, f"record date {record}, meeting {vote}"
    if record >= vote:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    message += ": lawful, and the company's choice; the guidance asks listed companies to count holders after the vote"
    remedy = "none is needed; for a record date after the meeting the articles may have to be changed"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


SMALL: Final = "for a company with a capital below KRW 1 billion"
_MOVE: Final = "move the meeting, or override on counsel's opinion or, where art. 363(4) allows it, on the consent of all"


def _small_may(c: Context, meeting: date) -> Disputed:
    """Ten days for a small company, which the book does not tell from others."""
    why = f"{SMALL} ten days are enough (art. 363(3))"
    return Disputed(clear_before(meeting, 14), clear_before(meeting, 10), why, "check the capital, or move the meeting")


_NOTICES: Final = (
    Bound(
        day=NOTICE,
        of=(FIRST_SITTING,),
        text="two weeks before the meeting: 14 clear days",
        limit=lambda c, meeting: clear_before(meeting, 14),
        when=lambda c: c.company.articles.listed is True,
        measure=clear_days,
        remedy=_MOVE,
        example=("2024-03-13", "2024-03-28"),
    ),
    Bound(
        day=NOTICE,
        of=(FIRST_SITTING,),
        text=f"the same of one that is not listed; {SMALL} ten days, 10 clear days: between the two it is answered unknown",
        limit=_small_may,
        when=lambda c: c.company.articles.listed is not True,
        measure=clear_days_or(14, SMALL),
        remedy=_MOVE,
        example=("2024-03-13", "2024-03-28"),
    ),
    longer_by_articles(14, _MOVE, ("2024-03-13", "2024-03-28")),
)


def _two_weeks(notice: Day, record: Day, kind: Kind) -> Bound:
    """Public notice two full weeks before a record date."""
    return Bound(
        day=notice,
        of=(record,),
        text=f"two weeks before the {record.name}: 14 clear days",
        limit=lambda c, day: clear_before(day, 14),
        when=lambda c: c.kind is kind and (kind is Kind.DIVIDEND or record.read(c) is not None),
        measure=clear_days,
        remedy=f"set a later {record.name}, with public notice two weeks before it",
        example=("2024-03-18", "2024-04-02"),
    )


CONVENING_RULES: Final = (
    Rule(
        id="kr_notice",
        title="notice too short",
        title_ja="株主総会の招集通知は会日の2週間前まで",
        weight=Weight.DEFECT,
        source="Commercial Act art. 363(1), (3)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=FIRST_SITTING),
        applies=(MEETING_SITS,),
        asked_at=CONVENED,
        test=_NOTICES,
    ),
    Rule(
        id="kr_record_3m",
        title="a record date is out of time",
        title_ja="基準日は権利行使の日の前3か月以内",
        weight=Weight.BAR,
        source="Commercial Act art. 354(1), (3)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        applies=(RESOLVED_ON,),
        attest="record_date",
        asked_at=CONVENING | DECIDING,
        may_wait=PROPOSING,
        test=(
            *_before_its_use(RECORD, DECISION, PAID_FROM, lambda c: c.kind is Kind.DIVIDEND),
            *_before_its_use(VOTING_RECORD, VOTE, VOTE, _votes_have_one),
        ),
    ),
    Rule(
        id="kr_record_notice",
        title="public notice too short",
        title_ja="基準日公告は2週間前まで",
        weight=Weight.BAR,
        source="Commercial Act art. 354(4)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(RESOLVED_ON, RECORD_DATES_NOT_FIXED),
        attest="record_notice",
        asked_at=CONVENING | DECIDING | PAYING,
        may_wait=DECIDING,  # a record date may follow the decision, and its notice too
        test=(
            _two_weeks(RECORD_NOTICE, RECORD, Kind.DIVIDEND),
            _two_weeks(VOTES_NOTICE, VOTING_RECORD, Kind.MEETING),
        ),
    ),
    Rule(
        id="kr_order_reform",
        title="holders are counted before the vote",
        title_ja="配当額の確定後に配当基準日を置く手続(2023年の改善案)",
        weight=Weight.NOTE,
        source="guidance of the Ministry of Justice and the Financial Services Commission, 2023-01-31",
        confidence=Confidence.CHECK,
        in_force=InForce(since=GUIDANCE, keyed_on=VOTE),
        applies=(LISTED, BY_MEETING),
        asked_at=steps(Kind.DIVIDEND, D.RESOLVE),  # once: it is settled with the resolution
        test=_record_before_vote,
    ),
)
