"""Korea: the Commercial Act, and for listed companies the Capital Markets Act (FSCMA).

Each rule can be read beside the article it cites.  Periods of months are those of the Civil Code, arts. 157 and 160.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day, Disputed, every
from states.context import Context
from states.dates import DAY, DayNotKnown, clear_before, roll, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind, Route
from states.finding import Weight
from states.rulebooks.days import (
    BY_BOARD,
    BY_MEETING,
    CONVENING,
    DECIDING,
    DECISION,
    FISCAL_YEAR_END,
    INTERIM,
    LISTED,
    ON,
    PAID_FROM,
    PAYING,
    PAYMENT,
    PROPOSING,
    RECORD,
    RECORD_DATES_NOT_FIXED,
    RECORD_NOTICE,
    RESOLVED_ON,
    TO_BE_PAID,
    VOTE,
    VOTING,
    VOTING_RECORD,
    VOTING_RECORD_NOTICE,
    calendar,
    clear_days,
    counted_months,
)
from states.rulebooks.questions import within_what_may_be_distributed
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

REFORM: Final = date(2012, 4, 15)  # Act 10600, by which the board may decide what articles give it
FSCMA: Final = date(2009, 2, 4)
GUIDANCE: Final = date(2023, 1, 31)
LONGEST_CLOSURE: Final = 10 * DAY  # around Chuseok
BY_THE_BOARD: Final = steps(Kind.DIVIDEND, D.DECIDE)


def _votes_have_one(c: Context) -> bool:
    return bool(BY_MEETING.holds(c)) and VOTING_RECORD.read(c) is not None


NO_DAY_FIXED: Final = When(
    text="no other time of payment is fixed", holds=lambda c: c.terms.pay_on is None, give="--pay-on with ketsugi revise"
)


def _moved(c: Context, last: date) -> date | Disputed:
    """To the next open day, where the last may be closed: the exchange is closed on more days than the law names."""
    try:
        moved = roll(last, calendar(c, "XKRX"))
    except DayNotKnown:
        moved = last + LONGEST_CLOSURE
    why = f"{last} may be a holiday, and the next open day the last (Civil Code art. 161)"
    return last if moved == last else Disputed(last, moved, why, "check the holidays, or keep to the earlier day")


def _one_month(c: Context, decision: date) -> date | Disputed:
    """A month; of what may be a quarterly dividend, 20 days are safe."""
    last = _moved(c, within_months(decision, 1))
    if c.dividend.route is not Route.INTERIM or c.company.articles.listed is False:
        return last
    why = "a quarterly dividend is paid within 20 days, unless the articles say otherwise (FSCMA art. 165-12(3))"
    return Disputed(decision + 20 * DAY, last.last if isinstance(last, Disputed) else last, why, "check the articles")


def _by_board(c: Context) -> Answer:
    """The articles let the board approve the accounts, their audit is unqualified, and all auditors consent."""
    return every(
        {
            "the articles let the board approve the accounts": c.company.articles.board_decides_dividends,
            "an unqualified opinion on the accounts": c.dividend.accounts_clean,
            "the consent of all auditors, or of all members of the audit committee": None,  # the book does not hold it
        },
        passed="the board approves the accounts, and so decides",
        lacking="put it to the general meeting",
        unknown="state --article board_decides_dividends=… with ketsugi company amend, the audit with --accounts-clean",
    )


def _earlier(c: Context) -> list[str]:
    """The interim dividends of the same fiscal year that were decided already."""
    year_end = c.dividend.fiscal_year_end
    same_year = [each for each in c.siblings if each.route == Route.INTERIM and each.fiscal_year_end == year_end]
    return [each.ref for each in same_year if each.carried]


def _interim(c: Context) -> Answer:
    """The articles allow it, and it is the only one of its year; of a listed company, one of three at most."""
    earlier, listed = _earlier(c), c.company.articles.listed
    few: bool | None = listed
    if not earlier:
        few = True if c.dividend.fiscal_year_end else None
    elif len(earlier) >= 3:
        few = False
    return every(
        {
            "the articles allow interim dividends": c.company.articles.interim_dividends,
            "the only one of its fiscal year, or one of three of a listed company": few,
        },
        passed=f"allowed by the articles; decided before in that year: {', '.join(earlier) or 'none'}",
        lacking="put it to the general meeting",
        unknown="state --article interim_dividends=… and listed=… with ketsugi company amend, and --fiscal-year-end",
        figures={"decided before": ", ".join(earlier)} if earlier else None,
    )


def _45_days(c: Context, year_end: date) -> date | Disputed:
    """From the end of the latest quarter; the one interim dividend of a year that is not quarterly has the year."""
    decision, begin = DECISION.read(c) or c.today, within_months(year_end, -12)
    quarters = [within_months(begin, months) for months in (3, 6, 9)]
    last = max((each for each in quarters if each <= decision), default=quarters[0]) + 45 * DAY
    if _earlier(c):
        return _moved(c, last)
    why = "a quarterly dividend must be decided by then, the one interim dividend of a year (art. 462-3) need not"
    return Disputed(last, year_end, why, "check by which article it is decided")


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


_A_MONTH: Final = (
    "one month from the day after the decision, to the eve of the corresponding day, or the month's end where there is none "
    "(the next open day is arguable); of a quarterly dividend, 20 days are safe"
)

RULES: Final = (
    Rule(
        id="kr_agm",
        title="not the board's decision",
        title_ja="利益配当は株主総会の決議事項(財務諸表を取締役会が承認する場合を除く)",
        weight=Weight.BAR,
        source="Commercial Act arts. 449-2(1), 462(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(BY_BOARD,),
        attest="board_authority",
        asked_at=BY_THE_BOARD,
        test=_by_board,
    ),
    Rule(
        id="kr_profits",
        title="more than the distributable profit",
        title_ja="配当可能利益の範囲内",
        weight=Weight.BAR,
        source="Commercial Act arts. 462(1), 462-3(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        applies=(RESOLVED_ON,),
        attest="distributable_profit",
        asked_at=DECIDING,
        may_wait=PROPOSING,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="kr_interim",
        title="not an interim dividend the board may decide",
        title_ja="中間配当・四半期配当(定款の定め、回数)",
        weight=Weight.BAR,
        source="Commercial Act art. 462-3(1); FSCMA art. 165-12(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=ON),
        applies=(INTERIM,),
        asked_at=BY_THE_BOARD,
        test=_interim,
    ),
    Rule(
        id="kr_interim_45_days",
        title="decided too long after the quarter",
        title_ja="四半期配当の決議は四半期末から45日以内",
        weight=Weight.BAR,
        source="FSCMA art. 165-12(1), (2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=FSCMA, keyed_on=DECISION),
        applies=(LISTED, INTERIM),
        asked_at=BY_THE_BOARD,
        test=(
            Bound(
                day=DECISION,
                of=(FISCAL_YEAR_END,),
                text="45 days after the end of the third, sixth or ninth month of the fiscal year, whichever came last",
                limit=_45_days,
                remedy="put it to the general meeting, or wait for the next quarter",
                example=("2018-05-15", "2018-12-31"),
            ),
        ),
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
            _two_weeks(VOTING_RECORD_NOTICE, VOTING_RECORD, Kind.MEETING),
        ),
    ),
    Rule(
        id="kr_order_reform",
        title="holders are fixed before the amount is",
        title_ja="配当額の確定後に配当基準日を置く手続(2023年の改善案)",
        weight=Weight.NOTE,
        source="guidance of the Ministry of Justice and the Financial Services Commission, 2023-01-31",
        confidence=Confidence.CHECK,
        in_force=InForce(since=GUIDANCE, keyed_on=VOTE),
        applies=(RESOLVED_ON, LISTED, BY_MEETING),
        asked_at=PROPOSING | VOTING,
        test=(
            Bound(
                day=RECORD,
                of=(VOTE,),
                text="the day of the vote, as boards may set it since",
                limit=lambda c, vote: vote,
                before=True,
                remedy="consider a record date after the meeting; the articles may have to be changed",
                example=("2024-03-28", "2024-03-28"),
            ),
        ),
    ),
    Rule(
        id="kr_pay_1m",
        title="payable after a month",
        title_ja="配当の支払は決議から1か月以内",
        weight=Weight.BAR,
        source="Commercial Act art. 464-2(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        applies=(RESOLVED_ON, NO_DAY_FIXED),
        asked_at=DECIDING,
        may_wait=PROPOSING,
        test=(
            Bound(
                day=PAID_FROM,
                of=(DECISION,),
                text=_A_MONTH,
                limit=_one_month,
                remedy="pay earlier, or let the resolution fix the day of payment: --pay-on",
                example=("2024-04-29", "2024-03-29"),
            ),
        ),
    ),
    Rule(
        id="kr_pay_1m_paid",
        title="paid after its time",
        title_ja="支払時期を過ぎた配当の支払",
        weight=Weight.DEFECT,  # what is owed is paid late rather than never
        source="Commercial Act art. 464-2(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=DECISION),
        asked_at=PAYING,
        test=(
            Bound(
                day=PAYMENT,
                of=(DECISION,),
                text=f"the day of payment that the resolution fixes; where it fixes none, {_A_MONTH}",
                limit=lambda c, decision: c.pay_on or _one_month(c, decision),
                remedy="say why it is paid late",
                example=("2024-04-29", "2024-03-29"),
            ),
        ),
    ),
)

DUTIES: Final = (
    Duty(
        id="kr_unclaimed",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の消滅時効(5年)",
        of_kind=Kind.DIVIDEND,
        source="Commercial Act art. 464-2(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REFORM, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID,),
        of=(PAID_FROM,),
        text="five years from the day after payment begins",
        due=lambda c, payment: within_months(payment, 60),
        lasting=True,
        caution="from which day they run could not be confirmed; the later is shown",
        example=("2029-04-19", "2024-04-19"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="korea",
        country="Korea",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="KR",
        rules=RULES,
        duties=DUTIES,
        about="""\
