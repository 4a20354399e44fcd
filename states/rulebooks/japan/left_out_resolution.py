"""What Japan's law says of the resolution, the money and the payment that this rulebook does not ask, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RESOLUTION_LEFT_OUT: Final[Mapping[str, str]] = {
    "written_resolution": "without a meeting there is no sitting day, and a dividend's life knows no such step yet",
    "report_omitted": "the book keeps no matters that are only reported to a meeting",
    "liability_462": "a consequence of what distributable_amount bars, not a question before a step",
    "recourse_463": "a consequence of what distributable_amount bars, not a question before a step",
    "crime_963": "a consequence of what distributable_amount bars, not a question before a step",
    "annulment_effect": "what a judgment does is said by the state annulled and by recover, not by a question",
    "pay_place_cost": "where and at whose cost money was handed over leaves no fact that could be compared",
}
"""Row of the law's table -> why no rule or duty stands for it."""
