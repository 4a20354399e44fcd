"""Who decides, on what, and when: the resolution of the board or the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.codec import plain
from states.context import Context
from states.facts import Route
from states.finding import Finding, Verdict, universal

_SITTING = ("convened", "adjourned", "held")  # a decision may be recorded after the meeting was closed in the book


def decided_by_meeting(context: Context) -> Finding:
    """The dividend's route gives the decision to the general meeting."""
    return _route("decided_by_meeting", context, Route.MEETING)


def decided_by_board(context: Context) -> Finding:
    """The dividend's route gives the decision to the board."""
    return _route("decided_by_board", context, Route.BOARD, Route.INTERIM)


def _route(guard: str, context: Context, *routes: Route) -> Finding:
    title, route = "not this organ's decision", context.dividend.route
    if route is None:
        return universal(guard, title, Verdict.UNKNOWN, "who decides is not stated", remedy=_SAY_THE_ROUTE)
    known = " or ".join(routes)
    if route in routes:
        return universal(guard, title, Verdict.PASS, f"route {route}")
    remedy = {
        Route.MEETING: "the board resolves to put it to the meeting, and the meeting approves it: ketsugi resolve",
        Route.BOARD: "the board decides it: ketsugi decide",
        Route.INTERIM: "the board decides it: ketsugi decide",
    }[route]
    return universal(
        guard, title, Verdict.FAIL, f"route {route}, {context.event} is for {known}", figures={"route": route}, remedy=remedy
    )


_SAY_THE_ROUTE = "say it: ketsugi revise … --on DATE --route meeting, board or interim"


def boards_to_take_back(context: Context) -> Finding:
    """What the board decided, the board may take back before it is paid; what the meeting approved, it may not."""
    guard, title, route = "boards_to_take_back", "not the board's to take back", context.dividend.route
    if route is not None and route is not Route.MEETING:
        return universal(guard, title, Verdict.PASS, f"route {route}")
    stop = "" if context.source == "suspended" else f"stop it: ketsugi suspend {context.ref} --on DATE --reason TEXT; "
    return universal(guard, title, Verdict.FAIL, "the meeting has approved it", remedy=f"{stop}ask counsel")


def put_to_a_meeting(context: Context) -> Finding:
    """The meeting that is to vote is named, is not cancelled, and is not over on the day of the resolution."""
    guard, title = "put_to_a_meeting", "no meeting to put it to"
    named, sittings = context.dividend.meeting, context.meeting.sittings if context.meeting else ()
    if named is None:
        return universal(guard, title, Verdict.UNKNOWN, "no meeting is named", remedy=_NAME_ANOTHER)
    if context.meeting_state == "cancelled":
        return universal(guard, title, Verdict.FAIL, f"{named} is cancelled", remedy=_NAME_ANOTHER)
    if not sittings or context.on is None:
        return universal(guard, title, Verdict.PASS, f"{named} is {context.meeting_state}")
    slack = (sittings[-1] - context.on).days
    return universal(
        guard,
        title,
        Verdict.PASS if slack >= 0 else Verdict.FAIL,
        f"{context.event} {context.on}, {named} sits on {sittings[-1]}",
        figures={context.event: context.on, "meeting": sittings[-1]},
        bound=sittings[-1],
        slack=slack,
        remedy="" if slack >= 0 else _NAME_ANOTHER,
    )


_NAME_ANOTHER = "name a meeting to come: ketsugi revise … --meeting REF"


def meeting_convened(context: Context) -> Finding:
    """The general meeting that decides has been convened, and not before the notice went out."""
    guard, title, state = "meeting_convened", "meeting not convened", context.meeting_state
    convened, named = context.convened_on, context.dividend.meeting
    if named is None or state is None:
        return universal(guard, title, Verdict.FAIL, "no meeting is named", remedy=_NAME_ANOTHER)
    if state == "cancelled":
        return universal(guard, title, Verdict.FAIL, f"{named} is cancelled", remedy=_NAME_ANOTHER)
    if state not in _SITTING:
        remedy = f"ketsugi meeting convene {named} --on DATE"
        return universal(guard, title, Verdict.FAIL, f"{named} is {state}", remedy=remedy)
    if convened is not None and context.on is not None and context.on < convened:
        return universal(
            guard,
            title,
            Verdict.FAIL,
            f"notice {convened}, {context.event} {context.on}",
            figures={"notice": convened, context.event: context.on},
            bound=convened,
            slack=(context.on - convened).days,
            remedy="give the day of the meeting",
            earliest=convened,
        )
    return universal(guard, title, Verdict.PASS, f"{named} is {state}")


