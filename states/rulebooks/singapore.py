"""Singapore: the Companies Act 1967, the listing rules of SGX, and the order of days that is usual there.

Each rule can be read beside the section it cites.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Disputed
from states.context import Context
from states.dates import DAY, clear_before
from states.dividend import Event as D
from states.duties import Duty
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
    EX,
    FIRST_SITTING,
    FIXED,
    INTERIM,
    LISTED,
    MEETING_SITS,
    NOT_GIVEN_TO_THE_BOARD,
    NOT_TO_EXCEED,
    NOTICE,
    ORDINARY,
    PAID_FROM,
    PROPOSING,
    RECORD,
    RESOLVED_ON,
    VOTE,
    VOTING,
    YEAR_OF_MEETING,
    clear_days_or,
    counted_months,
    longer_by_articles,
)
from states.rulebooks.questions import (
    more_for_than_against,
    not_above_the_recommendation,
    not_known,
    not_the_boards,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, steps

ACT: Final = date(1967, 12, 29)  # commencement of the Companies Act 1967
RULE_707: Final = date(2011, 9, 29)  # in the wording that was read
CONSTITUTION: Final = "the constitution of the company"
PRACTICE: Final = "practice of the Singapore market"


def _four_months(c: Context, year_end: date) -> date | Disputed:
    """To the same day of the month, or to the month's end: they differ where the year ends with a short month."""
    last = counted_months(year_end, 4)
    why = "whether four months from the last day of a month end with that day or with the month could not be confirmed"
    remedy = "hold it by the earlier day, or ask the exchange"
    return replace(last, why=why, remedy=remedy) if isinstance(last, Disputed) else last


_MOVE: Final = "move the meeting, or override on the consent to a shorter notice (s. 177(3)) or on counsel's opinion"


def _notice(c: Context, meeting: date) -> Disputed:
    """The section does not say whether the days of notice and meeting count."""
    why = "whether the days of notice and meeting are both left out of the 14 the section does not say"
    return Disputed(clear_before(meeting, 14), meeting - 14 * DAY, why, "read the constitution, or ask counsel")


def _record_time(c: Context) -> Answer:
    """A time of day is stated at which the holders of the record date are counted."""
    time = c.terms.record_time
    if time is not None:
        return Answer(verdict=Verdict.PASS, message=f"holders are counted at {time:%H:%M}")
    remedy = "state --set record_time=HH:MM with ketsugi revise"
    return Answer(verdict=Verdict.UNKNOWN, message="time of day of the record date not stated", remedy=remedy)


