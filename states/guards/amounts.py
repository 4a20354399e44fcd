"""The amounts of the terms agree with each other, as far as they say the same thing twice."""

from __future__ import annotations

from decimal import Decimal

from states import money
from states.codec import plain, read
from states.context import Context
from states.finding import Finding, Verdict, universal
from states.money import Span, StatedTotal
from states.payable import in_all
from states.stated import Range
from states.terms import Line, Terms


def parts_add_up(context: Context) -> Finding:
    """The parts of a per-share amount (ordinary, commemorative, special) make up the whole."""
    guard, title = "parts_add_up", "parts do not add up"
    for line in context.terms.lines:
        if not line.parts or isinstance(line.per_share, Range):
            continue
        parts = money.total(list(line.parts.values()))
        if parts != line.per_share:
            said = " + ".join(f"{name} {value}" for name, value in line.parts.items())
            return universal(
                guard,
                title,
                Verdict.FAIL,
                f"{line.share_class}: {said} = {parts}, per share {plain(line.per_share) or 'not stated'}",
                figures={"parts": parts, "per share": plain(line.per_share)},
                remedy=f"state every part again, or --per-share {parts}",
            )
    return universal(guard, title, Verdict.PASS, "every per-share amount is the sum of its parts")


def total_follows(context: Context) -> Finding:
    """Where the amount per share changed and the total did not, the total still stands for it within its rounding."""
    guard, title = "total_follows", "the total is that of the old amount"
    earlier = {line.share_class: line for line in (read(Terms, context.deeds[-1].terms) if context.deeds else Terms()).lines}
    for line in context.terms.lines:
        before = earlier.get(line.share_class, Line())
        old, now, stated = before.per_share, line.per_share, line.total
        if not (isinstance(old, Decimal) and isinstance(now, Decimal) and isinstance(stated, StatedTotal)):
            continue
        if before.total != stated:
            continue
        span, (less, more) = stated.span(line.rounding), sorted((old, now))
        if span.low * more > span.high * less:
            return universal(
                guard,
                title,
                Verdict.FAIL,
                f"{line.share_class}: per share {old}, now {now}; the total is still {stated}",
                figures={"per share before": old, "per share": now, "total": stated},
                remedy="state --total too",
            )
    return universal(guard, title, Verdict.PASS, "no total is left over from another amount")


def per_cent_of_par(context: Context) -> Finding:
    """An amount that was declared in per cent of the par value is that share of it, to the last digit."""
    guard, title = "per_cent_of_par", "not that share of the par value"
    for line in context.terms.lines:
        if line.percent is None or line.par is None or not isinstance(line.per_share, Decimal):
            continue
        exact = money.per_cent(line.percent, line.par)
        if exact != line.per_share:
            return universal(
                guard,
                title,
                Verdict.FAIL,
                f"{line.share_class}: {line.percent} per cent of {line.par} is {plain(exact)}, per share {line.per_share}",
                figures={"per cent": line.percent, "par": line.par, "per share": line.per_share},
                remedy=f"state --per-share {plain(exact)}, or the per cent and the par value anew",
            )
    return universal(guard, title, Verdict.PASS, "no amount contradicts its per cent of par")


def sources_add_up(context: Context) -> Finding:
    """What is paid from each of several sources makes up the total, within the rounding of both."""
    guard, title = "sources_add_up", "the sources do not make up the total"
    whole, sources = in_all(context.dividend), context.terms.resources
    if not sources or whole is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "one source, or no total")
    together = Span.sum([each.span() for each in sources.values()])
    said = " + ".join(f"{name} {amount}" for name, amount in sources.items())
    if together.meets(whole):
        return universal(guard, title, Verdict.PASS, f"{said}: {together} of {whole}")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{said}: {together}, total {whole}",
        figures={"sources": together, "total": whole},
        remedy="state --set resources.NAME=AMOUNT of each source anew, or the total",
    )
