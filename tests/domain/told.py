"""The stories of other countries, entered into a real book."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import STAFF
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book

ABROAD = Path(__file__).parents[2] / "examples" / "abroad"
TODAY = datetime(2026, 12, 1, 3, tzinfo=UTC)  # every rulebook is published by then


def told(book: Book, country: str, *changes: tuple[str, str]) -> dict[str, str]:
    """The state of each subject once the whole example of a country is entered, in a book that verifies."""
    text = (ABROAD / f"{country}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    with book, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{country}.toml")
        path.write_text(text, encoding="utf-8")
        case.enter(book, path, actor=STAFF, clock=lambda: TODAY)
    assert audit(book.path).ok
    with book.reading() as run:
        return dict(run("SELECT ref, state FROM subject", {}))
