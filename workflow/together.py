"""Many steps in one transaction: all of them, or none; and the dividends of a meeting, for one resolution on them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from states.errors import KetsugiError, NotFound, Refused
from states.facts import Kind
from states.lives import LIFECYCLES
from workflow.book import Book
from workflow.decision import new_op
from workflow.engine import Undo, asked_beforehand, preview, refusal, take
from workflow.judging import decide
from workflow.log import Entry
from workflow.sql import Run
from workflow.standing import offer, put_to, standing
from workflow.step import Actor, Clock, Step
from workflow.transaction import Transaction

StepOf = Callable[[Run], Step]
"""Gives a step when its turn comes, on what those before it left."""
Tick = Callable[[int, int], None]
"""Is told how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step of many: its number among them, its entry, and why it was not applied."""

    number: int
    entry: Entry | None
    error: KetsugiError | None = None


def advance_all(
    book: Book, steps: Sequence[Step], *, actor: Actor, clock: Clock, dry_run: bool = False, tick: Tick | None = None
) -> list[Entry]:
    """Take steps in their order in one transaction, all or none, and return their entries once they are on disk.

    Each is judged on what those before it leave.  With ``dry_run`` everything is undone, and the entries are those that
    would have been.

    Raises:
        Refused: one step or more, the first with the ``others``; none is applied, and each refusal that is the same
            without the rest is recorded as an entry (but for a dry run).
        WrongWords, NotFound, Conflict: nothing was written.
    """
    said: list[StepOf] = [lambda _, step=step: step for step in steps]  # type: ignore[misc]
    done = take_all(book, said, actor=actor, clock=clock, dry_run=dry_run, tick=tick)
    if errors := [each.error for each in done if each.error is not None]:
        if isinstance(errors[0], Refused):
            errors[0].others = tuple(each for each in errors[1:] if isinstance(each, Refused))
        raise errors[0]
    return [each.entry for each in done if each.entry is not None]


def take_all(
    book: Book,
    said: Sequence[StepOf],
    *,
    actor: Actor,
    clock: Clock,
    dry_run: bool = False,
    keep_going: bool = False,
    until_refused: bool = False,
    tick: Tick | None = None,
) -> list[Outcome]:
    """Take steps in one transaction, and tell what became of each.

    Where one cannot be taken none is, and only the objections are told: to a step that means nothing here, else every
    refusal, or ``until_refused`` the first.  With ``keep_going`` refusals are recorded in their place, and a step that
    means nothing is passed over.
    """
    steps = _Steps(said, [new_op() for _ in said], clock, dry_run, keep_going, until_refused)
    if actor.may_ask and not dry_run:
        actor = asked_beforehand(
            book, actor, lambda run, mute: [each.entry for each in steps.taken(run, mute) if each.entry]
        )
    done: list[Outcome] = []
    with suppress(Undo), book.writing() as run:
        done = steps.taken(run, actor, tick)
        if dry_run or not any(each.entry for each in done):
            raise Undo
    return done


@dataclass(frozen=True)
class _Steps:
    """The steps of one transaction, with the number of each entry; the same whenever they are taken."""

    said: Sequence[StepOf]
    ops: Sequence[str]
    clock: Clock
    trial: bool
    keep_going: bool
    until_refused: bool

    @cached_property
    def now(self) -> datetime:
        """One transaction is recorded at one instant: that at which its lock is held."""
        return self.clock()

    def taken(self, run: Run, actor: Actor, tick: Tick | None = None) -> list[Outcome]:
        """Every step decided and recorded inside the caller's transaction; or else undone, and the objections recorded."""
        transaction, done = Transaction(run), list[Outcome]()
        run("SAVEPOINT steps", {})
        for number in range(len(self.said)):
            done.append(self._one(transaction, number, actor))
            error = done[-1].error
            if error is not None and not self.keep_going and (self.until_refused or not isinstance(error, Refused)):
                break
            if tick is not None:
                tick(number + 1, len(self.said))
        objections = [each for each in done if each.error is not None]
        if self.keep_going or not objections:
            return done
        run("ROLLBACK TO steps", {})
        refused = [(each.number, each.error) for each in objections if isinstance(each.error, Refused)]
        if len(refused) < len(objections):
            return objections[-1:]
        transaction = Transaction(run)
        return [self._alone(transaction, number, actor, no) for number, no in refused]

    def _one(self, run: Run, number: int, actor: Actor) -> Outcome:
        try:
            op = self.ops[number]
            entry, decision = take(run, self.said[number](run), actor=actor, now=self.now, op=op, trial=self.trial)
        except KetsugiError as error:
            return Outcome(number, None, error)
        no = None if decision.dest is not None else refusal(decision, None if self.trial else entry.seq)
        return Outcome(number, entry, no)

    def _alone(self, run: Run, number: int, actor: Actor, no: Refused) -> Outcome:
        """A refusal, recorded where it is the same without the other steps: the log shows no answer to what it lacks."""
        entry, no.among = None, len(self.said)
        with suppress(KetsugiError):  # what it is about may have been undone
            step = self.said[number](run)
            alone = decide(run, step, actor=actor, now=self.now)
            if alone.dest is None and refusal(alone).findings == no.findings:
                no.earliest = preview(run, step, actor=actor, now=self.now)[1]
                entry = self._one(run, number, actor).entry
        no.seq = entry.seq if entry is not None and not self.trial else None
        return Outcome(number, entry, no)


def open_to(run: Run, ref: str, event: str) -> list[str]:
    """The dividends put to a meeting to which the table allows ``event`` as they stand.

    Raises:
        NotFound: there is no such meeting, or no such dividend.
    """
    meeting = standing(run, ref)
    if meeting.kind is not Kind.MEETING:
        raise NotFound(f"{ref} is {meeting.kind.named}, not a meeting", remedy="look at what is there: ketsugi list")
    states = [row.source for row in LIFECYCLES[Kind.DIVIDEND].rows if row.event == event and row.source]
    if not (found := sorted(past.ref for past in put_to(run, meeting, *states))):
        remedy = f"see where each stands: ketsugi list --kind dividend --company {meeting.company}"
        raise NotFound(f"no dividend put to {ref} is where {event} is possible", remedy=remedy)
    return found


def offer_to_all(run: Run, refs: Sequence[str], named: str) -> str | None:
    """The likeliest next command for several dividends, all ``named`` in one where it is the same for each.

    A figure is each dividend's own.
    """
    first = offer(run, standing(run, refs[0]))
    if first is None or f" {refs[0]} " not in first or "AMOUNT" in first or "NUMBER" in first:
        return first
    of_all = first.replace(f" {refs[0]} ", f" {named} ")
    others = ((offer(run, standing(run, ref)) or "").replace(f" {ref} ", f" {named} ") for ref in refs[1:])
    return of_all if all(each == of_all for each in others) else first
