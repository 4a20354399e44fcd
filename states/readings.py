"""A question about a day that was not stated as one day: it is asked at both ends of what the day can mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from states.context import Context
from states.finding import Finding, Verdict, Weight

_AS_IT_IS_PAID = ("pay", "settle")  # by then its days are settled; before, not knowing one is no bar
_GRAVITY = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE)


def asked(question: Callable[[Context], Finding], readings: tuple[Context, ...]) -> Finding:
    """The answer that every reading of a step gives, or else that it is not known, and what it would take.

    What is unknown for a day's sake alone blocks payment, and nothing before it.
    """
    context, found = readings[0], [question(each) for each in readings]
    if len(found) == 1:  # every day is stated as one day
        return found[0]
    verdicts = {each.verdict for each in found}
    if verdicts == {Verdict.FAIL}:
        return max(found, key=lambda each: each.slack or 0)  # what would have to change at the least
    worst = min(found, key=lambda each: (_GRAVITY.index(each.verdict), each.slack or 0))
    if len(verdicts - {Verdict.NOT_APPLICABLE}) <= 1 and verdicts != {Verdict.FAIL, Verdict.NOT_APPLICABLE}:
        return worst
    days = {name: getattr(context.terms, name) for name in context.spans(context.terms)}
    said = ", ".join(f"{name.removesuffix('_on').replace('_', ' ')} day {day}" for name, day in days.items())
    decided = context.resolved is not None or context.event in ("approve", "decide")
    how = f"ketsugi adjust {context.ref} --on DATE" if decided else f"ketsugi revise {context.ref} --on DATE"
    return replace(
        worst,
        verdict=Verdict.UNKNOWN,
        weight=worst.weight if context.event in _AS_IT_IS_PAID else Weight.NOTE,
        message=f"as stated, {said}: it depends on the day",
        figures={},
        bound=None,
        slack=None,
        earliest=None,
        remedy=f"fix the day: {how} {' '.join(f'--{name}'.replace('_', '-') + ' DATE' for name in days)}",
    )
