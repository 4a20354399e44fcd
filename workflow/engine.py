"""The only way anything changes: ``advance`` decides one step, records it, and says so.

Decide first, on what the log says; then write the entry and the state row in one transaction; only then speak.
A refusal is recorded the same way and moves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from states import codec
from states.canonical import digest
from states.context import Context
from states.errors import BookUnusable, Conflict, KetsugiError, NotFound, Refused, WrongWords
from states.facts import FACTS, Company, Dividend, Kind, Meeting
from states.finding import Finding, Verdict, Weight
from states.lives import LIFECYCLES
from states.rulebooks import rulebook
from states.rules import RulesOf
from workflow import log, sql
from workflow.book import Book
from workflow.calendars import with_stated
from workflow.correction import as_corrected, check_correction
from workflow.decision import Decision, body
from workflow.fulfilment import check_duties
from workflow.log import Entry
from workflow.machine import UNBORN, Case, attempt
from workflow.others import meeting_named, only_company, other, siblings_of
from workflow.replay import NEVER, NOTHING_DONE, Past, fold_entry, known_after, load, row, rows_of, siblings
from workflow.sql import Run
from workflow.step import Actor, Clock, Step, check_counts, check_grounds, check_reference, checked_facts, zone_named


def decide(
    run: Run, step: Step, *, today: date | None = None, now: datetime, before: int = NEVER, rules_of: RulesOf = rulebook
) -> Decision:
    """Ask every guard about ``step`` on what the entries before ``before`` say; nothing is written.

    Unless given, ``today`` is that of ``now`` in the company's zone, and the rules are the newest of its jurisdiction.

    Raises:
        WrongWords: the step means nothing here.  NotFound: a subject it names is not in the book.
        Conflict: it enters a reference that is taken.
    """
    past = _subject(run, step, before)
    stated = checked_facts(step)
    check_correction(step, past.deeds if past else ())
    if past is None and step.kind is not Kind.COMPANY and "company" not in stated:
        stated["company"] = only_company(run, step.ref)
    facts = known_after(past, step.event, stated, step.corrects)
    check_counts(step, stated, facts, past.state if past else None)
    ours = other(run, Kind.COMPANY, facts.get("company"), before, step.on) if step.kind is not Kind.COMPANY else None
    theirs = meeting_named(run, facts.get("meeting"), ours, before)
    own = codec.read(FACTS[step.kind], facts)
    firm = own if isinstance(own, Company) else ours.known if ours else Company()
    assert isinstance(firm, Company)
    rules = rules_of(firm.jurisdiction)
    if rules is None:
        raise BookUnusable(f"no rulebook for {firm.jurisdiction} in this version", remedy="install a newer Ketsugi")
    check_grounds(step, rules)
    source, dest = _ends(past, step)
    zone = zone_named(firm.timezone or log.genesis(run)["timezone"])
    held = own if isinstance(own, Meeting) else theirs.known if theirs else None
    context = Context(
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
        corrects=step.corrects,
        corrected_on=step.corrected_on,
        calendars=with_stated(firm.calendar_days),
    )
    if step.event == "fulfil" or "fulfilled" in stated:
        check_duties(step, context, rules)
    case = Case(source or UNBORN, context, rules.asked_at(step.kind, step.event), step.overrides)
    reached = attempt(case)
    findings = case.findings
    if step.event == "correct" and reached is not None:
        corrected = as_corrected(rows_of(run, step.ref, before), step, stated)
        findings = (*findings, _stands(run, corrected, now, rules_of))
    return Decision(step=step, past=past, stated=stated, context=context, rulebook=rules, findings=findings, dest=reached)


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
        raise WrongWords(f"{step.event}: no event of a {step.kind}", remedy=f"known: {', '.join(lifecycle.events)}")
    past = load(run, step.ref, before=before)
    born = lifecycle.row(step.event, None) is None
    if born and (past is None or past.kind is not step.kind):
        is_a = f"{step.ref} is a {past.kind}" if past else f"{step.ref} is not in this book"
        raise NotFound(is_a, remedy="look at what is there: ketsugi list")
    if not born:
        check_reference(step.ref)
    if not born and past is not None:
        remedy = f"choose another; ketsugi show {step.ref}"
        raise Conflict(f"{step.ref} is taken: a {past.kind}, {past.state}", remedy=remedy)
    day = step.facts.get("day") if step.event == "reschedule" else None
    if day is not None and past is not None and day == past.facts.get("day"):
        raise WrongWords(f"{step.ref} sits on {day} already", remedy="give another day, or revise it")
    return past


def preview(run: Run, step: Step, *, now: datetime, rules_of: RulesOf = rulebook) -> tuple[Decision, date | None]:
    """Whether ``step`` would be possible on its day, and the earliest day from that day on on which it would be.

    A day to come is judged as if it were today.  The earliest day is ``None`` when it takes more than waiting.
    """
    first = decision = _on_its_day(run, step, now, rules_of)
    for _ in range(10):  # each round satisfies the guards that named a day; they are fewer than ten
        if decision.dest is not None:
            return first, decision.step.on
        stopping = [finding for finding in decision.findings if finding.stops(step.overrides)]
        later = [finding.earliest for finding in stopping]
        if not all(later) or step.on is None:
            return first, None
        day = max(day for day in later if day is not None)
        if decision.step.on is not None and day <= decision.step.on:
            return first, None
        decision = _on_its_day(run, replace(step, on=day), now, rules_of)
    return first, None


def _on_its_day(run: Run, step: Step, now: datetime, rules_of: RulesOf) -> Decision:
    decision = decide(run, step, now=now, rules_of=rules_of)
    if step.on is not None and step.on > decision.context.today:
        decision = decide(run, step, now=now, today=step.on, rules_of=rules_of)
    return decision


def take(run: Run, step: Step, *, actor: Actor, now: datetime) -> tuple[Entry, Decision]:
    """Decide ``step`` and append its entry, applied or refused, inside the caller's transaction.

    ``run`` belongs to a transaction that already holds the write lock.
    """
    decision = decide(run, step, now=now)
    recorded = body(decision, actor, now)
    entry = log.append(run, recorded)
    if decision.dest is not None:
        past = fold_entry(decision.past, entry.seq, recorded)
        run(sql.KEEP_SUBJECT, row(past))
    return entry, decision


def refusal(decision: Decision, seq: int | None = None) -> Refused:
    """The refusal to raise for a decision that says no."""
    step = decision.step
    stopping = tuple(finding for finding in decision.findings if finding.stops(step.overrides))
    return Refused(step.ref, step.event, step.on, findings=stopping, seq=seq)


def advance(book: Book, step: Step, *, actor: Actor, clock: Clock, dry_run: bool = False) -> tuple[Entry | None, Decision]:
    """Take one step in a transaction of its own, and return its entry once it is on disk.

    With ``dry_run`` it is decided on a read-only view, and the entry is ``None``.

    Raises:
        Refused: recorded as an entry (but for a dry run); it carries every objection and the earliest possible day.
        WrongWords, NotFound, Conflict: nothing was written.
    """
    now, entry, earliest = clock(), None, None
    with book.reading() if dry_run else book.writing() as run:
        if dry_run:
            decision = decide(run, step, now=now)
        else:
            entry, decision = take(run, step, actor=actor, now=now)
        if decision.dest is None:  # asked before the commit: after it, nothing may fail any more
            earliest = preview(run, step, now=now)[1]
    if decision.dest is None:
        no = refusal(decision, entry.seq if entry else None)
        no.earliest = earliest
        raise no
    return entry, decision


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
