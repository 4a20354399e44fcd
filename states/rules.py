"""A rule of law: a dated, cited question that is also a deadline.

A date rule is written once, as a ``Bound`` (``states/bounds.py``); any other rule is a ``Question``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from states.bounds import Answer, Bound, Day, Question, gravest
from states.context import Context
from states.facts import Kind
from states.finding import Finding, Verdict, Weight
from states.readings import asked

if TYPE_CHECKING:
    from states.duties import Duty

Step = tuple[Kind, str]
"""(kind of subject, event): where a rule is asked."""


class Confidence(StrEnum):
    SURE = "sure"
    CHECK = "check"  # could not be confirmed: never blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """From when until when a rule is law, and the fact whose day decides."""

    since: date
    until: date | None = None
    keyed_on: Day

    def covers(self, context: Context) -> bool | None:
        """Whether the rule is law for this step; ``None`` while the fact it is keyed on is not stated."""
        day = self.keyed_on.read(context)
        if day is None:
            return None
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The condition under which a rule applies at all; its answer is ``None`` while the facts are not stated."""

    text: str
    holds: Callable[[Context], bool | None]
    give: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a rulebook.

    ``asked_at`` are the steps that ask it.  ``attest`` is the name under which a person may vouch for a fact that is kept
    elsewhere; without one the fact itself must be given.  At the steps in ``may_wait`` a bar whose facts are not known
    yet is noted and blocks nothing; it blocks later, where they must be known.  On a day that is disputed no bar blocks.
    ``restates`` names the universal guard that this rule puts in the words of the statute.  ``lowered`` tells when the
    company's own reading makes it a note.

    Source:
        ``source``, the article; ``confidence`` says whether it could be confirmed.
    """

    id: str
    title: str
    title_ja: str
    weight: Weight
    source: str
    confidence: Confidence
    in_force: InForce
    asked_at: frozenset[Step]
    test: tuple[Bound, ...] | Question
    applies: tuple[When, ...] = ()
    attest: str = ""
    may_wait: frozenset[Step] = frozenset()
    restates: str = ""
    lowered: Callable[[Context], bool] | None = None

    def __post_init__(self) -> None:
        if self.confidence is Confidence.CHECK and self.weight is not Weight.NOTE:
            raise ValueError(f"{self.id}: what could not be confirmed may only be a note")
        if not self.may_wait <= self.asked_at:
            raise ValueError(f"{self.id}: may wait only where it is asked")

    def deadlines(self, context: Context) -> tuple[tuple[Bound, date | None], ...]:
        """Each bound of this rule with its limit, ``None`` while a day is missing; empty when it is no date rule."""
        bounds = self.test if isinstance(self.test, tuple) else ()
        return tuple((bound, bound.deadline(context)) for bound in bounds if bound.when(context))

    def weighs(self, context: Context) -> Weight:
        """The weight of this rule, a note where the company's own reading makes it one."""
        return Weight.NOTE if self.lowered is not None and self.lowered(context) else self.weight

    def vouched(self, answer: Answer, context: Context) -> Answer:
        """The answer; where it is not known and a person vouches for it, that it passes on that."""
        if answer.verdict is Verdict.UNKNOWN and (note := context.attested(self.attest)):
            return Answer(verdict=Verdict.PASS, message=f"attested: {note}", figures=answer.figures, bound=answer.bound)
        return answer

    def ask(self, context: Context) -> Finding:
        """Answer for one step."""
        answer = self.vouched(self._answer(context), context)
        waits = answer.verdict is Verdict.UNKNOWN and (context.kind, context.event) in self.may_wait
        disputed = answer.disputed and self.weight is Weight.BAR  # only what is certain may block
        weight = Weight.NOTE if waits or disputed else self.weighs(context)
        remedy = answer.remedy
        if answer.verdict is Verdict.UNKNOWN and self.weight is Weight.BAR and self.attest:
            vouch = f'--attest {self.attest.replace("_", "-")}="what it rests on"'
            remedy = f"{remedy}, or {vouch}" if remedy else vouch
        if answer.verdict is Verdict.FAIL and weight is Weight.DEFECT:
            passing = f"--override {self.id} --reason TEXT --evidence FILE"
            remedy = f"{remedy}: {passing}" if remedy else f"override: {passing}"
        return Finding(
            guard=self.id,
            verdict=answer.verdict,
            weight=weight,
            title=answer.title or self.title,
            message=answer.message,
            figures=answer.figures,
            bound=answer.bound,
            slack=answer.slack,
            source=self.source,
            remedy=remedy,
            earliest=answer.earliest,
        )

    def _answer(self, context: Context) -> Answer:
        decided = context.approved
        if context.event == _ADJUST[1] and decided is not None and (context.kind, decided.event) not in self.asked_at:
            return Answer(verdict=Verdict.NOT_APPLICABLE, message=f"not asked at {decided.event}")
        if (outside := applicable(self.in_force, self.applies, context)) is not None:
            return outside
        if not isinstance(self.test, tuple):
            return self.test(context)
        return gravest([bound(context) for bound in self.test if bound.when(context)])


