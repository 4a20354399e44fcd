"""What a resolution left open is fixed later, within what was resolved."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Final

from states.codec import plain, read
from states.context import Context
from states.finding import Finding, Verdict, universal
from states.money import StatedTotal
from states.payable import agrees, worked_out
from states.stated import Range
from states.terms import UNDECIDED, Follows, Line, Terms

_FIXED_LATER: Final = (  # a resolution need not speak of them
    *("pay_on", "ex_on", "record_on", "record_time", "closed_from_on", "closed_until_on"),
    *("rate", "rate_on", "pay_currency", "grand_total"),
)


def within_what_was_resolved(context: Context) -> Finding:
    """Only what the resolution left open is fixed: a day or an amount within what it said, or one that follows another."""
    guard, title, resolved = "within_what_was_resolved", "not left open by the resolution", context.approved
    if resolved is None:
        return universal(guard, title, Verdict.FAIL, "nothing was resolved", remedy="ketsugi approve … --on DATE")
    before, now = resolved.terms, plain(context.terms)
    was = read(Terms, before)
    beyond = [
        f"{name} {_said(before.get(name))}, now {_said(now.get(name))}"
        for name in dict.fromkeys([*before, *now])
        if name != "lines" and before.get(name) != now.get(name) and not _may_be(context, was, name)
    ]
    beyond += [each for line in context.terms.lines for each in _line_beyond(context, was, line)]
    if {line.share_class for line in was.lines} != {line.share_class for line in context.terms.lines}:
        beyond.append("another class of shares")
    if (paid := context.last("pay")) is not None:
        beyond += _changed_since_payment(read(Terms, paid.terms), context.terms)
    if not beyond:
        return universal(guard, title, Verdict.PASS, f"within what was resolved in entry {resolved.seq}")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"resolved in entry {resolved.seq}: {'; '.join(beyond)}",
        figures={"resolved": resolved.terms_digest, "now": context.terms_digest},
        remedy="fix it within what was resolved; anything else is a new resolution",
    )


def _changed_since_payment(was: Terms, now: Terms) -> list[str]:
    """What is another than it was when payment began: then, only a total can still be fixed."""
    blank = [
        replace(each, grand_total=None, lines=tuple(replace(line, total=None) for line in each.lines)) for each in (was, now)
    ]
    return [] if blank[0] == blank[1] else ["payment has begun, and only the total may still be fixed"]


def _said(value: object) -> str:
    return "not stated" if value is None else str(value)


def _may_be(context: Context, was: Terms, name: str) -> bool:
    """Whether a fact of the terms was left open for what it is now."""
    before, now = plain(getattr(was, name)), getattr(context.terms, name)
    if name in (spans := context.spans(was)):
        low, high = spans[name]
        return isinstance(now, date) and low <= now <= high
    if isinstance(was.grand_total, Range) and name == "grand_total":
        return isinstance(now, StatedTotal) and was.grand_total.covers(now.amount)
    return before == "undecided" or (before in (None, {}) and name in _FIXED_LATER)


def _line_beyond(context: Context, was: Terms, line: Line) -> list[str]:
    """What of a line was not left open."""
    before = next((each for each in was.lines if each.share_class == line.share_class), Line())
    changed = [name for name in _OF_A_LINE if plain(getattr(before, name)) != plain(getattr(line, name))]
    beyond = [name for name in changed if not _amount_may_be(context, before, line, name)]
    said = [f"{line.share_class} {name.replace('_', ' ')} {_said(plain(getattr(before, name)))}" for name in beyond]
    return [f"{text}, now {_said(plain(getattr(line, name)))}" for text, name in zip(said, beyond, strict=True)]


def _amount_may_be(context: Context, before: Line, now: Line, name: str) -> bool:
    old, new = getattr(before, name), getattr(now, name)
    if isinstance(old, Range):
        exact = new if isinstance(new, Decimal) else new.amount if isinstance(new, StatedTotal) else None
        return exact is not None and old.covers(exact)
    if name == "per_share" and before.follows is Follows.PER_SHARE and isinstance(before.total, StatedTotal):
        exact = worked_out(context.dividend, now)
        return exact is not None and agrees(context.dividend, now, exact, before.total)
    if name == "total" and before.follows is Follows.TOTAL:
        return isinstance(new, StatedTotal)
    if name == "parts":
        return isinstance(before.per_share, Range) or before.per_share in (None, UNDECIDED)
    return name in ("per_share", "total") and (old is UNDECIDED or (name == "total" and old is None))


_OF_A_LINE = tuple(fact.name for fact in fields(Line))
