"""The case files of other countries, entered in a real book on a day on which their rulebooks are published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import STAFF
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book

ABROAD = Path(__file__).parents[2] / "examples" / "abroad"
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def entered(book: Book, name: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Where the subjects of a case file stand once it is entered, and what was found on the way; the book verifies."""
    with book:
        done = case.enter(book, ABROAD / f"{name}.toml", actor=STAFF, clock=lambda: NOW)
        with book.reading() as run:
            states = dict(run("SELECT ref, state FROM subject", {}))
    assert audit(book.path).ok
    return states, [found for each in done if each.entry for found in each.entry.body.get("findings", ())]
