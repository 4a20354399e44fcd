"""How much is paid in all, and that every yen of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from states import money
from states.codec import plain, read
from states.context import Context
from states.facts import Dividend
from states.finding import Finding, Verdict, Weight, universal
from states.money import StatedTotal
from states.payable import agrees, coins, is_converted, is_fixed, paid, payable, rounding, stands, worked_out
from states.stated import Range, Total
from states.terms import UNDECIDED, Follows, Line, Terms


def amount_is_known(context: Context) -> Finding:
    """What is paid a share is one amount, and what is paid in all can be worked out, in the currency it is paid in."""
    guard, title, terms = "amount_is_known", "how much is paid", context.terms
    adjust = f"ketsugi adjust {context.ref} --on DATE"
    still_open = [line for line in terms.lines if isinstance(line.per_share, Range) or line.per_share is UNDECIDED]
    if still_open:
        said = f"still open: {', '.join(f'{line.share_class} {plain(line.per_share)} a share' for line in still_open)}"
        return universal(guard, title, Verdict.UNKNOWN, said, remedy=f"{adjust} --per-share AMOUNT")
    if (span := paid(context.dividend)) is not None:
        return universal(guard, title, Verdict.PASS, f"{_in_what(terms)} {span} in all".strip())
    if payable(context.dividend) is not None:
        said = f"the rate from {terms.currency or 'the currency of the resolution'} to {terms.pay_currency} is not stated"
        return universal(guard, title, Verdict.UNKNOWN, said, remedy=f"{adjust} --set rate=NUMBER")
    classes = [line.share_class for line in terms.lines if not stands(line) and worked_out(context.dividend, line) is None]
    said = "the total is not stated, nor the entitled shares to work it out"
    one = f"--share-class {classes[0]} " if classes and len(terms.lines) > 1 else ""
    return universal(
        guard, title, Verdict.UNKNOWN, said, remedy=f"give {one}--entitled NUMBER, or {adjust} {one}--total AMOUNT"
    )


def something_is_resolved(context: Context) -> Finding:
    """It is stated what at least one class of shares receives, be it that it is still open."""
    guard, title = "something_is_resolved", "nothing is distributed"
    stated = [
        line.share_class for line in context.terms.lines if (line.per_share, line.total, line.formula) != (None, None, None)
    ]
    if stated:
        return universal(guard, title, Verdict.PASS, f"{', '.join(stated)} shares")
    remedy = f"ketsugi revise {context.ref} --on DATE --per-share AMOUNT"
    return universal(guard, title, Verdict.UNKNOWN, "no amount is stated", remedy=remedy)


def _in_what(terms: Terms) -> str:
    return terms.pay_currency or terms.currency or ""


def entitled_of_those_issued(context: Context) -> Finding:
    """No more shares are entitled than were issued and are not the company's own."""
    guard, title = "entitled_of_those_issued", "more shares entitled than there are"
    counted = [each for each in context.dividend.shares if each.issued is not None and each.entitled is not None]
    if not counted:
        return universal(
            guard, title, Verdict.NOT_APPLICABLE, "issued and entitled shares not both stated", weight=Weight.NOTE
        )
    over = [
        f"{each.share_class}: {each.entitled:,} entitled, {each.issued:,} issued, {each.treasury or 0:,} the company's own"
        for each in counted
        if (each.entitled or 0) > (each.issued or 0) - (each.treasury or 0)
    ]
    if not over:
        return universal(guard, title, Verdict.PASS, "no more than were issued", weight=Weight.NOTE)
    return universal(guard, title, Verdict.FAIL, "; ".join(over), remedy="check the register", weight=Weight.NOTE)


