"""Days that real notices get wrong: a year off, a record date after the payment.  They are pointed out, and bar nothing."""

from __future__ import annotations

from datetime import date, timedelta

from states.context import Context
from states.facts import Route
from states.finding import Finding, Verdict, Weight, universal
from states.stated import StatedDay

_HALF_A_YEAR = timedelta(days=183)


def days_follow(context: Context) -> Finding:
    """The days of the terms follow each other as those of a dividend do; a slip of the pen is pointed out."""
    guard, title, odd = "days_follow", "check the days", _odd(context)
    if not odd:
        return universal(guard, title, Verdict.PASS, "the days follow each other", weight=Weight.NOTE)
    remedy = f"look at the notice; a slip is mended until it is decided: ketsugi revise {context.ref} --on DATE"
    return universal(guard, title, Verdict.FAIL, "; ".join(odd), remedy=remedy, weight=Weight.NOTE)


def _odd(context: Context) -> list[str]:
    terms = context.terms
    record, effect = (day if isinstance(day, date) else None for day in (terms.record_on, terms.effective_on))
    pay = terms.pay_on.last if isinstance(terms.pay_on, StatedDay) else terms.pay_on
    pay = pay if isinstance(pay, date) else None  # the latest day it can mean
    paid, what = (pay, "payment") if pay else (effect, "the effective day")
    sits = context.meeting.day if context.meeting and context.dividend.route is Route.MEETING else None
    decided = sits or (context.on if context.event == "decide" else None)
    odd = [
        _after("record date", record, what, paid),
        _after("effective day", effect, "payment", pay),
        _after("ex-day", terms.ex_on, "the record date", record),
        _after("register closed from", terms.closed_from_on, "the last day of the closure", terms.closed_until_on),
        _after("decision", decided, what, paid),
        _after("fiscal year end", context.dividend.fiscal_year_end, "the meeting", sits),
    ]
    if record and paid and paid - record > _HALF_A_YEAR:
        odd.append(f"record date {record} is more than half a year before {what}, {paid}")
    if record and record == pay and context.company.articles.listed:
        odd.append(f"record date and payment are both {record}")
    return [each for each in odd if each]


def _after(name: str, day: date | None, other: str, limit: date | None) -> str:
    return f"{name} {day} is after {other}, {limit}" if day and limit and day > limit else ""
