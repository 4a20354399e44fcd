"""The only way anything changes: ``advance`` decides one step, records it, and says so.

Decide first, on what the log says; then write the entry and the state row in one transaction; only then speak.
A refusal is recorded the same way and moves nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from states import codec, company, dividend, meeting
from states.canonical import digest
from states.context import Context, Sibling
from states.errors import Conflict, NotFound, Refused, WrongWords
from states.facts import FACTS, Company, Dividend, Facts, Kind, Meeting, fold
from states.finding import Finding, Verdict, Weight
from states.rulebooks import RULEBOOKS, rulebook
from states.rules import Rule, Rulebook
from workflow import log, sql
from workflow.book import Book
from workflow.calendars import CALENDARS
from workflow.log import Entry
from workflow.machine import LIFECYCLES, Case, attempt
from workflow.replay import NEVER, Past, fold_entry, load, row
from workflow.sql import Run

ACCEPTS: Mapping[Kind, Mapping[Any, tuple[str, ...]]] = {
    Kind.COMPANY: company.ACCEPTS,
    Kind.MEETING: meeting.ACCEPTS,
    Kind.DIVIDEND: dividend.ACCEPTS,
}
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
Clock = Callable[[], datetime]
"""Gives the present instant in UTC.  Only the command line reads the real one."""
_NEEDS_REASON = ("note", "correct", "suspend", "annul", "recover")
ATTESTABLE = frozenset(
    {"claims_ended"} | {r.attested_as for book in RULEBOOKS for r in book.rules if r.weight is Weight.BAR}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What someone wants to record: an event, its day, the facts it states (plain values, as in the log).

    ``overrides`` are the guards whose defect is passed over, for ``reason`` and on ``evidence``; ``corrects`` names an
    entry, ``corrected_on`` the day it should have said.
    """

    kind: Kind
    ref: str
    event: str
    on: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    overrides: frozenset[str] = frozenset()
    reason: str | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()
    corrects: int | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who states a step: the user of the operating system, and for whom, in words."""

    name: str
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A step with everything it was judged on, and the answer.  ``dest`` is ``None`` when it is refused."""

    step: Step
    past: Past | None
    stated: Mapping[str, Any]
    context: Context
    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    dest: str | None


def decide(run: Run, step: Step, *, today: date | None = None, now: datetime, before: int = NEVER) -> Decision:
    """Ask every guard about ``step`` on what the entries before ``before`` say; nothing is written.

    ``today`` is taken from ``now`` in the company's zone unless it is given.

    Raises:
        WrongWords: the step means nothing here.  NotFound: a subject it names is not in the book.
        Conflict: it enters a reference that is taken.
    """
    lifecycle = LIFECYCLES[step.kind]
    if step.event not in list(lifecycle.events):
        raise WrongWords(f"{step.event}: no event of a {step.kind}", remedy=f"known: {', '.join(lifecycle.events)}")
    past = load(run, step.ref, before=before)
    born = lifecycle.row(step.event, None) is None
    if born and (past is None or past.kind is not step.kind):
        is_a = f"{step.ref} is a {past.kind}" if past else f"{step.ref} is not in this book"
        raise NotFound(is_a, remedy="look at what is there: ketsugi list")
    if not born and not _REF.fullmatch(step.ref):
        raise WrongWords(
            f"{step.ref[:80]!a}: not a reference", remedy="use letters, digits, '.', '-' and '_', such as IIJ-FY2017-YE"
        )
    if not born and past is not None:
        raise Conflict(
            f"{step.ref} is taken: a {past.kind}, {past.state}", remedy=f"choose another; ketsugi show {step.ref}"
        )

    stated = _stated(run, step, past)
    facts = fold(past.facts if past else {}, stated)
    ours = _other(run, Kind.COMPANY, facts.get("company"), before) if step.kind is not Kind.COMPANY else None
    theirs = _other(run, Kind.MEETING, facts.get("meeting"), before)
    if ours and theirs and theirs.company != ours.ref:
        raise WrongWords(f"{theirs.ref} is a meeting of {theirs.company}, not of {ours.ref}", remedy="name one of its own")
    firm = codec.read(Company, facts if step.kind is Kind.COMPANY else ours.facts if ours else {})
    rules = rulebook(firm.jurisdiction)
    source, dest = _ends(past, step)
    zone = ZoneInfo(firm.timezone or log.genesis(run)["timezone"])
    own = codec.read(FACTS[step.kind], facts)
    context = Context(
        kind=step.kind,
        ref=step.ref,
        event=step.event,
        source=source,
        dest=dest or "",
        on=step.on,
        today=today or now.astimezone(zone).date(),
        company=firm,
        meeting=own if isinstance(own, Meeting) else codec.read(Meeting, theirs.facts) if theirs else None,
        dividend=own if isinstance(own, Dividend) else Dividend(),
        meeting_state=theirs.state if theirs else None,
        meeting_deeds=theirs.deeds if theirs else (),
        deeds=past.deeds if past else (),
        siblings=_siblings(run, step, ours, before) if ours else (),
        terms_digest=digest(facts.get("terms", {})),
        corrects=step.corrects,
        corrected_on=step.corrected_on,
        calendars=CALENDARS,
    )
    asked = rules.asked_at(step.kind, step.event) if rules else ()
    _check_words_of(step, rules)
    case = Case(source or "(not in the book)", context, asked, step.overrides)
    reached = attempt(case)
    return Decision(
        step=step, past=past, stated=stated, context=context, rulebook=rules, findings=case.findings, dest=reached
    )


