"""Rows of the law that this rulebook does not ask about, and why: what is not covered is said, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DISCLOSURE_LEFT_OUT: Final[Mapping[str, str]] = {
    "gross_rounding": "Amounts per holder are the registrar's; how a fraction of a yen is rounded could not be confirmed.",
    "who_withholds": "Which body withholds depends on the holder's route of payment, which the book does not hold.",
    "fixing_date": "Read as the effective day, as reported; the statute could not be confirmed.",
    "my_number": "The numbers of holders are never stated to a book: there is no fact that could hold one.",
    "tdnet_forecast_revision": "Forecasts are no subject of the book; disclose a new forecast on the day of its decision.",
    "insider_fact": "It binds persons who trade, not a step; its line of 20 per cent could not be confirmed.",
    "balance_sheet_notice": "Due without delay after the meeting: no day can be counted.",
}
