"""One jurisdiction a file or package: rules as data, to be read beside the statute; older versions are kept.

A country is known by its line in ``_FILES`` and by nothing else: no other part of the program names one.  Its rules are
loaded when a company of it is first asked about.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from typing import Final

from states.rulebooks.universal import UNIVERSAL
from states.rules import Rulebook

_FILES: Final = {  # by ISO 3166 code; a rulebook has the name of its file
    "AU": "australia",
    "CH": "switzerland",
    "DE": "germany",
    "FR": "france",
    "GB": "united_kingdom",
    "HK": "hong_kong",
    "IN": "india",
    "JP": "japan",
    "KR": "korea",
    "SG": "singapore",
    "US-DE": "delaware",
}

JURISDICTIONS: Final = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE
    GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM
    KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH
    SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG
    VI VN VU WF WS YE YT ZA ZM ZW""".split()
) | frozenset(_FILES)
"""Where a company may be seated: every country, and every part of one that has a rulebook.

Source: ISO 3166-1 alpha-2.
"""


WITH_RULES: Final = tuple(sorted(_FILES))
"""The jurisdictions that have a rulebook of their own."""


@cache
def versions(jurisdiction: str) -> tuple[Rulebook, ...]:
    """The rulebooks of a jurisdiction, oldest first; the universal one where it has none of its own."""
    if jurisdiction not in _FILES:
        return (UNIVERSAL,)
    own: tuple[Rulebook, ...] = import_module(f"states.rulebooks.{_FILES[jurisdiction]}").VERSIONS
    return own


def rulebook(jurisdiction: str | None, *, known_on: date | None = None) -> Rulebook | None:
    """The newest rulebook of a jurisdiction, or the one that was the newest on ``known_on``.

    The universal one, where a country has none, and of what is no company's (``""``); ``None`` for what is no
    jurisdiction, and before there was any rulebook.
    """
    if jurisdiction is None or (jurisdiction and jurisdiction not in JURISDICTIONS):
        return None
    found = reversed(versions(jurisdiction))
    return next((each for each in found if known_on is None or each.published <= known_on), None)


def labelled(label: str | None) -> Rulebook | None:
    """The rulebook that entries name so, or ``None`` when this program does not have it."""
    name = (label or "").partition(" ")[0]
    named = next((code for code, file in _FILES.items() if file == name), "")
    return next((each for each in versions(named) if each.label == label), None)


def every_version() -> tuple[Rulebook, ...]:
    """All rulebooks there are, by jurisdiction, each oldest first; at last the universal one."""
    return tuple(each for jurisdiction in (*WITH_RULES, "") for each in versions(jurisdiction))


def every_rulebook() -> tuple[Rulebook, ...]:
    """The newest rulebook of each jurisdiction; at last the universal one."""
    return tuple(versions(jurisdiction)[-1] for jurisdiction in (*WITH_RULES, ""))
