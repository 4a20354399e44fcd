"""Japan: the Companies Act and what surrounds it, for a dividend and the meeting that approves it, by subject of law.

Each rule can be read beside the article it cites.  In force from 2006-05-01 (the Act's commencement) where nothing else
is said.  Days are calendar days in Japan; amounts are yen.  What could not be confirmed is marked ``CHECK`` and is a note.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.rulebooks.japan.accounts import ACCOUNTS
from states.rulebooks.japan.board import BOARD_RULES
from states.rulebooks.japan.convening import CONVENING_RULES
from states.rulebooks.japan.disclosure import DISCLOSURE
from states.rulebooks.japan.duties import DUTIES
from states.rulebooks.japan.in_kind import IN_KIND_RULES
from states.rulebooks.japan.left_out import IN_PART, LEFT_OUT
from states.rulebooks.japan.majority import MAJORITY
from states.rulebooks.japan.money import MONEY
from states.rulebooks.japan.notice import NOTICE_RULES
from states.rulebooks.japan.older import OLDER
from states.rulebooks.japan.payment import PAYMENT_RULES
from states.rulebooks.japan.proposals import PROPOSALS
from states.rulebooks.japan.provision import PROVISION_RULES
from states.rulebooks.japan.record_date import RECORD_DATE
from states.rulebooks.japan.reserves import RESERVE_RULES
from states.rulebooks.japan.resolution import RESOLUTION
from states.rulebooks.japan.sitting import SITTING_RULES
from states.rulebooks.japan.tax import TABLES, TAX_DUTIES
from states.rulebooks.japan.worksheet import WORKSHEET
from states.rules import Rulebook

CONVOCATION: Final = (*BOARD_RULES, *ACCOUNTS, *CONVENING_RULES, *NOTICE_RULES, *PROVISION_RULES, *PROPOSALS)
RULES: Final = (
    *(*OLDER, *RECORD_DATE, *CONVOCATION, *RESOLUTION, *MAJORITY, *IN_KIND_RULES, *SITTING_RULES),
    *(*MONEY, *WORKSHEET, *RESERVE_RULES, *PAYMENT_RULES),
)

_FIRST = frozenset(
    """vote_within_3_months effect_within_3_months record_before_right record_public_notice board_decides_meeting
    notice_public_co notice_private_co e_provision resolve_three_items ordinary_quorum ordinary_majority
    majority_not_reached interim_by_board board_authority_459 net_assets_3m distributable_amount total_matches
    treasury_excluded effect_not_before_resolution pay_not_before_effect pay_business_day""".split()
)

_ABOUT: Final = """\
Law is in force by the day named in the column: not the day of recording, but the day of the meeting, of the trade, of the
payment. Days are calendar days in Japan.

Clear days lie between two days, neither of which counts. A period of months or years begins on the day after and ends on
the eve of the day that corresponds to its first, or with the month that has no such day (Civil Code, articles 140, 141 and
143)."""

VERSIONS: Final = (
    Rulebook(
        name="japan",
        country="Japan",
        version="2026.1",
        published=date(2026, 11, 1),
        jurisdiction="JP",
        rules=tuple(rule for rule in RULES if rule.id in _FIRST),
    ),
    Rulebook(
        name="japan",
        country="Japan",
        version="2026.2",
        published=date(2026, 11, 22),
        jurisdiction="JP",
        rules=RULES,
        duties=(*DISCLOSURE, *DUTIES, *TAX_DUTIES),
        about=_ABOUT,
        in_part=IN_PART,
        left_out=LEFT_OUT,
        tables=TABLES,
    ),
)

JAPAN: Final = VERSIONS[-1]
