"""Germany: the Stock Corporation Act (AktG), for the dividend of an AG and the meeting that decides it.

Each rule can be read beside the section it cites.  A business day is one on which the Frankfurt exchange trades.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Disputed
from states.context import Context
from states.dates import DAY, Overridden, business_days, clear_before, within_months
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Weight
from states.markets import MARKETS
from states.rulebooks.days import (
    BY_BOARD,
    BY_MEETING,
    CONVENED,
    CONVENING,
    EFFECT,
    EX,
    FIRST_SITTING,
    INTERIM,
    LISTED,
    NOTICE,
    ON,
    ORDINARY,
    PAYING,
    PROPOSING,
    RECORD,
    RESOLVED_ON,
    VOTE,
    VOTING,
    VOTING_RECORD,
    YEAR_OF_MEETING,
    calendar,
    clear_days,
    meeting_of,
)
from states.rulebooks.questions import (
    exactly,
    not_known,
    not_the_boards,
    paid_on_an_open_day,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

ACT: Final = date(1966, 1, 1)  # commencement of the AktG of 1965
THIRD_DAY: Final = date(2017, 1, 1)  # meetings from then on
PROOF: Final = date(2005, 11, 1)  # of holding, for votes
NEW_WORDING: Final = date(2023, 12, 15)
REGISTRATION: Final = 6  # days before the meeting by which holders must register, at the most: s. 123(2)


def _third_business_day(c: Context, vote: date) -> date | Disputed:
    """By the exchange; on a few days it is closed, and banks may be open."""
    exchange = calendar(c, "XETR")
    banks = Overridden(exchange, dict.fromkeys(MARKETS["XETR"].unsure, True))
    safe, first = business_days(vote, 3, exchange), business_days(vote, 3, banks)
    why = "the exchange is closed on a day between on which banks may be open"
    return safe if safe == first else Disputed(safe, first, why, "let the paying agent confirm the business days")


def _notice(c: Context, meeting: date) -> date | Disputed:
    """Thirty full days, and those of the period of registration."""
    days = meeting_of(c).registration_days
    if days is not None:
        return clear_before(meeting, 30 + days)
    why = "not stated how many days before the meeting holders must register"
    remedy = "state --set registration_days=N of the meeting, 0 for none"
    return Disputed(clear_before(meeting, 30 + REGISTRATION), clear_before(meeting, 30), why, remedy)


PROVED: Final = When(
    text="a record date of the votes is set",  # of bearer shares; registered shares go by the register
    holds=lambda c: VOTING_RECORD.read(c) is not None,
    give="--voting-record-on of the meeting",
)


RULES: Final = (
    Rule(
        id="de_agm",
        title="not the board's decision",
        title_ja="利益処分は株主総会の決議事項",
        weight=Weight.BAR,
        source="AktG ss. 119(1) no. 2, 174(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_BOARD,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="de_interim",
        title="a payment on account",
        title_ja="期中の前払配当",
        weight=Weight.NOTE,
        source="AktG s. 59",
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(INTERIM,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_known("a payment on account of the profit, of which this rulebook knows no conditions"),
    ),
    Rule(
        id="de_agm_accounts",
        title="more than the net profit of the adopted accounts",
        title_ja="確定した計算書類の貸借対照表利益の範囲内",
        weight=Weight.BAR,
        source="AktG s. 174(1) sentence 2",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(RESOLVED_ON, BY_MEETING),
        attest="adopted_accounts",
        asked_at=PROPOSING | VOTING,
        may_wait=PROPOSING,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="de_due",
        title="due before the third business day",
        title_ja="配当請求権は決議後3営業日目に履行期",
        weight=Weight.BAR,
        source="AktG s. 58(4) sentences 2 and 3",
        confidence=Confidence.SURE,
        in_force=InForce(since=THIRD_DAY, keyed_on=VOTE),
        applies=(RESOLVED_ON, BY_MEETING),
        asked_at=PROPOSING | VOTING,
        may_wait=PROPOSING,
        test=(
            Bound(
                day=EFFECT,
                of=(VOTE,),
                text="the third business day after the meeting; later where the resolution or the statutes say so",
                limit=_third_business_day,
                before=True,
                remedy="set the effective day on the third business day after the meeting or later",
                example=("2017-02-06", "2017-02-01"),
            ),
        ),
    ),
    Rule(
        id="de_ex",
        title="not the days of practice",
        title_ja="権利落ち日・支払基準日(総会の翌営業日・翌々営業日)",
        weight=Weight.NOTE,
        source="practice of the German market since 2017-01-01",
        confidence=Confidence.SURE,
        in_force=InForce(since=THIRD_DAY, keyed_on=VOTE),
        applies=(RESOLVED_ON, LISTED, BY_MEETING),
        asked_at=PROPOSING | VOTING,
        test=(
            *exactly(
                EX,
                VOTE,
                "the business day after the meeting",
                lambda c, vote: business_days(vote, 1, calendar(c, "XETR")),
                remedy="check the ex-day with the exchange",
                example=("2017-02-02", "2017-02-01"),
            ),
            *exactly(
                RECORD,
                VOTE,
                "the second business day after the meeting",
                lambda c, vote: business_days(vote, 2, calendar(c, "XETR")),
                remedy="check the record date with the paying agent",
                example=("2017-02-03", "2017-02-01"),
            ),
        ),
    ),
    Rule(
        id="de_notice",
        title="convened too late",
        title_ja="招集は総会の30日前まで(参加登録期間を加算)",
        weight=Weight.DEFECT,
        source="AktG ss. 121(7), 123(1), (2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=PROOF, keyed_on=FIRST_SITTING),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="30 clear days before the meeting, and as many more as the period of registration has; no day rolls",
                limit=_notice,
                measure=clear_days,
                remedy="move the meeting, or override on counsel's opinion",
                example=("2016-12-26", "2017-02-01"),
            ),
        ),
    ),
    Rule(
        id="de_vote_record",
        title="not the day of the proof of holding",
        title_ja="株主資格証明の基準日(総会の21日前)",
        weight=Weight.DEFECT,
        source="AktG s. 123(4) sentence 2, in the wording until 2023-12-14",
        confidence=Confidence.SURE,
        in_force=InForce(since=PROOF, until=NEW_WORDING - DAY, keyed_on=FIRST_SITTING),
        applies=(LISTED, PROVED),
        asked_at=CONVENING,
        test=exactly(
            VOTING_RECORD,
            FIRST_SITTING,
            "the 21st day before the meeting, at its beginning",
            lambda c, meeting: meeting - 21 * DAY,
            remedy="give the 21st day before the meeting as record date of the votes",
            example=("2017-01-11", "2017-02-01"),
        ),
    ),
    Rule(
        id="de_vote_record_new",
        title="not the day of the proof of holding",
        title_ja="株主資格証明の基準日(総会の22日前の終業時)",
        weight=Weight.NOTE,
        source="AktG s. 123(4) sentence 2, in the wording from 2023-12-15",
        confidence=Confidence.CHECK,
        in_force=InForce(since=NEW_WORDING, keyed_on=FIRST_SITTING),
        applies=(LISTED, PROVED),
        asked_at=CONVENING,
        test=exactly(
            VOTING_RECORD,
            FIRST_SITTING,
            "the 22nd day before the meeting, at its close",
            lambda c, meeting: meeting - 22 * DAY,
            remedy="check the record date of the votes with counsel",
            example=("2024-01-17", "2024-02-08"),
        ),
    ),
    Rule(
        id="de_8_months",
        title="after the first eight months",
        title_ja="定時総会は事業年度開始後8か月以内",
        weight=Weight.NOTE,
        source="AktG s. 175(1) sentence 2",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=FIRST_SITTING),
        applies=(ORDINARY,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text="the end of the eighth month after the fiscal year",
                limit=lambda c, year_end: within_months(year_end, 8),
                remedy="hold it as soon as it can be held",
                example=("2017-05-31", "2016-09-30"),
            ),
        ),
    ),
    Rule(
        id="de_bank_holidays",
        title="banks are closed",
        title_ja="支払日は銀行営業日",
        weight=Weight.NOTE,
        source="BGB s. 675n; bank holidays differ by Land",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        asked_at=PAYING,
        test=paid_on_an_open_day("XETR", "banks in Frankfurt"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="germany",
        country="Germany",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="DE",
        rules=RULES,
        about="""\
A business day is one on which the Frankfurt exchange trades. Days before a meeting are counted back from it; neither the day
of the meeting nor that of the convocation counts, and a day that falls on a weekend does not move (AktG s. 121(7)).""",
        left_out={"unclaimed": "Reported to lapse after three years (BGB ss. 195, 199); the count was not confirmed."},
        in_part={
            "de_due": "The business days are those of the Frankfurt exchange; bank holidays of one Land are not told apart.",
            "de_bank_holidays": "As for de_due: state another day with `--calendar-day XETR:DATE=closed`.",
            "de_agm": "That the articles or the resolution may let it fall due later is no limit, and is not asked.",
        },
    ),
)
