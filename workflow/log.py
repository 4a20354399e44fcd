r"""The log: one chain of entries for the whole book.

An entry is a canonical JSON body, kept as the text that was hashed, with

    hash = SHA-256(0x00 || header || body)      header = "ketsugi-log/v1" \n book \n seq \n hex(prev) \n

where ``prev`` is the hash of the entry before it (32 zero bytes for the first) and ``book`` the identifier in the first
entry.  ``seq`` counts from 1 without gaps.

Source: RFC 6962 section 2.1 (hash of a leaf), RFC 8785 (canonical JSON).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from states.canonical import canonical
from workflow import sql
from workflow.sql import Run

FORMAT = "ketsugi-log/v1"
NOTHING_BEFORE = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log as it is stored."""

    seq: int
    prev: bytes
    text: str
    hash: bytes
    sig: bytes | None

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.text)
        return body

    def line(self) -> str:
        """The entry as one line of JSON, its body letter for letter as it was hashed."""
        sig = "null" if self.sig is None else f'"{self.sig.hex()}"'
        head = f'"seq":{self.seq},"prev":"{self.prev.hex()}","hash":"{self.hash.hex()}","sig":{sig}'
        return f'{{{head},"body":{self.text}}}'


def leaf(book: str, seq: int, prev: bytes, text: str) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(f"\0{FORMAT}\n{book}\n{seq}\n{prev.hex()}\n{text}".encode()).digest()


def append(run: Run, body: Mapping[str, Any]) -> Entry:
    """Chain ``body`` to the last entry and insert it.  Belongs inside a transaction that holds the write lock."""
    last = next(iter(run(sql.HEAD, {})), None)
    seq, prev = (last[0] + 1, last[1]) if last else (1, NOTHING_BEFORE)
    book = body["book"] if last is None else genesis(run)["book"]
    text = canonical(body)
    entry = Entry(seq, prev, text, leaf(book, seq, prev, text), None)
    run(sql.APPEND, {"seq": seq, "prev": prev, "body": text, "hash": entry.hash, "sig": None})
    return entry


def genesis(run: Run) -> dict[str, Any]:
    """The body of entry 1: the book's identifier, name, zone and policy."""
    (text,) = next(iter(run(sql.GENESIS, {})))
    body: dict[str, Any] = json.loads(text)
    return body
