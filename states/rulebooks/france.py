"""France: the Commercial Code, for the dividend of a company whose general meeting decides on its accounts.

Each rule can be read beside the article it cites.  No day moves because it is closed.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Disputed
from states.context import Context
from states.dates import DAY, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    AGAIN,
    BY_BOARD,
    BY_MEETING,
    CONVENING,
    FIRST_SITTING,
    FISCAL_YEAR_END,
    FIXED,
    INTERIM,
    ON,
    ORDINARY,
    PAID_FROM,
    PAYING,
    PAYMENT,
    PROPOSING,
    RESOLVED_ON,
    TO_BE_PAID,
    VOTE,
    VOTING,
    YEAR_OF_MEETING,
    counted_months,
)
from states.rulebooks.questions import (
    more_for_than_against,
    more_than_half_of_those_present,
    not_the_boards,
    on_the_word,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

CODE: Final = date(2000, 9, 21)  # publication of Ordinance 2000-912, by which these articles are in the Code
FIVE_YEARS: Final = date(2008, 6, 19)  # Act 2008-561 on prescription
VOTES_CAST: Final = date(2019, 7, 20)  # meetings on years that end from then on: Act 2019-744 of 2019-07-19, art. 16


def _nine_months(c: Context, year_end: date) -> date | Disputed:
    """Nine months, or until the day to which the court extended them; whether they reach reserves is disputed."""
    limit, extended = counted_months(year_end, 9), c.dividend.extended_until_on
    safe = limit.safe if isinstance(limit, Disputed) else limit
    if extended and extended > safe:
        limit = safe = extended
    if ORDINARY.holds(c) is not False:
        return limit
    why = "whether the limit holds for reserves that another meeting than the annual one distributes is disputed"
    return Disputed(safe, date.max, why, "ask counsel whether it holds, or pay by that day")


def _five_years(payment: date) -> date:
    return within_months(payment, 60)


def _left_over(c: Context) -> bool:
    """Unless the settlement says that nothing was left, or the last of it was claimed in time."""
    left = (c.dividend.settlement.unclaimed, c.dividend.settlement.returned)
    payment, closed = PAID_FROM.read(c), c.last(D.CLOSE)
    if payment and closed and closed.on and closed.on <= _five_years(payment):
        return False
    return None in left or any(left)


def _certified(c: Context) -> Answer:
    """A balance sheet that an auditor certified shows enough profit since the last fiscal year."""
    message = "not stated that a balance sheet certified by an auditor shows enough profit"
    remedy = 'ask counsel, then --attest certified-balance-sheet="what it rests on"'
    return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)


LEFT_OVER: Final = When(text="something was left unclaimed", holds=_left_over, give="--unclaimed --returned")
TEXT_9: Final = (
    "nine months after the end of the fiscal year, to the day of the same number (to the end of the month is arguable); or "
    "the day to which the court extended them; of what another meeting than the annual one distributes, that is disputed"
)

RULES: Final = (
    Rule(
        id="fr_agm",
        title="not the board's decision",
        title_ja="配当は株主総会の決議事項",
        weight=Weight.BAR,
        source="Code de commerce art. L. 232-12, al. 1",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=ON),
        applies=(BY_BOARD,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="fr_agm_accounts",
        title="fictitious: the accounts are not approved",
        title_ja="計算書類の承認前の配当(虚偽配当)",
        weight=Weight.BAR,
        source="Code de commerce art. L. 232-12, al. 1 and 3",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=VOTE),
        applies=(BY_MEETING,),
        attest="approved_accounts",
        asked_at=VOTING,
        test=on_the_word("the annual accounts were approved, by this meeting or before it"),
    ),
    Rule(
        id="fr_agm_sums",
        title="fictitious: more than the distributable sums",
        title_ja="分配可能額を超える配当(虚偽配当)",
        weight=Weight.BAR,
        source="Code de commerce arts. L. 232-11, L. 232-12, al. 1 and 3",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=VOTE),
        applies=(RESOLVED_ON, BY_MEETING),
        attest="distributable_sums",
        asked_at=PROPOSING | VOTING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="fr_interim",
        title="a payment on account without a certified balance sheet",
        title_ja="中間配当(会計監査人の証明した貸借対照表)",
        weight=Weight.NOTE,
        source="Code de commerce arts. L. 232-12, al. 2, R. 232-17",
        confidence=Confidence.CHECK,  # that the board decides it was not confirmed
        in_force=InForce(since=CODE, keyed_on=ON),
        applies=(INTERIM,),
        attest="certified_balance_sheet",
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=_certified,
    ),
    Rule(
        id="fr_9_months",
        title="payable after nine months",
        title_ja="配当の支払は決算日後9か月以内",
        weight=Weight.BAR,
        source="Code de commerce art. L. 232-13, al. 2",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=FISCAL_YEAR_END),
        applies=(RESOLVED_ON, BY_MEETING),
        asked_at=PROPOSING | VOTING,
        may_wait=PROPOSING,
        test=(
            Bound(
                day=PAID_FROM,
                of=(FISCAL_YEAR_END,),
                text=TEXT_9,
                limit=_nine_months,
                remedy="pay earlier, or state the court's extension: --set extended_until_on=DATE",
                example=("2018-09-30", "2017-12-31"),
            ),
        ),
    ),
    Rule(
        id="fr_9_months_paid",
        title="paid after nine months",
        title_ja="決算日後9か月を過ぎた支払",
        weight=Weight.DEFECT,  # what is owed is paid late rather than never
        source="Code de commerce art. L. 232-13, al. 2",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=FISCAL_YEAR_END),
        applies=(BY_MEETING,),
        asked_at=PAYING,
        test=(
            Bound(
                day=PAYMENT,
                of=(FISCAL_YEAR_END,),
                text=TEXT_9,
                limit=_nine_months,
                remedy="state the court's extension with --set extended_until_on=DATE, or say why it is paid late",
                example=("2018-09-30", "2017-12-31"),
            ),
        ),
    ),
    Rule(
        id="fr_majority_cast",
        title="no majority",
        title_ja="普通決議(投票の過半数・棄権を除く)",
        weight=Weight.NOTE,
        source="Code de commerce art. L. 225-98, in the wording of Act 2019-744",
        confidence=Confidence.CHECK,
        in_force=InForce(since=VOTES_CAST, keyed_on=FISCAL_YEAR_END),
        applies=(BY_MEETING,),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="fr_majority_present",
        title="no majority",
        title_ja="普通決議(出席議決権の過半数・棄権を含む)",
        weight=Weight.NOTE,
        source="Code de commerce art. L. 225-98, in the wording before Act 2019-744",
        confidence=Confidence.CHECK,
        in_force=InForce(since=CODE, until=VOTES_CAST - DAY, keyed_on=FISCAL_YEAR_END),
        applies=(BY_MEETING,),
        asked_at=VOTING,
        test=more_than_half_of_those_present,
    ),
    Rule(
        id="fr_agm_6m",
        title="after the first six months",
        title_ja="定時総会は決算日後6か月以内",
        weight=Weight.NOTE,
        source="Code de commerce art. L. 225-100",
        confidence=Confidence.SURE,
        in_force=InForce(since=CODE, keyed_on=FIRST_SITTING),
        applies=(ORDINARY,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text=(
                    "six months after the end of the fiscal year, to the day of the same number (to the end of the month is "
                    "arguable)"
                ),
                limit=lambda c, year_end: counted_months(year_end, 6),
                remedy="hold it as soon as it can be held, or ask the court for more time",
                example=("2018-06-30", "2017-12-31"),
            ),
        ),
    ),
)

DUTIES: Final = (
    Duty(
        id="fr_unclaimed",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の消滅時効(5年)",
        of_kind=Kind.DIVIDEND,
        source="Code civil art. 2224",
        confidence=Confidence.SURE,
        in_force=InForce(since=FIVE_YEARS, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID,),
        of=(PAID_FROM,),
        text="five years from the day after payment begins",
        due=lambda c, payment: _five_years(payment),
        lasting=True,
        caution="some count from the decision, which is earlier",
        example=("2023-05-31", "2018-05-31"),
    ),
    Duty(
        id="fr_unclaimed_state",
        title="hand over to the State what nobody claimed",
        title_ja="時効の完成した配当金の国庫への引渡し",
        of_kind=Kind.DIVIDEND,
        source="Code général de la propriété des personnes publiques arts. L. 1126-1, L. 1126-2, R. 1126-2",
        confidence=Confidence.SURE,
        in_force=InForce(since=FIVE_YEARS, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID, LEFT_OVER),
        of=(PAID_FROM,),
        text="20 January of the year after that in which the five years end",
        due=lambda c, payment: date(_five_years(payment).year + 1, 1, 20),
        arises=lambda c, payment: _five_years(payment) + DAY,
        example=("2024-01-20", "2018-05-31"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="france",
        country="France",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="FR",
        rules=RULES,
        duties=DUTIES,
        about="""\
