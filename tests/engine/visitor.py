"""Someone visits a book: ``visitor.py read|write|create FILE``; the outcome is printed as JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from states.errors import KetsugiError
from states.facts import Kind
from workflow import book
from workflow.engine import advance
from workflow.step import Actor, Step
from workflow.verify import verify

NOW = datetime(2018, 8, 1, tzinfo=UTC)


def visit(errand: str, path: Path) -> dict[str, object]:
    if errand == "create":
        book.create(path, name="x", timezone="UTC", now=NOW, actor="nobody", policy={"signing": "unsigned"})
    elif errand == "write":
        with book.Book(path) as found:
            note = Step(kind=Kind.COMPANY, ref="IIJ", event="note", reason="seen")
            advance(found, note, actor=Actor(name="nobody"), clock=lambda: NOW)
    else:
        with book.Book(path) as found, found.reading() as run:
            report = verify(run)
            return {"entries": report.entries, "ok": report.ok}
    return {}


if __name__ == "__main__":
    try:
        outcome = visit(sys.argv[1], Path(sys.argv[2]))
    except KetsugiError as error:
        outcome = {"error": type(error).__name__, "message": error.message, "remedy": error.remedy}
    print(json.dumps(outcome))
