"""Deeds happen in order, and not in the future."""

from __future__ import annotations

from states.context import Context
from states.finding import Finding, Verdict, universal


def not_in_future(context: Context) -> Finding:
    """A deed is recorded on the day it happened or later, never before."""
    guard, title = "not_in_future", "in the future"
    on, today = context.on, context.today
    if on is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no day stated")
    late = (today - on).days
    if late >= 0:
        return universal(guard, title, Verdict.PASS, f"{on} is not after {today}", bound=today, slack=late)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"deed {on}, today {today}: {-late} {'day' if late == -1 else 'days'} ahead",
        figures={"deed": on, "today": today},
        bound=today,
        slack=late,
        remedy="record it on that day or later",
        earliest=on,
    )


def in_order(context: Context) -> Finding:
    """A deed is not before the deeds it follows.  A remark may speak of any day."""
    guard, title = "in_order", "before the deed it follows"
    dated = [(deed.on, deed) for deed in context.deeds if deed.on is not None and deed.event not in _REMARKS]
    if context.on is None or not dated or context.event in _REMARKS:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing dated to follow")
    day, followed = max(dated, key=lambda each: each[0])
    slack = (context.on - day).days
    if slack >= 0:
        return universal(guard, title, Verdict.PASS, f"{context.on} is not before {day}", bound=day, slack=slack)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{context.event} {context.on}, {followed.event} {day} (entry {followed.seq})",
        figures={context.event: context.on, followed.event: day},
        bound=day,
        slack=slack,
        remedy="give the day of the minutes; correct the earlier entry if its day is wrong",
        earliest=day,
    )


_REMARKS = ("note", "correct", "fulfil")
