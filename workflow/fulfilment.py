"""A duty that was done: which may be said to be done, on which day, and how late it was."""

from __future__ import annotations

from dataclasses import replace

from states.context import Context
from states.duties import Duty
from states.errors import WrongWords
from states.facts import Kind
from states.finding import Verdict
from states.rules import Rulebook, applicable
from workflow.replay import NOTHING_DONE
from workflow.step import Step


def check_duties(step: Step, context: Context, rules: Rulebook) -> None:
    """A duty is one of its subject, is done once, and not before the days from which it is counted.

    Raises:
        WrongWords: naming the duty, the days and the remedy.  Nothing was done that could be refused: the words are wrong.
    """
    duties = step.facts.get("fulfilled", ())
    if step.event == "correct" and list(duties) in ([], [NOTHING_DONE]):
        return
    known = {duty.id: duty for duty in rules.duties_of(step.kind) if not duty.lasting}
    if not known:
        raise WrongWords(f"fulfil: {rules.label} has no duties of a {step.kind}", remedy="there is none to fulfil")
    if not duties:
        raise WrongWords("fulfil: which duty?", remedy=f"duties of a {step.kind}: {', '.join(known)}")
    for name in duties:
        if name not in known:
            raise WrongWords(f"{name}: {_why_not(name, step, rules)}", remedy=f"duties of a {step.kind}: {', '.join(known)}")
        if duties.count(name) > 1:
            raise WrongWords(f"{name}: stated twice", remedy="state each duty once")
        if step.event == "fulfil":
            _check_day(known[name], step, _calm(context))


def _why_not(name: str, step: Step, rules: Rulebook) -> str:
    """What a name is that is no duty to fulfil for this subject."""
    duty = next((duty for duty in rules.duties if duty.id == name), None)
    if any(rule.id == name for rule in rules.rules):
        return "a limit of a step, which is kept by recording the step itself"
    if duty is None:
        return "no such duty"
    return "lasts until a day, and is not fulfilled" if duty.of_kind is step.kind else f"a duty of a {duty.of_kind}"


def _check_day(duty: Duty, step: Step, context: Context) -> None:
    outside = applicable(duty.in_force, duty.applies, context)
    if outside is not None and outside.verdict is Verdict.NOT_APPLICABLE:
        raise WrongWords(f"{duty.id}: does not bind {step.ref}", remedy=outside.message)
    done = duty.done_by(context)
    if done is not None:
        instead = f"ketsugi correct {step.ref} --entry {done.seq} --occurred-on DATE --reason TEXT"
        raise WrongWords(f"{duty.id}: was done on {done.on} (entry {done.seq})", remedy=f"if that is wrong: {instead}")
    if not duty.counted_forward:
        return
    days = {day: day.read(context) for day in duty.of}
    for day in [day for day, counted in days.items() if counted is None]:
        raise WrongWords(f"{duty.id}: counted from a day that is not stated: {day.name}", remedy=f"give first: {day.give}")
    first = duty.first_day(context)
    if first is not None and step.on is not None and step.on < first:
        early, counted = (first - step.on).days, ", ".join(f"{day.name} {on}" for day, on in days.items())
        said = f"{counted}, done {step.on}: {early} {'day' if early == 1 else 'days'} early"
        raise WrongWords(f"{duty.id}: {said}", remedy=f"give the day it was done, {first} or later")


def _calm(context: Context) -> Context:
    """The subject as it stands, no step asked for."""
    deeds = context.deeds if context.kind is Kind.MEETING else context.meeting_deeds
    return replace(context, event="", meeting_deeds=deeds)


def lateness(step: Step, context: Context, rules: Rulebook) -> list[str]:
    """Of each duty that a step fulfils, and that was done after its last day: how late, and by which article."""
    late = []
    for duty in rules.duties_of(step.kind):
        last = duty.last_day(_calm(context)) if duty.id in step.facts.get("fulfilled", ()) else None
        if last is not None and step.on is not None and (days := (step.on - last).days) > 0:
            caution = f"; {duty.caution}" if duty.caution else ""
            late.append(f"{days} {'day' if days == 1 else 'days'} late, last day {last}{caution} ({duty.id}, {duty.source})")
    return late
