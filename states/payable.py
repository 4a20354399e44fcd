"""How much is paid in all, where no total was fixed: worked out, as an answer, and never put in the place of a fact."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from states import money
from states.facts import Dividend
from states.money import Span, StatedTotal
from states.stated import Range, Total
from states.terms import Follows, Line, Terms


def worked_out(dividend: Dividend, line: Line) -> Decimal | None:
    """The amount per share on every entitled share of a class; ``None`` while one of the two is not known."""
    if line.per_share == 0:
        return Decimal(0)
    entitled = dividend.shares_of(line.share_class).entitled
    if not isinstance(line.per_share, Decimal) or entitled is None:
        return None
    return money.bare(money.product(line.per_share, entitled))


def in_all(dividend: Dividend) -> Span | None:
    """What may be paid in all, in the currency of the resolution: up to a bound, where no more is known.

    A total that was fixed counts as stated; one that is not stated, is a bound or follows the amount per share is worked
    out.  ``None`` while nothing is known of one class.
    """
    together = dividend.terms.grand_total
    if isinstance(together, StatedTotal):
        return together.span()
    spans = [_of_a_class(dividend, line) for line in dividend.terms.lines]
    known = [span for span in spans if span is not None]
    if known and len(known) == len(spans):
        return Span.sum(known)
    return together.span() if isinstance(together, Total) else None


def payable(dividend: Dividend) -> Span | None:
    """What is paid in all; ``None`` while it is only known not to exceed a bound."""
    lines = dividend.terms.lines
    by_class = bool(lines) and all(stands(line) or worked_out(dividend, line) is not None for line in lines)
    return in_all(dividend) if by_class or isinstance(dividend.terms.grand_total, StatedTotal) else None


def paid(dividend: Dividend) -> Span | None:
    """What is paid in all, in the currency it is paid in; ``None`` while the amount or the rate is not known."""
    span, terms = payable(dividend), dividend.terms
    if span is None or not is_converted(terms):
        return span
    return None if terms.rate is None else span.at(terms.rate)


def is_converted(terms: Terms) -> bool:
    """Whether it is paid in another currency than it was resolved in."""
    return None not in (terms.currency, terms.pay_currency) and terms.pay_currency != terms.currency


def is_fixed(terms: Terms) -> bool:
    """Whether what is paid in all stands as it was stated, whatever the shares and the rate are."""
    by_class = bool(terms.lines) and all(stands(line) for line in terms.lines)
    return (by_class or isinstance(terms.grand_total, StatedTotal)) and not is_converted(terms)


def stands(line: Line) -> bool:
    """Whether the total of a class stands as it was stated, whatever the shares are."""
    return isinstance(line.total, StatedTotal) and line.follows is not Follows.TOTAL


def rounding(dividend: Dividend) -> Decimal:
    """The most by which what is paid can differ because holders' fractions are rounded."""
    terms = dividend.terms
    return coins(dividend, [line for line in terms.lines if not stands(line) or is_converted(terms)])


def coins(dividend: Dividend, lines: Iterable[Line]) -> Decimal:
    """The least coin for each entitled share, or half the last digit of the amount per share, where that is less.

    No holder has fewer shares than one, and what was paid a share is, to its stated digits, what was resolved.
    """
    least = money.least_coin(dividend.terms.pay_currency or dividend.terms.currency)
    return money.total([money.product(_of_a_share(line, least), _entitled(dividend, line)) for line in lines])


def _of_a_share(line: Line, least: Decimal) -> Decimal:
    return min(least, _last_digit(line.per_share) / 2) if isinstance(line.per_share, Decimal) else least


def _last_digit(amount: Decimal) -> Decimal:
    """One in the place of the last digit that is stated: 0.01 of 13.50."""
    return Decimal(1).scaleb(int(amount.as_tuple().exponent))


def _entitled(dividend: Dividend, line: Line) -> int:
    return dividend.shares_of(line.share_class).entitled or 0


def agrees(dividend: Dividend, line: Line, exact: Decimal, total: Total) -> bool:
    """Whether ``exact`` is a class's ``total``: to the last digit of its amount per share, where that follows the total."""
    if line.follows is not Follows.PER_SHARE or not isinstance(line.per_share, Decimal) or isinstance(total, Range):
        return total.covers(exact, line.rounding)
    return abs(total.amount - exact) <= money.product(_last_digit(line.per_share), _entitled(dividend, line))


def _of_a_class(dividend: Dividend, line: Line) -> Span | None:
    exact = worked_out(dividend, line)
    if exact is not None and not stands(line):
        return Span(exact, True, exact, True)
    return line.total.span(line.rounding) if isinstance(line.total, Total) else None
