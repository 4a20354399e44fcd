"""One jurisdiction a file or package: rules as data, to be read beside the statute; older versions are kept.

A country is known by its line in ``_COUNTRIES`` and by nothing else: no other part of the program names one.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.rulebooks import australia, delaware, france, germany, hong_kong, india, japan, korea, singapore, switzerland, united_kingdom
from states.rulebooks.universal import UNIVERSAL
from states.rules import Rulebook

_COUNTRIES: Final = (australia, delaware, france, germany, hong_kong, india, japan, korea, singapore, switzerland, united_kingdom)

VERSIONS: tuple[Rulebook, ...] = (*(each for country in _COUNTRIES for each in country.VERSIONS), UNIVERSAL)  # oldest first
RULEBOOKS: tuple[Rulebook, ...] = (*(country.VERSIONS[-1] for country in _COUNTRIES), UNIVERSAL)

JURISDICTIONS: Final = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE
    GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM
    KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH
    SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG
    VI VN VU WF WS YE YT ZA ZM ZW""".split()
) | {book.jurisdiction for book in RULEBOOKS if book.jurisdiction}
"""Where a company may be seated: every country, and every part of one that has a rulebook.

Source: ISO 3166-1 alpha-2.
"""


def rulebook(jurisdiction: str | None, *, known_on: date | None = None) -> Rulebook | None:
    """The newest rulebook of a jurisdiction, or the one that was the newest on ``known_on``.

    The universal one, where a country has none; ``None`` for what is no jurisdiction, and before there was any rulebook.
    """
    if jurisdiction not in JURISDICTIONS:
        return None
    own = [each for each in VERSIONS if each.jurisdiction == jurisdiction] or [UNIVERSAL]
    return next((each for each in reversed(own) if known_on is None or each.published <= known_on), None)


def labelled(label: str | None) -> Rulebook | None:
    """The rulebook that entries name so, or ``None`` when this program does not have it."""
    return next((each for each in VERSIONS if each.label == label), None)