def preview(run: Run, step: Step, *, now: datetime) -> tuple[Decision, date | None]:
    """Whether ``step`` would be possible on its day, and the earliest day from that day on on which it would be.

    A day to come is judged as if it were today.  The earliest day is ``None`` when it takes more than waiting.
    """
    first = decision = _on_its_day(run, step, now)
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
        decision = _on_its_day(run, replace(step, on=day), now)
    return first, None


def _on_its_day(run: Run, step: Step, now: datetime) -> Decision:
    decision = decide(run, step, now=now)
    if step.on is not None and step.on > decision.context.today:
        decision = decide(run, step, now=now, today=step.on)
    return decision


def take(run: Run, step: Step, *, actor: Actor, now: datetime) -> tuple[Entry, Decision]:
    """Decide ``step`` and append its entry, applied or refused, inside the caller's transaction.

    ``run`` belongs to a transaction that already holds the write lock.
    """
    decision = decide(run, step, now=now)
    body = _body(run, decision, actor, now)
    entry = log.append(run, body)
    if decision.dest is not None:
        past = fold_entry(decision.past, entry.seq, body)
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
    entry = None
    if dry_run:
        with book.reading() as run:
            decision = decide(run, step, now=clock())
    else:
        with book.writing() as run:
            entry, decision = take(run, step, actor=actor, now=clock())
    if decision.dest is None:
        no = refusal(decision, entry.seq if entry else None)
        with book.reading() as run:
            no.earliest = preview(run, step, now=clock())[1]
        raise no
    return entry, decision


def _stated(run: Run, step: Step, past: Past | None) -> Mapping[str, Any]:
    """The facts of a step in one spelling, checked: only what its event may state, and of the right kind."""
    accepted = (*ACCEPTS[step.kind].get(step.event, ()), "attest")
    for name in step.facts:
        if name not in accepted:
            raise WrongWords(f"{name}: {step.event} does not state it", remedy=f"it may state: {', '.join(accepted)}")
    for name in step.facts.get("attest", ()):
        if name not in ATTESTABLE:
            raise WrongWords(f"attest {name}: nothing to attest", remedy=f"known here: {', '.join(sorted(ATTESTABLE))}")
    read: Facts = codec.read(FACTS[step.kind], step.facts)
    stated: dict[str, Any] = codec.plain(read)
    if past is None and step.kind is not Kind.COMPANY and "company" not in stated:
        companies = list(run(sql.SUBJECTS, {"kind": "company", "company": None, "state": None}))
        if len(companies) != 1:
            known = ", ".join(each[0] for each in companies) or "none; ketsugi company add"
            raise WrongWords(f"{step.ref}: the company is not stated", remedy=f"give --company REF; in this book: {known}")
        stated["company"] = companies[0][0]  # with one company there is nothing to guess
    if step.kind is Kind.COMPANY and past is None:
        _check_company(read)
    return stated


