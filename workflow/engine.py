"""The only way anything changes: ``advance`` decides one step, records it, and says so.

Decide first, on what the log says; then write the entry and the state row in one transaction; only then speak.
A refusal is recorded the same way and moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from states.errors import Conflict, Refused, WrongWords
from states.guards.people import own_key
from states.rulebooks import rulebook
from states.rules import RulesOf
from workflow import holdings, log, sql
from workflow.book import Book
from workflow.decision import Decision, body, new_op
from workflow.judging import decide
from workflow.log import Entry
from workflow.replay import fold_entry, row
from workflow.sql import Run
from workflow.step import Actor, Clock, Step
from workflow.transaction import Transaction


def preview(
    run: Run, step: Step, *, actor: Actor | None = None, now: datetime, rules_of: RulesOf = rulebook
) -> tuple[Decision, date | None]:
    """Whether ``step`` would be possible on its day, and the earliest day from that day on on which it would be.

    A day to come is judged as if it were today.  The earliest day is ``None`` when it takes more than waiting.
    """
    first = decision = _on_its_day(run, step, actor, now, rules_of)
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
        decision = _on_its_day(run, replace(step, on=day), actor, now, rules_of)
    return first, None


def _on_its_day(run: Run, step: Step, actor: Actor | None, now: datetime, rules_of: RulesOf) -> Decision:
    decision = decide(run, step, actor=actor, now=now, rules_of=rules_of)
    if step.on is not None and step.on > decision.context.today:
        decision = decide(run, step, actor=actor, now=now, today=step.on, rules_of=rules_of)
    return decision


def take(
    run: Run, step: Step, *, actor: Actor, now: datetime, op: str | None = None, trial: bool = False
) -> tuple[Entry, Decision]:
    """Decide ``step`` and append its entry, applied or refused, inside the caller's transaction.

    ``run`` belongs to a transaction that already holds the write lock; ``op`` is the entry's own number, a new one unless
    given.  On ``trial``, which the caller undoes, an entry to be signed goes without its signature.

    Raises:
        Refused: the entry is to be signed, and not with this key: such an entry, refused or not, cannot be written.
    """
    decision = decide(run, step, actor=actor, now=now)
    signed = decision.context.must_sign
    begins = signed and not decision.context.is_signed  # what was refused has not begun: it could be neither signed nor not
    if signed and (own_key(decision.context).stops() or (begins and decision.dest is None)):
        raise refusal(decision)
    if signed and actor.sign is None and not trial:
        raise WrongWords("the entry is to be signed, and nothing signs with the key that is named", remedy="unlock it")
    holdings.require(run, step.evidence)
    recorded = body(decision, actor, now, op)
    entry = log.append(run, recorded, actor.sign if signed else None)
    holdings.keep(run, step.evidence)
    if decision.dest is not None:
        past = fold_entry(decision.past, entry.seq, recorded)
        run(sql.KEEP_SUBJECT, row(past))
        holdings.erase(run, step.facts.get("erased", ()))
        if isinstance(run, Transaction):
            run.keep(past)
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
    now, entry, earliest, op = cache(clock), None, None, new_op()  # one instant, first asked for while the lock is held
    if actor.may_ask and not dry_run:
        actor = asked_beforehand(book, actor, lambda run, mute: [take(run, step, actor=mute, now=now(), op=op)[0]])
    with book.reading() if dry_run else book.writing() as run:
        if dry_run:
            decision = decide(run, step, actor=actor, now=now())
        else:
            entry, decision = take(run, step, actor=actor, now=now(), op=op)
        if decision.dest is None:  # asked before the commit: after it, nothing may fail any more
            earliest = preview(run, step, actor=actor, now=now())[1]
    if decision.dest is None:
        no = refusal(decision, entry.seq if entry else None)
        no.earliest = earliest
        raise no
    return entry, decision


def asked_beforehand(book: Book, actor: Actor, rehearsed: Callable[[Run, Actor], list[Entry]]) -> Actor:
    """``actor`` with a signature of each entry that ``rehearsed`` leaves, asked for while nothing is locked: a person may
    take their time.

    They fit only where nobody has written meanwhile.  Of an entry that is undone nobody is asked: its signature is empty.
    """
    if actor.sign is None:
        return actor
    signatures: dict[bytes, bytes] = {}
    with suppress(Undo), book.writing() as run:
        id = log.genesis(run)["book"]
        done = rehearsed(run, replace(actor, sign=lambda message: signatures.setdefault(message, b"")))
        raise Undo
    for message in [log.message(id, each.seq, each.prev, each.text) for each in done if each.sig is not None]:
        signatures[message] = actor.sign(message)

    def given(message: bytes) -> bytes:
        if message not in signatures:
            raise Conflict("someone else recorded a step while you were asked", remedy="try again; nothing was written")
        return signatures[message]

    return replace(actor, sign=given)


class Undo(Exception):
    """Ends a transaction of which nothing is to stay."""
