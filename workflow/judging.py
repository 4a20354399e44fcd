"""Decide one step: every guard asked about it, on what the entries before it say.  Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from states import codec
from states.canonical import digest
from states.context import Context
from states.errors import BookUnusable, Conflict, KetsugiError, NotFound, WrongWords
from states.facts import FACTS, Company, Dividend, Facts, Kind, Meeting
from states.finding import Finding, Verdict, Weight
from states.lives import LIFECYCLES
from states.people import People
from states.rulebooks import rulebook
from states.rules import Rulebook, RulesOf
from workflow import log
from workflow.calendars import with_stated
from workflow.correction import as_corrected, check_correction
from workflow.decision import Decision
from workflow.fulfilment import check_duties
from workflow.holdings import check_erasure
from workflow.machine import UNBORN, Case, attempt
from workflow.others import in_force, meeting_named, only_company, other, siblings_of
from workflow.replay import NEVER, NOTHING_DONE, Past, known_after, load, rows_of, siblings
from workflow.sql import Run
from workflow.stated import check_counts, check_reference, check_reserved, checked_facts, zone_named
from workflow.step import Actor, Step, check_grounds
from workflow.waiving import check_waivers

_OF_A_COMPANY = (Kind.MEETING, Kind.DIVIDEND)


def decide(
    run: Run,
    step: Step,
    *,
    actor: Actor | None = None,
    today: date | None = None,
    now: datetime,
    before: int = NEVER,
    rules_of: RulesOf = rulebook,
) -> Decision:
    """Ask every guard about ``step`` on what the entries before ``before`` say; nothing is written.

    Unless given, ``today`` is that of ``now`` in the company's zone, and the rules are the newest of its jurisdiction.
    Without an ``actor`` it is asked whether the step is possible, whoever takes it.

    Raises:
        WrongWords: the step means nothing here.  NotFound: a subject it names is not in the book.
        Conflict: it enters a reference that is taken.
    """
    past = _subject(run, step, before)
    stated = checked_facts(step)
    check_correction(step, past.deeds if past else ())
    if past is None and step.kind in _OF_A_COMPANY and "company" not in stated:
        stated["company"] = only_company(run, step.ref)
    facts = known_after(past, step.event, stated, step.corrects)
    check_counts(step, stated, facts, past.state if past else None)
    context = _context(run, step, past, facts, actor=actor, today=today, now=now, before=before)
    rules = _rules(step, context.company, rules_of)
    check_grounds(step, rules)
    check_erasure(run, step, before)
    if "waivers" in stated:
        check_waivers(run, stated["waivers"], before)
    if step.event == "fulfil" or "fulfilled" in stated:
        check_duties(step, context, rules)
    case = Case(context.source or UNBORN, context, rules.asked_at(step.kind, step.event), step.overrides)
    reached = attempt(case)
    findings = case.findings
    if step.event == "correct" and reached is not None:
        corrected = as_corrected(rows_of(run, step.ref, before), step, stated)
        findings = (*findings, _stands(run, corrected, now, rules_of))
    return Decision(step=step, past=past, stated=stated, context=context, rulebook=rules, findings=findings, dest=reached)


def _context(
    run: Run,
    step: Step,
    past: Past | None,
    facts: Mapping[str, Any],
    *,
    actor: Actor | None,
    today: date | None,
    now: datetime,
    before: int,
) -> Context:
    """All that a guard may look at, with ``facts`` as they would stand."""
    ours = other(run, Kind.COMPANY, facts.get("company"), before, step.on) if step.kind in _OF_A_COMPANY else None
    theirs = meeting_named(run, facts.get("meeting"), ours, before)
    own = codec.read(FACTS[step.kind], facts)
    firm = own if isinstance(own, Company) else ours.known if ours else Company()
    assert isinstance(firm, Company)
    source, dest = _ends(past, step)
    zone = zone_named(firm.timezone or log.genesis(run)["timezone"])
    held = own if isinstance(own, Meeting) else theirs.known if theirs else None
    return Context(
        kind=step.kind,
        ref=step.ref,
        event=step.event,
        source=source,
        dest=dest or "",
        on=step.on,
        today=today or now.astimezone(zone).date(),
        company=firm,
        meeting=held if isinstance(held, Meeting) else None,
        dividend=own if isinstance(own, Dividend) else Dividend(),
        meeting_state=theirs.state if theirs else None,
        meeting_deeds=theirs.deeds if theirs else (),
        deeds=past.deeds if past else (),
        siblings=siblings(run, ours.ref, step.ref, before, siblings_of(step, own)) if ours else (),
        terms_digest=digest(facts.get("terms", {})),
        **_who(run, actor, own, before),
        corrects=step.corrects,
        corrected_on=step.corrected_on,
        calendars=with_stated(firm.calendar_days),
    )


def _rules(step: Step, firm: Company, rules_of: RulesOf) -> Rulebook:
    rules = rules_of("" if step.kind.is_of_the_book else firm.jurisdiction)
    if rules is None:
        raise BookUnusable(f"no rulebook for {firm.jurisdiction} in this version", remedy="install a newer Ketsugi")
    return rules


def _who(run: Run, actor: Actor | None, own: Facts, before: int) -> dict[str, Any]:
    """Who takes the step, by the roster in force; the step that begins a roster is judged by what it states."""
    roster = own if isinstance(own, People) else None
    if actor is None:
        return {"roster": roster}
    people = in_force(run, before) or roster
    person = people.person_of(actor.name) if people else None
    return {"actor": actor.name, "person": person, "key": actor.key, "people": people, "roster": roster}


def _stands(run: Run, corrected: tuple[int, Step], now: datetime, rules_of: RulesOf) -> Finding:
    """Whether a step would have been possible as it should have been recorded.  A correction is the truth either way."""
    seq, step = corrected
    try:
        found = decide(run, step, now=now, before=seq, rules_of=rules_of).findings
        wrong = [finding.guard for finding in found if finding.stops(step.overrides)]
    except KetsugiError as error:
        wrong = [error.message]
    if list(step.facts.get("fulfilled", ())) == [NOTHING_DONE]:
        wrong = []  # nothing was done that could be judged
    return Finding(
        guard="stands_as_corrected",
        verdict=Verdict.FAIL if wrong else Verdict.PASS,
        weight=Weight.NOTE,
        title="would have been refused",
        message=f"{step.event} (entry {seq}) as corrected: {', '.join(wrong) or 'possible'}",
        remedy="ask counsel what follows for the steps after it" if wrong else "",
    )


def _subject(run: Run, step: Step, before: int) -> Past | None:
    """What is known of the step's subject; ``None`` for one that the step enters into the book."""
    lifecycle = LIFECYCLES[step.kind]
    if step.event not in list(lifecycle.events):
        raise WrongWords(f"{step.event}: no event of {step.kind.named}", remedy=f"known: {', '.join(lifecycle.events)}")
    past = load(run, step.ref, before=before)
    born = lifecycle.row(step.event, None) is None
    if born and (past is None or past.kind is not step.kind):
        is_a = f"{step.ref} is {past.kind.named}" if past else f"{step.ref} is not in this book"
        raise NotFound(is_a, remedy="look at what is there: ketsugi list")
    if not born:
        check_reference(step.ref)
        check_reserved(step.kind, step.ref)
    if not born and past is not None and lifecycle.row(step.event, past.state) is None:
        remedy = f"choose another; ketsugi show {step.ref}"
        raise Conflict(f"{step.ref} is taken: {past.kind.named}, {past.state}", remedy=remedy)
    day = step.facts.get("day") if step.event == "reschedule" else None
    if day is not None and past is not None and day == past.facts.get("day"):
        raise WrongWords(f"{step.ref} sits on {day} already", remedy="give another day, or revise it")
    return past


def _ends(past: Past | None, step: Step) -> tuple[str | None, str | None]:
    """Where the step begins and where it would lead, by the table alone."""
    source = past.state if past else None
    transition = LIFECYCLES[step.kind].row(step.event, source)
    if transition is None:
        return source, None
    dests = LIFECYCLES[step.kind].dests(transition)
    if len(dests) == 1:
        return source, dests[0]
    return source, past.came_from(past.state) if past else None
