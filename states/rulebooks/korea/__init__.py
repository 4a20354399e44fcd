"""Korea: the Commercial Act, and for listed companies the Capital Markets Act (FSCMA).

Each rule can be read beside the article it cites.  Periods of months are those of the Civil Code, arts. 157 and 160.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.rulebooks.korea.convening import CONVENING_RULES
from states.rulebooks.korea.decision import DECISION_RULES
from states.rulebooks.korea.payment import DUTIES, PAYMENT_RULES
from states.rules import Rulebook

_OLDER: Final = "The article is older than 2012-04-15, the day shown; what it asked before was not looked into."

VERSIONS: Final = (
    Rulebook(
        name="korea",
        country="Korea",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="KR",
        rules=(*DECISION_RULES, *CONVENING_RULES, *PAYMENT_RULES),
        duties=DUTIES,
        about="""\
A last day that is closed may move to the next open day (Civil Code art. 161). Open days are those of the Korea Exchange;
it is closed on a few more than the law names, and what depends on that is answered unknown, and stops nothing. The meeting
may decide on more than was proposed, within the profit. Of its convocation only the day of the notice is asked. The closing
of the register, the ex-day and tax are not. Rules are shown in force from 2012-04-15, when art. 449-2 let boards decide
what the articles give them and parts of other articles were reworded: most articles are older, and of what they asked
before nothing was looked into.""",
        left_out={
            "ex-day": "It follows from the record date by the settlement cycle of the exchange; it is not asked.",
        },
        in_part={
            "kr_agm": (
                "Who attests the board's authority vouches for every condition that is not stated. A dividend that is put "
                "to the meeting is the meeting's, whatever the articles give the board."
            ),
            "kr_profits": _OLDER,
            "kr_record_3m": (
                "The decision is taken for the use of the right: it must come within three months of the record date. Of a "
                "record date after it, only that payment does not come before it is asked; whether payment must come within "
                f"three months of it could not be confirmed. {_OLDER}"
            ),
            "kr_record_notice": (
                "Asked of the record date of the votes at the convocation, of the dividend's at its own steps. "
                "`record_dates_fixed` says it of both: where the articles fix only that of the votes, leave it false and "
                f"attest them at the convocation. {_OLDER}"
            ),
            "kr_notice": (
                "Its dispatch; that a listed company may publish it for holders of one per cent or less (art. 542-4), in "
                "which way it is sent and what it says are not asked. The book does not tell a company with a capital below "
                "KRW 1 billion, which has ten days and, all agreeing, needs no convocation (art. 363(3), (4)). "
                f"{_OLDER}"
            ),
            "kr_majority": (
                "That the articles ask for more is not asked, nor which shares cannot vote (art. 371): state the votes that "
                "can be cast without them."
            ),
            "kr_interim": (
                "That it is decided within the year, that no deficit is expected at its end (art. 462-3(3)), and that the "
                "company closes its books once a year, are left to counsel."
            ),
            "kr_interim_45_days": "The first of a year may be the interim dividend of art. 462-3: late, it stops nothing.",
            "kr_pay_1m": (
                "At the decision the planned day is asked, at the payment its own: late, it is paid with a reason and "
                "evidence. An interim dividend of a listed company may be quarterly: after 20 days it is answered unknown. "
                f"{_OLDER}"
            ),
            "kr_pay_1m_paid": f"A day of payment that is stated counts as fixed by the resolution. {_OLDER}",
            "kr_unclaimed": _OLDER,
            "kr_order_reform": (
                "The guidance asks, and obliges nobody. Asked once, where the board puts it to the meeting: a record date "
                "that is changed later is not asked again."
            ),
        },
    ),
)
