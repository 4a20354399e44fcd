"""What the tests share: a real book on disk, made once and copied, and one line that records a step in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from states.facts import Kind
from workflow.book import Book, create
from workflow.decision import Decision
from workflow.engine import advance
from workflow.log import Entry
from workflow.step import Actor, Step

NOW = datetime(2018, 8, 1, 3, tzinfo=UTC)  # noon in Tokyo; all of the story below is past
STAFF = Actor(name="sato")
COMPANY, MEETING, DIVIDEND = "IIJ", "IIJ-AGM26", "IIJ-FY2017-YE"
TERMS = {"record_on": "2018-03-31", "effective_on": "2018-06-29", "currency": "JPY", "resource": "retained earnings"}
TERMS |= {"lines": [{"per_share": "13.50", "total": "608 million"}]}
FUNDS = {"distributable_amount": "worksheet reviewed", "net_assets": "balance sheet"}
VOTES = {"in_favour": 312_450, "present": 380_120, "exercisable": 450_700}
SETTLED = {"paid": "601220400", "unclaimed": "6912300", "returned": "318900"}
STORY: tuple[tuple[str, str, str | None, dict[str, Any]], ...] = (
    (COMPANY, "add", None, {"name": "Internet Initiative Japan Inc.", "jurisdiction": "JP", "timezone": "Asia/Tokyo"})
    + ({"public": True, "listed": True, "record_dates_fixed": True},),
    (MEETING, "plan", None, {"day": "2018-06-28", "voting_record_on": "2018-03-31", "board_on": "2018-05-24"}),
    (DIVIDEND, "draft", None, {"route": "meeting", "meeting": MEETING, "fiscal_year_end": "2018-03-31", "terms": TERMS}),
    (DIVIDEND, "resolve", "2018-05-24", {"attest": FUNDS}),
    (MEETING, "convene", "2018-06-07", {}),
    (DIVIDEND, "approve", "2018-06-28", {"votes": VOTES}),
    (MEETING, "hold", "2018-06-28", {}),
    (DIVIDEND, "pay", "2018-06-29", {"attest": {"entitled_shares": "register"}}),
    (DIVIDEND, "settle", "2018-07-31", {"settlement": SETTLED}),
)
KINDS = {COMPANY: Kind.COMPANY, MEETING: Kind.MEETING, DIVIDEND: Kind.DIVIDEND}
