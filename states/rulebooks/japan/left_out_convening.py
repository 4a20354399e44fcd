"""The lines of law on record dates and convening that are no rule of their own here, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONVENING_LEFT_OUT: Final[Mapping[str, str]] = {
    "record_dates_are_two": (
        "the two record dates are two facts, neither read for the other: vote_within_3_months and effect_within_3_months "
        "each answer unknown while their own is missing"
    ),
    "dividend_proportional": (
        "a book keeps one amount per share for a class and no holder's line; total_matches holds the whole class to it"
    ),
    "e_provision_notice": (
        "its two weeks are asked by notice_public_co and notice_private_co already; a second rule would refuse one day twice"
    ),
}