def sitting_day(context: Context) -> Finding:
    """The day of the deed is a day on which the meeting sits."""
    guard, title = "sitting_day", "not a sitting day"
    sittings = context.meeting.sittings if context.meeting else ()
    if not sittings:
        return universal(guard, title, Verdict.UNKNOWN, "the meeting has no day", remedy="ketsugi meeting reschedule … --to")
    days = " and ".join(map(str, sittings))
    if context.on in sittings:
        return universal(guard, title, Verdict.PASS, f"the meeting sits on {days}", bound=context.on, slack=0)
    nearest = min(sittings, key=lambda day: abs(day - (context.on or day)))
    later = [day for day in sittings if context.on is None or day > context.on]
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"meeting {days}, {_NOUN.get(context.event, context.event)} {context.on or 'undated'}",
        figures={"meeting": days, context.event: context.on or "undated"},
        bound=nearest,
        slack=None if context.on is None else -abs((context.on - nearest).days),
        remedy="give the day on which the meeting decided",
        earliest=min(later, default=None),
    )


def not_outvoted(context: Context) -> Finding:
    """The counts, where they are stated, add up, and no more votes are against it than for it; the law may ask for more."""
    guard, title, votes = "not_outvoted", "more votes against it than for it", context.dividend.votes
    if miscounted := votes.miscounted():
        return universal(guard, "the counts do not add up", Verdict.FAIL, miscounted, remedy="check the counts")
    if votes.in_favour is None or votes.against is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "votes for and against are not both stated")
    said = f"{votes.in_favour:,} for, {votes.against:,} against"
    if votes.in_favour >= votes.against:
        return universal(guard, title, Verdict.PASS, said)
    figures = {"for": votes.in_favour, "against": votes.against}
    return universal(guard, title, Verdict.FAIL, said, figures=figures, remedy="check the count; else ketsugi reject")


_NOUN = {"approve": "approval", "reject": "rejection", "supersede": "decision"}


def as_proposed(context: Context) -> Finding:
    """The approved terms are those the board proposed, or an amendment carried on the floor."""
    guard, title = "as_proposed", "not the terms proposed"
    proposed = context.proposed
    if proposed is None:
        return universal(guard, title, Verdict.FAIL, "nothing was proposed", remedy="ketsugi resolve … --on DATE")
    if context.terms_digest == proposed.terms_digest and context.dividend.amended:
        return universal(
            guard,
            title,
            Verdict.FAIL,
            f"amended, but the terms are those proposed in entry {proposed.seq}",
            figures={"proposed": proposed.terms_digest},
            remedy="state what the meeting changed, or leave out --amended",
        )
    if context.terms_digest == proposed.terms_digest:
        return universal(
            guard, title, Verdict.PASS, f"terms {proposed.terms_digest[:12]} as proposed in entry {proposed.seq}"
        )
    changed = "; ".join(_changes(proposed.terms, plain(context.terms)))
    if context.dividend.amended:
        return universal(guard, title, Verdict.PASS, f"amended on the floor: {changed}")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"proposed in entry {proposed.seq}: {changed}",
        figures={"proposed": proposed.terms_digest, "now": context.terms_digest},
        remedy="approve them as proposed, or say --amended if the meeting changed them",
    )


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What stands otherwise in the terms, each with what it was."""
    said = _differences({**before, "lines": None}, {**now, "lines": None})
    was, are = ({line["share_class"]: line for line in terms.get("lines", ())} for terms in (before, now))
    for name in dict.fromkeys([*was, *are]):
        said += [f"{name} {each}" for each in _differences(was.get(name, {}), are.get(name, {}))]
    return said


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    names = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name) and name != "share_class"]
    return [
        f"{name.replace('_', ' ')} {before.get(name, 'not stated')}, now {now.get(name, 'not stated')}" for name in names
    ]


def same_classes(context: Context) -> Finding:
    """The meeting decides on the classes of shares that the board proposed, no more and no fewer."""
    guard, title = "same_classes", "another class of shares"
    proposed = context.proposed
    if proposed is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing was proposed")
    lines = (
        {line["share_class"] for line in proposed.terms.get("lines", ())},
        {line.share_class for line in context.terms.lines},
    )
    before, now = (", ".join(sorted(each)) or "no class" for each in lines)
    if before == now:
        return universal(guard, title, Verdict.PASS, f"{now} as proposed")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"proposed for {before}, now for {now}",
        figures={"proposed": before, "now": now},
        remedy="check --share-class; a dividend on another class is another proposal",
    )


def effect_not_before_decision(context: Context) -> Finding:
    """A dividend takes effect on the day it is decided or later."""
    guard, title, effect = "effect_not_before_decision", "decided after the effective day", context.due_on
    if effect is None or context.on is None:
        open_ = context.terms.effective_on or context.terms.pay_on
        said = (
            "neither an effective day nor a day of payment is stated" if open_ is None else "the effective day is undecided"
        )
        give = "--effective-on DATE" if context.terms.effective_on else "--effective-on DATE or --pay-on DATE"
        return universal(guard, title, Verdict.UNKNOWN, said, remedy=f"ketsugi revise {context.ref} --on DATE {give}")
    slack = (effect - context.on).days
    if slack >= 0:
        return universal(guard, title, Verdict.PASS, f"decision {context.on}, effective {effect}", bound=effect, slack=slack)
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"decision {context.on}, effective {effect}",
        figures={"decision": context.on, "effective": effect},
        bound=effect,
        slack=slack,
        remedy="a decision cannot work back: move the effective day before it is put to the vote",
    )
