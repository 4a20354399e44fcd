"""The log as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from states.canonical import canonical
from workflow.log import Entry
from workflow.render.plain import safe

COLUMNS = (
    "seq", "recorded_at", "occurred_on", "lag_days", "actor", "acting_for", "company", "subject", "kind", "event",
    "outcome", "from", "to", "terms_version", "objections", "overridden", "attested",
    "corrects", "reason", "evidence_sha256", "rulebook", "hash", "facts",
)  # fmt: skip
_OBJECTS = (("fail", "bar"), ("unknown", "bar"), ("fail", "defect"))
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def line(cells: tuple[object, ...]) -> str:
    """One line of CSV (RFC 4180), ending in CR LF."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_MINIMAL).writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> object:
    """A number stays a number; text that a spreadsheet would run gets an apostrophe, what would hide is spelled out.

    Source: OWASP, CSV Injection (CWE-1236).
    """
    if value is None or isinstance(value, int):
        return value
    text = safe(value)
    return f"'{text}" if text.lstrip().startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA) else text


def row(entry: Entry, lag_days: int | None) -> tuple[object, ...]:
    """The cells of one entry, in the order of ``COLUMNS``."""
    body: Mapping[str, Any] = entry.body
    objections = [f["guard"] for f in body.get("findings", ()) if (f["verdict"], f["weight"]) in _OBJECTS]
    corrects = body.get("corrects") or {}
    return (
        entry.seq,
        body["recorded_at"],
        body.get("occurred_on"),
        lag_days,
        body["actor"],
        body.get("acting_for"),
        body.get("company"),
        body.get("subject"),
        body.get("kind"),
        body["event"],
        body.get("outcome"),
        body.get("from"),
        body.get("to"),
        (body.get("terms") or {}).get("version"),
        " ".join(objections),
        " ".join(body.get("overridden", ())),
        " ".join(body.get("facts", {}).get("attest", ())),
        corrects.get("entry"),
        body.get("reason"),
        " ".join(each["sha256"] for each in body.get("evidence", ())),
        body.get("rulebook"),
        entry.hash.hex(),
        canonical(body["facts"]) if body.get("facts") else None,
    )
