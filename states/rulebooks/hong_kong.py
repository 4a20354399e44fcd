"""Hong Kong: the Companies Ordinance (Cap. 622), and the Main Board Listing Rules around a record date.

Each rule can be read beside the section it cites.  A business day is one on which the Hong Kong exchange trades.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, business_days, clear_before
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Weight
from states.rulebooks.days import (
    AGAIN,
    BY_BOARD,
    BY_MEETING,
    CONVENED,
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
    PAYING,
    PROPOSING,
    RECORD,
    RESOLVED_ON,
    VOTE,
    VOTING,
    calendar,
    clear_days_or,
    longer_by_articles,
)
from states.rulebooks.questions import (
    more_for_than_against,
    not_above_the_recommendation,
    not_known,
    not_the_boards,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

ORDINANCE: Final = date(2014, 3, 3)  # commencement of Cap. 622
AFTER_APPROVAL: Final = date(2011, 6, 20)  # no trade without the right before the meeting from then on
MODEL: Final = "the articles; Companies (Model Articles) Notice (Cap. 622H)"

CLOSED_FROM: Final = Day(
    "register closed", lambda c: c.terms.closed_from_on, "--set closed_from_on=DATE with ketsugi revise", of_terms=True
)
CLOSED_UNTIL: Final = Day(
    "register closed until",
    lambda c: c.terms.closed_until_on,
    "--set closed_until_on=DATE with ketsugi revise",
    of_terms=True,
)
CLOSURE_NOTICE: Final = Day(
    "notice of closure", lambda c: c.dividend.closure_notice_on, "--set closure_notice_on=DATE with ketsugi revise"
)
CLOSES: Final = When(
    text="the register is closed for it",
    holds=lambda c: CLOSED_FROM.read(c) is not None,
    give="",
)


def _third_day(c: Context, vote: date) -> date:
    return business_days(vote, 3, calendar(c, "XHKG"))


def _last_to_register(c: Context, closed: date) -> date:
    return business_days(closed, -1, calendar(c, "XHKG"))


_MOVE: Final = "move the meeting, or override on counsel's opinion"
_OR_OVERRIDE: Final = ", or override on what the exchange was told"


def _notice(c: Context, meeting: date) -> Disputed:
    """The section does not say, as the model articles do, that neither end day counts."""
    why = "whether the days of notice and meeting are both left out of the 21 the section does not say"
    return Disputed(clear_before(meeting, 21), meeting - 21 * DAY, why, "read the articles, or ask counsel")


RULES: Final = (
    Rule(
        id="hk_declared_by_meeting",
        title="a final dividend is declared by the meeting",
        title_ja="期末配当は株主総会で宣言",
        weight=Weight.NOTE,
        source=MODEL,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ORDINANCE, keyed_on=DECISION),
        applies=(BY_BOARD, NOT_GIVEN_TO_THE_BOARD),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="hk_interim",
        title="an interim dividend",
        title_ja="中間配当の決定権限",
        weight=Weight.NOTE,
        source=MODEL,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ORDINANCE, keyed_on=DECISION),
        applies=(INTERIM,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_known("what the articles ask of an interim dividend of the board is not known here"),
    ),
    Rule(
        id="hk_recommend_cap",
        title="more than the directors recommended",
        title_ja="宣言額は取締役の推奨額以下",
        weight=Weight.NOTE,
        source=MODEL,
        confidence=Confidence.CHECK,
        in_force=InForce(since=ORDINANCE, keyed_on=VOTE),
        applies=(BY_MEETING, NOT_TO_EXCEED),
        asked_at=VOTING,
        test=not_above_the_recommendation,
    ),
    Rule(
        id="hk_profits",
        title="more than the distributable profits",
        title_ja="分配可能利益の範囲内",
        weight=Weight.BAR,
        source="Companies Ordinance (Cap. 622) s. 297",
        confidence=Confidence.SURE,
        in_force=InForce(since=ORDINANCE, keyed_on=DECISION),
        attest="distributable_amount",
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="hk_notice",
        title="notice too short",
        title_ja="定時総会の招集通知は21日前まで",
        weight=Weight.DEFECT,
        source="Companies Ordinance (Cap. 622) s. 571(1)(a)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ORDINANCE, keyed_on=FIRST_SITTING),
        applies=(ORDINARY,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="21 clear days before the meeting, by the safe reading; by the other, the 21st day before it",
                limit=_notice,
                measure=clear_days_or(21, "by the other reading"),
                remedy=_MOVE,
                example=("2018-05-02", "2018-05-24"),
            ),
            longer_by_articles(21, _MOVE, ("2018-05-02", "2018-05-24")),
        ),
    ),
    Rule(
        id="hk_majority",
        title="not carried",
        title_ja="普通決議の要件(投票数の過半数)",
        weight=Weight.NOTE,
        source="Companies Ordinance (Cap. 622) s. 563",
        confidence=Confidence.CHECK,
        in_force=InForce(since=ORDINANCE, keyed_on=VOTE),
        applies=(BY_MEETING, MEETING_SITS),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="hk_ex_after_meeting",
        title="trades without the right too soon after the meeting",
        title_ja="基準日は総会の3営業日後以降(承認後に1日以上の権利付取引日)",
        weight=Weight.DEFECT,  # who breaks a listing rule answers to the exchange; the dividend is declared all the same
        source="Main Board Listing Rules, rule 13.66(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=AFTER_APPROVAL, keyed_on=VOTE),
        applies=(
            RESOLVED_ON,
            LISTED,
            BY_MEETING,
        ),
        asked_at=PROPOSING | VOTING,
        test=(
            Bound(
                day=RECORD,
                of=(VOTE,),
                text="the third business day after the meeting",
                limit=_third_day,
                before=True,
                when=lambda c: RECORD.read(c) is not None or CLOSED_FROM.read(c) is None,
                remedy=f"set the record date on the third business day after the meeting or later{_OR_OVERRIDE}",
                example=("2018-05-29", "2018-05-24"),
            ),
            Bound(
                day=CLOSED_FROM,
                of=(VOTE,),
                text="the day after the third business day after the meeting, which is the last to register",
                limit=lambda c, vote: _third_day(c, vote) + DAY,
                before=True,
                when=lambda c: CLOSED_FROM.read(c) is not None,
                remedy=f"close the register after the third business day after the meeting{_OR_OVERRIDE}",
                example=("2018-05-30", "2018-05-24"),
            ),
            Bound(
                day=EX,
                of=(VOTE,),
                text="the second business day after the meeting, so that on the first the right is still traded",
                limit=lambda c, vote: business_days(vote, 2, calendar(c, "XHKG")),
                before=True,
                when=lambda c: EX.read(c) is not None,
                remedy=f"leave one business day after the meeting on which the right is still traded{_OR_OVERRIDE}",
                example=("2018-05-28", "2018-05-24"),
            ),
        ),
    ),
    Rule(
        id="hk_book_close",
        title="closure of the register told too late",
        title_ja="名義書換停止の公告は10営業日前まで",
        weight=Weight.DEFECT,
        source="Main Board Listing Rules, rule 13.66(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=AFTER_APPROVAL, keyed_on=CLOSED_FROM),
        applies=(
            RESOLVED_ON,
            CLOSES,
            LISTED,
        ),
        asked_at=DECIDING | PAYING,
        test=(
            Bound(
                day=CLOSURE_NOTICE,
                of=(CLOSED_FROM,),
                text="ten business days before the register closes",
                limit=lambda c, closed: business_days(closed, -10, calendar(c, "XHKG")),
                remedy="close the register later, with notice, or override on counsel's opinion",
                example=("2018-05-15", "2018-05-30"),
            ),
        ),
    ),
    Rule(
        id="hk_closed_days",
        title="the days of the closure do not fit together",
        title_ja="名義書換停止期間と基準日の整合",
        weight=Weight.NOTE,
        source="practice of the Hong Kong market",
        confidence=Confidence.CHECK,
        in_force=InForce(since=AFTER_APPROVAL, keyed_on=CLOSED_FROM),
        applies=(
            RESOLVED_ON,
            CLOSES,
        ),
        asked_at=DECIDING,
        test=(
            Bound(
                day=CLOSED_UNTIL,
                of=(CLOSED_FROM,),
                text="the first day of the closure",
                limit=lambda c, closed: closed,
                before=True,
                when=lambda c: CLOSED_UNTIL.read(c) is not None,
                remedy="check the days of the closure: --set closed_from_on=DATE --set closed_until_on=DATE",
                example=("2018-05-30", "2018-05-30"),
            ),
            Bound(
                day=RECORD,
                of=(CLOSED_FROM,),
                text="the business day before the closure, which is the last to register",
                limit=_last_to_register,
                before=True,
                when=lambda c: RECORD.read(c) is not None,
                remedy="check the record date against the closure",
                example=("2018-05-29", "2018-05-30"),
            ),
            Bound(
                day=RECORD,
                of=(CLOSED_UNTIL,),
                text="the last day of the closure",
                limit=lambda c, until: until,
                when=lambda c: None not in (RECORD.read(c), CLOSED_UNTIL.read(c)),
                remedy="check the record date against the closure",
                example=("2018-06-01", "2018-06-01"),
            ),
        ),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="hong_kong",
        country="Hong Kong",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="HK",
        rules=RULES,
        about="""\