A last day that is closed may move to the next open day (Civil Code art. 161). Open days are those of the Korea Exchange;
it is closed on a few more than the law names, and what depends on that is answered unknown, and stops nothing. The meeting
may decide on more than was proposed, within the profit. Its convocation and majorities, the closing of the register, the
ex-day and tax are not asked.""",
        in_part={
            "kr_agm": (
                "Who attests the board's authority vouches for every condition that is not stated. A dividend that is put "
                "to the meeting is the meeting's, whatever the articles give the board."
            ),
            "kr_record_3m": (
                "Where the record date comes before the decision, as was the custom, the decision is taken for the use of "
                "the right, and where it comes after, the payment."
            ),
            "kr_interim": (
                "That it is decided within the year, that no deficit is expected at its end (art. 462-3(3)), and that the "
                "company closes its books once a year, are left to counsel."
            ),
            "kr_interim_45_days": "The first of a year may be the interim dividend of art. 462-3: late, it stops nothing.",
            "kr_pay_1m": (
                "At the decision the planned day is asked, at the payment its own: late, it is paid with a reason and "
                "evidence. An interim dividend of a listed company may be quarterly: after 20 days it is answered unknown."
            ),
            "kr_order_reform": "The guidance lets boards set such a record date; it obliges nobody.",
        },
    ),
)
