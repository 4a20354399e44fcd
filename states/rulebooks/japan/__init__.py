"""Japan: the Companies Act and what surrounds it, for a dividend and the meeting that approves it, by subject of law.

Each rule can be read beside the article it cites.  In force from 2006-05-01 (the Act's commencement) where nothing else
is said.  Days are calendar days in Japan; amounts are yen.  What could not be confirmed is marked ``CHECK`` and is a note.
"""

from __future__ import annotations

from typing import Final

from states.rulebooks.japan.convening import CONVENING_RULES
from states.rulebooks.japan.duties import DUTIES
from states.rulebooks.japan.in_kind import IN_KIND_RULES
from states.rulebooks.japan.money import MONEY
from states.rulebooks.japan.payment import PAYMENT_RULES
from states.rulebooks.japan.record_date import RECORD_DATE
from states.rulebooks.japan.reserves import RESERVE_RULES
from states.rulebooks.japan.resolution import RESOLUTION
from states.rulebooks.japan.sitting import SITTING_RULES
from states.rules import Rulebook

RULES: Final = (
    *(*RECORD_DATE, *CONVENING_RULES, *RESOLUTION, *IN_KIND_RULES, *SITTING_RULES),
    *(*MONEY, *RESERVE_RULES, *PAYMENT_RULES),
)

JAPAN: Final = Rulebook(name="japan", version="2026.1", jurisdiction="JP", rules=RULES, duties=DUTIES)