A period of months that is counted from the last day of a month has two readings where the last month is longer: to the day
of the same number, or to the end of the month. The earlier is safe; a day between is answered unknown, and stops nothing.
The meeting may decide on more than was proposed, within the distributable sums. Its convocation, the ex-day and the record
date (which follow the meeting by the practice of the market) and tax are not asked.""",
        in_part={
            "fr_agm": (
                "That the accounts are approved is vouched for; the book holds no resolution on accounts. That only the "
                "meeting which approves the accounts may distribute profit brought forward (Cass. com. 2025-02-12, no. "
                "23-11.410) is not asked: whoever attests should look at what is distributed, and by which meeting."
            ),
            "fr_9_months": (
                "At the decision the planned day is asked, at the payment its own: late, it is paid with a reason and "
                "evidence. Past the limit, what a meeting that is stated not to be the ordinary one distributes is answered "
                "unknown: of reserves that do not stem from the year, CA Paris 2025-01-30, no. 22/17478, holds that there "
                "is none. By the ordinary meeting, reserves are asked like the dividend of the year that is stated."
            ),
            "fr_majority_cast": "Of an SA. Since when the wording holds is taken from the end of the fiscal year stated.",
            "fr_majority_present": "Of an SA; for fiscal years that ended by 2019-07-19, who abstains has not voted for it.",
            "fr_agm_6m": "More time given by the court is not asked.",
            "fr_unclaimed": "Asked of any company; of parts that cannot be traded, the company keeps what is prescribed.",
        },
    ),
)
