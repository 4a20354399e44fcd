"""The shape of a body: its names, all of them and no others, and of what kind each is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import NoneType
from typing import Any
from zoneinfo import ZoneInfo

from states.errors import LogBroken

VERSION = 1  # of the body
REMEDY = "look with ketsugi verify, and work on a backup that verifies"


def check_shape(seq: int, body: Any) -> None:
    """Hold a body to its names, all of them and no others, each of its kind.

    Raises:
        LogBroken: it is not the body of entry ``seq``.
    """
    shape = _GENESIS if seq == 1 else _BODY
    if not isinstance(body, dict) or body.keys() != shape.keys() or body["v"] is not VERSION:
        raise LogBroken(f"entry {seq} is not the body of an entry", remedy=REMEDY)
    for name, kinds in shape.items():
        if type(body[name]) not in kinds:
            raise LogBroken(f"entry {seq}: {name} is of the wrong kind", remedy=REMEDY)
    if seq != 1 and body["outcome"] not in ("applied", "refused"):
        raise LogBroken(f"entry {seq}: it is neither applied nor refused", remedy=REMEDY)
    try:
        datetime.fromisoformat(body["recorded_at"])
        if seq == 1:
            ZoneInfo(body["timezone"])
        elif body["occurred_on"] is not None:
            date.fromisoformat(body["occurred_on"])
    except (ValueError, KeyError, OSError):
        raise LogBroken(f"entry {seq}: a day, an instant or a zone does not exist", remedy=REMEDY) from None


def check_parts(seq: int, body: Mapping[str, Any]) -> None:
    """Hold a body of the right shape to the form of its actor, number, documents and answers.

    Raises:
        LogBroken: one is not as this program writes it.
    """
    if not body["actor"] or (seq != 1 and not _OP.fullmatch(body["op"])) or (seq == 1 and not body["name"]):
        raise LogBroken(f"entry {seq}: it does not say who recorded it, or under what number", remedy=REMEDY)
    if seq != 1 and not _is_by(body["by"]):
        raise LogBroken(f"entry {seq}: by holds something else", remedy=REMEDY)
    if seq != 1 and not (_is_numbered(body["terms"], "version") and _is_numbered(body["corrects"], "entry")):
        raise LogBroken(f"entry {seq}: terms or corrects holds something else", remedy=REMEDY)
    for name, holds in _ITEMS.items() if seq != 1 else ():
        if not all(isinstance(item, dict) and holds(item) for item in body[name]):
            raise LogBroken(f"entry {seq}: {name} holds something else", remedy=REMEDY)


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
    others = len(item) - ("figures" in item) - ("slack_days" in item)
    return (
        item.keys() >= _OF_A_FINDING
        and type(slack) is int
        and type(figures) is dict
        and {str}.issuperset(map(type, figures.values()))
        and list(map(type, item.values())).count(str) == others  # neither of the two above is text
    )


_OF_A_FINDING = {"guard", "verdict", "weight", "message"}


_MAYBE = (str, NoneType)
_TEXTS = ("op", "recorded_at", "actor", "kind", "subject", "company", "event", "outcome")
_GENESIS: dict[str, tuple[type, ...]] = dict.fromkeys(("event", "book", "name", "timezone", "recorded_at", "actor"), (str,))
_GENESIS |= {"policy": (dict,), "v": (int,)}
_BODY: dict[str, tuple[type, ...]] = dict.fromkeys(_TEXTS, (str,))
_BODY |= dict.fromkeys(("occurred_on", "acting_for", "from", "to", "reason", "rulebook"), _MAYBE)
_BODY |= dict.fromkeys(("findings", "overridden", "evidence"), (list,)) | dict.fromkeys(("facts",), (dict,))
_BODY |= dict.fromkeys(("terms", "corrects", "by"), (dict, NoneType)) | {"rev": (int, NoneType), "v": (int,)}
_ITEMS = {"findings": _is_finding, "evidence": _is_document}
_DIGEST, _OP = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
