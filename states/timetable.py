"""The timetable of a dividend and its meeting: each limit that a rule or duty sets, and how the days stand to it.

A rule's limits are the same bounds that guard the steps; nothing is written twice.  What the steps ahead will ask beside
days (votes, money, shares) is listed with them, so that a fact nobody stated is seen to be unknown before the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from states.bounds import Bound, Day
from states.context import Context
from states.deadline import Deadline, Status
from states.duties import Duty
from states.facts import Kind, Route
from states.finding import Verdict, Weight
from states.lives import LIFECYCLES
from states.readings import asked as at_every_reading
from states.rules import Rule, Rulebook, applicable


def timetable(contexts: Iterable[Context], rules: Rulebook) -> tuple[Deadline, ...]:
    """Every limit that the rules and duties set for these subjects, by day; those without a day come last.

    ``contexts`` are the subjects as they stand, each without a step (``event`` is empty), a meeting before its dividend:
    a limit that is asked of both is shown with the first.
    """
    found = shown_once((*limits(context, rules), *questions(context, rules)) for context in contexts)
    return tuple(sorted(found, key=lambda each: (each.last_on or each.first_on or date.max, each.id)))


def limits(context: Context, rules: Rulebook) -> tuple[Deadline, ...]:
    """Every limit that the rules and duties set for one subject; of days that were not stated as one day, the tightest."""
    return _at_every_reading(context, lambda reading: _limits_of(reading, rules))


def duties(context: Context, rules: Rulebook) -> tuple[Deadline, ...]:
    """The days of the duties of one subject, as ``limits`` has them, without those that rules set."""
    return _at_every_reading(context, lambda reading: _duties_of(reading, rules))


def _at_every_reading(context: Context, of: Callable[[Context], Iterable[Deadline]]) -> tuple[Deadline, ...]:
    first, *others = ({(each.id, each.place): each for each in of(reading)} for reading in context.readings())
    if not others:
        return tuple(first.values())
    keys = dict.fromkeys(key for rows in (first, *others) for key in rows)
    return tuple(_tightest([rows[key] for rows in (first, *others) if key in rows]) for key in keys)


def _tightest(rows: list[Deadline]) -> Deadline:
    """One limit as several readings of the days give it: kept or missed only where it is by all of them."""
    last_on, first_on = [each.last_on for each in rows if each.last_on], [each.first_on for each in rows if each.first_on]
    status, on = ({getattr(each, name) for each in rows} for name in ("status", "on"))
    tightest = replace(rows[0], last_on=min(last_on, default=None), first_on=max(first_on, default=None))
    if len(status) == len(on) == 1:
        return tightest
    known = rows[0].on if len(on) == 1 else None
    return replace(tightest, status=Status.UNKNOWN, on=known, slack=None, message="the day is not stated as one day")


def _limits_of(context: Context, rules: Rulebook) -> Iterator[Deadline]:
    asked = [rule for rule in rules.rules if any(_concerns(context, kind, event) for kind, event in rule.asked_at)]
    latest = _latest(asked, context)
    set_by_rules = (deadline for rule in asked for deadline in _limits(rule, context, latest))
    return chain(set_by_rules, _duties_of(context, rules))


def _duties_of(context: Context, rules: Rulebook) -> Iterator[Deadline]:
    return (deadline for duty in rules.duties_of(context.kind) for deadline in _due(duty, context))


def _latest(asked: list[Rule], context: Context) -> dict[Day, Day]:
    """Days not stated yet that have a last lawful one, each as that day: what must come before them is counted from it."""
    found: dict[Day, date] = {}
    for rule in asked:
        if rule.weighs(context) is Weight.NOTE or applicable(rule.in_force, rule.applies, context) is not None:
            continue
        for bound, limit in rule.deadlines(context):
            if limit is not None and not bound.before and bound.day.read(context) is None:
                found[bound.day] = min(limit, found.get(bound.day, limit))
    return {day: _on(day, limit) for day, limit in found.items()}


def _on(day: Day, latest: date) -> Day:
    return replace(day, name=f"{day.name} at the latest", read=lambda _: latest)


_BY_A_MEETING = frozenset("resolve approve reject supersede".split())
"""What is done to a dividend only where the meeting decides."""


def _concerns(context: Context, kind: Kind, event: str) -> bool:
    """Whether an event belongs to the life of this subject: none of a meeting where the board decides."""
    by_board = kind is Kind.DIVIDEND and context.dividend.route in (Route.BOARD, Route.INTERIM)
    return kind is context.kind and not (by_board and event in _BY_A_MEETING)


COURSE = frozenset("convene hold resolve decide approve pay settle close".split())
"""The events of a life in which nothing goes wrong."""


def questions(context: Context, rules: Rulebook) -> Iterator[Deadline]:
    """What the steps still ahead of a subject ask beside days, as it would be answered today.

    Of bare dates, which are in no book yet, only what the planned day of a step answers.
    """
    asked: set[str] = set()
    for event in _ahead(context) or [event for event in ("pay",) if context.source is None and _planned(context, event)]:
        readings = replace(context, event=event, on=_planned(context, event) or context.today).readings()
        for rule in rules.asked_at(context.kind, event):
            if isinstance(rule.test, tuple) or rule.id in asked:
                continue
            asked.add(rule.id)
            found = at_every_reading(rule.ask, readings)
            unasked = context.source is None and found.verdict is Verdict.UNKNOWN
            if found.verdict is not Verdict.NOT_APPLICABLE and not unasked:
                yield Deadline(
                    id=rule.id,
                    subject=context.ref,
                    weight=str(rule.weight),
                    title=found.title,
                    status=_ANSWERED[found.verdict],
                    source=rule.source,
                    message=f"at {event}: {found.message}",
                )


_ANSWERED = {Verdict.PASS: Status.KEPT, Verdict.FAIL: Status.FAILS, Verdict.UNKNOWN: Status.UNKNOWN}


def _planned(context: Context, event: str) -> date | None:
    """The day on which a step is to be taken, as far as the facts tell."""
    if event == "pay":
        return context.pay_on or context.effective_on
    sittings = context.meeting.sittings if context.meeting else ()
    return sittings[-1] if sittings and event == "approve" else None


def _ahead(context: Context) -> list[str]:
    """The events that may still come where nothing goes wrong, in their order; none for what is not in a book yet."""
    rows = (row for row in LIFECYCLES[context.kind].rows if row.event in COURSE)
    table = [row for row in rows if _concerns(context, context.kind, row.event)]
    reached = {context.source} - {None}
    for row in table:  # a life's rows are in the order of its course
        if row.source in reached:
            reached.add(str(row.dest))
    return [str(row.event) for row in table if row.source in reached]


def shown_once(subjects: Iterable[Iterable[Deadline]]) -> tuple[Deadline, ...]:
    """The limits of several subjects; one that is asked of several is shown with the first."""
    found: dict[tuple[object, ...], Deadline] = {}
    for each in chain.from_iterable(subjects):
        found.setdefault((each.id, each.place, each.status, each.first_on, each.last_on, each.on), each)
    return tuple(found.values())


def _limits(rule: Rule, context: Context, latest: Mapping[Day, Day]) -> Iterator[Deadline]:
    """The limits of one rule; none where it does not apply."""
    outside = applicable(rule.in_force, rule.applies, context)
    if outside is not None and outside.verdict is Verdict.NOT_APPLICABLE:
        return
    for place, stated in enumerate(rule.test if isinstance(rule.test, tuple) else (), 1):
        if not stated.when(context):
            continue
        known = {} if stated.before else latest  # a first lawful day may be earlier than the last of another
        bound = replace(stated, of=tuple(known.get(day, day) for day in stated.of))
        day = bound.day.read(context)
        answer = outside or bound(context)
        certain = bound.of == stated.of  # in time for the last lawful day is perhaps not in time for the day it will be
        limit = bound.deadline(context) if answer.bound is None else answer.bound
        status = Status.UNKNOWN if outside else _status(bound, limit, day, answer.verdict, certain, context.today)
        message = "" if answer.verdict is Verdict.PASS and certain else answer.message
        if (vouched := rule.vouched(answer, context)) is not answer:
            status, message = Status.KEPT, vouched.message
        yield Deadline(
            id=rule.id,
            subject=context.ref,
            weight=str(rule.weighs(context)),
            title=bound.day.name,
            status=status,
            place=place,
            first_on=limit if bound.before else None,
            last_on=None if bound.before else limit,
            on=day,
            slack=None if limit is None else (limit - (day or context.today)).days * (-1 if bound.before else 1),
            source=rule.source,
            message=message,
            remedy=outside.remedy if outside else "",
        )


def _status(bound: Bound, limit: date | None, day: date | None, verdict: Verdict, certain: bool, today: date) -> Status:
    if day is not None and verdict is Verdict.FAIL:
        return Status.MISSED
    if day is not None:
        return Status.KEPT if verdict is Verdict.PASS and certain else Status.UNKNOWN
    if limit is None or bound.before:
        return Status.UNKNOWN
    return Status.OPEN if today <= limit else Status.OVERDUE


def _not_arisen(duty: Duty, context: Context) -> bool:
    """Whether a duty arises on a day that a dividend which nobody has decided yet cannot have had."""
    return context.source in ("drafted", "proposed") and any(day.decided for day in duty.of)


def _due(duty: Duty, context: Context) -> Iterator[Deadline]:
    """The day of one duty; none where it does not apply."""
    outside = applicable(duty.in_force, duty.applies, context)
    if outside is not None and outside.verdict is Verdict.NOT_APPLICABLE:
        return
    last, deed = None if outside else duty.last_day(context), duty.done_by(context)
    done = deed.on if deed else None
    pressing = last is None and duty.in_force.covers(context) is not None  # what has not arisen yet presses nobody
    if outside is not None:
        status, message = Status.UNKNOWN, outside.message
    elif last is None:
        missing = " and ".join(day.name for day in duty.of if day.read(context) is None)
        status, message = Status.UNKNOWN, duty.why_no_day(context) or f"{missing} not stated"
    elif done is not None:
        status, message = Status.KEPT if done <= last else Status.MISSED, duty.caution
    elif context.today <= last:
        status, message = Status.OPEN, duty.caution
    elif _not_arisen(duty, context):  # its day was planned, and went by
        last, status, message = None, Status.UNKNOWN, "it is not decided yet"
    else:
        status, message = Status.OVER if duty.lasting else Status.OVERDUE, duty.caution
    yield Deadline(
        id=duty.id,
        subject=context.ref,
        weight="until" if duty.lasting else "duty",
        title=duty.title,
        status=status,
        last_on=last,
        on=done,
        slack=None if last is None else (last - (done or context.today)).days,
        source=duty.source,
        message=message,
        remedy=outside.remedy if outside else "",
        entry=deed.seq if deed else None,
        pressing=pressing,
    )
