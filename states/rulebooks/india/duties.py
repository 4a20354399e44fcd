"""The Companies Act 2013: where the money of a dividend goes, and by when."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context
from states.dates import DAY
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.days import DECISION, TO_BE_PAID
from states.rulebooks.india.days import ACT, months_from
from states.rules import Confidence, InForce, When

UNPAID_ACCOUNT: Final = date(2016, 9, 7)  # commencement of s. 124


def _transferred(c: Context) -> date | None:
    """The day the book says the duty of s. 124(1) was done."""
    return next((deed.on for deed in c.deeds if "in_unpaid_7d" in deed.fulfils), None)


TRANSFER: Final = Day("transfer to the account", _transferred, "fulfil in_unpaid_7d, with its day")
TRANSFERRED: Final = When(
    text="what was unpaid went to the Unpaid Dividend Account",
    holds=lambda c: _transferred(c) is not None,
    give=TRANSFER.give,
)


def _unpaid(c: Context) -> bool:
    """Unless nothing was left over at the settlement, or all claims were cleared within the 30 days."""
    left = (c.dividend.settlement.unclaimed, c.dividend.settlement.returned)
    decision, closed = DECISION.read(c), c.last(D.CLOSE)
    if decision and closed and closed.on and closed.on <= decision + 30 * DAY:
        return False
    return None in left or any(left)


UNPAID: Final = When(text="something is unpaid, or may be", holds=_unpaid, give="--unclaimed --returned")

DUTIES: Final = (
    Duty(
        id="in_deposit_5d",
        title="deposit the whole dividend in a separate bank account",
        title_ja="配当総額の別口座への預入(宣言から5日以内)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act 2013 s. 123(4)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        applies=(TO_BE_PAID,),
        of=(DECISION,),
        text="five days after the declaration; no day rolls",
        due=lambda c, decision: decision + 5 * DAY,
        example=("2024-08-25", "2024-08-20"),
    ),
    Duty(
        id="in_unpaid_7d",
        title="transfer what is unpaid to the Unpaid Dividend Account",
        title_ja="未払配当金のUnpaid Dividend Accountへの振替(30日経過後7日以内)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act 2013 s. 124(1), (3)",
        confidence=Confidence.SURE,
        in_force=InForce(since=UNPAID_ACCOUNT, keyed_on=DECISION),
        applies=(TO_BE_PAID, UNPAID),
        of=(DECISION,),
        text="seven days after the end of the 30 days from the declaration; no day rolls",
        due=lambda c, decision: decision + 37 * DAY,
        arises=lambda c, decision: decision + 31 * DAY,
        example=("2024-09-26", "2024-08-20"),
    ),
    Duty(
        id="in_unpaid_list",
        title="put the list of what is unpaid on the website",
        title_ja="未払配当金の一覧のウェブサイト掲載(振替から90日以内)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act 2013 s. 124(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=UNPAID_ACCOUNT, keyed_on=TRANSFER),
        applies=(TO_BE_PAID, TRANSFERRED),
        of=(TRANSFER,),
        text="90 days after the transfer",
        due=lambda c, transfer: transfer + 90 * DAY,
        example=("2024-12-24", "2024-09-25"),
    ),
    Duty(
        id="in_iepf_7y",
        title="transfer what is still unclaimed, and the shares, to the Investor Education and Protection Fund",
        title_ja="7年間未請求の配当金・株式の投資家教育保護基金(IEPF)への移管",
        of_kind=Kind.DIVIDEND,
        source="Companies Act 2013 s. 124(5), (6)",
        confidence=Confidence.SURE,
        in_force=InForce(since=UNPAID_ACCOUNT, keyed_on=TRANSFER),
        applies=(TO_BE_PAID, TRANSFERRED),
        of=(TRANSFER,),
        text="the day after the seven years from the transfer to the Unpaid Dividend Account, whose day does not count",
        due=lambda c, transfer: months_from(transfer, 84) + DAY,
        arises=lambda c, transfer: months_from(transfer, 84) + DAY,
        caution="the rules of the Fund are said to give 30 days from that day, which could not be confirmed",
        example=("2031-09-26", "2024-09-25"),
    ),
)
