"""What a class of shares receives, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.render.plain import safe


def of_a_class(line: Mapping[str, Any], currency: str) -> str:
    """What one class of shares receives, every fact of it."""
    per_share, total = (line.get(name, "not stated") for name in ("per_share", "total"))
    each = f"amount per share {per_share}" if per_share in _OPEN else f"{currency} {grouped(per_share)} a share"
    together = f"total {total}" if total in _OPEN else f"{grouped(total)} in all"
    parts = ", ".join(f"{name} {amount}" for name, amount in line.get("parts", {}).items())
    percent, par = (line.get(name, "not stated") for name in ("percent", "par"))
    said = [f"{each}, {together}{f' ({parts})' if parts else ''}"]
    said += [f"{percent} per cent of the par value, {par}"] if "percent" in line else []
    said += [f"par value {par}"] if "par" in line and "percent" not in line else []
    said += [f"formula: {line['formula']}"] if "formula" in line else []
    said += [f"total rounded {line['rounding']}"] if "rounding" in line else []
    said += [_FOLLOWS[line["follows"]]] if "follows" in line else []
    return safe("; ".join(said).strip())


_OPEN = ("not stated", "undecided")
_FOLLOWS = {
    "per-share": "if the shares are more or fewer, the amount per share follows the total",
    "total": "if the shares are more or fewer, the total follows the amount per share",
}


def grouped(text: str) -> str:
    """An amount written in full, with thousands separators; anything else as it was stated."""
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.isascii() and whole.isdigit() and len(whole) > 4 else text


MONEY = ("total", "grand_total", "net_assets", "distributable_amount", "paid", "unclaimed", "returned", "cleared")


def figure(name: str, value: object) -> str:
    """The value of a fact: an amount of money or a count with thousands separators, anything else as it is."""
    if isinstance(value, int):
        return f"{value:,}"
    return grouped(str(value)) if name in MONEY else str(value)
