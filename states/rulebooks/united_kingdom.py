"""United Kingdom: the Companies Act 2006 and its model articles, and the dividend timetable of the London exchange.

Each rule can be read beside the section it cites.  A business day is one on which the London exchange trades.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from states.bounds import Bound
from states.context import Context
from states.dates import business_days, clear_before, roll_back, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.finding import Weight
from states.rulebooks.days import (
    AGAIN,
    ANNOUNCED,
    BY_BOARD,
    BY_MEETING,
    CONVENED,
    CONVENING,
    DECIDING,
    DECISION,
    FIRST_SITTING,
    FIXED,
    LISTED,
    MEETING_SITS,
    NOT_GIVEN_TO_THE_BOARD,
    NOT_TO_EXCEED,
    NOTICE,
    ORDINARY,
    PAID_FROM,
    PAYING,
    PROPOSING,
    RECORD,
    RESOLVED_ON,
    TO_BE_PAID,
    VOTE,
    VOTING,
    YEAR_OF_MEETING,
    calendar,
    clear_days,
)
from states.rulebooks.questions import (
    ex_day_of,
    exactly,
    more_for_than_against,
    not_above_the_recommendation,
    not_the_boards,
    on_the_word,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

MEETINGS: Final = date(2007, 10, 1)  # commencement of Part 13 of the Act
DISTRIBUTIONS: Final = date(2008, 4, 6)  # of Part 23
MODEL_ARTICLES: Final = date(2009, 10, 1)  # for companies formed from then on
TWO_DAYS: Final = date(2014, 10, 6)  # trades settle on the second day from then on
MODEL: Final = "SI 2008/3229, sch. 3 art. 70, sch. 1 art. 30"
TIMETABLE: Final = "London Stock Exchange, Dividend Procedure Timetable"
FORFEITED: Final = 12  # years, by the model articles


def _plc(c: Context) -> bool | None:
    return True if c.company.articles.listed else c.company.articles.public


def _other_meeting(c: Context) -> bool | None:
    """Any meeting but the annual one of a public company."""
    plc, ordinary = _plc(c), ORDINARY.holds(c)
    if plc is False or ordinary is False:
        return True
    return None if plc is None or ordinary is None else False


PLC: Final = When(
    text="it is a public company",
    holds=_plc,
    give="--article public=true or false with ketsugi company amend",
)
OTHER_MEETING: Final = When(
    text="it is not the annual general meeting of a public company",
    holds=_other_meeting,
    give="--article public=true or false with ketsugi company amend, and --kind of the meeting",
)
FORFEITS: Final = When(
    text="the articles end the right to what is unclaimed",  # as the model articles do
    holds=lambda c: c.company.articles.exclusion_years != 0,
    give="",
)


def _friday(c: Context, record: date) -> date:
    """The Friday of that week; the business day before it where the exchange is closed."""
    return roll_back(record + timedelta(days=4 - record.weekday()), calendar(c, "XLON"))


RULES: Final = (
    Rule(
        id="uk_declared_by_meeting",
        title="a final dividend is declared by the meeting",
        title_ja="期末配当は株主総会の普通決議で宣言",
        weight=Weight.BAR,
        source=f"Companies Act 2006 s. 20; {MODEL}",
        confidence=Confidence.SURE,
        in_force=InForce(since=MODEL_ARTICLES, keyed_on=DECISION),
        applies=(BY_BOARD, NOT_GIVEN_TO_THE_BOARD),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="uk_recommend_cap",
        title="more than the directors recommended",
        title_ja="宣言額は取締役の推奨額以下",
        weight=Weight.BAR,
        source=f"Companies Act 2006 s. 20; {MODEL}",
        confidence=Confidence.SURE,
        in_force=InForce(since=MODEL_ARTICLES, keyed_on=VOTE),
        applies=(BY_MEETING, NOT_TO_EXCEED),
        attest="recommendation",
        asked_at=VOTING,
        test=not_above_the_recommendation,
    ),
    Rule(
        id="uk_majority",
        title="no majority",
        title_ja="普通決議(投票の過半数)",
        weight=Weight.NOTE,
        source="Companies Act 2006 s. 282(1), (3), (4)",
        confidence=Confidence.CHECK,
        in_force=InForce(since=MEETINGS, keyed_on=VOTE),
        applies=(BY_MEETING, MEETING_SITS),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="uk_profits",
        title="more than the distributable profits",
        title_ja="関連計算書類に基づく分配可能利益の範囲内",
        weight=Weight.BAR,
        source="Companies Act 2006 ss. 830, 836-839, 847",
        confidence=Confidence.SURE,
        in_force=InForce(since=DISTRIBUTIONS, keyed_on=DECISION),
        attest="distributable_profits",
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="uk_net_assets",
        title="the net assets of a public company",
        title_ja="公開会社の純資産基準",
        weight=Weight.BAR,
        source="Companies Act 2006 s. 831",
        confidence=Confidence.SURE,
        in_force=InForce(since=DISTRIBUTIONS, keyed_on=DECISION),
        applies=(
            RESOLVED_ON,
            PLC,
        ),
        attest="net_asset_test",
        asked_at=DECIDING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=on_the_word("the net assets stay at or above called-up share capital and undistributable reserves"),
    ),
    Rule(
        id="uk_agm_notice",
        title="notice too short",
        title_ja="定時総会の招集通知は中21日",
        weight=Weight.DEFECT,
        source="Companies Act 2006 ss. 307(2), 307A, 360",
        confidence=Confidence.SURE,
        in_force=InForce(since=MEETINGS, keyed_on=FIRST_SITTING),
        applies=(PLC, ORDINARY),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="21 clear days before the meeting",
                limit=lambda c, meeting: clear_before(meeting, 21),
                measure=clear_days,
                remedy="move the meeting, or override on counsel's opinion",
                example=("2018-05-02", "2018-05-24"),
            ),
        ),
    ),
    Rule(
        id="uk_notice",
        title="notice too short",
        title_ja="株主総会の招集通知は中14日(公開会社の定時総会以外)",
        weight=Weight.DEFECT,
        source="Companies Act 2006 ss. 307(1), (2), 360",
        confidence=Confidence.SURE,
        in_force=InForce(since=MEETINGS, keyed_on=FIRST_SITTING),
        applies=(OTHER_MEETING, MEETING_SITS),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="14 clear days before the meeting",
                limit=lambda c, meeting: clear_before(meeting, 14),
                measure=clear_days,
                remedy="move the meeting, or override on the consent of the members (s. 307(5), (6)) or counsel's opinion",
                example=("2018-05-09", "2018-05-24"),
            ),
        ),
    ),
    Rule(
        id="uk_agm_6m",
        title="after six months",
        title_ja="定時総会は事業年度末後6か月以内",
        weight=Weight.NOTE,
        source="Companies Act 2006 s. 336(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=MEETINGS, keyed_on=FIRST_SITTING),
        applies=(PLC, ORDINARY),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text="the end of the six months that begin on the day after the fiscal year end",
                limit=lambda c, year_end: within_months(year_end, 6),
                remedy="hold it as soon as it can be held",
                example=("2018-06-30", "2017-12-31"),
            ),
        ),
    ),
    Rule(
        id="uk_ex_record",
        title="not the ex-day of the record date",
        title_ja="権利落ち日は基準日の1営業日前",
        weight=Weight.NOTE,
        source=TIMETABLE,
        confidence=Confidence.SURE,
        in_force=InForce(since=TWO_DAYS, keyed_on=RECORD),
        applies=(
            RESOLVED_ON,
            LISTED,
        ),
        asked_at=DECIDING,
        test=ex_day_of("XLON"),
    ),
    Rule(
        id="uk_record_friday",
        title="the record date is no Friday",
        title_ja="基準日は通常金曜日",
        weight=Weight.NOTE,
        source=TIMETABLE,
        confidence=Confidence.SURE,
        in_force=InForce(since=TWO_DAYS, keyed_on=RECORD),
        applies=(
            RESOLVED_ON,
            LISTED,
        ),
        asked_at=DECIDING,
        test=exactly(
            RECORD,
            RECORD,
            "the Friday of its week, or the business day before where the exchange is closed on it",
            _friday,
            remedy="agree another day with the exchange",
            example=("2018-04-13", "2018-04-11"),
        ),
    ),
    Rule(
        id="uk_announce",
        title="announced too late for its ex-day",
        title_ja="配当の公表は基準日の6営業日前まで",
        weight=Weight.NOTE,
        source=TIMETABLE,
        confidence=Confidence.SURE,
        in_force=InForce(since=TWO_DAYS, keyed_on=RECORD),
        applies=(
            RESOLVED_ON,
            LISTED,
        ),
        asked_at=DECIDING,
        test=(
            Bound(
                day=ANNOUNCED,
                of=(RECORD,),
                text="six business days before the record date; the exchange may put the ex-day off by a week",
                limit=lambda c, record: business_days(record, -6, calendar(c, "XLON")),
                remedy="set a later record date, or ask the exchange",
                example=("2018-04-05", "2018-04-13"),
            ),
        ),
    ),
    Rule(
        id="uk_pay",
        title="paid later than is the aim",
        title_ja="支払は基準日から30営業日以内が目安",
        weight=Weight.NOTE,
        source=TIMETABLE,
        confidence=Confidence.SURE,
        in_force=InForce(since=TWO_DAYS, keyed_on=RECORD),
        applies=(
            RESOLVED_ON,
            LISTED,
        ),
        asked_at=DECIDING | PAYING,
        test=(
            Bound(
                day=PAID_FROM,
                of=(RECORD,),
                text="the thirtieth business day after the record date",
                limit=lambda c, record: business_days(record, 30, calendar(c, "XLON")),
                remedy='agree the day with the exchange, and say so in a note: ketsugi note REF "TEXT"',
                example=("2018-05-29", "2018-04-13"),
            ),
        ),
    ),
)

DUTIES: Final = (
    Duty(
        id="uk_unclaimed",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の失権(12年)",
        of_kind=Kind.DIVIDEND,
        source="SI 2008/3229, sch. 3 art. 75, sch. 1 art. 33; the articles",
        confidence=Confidence.CHECK,
        caution="the years are those stated with --article exclusion_years, or of the model articles; read the articles",
        in_force=InForce(since=MODEL_ARTICLES, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID, FORFEITS),
        of=(PAID_FROM,),
        text="twelve years from the day it is payable, or as many as the articles set",
        due=lambda c, payment: within_months(payment, 12 * (c.company.articles.exclusion_years or FORFEITED)),
        lasting=True,
        example=("2030-05-18", "2018-05-18"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="united_kingdom",
        country="the United Kingdom",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="GB",
        rules=RULES,
        duties=DUTIES,
        about="""\
