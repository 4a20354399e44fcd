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
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import NoneType
from typing import Any
from zoneinfo import ZoneInfo

from states.canonical import SAFE_INTEGER, canonical
from states.errors import LogBroken
from workflow import sql
from workflow.sql import Run

FORMAT = "ketsugi-log/v1"
VERSION = 1  # of the body
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

    def line(self) -> str:
        """The entry as one line of JSON, its body letter for letter as it was hashed."""
        sig = "null" if self.sig is None else f'"{self.sig.hex()}"'
        head = f'"seq":{self.seq},"prev":"{self.prev.hex()}","hash":"{self.hash.hex()}","sig":{sig}'
        return f'{{{head},"body":{self.text}}}'


def is_signed(policy: Mapping[str, Any]) -> bool:
    """Whether a policy is that of a book signed from its first entry on, with the key that it names."""
    return policy.keys() == {"signing", "key"} and policy["signing"] == SIGNED and isinstance(policy["key"], str)


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
    last = next(iter(run(sql.HEAD, {})), None)
    if last is not None and not (isinstance(last[1], bytes) and last[0] < SAFE_INTEGER):
        raise LogBroken(f"the last entry, {last[0]}, cannot be followed", remedy=_REMEDY)
    seq, prev = (last[0] + 1, last[1]) if last else (1, NOTHING_BEFORE)
    book = body["book"] if last is None else _book(_text(run, 1))
    text = canonical(body)
    said = message(book, seq, prev, text)
    entry = Entry(seq, prev, text, leaf(said), sign(said) if sign else None)
    run(sql.APPEND, {"seq": seq, "prev": prev, "body": text, "hash": entry.hash, "sig": entry.sig})
    return entry


def genesis(run: Run) -> dict[str, Any]:
    """The body of entry 1: the book's identifier, name, zone and policy.

    Raises:
        LogBroken: there is none.
    """
    return body_of(run, 1)


def body_of(run: Run, seq: int) -> dict[str, Any]:
    """The body of entry ``seq``.

    Raises:
        LogBroken: there is none.
    """
    return read_body(seq, _text(run, seq))


def _text(run: Run, seq: int) -> str:
    found = next(iter(run(sql.BODY, {"seq": seq})), None)
    if found is None:
        raise LogBroken(f"entry {seq} is missing", remedy=_REMEDY)
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
    try:
        body = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        body = None
    check_shape(seq, body)
    if in_full:
        check_parts(seq, body)
    return dict(body)


def check_shape(seq: int, body: Any) -> None:
    """Hold a body to its names, all of them and no others, each of its kind.

    Raises:
        LogBroken: it is not the body of entry ``seq``.
    """
    shape = _GENESIS if seq == 1 else _BODY
    if not isinstance(body, dict) or body.keys() != shape.keys() or body["v"] is not VERSION:
        raise LogBroken(f"entry {seq} is not the body of an entry", remedy=_REMEDY)
    for name, kinds in shape.items():
        if not isinstance(body[name], kinds) or isinstance(body[name], bool):  # which is a number elsewhere
            raise LogBroken(f"entry {seq}: {name} is of the wrong kind", remedy=_REMEDY)
    try:
        datetime.fromisoformat(body["recorded_at"])
        if seq == 1:
            ZoneInfo(body["timezone"])
        elif body["occurred_on"] is not None:
            date.fromisoformat(body["occurred_on"])
    except (ValueError, KeyError, OSError):
        raise LogBroken(f"entry {seq}: a day, an instant or a zone does not exist", remedy=_REMEDY) from None


def check_parts(seq: int, body: Mapping[str, Any]) -> None:
    """Hold a body of the right shape to the form of its actor, number, documents and answers.

    Raises:
        LogBroken: one is not as this program writes it.
    """
    if not body["actor"] or (seq != 1 and not _OP.fullmatch(body["op"])) or (seq == 1 and not body["name"]):
        raise LogBroken(f"entry {seq}: it does not say who recorded it, or under what number", remedy=_REMEDY)
    if seq != 1 and not _is_by(body["by"]):
        raise LogBroken(f"entry {seq}: by holds something else", remedy=_REMEDY)
    if seq != 1 and not (_is_numbered(body["terms"], "version") and _is_numbered(body["corrects"], "entry")):
        raise LogBroken(f"entry {seq}: terms or corrects holds something else", remedy=_REMEDY)
    for name, holds in _ITEMS.items() if seq != 1 else ():
        if not all(isinstance(item, dict) and holds(item) for item in body[name]):
            raise LogBroken(f"entry {seq}: {name} holds something else", remedy=_REMEDY)


def _is_by(item: dict[str, Any] | None) -> bool:
    """Who took the step by the roster: person, role and key, as far as there is one, and the guards that were waived."""
    return item is None or (
        item.keys() == {"person", "role", "key", "waived"}
        and all(isinstance(item[name], _MAYBE) for name in ("person", "role", "key"))
        and isinstance(item["waived"], list)
        and all(isinstance(each, str) for each in item["waived"])
    )


def _is_numbered(item: dict[str, Any] | None, name: str) -> bool:
    """Whether what is there has a whole number of that name."""
    return item is None or type(item.get(name)) is int


def _is_document(item: dict[str, Any]) -> bool:
    """A document by its name, size in bytes and SHA-256 digest."""
    digest, size, name = item.get("sha256"), item.get("size"), item.get("name")
    return (
        item.keys() == {"sha256", "size", "name"}
        and isinstance(digest, str)
        and bool(_DIGEST.fullmatch(digest))
        and type(size) is int
        and size >= 0
        and isinstance(name, str)
        and bool(name)
    )


def _is_finding(item: dict[str, Any]) -> bool:
    """A guard's answer: its text is text, its figures are named text."""
    figures, slack = item.get("figures", {}), item.get("slack_days", 0)
    texts = [value for name, value in item.items() if name not in ("figures", "slack_days")]
    return (
        {"guard", "verdict", "weight", "message"} <= item.keys()
        and all(isinstance(each, str) for each in texts)
        and isinstance(figures, dict)
        and all(isinstance(each, str) for each in figures.values())
        and type(slack) is int
    )


_REMEDY = "look with ketsugi verify, and work on a backup that verifies"
_MAYBE = (str, NoneType)
_GENESIS: dict[str, Any] = {"event": str, "book": str, "name": str, "timezone": str, "policy": dict}
_GENESIS |= {"recorded_at": str, "actor": str, "v": int}
_BODY: dict[str, Any] = dict.fromkeys(("op", "recorded_at", "actor", "kind", "subject", "company", "event", "outcome"), str)
_BODY |= dict.fromkeys(("occurred_on", "acting_for", "from", "to", "reason", "rulebook"), _MAYBE)
_BODY |= {"facts": dict, "findings": list, "overridden": list, "evidence": list, "rev": (int, NoneType), "v": int}
_ITEMS = {"findings": _is_finding, "evidence": _is_document}
_DIGEST, _OP = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
_BODY |= {"terms": (dict, NoneType), "corrects": (dict, NoneType), "by": (dict, NoneType)}
