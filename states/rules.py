"""A rule of law: a dated, cited question that is also a deadline.

A date rule is written once, as a ``Bound``: this day, not after (or not before) that limit.  From the bound come the
guard's verdict, the deadline, and the first day on which the step becomes possible.  Other rules are a ``Question``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from states.context import Context
from states.facts import Kind
from states.finding import Finding, Verdict, Weight

Step = tuple[Kind, str]
"""(kind of subject, event): where a rule is asked."""


class Confidence(StrEnum):
    SURE = "sure"
    CHECK = "check"  # could not be confirmed: never blocks


@dataclass(frozen=True, slots=True)
class Day:
    """A day that rules speak of: its name in a message, where it is read, how it is given when it is missing."""

    name: str
    read: Callable[[Context], date | None]
    give: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A limit on which the law, or what is known of it, is not certain: safe until ``safe``, lost after ``last``."""

    safe: date
    last: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question found, before the rule adds its name, weight and source."""

    verdict: Verdict
    message: str
    figures: Mapping[str, str] = field(default_factory=dict)
    bound: date | None = None
    slack: int | None = None
    remedy: str = ""
    earliest: date | None = None


Question = Callable[[Context], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """``day`` must not be after (or, with ``before=True``, not before) ``limit``, which is computed from ``of``.

    ``when`` limits the bound to some steps; ``measure`` adds the count a lawyer would make, such as "13 clear days,
    14 needed".
    """

    day: Day
    of: tuple[Day, ...]
    limit: Callable[..., date | Disputed]
    before: bool = False
    when: Callable[[Context], bool] = lambda _: True
    measure: Callable[..., str] | None = None
    remedy: str = ""

    def deadline(self, context: Context) -> date | None:
        """The last day that is certainly lawful (the first, with ``before``), or ``None`` while a day is missing."""
        days = [day.read(context) for day in self.of]
        if None in days:
            return None
        limit = self.limit(context, *days)
        return limit.safe if isinstance(limit, Disputed) else limit

    def __call__(self, context: Context) -> Answer:
        """Judge the day against its limit."""
        read = {day: day.read(context) for day in (self.day, *self.of)}
        missing = [day for day, value in read.items() if value is None]
        bound, value = self.deadline(context), read[self.day]
        if missing or value is None or bound is None:
            names = " and ".join(day.name for day in missing)
            known = "" if bound is None else f"; {'not before' if self.before else 'last day'} {bound}"
            remedy = "state " + ", ".join(day.give for day in missing)
            return Answer(verdict=Verdict.UNKNOWN, message=f"{names} not stated{known}", bound=bound, remedy=remedy)
        limit = self.limit(context, *(read[day] for day in self.of))
        slack = (value - bound).days * (1 if self.before else -1)
        figures = {day.name: str(seen) for day, seen in read.items()}
        said = ", ".join(f"{name} {seen}" for name, seen in figures.items())
        if self.measure:
            said += f": {self.measure(*read.values())}"
        if slack >= 0:
            return Answer(verdict=Verdict.PASS, message=said, figures=figures, bound=bound, slack=slack)
        if isinstance(limit, Disputed) and value <= limit.last:
            said = f"{said}: {limit.why}"
            return Answer(
                verdict=Verdict.UNKNOWN, message=said, figures=figures, bound=bound, slack=slack, remedy=self.remedy
            )
        if not self.measure:
            days = f"{-slack} {'day' if slack == -1 else 'days'}"
            said += f": {days} early, not before {bound}" if self.before else f": {days} late, last day {bound}"
        earliest = bound if self.before and value == context.on else None
        return Answer(
            verdict=Verdict.FAIL,
            message=said,
            figures=figures,
            bound=bound,
            slack=slack,
            remedy=self.remedy,
            earliest=earliest,
        )


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

    ``asked_at`` are the steps that ask it.  ``attest`` is the name under which a person may vouch for a fact that the
    book does not hold.  At the steps in ``may_wait`` a bar whose facts are not known yet is noted and blocks nothing;
    it blocks later, where they must be known.  ``restates`` names the universal guard that this rule puts in the words
    of the statute.  ``lowered`` tells when the company's own reading makes the rule a note.

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

    @property
    def attested_as(self) -> str:
        """The name to attest this rule's facts under."""
        return self.attest or self.id

    def deadlines(self, context: Context) -> tuple[tuple[Bound, date | None], ...]:
        """Each bound of this rule with its limit, ``None`` while a day is missing; empty when it is no date rule."""
        bounds = self.test if isinstance(self.test, tuple) else ()
        return tuple((bound, bound.deadline(context)) for bound in bounds if bound.when(context))

    def ask(self, context: Context) -> Finding:
        """Answer for one step."""
        answer = self._answer(context)
        if answer.verdict is Verdict.UNKNOWN and (note := context.attested(self.attested_as)):
            answer = Answer(verdict=Verdict.PASS, message=f"attested: {note}", figures=answer.figures, bound=answer.bound)
        weight = self.weight
        waits = answer.verdict is Verdict.UNKNOWN and (context.kind, context.event) in self.may_wait
        if waits or (self.lowered is not None and self.lowered(context)):
            weight = Weight.NOTE
        remedy = answer.remedy
        if answer.verdict is Verdict.UNKNOWN and weight is Weight.BAR:
            vouch = f'--attest {self.attested_as.replace("_", "-")}="what it rests on"'
            remedy = f"{remedy}, or {vouch}" if remedy else vouch
        return Finding(
            guard=self.id,
            verdict=answer.verdict,
            weight=weight,
            title=self.title,
            message=answer.message,
            figures=answer.figures,
            bound=answer.bound,
            slack=answer.slack,
            source=self.source,
            remedy=remedy,
            earliest=answer.earliest,
        )

    def _answer(self, context: Context) -> Answer:
        covered = self.in_force.covers(context)
        if covered is None:
            key = self.in_force.keyed_on
            return Answer(verdict=Verdict.UNKNOWN, message=f"{key.name} not stated", remedy=f"state {key.give}")
        if not covered:
            key = self.in_force.keyed_on
            span = f"from {self.in_force.since}" + (f" until {self.in_force.until}" if self.in_force.until else "")
            return Answer(verdict=Verdict.NOT_APPLICABLE, message=f"in force {span}, {key.name} {key.read(context)}")
        for when in self.applies:
            holds = when.holds(context)
            if holds is None:
                return Answer(
                    verdict=Verdict.UNKNOWN, message=f"not stated whether {when.text}", remedy=f"state {when.give}"
                )
            if not holds:
                return Answer(verdict=Verdict.NOT_APPLICABLE, message=f"only where {when.text}")
        if not isinstance(self.test, tuple):
            return self.test(context)
        return _worst([bound(context) for bound in self.test if bound.when(context)])


