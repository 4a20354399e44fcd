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
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from states.canonical import SAFE_INTEGER, canonical
from states.canonical import read as canonical_object
from states.errors import BookUnusable, LogBroken, WrongWords
from workflow import sql
from workflow.shape import REMEDY, check_parts, check_shape
from workflow.sql import Run

FORMAT = "ketsugi-log/v1"
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as canonical form spells it, and not a backslash that is followed by u0000
UNSIGNED = {"signing": "unsigned"}  # the policies a book can have
SIGNED = "required"
DEMONSTRATION = {"signing": "unsigned", "demonstration": True, "clock": "simulated"}
NOTHING_BEFORE = bytes(32)
Sign = Callable[[bytes], bytes]
"""Gives the signature over the message of an entry."""


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
        """What the entry says.

        Raises:
            LogBroken: it is not the body of an entry.
        """
        return read_body(self.seq, self.text)

    @property
    def brief(self) -> dict[str, Any]:
        """What the entry says; of an applied one without its answers, which are most of it and are left unread.

        Raises:
            LogBroken: it is not the body of an entry.
        """
        body = read_body(self.seq, self.text, in_full=False)
        if body.get("outcome") == "refused":
            return self.body
        check_parts(self.seq, body)
        return body

    def line(self) -> str:
        """The entry as one line of JSON, its body letter for letter as it was hashed."""
        sig = "null" if self.sig is None else f'"{self.sig.hex()}"'
        head = f'"seq":{self.seq},"prev":"{self.prev.hex()}","hash":"{self.hash.hex()}","sig":{sig}'
        return f'{{{head},"body":{self.text}}}'


def is_signed(policy: Mapping[str, Any]) -> bool:
    """Whether a policy is that of a book signed from its first entry on, with the key that it names."""
    return policy.keys() == {"signing", "key"} and policy["signing"] == SIGNED and isinstance(policy["key"], str)


def instant(now: datetime) -> str:
    """An instant as entries carry it: UTC, microseconds, ``Z``."""
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def message(book: str, seq: int, prev: bytes, text: str) -> bytes:
    """Header and body of an entry: what is hashed, and what is signed."""
    return f"{FORMAT}\n{book}\n{seq}\n{prev.hex()}\n{text}".encode()


def leaf(said: bytes) -> bytes:
    """The hash of an entry, from its message."""
    return hashlib.sha256(b"\0" + said).digest()


def append(run: Run, body: Mapping[str, Any], sign: Sign | None = None) -> Entry:
    """Chain ``body`` to the last entry, sign it where ``sign`` is given, and insert it.

    Belongs inside a transaction that holds the write lock.
    """
    seq, prev, text, said = following(run, body)
    entry = Entry(seq, prev, text, leaf(said), sign(said) if sign else None)
    run(sql.APPEND, {"seq": seq, "prev": prev, "body": text, "hash": entry.hash, "sig": entry.sig})
    return entry


def following(run: Run, body: Mapping[str, Any]) -> tuple[int, bytes, str, bytes]:
    """Number, link, text and message that an entry with ``body`` would have as the next.

    Raises:
        LogBroken: the last entry is none that could be followed.  WrongWords: a text holds what PostgreSQL cannot read.
        BookUnusable: there is no entry yet, and this one does not begin a book.
    """
    last = next(iter(run(sql.HEAD, {})), None)
    if last is not None and not (isinstance(last[1], bytes) and last[0] < SAFE_INTEGER):
        raise LogBroken(f"the last entry, {last[0]}, cannot be followed", remedy=REMEDY)
    if last is None and "book" not in body:
        raise BookUnusable("the book has no entry yet", remedy="begin it: ketsugi init")
    seq, prev = (last[0] + 1, last[1]) if last else (1, NOTHING_BEFORE)
    book = body["book"] if last is None else _book(_text(run, 1))
    text = canonical(body)
    if "\\u0000" in text and _NUL.search(text):
        raise WrongWords("a text holds a NUL, a character that says nothing", remedy="leave it out")
    return seq, prev, text, message(book, seq, prev, text)


def genesis(run: Run) -> dict[str, Any]:
    """The body of entry 1: the book's identifier, name, zone and policy.

    Raises:
        LogBroken: there is none.
    """
    return body_of(run, 1)


def body_of(run: Run, seq: int, *, in_full: bool = True) -> dict[str, Any]:
    """The body of entry ``seq``; unless ``in_full``, without its answers.

    Raises:
        LogBroken: there is none.
    """
    return read_body(seq, _text(run, seq), in_full=in_full)


def _text(run: Run, seq: int) -> str:
    found = next(iter(run(sql.BODY, {"seq": seq})), None)
    if found is None:
        raise LogBroken(f"entry {seq} is missing", remedy=REMEDY)
    return str(found[0])


@lru_cache(maxsize=4)
def _book(first: str) -> str:
    """The identifier of the book that every entry is chained in, from the text of the first."""
    return str(read_body(1, first)["book"])


def read_body(seq: int, text: str, *, in_full: bool = True) -> dict[str, Any]:
    """The body of entry ``seq`` from its text: an object with every name a body has, each of its kind.

    Unless ``in_full``, its documents and answers are left unlooked at: who folds entries does not read them.

    Raises:
        LogBroken: it is anything else.
    """
    body: Any = None
    with suppress(ValueError, TypeError, RecursionError):
        body = json.loads(text) if in_full else briefly(text.encode(), json.loads)
    check_shape(seq, body)
    if in_full:
        check_parts(seq, body)
    checked: dict[str, Any] = body
    return checked


def briefly(text: bytes, read: Callable[[bytes], Any] = canonical_object) -> dict[str, Any]:
    """A body but for its findings, which are most of it and are left unread; what is read is in canonical form.

    Raises:
        ValueError: what is read is no object, or another text spells the same.
    """
    if rest := without_findings(text):
        try:
            body: dict[str, Any] = read(rest)
        except ValueError:
            pass  # the same letters stood elsewhere too
        else:
            body.setdefault("findings", [])
            return body
    whole: dict[str, Any] = read(text)
    return whole


def without_findings(text: bytes) -> bytes:
    """A body up to its findings and on from there, as they stand in most; nothing where they do not."""
    start = text.find(_FINDINGS)
    end = text.find(_AFTER_FINDINGS, start)
    return text[:start] + text[end + 1 :] if end > start >= 0 else b""


_FINDINGS, _AFTER_FINDINGS = b',"findings":[', b'],"from":'  # as they stand in canonical form