def _check_company(read: Facts) -> None:
    assert isinstance(read, Company)
    from zoneinfo import ZoneInfoNotFoundError

    if rulebook(read.jurisdiction) is None:
        raise WrongWords(f"jurisdiction: no rulebook for {read.jurisdiction}", remedy="known here: JP")
    try:
        ZoneInfo(read.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongWords(f"timezone: {read.timezone} is unknown", remedy="give an IANA name, such as Asia/Tokyo") from None


def _other(run: Run, kind: Kind, ref: str | None, before: int) -> Past | None:
    if ref is None:
        return None
    past = load(run, ref, before=before)
    if past is None or past.kind is not kind:
        raise NotFound(f"{ref}: no such {kind} in this book", remedy="look at what is there: ketsugi list")
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


def _siblings(run: Run, step: Step, ours: Past, before: int) -> tuple[Sibling, ...]:
    """The company's other dividends, read only for the step that asks about them."""
    if step.event != dividend.Event.DECIDE:
        return ()
    rows = run(sql.SUBJECTS, {"kind": "dividend", "company": ours.ref, "state": None})
    others = [load(run, ref, before=before) for ref, *_ in list(rows) if ref != step.ref]
    return tuple(
        Sibling(ref=o.ref, route=d.route, state=o.state, fiscal_year_end=d.fiscal_year_end)
        for o in others
        if o is not None
        for d in [codec.read(Dividend, o.facts)]
    )


def _check_words_of(step: Step, rules: Rulebook | None) -> None:
    known: Mapping[str, Rule] = {rule.id: rule for rule in rules.rules} if rules else {}
    defects = ", ".join(name for name, rule in known.items() if rule.weight is Weight.DEFECT)
    for name in step.overrides:
        if name not in known:
            raise WrongWords(f"override {name}: no such rule", remedy=f"these can be overridden: {defects}")
        if known[name].weight is not Weight.DEFECT:
            raise WrongWords(
                f"override {name}: a {known[name].weight} cannot be overridden", remedy=f"only a defect can: {defects}"
            )
    if step.event in _NEEDS_REASON and not step.reason:
        raise WrongWords(f"{step.event} needs a reason", remedy="give --reason TEXT")
    if step.overrides and not (step.reason and step.evidence):
        raise WrongWords("an override needs a reason and evidence", remedy="give --reason TEXT and --evidence FILE")


def _body(run: Run, decision: Decision, actor: Actor, now: datetime) -> dict[str, Any]:
    """The body of the entry: what was asked, what was answered, by whom, on what."""
    step, past, context = decision.step, decision.past, decision.context
    applied = decision.dest is not None
    version = past.terms_version if past else 0
    if step.kind is Kind.DIVIDEND and "terms" in decision.stated:
        version += context.terms_digest != (past.terms_digest if past else "")
    stopped = [f.guard for f in decision.findings if f.verdict is Verdict.FAIL and f.guard in step.overrides]
    corrected = str(step.corrected_on) if step.corrected_on else None
    return {
        "v": 1,
        "op": uuid.uuid4().hex,
        "recorded_at": instant(now),
        "occurred_on": str(step.on) if step.on else None,
        "actor": actor.name,
        "acting_for": actor.acting_for,
        "kind": str(step.kind),
        "subject": step.ref,
        "company": step.ref if step.kind is Kind.COMPANY else (past.company if past else decision.stated["company"]),
        "event": str(step.event),
        "outcome": "applied" if applied else "refused",
        "from": past.state if past else None,
        "to": decision.dest if applied else (past.state if past else None),
        "rev": ((past.rev if past else 0) + 1) if applied else None,
        "facts": decision.stated,
        "terms": {"version": version, "digest": context.terms_digest} if step.kind is Kind.DIVIDEND else None,
        "findings": [finding_entry(finding) for finding in decision.findings],
        "overridden": sorted(stopped),
        "reason": step.reason,
        "evidence": [dict(each) for each in step.evidence],
        "corrects": {"entry": step.corrects, "occurred_on": corrected} if step.corrects is not None else None,
        "rulebook": decision.rulebook.label if decision.rulebook else None,
    }


def finding_entry(finding: Finding) -> dict[str, Any]:
    """A finding as an entry keeps it: in full where it says something, short where it passed or did not apply."""
    short = finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    kept = {
        "guard": finding.guard,
        "verdict": str(finding.verdict),
        "weight": str(finding.weight),
        "message": finding.message,
        "title": "" if short else finding.title,
        "figures": {} if short else dict(finding.figures),
        "bound": str(finding.bound) if finding.bound else "",
        "slack_days": finding.slack,
        "source": "" if short else finding.source,
        "remedy": "" if short else finding.remedy,
        "earliest_on": str(finding.earliest) if finding.earliest else "",
    }
    return {name: value for name, value in kept.items() if value not in ("", {}, None)}


def instant(now: datetime) -> str:
    """An instant as entries carry it: UTC, microseconds, ``Z``."""
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
