"""What changed from one version of a dividend's terms to the next, and whether what was decided is what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from states import money
from states.context import Deed, versions
from states.errors import WrongWords
from states.facts import Dividend
from states.fold import spread
from states.money import Span
from states.payable import is_fixed, paid, rounding
from workflow.queries import Answer
from workflow.replay import NEVER, Past
from workflow.sql import Run
from workflow.standing import standing


def diff(run: Run, ref: str) -> Answer:
    """Each version of a dividend's terms against the one before, and what was decided against what was paid.

    Raises:
        NotFound: it is not in this book.  WrongWords: it is no dividend.
    """
    past = standing(run, ref)
    if not isinstance(past.known, Dividend):
        raise WrongWords(f"{ref} is {past.kind.named}: it has no terms", remedy="name a dividend; look with ketsugi list")
    stated = versions(past.deeds)
    return {
        "ref": ref,
        "versions": [
            {
                "from": number,
                "to": number + 1,
                "entry": later.seq,
                "event": later.event,
                "on": str(later.on) if later.on else None,
                "changes": _changes(earlier.terms, later.terms),
            }
            for number, (earlier, later) in enumerate(pairwise(stated), 1)
        ],
        "approved_and_paid": _approved_and_paid(past, past.known, stated),
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Answer]:
    """What was stated otherwise, fact by fact; ``None`` where it was not stated."""
    was, now = spread(before), spread(after)
    named = dict.fromkeys([*was, *now])
    return [{"fact": name, "was": was.get(name), "now": now.get(name)} for name in named if was.get(name) != now.get(name)]


def _approved_and_paid(past: Past, dividend: Dividend, stated: list[Deed]) -> Answer | None:
    """The decision and the payment, each with its terms, and the amounts; ``None`` of what nobody has decided.

    What the resolution left open, and was fixed after it, belongs to the terms that were to be paid.
    """
    decided, pay = last_deed(past, "approve", "decide"), last_deed(past, "pay")
    if decided is None:
        return None
    fixed = [deed for deed in past.deeds if deed.event == "adjust" and decided.seq < deed.seq]
    settled = [decided, *(deed for deed in fixed if deed.seq < (pay.seq if pay else NEVER))][-1]
    settlement, span = dividend.settlement, paid(dividend)
    parts = {name: getattr(settlement, name) for name in ("paid", "unclaimed", "returned")}
    known = [value for value in parts.values() if value is not None]
    went = money.total(known) if len(known) == len(parts) else None
    said = [f"{name}: not stated" for name, value in parts.items() if value is None]
    said += ["resolved: not known" if span is None else ""] + ["not paid" if pay is None else ""]
    return {
        "decided": _step(decided, stated),
        "fixed": _step(fixed[-1], stated) if fixed else None,
        "paid": _step(pay, stated) if pay else None,
        "same_terms": settled.terms_digest == pay.terms_digest if pay else None,
        "currency": dividend.terms.pay_currency or dividend.terms.currency,
        "resolved": _span(span) if span else None,
        "settled": {name: _exact(value) for name, value in {**parts, "sum": went}.items()},
        "within": span.covers(went) if span and went is not None else None,
        "difference": _exact(_beyond(span, went)) if span and went is not None else None,
        "rounded": _rounded(dividend, span, went) if span and went is not None else None,
        "not_known": [each for each in said if each],
    }


def last_deed(past: Past, *events: str) -> Deed | None:
    """The last time that one of ``events`` happened to a subject."""
    return next((deed for deed in reversed(past.deeds) if deed.event in events), None)


def _step(deed: Deed, stated: list[Deed]) -> Answer:
    version = sum(each.seq <= deed.seq for each in stated)
    on = str(deed.on) if deed.on else None
    return {"entry": deed.seq, "event": deed.event, "on": on, "version": version, "digest": deed.terms_digest}


def _span(span: Span) -> Answer:
    """What was resolved in all: the least and the most that the words can mean, each with whether it is counted in."""
    ends = {"least": _exact(span.low), "most": _exact(span.high)}
    return ends | {"with_least": span.with_low, "with_most": span.with_high}


def _beyond(span: Span, went: Decimal) -> Decimal:
    """By how much an amount lies above what was resolved, or with a minus below; zero at an end, counted in or not."""
    if span.covers(went):
        return Decimal(0)
    return money.total([went, (span.low if went <= span.low else span.high).copy_negate()])


def _rounded(dividend: Dividend, span: Span, went: Decimal) -> str | None:
    """What was attested of a difference that holders' fractions can make, where there is one."""
    fractions = not is_fixed(dividend.terms) and abs(_beyond(span, went)) <= rounding(dividend)
    return dividend.attest.get("difference") if fractions and not span.covers(went) else None


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{money.bare(value):f}"
