"""What is said of a book that was copied, restored or brought to another version: strings only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

Answer = Mapping[str, Any]


def copied(did: str, made: Answer, to: object) -> str:
    """What was done, and with how much."""
    return f"{did} {_holding(made)} to {to}: verified, head {made['head'][:16]}"


def held(kept: str, found: Answer, book: object) -> str:
    """A backup, and how it stands to the book."""
    more = f"a beginning of {book}, which has {_count(found['newer'], 'entry', 'entries')} more"
    whole = more if found["newer"] else f"all of {book}"
    return f"{kept}: {_holding(found)}, verified, head {found['head'][:16]}\nit is {whole}"


def upgraded(at: object, last: tuple[int, bytes] | None, kept: Path | None, *, trial: bool) -> str:
    """A book that was brought to this version, or on ``trial`` would be; a file that is kept as it was was verified too."""
    ends = "no entry" if last is None else f"{_count(last[0], 'entry', 'entries')}, head {last[1].hex()[:16]}"
    return f"{at}: {'would be ' if trial else ''}brought to this version · {ends}{', verified' if kept else ''}"


def gone(first: int, last: int) -> str:
    """The entries that a restored book does not have any more, from the one that its restore took the number of."""
    entries = f"entry {last}" if last == first else f"entries {first} to {last}"
    return f"gone: {entries}, as this computer saw the book; record again what happened"


def _holding(made: Answer) -> str:
    """How much is in a book."""
    papers = f" and {_count(made['documents'], 'document', 'documents')}" if made["documents"] else ""
    return f"{_count(made['entries'], 'entry', 'entries')}{papers}"


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
