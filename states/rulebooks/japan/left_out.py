"""Rows of the law that this rulebook does not ask about, and why: what is not covered is said, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LEFT_OUT: Final[Mapping[str, str]] = {
    "record_dates_are_two": (
        "The two record dates are two facts, neither read for the other: vote_within_3_months and "
        "effect_within_3_months each answer unknown while their own is missing."
    ),
    "dividend_proportional": (
        "A book keeps one amount per share for a class and no holder's line; total_matches holds the whole class to it."
    ),
    "e_provision_notice": (
        "Its two weeks are asked by notice_public_co and notice_private_co already; a second rule would "
        "refuse one day twice."
    ),
    "written_resolution": "Without a meeting there is no sitting day, and a dividend's life knows no such step yet.",
    "report_omitted": "The book keeps no matters that are only reported to a meeting.",
    "liability_462": "A consequence of what distributable_amount bars, not a question before a step.",
    "recourse_463": "A consequence of what distributable_amount bars, not a question before a step.",
    "crime_963": "A consequence of what distributable_amount bars, not a question before a step.",
    "annulment_effect": "What a judgment does is said by the state annulled and by recover, not by a question.",
    "pay_place_cost": "Where and at whose cost money was handed over leaves no fact that could be compared.",
    "gross_rounding": ("Amounts per holder are the registrar's; how a fraction of a yen is rounded could not be confirmed."),
    "who_withholds": "Which body withholds depends on the holder's route of payment, which the book does not hold.",
    "fixing_date": "Read as the effective day, as reported; the statute could not be confirmed.",
    "my_number": "The numbers of holders are never stated to a book: there is no fact that could hold one.",
    "tdnet_forecast_revision": ("Forecasts are no subject of the book; disclose a new forecast on the day of its decision."),
    "insider_fact": "It binds persons who trade, not a step; its line of 20 per cent could not be confirmed.",
    "balance_sheet_notice": "Due without delay after the meeting: no day can be counted.",
}
