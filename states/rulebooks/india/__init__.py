"""India: the Companies Act 2013 and the listing regulations (LODR), for final and interim dividends.

Each rule can be read beside the section it cites.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.rulebooks.india.act import COMPANIES_ACT
from states.rulebooks.india.duties import DUTIES
from states.rulebooks.india.listing import LISTING
from states.rules import Rulebook

VERSIONS: Final = (
    Rulebook(
        name="india",
        country="India",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="IN",
        rules=(*COMPANIES_ACT, *LISTING),
        duties=DUTIES,
        about="""\
A final dividend is declared by the general meeting, on the recommendation of the board; an interim dividend by the board
alone. Both are *declared* on the day called "decision", from which the days of payment are counted. A working day is one on
which the National Stock Exchange trades. Rules of the LODR (SEBI's Listing Obligations and Disclosure Requirements
Regulations 2015) are asked of listed companies only.""",
        in_part={
            "in_agm": "That a notice by post counts as given 48 hours later is not asked: give that day as its dispatch. "
            "Nor is the interval of 15 months between two ordinary meetings (s. 96(1)). A private company whose articles "
            "set a shorter notice (Notification G.S.R. 464(E) of 2015-06-05) says so with `public=false` and `notice_days`: "
            "between that and 21 clear days the answer is unknown, and stops nothing.",
            "in_majority": "A casting vote counts as a vote of its side; which votes a listed company must take by poll or "
            "electronically is not asked.",
            "in_deposit_5d": "A deposit that is late is shown as late, and stops no payment.",
            "in_iepf_7y": "The seven years are counted from the transfer that `fulfil in_unpaid_7d` states; no day is shown "
            "until then. Whether the shares go too, after seven consecutive years, is not asked.",
            "in_outcome_30m": "Three hours, for sittings that end after trading hours from 2024-12-12, could not be "
            "confirmed: within them the answer is unknown.",
            "in_pay_30d": "A day planned beyond the 30 days is barred; a payment that is late is owed, and only noted. The "
            "exceptions of s. 127 (a dispute, a lawful set-off, an instruction of the holder) are not asked.",
            "in_profits": "Not confirmed, and so a note: depreciation, losses of earlier years, free reserves and the "
            "rate of an interim dividend in a year of loss (s. 123) are for whoever states the amount or vouches for it.",
            "in_record_notice": "The five working days between two record dates (reg. 42(4); 30 days until 2024-12-11) are "
            "not asked: the record dates of other dividends are not at hand. Nor is the closing of the register (s. 91).",
            "in_recommended_cap": "That the recommendation binds the meeting stands in the model articles; of "
            "companies with others it could not be confirmed.",
            "in_pay_interest": "The interest is not reckoned.",
            "in_unpaid_7d": "The interest of 12 per cent a year on what is transferred late (s. 124(3)) is not reckoned.",
            "in_unpaid_list": "Shown once `fulfil in_unpaid_7d` states the transfer.",
        },
        left_out={
            "ex-day": "It varies with the settlement cycle of the exchange, which sets it; it is not asked.",
        },
    ),
)