Who declares a dividend, and how much, follows from the articles; what is asked of that here could not be confirmed, and is
noted. "Listed" means listed in Hong Kong: `listed=true` of a company listed elsewhere only would ask it for rules that do
not bind it. Where the register is closed, the last day to register takes the place of the record date: it is the business
day before the closure. A business day is one on which the Hong Kong exchange trades.""",
        in_part={
            "hk_declared_by_meeting": "Not asked where `board_decides_dividends` gives it to the board.",
            "hk_recommend_cap": "Not asked where `meeting_may_exceed` lets the meeting declare more.",
            "hk_profits": (
                "The amount that may be distributed is stated, or vouched for; it is not worked out here. Of a listed "
                "company that is the amount within the net-asset test of s. 298 too."
            ),
            "hk_notice": (
                "The notice of an annual general meeting. That all members agreed to a shorter one (s. 571(3)) is a reason "
                "to override. `notice_days` is asked where the articles set more than 21 clear days."
            ),
            "hk_majority": "A casting vote counts as a vote of its side, where the articles give one.",
            "hk_ex_after_meeting": (
                "An ex-day is asked where it is stated. Whether the result of the vote is told before trade opens the next "
                "business day, or a further day with the right is due, is not asked. A breach is told to the exchange, and "
                "leaves the dividend valid: it is passed over with a reason and evidence."
            ),
            "hk_closed_days": "A day that is not stated is not asked for.",
            "hk_book_close": "Six business days for a rights issue are not asked; since when it holds was not looked into.",
        },
        left_out={
            "hk_net_assets_298": (
                "That a listed company's net assets are not less than its called up share capital and undistributable "
                "reserves, before and after (s. 298), could not be confirmed in its figures: who states or vouches for the "
                "distributable amount answers for it."
            ),
            "hk_payment": "The resolution, or the directors, fix the day of payment; no limit is known.",
            "hk_unclaimed": "What becomes of unclaimed dividends is left to the articles; no period is known.",
        },
    ),
)
