"""Rows of the law that this rulebook does not ask about, and why: what is not covered is said, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

IN_PART: Final[Mapping[str, str]] = {
    "board_decides_meeting": "Its day is asked; that the board decided every matter of art. 298(1) is not.",
    "record_public_notice": "Articles that fix record dates are taken to fix each; a special one is not told apart.",
    "shareholder_proposal": "Its last day is shown; who may ask (by votes, held six months) is not asked.",
    "shareholder_proposal_cap": "The number is asked; that a proposal is unlawful or was made before is not.",
    "e_provision_outage": "Asked at the vote; an interruption in the three months after it is not.",
    "board_quorum": "Asked where the board resolves; what is not counted waits, for the minutes say that it resolved.",
    "distributable_shared": "Asked of the day that is stated; other dividends of the book are not added up.",
    "distributable_amount": (
        "The amount stated is taken, and its day where that is stated; art. 461 asks for the amount on the effective day."
    ),
    "votes_excluded": "Treasury shares, odd lots and cross-held shares are taken off, the last as far as they are stated.",
    "record_e_notice_continues": "The days are asked; that an inspection body looked into the notice (art. 941) is not.",
    "accounts_audited_first": "The accounting auditor's report is asked for; an audit by company auditors alone is not.",
    "agm_excluded_460": "Asked where the articles give dividends to the board; only such can exclude the meeting.",
    "deficit_465": "Whether the board that decides is the one that approves the accounts is left to counsel.",
    "english_disclosure": "Asked of the Prime market; the companies that were given more time are not known.",
    "distributable_worksheet": (
        "What other reorganisations and interim accounts add or take off goes into `other_added` and `other_taken_off`, "
        "each as the company worked it out. A sheet with a line that is not known here is not added up: answered unknown."
    ),
    "reserve_one_tenth": (
        "The two reserves are taken together: how what is set aside splits between them, by the source of the dividend, is "
        "not asked. What is short by less than rounding down explains is answered unknown, and so is what is not stated."
    ),
    "pay_routes": (
        "That only the proportional route is exempt from tax in a NISA account, and that shares in a special account "
        "cannot use it, is not asked: no holder's account is in the book."
    ),
    "agm_minutes": "The ten years at the head office; the five of a copy at branches are not shown.",
    "fs_at_head_office": "The first day is shown; how long the accounts are kept is not.",
    "books_kept": "Counted from the end of the year; the Act counts from the closing of the books, somewhat later.",
    "annual_report": "Three months are shown; that it be filed before the meeting is a request, and a caution says so.",
    "tax_rounding": "Parents' rates before 2023-10-01 are those of listed shares.",
}
"""What a rule, duty or rate leaves open of its row."""

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
    "balance_sheet_notice": "Due without delay after the meeting: neither law nor a known practice counts days.",
}
