"""What was approved is what is paid, not before its day, and every yen of it is accounted for."""

from __future__ import annotations

from decimal import Decimal

from states import money
from states.codec import plain
from states.context import Context
from states.finding import Finding, Verdict, universal


def payment_not_before_effect(context: Context) -> Finding:
    """Payment starts on the effective day or later."""
    guard, title, effect = "payment_not_before_effect", "before the effective day", context.effective_on
    if effect is None or context.on is None:
        return universal(
            guard, title, Verdict.UNKNOWN, "the effective day is not known", remedy="look at the approved terms"
        )
    slack = (context.on - effect).days
    if slack >= 0:
        return universal(guard, title, Verdict.PASS, f"effective {effect}, payment {context.on}", bound=effect, slack=slack)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"effective {effect}, payment {context.on}: {-slack} {'day' if slack == -1 else 'days'} early",
        figures={"effective": effect, "payment": context.on},
        bound=effect,
        slack=slack,
        remedy="pay on the effective day",
        earliest=effect,
    )


def decision_stands(context: Context) -> Finding:
    """By the days as they are known now, the decision followed the proposal, on a sitting day, and not after effect."""
    guard, title = "decision_stands", "the decision is out of order"
    decided, effect = context.approved, context.effective_on
    if decided is None or decided.on is None or effect is None:
        missing = "the effective day" if effect is None else "the day of the decision"
        return universal(guard, title, Verdict.UNKNOWN, f"{missing} is not known", remedy="look at the log")
    wrong: list[str] = []
    if decided.event == "approve":
        sittings = context.meeting.sittings if context.meeting else ()
        before = context.deeds[: context.deeds.index(decided)]
        proposals = [deed for deed in before if deed.event in ("resolve", "revise")]
        late = [deed for deed in proposals if deed.on is None or deed.on > decided.on]
        wrong = [f"{deed.event} {deed.on or 'undated'} (entry {deed.seq})" for deed in late]
        if not proposals:
            wrong.append("never proposed")
        if context.meeting_state not in ("convened", "adjourned", "held"):
            wrong.append(f"the meeting is {context.meeting_state or 'not named'}")
        if context.convened_on is None or context.convened_on > decided.on:
            wrong.append(f"notice {context.convened_on or 'undated'}")
        if decided.on not in sittings:
            wrong.append(f"meeting {' and '.join(map(str, sittings)) or 'undated'}")
    if decided.on > effect:
        wrong.append(f"effective {effect}")
    if not wrong:
        return universal(guard, title, Verdict.PASS, f"decided {decided.on} (entry {decided.seq})")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"decided {decided.on} (entry {decided.seq}), {', '.join(wrong)}",
        figures={"decided": decided.on},
        remedy="correct the entry whose day is wrong; without a lawful decision nothing is paid",
    )


def terms_unchanged(context: Context) -> Finding:
    """The terms are, digit for digit, those that were approved."""
    guard, title, approved = "terms_unchanged", "not the terms approved", context.resolved
    if approved is None:
        return universal(guard, title, Verdict.FAIL, "nothing was approved", remedy="ketsugi approve … --on DATE")
    if approved.terms_digest == context.terms_digest:
        return universal(
            guard, title, Verdict.PASS, f"terms {context.terms_digest[:12]} as approved in entry {approved.seq}"
        )
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"approved in entry {approved.seq}: {approved.terms_digest[:12]}, now {context.terms_digest[:12]}",
        figures={"approved": approved.terms_digest, "now": context.terms_digest},
        remedy="verify the book; pay only what was approved",
    )


def something_was_paid(context: Context) -> Finding:
    """Only what was paid can be claimed back: as the book has it, or by mistake, as a named person attests."""
    guard, title, paid = "something_was_paid", "nothing to claim back", context.last("pay")
    if paid is not None:
        return universal(guard, title, Verdict.PASS, f"payment began {paid.on or 'undated'} (entry {paid.seq})")
    if note := context.attested("mistaken_payment"):
        return universal(guard, title, Verdict.PASS, f"attested: {note}")
    return universal(
        guard,
        title,
        Verdict.UNKNOWN,
        "no payment is in the book",
        remedy='--attest mistaken-payment="what was paid, to whom"',
    )


def ties_out(context: Context) -> Finding:
    """Paid, unclaimed and returned together are the approved total, to its last stated digit."""
    guard, title, settlement = "ties_out", "does not tie out", context.dividend.settlement
    given = {name: getattr(settlement, name) for name in ("paid", "unclaimed", "returned")}
    missing = [name for name, value in given.items() if value is None]
    totals = [line.total for line in context.terms.lines]
    if missing:
        return universal(
            guard,
            title,
            Verdict.UNKNOWN,
            f"{', '.join(missing)} not stated",
            remedy="give " + " ".join(f"--{name} AMOUNT" for name in missing) + " (0 is a figure)",
        )
    if (span := context.terms.whole) is None:
        return universal(
            guard, title, Verdict.UNKNOWN, "the approved total is not stated", remedy="look at the approved terms"
        )
    went = money.total([value for value in given.values() if value is not None])
    approved = " + ".join(f"{context.terms.currency or ''} {total}".strip() for total in totals)
    figures = {"approved": approved, "sum": money.show(went)} | {k: money.show(v) for k, v in given.items() if v is not None}
    if span.covers(went):
        return universal(guard, title, Verdict.PASS, f"{money.show(went)} of {approved}", figures=figures)
    off = went - (span.low if went <= span.low else span.high)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"paid + unclaimed + returned = {money.show(went)}, approved {approved} ({span}): {off:+,f}",
        figures=figures,
        remedy="account for the difference with the paying agent",
    )


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
