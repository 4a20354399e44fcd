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
    """A deed that moves the state is not before the deed it follows."""
    guard, title = "in_order", "before the deed it follows"
    followed = next((deed for deed in reversed(context.deeds) if deed.on is not None and deed.event not in _REMARKS), None)
    if context.on is None or followed is None or followed.on is None or not context.moves:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing dated to follow")
    slack = (context.on - followed.on).days
    if slack >= 0:
        return universal(
            guard, title, Verdict.PASS, f"{context.on} is not before {followed.on}", bound=followed.on, slack=slack
        )
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{context.event} {context.on}, {followed.event} {followed.on} (entry {followed.seq})",
        figures={context.event: context.on, followed.event: followed.on},
        bound=followed.on,
        slack=slack,
        remedy="give the day of the minutes; correct the earlier entry if its day is wrong",
        earliest=followed.on,
    )


_REMARKS = ("note", "correct", "fulfil")  # may speak of any day
