"""How much is paid in all, and that every yen of it is accounted for."""

from __future__ import annotations

from decimal import Decimal

from states import money
from states.codec import plain
from states.context import Context
from states.finding import Finding, Verdict, Weight, universal
from states.money import StatedTotal
from states.payable import is_fixed, payable, worked_out
from states.stated import Range, Total
from states.terms import UNDECIDED, Follows


def amount_is_known(context: Context) -> Finding:
    """What is paid a share is one amount, and what is paid in all can be worked out."""
    guard, title, terms = "amount_is_known", "how much is paid", context.terms
    adjust = f"ketsugi adjust {context.ref} --on DATE"
    still_open = [line for line in terms.lines if isinstance(line.per_share, Range) or line.per_share is UNDECIDED]
    if still_open:
        said = f"still open: {', '.join(f'{line.share_class} {plain(line.per_share)} a share' for line in still_open)}"
        return universal(guard, title, Verdict.UNKNOWN, said, remedy=f"{adjust} --per-share AMOUNT")
    if (span := payable(context.dividend)) is not None:
        return universal(guard, title, Verdict.PASS, f"{terms.currency or ''} {span} in all".strip())
    return universal(
        guard,
        title,
        Verdict.UNKNOWN,
        "the total is not stated, nor the entitled shares to work it out",
        remedy=f"give --entitled NUMBER, or {adjust} --total AMOUNT",
    )


def total_as_worked_out(context: Context) -> Finding:
    """A total that is stated is the amount per share on the entitled shares; one that is fixed later must be."""
    guard, title = "total_as_worked_out", "not what the amount per share comes to"
    stated = context.deeds[-1].terms.get("lines", ()) if context.deeds else ()
    before = {line["share_class"]: line.get("total") for line in stated}
    weight, said, wrong = Weight.NOTE, [], []
    for line in context.terms.lines:
        exact = worked_out(context.dividend, line)
        if exact is None or not isinstance(line.total, Total):
            continue
        entitled = context.dividend.shares_of(line.share_class).entitled
        said.append(f"{line.per_share} × {entitled:,} = {money.show(exact)}, total {line.total}")
        fixed_now = context.event == "adjust" and before.get(line.share_class) != plain(line.total)
        if line.total.covers(exact, line.rounding) or (line.follows is Follows.TOTAL and not fixed_now):
            continue
        wrong.append(line.share_class)
        weight = Weight.BAR if fixed_now else weight  # the company fixes it now, and knows the shares
    if not said:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no total to compare", weight=Weight.NOTE)
    if not wrong:
        return universal(guard, title, Verdict.PASS, "; ".join(said), weight=Weight.NOTE)
    if note := context.attested("difference"):
        return universal(guard, title, Verdict.PASS, f"{'; '.join(said)}, attested: {note}", weight=Weight.NOTE)
    remedy = f"check the entitled {' and '.join(wrong)} shares and the total{_OR_ROUNDED if weight is Weight.BAR else ''}"
    return universal(guard, title, Verdict.FAIL, "; ".join(said), remedy=remedy, weight=weight)


_OR_ROUNDED = '; if holders\' fractions were rounded: --attest difference="how"'


def ties_out(context: Context) -> Finding:
    """Paid, unclaimed and returned together are the total, to its last stated digit, or as it is worked out."""
    guard, title, settlement = "ties_out", "does not tie out", context.dividend.settlement
    given = {name: getattr(settlement, name) for name in ("paid", "unclaimed", "returned")}
    missing = [name for name, value in given.items() if value is None]
    if missing:
        return universal(
            guard,
            title,
            Verdict.UNKNOWN,
            f"{', '.join(missing)} not stated",
            remedy="give " + " ".join(f"--{name} AMOUNT" for name in missing) + " (0 is a figure)",
        )
    if (span := payable(context.dividend)) is None:
        said, remedy = "the total is not known", "state the entitled shares: --entitled NUMBER"
        return universal(guard, title, Verdict.UNKNOWN, said, remedy=remedy)
    went = money.total([value for value in given.values() if value is not None])
    approved = f"{context.terms.currency or ''} {_in_words(context)}{span}".strip()
    figures = {"approved": approved, "sum": money.show(went)} | {k: money.show(v) for k, v in given.items() if v is not None}
    if span.covers(went):
        return universal(guard, title, Verdict.PASS, f"{money.show(went)} of {approved}", figures=figures)
    off = went - (span.low if went <= span.low else span.high)
    said = f"paid + unclaimed + returned = {money.show(went)}, approved {approved}: {off:+,f}"
    if all(is_fixed(line) for line in context.terms.lines):
        remedy = "account for the difference with the paying agent"
        return universal(guard, title, Verdict.FAIL, said, figures=figures, remedy=remedy)
    if note := context.attested("difference"):
        return universal(guard, title, Verdict.PASS, f"{said}, attested: {note}", figures=figures)
    return universal(guard, title, Verdict.FAIL, said, figures=figures, remedy=f"check the entitled shares{_OR_ROUNDED}")


def _in_words(context: Context) -> str:
    """The totals as they were stated, where that is not to the last digit."""
    lines = [line for line in context.terms.lines if isinstance(line.total, StatedTotal) and line.total.unit]
    return f"{' + '.join(str(line.total) for line in lines)}, " if lines else ""


def nothing_left_to_claim(context: Context) -> Finding:
    """What was not paid out at settlement has since been paid, has lapsed, or is attested to be no longer owed."""
    guard, title, settlement = "nothing_left_to_claim", "claims are open", context.dividend.settlement
    if note := context.attested("claims_ended"):
        return universal(guard, title, Verdict.PASS, f"attested: {note}")
    if context.source == "recovering":
        return universal(
            guard,
            title,
            Verdict.UNKNOWN,
            "what was repaid, made good or waived is not known",
            remedy='--attest claims-ended="what ended them"',
        )
    if settlement.unclaimed is None or settlement.returned is None:
        return universal(
            guard,
            title,
            Verdict.UNKNOWN,
            "unclaimed and returned amounts are not known",
            remedy='--attest claims-ended="what ended them"',
        )
    still_open = money.total([settlement.unclaimed, settlement.returned])
    cleared = context.dividend.cleared
    if cleared == still_open or (cleared is None and not still_open):
        return universal(guard, title, Verdict.PASS, f"{money.show(still_open)} unclaimed or returned, all cleared")
    give = "close when the rest is paid, prescribed or excluded: give --cleared AMOUNT"
    said = f"unclaimed or returned {money.show(still_open)}, cleared since "
    if cleared is None:
        return universal(guard, title, Verdict.UNKNOWN, f"{said}not stated", remedy=give)
    more = f": {money.show(cleared - still_open)} more than was open" if cleared > still_open else ""
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{said}{money.show(cleared)}{more}",
        figures={"open": money.show(still_open), "cleared": money.show(cleared)},
        remedy="check what was cleared" if more else give,
    )


def nothing_to_pay(context: Context) -> Finding:
    """Every class of shares receives nothing: a dividend of zero is a decision, and there is nothing to pay."""
    guard, title, lines = "nothing_to_pay", "there is something to pay", context.terms.lines
    amounts = [line.per_share for line in lines]
    if lines and all(isinstance(each, Decimal) and each == 0 for each in amounts):
        return universal(guard, title, Verdict.PASS, "zero a share")
    said = ", ".join(f"{line.share_class} {plain(line.per_share) or 'not stated'} a share" for line in lines) or "not stated"
    return universal(guard, title, Verdict.FAIL, said, figures={"per share": said}, remedy="pay it: ketsugi pay … --on DATE")