def total_as_worked_out(context: Context) -> Finding:
    """A total is the amount per share on the entitled shares: one that is fixed later must be, and no bound is exceeded."""
    guard, title, terms = "total_as_worked_out", "not what the amount per share comes to", context.terms
    compared = list(_compared(context.dividend))
    if not compared:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no total to compare", weight=Weight.NOTE)
    resolved = read(Terms, context.approved.terms) if context.approved else None
    said, wrong, barred, far = [], [], False, False
    for name, sum_, exact, total, covered in compared:
        said.append(f"{sum_} = {money.show(exact)}, total {total}")
        fixed_later = resolved is not None and (isinstance(total, Range) or _total_of(resolved, name) != total)
        if covered or (name is not None and _line(terms, name).follows is Follows.TOTAL and not fixed_later):
            continue
        wrong.append(name or "all")
        beyond = context.event in ("pay", "settle") and exact > total.span().high
        barred |= fixed_later or beyond  # the company fixes it, or pays it, and knows the shares
        most = coins(context.dividend, [line for line in terms.lines if name in (None, line.share_class)])
        far |= not (isinstance(total, StatedTotal) and abs(total.amount - exact) <= most)
    weight, message = Weight.BAR if barred else Weight.NOTE, "; ".join(said)
    if not wrong:
        return universal(guard, title, Verdict.PASS, message, weight=Weight.NOTE)
    if barred and not far and (note := context.attested("difference")):
        return universal(guard, title, Verdict.PASS, f"{message}, attested: {note}", weight=weight)
    remedy = f"check the entitled {' and '.join(wrong)} shares and the total"
    if barred and not far:
        return universal(guard, title, Verdict.UNKNOWN, message, remedy=remedy + _OR_ROUNDED, weight=weight)
    return universal(guard, title, Verdict.FAIL, message, remedy=remedy, weight=weight)


def _compared(dividend: Dividend) -> Iterator[tuple[str | None, str, Decimal, Total, bool]]:
    """Each total with what it is compared with: a class and how it is worked out; ``None`` for all classes together."""
    exacts = [worked_out(dividend, line) for line in dividend.terms.lines]
    known = [exact for exact in exacts if exact is not None]
    sums = [f"{line.per_share} × {dividend.shares_of(line.share_class).entitled or 0:,}" for line in dividend.terms.lines]
    for line, exact, sum_ in zip(dividend.terms.lines, exacts, sums, strict=True):
        if exact is not None and isinstance(line.total, Total):
            yield line.share_class, sum_, exact, line.total, agrees(dividend, line, exact, line.total)
    together = dividend.terms.grand_total
    if isinstance(together, Total) and known and len(known) == len(exacts):
        exact = money.total(known)
        yield None, " + ".join(sums), exact, together, together.covers(exact)


def _line(terms: Terms, share_class: str) -> Line:
    return next((line for line in terms.lines if line.share_class == share_class), Line())


def _total_of(terms: Terms, share_class: str | None) -> object:
    return terms.grand_total if share_class is None else _line(terms, share_class).total


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
    if (span := paid(context.dividend)) is None:
        remedy = f"state the entitled shares: ketsugi correct {context.ref} --entry N --set entitled=NUMBER --reason TEXT"
        return universal(guard, title, Verdict.UNKNOWN, "the total is not known", remedy=remedy)
    went = money.total([value for value in given.values() if value is not None])
    approved = f"{_in_what(context.terms)} {_in_words(context.terms)}{span}".strip()
    figures = {"approved": approved, "sum": money.show(went)} | {k: money.show(v) for k, v in given.items() if v is not None}
    if span.covers(went):
        return universal(guard, title, Verdict.PASS, f"{money.show(went)} of {approved}", figures=figures)
    off = went - (span.low if went <= span.low else span.high)
    said = f"paid + unclaimed + returned = {money.show(went)}, approved {approved}: {money.bare(off):+,f}"
    rounded = not is_fixed(context.terms) and abs(off) <= rounding(context.dividend)
    if not rounded:
        remedy = "account for the difference with the paying agent; a wrong count is put right with ketsugi correct"
        return universal(guard, title, Verdict.FAIL, said, figures=figures, remedy=remedy)
    if note := context.attested("difference"):
        return universal(guard, title, Verdict.PASS, f"{said}, attested: {note}", figures=figures)
    return universal(guard, title, Verdict.UNKNOWN, said, figures=figures, remedy=f"check the entitled shares{_OR_ROUNDED}")


def _in_words(terms: Terms) -> str:
    """What was stated, where that is not to the last digit, or in another currency."""
    totals = [terms.grand_total] if terms.grand_total else [line.total for line in terms.lines]
    words = " + ".join(str(each) for each in totals if isinstance(each, StatedTotal) and each.unit)
    if is_converted(terms):
        return f"at {terms.rate} for one {terms.currency}, "
    return f"{words}, " if words else ""


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
