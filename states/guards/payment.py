"""What was approved is what is paid, to those who held on the record date, and not before its day."""

from __future__ import annotations

from datetime import date

from states.context import Context
from states.finding import Finding, Verdict, universal


def payment_not_before_effect(context: Context) -> Finding:
    """Payment starts on the effective day or later."""
    guard, title, effect = "payment_not_before_effect", "before the effective day", context.effective_on
    if context.terms.effective_on is None and context.terms.pay_on is not None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no effective day is stated, but a day of payment")
    if effect is None or context.on is None:
        return universal(
            guard,
            title,
            Verdict.UNKNOWN,
            "the effective day is not known",
            remedy=f"ketsugi adjust {context.ref} --on DATE --effective-on DATE",
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


def payment_not_before_its_day(context: Context) -> Finding:
    """Payment starts on the first day of payment that the terms name, or later."""
    guard, title, span = "payment_not_before_its_day", "before the day of payment", context.terms.pay_on
    first = span if isinstance(span, date) else context.spans(context.terms).get("pay_on", (None,))[0]
    if first is None or context.on is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no day of payment is stated")
    slack = (context.on - first).days
    said = f"payable {span}, payment {context.on}"
    if slack >= 0:
        return universal(guard, title, Verdict.PASS, said, bound=first, slack=slack)
    if note := context.attested("paid_early"):
        return universal(guard, title, Verdict.PASS, f"{said}, attested: {note}", bound=first, slack=slack)
    return universal(
        guard,
        title,
        Verdict.UNKNOWN,
        f"{said}: {-slack} {'day' if slack == -1 else 'days'} early, and nobody vouches for it",
        figures={"payable": span, "payment": context.on},
        bound=first,
        slack=slack,
        remedy='pay on the day; if it was paid early: --attest paid-early="why"',
        earliest=first,
    )


def paid_to_those_of_the_record_date(context: Context) -> Finding:
    """Payment starts on the record date or later: before, nobody knows who is entitled."""
    guard, title, record = "paid_to_those_of_the_record_date", "before the record date", context.record_on
    if record is None or context.on is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no record date is stated")
    slack = (context.on - record).days
    said = f"record date {record}, payment {context.on}"
    if slack >= 0:
        return universal(guard, title, Verdict.PASS, said, bound=record, slack=slack)
    if note := context.attested("record_date_slip"):
        return universal(guard, title, Verdict.PASS, f"{said}, attested: {note}", bound=record, slack=slack)
    return universal(
        guard,
        title,
        Verdict.UNKNOWN,
        f"{said}, and nobody vouches for it",
        figures={"record date": record, "payment": context.on},
        bound=record,
        slack=slack,
        remedy='pay after it; if the terms have a slip: --attest record-date-slip="the right day, and where it stands"',
        earliest=record,
    )


def decision_stands(context: Context) -> Finding:
    """By the days as they are known now, the decision followed the proposal, on a sitting day, and not after effect."""
    guard, title = "decision_stands", "the decision is out of order"
    decided, effect = context.approved, context.due_on
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


def nothing_was_paid(context: Context) -> Finding:
    """No payment has begun: what was paid is claimed back, and not taken back."""
    guard, title, paid = "nothing_was_paid", "payment has begun", context.last("pay", "recover")
    if paid is None:
        return universal(guard, title, Verdict.PASS, "no payment is in the book")
    said = f"{paid.event} {paid.on or 'undated'} (entry {paid.seq})"
    return universal(guard, title, Verdict.FAIL, said, remedy=f"ketsugi recover {context.ref} --on DATE --reason TEXT")


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
