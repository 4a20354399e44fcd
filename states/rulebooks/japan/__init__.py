"""Japan: the Companies Act and what surrounds it, for a dividend and the meeting that approves it, by subject of law.

Each rule can be read beside the article it cites.  In force from 2006-05-01 (the Act's commencement) where nothing else
is said.  Days are calendar days in Japan; amounts are yen.  What could not be confirmed is marked ``CHECK`` and is a note.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.dates import Calendar, business_days
from states.rulebooks.japan.convening import CONVENING_RULES
from states.rulebooks.japan.duties import DUTIES
from states.rulebooks.japan.money import MONEY
from states.rulebooks.japan.payment import PAYMENT_RULES
from states.rulebooks.japan.record_date import RECORD_DATE
from states.rulebooks.japan.resolution import RESOLUTION
from states.rules import Rulebook

RULES: Final = (*RECORD_DATE, *CONVENING_RULES, *RESOLUTION, *MONEY, *PAYMENT_RULES)

JAPAN: Final = Rulebook(name="japan", version="2026.1", jurisdiction="JP", rules=RULES, duties=DUTIES)

# ── Settlement of trades on the Tokyo exchange: what ex-dates follow from ────────────────────────────────────────────


def tokyo_settlement(trade: date, record_business_day: date, calendar: Calendar) -> date:
    """The day a trade of ``trade`` settles: the lag is keyed on the trade day, not on the record date.

    Until 2009-11-13 three business days, but four where the third is the record day; from 2009-11-16 three; from
    2019-07-16 two (trades of 2019-07-12 and 2019-07-16 both settle on 2019-07-18).

    Source: notices of the exchange and brokers on the changes of 2009-11-16 and 2019-07-16.
    """
    if trade >= date(2019, 7, 16):
        return business_days(trade, 2, calendar)
    settled = business_days(trade, 3, calendar)
    if trade < date(2009, 11, 16) and settled == record_business_day:
        return business_days(trade, 4, calendar)
    return settled