RULES: Final = (
    Rule(
        id="sg_declared_by_meeting",
        title="a final dividend is declared by the meeting",
        title_ja="期末配当は株主総会で宣言",
        weight=Weight.NOTE,
        source=CONSTITUTION,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        applies=(BY_BOARD, NOT_GIVEN_TO_THE_BOARD),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="sg_interim",
        title="an interim dividend",
        title_ja="中間配当の決定権限",
        weight=Weight.NOTE,
        source=CONSTITUTION,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        applies=(INTERIM,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_known("what the constitution asks of an interim dividend of the board is not known here"),
    ),
    Rule(
        id="sg_recommend_cap",
        title="more than the directors recommended",
        title_ja="宣言額は取締役の推奨額以下",
        weight=Weight.NOTE,
        source=CONSTITUTION,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=VOTE),
        applies=(BY_MEETING, NOT_TO_EXCEED),
        asked_at=VOTING,
        test=not_above_the_recommendation,
    ),
    Rule(
        id="sg_profits",
        title="more than the profits",
        title_ja="配当は利益の範囲内",
        weight=Weight.BAR,
        source="Companies Act 1967 s. 403(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        attest="distributable_amount",
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="sg_notice",
        title="notice too short",
        title_ja="株主総会の招集通知は14日前まで",
        weight=Weight.DEFECT,
        source="Companies Act 1967 s. 177(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=FIRST_SITTING),
        applies=(MEETING_SITS,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="14 clear days before the meeting, by the safe reading; by the other, the 14th day before it",
                limit=_notice,
                measure=clear_days_or(14, "by the other reading"),
                remedy=_MOVE,
                example=("2018-04-12", "2018-04-27"),
            ),
            longer_by_articles(14, _MOVE, ("2018-04-12", "2018-04-27")),
        ),
    ),
    Rule(
        id="sg_majority",
        title="not carried",
        title_ja="普通決議の要件(投票数の過半数)",
        weight=Weight.NOTE,
        source=CONSTITUTION,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=VOTE),
        applies=(BY_MEETING, MEETING_SITS),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="sg_agm_4m",
        title="after four months",
        title_ja="定時総会は事業年度末後4か月以内",
        weight=Weight.NOTE,
        source="SGX Listing Manual, rule 707(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=RULE_707, keyed_on=FIRST_SITTING),
        applies=(LISTED, ORDINARY),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text="four months from the end of the fiscal year",
                limit=_four_months,
                remedy="hold it as soon as it can be held, and tell the exchange",
                example=("2018-04-30", "2017-12-31"),
            ),
        ),
    ),
    Rule(
        id="sg_order",
        title="not the usual order of days",
        title_ja="総会・権利落ち・基準日・支払の順(慣行)",
        weight=Weight.NOTE,
        source=PRACTICE,
        confidence=Confidence.SURE,
        in_force=InForce(since=RULE_707, keyed_on=VOTE),
        applies=(
            RESOLVED_ON,
            LISTED,
            BY_MEETING,
        ),
        asked_at=PROPOSING | VOTING,
        test=(
            Bound(
                day=EX,
                of=(VOTE,),
                text="the day after the meeting",
                limit=lambda c, vote: vote + DAY,
                before=True,
                remedy="check the ex-day with the exchange",
                example=("2018-04-28", "2018-04-27"),
            ),
            Bound(
                day=RECORD,
                of=(VOTE,),
                text="the day after the meeting",
                limit=lambda c, vote: vote + DAY,
                before=True,
                remedy="check the record date with the exchange",
                example=("2018-04-28", "2018-04-27"),
            ),
            Bound(
                day=PAID_FROM,
                of=(RECORD,),
                text="the day after the record date",
                limit=lambda c, record: record + DAY,
                before=True,
                remedy="check the day of payment",
                example=("2018-05-11", "2018-05-10"),
            ),
        ),
    ),
    Rule(
        id="sg_record_time",
        title="the record date has no time of day",
        title_ja="基準日の時刻(通常17時)",
        weight=Weight.NOTE,
        source=PRACTICE,
        confidence=Confidence.SURE,
        in_force=InForce(since=RULE_707, keyed_on=DECISION),
        applies=(
            RESOLVED_ON,
            LISTED,
        ),
        asked_at=DECIDING,
        test=_record_time,
    ),
)

DUTIES: Final = (
    Duty(
        id="sg_annual_report",
        title="issue the annual report before the meeting",
        title_ja="年次報告書の発行(総会14日前)",
        of_kind=Kind.MEETING,
        source="SGX Listing Manual, rule 707(2)",
        confidence=Confidence.SURE,
        caution="whether the day 14 days before is in time could not be confirmed; the safe day is shown",
        in_force=InForce(since=RULE_707, keyed_on=FIRST_SITTING),
        applies=(LISTED, ORDINARY),
        of=(FIRST_SITTING,),
        text="14 clear days before the meeting",
        due=lambda c, meeting: clear_before(meeting, 14),
        example=("2018-04-12", "2018-04-27"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="singapore",
        country="Singapore",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="SG",
        rules=RULES,
        duties=DUTIES,
        about="""\
Who declares a dividend, and how much, follows from the constitution of the company; what is asked of that here could not be
confirmed, and is noted. The order of days is practice, not law.""",
        in_part={
            "sg_declared_by_meeting": "Not asked where `board_decides_dividends` gives it to the board.",
            "sg_recommend_cap": "Not asked where `meeting_may_exceed` lets the meeting declare more.",
            "sg_profits": "The amount of the profits is stated, or vouched for; it is not worked out here.",
            "sg_notice": (
                "The 14 days of a meeting that passes no special resolution, or the clear days of `notice_days` where the "
                "constitution asks for more. The 21 of a special resolution of a public company (s. 184) are not asked; "
                "that members agreed to a shorter notice (s. 177(3)) is a reason to override."
            ),
            "sg_majority": (
                "That an ordinary resolution is carried by more votes for than against; what else the constitution asks is "
                "not known."
            ),
            "sg_agm_4m": "More time for the first meeting after the listing (rule 707(3)), and waivers, are not asked.",
            "sg_order": "Since when it is the practice was not looked into; the day shown is that of rule 707.",
            "sg_record_time": "That one is stated; which one is usual is not asked. The day shown is that of rule 707.",
        },
        left_out={
            "sg_record_notice": (
                "How many market days ahead a record date is announced (SGX Listing Manual, rule 704) is not asked: no "
                "calendar of the Singapore exchange is at hand, and the count could not be confirmed."
            ),
            "sg_unclaimed": "What becomes of unclaimed dividends is left to the constitution; no period is known.",
        },
    ),
)