Who declares a dividend, and how much, the Act leaves to the articles. What stands here are the model articles, which hold
where a company's own say nothing else: state `board_decides_dividends` or `meeting_may_exceed` where they do. The board pays
interim dividends of its own power. A business day is one on which the London exchange trades.""",
        in_part={
            "uk_declared_by_meeting": "A company formed before 2009-10-01 is taken to have articles that say the same.",
            "uk_recommend_cap": (
                "Amounts per share are compared, or totals where there are none; a person may vouch for the recommendation."
            ),
            "uk_majority": "A larger majority by the articles, and that of a written resolution (s. 282(2)), are not asked.",
            "uk_profits": (
                "The amount that may be distributed is stated, or vouched for; that it rests on relevant accounts "
                "(for an interim dividend of a public company, on filed interim accounts: s. 838) is not asked by itself."
            ),
            "uk_net_assets": "Vouched for by a person; called-up capital and undistributable reserves are not kept.",
            "uk_agm_notice": (
                "The notice of an annual general meeting. That all members agreed to a shorter one (s. 337(2), not of a "
                "traded company) is a reason to override. The day of dispatch is asked; what is posted counts as received "
                "48 hours later (s. 1147)."
            ),
            "uk_notice": (
                "Of any other meeting. Holders of 90% of the shares (95% of a public company; a private one's articles may "
                "say more than 90%) may agree to a shorter one (s. 307(5), (6)): a reason to override. The longer notice of "
                "s. 307A (a traded company) or of the articles is not asked; of posting, see uk_agm_notice."
            ),
            "uk_agm_6m": "Three months from the notice of a shortened year (s. 336(2)) are not asked.",
            "uk_announce": "The day is the one stated as record_notice_on.",
            "uk_unclaimed": (
                "What the articles do with it is asked; the Limitation Act 1980, and untraced holders' shares, are not."
            ),
            "uk_pay": "The aim for a dividend with a choice, twenty business days after the election, is not asked.",
        },
        left_out={
            "tax": "Tax is not asked.",
            "uk_t1": (
                "Settlement a day after trade is planned for 2027-10-11 and not confirmed: of later trade days uk_ex_record "
                "answers that it does not know."
            ),
        },
    ),
)
