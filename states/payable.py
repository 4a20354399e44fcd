"""How much is paid in all, where no total was fixed: worked out, as an answer, and never put in the place of a fact."""

from __future__ import annotations

from decimal import Decimal

from states import money
from states.facts import Dividend
from states.money import Span, StatedTotal
from states.stated import Total
from states.terms import Follows, Line


def worked_out(dividend: Dividend, line: Line) -> Decimal | None:
    """The amount per share on every entitled share of a class; ``None`` while one of the two is not known."""
    entitled = dividend.shares_of(line.share_class).entitled
    return money.product(line.per_share, entitled) if isinstance(line.per_share, Decimal) and entitled is not None else None


def payable(dividend: Dividend) -> Span | None:
    """What is paid in all.

    A total that was fixed counts as stated; one that is not stated, is an upper bound or follows the amount per share is
    worked out.  ``None`` while that of one class is not known.
    """
    spans = [_of_a_class(dividend, line) for line in dividend.terms.lines]
    known = [span for span in spans if span is not None]
    return Span.sum(known) if known and len(known) == len(spans) else None


def _of_a_class(dividend: Dividend, line: Line) -> Span | None:
    exact = worked_out(dividend, line)
    if exact is not None and not is_fixed(line):
        return Span(exact, True, exact, True)
    return line.total.span(line.rounding) if isinstance(line.total, Total) else None


def is_fixed(line: Line) -> bool:
    """Whether a total stands as it was stated, whatever the shares are."""
    return isinstance(line.total, StatedTotal) and line.follows is not Follows.TOTAL
