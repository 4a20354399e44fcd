"""A correction names the entry it replaces."""

from __future__ import annotations

from states.context import Context
from states.finding import Finding, Verdict, universal


def corrects_own_entry(context: Context) -> Finding:
    """The corrected entry is an applied entry of the same subject, and its right day is not in the future."""
    guard, title, seq = "corrects_own_entry", "not a correction", context.corrects
    if seq is None:
        return universal(guard, title, Verdict.UNKNOWN, "the entry is not named", remedy="give --entry NUMBER")
    own = [deed.seq for deed in context.deeds]
    if seq in own and context.corrected_on is not None and context.corrected_on > context.today:
        return universal(
            guard,
            title,
            Verdict.FAIL,
            f"entry {seq} is to have happened on {context.corrected_on}, today {context.today}",
            figures={"corrected": context.corrected_on, "today": context.today},
            remedy="give the day of the minutes",
        )
    if seq in own:
        return universal(guard, title, Verdict.PASS, f"corrects entry {seq}")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"entry {seq} is not an applied entry of {context.ref}",
        figures={"entry": seq},
        remedy=f"name one of its entries: {', '.join(map(str, own)) or 'there are none'}",
    )
