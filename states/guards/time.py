"""Deeds happen in order, and not in the future."""

from __future__ import annotations

from states.context import Context
from states.facts import Kind
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


_OF_A_MEETING = (
    *("board_on", "e_provision_on", "published_on", "voting_record_notice_on", "proposal_requested_on"),
    *("accounts_to_auditor_on", "schedules_to_auditor_on", "audited_on", "accounts_board_on", "proposal_failed_on"),
    "voting_record_notice_until",
)
_OF_A_DIVIDEND = (
    "record_notice_on",
    "record_notice_until",
    "claim_notice_on",
    "closure_notice_on",
    "change_notice_on",
    "surplus_changed_on",
)


def done_days_have_come(context: Context) -> Finding:
    """What is stated as done has been done: a day to come is a plan, and would count as kept."""
    guard, title = "done_days_have_come", "stated before it was done"
    names = _OF_A_MEETING if context.kind is Kind.MEETING else _OF_A_DIVIDEND
    known = context.meeting if context.kind is Kind.MEETING else context.dividend
    days = {name.removesuffix("_on").replace("_", " "): getattr(known, name, None) for name in names}
    stated = {name: day for name, day in days.items() if day is not None}
    if not stated:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing is stated as done")
    name, latest = max(stated.items(), key=lambda each: each[1])
    figures = {name: latest, "today": context.today}
    if latest <= context.today:
        return universal(guard, title, Verdict.PASS, "no stated day is to come", figures=figures)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{name} {latest}, today {context.today}",
        figures=figures,
        remedy="state it once it is done; plan with ketsugi plan, or schedule --what-if",
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


_REMARKS = ("note", "correct", "fulfil", "attach", "erase")
