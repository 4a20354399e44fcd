"""A question about a day that was not stated as one day: it is asked at both ends of what the day can mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from states.context import Context
from states.finding import Finding, Verdict, Weight

_AS_IT_IS_PAID = ("pay", "settle")  # by then its days are settled; before, not knowing one is no bar
_GRAVITY = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE)


def asked(question: Callable[[Context], Finding], context: Context) -> Finding:
    """The answer that every reading of the days gives, or else that it is not known, and what it would take.

    What is unknown for a day's sake alone blocks payment, and nothing before it.
    """
    found = [question(each) for each in context.readings()]
    worst = min(found, key=lambda each: (_GRAVITY.index(each.verdict), each.slack or 0))
    verdicts = {each.verdict for each in found}
    if len(verdicts - {Verdict.NOT_APPLICABLE}) <= 1 and verdicts != {Verdict.FAIL, Verdict.NOT_APPLICABLE}:
        return worst
    days = {name: getattr(context.terms, name) for name in context.spans(context.terms)}
    said = ", ".join(f"{name.removesuffix('_on').replace('_', ' ')} day {day}" for name, day in days.items())
    return replace(
        worst,
        verdict=Verdict.UNKNOWN,
        weight=worst.weight if context.event in _AS_IT_IS_PAID else Weight.NOTE,
        message=f"as stated, {said}: it depends on the day ({worst.message})",
        slack=None,
        earliest=None,
        remedy="fix the day: ketsugi adjust REF, or ketsugi revise before it is decided",
    )