def applicable(in_force: InForce, applies: tuple[When, ...], context: Context) -> Answer | None:
    """Why a rule or duty asks nothing here, or cannot tell whether it does; ``None`` where it applies."""
    maybe = None
    for when in applies:
        held = when.holds(context)
        if held is False:
            return Answer(verdict=Verdict.NOT_APPLICABLE, message=f"only where {when.text}")
        maybe = when if held is None and maybe is None else maybe
    covered, key = in_force.covers(context), in_force.keyed_on
    if covered is None:
        return Answer(verdict=Verdict.UNKNOWN, message=f"{key.name} not stated", remedy=f"state {key.give}")
    if not covered:
        span = f"from {in_force.since}" + (f" until {in_force.until}" if in_force.until else "")
        return Answer(verdict=Verdict.NOT_APPLICABLE, message=f"in force {span}, {key.name} {key.read(context)}")
    if maybe is not None:
        return Answer(verdict=Verdict.UNKNOWN, message=f"not stated whether {maybe.text}", remedy=f"state {maybe.give}")
    return None


_DECIDED = {(Kind.DIVIDEND, "approve"), (Kind.DIVIDEND, "decide")}
_ADJUST = (Kind.DIVIDEND, "adjust")  # a day that was left open is held, once it is fixed, to all that was asked of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The dated rules of one jurisdiction.  ``version`` changes whenever a rule does; every entry names it.

    ``published`` is the day from which new steps are judged by this version.  ``jurisdiction`` is an ISO 3166 code, of a
    country or of a part of one.  ``about`` is for those who read it beside the statute.  ``in_part`` and ``left_out`` say,
    by the row of the law, what is left open and what is not covered, and why.  ``tables`` are printed with it: by their
    title, the heads and then the rows.
    """

    name: str
    country: str
    version: str
    published: date
    jurisdiction: str
    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...] = ()
    about: str = ""
    in_part: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[tuple[object, ...], ...]] = field(default_factory=dict)
    _asked: dict[Step, tuple[Rule, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [rule.id for rule in self.rules] + [duty.id for duty in self.duties]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: two rules under one name")
        for rule in self.rules:
            bounds = rule.test if isinstance(rule.test, tuple) and rule.asked_at & _DECIDED else ()
            of_days = any(day.of_terms for bound in bounds for day in (bound.day, *bound.of))
            for step in rule.asked_at | ({_ADJUST} if of_days else set()):
                self._asked[step] = (*self._asked.get(step, ()), rule)

    @property
    def label(self) -> str:
        """Name and version, as entries carry it."""
        return f"{self.name} {self.version}"

    def duties_of(self, kind: Kind) -> tuple[Duty, ...]:
        """The duties that a subject of ``kind`` brings, in the order of the book."""
        return tuple(duty for duty in self.duties if duty.of_kind is kind)

    def asked_at(self, kind: Kind, event: str) -> tuple[Rule, ...]:
        """The rules asked before ``event`` is done to a subject of ``kind``, in the order of the book."""
        return self._asked.get((kind, event), ())


RulesOf = Callable[[str | None], Rulebook | None]
"""The rulebook by which the companies of a jurisdiction are judged."""


def steps(kind: Kind, *events: str) -> frozenset[Step]:
    """The steps at which ``events`` are done to subjects of ``kind``."""
    return frozenset((kind, event) for event in events)


def judge(
    context: Context, guards: tuple[Callable[[Context], Finding], ...], rules: tuple[Rule, ...]
) -> tuple[Finding, ...]:
    """Every guard's finding, none left out.

    A universal guard that a rule restates is left to the rule, as long as the two agree.
    """
    readings = context.readings()
    found = [(rule, asked(rule.ask, readings)) for rule in rules]
    restated = {(rule.restates, finding.verdict) for rule, finding in found}
    universal = [asked(guard, readings) for guard in guards]
    left = [finding for finding in universal if (finding.guard, finding.verdict) not in restated]
    return (*left, *(finding for _, finding in found))
