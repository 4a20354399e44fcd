"""Germany: the Stock Corporation Act (AktG), for the dividend of an AG and the meeting that decides it.

Each rule can be read beside the section it cites.  A business day is one on which the Frankfurt exchange trades.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, Overridden, business_days, clear_before, within_months
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Weight
from states.markets import MARKETS
from states.rulebooks.days import (
    AGAIN,
    BY_BOARD,
    BY_MEETING,
    CONVENED,
    CONVENING,
    EX,
    FIRST_SITTING,
    FIXED,
    INTERIM,
    LISTED,
    NOTICE,
    ON,
    ORDINARY,
    PAID_FROM,
    PAYING,
    PAYMENT,
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
    more_for_than_against,
    not_known,
    not_the_boards,
    paid_on_an_open_day,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

ACT: Final = date(1966, 1, 1)  # commencement of the AktG of 1965
THIRD_DAY: Final = date(2017, 1, 1)  # meetings from then on
PROOF: Final = date(2005, 11, 1)  # of holding, for votes
NO_DAY_ROLLS: Final = date(2009, 11, 1)  # meetings convened from then on: Act of 2009-07-30 (ARUG)
NEW_WORDING: Final = date(2023, 12, 15)
NOT_AG: Final = "of a company that is no AG, state --article public=false"
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


NOTICE_OR_MEETING: Final = Day(
    "dispatched (or, until then, the meeting)", lambda c: NOTICE.read(c) or FIRST_SITTING.read(c), FIRST_SITTING.give
)
AG: Final = When(
    text="it is an AG, SE or KGaA",  # so it is taken, unless it is stated that the company is none
    holds=lambda c: bool(c.company.articles.listed) or c.company.articles.public is not False,
    give="",
)
PROVED: Final = When(
    text="there are bearer shares, and a record date of their votes is set",
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
        applies=(AG, BY_BOARD),
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
        applies=(AG, INTERIM),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_known("a payment on account of the profit: s. 59 is not asked"),
    ),
    Rule(
        id="de_agm_accounts",
        title="more than the net profit of the adopted accounts",
        title_ja="確定した計算書類の貸借対照表利益の範囲内",
        weight=Weight.BAR,
        source="AktG s. 174(1) sentence 2",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(
            RESOLVED_ON,
            AG,
            BY_MEETING,
        ),
        attest="adopted_accounts",
        asked_at=PROPOSING | VOTING | AGAIN,
        may_wait=PROPOSING | FIXED,
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
        applies=(
            RESOLVED_ON,
            AG,
            BY_MEETING,
        ),
        asked_at=PROPOSING | VOTING,
        may_wait=PROPOSING,
        test=(
            Bound(
                day=PAID_FROM,
                of=(VOTE,),
                text="the third business day after the meeting; later where the resolution or the statutes say so",
                limit=_third_business_day,
                before=True,
                remedy=f"let it be paid on the third business day after the meeting or later; {NOT_AG}",
                example=("2017-02-06", "2017-02-01"),
            ),
        ),
    ),
    Rule(
        id="de_due_paid",
        title="paid before it is due",
        title_ja="履行期前の支払",
        weight=Weight.NOTE,  # a debtor may pay earlier than the holders can claim it
        source="AktG s. 58(4) sentences 2 and 3; BGB s. 271(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=THIRD_DAY, keyed_on=VOTE),
        applies=(AG, BY_MEETING),
        asked_at=PAYING,
        test=(
            Bound(
                day=PAYMENT,
                of=(VOTE,),
                text="the third business day after the meeting; later where the resolution or the statutes say so",
                limit=_third_business_day,
                before=True,
                remedy="pay on the third business day after the meeting or later",
                example=("2017-02-06", "2017-02-01"),
            ),
        ),
    ),
    Rule(
        id="de_majority",
        title="no majority",
        title_ja="普通決議(投票の過半数)",
        weight=Weight.NOTE,
        source="AktG s. 133(1)",
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=VOTE),
        applies=(AG, BY_MEETING),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="de_ex",
        title="not the days of practice",
        title_ja="権利落ち日・支払基準日(総会の翌営業日・翌々営業日)",
        weight=Weight.NOTE,
        source="practice of the German market since 2017-01-01",
        confidence=Confidence.SURE,
        in_force=InForce(since=THIRD_DAY, keyed_on=VOTE),
        applies=(
            RESOLVED_ON,
            LISTED,
            BY_MEETING,
        ),
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
        in_force=InForce(since=NO_DAY_ROLLS, keyed_on=NOTICE_OR_MEETING),
        applies=(AG,),
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
        weight=Weight.NOTE,  # the book does not hold whether the shares are bearer shares
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
        applies=(AG, ORDINARY),
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
of the meeting nor that of the convocation counts, and a day that falls on a weekend does not move (AktG s. 121(7)). The law
of a GmbH is not covered: state `--article public=false` of a company that is no AG, SE or KGaA.""",
        left_out={
            "unclaimed": (
                "The regular three years (BGB ss. 195, 199(1)) begin with the end of the year in which it falls due and the "
                "holder knows of it; those of a coupon (BGB s. 801) are others. No day is certain, and none is shown."
            ),
            "tax": "The tax on investment income that is withheld (EStG ss. 43-44a) is not asked.",
        },
        in_part={
            "de_due": (
                "The day payable is asked, the effective day where no other is stated; that the articles or the resolution "
                "may let it fall due later is no limit. The business days are those of the Frankfurt exchange: it trades on "
                "Ascension Day, Whit Monday and 3 October, holidays throughout Germany, and they count; counsel may differ. "
                "Bank holidays of one Land are not told apart."
            ),
            "de_due_paid": "The day of each payment, counted as in de_due.",
            "de_bank_holidays": (
                "The holidays named at de_due count as open here too: state another day with "
                "`--calendar-day XETR:DATE=closed`."
            ),
            "de_notice": (
                "Of a meeting convened before 2009-11-01 it is not asked. Articles of an unlisted company may count "
                "otherwise (s. 121(7) sentence 4), and a meeting of all holders needs no notice where none objects (s. "
                "121(6)): override on that ground."
            ),
            "de_8_months": "An SE meets within six months of its year end (Reg. (EC) 2157/2001 art. 54(1)); not asked.",
            "de_vote_record": (
                "Asked where a voting record date is stated: leave it out for registered shares, which go by the register "
                "(s. 123(5))."
            ),
            "de_vote_record_new": "As for de_vote_record.",
            "de_majority": "A larger majority, or other conditions that the articles set, are not asked.",
        },
    ),
)
