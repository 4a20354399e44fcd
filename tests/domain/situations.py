"""Every step a rule is asked at, in situations that between them state what the rules of all countries ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from functools import cache
from typing import Any

from states.context import Context
from states.facts import Board, Kind, Route
from states.rules import Rule
from tests.domain.iij import EFFECT, SITTING, convening, step
from workflow.calendars import CALENDARS

SITUATIONS: dict[str, dict[str, Any]] = {
    "the case": {},
    "a private company without a board": {
        "articles": {"public": False, "listed": False, "has_board": False, "notice_days": 3, "record_dates_fixed": False}
    },
    "under electronic provision": {
        "meeting": {"day": date(2023, 6, 29), "voting_record_on": date(2023, 3, 31), "e_provision_on": date(2023, 6, 1)}
    },
    "the days of accounts, votes and proposals": {
        "meeting": {
            "fiscal_year_end": date(2018, 3, 31),
            "accounts_to_auditor_on": date(2018, 4, 16),
            "schedules_to_auditor_on": date(2018, 4, 23),
            "voting_cutoff_on": date(2018, 6, 27),
            "proposal_failed_on": date(2015, 6, 26),
        },
        "articles": {"agm_months": 3},
    },
    "in kind, with an option of money": {
        "terms": {"in_kind": True, "cash_option": True, "claim_end_on": EFFECT},
        "dividend": {"surplus_changed_on": SITTING},
    },
    "continued": {"meeting": {"continued_on": (date(2018, 7, 12),)}},
    "abroad": {
        "terms": {
            "ex_on": date(2018, 3, 29),
            "closed_from_on": date(2018, 7, 5),
            "closed_until_on": date(2018, 7, 6),
            "pay_on": date(2018, 7, 2),
        },
        "dividend": {
            "record_notice_on": date(2018, 3, 1),
            "closure_notice_on": date(2018, 6, 20),
            "extended_until_on": date(2018, 12, 31),
            "board": Board(notified_on=date(2018, 5, 18), ended_time=time(15, 0), told_time=time(15, 20)),
        },
        "meeting": {"registration_days": 6, "audited_on": date(2018, 5, 14), "fiscal_year_end": date(2018, 3, 31)},
    },
    "after a leap day": {"meeting": {"day": date(2020, 5, 29), "voting_record_on": date(2020, 2, 29)}},
}


def asked(rule: Rule) -> Iterator[Context]:
    """Every step a rule is asked at, in every situation."""
    for kind, event in sorted(rule.asked_at):
        yield from _contexts(kind, event)


@cache
def _contexts(kind: Kind, event: str) -> tuple[Context, ...]:
    """A step in every situation, made once for all rules."""
    if kind is Kind.MEETING:
        known = [{name: each[name] for name in ("articles", "meeting") if name in each} for each in SITUATIONS.values()]
        return tuple(convening(**each, calendars=CALENDARS) for each in known)
    routes = [each.get("dividend", {}) | {"route": Route.BOARD} for each in SITUATIONS.values()]
    by_board = [each | {"dividend": route} for each, route in zip(SITUATIONS.values(), routes, strict=True)]
    return tuple(step(event, **each, calendars=CALENDARS) for each in (*SITUATIONS.values(), *by_board))
