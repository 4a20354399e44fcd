"""No byte of a signed book is changed in silence: its log, state rows, roster and documents, each byte of the file in turn.

Every 37th byte of the file in every run; all of it with ``make flips``, which prints the count that
docs/how-to/audit-a-book.md states.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import COMPANY, NOW, STORY, record
from tests.engine import tampering
from tests.engine.roster import actor, enrol, key
from tests.engine.tampering import audit, contents, outcome
from workflow.beginning import begin
from workflow.book import Book
from workflow.evidence import document
from workflow.people import stated

EVERY = int(os.environ.get("KETSUGI_FLIP_EVERY", "37"))  # how far apart the bytes are that are flipped
MASKS = (0xFF, 0x01)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed book with two people, a company, a dividend with a document, and a key that was taken back."""
    path = tmp_path_factory.mktemp("flips") / "small.db"
    begin(path, "test", "Asia/Tokyo", ("ito", "Ito"), actor=actor("ito"), now=NOW)
    with Book(path) as book:
        enrol(book, "abe", "preparer", by=actor("ito"))
        record(book, "company", COMPANY, "add", actor=actor("abe"), **STORY["add"][3])
        paper = document("worksheet.csv", b"\x00\xffretained earnings, 18 432 000 000\r\n")
        record(book, "dividend", "D1", "draft", actor=actor("abe"), evidence=(paper,))
        record(book, "people", "people", "revoke", actor=actor("ito"), **stated("abe", granted=False, keys=[key("abe")]))
    return path


def flips(path: Path, mask: int, every: int, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """What becomes of the book when one byte of its file is changed, counted by outcome."""
    whole, before = path.read_bytes(), contents(path)
    counts = {"found": 0, "unusable": 0, "without effect": 0, "silent": 0}
    with path.open("r+b", buffering=0) as file:
        for at in range(0, len(whole), every):
            os.pwrite(file.fileno(), bytes([whole[at] ^ mask]), at)
            counts[outcome(path, before)] += 1
            os.pwrite(file.fileno(), whole[at : at + 1], at)
    assert path.read_bytes() == whole
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    say(f"{len(whole):,} bytes, mask {mask:#04x}, one in {every}: {said}")
    return counts


@pytest.mark.parametrize("mask", MASKS)
def test_no_byte_of_the_file_is_changed_in_silence(small: Path, mask: int, capsys: pytest.CaptureFixture[str]) -> None:
    def say(text: str) -> None:
        if EVERY == 1:
            with capsys.disabled():
                print(f"\n{text}")

    counts = flips(small, mask, EVERY, say)
    assert counts["silent"] == 0
    assert counts["found"] > 10_000 // EVERY
    assert audit(small).ok


def test_planted_an_auditor_who_looks_at_the_chain_alone_misses_flips(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of signatures and of documents."""
    monkeypatch.setattr(tampering, "audit", lambda path, **_: audit(path, quick=True))
    assert flips(small, 0xFF, 37)["silent"] > 10
