"""What the program makes up of a record, in Japanese: held to every sentence of whole books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Typist
from tests.pages import books
from workflow.render import pages
from workflow.render.japanese import generated
from workflow.render.tongue import Tongue

STAYS = """
"""


def told(path: Path) -> Iterator[tuple[str, str, str]]:
    """Everything that a report on the book makes up: of what, in English, in Japanese without what was recorded."""
    answer = json.loads(Typist(path, now=books.LATER).run("--json", "report").out)
    for row in pages.together([answer["findings"]], Tongue("en"))["findings"]:
        yield row["what"], row["said"], generated(row["what"], row["said"])
    for row in [*answer["dividends"], *answer["meetings"]]:
        yield row["kind"], row["label"], generated(row["kind"], row["label"])
    english, japanese = (pages.log_rows(answer["log"], answer["book"]["timezone"], Tongue(each)) for each in ("en", "ja"))
    for entry, one, other in zip(answer["log"], english, japanese, strict=True):
        recorded = f"; {entry['body'].get('reason')}"
        for name in ("what", "lag", "actor"):
            yield one["outcome"] or "", one[name].removesuffix(recorded), other[name].removesuffix(recorded)


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    base = tmp_path_factory.mktemp("books")
    found: list[tuple[str, str, str]] = []
    for name in ("iij", "everything"):
        books.BOOKS[name](base / f"{name}.db")
        found += told(base / f"{name}.db")
    return found


RECORDED = ("overridden", "attested", "")
"""Findings that are a reason or a note as it was recorded, and the name of a book."""
