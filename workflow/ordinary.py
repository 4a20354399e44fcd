"""Most entries of a log, read at a glance.

Canonical form has a place for each name of a body.  Where what stands there is as plain as it mostly is, one look shows
that names, kinds and spelling are right, and none of them need be asked for again.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from states.canonical import read
from workflow.log import without_findings
from workflow.shape import VERSION


def _text(name: str, least: str = "*") -> str:
    return rf'"{name}":"(?P<{name}>[^"\\\x00-\x1f]{least}+)"'  # of characters that are spelled as they are


def _maybe(name: str, least: str = "*") -> str:
    return _text(name, least).replace(':"', ':(?:null|"') + ")"


_COUNT = "[1-9][0-9]{0,14}"  # below 2^53
_TERMS = rf'\{{"digest":"(?P<digest>[0-9a-f]{{64}})","version":(?P<version>{_COUNT})\}}'
_PLACES = (
    *(_maybe("acting_for"), _text("actor", "+"), '"by":null', _text("company"), '"corrects":null', _text("event")),
    *(r'"evidence":\[\]', r'"facts":(?P<facts>\{.*?\})', _maybe("from"), _text("kind"), _maybe("occurred_on", "+")),
    *('"op":"(?P<op>[0-9a-f]{32})"', '"outcome":"(?P<outcome>applied|refused)"', r'"overridden":\[\]', _maybe("reason")),
    *(_text("recorded_at"), rf'"rev":(?:null|(?P<rev>{_COUNT}))', _maybe("rulebook"), _text("subject")),
    *(rf'"terms":(?:null|{_TERMS})', _maybe("to"), f'"v":{VERSION}'),
)
_BODY = re.compile(r"\{" + ",".join(_PLACES) + r"\}")


def ordinary(text: bytes) -> dict[str, Any] | None:
    """What an entry says but for its findings, which are left unread; ``None`` where it takes a closer look."""
    try:
        found = _BODY.fullmatch(without_findings(text).decode())
        if found is None:
            return None
        body: dict[str, Any] = found.groupdict()
        datetime.fromisoformat(body["recorded_at"])
        date.fromisoformat(body["occurred_on"] or "0001-01-01")
        body["facts"] = read(body["facts"].encode()) if body["facts"] != "{}" else {}
    except (ValueError, RecursionError):
        return None
    digest, version, rev = body.pop("digest"), body.pop("version"), body["rev"]
    body["terms"] = {"digest": digest, "version": int(version)} if digest else None
    body["rev"] = int(rev) if rev else None
    body["by"] = body["corrects"] = None
    body["evidence"] = body["findings"] = body["overridden"] = []
    body["v"] = VERSION
    return body
