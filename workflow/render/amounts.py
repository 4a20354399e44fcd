"""What a class of shares receives, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.render.plain import safe


def of_a_class(line: Mapping[str, Any], currency: str) -> str:
    """What one class of shares receives, every fact of it."""
    per_share, total = (grouped(line.get(name, "not stated")) for name in ("per_share", "total"))
    parts = ", ".join(f"{name} {amount}" for name, amount in line.get("parts", {}).items())
    percent, par = (line.get(name, "not stated") for name in ("percent", "par"))
    said = [f"{currency} {per_share} a share, {total} in all{f' ({parts})' if parts else ''}"]
    said += [f"{percent} per cent of the par value, {par}"] if {"percent", "par"} & set(line) else []
    said += [f"formula: {line['formula']}"] if "formula" in line else []
    said += [f"total rounded {line['rounding']}"] if "rounding" in line else []
    said += [_FOLLOWS[line["follows"]]] if "follows" in line else []
    return safe("; ".join(said).strip())


_FOLLOWS = {
    "per-share": "if the shares are more or fewer, the amount per share follows the total",
    "total": "if the shares are more or fewer, the total follows the amount per share",
}


def grouped(text: str) -> str:
    """An amount written in full, with thousands separators; anything else as it was stated."""
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.isascii() and whole.isdigit() and len(whole) > 4 else text
