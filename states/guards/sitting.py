"""What a general meeting needs before it is convened, adjourned or held."""

from __future__ import annotations

from states.context import Context
from states.dates import DAY
from states.finding import Finding, Verdict, universal


def day_is_set(context: Context) -> Finding:
    """The meeting has a day."""
    guard, title = "day_is_set", "no day"
    day = context.meeting.day if context.meeting else None
    if day is None:
        return universal(
            guard, title, Verdict.UNKNOWN, "the meeting has no day", remedy="ketsugi meeting reschedule … --to DATE"
        )
    return universal(guard, title, Verdict.PASS, f"the meeting sits on {day}")


def notice_before_meeting(context: Context) -> Finding:
    """A meeting is convened before it sits, or on its day where all are there; how long before is asked by the law."""
    guard, title = "notice_before_meeting", "convened after the meeting"
    day = context.meeting.day if context.meeting else None
    if day is None or context.on is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "a day is missing")
    slack = (day - context.on).days
    verdict = Verdict.PASS if slack >= 0 else Verdict.FAIL
    return universal(
        guard,
        title,
        verdict,
        f"notice {context.on}, meeting {day}",
        figures={"notice": context.on, "meeting": day},
        bound=day,
        slack=slack,
        remedy="" if slack >= 0 else "give the day the notice was dispatched",
    )


def day_to_come(context: Context) -> Finding:
    """A meeting is moved to a day that has not passed when it is moved."""
    guard, title = "day_to_come", "moved into the past"
    day = context.meeting.day if context.meeting else None
    if day is None or context.on is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "a day is missing")
    slack = (day - context.on).days
    return universal(
        guard,
        title,
        Verdict.PASS if slack >= 0 else Verdict.FAIL,
        f"{context.event} {context.on}, meeting {day}",
        figures={context.event: context.on, "meeting": day},
        bound=context.on,
        slack=slack,
        remedy="" if slack >= 0 else "give a day to come, and --on the day it was moved",
    )


def continued_later(context: Context) -> Finding:
    """A continued sitting is later than the sitting that resolved to continue."""
    guard, title = "continued_later", "not a later day"
    meeting = context.meeting
    if meeting is None or not meeting.continued_on or context.on is None:
        return universal(guard, title, Verdict.UNKNOWN, "no day to continue on", remedy="give --to DATE")
    *earlier, last = meeting.sittings
    first = max(context.on, *earlier) + DAY
    slack = (last - first).days
    verdict = Verdict.PASS if slack >= 0 else Verdict.FAIL
    return universal(
        guard,
        title,
        verdict,
        f"sitting {context.on}, continued {last}",
        figures={"sitting": context.on, "continued": last},
        bound=first,
        slack=slack,
        remedy="" if slack >= 0 else "give a later day",
    )


def last_sitting(context: Context) -> Finding:
    """A meeting is over when the last of its sittings is."""
    guard, title = "last_sitting", "not the last sitting"
    sittings = context.meeting.sittings if context.meeting else ()
    if not sittings or context.on is None:
        return universal(guard, title, Verdict.UNKNOWN, "the meeting has no day", remedy="ketsugi meeting reschedule … --to")
    slack = (context.on - sittings[-1]).days
    if slack == 0:
        return universal(guard, title, Verdict.PASS, f"the meeting ends on {context.on}", bound=sittings[-1], slack=slack)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{context.event} {context.on}, last sitting {sittings[-1]}",
        figures={context.event: context.on, "meeting": sittings[-1]},
        bound=sittings[-1],
        slack=-abs(slack),
        remedy="give the day on which the meeting ended",
        earliest=sittings[-1] if slack < 0 else None,
    )


def nothing_decided(context: Context) -> Finding:
    """No dividend was decided at the meeting: one that decided has sat, and can no longer be moved or cancelled."""
    guard, title = "nothing_decided", "the meeting has decided"
    decided = [f"{each.ref} ({each.state})" for each in context.siblings if each.decided_at(context.ref)]
    if not decided:
        return universal(guard, title, Verdict.PASS, "nothing was decided at it")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"decided at {context.ref}: {', '.join(decided)}",
        figures={"decided": ", ".join(decided)},
        remedy="a meeting that decided was held: ketsugi meeting hold; what a court sets aside is annulled",
    )