def _worst(answers: list[Answer]) -> Answer:
    """The answers of several bounds as one: the gravest verdict, in the words of the bounds that gave it."""
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS):
        same = [answer for answer in answers if answer.verdict is verdict]
        if same:
            tightest = min(same, key=lambda answer: answer.slack if answer.slack is not None else 0)
            earliest = [answer.earliest for answer in same]
            return replace(
                tightest,
                message="; ".join(answer.message for answer in same),
                figures={name: value for answer in same for name, value in answer.figures.items()},
                remedy="; ".join(dict.fromkeys(answer.remedy for answer in same if answer.remedy)),
                earliest=max(day for day in earliest if day) if all(earliest) else None,
            )
    return Answer(verdict=Verdict.NOT_APPLICABLE, message="asks nothing here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The dated rules of one jurisdiction.  ``version`` changes whenever a rule does; every entry names it."""

    name: str
    version: str
    jurisdiction: str
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        names = [rule.id for rule in self.rules]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: two rules under one name")

    @property
    def label(self) -> str:
        """Name and version, as entries carry it."""
        return f"{self.name} {self.version}"

    def asked_at(self, kind: Kind, event: str) -> tuple[Rule, ...]:
        """The rules asked before ``event`` is done to a subject of ``kind``, in the order of the book."""
        return tuple(rule for rule in self.rules if (kind, event) in rule.asked_at)


def steps(kind: Kind, *events: str) -> frozenset[Step]:
    """The steps at which ``events`` are done to subjects of ``kind``."""
    return frozenset((kind, event) for event in events)


def judge(
    context: Context, guards: tuple[Callable[[Context], Finding], ...], rules: tuple[Rule, ...]
) -> tuple[Finding, ...]:
    """Every guard's finding, none left out.

    A universal guard that a rule restates is left to the rule, as long as the two agree.
    """
    found = [rule.ask(context) for rule in rules]
    restated = {(rule.restates, finding.verdict) for rule, finding in zip(rules, found, strict=True) if rule.restates}
    universal = [guard(context) for guard in guards]
    return (*(finding for finding in universal if (finding.guard, finding.verdict) not in restated), *found)
